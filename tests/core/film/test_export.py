"""The learning film as an animated picture: its frames, its size, its texts, and what goes wrong in plain words."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Field
from mmgui.core.errors import Cancelled, DataError
from mmgui.core.film import export, fonts
from mmgui.core.film.export import MOST_FRAMES, save_film, spread
from mmgui.core.film.film import Film, FilmExample, Frame
from mmgui.core.film.fonts import find_font, needs_cjk
from mmgui.core.film.picture import draw_frame

GREY = 128


def made_film(
    frames: int = 5, text: str = "great (day), today", count: int = 6, picture: tuple[int, int] = (64, 96)
) -> Film:
    """All examples are of the class "yes", whose probability rises from 0 to 1. The map is one hot cell, left above."""
    words = tuple((text.index(w), text.index(w) + len(w)) for w in dict.fromkeys(text.replace("(", " ").split()))
    examples = tuple(
        FilmExample(
            id=number,
            label=1,
            texts={"words": text},
            words={"words": words},
            pictures={"photo": np.full((*picture, 3), GREY, np.uint8)},
            grids={"photo": (2, 3)},
        )
        for number in range(count)
    )
    made = []
    for index in range(frames):
        yes = index / max(1, frames - 1)
        probabilities = np.array([[1 - yes, yes]] * count, np.float32)
        grid, weights = [255, 0, 0, 0, 0, 0], [255] + [0] * (len(words) - 1)
        maps = {
            "photo": np.array(grid * count, np.uint8),
            "words": np.array(weights * count, np.uint8),
        }
        made.append(Frame(index + 1, probabilities, {}, maps))
    fields = (Field("photo", "image"), Field("words", "text"))
    return Film(("no", "yes"), fields, examples, frames, (), tuple(made))


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
def test_every_frame_of_the_film_is_a_frame_of_the_picture(tmp_path: Path, suffix: str) -> None:
    film, seen = made_film(), []
    saved = save_film(
        film, range(6), tmp_path / f"film{suffix}", progress=lambda done, total: seen.append((done, total))
    )
    assert saved.frames == 5 and saved.notes == () and saved.size == saved.path.stat().st_size
    assert seen[0] == (0, 6) and seen[-1] == (6, 6) and seen == sorted(seen)
    with Image.open(saved.path) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == (suffix[1:].upper(), 5)
        times, last = [], None
        for number in range(5):
            image.seek(number)
            image.load()
            times.append(image.info["duration"])
            last = np.asarray(image.convert("RGB"), np.int64)
        drawn = np.asarray(draw_frame(film, range(6), 4), np.int64)
        assert last is not None and last.shape == drawn.shape
        assert np.abs(last - drawn).mean() < 4, "what is in the file is what was drawn"
    assert times[:-1] == [700] * 4 and times[-1] == 2500, "5 frames of at most 0.7 s, and time to look at the end"


def test_a_long_film_is_thinned_out_and_keeps_both_ends() -> None:
    assert spread(5, 120) == [0, 1, 2, 3, 4]
    chosen = spread(300, MOST_FRAMES)
    assert len(chosen) == len(set(chosen)) == MOST_FRAMES and chosen[0] == 0 and chosen[-1] == 299
    assert max(np.diff(chosen)) - min(np.diff(chosen)) <= 1


def test_a_file_that_would_be_too_large_gets_fewer_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = made_film(30, count=1)
    whole = save_film(film, [0], tmp_path / "whole.gif")
    monkeypatch.setattr(export, "MOST_BYTES", whole.size * 2 // 3)
    less = save_film(film, [0], tmp_path / "less.gif")
    assert less.size <= whole.size * 2 // 3 and 8 <= less.frames < 30


def test_the_map_the_words_and_the_mark_are_painted() -> None:
    first, last = (np.asarray(draw_frame(made_film(), range(6), index), np.int64) for index in (0, 4))
    # The card's corner is at (10, 62); its picture, 128 wide and 85 high, is in the middle of a square of 128.
    left, top = 20, 72 + (128 - 85) // 2
    hot, cold = last[top + 20, left + 20], last[top + 70, left + 110]
    assert np.abs(cold - GREY).max() <= 2, "nothing is painted where the map is empty"
    assert hot[0] - hot[1] > 40, "the hot cell is reddish"
    box = last[72:90, 158:200].reshape(-1, 3)
    assert (np.abs(box - np.array([243, 150, 104])).max(1) < 12).any(), "the word is on the colour of its weight"
    marks = [picture[206:226, 20:36].reshape(-1, 3) for picture in (first, last)]
    assert (marks[0][:, 0] - marks[0][:, 1]).max() > 100, "red cross"
    assert (marks[1][:, 1] - marks[1][:, 0]).max() > 80, "green tick"


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("", (64, 64)),
        ("x" * 20_000, (1, 128)),
        ("a " * 119 + "a", (128, 1)),
        ("真好，今天#好", (1, 1)),
        ("<b>&\u202e", (9, 9)),
    ],
)
def test_odd_texts_and_pictures_can_be_drawn(text: str, picture: tuple[int, int]) -> None:
    film = made_film(2, text or "x", picture=picture)
    if not text:
        bare = FilmExample(0, 1, {"words": ""}, {"words": ()}, {}, {})
        empty = Frame(1, film.frames[0].probabilities[:1], {}, {"words": np.zeros(0, np.uint8)})
        film = Film(film.classes, film.fields, (bare,), 1, (), (empty,))
    drawn = draw_frame(film, range(len(film.examples)), len(film.frames) - 1)
    assert drawn.mode == "RGB" and drawn.width >= 328


def test_every_field_of_an_example_is_drawn_two_images_two_texts_or_no_image() -> None:
    """Pictures of one colour each: their colours say whether they are there, and where."""
    shades = {"front": (200, 0, 0), "back": (0, 0, 200)}
    texts = {"headline": "good", "post": "bad"}
    example = FilmExample(
        0, 1, texts, {"headline": ((0, 4),), "post": ((0, 3),)},
        {name: np.full((20, 20, 3), shade, np.uint8) for name, shade in shades.items()}, dict.fromkeys(shades, (1, 1)),
    )  # fmt: skip
    fields = (Field("post", "text"), *(Field(name, "image") for name in shades), Field("headline", "text"))
    maps = {"headline": np.array([255], np.uint8), "post": np.array([255], np.uint8)}
    frame = Frame(1, np.array([[0.0, 1.0]], np.float32), {}, maps)
    drawn = np.asarray(draw_frame(Film(("no", "yes"), fields, (example,), 1, (), (frame,)), [0], 0), np.int64)

    def columns(shade: tuple[int, int, int], part: slice = slice(None)) -> list[int]:
        return np.flatnonzero((np.abs(drawn[part, :200] - shade).max(2) < 12).any(0)).tolist()

    red, blue = columns(shades["front"]), columns(shades["back"])
    assert len(red) > 50 and len(blue) > 50 and max(red) < min(blue), "side by side, in the order of the fields"
    heat = (243, 150, 104)
    assert columns(heat, slice(72, 94)) and columns(heat, slice(116, 138)), "both texts, in lines of their own"
    bare = FilmExample(0, 1, {"post": "bad", "headline": "good"}, {"headline": ((0, 4),), "post": ((0, 3),)}, {}, {})
    drawn = np.asarray(draw_frame(Film(("no", "yes"), fields, (bare,), 1, (), (frame,)), [0], 0), np.int64)
    assert min(columns(heat)) == 20, "without an image the words begin at the edge"


def test_chinese_texts_need_a_chinese_font_and_its_absence_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert needs_cjk("好") and needs_cjk("！") and not needs_cjk("good – “day” 😀")
    film = made_film(2, "真好 今天")
    monkeypatch.setattr(fonts, "_CJK", (("no such font.ttc", 0),))
    monkeypatch.setattr(fonts, "_PLAIN", (("no such font either.ttf", 0),))
    find_font.cache_clear()
    try:
        saved = save_film(film, range(6), tmp_path / "film.webp")
    finally:
        find_font.cache_clear()
    assert saved.notes == ("No font with Chinese characters was found; they are drawn as empty boxes.",)
    assert save_film(made_film(2), range(6), tmp_path / "english.webp").notes == ()


def test_an_installed_chinese_font_draws_different_signs_differently() -> None:
    found = find_font(30, chinese=True)
    if not found.can_chinese:
        pytest.skip("no Chinese font on this machine")
    assert bytes(found.font.getmask("好")) != bytes(found.font.getmask("坏"))


def test_wrong_names_and_empty_films_are_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(DataError) as wrong:
        save_film(made_film(), range(6), tmp_path / "film.mp4")
    assert wrong.value.hint == "Choose a name that ends in .webp or .gif."
    with pytest.raises(DataError, match="no learning film"):
        save_film(made_film(0), range(6), tmp_path / "film.gif")
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        save_film(made_film(1), range(6), tmp_path / "file" / "film.gif")


def test_cancel_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path, cancel = tmp_path / "film.gif", CancelToken()
    path.write_bytes(b"old")

    def stop(done: int, _total: int) -> None:
        if done == 2:
            cancel.cancel()

    with pytest.raises(Cancelled):
        save_film(made_film(), range(6), path, cancel=cancel, progress=stop)
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["film.gif"]
