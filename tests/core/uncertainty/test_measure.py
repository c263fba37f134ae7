"""What a training leaves behind about its own doubt, and that measuring it never costs the run."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.events import EpochDone, RunFinished
from mmgui.core.run.answers import ANSWERS, read_answers
from mmgui.core.uncertainty import measure
from mmgui.core.uncertainty.calibration import CALIBRATION
from mmgui.core.uncertainty.novelty import NOVELTY_NAME, load_novelty
from tests.core import toy

NAMES = {ANSWERS.name, CALIBRATION.name, NOVELTY_NAME}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "home"))


@pytest.fixture
def examples(tmp_path: Path) -> ExampleSet:
    made: ExampleSet = toy.toy_examples(tmp_path / "toy")
    return made


def left_in(run_dir: Path) -> set[str]:
    return NAMES & {path.name for path in run_dir.iterdir()}


def test_a_finished_run_tells_what_it_answered_to_which_example(examples: ExampleSet, tmp_path: Path) -> None:
    numbered = replace(examples, examples=tuple(replace(e, id=1000 + 3 * e.id) for e in examples.examples))
    finished = list(toy.run(numbered, tmp_path / "run"))[-1]
    assert isinstance(finished, RunFinished) and finished.test is not None and finished.validation is not None
    answers = read_answers(tmp_path / "run")
    for split, metrics in (("validation", finished.validation), ("test", finished.test)):
        part, wanted = answers[split], numbered.part(split).examples  # type: ignore[index,arg-type]
        assert part.ids.tolist() == [e.id for e in wanted]
        assert [("no", "yes")[k] for k in part.labels] == [e.label for e in wanted]
        confusion = np.zeros((2, 2), int)
        np.add.at(confusion, (part.labels, part.logits.argmax(1)), 1)
        assert confusion.tolist() == [list(row) for row in metrics.confusion]
    loss = -np.log(answers["test"].probabilities()[np.arange(8), answers["test"].labels]).mean()
    assert loss == pytest.approx(finished.test.loss, rel=1e-5)
    calibration = CALIBRATION.read(tmp_path / "run")
    assert calibration is not None and (calibration.n_validation, calibration.n_test) == (8, 8)
    assert set(calibration.single) == {"picture", "words"}
    known = load_novelty(tmp_path / "run")
    assert known is not None and set(known.fields) == {"picture", "words"}


def test_examples_that_cannot_be_read_leave_no_answer_and_shift_no_other(tmp_path: Path) -> None:
    examples: ExampleSet = toy.toy_examples(tmp_path / "toy", missing=True)
    broken = next(e for e in examples.examples if e.split == "test" and e.values["picture"] and e.values["words"])
    Path(str(broken.values["picture"])).write_bytes(b"no picture")
    alone = replace(
        examples,
        examples=tuple(
            replace(e, values={**e.values, "words": None}) if e.id == broken.id else e for e in examples.examples
        ),
    )
    list(toy.run(alone, tmp_path / "run", toy.toy_experiment(epochs=1)))
    test = read_answers(tmp_path / "run")["test"]
    wanted = {e.id: e.label for e in alone.part("test").examples if e.id != broken.id}
    assert dict(zip(test.ids.tolist(), [("no", "yes")[k] for k in test.labels], strict=True)) == wanted


@pytest.mark.parametrize("field", ["picture", "words"])
def test_one_sense_alone_is_measured_too(examples: ExampleSet, tmp_path: Path, field: str) -> None:
    settings = toy.SETTINGS if field == "picture" else {"width": 16}
    list(toy.run(examples, tmp_path / "run", toy.toy_experiment(fields=(field,), epochs=1, settings=settings)))
    known = load_novelty(tmp_path / "run")
    assert known is not None and set(known.fields) == {field} and left_in(tmp_path / "run") == NAMES


def test_the_articles_network_is_measured_too(examples: ExampleSet, tmp_path: Path) -> None:
    experiment = toy.toy_experiment(preset="article", epochs=1, batch_size=16, settings={})
    list(toy.run(examples, tmp_path / "run", experiment))
    known = load_novelty(tmp_path / "run")
    assert known is not None and set(known.fields) == {"picture", "words"}
    assert (tmp_path / "run" / NOVELTY_NAME).stat().st_size < 4 * 2**20


# -- stopping and continuing ------------------------------------------------------------------------------------------


def test_a_stopped_run_has_validation_answers_of_its_best_model_and_never_looks_at_test(
    examples: ExampleSet, tmp_path: Path
) -> None:
    finished = list(toy.run(examples, tmp_path / "run", stop_after_step=9))[-1]
    assert isinstance(finished, RunFinished) and finished.reason == "stopped" and finished.best_epoch > 0
    answers, calibration = read_answers(tmp_path / "run"), CALIBRATION.read(tmp_path / "run")
    assert set(answers) == {"validation"} and calibration is not None and calibration.error_after is None
    right = (answers["validation"].logits.argmax(1) == answers["validation"].labels).mean()
    assert finished.validation is not None and right == finished.validation.accuracy


def test_a_run_stopped_in_its_first_epoch_says_nothing_of_its_doubt(examples: ExampleSet, tmp_path: Path) -> None:
    list(toy.run(examples, tmp_path / "run", stop_after_step=1))
    assert left_in(tmp_path / "run") == set()


def test_a_continued_run_leaves_the_files_of_an_uninterrupted_one(examples: ExampleSet, tmp_path: Path) -> None:
    whole = list(toy.run(examples, tmp_path / "whole"))
    first = list(toy.run(examples, tmp_path / "run", stop_after_step=6))
    second = list(toy.run(examples, tmp_path / "run", resume=True))
    assert toy.figures(first) + toy.figures(second) == toy.figures(whole)
    for name in NAMES:
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


@pytest.mark.parametrize("resume", [True, False])
def test_what_an_earlier_model_said_is_gone_while_the_run_goes_on(
    examples: ExampleSet, tmp_path: Path, resume: bool
) -> None:
    list(toy.run(examples, tmp_path / "run", stop_after_step=9))
    assert left_in(tmp_path / "run") == NAMES
    cancel = CancelToken()
    for event in toy.run(examples, tmp_path / "run", resume=resume, cancel=cancel):
        if isinstance(event, EpochDone):
            assert left_in(tmp_path / "run") == set()


def test_stopping_while_the_doubt_is_measured_keeps_the_finished_run(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel, honest = CancelToken(), measure._fit_novelty

    def pressed(*rest: Any) -> Any:
        cancel.cancel()
        return honest(*rest)

    monkeypatch.setattr(measure, "_fit_novelty", pressed)
    finished = list(toy.run(examples, tmp_path / "run", cancel=cancel))[-1]
    assert isinstance(finished, RunFinished) and finished.reason == "completed" and finished.test is not None
    assert left_in(tmp_path / "run") == {ANSWERS.name, CALIBRATION.name}
    assert json.loads((tmp_path / "run/metrics.json").read_text())["test"]["n"] == 8


# -- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_full_disk_costs_the_doubt_and_not_the_run(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def full(*_rest: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(measure, "save_answers", full)
    expect_log("could not be measured")
    finished = list(toy.run(examples, tmp_path / "run"))[-1]
    assert isinstance(finished, RunFinished) and finished.reason == "completed"
    assert left_in(tmp_path / "run") == set() and (tmp_path / "run/metrics.json").exists()


def test_out_of_memory_halves_the_batches_and_measures_the_same(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(toy.run(examples, tmp_path / "run"))
    whole = {name: (tmp_path / "run" / name).read_bytes() for name in NAMES}
    honest = measure.encode_with_views

    def narrow(encoder: Any, values: Any) -> Any:
        count = len(values.mask) if hasattr(values, "mask") else len(values)
        if count > 8:
            raise torch.OutOfMemoryError("fake")
        return honest(encoder, values)

    monkeypatch.setattr(measure, "encode_with_views", narrow)
    list(toy.run(examples, tmp_path / "again"))
    for name in (ANSWERS.name, CALIBRATION.name):
        assert (tmp_path / "again" / name).read_bytes() == whole[name]
    one, two = load_novelty(tmp_path / "run"), load_novelty(tmp_path / "again")
    assert one is not None and two is not None
    for name, known in one.fields.items():
        np.testing.assert_allclose(two.fields[name].ordinary, known.ordinary, atol=1e-3)


def test_no_memory_at_all_costs_the_doubt_and_not_the_run(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def none(*_rest: Any) -> Any:
        raise torch.OutOfMemoryError("fake")

    monkeypatch.setattr(measure, "encode_with_views", none)
    expect_log("could not be measured")
    finished = list(toy.run(examples, tmp_path / "run"))[-1]
    assert isinstance(finished, RunFinished) and left_in(tmp_path / "run") == {ANSWERS.name, CALIBRATION.name}


def test_a_copied_run_keeps_its_doubt(examples: ExampleSet, tmp_path: Path) -> None:
    list(toy.run(examples, tmp_path / "run", toy.toy_experiment(epochs=1)))
    shutil.copytree(tmp_path / "run", tmp_path / "elsewhere")
    assert CALIBRATION.read(tmp_path / "elsewhere") == CALIBRATION.read(tmp_path / "run") is not None
