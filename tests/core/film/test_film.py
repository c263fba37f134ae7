"""The learning film on disk, which examples it records, and which six it shows."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from mmgui.core.data.example import Example, Field
from mmgui.core.film.choice import SHOWN, choose_pool, choose_shown, pool_size, settled_epoch
from mmgui.core.film.film import (
    FILM_FOLDER,
    MAX_FRAMES,
    Film,
    FilmExample,
    FilmWriter,
    Frame,
    is_recorded,
    read_film,
    remove_film,
)

FIELDS = (Field("photo", "image"), Field("words", "text"))
CLASSES = ("happy", "sad")


def made_film(count: int = 3, pinned: tuple[int, ...] = ()) -> Film:
    """Example i has the id 100 + i, the class i % 2, a 4 × 6 picture (not 1) and the text "so good i"."""
    examples = []
    for number in range(count):
        text = f"so good {number}"
        has_picture = number != 1
        examples.append(
            FilmExample(
                id=100 + number,
                label=number % 2,
                texts={"words": text},
                words={"words": ((0, 2), (3, 7), (8, len(text)))},
                pictures={"photo": np.full((4, 6, 3), number, np.uint8)} if has_picture else {},
                grids={"photo": (2, 3)} if has_picture else {},
            )
        )
    return Film(CLASSES, FIELDS, tuple(examples), 5, pinned)


def made_frame(
    film: Film, epoch: int, happy: list[float], alone: tuple[list[float], list[float]] | None = None
) -> Frame:
    """happy: per example the probability of the first class; alone: the same of (photo, words) alone."""
    two = [np.array([[p, 1 - p] for p in column], np.float32) for column in (happy, *(alone or (happy, happy)))]
    count = film.count_of("photo"), film.count_of("words")
    maps = {"photo": np.arange(count[0], dtype=np.uint8), "words": np.arange(count[1], dtype=np.uint8) * 10}
    return Frame(epoch, two[0], {"photo": two[1], "words": two[2]}, maps)


def with_frames(film: Film, *frames: Frame) -> Film:
    return Film(film.classes, film.fields, film.examples, film.epochs, film.pinned, frames)


# -- on disk ----------------------------------------------------------------------------------------------------------


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    film = made_film(pinned=(101,))
    writer = FilmWriter(tmp_path)
    writer.begin(film)
    frame = made_frame(film, 2, [0.9, 0.25, 0.5])
    writer.add(film, frame)
    found = read_film(tmp_path)
    assert found is not None
    assert (found.classes, found.fields, found.epochs, found.pinned) == (CLASSES, FIELDS, 5, (101,))
    assert [e.id for e in found.examples] == [100, 101, 102]
    assert found.examples[2].texts == {"words": "so good 2"} and found.examples[2].words == film.examples[2].words
    assert (found.examples[2].pictures["photo"] == 2).all() and "photo" not in found.examples[1].pictures
    (again,) = found.frames
    assert again.epoch == 2 and again.probabilities.tolist() == frame.probabilities.tolist()
    # The second example has no picture, so the third one's map follows the first one's: bytes 6 to 11 of 255.
    heat_map = found.map(again, 2, "photo")
    assert heat_map is not None and heat_map.grid == pytest.approx(np.arange(6, 12).reshape(2, 3) / 255)
    assert found.map(again, 1, "photo") is None
    words = found.map(again, 1, "words")
    assert words is not None and words.weights == pytest.approx((30 / 255, 40 / 255, 50 / 255))
    assert [w.text for w in words.words] == ["so", "good", "1"]
    assert found.answer(again, 0) == 0 and found.is_right(again, 0)
    assert found.truth_line(1) == (0.75,)


def test_frames_that_are_known_are_not_read_again(tmp_path: Path) -> None:
    film = made_film()
    writer = FilmWriter(tmp_path)
    writer.begin(film)
    writer.add(film, made_frame(film, 1, [0.5, 0.5, 0.5]))
    first = read_film(tmp_path)
    assert first is not None
    writer.add(film, made_frame(film, 2, [0.6, 0.5, 0.5]))
    second = read_film(tmp_path, first)
    assert second is not None
    assert [f.epoch for f in second.frames] == [1, 2]
    assert second.frames[0] is first.frames[0] and second.examples is first.examples
    writer.add(film, made_frame(film, 1, [0.9, 0.5, 0.5]))  # recorded anew by a continued training
    third = read_film(tmp_path, second)
    assert third is not None and third.frames[0].probabilities[0, 0] == pytest.approx(0.9)


def test_a_continued_training_drops_what_came_after_its_checkpoint(tmp_path: Path) -> None:
    film = made_film()
    writer = FilmWriter(tmp_path)
    writer.begin(film)
    for epoch in (1, 2, 3, 10):
        writer.add(film, made_frame(film, epoch, [0.5, 0.5, 0.5]))
    writer.drop_from(3)
    found = read_film(tmp_path)
    assert found is not None and [f.epoch for f in found.frames] == [1, 2]


def test_a_damaged_frame_is_passed_over_and_a_damaged_film_is_none(tmp_path: Path) -> None:
    film = made_film()
    writer = FilmWriter(tmp_path)
    writer.begin(film)
    for epoch in (1, 2):
        writer.add(film, made_frame(film, epoch, [0.5, 0.5, 0.5]))
    folder = tmp_path / FILM_FOLDER
    (folder / "00001.safetensors").write_bytes(b"\x00" * 40)
    other = made_film(count=2)
    FilmWriter(tmp_path).add(other, made_frame(other, 3, [0.5, 0.5]))  # of a film with fewer examples
    found = read_film(tmp_path)
    assert found is not None and [f.epoch for f in found.frames] == [2]
    header = folder / "film.json"
    whole = header.read_text()
    damages = ('"label": 1', '"label": 7'), ("8,", "800,"), ('"grids": {}', '"grids": {"photo": [2, 3]}')
    assert all(old in whole for old, _new in damages)
    for damage in ("{", *(whole.replace(old, new) for old, new in damages), "[]"):
        header.write_text(damage)
        assert read_film(tmp_path) is None
    remove_film(tmp_path)
    remove_film(tmp_path)
    assert read_film(tmp_path) is None and not folder.exists()


@pytest.mark.parametrize(("epochs", "count"), [(1, 1), (30, 30), (300, 300), (301, 151), (10_000, 296)])
def test_a_film_is_bounded_and_has_its_first_and_last_epoch(epochs: int, count: int) -> None:
    recorded = [epoch for epoch in range(1, epochs + 1) if is_recorded(epoch, epochs)]
    assert recorded[0] == 1 and recorded[-1] == epochs
    assert len(recorded) == count <= MAX_FRAMES + 1


# -- the pool ---------------------------------------------------------------------------------------------------------


def many(count: int) -> list[Example]:
    """Three of four are happy; every tenth has no picture; all texts but every fifth are different."""
    return [
        Example(
            number,
            {
                "photo": None if number % 10 == 9 else f"{number}.png",
                "words": "same" if number % 5 == 0 else f"w {number}",
            },
            "sad" if number % 4 == 0 else "happy",
            "validation",
        )
        for number in range(count)
    ]


def test_the_pool_is_spread_over_the_classes_and_the_same_for_the_same_seed() -> None:
    names = [f.name for f in FIELDS]
    pool = choose_pool(many(200), CLASSES, names, (), 3)
    assert Counter(e.label for e in pool) == {"happy": 12, "sad": 12}
    assert len({e.id for e in pool}) == 24
    assert all(e.values["photo"] for e in pool), "those with all senses come first"
    assert sum(e.values["words"] == "same" for e in pool) <= 1, "no text twice while there are others"
    assert [e.id for e in pool] == [e.id for e in choose_pool(many(200), CLASSES, names, (), 3)]
    assert [e.id for e in pool] != [e.id for e in choose_pool(many(200), CLASSES, names, (), 4)]


@pytest.mark.parametrize(("train", "count"), [(8, 8), (440, 8), (840, 15), (1320, 24), (1_000_000, 24)])
def test_a_small_training_records_fewer_examples(train: int, count: int) -> None:
    assert pool_size(train) == count


def test_pinned_examples_are_recorded_first_and_unusable_ones_never() -> None:
    names = [f.name for f in FIELDS]
    examples = [*many(60), Example(900, {"photo": None, "words": " "}, "sad"), Example(901, {"words": "x"}, "other")]
    pool = choose_pool(examples, CLASSES, names, (9, 40, 900, 901, 12345, 9), 0)
    assert [e.id for e in pool[:2]] == [9, 40]
    assert not {900, 901} & {e.id for e in pool}
    assert len(choose_pool(many(5), CLASSES, names, (), 0)) == 5


# -- the six ----------------------------------------------------------------------------------------------------------


def telling() -> Film:
    """Ten examples, the even ones happy. 2 is wrong at the end, 4 was learned, 7 tears the senses, 0 is surest."""
    film = made_film(10)
    right = [0.8 if n % 2 == 0 else 0.2 for n in range(10)]
    first, last = list(right), list(right)
    first[4] = 0.3
    last[2], last[0] = 0.1, 0.99
    words = list(last)
    words[7] = 0.9  # the words alone say happy, the picture sad
    return with_frames(film, made_frame(film, 1, first), made_frame(film, 9, last, (last, words)))


def test_the_telling_ones_are_shown() -> None:
    shown = choose_shown(telling())
    assert [(s.number, s.reason) for s in shown[:4]] == [(7, "torn"), (2, "wrong"), (4, "learned"), (0, "right")]
    assert len(shown) == SHOWN and len({s.number for s in shown}) == SHOWN
    assert [s.reason for s in shown[4:]] == ["spread", "spread"]


def test_pinned_ones_come_first_and_ids_of_other_films_are_passed_over() -> None:
    shown = choose_shown(telling(), pinned=(105, 999, 102))
    assert [(s.number, s.reason) for s in shown[:2]] == [(5, "pinned"), (2, "pinned")]
    assert "wrong" not in [s.reason for s in shown], "the only wrong one is pinned already"


def test_each_turn_shows_others_until_the_pool_is_used_up() -> None:
    film = made_film(18)
    film = with_frames(film, made_frame(film, 1, [0.7] * 18))
    turns = [{s.number for s in choose_shown(film, (100,), turn)} for turn in range(4)]
    assert all(0 in turn and len(turn) == SHOWN for turn in turns)
    assert len(set.union(*turns[:3])) == 16, "5 new ones each time"
    assert len(set.union(*turns)) == 18, "the fourth turn: the last two, and three of the first again"
    assert turns[3] != turns[0]


def test_a_pool_little_larger_than_what_is_shown_has_others_too() -> None:
    film = with_frames(made_film(8), made_frame(made_film(8), 1, [0.7] * 8))
    first, second = ({s.number for s in choose_shown(film, turn=turn)} for turn in (0, 1))
    assert len(first) == len(second) == SHOWN and first | second == set(range(8))


def test_a_small_pool_is_shown_whole() -> None:
    film = with_frames(made_film(3), made_frame(made_film(3), 1, [0.9, 0.9, 0.9]))
    assert sorted(s.number for s in choose_shown(film, turn=5)) == [0, 1, 2]
    assert len(choose_shown(made_film(3))) == 3, "before the first epoch"


def test_while_it_is_recorded_the_choice_changes_rarely() -> None:
    film = made_film(2)
    frames = [made_frame(film, epoch, [0.5, 0.5]) for epoch in range(1, 51)]
    settled = [settled_epoch(with_frames(film, *frames[:n]), is_finished=False) for n in range(51)]
    assert sorted(set(settled)) == [0, 1, 3, 6, 12, 24, 48]
    assert all(epoch <= n for n, epoch in enumerate(settled))
    assert settled_epoch(with_frames(film, *frames), is_finished=True) == 50


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.5])
def test_a_frame_with_impossible_probabilities_is_passed_over(tmp_path: Path, value: float) -> None:
    film = made_film()
    writer = FilmWriter(tmp_path)
    writer.begin(film)
    frame = made_frame(film, 1, [0.5, 0.5, 0.5])
    frame.probabilities[1, 0] = value
    writer.add(film, frame)
    writer.add(film, made_frame(film, 2, [0.5, 0.5, 0.5]))
    found = read_film(tmp_path)
    assert found is not None
    assert [f.epoch for f in found.frames] == [2]
