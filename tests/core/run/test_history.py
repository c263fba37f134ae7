"""A run's history in memory and on disk."""

from pathlib import Path

import numpy as np
import pytest

from mmgui.core.events import (
    ClassMetrics,
    EpochDone,
    Metrics,
    Notice,
    Preparing,
    RunFinished,
    RunStarted,
    StepDone,
    TrainingEvent,
)
from mmgui.core.run.history import MAX_STEP_POINTS, History, HistoryWriter, read_events, read_history


def metrics(loss: float = 1.0, accuracy: float = 0.5) -> Metrics:
    classes = (ClassMetrics("a", 0.5, 0.5, 0.5, 2), ClassMetrics("b", 0.5, 0.5, 0.5, 2))
    return Metrics(loss, accuracy, 0.5, 0.5, 0.5, classes, ((1, 1), (1, 1)), 4)


def started() -> RunStarted:
    return RunStarted("/run", ("a", "b"), "attention", 9, 1, 3, 12, 4, 4, 99, 4, "cpu", "Some CPU", 1)


def step(number: int, loss: float = 1.0) -> StepDone:
    return StepDone(number, (number - 1) // 3 + 1, loss, 0.001, 4, number / 10)


def epoch(number: int, *, is_best: bool = True, loss: float = 1.0) -> EpochDone:
    return EpochDone(number, metrics(loss), metrics(loss + 0.1), 1.0, 100.0, is_best)


def a_run() -> list[TrainingEvent]:
    events: list[TrainingEvent] = [started()]
    for number in (1, 2, 3):
        events += [step(3 * number - 2), step(3 * number - 1), step(3 * number)]
        events.append(epoch(number, is_best=number == 2, loss=1 / number))
    return [*events, Notice("half the batch 不"), RunFinished("early", 2, 3, metrics(), metrics(), 3.0)]


def test_applied_events_become_curves() -> None:
    history = History()
    for event in a_run():
        history.apply(event)
    assert history.steps.steps.tolist() == list(range(1, 10)) and len(history.steps) == 9
    numbers, losses = history.epoch_curve("validation", "loss")
    assert numbers.tolist() == [1, 2, 3] and losses == pytest.approx([1.1, 0.6, 1 / 3 + 0.1])
    assert history.started == started() and history.finished is not None
    assert history.notices == ["half the batch 不"]
    assert history.best_epoch is not None and history.best_epoch.epoch == 2


def test_tables_are_kept_only_for_the_best_and_the_latest_epoch() -> None:
    history = History()
    for number in range(1, 6):
        history.apply(epoch(number, is_best=number == 2))
    assert [bool(e.validation.confusion) for e in history.epochs] == [False, True, False, False, True]


def test_a_resumed_run_replaces_what_came_after_its_checkpoint() -> None:
    history = History()
    for event in a_run():
        history.apply(event)
    history.apply(started())
    history.apply(step(5, loss=7.0))
    history.apply(epoch(2, loss=7.0))
    assert history.finished is None
    assert history.steps.steps.tolist() == [1, 2, 3, 4, 5] and history.steps.losses[-1] == 7.0
    assert [e.epoch for e in history.epochs] == [1, 2] and history.epochs[-1].train.loss == 7.0


def test_long_runs_are_thinned_to_means_and_keep_their_shape() -> None:
    history = History()
    count = 5 * MAX_STEP_POINTS
    for number in range(1, count + 1):
        history.apply(step(number, loss=float(number)))
    curve = history.steps
    assert MAX_STEP_POINTS / 2 <= len(curve) <= MAX_STEP_POINTS
    assert count - curve.steps[0] < curve.steps[-1] <= count and (np.diff(curve.steps) == curve.steps[0]).all()
    width = int(curve.steps[0])
    np.testing.assert_allclose(curve.losses, curve.steps - (width - 1) / 2)  # mean of `width` rising numbers
    np.testing.assert_allclose(curve.seconds, curve.steps / 10)


def test_a_history_on_disk_reads_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path) as writer:
        writer.append(Preparing("image", 1, 2))
        for event in a_run():
            writer.append(event)
    events = list(read_events(path))
    assert [type(e) for e in events] == [type(e) for e in a_run()]
    assert [e for e in events if not isinstance(e, EpochDone)] == [e for e in a_run() if not isinstance(e, EpochDone)]
    assert [e.validation for e in events if isinstance(e, EpochDone)] == [
        e.validation for e in a_run() if isinstance(e, EpochDone)
    ]
    assert read_history(path).epoch_curve("train", "loss")[1].tolist() == [1.0, 0.5, 1 / 3]


def test_epochs_are_on_disk_while_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path) as writer:
        for event in a_run()[:5]:
            writer.append(event)
        assert [type(e) for e in read_events(path)] == [RunStarted, StepDone, StepDone, StepDone, EpochDone]


def test_torn_damaged_and_unknown_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path) as writer:
        for event in a_run():
            writer.append(event)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in range(len(whole) - 60, len(whole)):
        path.write_bytes(whole[:cut])
        assert len(list(read_events(path))) == len(lines) - (cut < len(whole) - 1)
    strange = [b"\xff\xfe\n", b"[]\n", b"{}\n", b'{"event": "step"}\n', b'{"event": "later kind"}\n', b"null\n", b"\n"]
    path.write_bytes(b"".join(strange) + whole)
    assert len(list(read_events(path))) == len(lines)


def test_resuming_drops_the_lines_after_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path) as writer:
        for event in a_run():
            writer.append(event)
    with path.open("ab") as file:
        file.write(b'{"event": "step", "st')  # the power went
    with HistoryWriter(path, keep_steps=6) as writer:
        writer.append(started())
        writer.append(step(7, loss=5.0))
    history = read_history(path)
    assert history.steps.steps.tolist() == [1, 2, 3, 4, 5, 6, 7] and history.steps.losses[-1] == 5.0
    assert [e.epoch for e in history.epochs] == [1, 2] and history.finished is None


def test_a_new_run_in_an_old_folder_starts_a_new_history(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path) as writer:
        writer.append(epoch(1))
    with HistoryWriter(path) as writer:
        writer.append(step(1))
    assert [type(e) for e in read_events(path)] == [StepDone]


def test_no_file_is_an_empty_history(tmp_path: Path) -> None:
    assert len(read_history(tmp_path / "history.jsonl").steps) == 0


def test_a_loss_that_is_no_number_survives_the_file(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path) as writer:
        writer.append(step(1, loss=float("nan")))
    assert np.isnan(read_history(path).steps.losses[0])
