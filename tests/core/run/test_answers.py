"""The stored answers of a run: what goes in comes out, and a file that is not sound is as good as none."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save

from mmgui.core.data.example import Split
from mmgui.core.run.answers import ANSWERS, PartAnswers, read_answers, save_answers


def part(count: int, classes: int = 3) -> PartAnswers:
    chance = np.random.default_rng(count)
    return PartAnswers(
        np.arange(count, dtype=np.int64) * 7 + 3,
        chance.integers(0, classes, count),
        chance.normal(0, 3, (count, classes)).astype(np.float32),
        chance.integers(0, 2**63, count).astype(np.uint64),
        chance.uniform(1, 20, count).astype(np.float32),
    )


def test_answers_come_back_as_they_were_saved(tmp_path: Path) -> None:
    saved: dict[Split, PartAnswers] = {"validation": part(5), "test": part(9)}
    save_answers(tmp_path, saved)
    found = read_answers(tmp_path)
    assert set(found) == {"validation", "test"}
    for split, answers in saved.items():
        np.testing.assert_array_equal(found[split].ids, answers.ids)
        np.testing.assert_array_equal(found[split].labels, answers.labels)
        assert answers.keys is not None and found[split].keys is not None
        np.testing.assert_array_equal(found[split].keys, answers.keys)
        np.testing.assert_array_equal(found[split].logits, answers.logits)
        assert answers.doubts is not None and found[split].doubts is not None
        np.testing.assert_array_equal(found[split].doubts, answers.doubts)
        assert len(found[split]) == len(answers)
    assert [p.name for p in tmp_path.iterdir()] == [ANSWERS.name]


def test_a_run_without_a_test_part_has_its_validation_answers(tmp_path: Path) -> None:
    save_answers(tmp_path, {"validation": part(4)})
    assert set(read_answers(tmp_path)) == {"validation"}


def test_probabilities_are_the_softmax_of_the_scaled_logits() -> None:
    # e^0 : e^ln3 = 1 : 3; divided by a temperature of 2 it is 1 : sqrt(3); and no overflow at 1000.
    logits = np.array([[0.0, np.log(3.0)], [1000.0, 0.0]], np.float32)
    answers = PartAnswers(np.arange(2), np.zeros(2, np.int64), logits)
    np.testing.assert_allclose(answers.probabilities(), [[0.25, 0.75], [1, 0]], atol=1e-7)
    root = 3**0.5
    np.testing.assert_allclose(answers.probabilities(2.0)[0], [1 / (1 + root), root / (1 + root)], atol=1e-7)
    raised = replace(answers, doubts=np.array([2.0, 1.0], np.float32))
    np.testing.assert_allclose(raised.shown(1.0)[0], [1 / (1 + root), root / (1 + root)], atol=1e-7)
    np.testing.assert_array_equal(raised.probabilities(), answers.probabilities())
    np.testing.assert_array_equal(answers.shown(2.0), answers.probabilities(2.0))
    nobody = PartAnswers(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 3), np.float32))
    assert nobody.probabilities().shape == (0, 3)


def test_a_run_from_elsewhere_has_no_answers(tmp_path: Path) -> None:
    assert read_answers(tmp_path) == {} == read_answers(tmp_path / "gone")
    (tmp_path / ANSWERS.name).mkdir()
    assert read_answers(tmp_path) == {}


Arrays = dict[str, NDArray[np.generic]]


def _cut(arrays: Arrays) -> Arrays:
    return arrays | {"test.ids": arrays["test.ids"][:-1]}


def _too_sure(arrays: Arrays) -> Arrays:
    return arrays | {"test.doubts": np.full(9, 0.5, np.float32)}


def _few_doubts(arrays: Arrays) -> Arrays:
    return arrays | {"test.doubts": np.ones(8, np.float32)}


def _nan(arrays: Arrays) -> Arrays:
    logits = arrays["test.logits"].copy()
    logits[0, 0] = np.float32("nan")
    return arrays | {"test.logits": logits}


def _other_kind(arrays: Arrays) -> Arrays:
    return arrays | {"test.logits": arrays["test.logits"].astype(np.float64)}


def _foreign_label(arrays: Arrays) -> Arrays:
    return arrays | {"test.labels": np.full(9, 3, np.int64)}


def _negative_label(arrays: Arrays) -> Arrays:
    return arrays | {"test.labels": np.full(9, -2, np.int64)}  # -1 is a label that the model does not know


def _one_is_missing(arrays: Arrays) -> Arrays:
    return {name: array for name, array in arrays.items() if name != "test.labels"}


def _flat(arrays: Arrays) -> Arrays:
    return arrays | {"test.logits": arrays["test.logits"].reshape(-1)}


def _other_classes(arrays: Arrays) -> Arrays:
    return arrays | {"test.logits": np.zeros((9, 4), np.float32)}


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        _too_sure,
        _few_doubts,
        _nan,
        _other_kind,
        _foreign_label,
        _negative_label,
        _one_is_missing,
        _flat,
        _other_classes,
    ],
)
def test_arrays_that_do_not_belong_together_are_no_answers(damage: object, tmp_path: Path) -> None:
    save_answers(tmp_path, {"validation": part(5), "test": part(9)})
    path = tmp_path / ANSWERS.name
    assert callable(damage)
    path.write_bytes(save(damage(load(path.read_bytes()))))
    assert read_answers(tmp_path) == {}


def test_no_damage_of_the_file_raises(tmp_path: Path) -> None:
    save_answers(tmp_path, {"validation": part(5), "test": part(9)})
    path = tmp_path / ANSWERS.name
    whole = path.read_bytes()
    for length in (0, 1, 7, 8, 9, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert read_answers(tmp_path) == {}
    path.write_bytes(b"\xff" * 64)
    assert read_answers(tmp_path) == {}
    path.write_bytes(b'{"json": true}')
    assert read_answers(tmp_path) == {}
