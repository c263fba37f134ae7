"""mmgui predict --flip: the fewest words or parts that turn an answer, as JSON and as sentences."""

from pathlib import Path

import numpy as np
from PIL import Image

from mmgui.cli.inference import _counterfactual_to_json
from mmgui.core.explaining.findings import Counterfactual
from mmgui.core.layouts import Grid, Spans


def test_predict_says_what_would_flip_the_answer(mmgui, run: Path, posts: Path) -> None:
    """The run's label is "same" for a red picture with "yes"; second source: the command itself without the words."""
    found = []
    for number in range(4):
        word = ("yes", "no")[number // 2]
        inputs = (
            "--input",
            f"picture={posts.parent / f'{number}.png'}",
            "--input",
            f"words={word} says number {number}",
        )
        answer = mmgui("predict", run, *inputs, "--flip", "--json")
        assert answer.code == 0 and "contributions" in answer.json
        plain = mmgui("predict", run, *inputs, "--flip").out
        for flip in answer.json["flips"]:
            assert flip["before"] == answer.json["label"] != flip["after"]
            assert flip["sentence"] in plain and 0 < flip["probability_after"] <= 1
            found.append(flip["kind"])
            if flip["kind"] == "words":
                assert flip["words"] and all(f"“{word}”" in flip["sentence"] for word in flip["words"])
                text = f"{word} says number {number}"
                for start, end in flip["spans"]:
                    text = text[:start] + " " * (end - start) + text[end:]
                again = mmgui("predict", run, *inputs[:2], "--input", f"words={text}", "--json")
                assert again.json["label"] == flip["after"]
        if not answer.json["flips"]:
            assert "does not change this answer" in plain
    assert set(found) <= {"words", "patches"} and found


def test_without_the_wish_nothing_is_searched(mmgui, run: Path, posts: Path) -> None:
    answer = mmgui("predict", run, "--input", f"picture={posts.parent / '0.png'}", "--json")
    assert "flips" not in answer.json


def test_one_unknown_word_and_one_pixel_are_answered_calmly(mmgui, run: Path, tmp_path: Path) -> None:
    Image.fromarray(np.zeros((1, 1, 3), np.uint8)).save(tmp_path / "dot.png")
    for inputs in (("words=zzz",), ("words=?!",), (f"picture={tmp_path / 'dot.png'}", "words=zzz")):
        answer = mmgui("predict", run, *(part for text in inputs for part in ("--input", text)), "--flip", "--json")
        assert answer.code == 0 and isinstance(answer.json["flips"], list)


def test_the_names_for_programs_are_as_they_were() -> None:
    words = Counterfactual(
        "mask", "post", "text", Spans("so great a day", ((0, 2), (3, 8), (11, 14))), (1, 2), after="sad"
    )
    found = _counterfactual_to_json(words)
    assert (found["kind"], found["words"], found["spans"]) == ("words", ["great", "day"], [[3, 8], [11, 14]])
    assert found["cells"] == [] and found["grid"] == [0, 0] and found["sentence"].startswith("Without the words")
    found = _counterfactual_to_json(Counterfactual("mask", "photo", "image", Grid(2, 3), (0, 5), after="sad"))
    assert (found["kind"], found["cells"], found["grid"]) == ("patches", [[0, 0], [1, 2]], [2, 3])
    assert found["words"] == found["spans"] == []
    found = _counterfactual_to_json(
        Counterfactual("exchange", "photo", "image", example_id=3, value="3.png", after="sad")
    )
    assert found["kind"] == "exchange" and found["words"] == found["cells"] == []
