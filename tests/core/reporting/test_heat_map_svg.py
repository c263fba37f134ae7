import base64
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mmgui.core.errors import DataError
from mmgui.core.heat_map import HeatMap
from mmgui.core.reporting.contours import contour_lines, outline_lines
from mmgui.core.reporting.heat_map_svg import DrawnMap, heat_map_svg, save_heat_map_svg
from tests.core.made import map_over_image, map_over_text

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert("x")</script> & \u202e\x07tail'


def spot(height: int = 8, width: int = 8) -> HeatMap:
    grid = np.zeros((height, width), np.float32)
    grid[1, width - 2] = 1.0
    return map_over_image("picture", grid)


def over(pixels: np.ndarray, heat_map: HeatMap | None = None) -> list[DrawnMap]:
    return [DrawnMap(heat_map or spot(), "image", pixels)]


def words_of(text: str, *weights: float, method: str = "gradients") -> list[DrawnMap]:
    found = re.finditer(r"\S+", text)
    words = {(m.start(), m.end()): w for m, w in zip(found, weights, strict=False)}
    return [DrawnMap(map_over_text("words", text, words, method), "text")]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def shown(root: ET.Element) -> str:
    return " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))


def images(root: ET.Element) -> list[np.ndarray]:
    found = []
    for node in root.iter(f"{SVG}image"):
        kind, data = node.attrib["href"].split(",")
        assert kind == "data:image/png;base64"
        found.append(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))))
    return found


def test_the_picture_is_inside_the_file_unchanged_and_the_map_lies_over_it():
    pixels = np.random.default_rng(0).integers(0, 255, (40, 60, 3)).astype(np.uint8)
    picture, overlay = images(parsed(heat_map_svg(over(pixels))))
    assert np.array_equal(picture, pixels)
    assert overlay.shape[2] == 4
    height, width = overlay.shape[:2]
    assert overlay[int(height * 1.5 / 8), int(width * 6.5 / 8), 3] > 150  # dense in the middle of the marked cell
    assert overlay[height // 2 :, : width // 2, 3].max() == 0  # clear where there is no weight


def test_the_outline_encloses_the_marked_place_and_nothing_else():
    root = parsed(heat_map_svg(over(np.zeros((400, 400, 3), np.uint8))))
    paths = [node.attrib["d"] for node in root.iter(f"{SVG}path")]
    assert len(paths) == 2  # dark under white
    assert paths[0].endswith("Z")
    points = np.array([[float(v) for v in pair.split()] for pair in re.findall(r"[\d.]+ [\d.]+", paths[0])])
    left, top = points.min(0) - 16
    right, bottom = points.max(0) - 16
    assert 280 < left < 325 < right < 380  # cell (1, 6) of 8 × 8 on 400 px: its middle is (325, 75)
    assert 30 < top < 75 < bottom < 120


def test_a_circle_of_values_gives_one_closed_line_at_its_radius():
    y, x = np.mgrid[0:41, 0:41]
    lines = contour_lines(20.0 - np.hypot(x - 20.0, y - 20.0), 10.0)  # a cone: level 10 is the circle of radius 10
    assert len(lines) == 1
    assert lines[0][0] == lines[0][-1]
    radius = np.hypot(*(np.array(lines[0]) - 20.0).T)
    assert np.abs(radius - 10.0).max() < 0.05


def test_a_ridge_through_the_picture_gives_two_open_lines():
    values = np.zeros((9, 9))
    values[:, 4] = 1.0
    lines = contour_lines(values, 0.5)
    assert len(lines) == 2
    assert sorted({x for line in lines for x, _y in line}) == [3.5, 4.5]


def test_a_flat_map_has_no_outline_and_says_so():
    flat = map_over_image("picture", np.full((4, 4), 0.3, np.float32), "attention")
    root = parsed(heat_map_svg(over(np.zeros((50, 50, 3), np.uint8), flat)))
    assert not list(root.iter(f"{SVG}path"))
    assert "The map is even" in root.findtext(f"{SVG}desc", "")
    assert outline_lines(flat.grid, 10, 10) == []


def test_words_stand_on_their_colours_and_the_strongest_is_framed():
    text = "so great a day"
    root = parsed(heat_map_svg(words_of(text, 0.0, 1.0, 0.1, 0.2)))
    boxes = [node for node in root.iter(f"{SVG}rect") if node.attrib.get("rx") == "4"]
    assert len(boxes) == 4
    assert boxes[0].attrib["fill"] == "#ffffff"
    assert ["stroke" in b.attrib for b in boxes] == [False, True, False, False]
    assert shown(root).split()[:4] == ["so", "great", "a", "day"]
    assert "“great”" in root.findtext(f"{SVG}desc", "")


@pytest.mark.parametrize("place", ["title", "text", "field"])
def test_a_hostile_text_is_shown_literally_and_stays_xml(place):
    text = HOSTILE if place != "title" else "word"
    (drawn,) = words_of(text, 1.0, 1.0, 1.0)
    maps = [replace(drawn, title=HOSTILE if place == "field" else "")]
    svg = heat_map_svg(maps, title=HOSTILE if place == "title" else "t")
    root = parsed(svg)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert "<script>alert(" in shown(root).replace(" ", "") or "<script>" in shown(root)
    assert "\u202e" not in svg
    assert "\x07" not in svg


def test_the_file_needs_nothing_from_outside():
    svg = heat_map_svg(over(np.zeros((9, 9, 3), np.uint8)), title="http://example.org/")
    root = parsed(svg)
    for node in root.iter():
        for name, value in node.attrib.items():
            if name.endswith("href"):
                assert value.startswith("data:")
            assert "http" not in value


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 900, 3), (2000, 3, 3), (12, 12000, 3)])
def test_odd_sizes_of_pictures_still_give_a_file(shape):
    pixels = np.full(shape, 120, np.uint8)
    heat_map = map_over_image("picture", np.array([[0.0, 1.0]], np.float32), "occlusion")
    root = parsed(heat_map_svg(over(pixels, heat_map)))
    assert float(root.attrib["width"]) <= 1700
    assert max(images(root)[0].shape) <= 1600


def test_a_text_of_ten_thousand_words_is_cut_and_says_so():
    text = " ".join(f"word{n}" for n in range(10_000))
    root = parsed(heat_map_svg(words_of(text, *[0.5] * 10_000, method="occlusion")))
    assert "Only the first 6000 characters" in root.findtext(f"{SVG}desc", "")
    assert len(shown(root)) < 8_000


def test_right_to_left_words_run_from_the_right_and_keep_latin_in_order():
    text = "שלום עולם good day"
    root = parsed(heat_map_svg(words_of(text, 1, 1, 1, 1)))
    x = {"".join(n.itertext()): float(n.attrib["x"]) for n in root.iter(f"{SVG}text") if n.attrib.get("textLength")}
    assert x["שלום"] > x["עולם"] > x["day"] > x["good"]


def test_weights_that_are_no_numbers_count_as_nothing():
    grid = np.array([[np.nan, np.inf], [0.2, -3.0]], np.float32)
    svg = heat_map_svg(over(np.zeros((9, 9, 3), np.uint8), map_over_image("p", grid)))
    assert re.search(r'd="M[-\d.ML Z]+"', svg)  # the outline has numbers only
    parsed(heat_map_svg(words_of("odd", float("nan"))))


def test_a_file_that_cannot_be_written_is_named_and_an_old_one_stays(tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        save_heat_map_svg(tmp_path / "map.png", over(np.zeros((9, 9, 3), np.uint8)))
    (tmp_path / "file").write_text("old")
    with pytest.raises(DataError, match="cannot be written"):
        save_heat_map_svg(tmp_path / "file" / "map.svg", over(np.zeros((9, 9, 3), np.uint8)))
    assert (tmp_path / "file").read_text() == "old"
    save_heat_map_svg(tmp_path / "map.svg", over(np.zeros((9, 9, 3), np.uint8)), title="kept")
    assert "kept" in (tmp_path / "map.svg").read_text(encoding="utf-8")


def test_nothing_to_show_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="neither"):
        heat_map_svg(words_of(""))


def test_every_field_is_drawn_images_first_and_named_where_there_are_several():
    front, back = (np.full((40, 60, 3), shade, np.uint8) for shade in (10, 200))
    (headline,), (post,) = words_of("so great", 0.0, 1.0), words_of("what a day", 0.0, 0.0, 1.0)
    maps = [
        replace(headline, title="headline"),
        DrawnMap(spot(), "image", front, "front"),
        replace(post, title="post"),
        DrawnMap(spot(4, 4), "image", back, "back"),
    ]
    root = parsed(heat_map_svg(maps))
    pictures = images(root)[::2]
    assert [int(picture[0, 0, 0]) for picture in pictures] == [10, 200]
    tops = {"".join(n.itertext()): float(n.attrib["y"]) for n in root.iter(f"{SVG}text") if n.attrib.get("textLength")}
    below = [float(n.attrib["y"]) + float(n.attrib["height"]) for n in root.iter(f"{SVG}image")]
    assert max(below) < tops["great"] < tops["day"]
    said = root.findtext(f"{SVG}desc", "")
    assert "front: Gradients (Grad-CAM), strongest place: upper right of the picture." in said
    assert "back: Gradients (Grad-CAM), strongest place: " in said
    assert "headline: Gradients: strongest words “great”." in said and "post: Gradients: strongest words “day”." in said


def test_only_what_can_be_seen_is_drawn():
    text = "so great"
    svg = heat_map_svg([DrawnMap(spot(), "image"), *words_of(text, 0.0, 1.0)])
    assert images(parsed(svg)) == [] and "great" in shown(parsed(svg))
