"""The training as a generator: what it tells, what it leaves behind, and that stopping costs nothing."""

import json
import math
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.errors import Cancelled, CheckpointError, DeviceError, ExperimentError
from mmgui.core.events import EpochDone, Notice, Preparing, RunFinished, RunStarted, StepDone
from mmgui.core.models.checkpoint import load_weights
from mmgui.core.models.fusion_model import build_model, count_weights
from mmgui.core.models.manifest import load_manifest
from mmgui.core.run.answers import read_answers
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.step import Learner
from mmgui.core.training.trainer import train
from mmgui.core.uncertainty.calibration import CALIBRATION
from tests.core import toy


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "home"))


@pytest.fixture
def examples(tmp_path: Path) -> ExampleSet:
    made: ExampleSet = toy.toy_examples(tmp_path / "toy")
    return made


def test_a_run_tells_its_story_in_order_and_leaves_a_complete_folder(examples: ExampleSet, tmp_path: Path) -> None:
    events = list(toy.run(examples, tmp_path / "run"))
    kinds = [type(e) for e in events if not isinstance(e, Preparing)]
    assert kinds == [RunStarted, *([StepDone] * 4 + [EpochDone]) * 3, RunFinished]
    started, finished = events[kinds.index(RunStarted) + len(events) - len(kinds)], events[-1]
    assert isinstance(started, RunStarted) and isinstance(finished, RunFinished)
    assert (started.n_train, started.n_validation, started.n_test) == (32, 8, 8)
    assert started.classes == ("no", "yes") and started.device == "cpu" and started.steps_per_epoch == 4
    assert finished.reason == "completed" and finished.epochs == 3
    assert finished.test is not None and finished.test.n == 8
    manifest = load_manifest(tmp_path / "run/manifest.json")
    model = build_model(manifest)
    load_weights(tmp_path / "run/best.safetensors", model)
    assert count_weights(model) == manifest.weights == started.weights
    metrics = json.loads((tmp_path / "run/metrics.json").read_text())
    assert metrics["test"]["accuracy"] == finished.test.accuracy
    assert set(metrics["single"]["test"]) == {"picture", "words"}
    assert len((tmp_path / "run/history.jsonl").read_text().splitlines()) == len(kinds)


def test_the_same_seed_gives_the_same_numbers(examples: ExampleSet, tmp_path: Path) -> None:
    one = toy.figures(list(toy.run(examples, tmp_path / "one")))
    two = toy.figures(list(toy.run(examples, tmp_path / "two")))
    other = toy.figures(list(toy.run(examples, tmp_path / "three", toy.toy_experiment(seed=1))))
    assert one == two != other


@pytest.mark.parametrize("step", [1, 4, 6, 11])
def test_a_stopped_and_continued_run_gives_the_numbers_of_an_uninterrupted_one(
    examples: ExampleSet, tmp_path: Path, step: int
) -> None:
    whole = list(toy.run(examples, tmp_path / "whole"))
    first = list(toy.run(examples, tmp_path / "run", stop_after_step=step))
    assert isinstance(first[-1], RunFinished) and first[-1].reason == "stopped" and first[-1].test is None
    second = list(toy.run(examples, tmp_path / "run", resume=True))
    assert toy.figures(first) + toy.figures(second) == toy.figures(whole)
    assert isinstance(second[-1], RunFinished) and isinstance(whole[-1], RunFinished)
    assert second[-1].test == whole[-1].test and second[-1].best_epoch == whole[-1].best_epoch
    weights = [(tmp_path / name / "best.safetensors").read_bytes() for name in ("run", "whole")]
    assert weights[0] == weights[1]


def test_closing_the_generator_leaves_a_checkpoint_to_continue_from(examples: ExampleSet, tmp_path: Path) -> None:
    whole = toy.figures(list(toy.run(examples, tmp_path / "whole")))
    events = train(examples, toy.toy_experiment(), tmp_path / "run", cancel=CancelToken())
    seen = []
    for event in events:
        seen.append(event)
        if isinstance(event, StepDone) and event.step == 6:
            break
    events.close()  # type: ignore[attr-defined]
    rest = list(toy.run(examples, tmp_path / "run", resume=True))
    assert toy.figures(seen) + toy.figures(rest) == whole


def test_stop_in_the_first_epoch_keeps_an_early_model(examples: ExampleSet, tmp_path: Path) -> None:
    finished = list(toy.run(examples, tmp_path / "run", stop_after_step=1))[-1]
    assert isinstance(finished, RunFinished) and finished.best_epoch == 0 and finished.epochs == 0
    load_weights(tmp_path / "run/best.safetensors", build_model(load_manifest(tmp_path / "run/manifest.json")))


def test_stop_while_preparing_writes_nothing(examples: ExampleSet, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(toy.run(examples, tmp_path / "run", cancel=cancel))
    assert not (tmp_path / "run").exists()


def test_a_finished_run_can_be_continued_with_more_epochs(examples: ExampleSet, tmp_path: Path) -> None:
    list(toy.run(examples, tmp_path / "run"))
    more = list(toy.run(examples, tmp_path / "run", toy.toy_experiment(epochs=4), resume=True))
    assert [e.epoch for e in more if isinstance(e, EpochDone)] == [4]


def test_pause_waits_at_the_next_batch(examples: ExampleSet, tmp_path: Path) -> None:
    cancel, is_waiting = CancelToken(), threading.Event()
    wait = cancel.wait_while_paused

    def tell_and_wait() -> None:
        is_waiting.set()
        wait()

    cancel.wait_while_paused = tell_and_wait  # type: ignore[method-assign]
    seen: list[Any] = []

    def work() -> None:
        for event in train(examples, toy.toy_experiment(epochs=1), tmp_path / "run", cancel=cancel):
            seen.append(event)
            if isinstance(event, StepDone) and event.step == 2:
                cancel.pause()

    thread = threading.Thread(target=work)
    thread.start()
    assert is_waiting.wait(60)
    assert isinstance(seen[-1], StepDone) and seen[-1].step == 2
    cancel.resume()
    thread.join(60)
    assert isinstance(seen[-1], RunFinished) and seen[-1].reason == "completed"


def test_missing_pictures_and_missing_words_train(tmp_path: Path) -> None:
    events = list(toy.run(toy.toy_examples(tmp_path / "toy", missing=True), tmp_path / "run"))
    assert isinstance(events[-1], RunFinished) and events[-1].test is not None
    assert all(math.isfinite(e.loss) for e in events if isinstance(e, StepDone))


def test_a_broken_picture_is_told_by_name_and_counts_as_missing(examples: ExampleSet, tmp_path: Path) -> None:
    Path(examples.examples[0].values["picture"] or "").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    events = list(toy.run(examples, tmp_path / "run", toy.toy_experiment(epochs=1)))
    notices = [e.message for e in events if isinstance(e, Notice)]
    assert len(notices) == 1 and "0.png" in notices[0]
    assert isinstance(events[-1], RunFinished)


@pytest.mark.parametrize("field", ["picture", "words"])
@pytest.mark.parametrize("fusion", ["attention", "gated", "concat"])
def test_one_field_alone_trains_with_every_fusion(
    examples: ExampleSet, tmp_path: Path, field: str, fusion: str
) -> None:
    experiment = toy.toy_experiment(fields=(field,), fusion=fusion, epochs=1,
                                    settings=toy.SETTINGS if field == "picture" else {"width": 16})  # fmt: skip
    if field == "picture":
        experiment = experiment.model_copy(update={"settings": dict(toy.SETTINGS)})
    finished = list(toy.run(examples, tmp_path / "run", experiment))[-1]
    assert isinstance(finished, RunFinished) and finished.reason == "completed"


def test_the_article_preset_trains_side_by_side(examples: ExampleSet, tmp_path: Path) -> None:
    experiment = Experiment(preset="article", epochs=1, batch_size=16, device="cpu")
    events = list(toy.run(examples, tmp_path / "run", experiment))
    started = next(e for e in events if isinstance(e, RunStarted))
    assert started.fusion == "concat"
    assert any("side by side" in e.message for e in events if isinstance(e, Notice))


# -- bad input (T22) --------------------------------------------------------------------------------------------------


def test_one_class_stops_with_advice(examples: ExampleSet, tmp_path: Path) -> None:
    same = replace(examples, examples=tuple(replace(e, label="yes") for e in examples.examples))
    with pytest.raises(ExperimentError, match="yes") as error:
        list(toy.run(same, tmp_path / "run"))
    assert error.value.hint


def test_too_few_examples_stop_with_advice(examples: ExampleSet, tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="1 example") as error:
        list(toy.run(replace(examples, examples=examples.examples[:1]), tmp_path / "run"))
    assert error.value.hint


def test_no_labels_at_all_stop_with_advice(examples: ExampleSet, tmp_path: Path) -> None:
    bare = replace(examples, examples=tuple(replace(e, label=None) for e in examples.examples))
    with pytest.raises(ExperimentError, match="0 examples"):
        list(toy.run(bare, tmp_path / "run"))


def test_an_empty_validation_part_is_cut_from_training(examples: ExampleSet, tmp_path: Path) -> None:
    rest = replace(examples, examples=tuple(e for e in examples.examples if e.split != "validation"))
    started = next(e for e in toy.run(rest, tmp_path / "run") if isinstance(e, RunStarted))
    assert started.n_test == 8 and started.n_validation >= 2 and started.n_train + started.n_validation == 32


def test_a_field_that_is_empty_everywhere_is_named(examples: ExampleSet, tmp_path: Path) -> None:
    empty = replace(
        examples, examples=tuple(replace(e, values={**e.values, "words": " "}) for e in examples.examples)
    )  # fmt: skip
    with pytest.raises(ExperimentError, match="words"):
        list(toy.run(empty, tmp_path / "run"))


def test_a_loss_that_is_no_number_stops_with_advice_and_keeps_the_best(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, calls = Learner.losses, [0]

    def broken(self: Learner, output: Any, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        calls[0] += 1
        factor = math.nan if calls[0] > 6 else 1.0
        minimised, joint = honest(self, output, labels)
        return minimised * factor, joint * factor

    monkeypatch.setattr(Learner, "losses", broken)
    with pytest.raises(ExperimentError, match="loss") as error:
        list(toy.run(examples, tmp_path / "run"))
    assert error.value.parameter == "learning_rate" and error.value.hint
    load_weights(tmp_path / "run/best.safetensors", build_model(load_manifest(tmp_path / "run/manifest.json")))


def test_other_examples_than_before_are_not_mixed_into_a_run(examples: ExampleSet, tmp_path: Path) -> None:
    list(toy.run(examples, tmp_path / "run", stop_after_step=2))
    changed = replace(
        examples, examples=tuple(replace(e, label="yes" if e.id < 3 else e.label) for e in examples.examples)
    )
    with pytest.raises(ExperimentError, match="changed"):
        list(toy.run(changed, tmp_path / "run", resume=True))


def test_there_is_nothing_to_resume_in_an_empty_folder(examples: ExampleSet, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError):
        list(toy.run(examples, tmp_path / "nothing", resume=True))


def test_a_folder_that_cannot_be_written_is_told_plainly(examples: ExampleSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be saved"):
        list(toy.run(examples, tmp_path / "file" / "run"))


# -- devices and memory (T21) -----------------------------------------------------------------------------------------


def _run_out_of_memory(monkeypatch: pytest.MonkeyPatch, above: int) -> list[int]:
    honest, sizes = Learner.step, []

    def step(self: Learner, batch: Any, *rest: Any) -> Any:
        if len(batch) > above:
            raise torch.OutOfMemoryError("fake")
        sizes.append(len(batch))
        return honest(self, batch, *rest)

    monkeypatch.setattr(Learner, "step", step)
    return sizes


def test_out_of_memory_halves_the_batch_says_so_and_trains_on_every_example(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = _run_out_of_memory(monkeypatch, above=4)
    events = list(toy.run(examples, tmp_path / "run", toy.toy_experiment(epochs=2)))
    notices = [e.message for e in events if isinstance(e, Notice)]
    assert len(notices) == 1 and "4 examples" in notices[0]
    assert max(sizes) == 4 and sum(sizes) == 2 * 32
    assert isinstance(events[-1], RunFinished) and events[-1].reason == "completed"


def test_too_little_memory_for_one_example_ends_with_advice(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run_out_of_memory(monkeypatch, above=0)
    with pytest.raises(DeviceError) as error:
        list(toy.run(examples, tmp_path / "run"))
    assert error.value.hint


@pytest.mark.skipif(torch.cuda.is_available(), reason="only where there is no CUDA device")
def test_cuda_that_is_wished_for_and_absent_is_refused_plainly(examples: ExampleSet, tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as error:
        list(toy.run(examples, tmp_path / "run", toy.toy_experiment(device="cuda")))
    assert error.value.device == "cuda"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_training_on_cuda_with_mixed_precision_completes_and_its_weights_load_on_the_processor(
    examples: ExampleSet, tmp_path: Path
) -> None:
    events = list(toy.run(examples, tmp_path / "run", toy.toy_experiment(device="cuda")))
    started = next(e for e in events if isinstance(e, RunStarted))
    assert started.device.startswith("cuda") and isinstance(events[-1], RunFinished)
    load_weights(tmp_path / "run/best.safetensors", build_model(load_manifest(tmp_path / "run/manifest.json")))


@pytest.mark.slow
@pytest.mark.parametrize("fusion", ["attention", "gated", "concat"])
def test_every_fusion_learns_what_no_single_sense_knows(tmp_path: Path, fusion: str) -> None:
    examples = toy.toy_examples(tmp_path / "toy", 240)
    experiment = toy.toy_experiment(fusion=fusion, epochs=24, settings={**toy.SETTINGS, "average": 0.9, "patience": 24})
    finished = list(toy.run(examples, tmp_path / "run", experiment))[-1]
    assert isinstance(finished, RunFinished) and finished.test is not None
    assert finished.test.accuracy >= 0.9
    alone = json.loads((tmp_path / "run/metrics.json").read_text())["single"]["test"]
    assert max(alone.values()) <= 0.75


def test_a_run_whose_folder_was_taken_away_ends_with_a_clear_sentence(tmp_path: Path) -> None:
    examples, run = toy.toy_examples(tmp_path / "toy"), tmp_path / "run"
    with pytest.raises(CheckpointError, match="has gone"):
        for event in train(examples, toy.toy_experiment(), run, cancel=CancelToken()):
            if isinstance(event, EpochDone):
                shutil.rmtree(run)


def test_a_run_that_was_cut_off_before_its_first_state_says_so(tmp_path: Path) -> None:
    examples, run = toy.toy_examples(tmp_path / "toy"), tmp_path / "run"
    list(toy.run(examples, run))
    (run / "last.safetensors").unlink()
    with pytest.raises(CheckpointError, match="cut off before anything was saved"):
        list(train(examples, toy.toy_experiment(), run, cancel=CancelToken(), resume=True))


def test_test_examples_that_cannot_be_read_are_told_and_not_counted(examples: ExampleSet, tmp_path: Path) -> None:
    for example in examples.part("test").examples[:3]:
        Path(str(example.values["picture"])).write_bytes(b"no picture")
    events = list(toy.run(examples, tmp_path / "run", toy.toy_experiment(fields=("picture",), epochs=1)))
    assert any(isinstance(e, Notice) and e.message.startswith("3 test examples are not counted") for e in events)
    metrics = json.loads((tmp_path / "run/metrics.json").read_text())
    assert metrics["test"]["n"] == 5
    assert metrics["left_out"]["unreadable"] == [["test", 3]]


def test_unknown_classes_in_validation_and_test_count_as_wrong(examples: ExampleSet, tmp_path: Path) -> None:
    renamed = {e.id for e in examples.examples if e.split != "train" and e.id % 4 < 2}
    strange = replace(
        examples, examples=tuple(replace(e, label="maybe") if e.id in renamed else e for e in examples.examples)
    )
    unknown = {s: sum(e.label == "maybe" for e in strange.part(s).examples) for s in ("validation", "test")}
    events = list(toy.run(strange, tmp_path / "run", toy.toy_experiment(epochs=2)))
    epoch = next(e for e in events if isinstance(e, EpochDone))
    assert epoch.validation.n == 8 and epoch.validation.unknown.count == unknown["validation"] > 0
    assert epoch.validation.accuracy <= 1 - unknown["validation"] / 8
    finished = events[-1]
    assert isinstance(finished, RunFinished) and finished.test is not None
    assert finished.test.n == 8 and finished.test.unknown.count == unknown["test"] > 0
    assert finished.test.unknown.labels == ("maybe",)
    answers = read_answers(tmp_path / "run")
    assert int((answers["test"].labels == -1).sum()) == unknown["test"]
    assert CALIBRATION.read(tmp_path / "run") is not None
    again = list(toy.run(strange, tmp_path / "run", toy.toy_experiment(epochs=3), resume=True))
    assert isinstance(again[-1], RunFinished) and again[-1].epochs == 3
