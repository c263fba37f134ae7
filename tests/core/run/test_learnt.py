"""A run knows its training examples again by their content."""

from pathlib import Path

import numpy as np
import pytest

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.splitting import divide_examples
from mmgui.core.run.learnt import LEARNT, Learnt, count_learnt, example_keys, save_learnt, say_learnt

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
    (tmp_path / LEARNT.name).write_bytes(b"no tensors")
    assert count_learnt(tmp_path, asked, FIELDS) == 0
    assert say_learnt(0) == "" and "3 of these examples were trained on" in say_learnt(3)


def test_it_costs_eight_bytes_an_example(tmp_path: Path) -> None:
    many = [example(n, None, f"text {n}") for n in range(5_000)]
    save_learnt(tmp_path, many, FIELDS)
    assert (tmp_path / LEARNT.name).stat().st_size < 8 * 5_000 + 200
    assert len(np.unique(example_keys(many, FIELDS))) == 5_000


@pytest.mark.parametrize("same", ["so  great news", "so great news ", "so\ngreat\tnews", "so\u3000great news"])
def test_learnt_and_divided_have_one_notion_of_a_copy(same: str, tmp_path: Path) -> None:
    save_learnt(tmp_path, [example(0, None, "so great news")], FIELDS)
    assert count_learnt(tmp_path, [example(1, None, same)], FIELDS) == 1
    words = tuple(
        Example(n, {"words": text}, "a", part)
        for n, (text, part) in enumerate([("so great news", "train"), (same, "test")])
    )
    assert divide_examples(ExampleSet(FIELDS[1:], words)).all_copies


def test_a_text_whose_accents_are_written_otherwise_is_known_again(tmp_path: Path) -> None:
    save_learnt(tmp_path, [example(0, None, "sch\u00f6n")], FIELDS)
    assert count_learnt(tmp_path, [example(1, None, "scho\u0308n ")], FIELDS) == 1


@pytest.mark.parametrize("size", [100, 2**20, 2**20 + 1, 3 * 2**20])
def test_pictures_that_lie_in_a_table_are_known_again(size: int, tmp_path: Path) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    (tmp_path / "a.png").write_bytes(content[:size])
    save_learnt(tmp_path, [example(0, tmp_path / "a.png", "hello")], FIELDS)
    learnt = Learnt(tmp_path, FIELDS)
    assert learnt.has({"picture": content[:size], "words": "hello"})
    assert not learnt.has({"picture": content[: size - 1], "words": "hello"})
    assert not Learnt(None, FIELDS).has({"picture": content[:size], "words": "hello"})
