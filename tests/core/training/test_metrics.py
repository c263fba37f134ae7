"""Loss, accuracy, precision, recall and F1 against scikit-learn, and the same whatever the batches."""

import json

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support, top_k_accuracy_score

from mmgui.core.events import Metrics, Unknown
from mmgui.core.intervals import figure_intervals
from mmgui.core.training.metrics import (
    MetricsMeter,
    metrics_from_confusion,
    metrics_from_json,
    metrics_to_json,
    with_names,
)


def measure(logits: torch.Tensor, target: torch.Tensor, batch: int, classes: int):  # type: ignore[no-untyped-def]
    meter = MetricsMeter([f"c{i}" for i in range(classes)])
    for start in range(0, len(target), batch):
        part, truth = logits[start : start + batch], target[start : start + batch]
        meter.update(part, truth, torch.nn.functional.cross_entropy(part, truth))
    return meter.compute()


@pytest.mark.parametrize("present", [(0, 1, 2, 3, 4), (0, 2), (3,)])
@pytest.mark.parametrize("answered", [(0, 1, 2, 3, 4), (1, 2)])
def test_all_figures_equal_scikit_learn_s(present: tuple[int, ...], answered: tuple[int, ...]) -> None:
    generator = torch.Generator().manual_seed(3)
    target = torch.tensor(present)[torch.randint(len(present), (101,), generator=generator)]
    logits = torch.randn(101, 5, generator=generator)
    logits[:, [i for i in range(5) if i not in answered]] -= 50
    metrics = measure(logits, target, 7, 5)
    answers = logits.argmax(1)
    macro = precision_recall_fscore_support(target, answers, average="macro", zero_division=0)
    each = precision_recall_fscore_support(target, answers, labels=range(5), zero_division=0)
    assert metrics.accuracy == pytest.approx(accuracy_score(target, answers))
    assert (metrics.precision_macro, metrics.recall_macro, metrics.f1_macro) == pytest.approx(macro[:3])
    for column, name in enumerate(("precision", "recall", "f1", "support")):
        np.testing.assert_allclose([getattr(c, name) for c in metrics.per_class], each[column])
    np.testing.assert_array_equal(metrics.confusion, confusion_matrix(target, answers, labels=range(5)))
    z = logits.double().numpy()
    losses = np.log(np.exp(z).sum(1)) - z[np.arange(101), target.numpy()]  # log loss, written out
    assert metrics.loss == pytest.approx(losses.mean(), rel=1e-5)
    assert metrics.n == 101


def test_batches_of_any_size_and_losses_per_example_give_the_same() -> None:
    generator = torch.Generator().manual_seed(0)
    logits, target = torch.randn(50, 3, generator=generator), torch.randint(3, (50,), generator=generator)
    one, many = measure(logits, target, 50, 3), measure(logits, target, 6, 3)
    meter = MetricsMeter(["c0", "c1", "c2"])
    meter.update(logits, target, torch.nn.functional.cross_entropy(logits, target, reduction="none"))
    each = meter.compute()
    assert one.confusion == many.confusion == each.confusion
    assert one.loss == pytest.approx(many.loss, rel=1e-6) == pytest.approx(each.loss, rel=1e-6)


def test_after_a_reset_nothing_is_left() -> None:
    meter = MetricsMeter(["a", "b"])
    meter.update(torch.tensor([[1.0, 0.0]]), torch.tensor([1]), torch.tensor(5.0))
    meter.reset()
    with pytest.raises(ValueError, match="no example"):
        meter.compute()
    meter.update(torch.tensor([[1.0, 0.0]]), torch.tensor([0]), torch.tensor(1.0))
    assert (meter.compute().accuracy, meter.compute().loss, meter.compute().n) == (1.0, 1.0, 1)


def test_a_loss_that_is_no_number_is_reported_as_such() -> None:
    meter = MetricsMeter(["a", "b"])
    meter.update(torch.tensor([[1.0, 0.0]]), torch.tensor([0]), torch.tensor(float("nan")))
    assert np.isnan(meter.compute().loss)


def test_metrics_survive_json_unchanged() -> None:
    metrics = measure(torch.eye(3), torch.tensor([0, 1, 1]), 3, 3)
    values = json.loads(json.dumps(metrics_to_json(metrics)))
    assert list(values) == [
        "accuracy", "precision_macro", "recall_macro", "f1_macro", "loss", "per_class", "confusion", "n",
        "accuracy_known", "unknown", "usual", "distinct", "seen",
    ]  # fmt: skip
    assert metrics_from_json(values) == metrics


def test_unknown_labels_count_as_wrong_and_their_classes_as_0_in_the_averages() -> None:
    """Second source: scikit-learn, to which the unknown labels are two classes as any other."""
    generator = torch.Generator().manual_seed(1)
    target = torch.randint(5, (80,), generator=generator)  # classes 3 and 4 are unknown to the model
    logits = torch.randn(80, 3, generator=generator)
    answers = logits.argmax(1)
    meter = MetricsMeter(["c0", "c1", "c2"])
    for start in range(0, 80, 9):
        part, truth = logits[start : start + 9], target[start : start + 9]
        known = truth.where(truth < 3, -1)
        loss = torch.nn.functional.cross_entropy(part, known, ignore_index=-1, reduction="none")
        meter.update(part, known, loss)
    names = [("c0", "c1", "c2", "bird", "fox")[k] for k in target.tolist()]
    metrics = with_names(meter.compute(), names, ("c0", "c1", "c2"), "c1")
    known_only = target < 3
    assert metrics.n == 80
    assert metrics.accuracy == pytest.approx(accuracy_score(target, answers))
    assert metrics.accuracy_known == pytest.approx(accuracy_score(target[known_only], answers[known_only]))
    macro = precision_recall_fscore_support(target, answers, average="macro", zero_division=0)
    assert (metrics.precision_macro, metrics.recall_macro, metrics.f1_macro) == pytest.approx(macro[:3])
    merged = target.clamp(max=3)
    table = confusion_matrix(merged, answers, labels=range(4))[:, :3]
    np.testing.assert_array_equal([*metrics.confusion, metrics.unknown.answers], table)
    assert metrics.unknown.count == int((target >= 3).sum()) and metrics.unknown.labels == ("bird", "fox")
    assert metrics.loss == pytest.approx(
        float(torch.nn.functional.cross_entropy(logits[known_only], target[known_only])), rel=1e-5
    )
    assert metrics_from_json(json.loads(json.dumps(metrics_to_json(metrics)))) == metrics


@pytest.mark.parametrize("unknown", [False, True])
def test_top_3_equals_scikit_learn_s(unknown: bool) -> None:
    """Unknown labels are never among the answers."""
    generator = torch.Generator().manual_seed(2)
    logits, target = torch.randn(90, 6, generator=generator), torch.randint(6, (90,), generator=generator)
    if unknown:
        target[:9] = -1
    metrics = measure_unknown(logits, target)
    right = top_k_accuracy_score(target[9:] if unknown else target, logits[9:] if unknown else logits, k=3,
                                 labels=range(6), normalize=False)  # fmt: skip
    assert metrics.accuracy_top3 == pytest.approx(right / 90)
    named = with_names(metrics, ["c0" if k >= 0 else "fox" for k in target.tolist()], [f"c{k}" for k in range(6)])
    assert named.accuracy_top3 == metrics.accuracy_top3
    assert metrics_from_json(json.loads(json.dumps(metrics_to_json(metrics)))) == metrics
    low, high = figure_intervals(metrics)["accuracy_top3"]
    assert low < right / 90 < high


def measure_unknown(logits: torch.Tensor, target: torch.Tensor) -> Metrics:
    meter = MetricsMeter([f"c{k}" for k in range(logits.shape[1])])
    for part, truth in zip(logits.split(7), target.split(7), strict=True):
        loss = torch.nn.functional.cross_entropy(part, truth, ignore_index=-1, reduction="none")
        meter.update(part, truth, loss)
    return meter.compute()


def test_top_3_is_left_out_where_it_is_always_right() -> None:
    metrics = measure(torch.eye(3), torch.tensor([0, 1, 1]), 3, 3)
    assert metrics.accuracy_top3 is None
    assert "accuracy_top3" not in metrics_to_json(metrics)


def test_figures_of_an_older_program_are_read() -> None:
    values = metrics_to_json(measure(torch.eye(3), torch.tensor([0, 1, 1]), 3, 3))
    for name in ("accuracy_known", "unknown", "usual", "distinct", "seen"):
        del values[name]
    old = metrics_from_json(values)
    assert (old.unknown.count, old.usual, old.accuracy_known) == (0, "", old.accuracy)


def test_intervals_hold_the_figures_also_with_unknown_labels() -> None:
    metrics = metrics_from_confusion(("a", "b"), np.array([[30, 5], [4, 31]]), 0.1, Unknown(30, ("c",), (10, 20)))
    found = figure_intervals(metrics)
    for name in ("accuracy", "precision_macro", "recall_macro", "f1_macro"):
        low, high = found[name]
        assert low < getattr(metrics, name) < high


def test_figures_of_an_older_program_are_averaged_by_the_rule_of_today() -> None:
    now = metrics_from_confusion(("a", "b"), np.array([[8, 0], [0, 8]]), 0.1, Unknown(4, ("x", "y"), (2, 2)))
    stored = {**metrics_to_json(now), "precision_macro": 0.9, "recall_macro": 1.0, "f1_macro": 0.95, "seen": 3}
    found = metrics_from_json(stored)
    assert (found.precision_macro, found.recall_macro, found.f1_macro) == pytest.approx(
        (now.precision_macro, now.recall_macro, now.f1_macro)
    )
    assert found.recall_macro == pytest.approx(0.5) and (found.seen, found.loss) == (3, 0.1)
