import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from mmgui.core.errors import DataError
from mmgui.core.inference.prediction import HeatMap, WordWeight
from mmgui.core.reporting.contours import contour_lines, outline_lines
from mmgui.core.reporting.heat_map_svg import heat_map_svg, save_heat_map_svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert("x")</script> & \u202e\x07tail'


def spot(height: int = 8, width: int = 8) -> HeatMap:
    grid = np.zeros((height, width), np.float32)
    grid[1, width - 2] = 1.0
    return HeatMap("picture", "gradcam", grid=grid)


def words_of(text: str, *weights: float) -> tuple[WordWeight, ...]:
    found = list(re.finditer(r"\S+", text))
    return tuple(WordWeight(m.group(), m.start(), m.end(), w) for m, w in zip(found, weights, strict=False))


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
    picture, overlay = images(parsed(heat_map_svg(pixels, spot())))
    assert np.array_equal(picture, pixels)
    assert overlay.shape[2] == 4
    height, width = overlay.shape[:2]
    assert overlay[int(height * 1.5 / 8), int(width * 6.5 / 8), 3] > 150  # dense in the middle of the marked cell
    assert overlay[height // 2 :, : width // 2, 3].max() == 0  # clear where there is no weight


def test_the_outline_encloses_the_marked_place_and_nothing_else():
    root = parsed(heat_map_svg(np.zeros((400, 400, 3), np.uint8), spot()))
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
    flat = HeatMap("picture", "attention", grid=np.full((4, 4), 0.3, np.float32))
    root = parsed(heat_map_svg(np.zeros((50, 50, 3), np.uint8), flat))
    assert not list(root.iter(f"{SVG}path"))
    assert "The map is even" in root.findtext(f"{SVG}desc", "")
    assert outline_lines(flat.grid, 10, 10) == []


def test_words_stand_on_their_colours_and_the_strongest_is_framed():
    text = "so great a day"
    root = parsed(
        heat_map_svg(None, HeatMap("words", "gradients", words=words_of(text, 0.0, 1.0, 0.1, 0.2)), text=text)
    )
    boxes = [node for node in root.iter(f"{SVG}rect") if node.attrib.get("rx") == "4"]
    assert len(boxes) == 4
    assert boxes[0].attrib["fill"] == "#ffffff"
    assert ["stroke" in b.attrib for b in boxes] == [False, True, False, False]
    assert shown(root).split()[:4] == ["so", "great", "a", "day"]
    assert "“great”" in root.findtext(f"{SVG}desc", "")


@pytest.mark.parametrize("place", ["title", "text", "word"])
def test_a_hostile_text_is_shown_literally_and_stays_xml(place):
    text = HOSTILE if place != "title" else "word"
    maps = HeatMap("words", "gradients", words=words_of(text, 1.0, 1.0, 1.0))
    svg = heat_map_svg(None, maps, text="" if place == "word" else text, title=HOSTILE if place == "title" else "t")
    root = parsed(svg)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert "<script>alert(" in shown(root).replace(" ", "") or "<script>" in shown(root)
    assert "\u202e" not in svg
    assert "\x07" not in svg


def test_the_file_needs_nothing_from_outside():
    svg = heat_map_svg(np.zeros((9, 9, 3), np.uint8), spot(), title="http://example.org/")
    root = parsed(svg)
    for node in root.iter():
        for name, value in node.attrib.items():
            if name.endswith("href"):
                assert value.startswith("data:")
            assert "http" not in value


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 900, 3), (2000, 3, 3), (12, 12000, 3)])
def test_odd_sizes_of_pictures_still_give_a_file(shape):
    pixels = np.full(shape, 120, np.uint8)
    grid = HeatMap("picture", "occlusion", grid=np.array([[0.0, 1.0]], np.float32))
    root = parsed(heat_map_svg(pixels, grid))
    assert float(root.attrib["width"]) <= 1700
    assert max(images(root)[0].shape) <= 1600


def test_a_text_of_ten_thousand_words_is_cut_and_says_so():
    text = " ".join(f"word{n}" for n in range(10_000))
    root = parsed(heat_map_svg(None, HeatMap("words", "occlusion", words=words_of(text, *[0.5] * 10_000)), text=text))
    assert "Only the first 6000 characters" in root.findtext(f"{SVG}desc", "")
    assert len(shown(root)) < 8_000


def test_right_to_left_words_run_from_the_right_and_keep_latin_in_order():
    text = "שלום עולם good day"
    root = parsed(heat_map_svg(None, HeatMap("w", "gradients", words=words_of(text, 1, 1, 1, 1)), text=text))
    x = {"".join(n.itertext()): float(n.attrib["x"]) for n in root.iter(f"{SVG}text") if n.attrib.get("textLength")}
    assert x["שלום"] > x["עולם"] > x["day"] > x["good"]


def test_weights_that_are_no_numbers_count_as_nothing():
    grid = np.array([[np.nan, np.inf], [0.2, -3.0]], np.float32)
    svg = heat_map_svg(np.zeros((9, 9, 3), np.uint8), HeatMap("p", "gradcam", grid=grid))
    assert re.search(r'd="M[-\d.ML Z]+"', svg)  # the outline has numbers only
    words = (WordWeight("odd", 0, 3, float("nan")),)
    parsed(heat_map_svg(None, HeatMap("w", "gradients", words=words), text="odd"))


def test_a_file_that_cannot_be_written_is_named_and_an_old_one_stays(tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        save_heat_map_svg(tmp_path / "map.png", np.zeros((9, 9, 3), np.uint8), spot())
    (tmp_path / "file").write_text("old")
    with pytest.raises(DataError, match="cannot be written"):
        save_heat_map_svg(tmp_path / "file" / "map.svg", np.zeros((9, 9, 3), np.uint8), spot())
    assert (tmp_path / "file").read_text() == "old"
    save_heat_map_svg(tmp_path / "map.svg", np.zeros((9, 9, 3), np.uint8), spot(), title="kept")
    assert "kept" in (tmp_path / "map.svg").read_text(encoding="utf-8")


def test_nothing_to_show_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="neither"):
        heat_map_svg(None, HeatMap("w", "gradients"))
