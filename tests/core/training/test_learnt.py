"""A run knows its training examples again by their content."""

from pathlib import Path

import numpy as np

from mmgui.core.data.example import Example, Field
from mmgui.core.training.learnt import LEARNT_NAME, count_learnt, example_keys, save_learnt, say_learnt

FIELDS = (Field("picture", "image"), Field("words", "text"))


def example(number: int, picture: Path | None, words: str | None) -> Example:
    return Example(number, {"picture": None if picture is None else str(picture), "words": words}, "a")


def test_the_same_content_at_another_place_is_known_again(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"pixels")
    (tmp_path / "c.png").write_bytes(b"other pixels")
    save_learnt(tmp_path, [example(0, tmp_path / "a.png", "hello"), example(1, None, "words only")], FIELDS)
    asked = [
        example(7, tmp_path / "b.png", " hello "),  # the same picture elsewhere, the same words
        example(8, tmp_path / "c.png", "hello"),
        example(9, None, "words only"),
        example(10, None, None),
    ]
    assert count_learnt(tmp_path, asked, FIELDS) == 2


def test_examples_with_nothing_are_equal_to_nobody(tmp_path: Path) -> None:
    nothing = [example(0, None, None), example(1, tmp_path / "gone.png", "  ")]
    assert example_keys(nothing, FIELDS).tolist() == [0, 0]
    save_learnt(tmp_path, nothing, FIELDS)
    assert count_learnt(tmp_path, nothing, FIELDS) == 0


def test_an_old_run_and_a_damaged_file_say_nothing(tmp_path: Path) -> None:
    asked = [example(0, None, "hello")]
    assert count_learnt(tmp_path, asked, FIELDS) == 0
    (tmp_path / LEARNT_NAME).write_bytes(b"no tensors")
    assert count_learnt(tmp_path, asked, FIELDS) == 0
    assert say_learnt(0) == "" and "3 of these examples were trained on" in say_learnt(3)


def test_it_costs_eight_bytes_an_example(tmp_path: Path) -> None:
    many = [example(n, None, f"text {n}") for n in range(5_000)]
    save_learnt(tmp_path, many, FIELDS)
    assert (tmp_path / LEARNT_NAME).stat().st_size < 8 * 5_000 + 200
    assert len(np.unique(example_keys(many, FIELDS))) == 5_000
