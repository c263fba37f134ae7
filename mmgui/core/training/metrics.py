"""How well a model answers: loss, accuracy, and per class precision, recall and F1, summed up on the device.

Macro means the plain average over the classes. A class that no example carries and that was never answered says
nothing and is left out of it; a class that occurs but was never answered right counts as 0. Divisions by zero give 0.
This is scikit-learn's average="macro", zero_division=0 over the labels that occur in truth or answers.

An example whose label is no class of the model is answered wrongly, whatever the answer: it counts in n and therefore
in the accuracy, and for the class that was answered as a wrong answer (precision, F1). Its class occurs and was never
answered right, so it counts as 0 in the averages. It has no row in the confusion matrix, and no loss can be computed
for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from mmgui.core.events import ClassMetrics, Metrics, Unknown

_TOP = 3  # answers of a ranked list that a person looks at

if TYPE_CHECKING:
    import torch


class MetricsMeter:
    """Takes batches, keeps a confusion matrix, the summed loss and how often the label was among the three likeliest
    answers on the device, and reads them once per epoch."""

    def __init__(self, classes: Sequence[str], device: "torch.device | str" = "cpu") -> None:
        import torch
        from torchmetrics.classification import MulticlassConfusionMatrix

        self._classes = tuple(classes)
        # validate_args would read every batch back from the device
        # One row more than there are classes: unknown labels.
        self._confusion = MulticlassConfusionMatrix(len(self._classes) + 1, validate_args=False).to(device)
        self._loss = torch.zeros((), dtype=torch.float64, device=device)
        self._among_top = torch.zeros((), dtype=torch.int64, device=device)

    def update(self, logits: "torch.Tensor", target: "torch.Tensor", loss: "torch.Tensor") -> None:
        """logits (B, K) float; target (B,) int64 class numbers, -1 = a label that the model does not know; loss () the
        batch's mean, or (B,) one per example, 0 for unknown labels."""
        answers = logits.detach().argmax(dim=-1)
        self._confusion.update(answers, target.where(target >= 0, len(self._classes)))
        if len(self._classes) > _TOP:
            self._among_top += (logits.detach().topk(_TOP).indices == target[:, None]).sum()
        total = loss.detach().double()
        self._loss += total * len(target) if total.dim() == 0 else total.sum()

    def compute(self) -> Metrics:
        """The figures over all batches since the last reset. Raises ValueError if there was none."""
        table = self._confusion.confmat.cpu().numpy().astype(np.int64)
        if not table.sum():
            raise ValueError("no example was measured")
        confusion, strangers = table[:-1, :-1], table[-1, :-1]
        loss = self._loss.item() / max(1, int(confusion.sum()))
        unknown = Unknown(int(strangers.sum()), (), tuple(strangers.tolist())) if strangers.any() else Unknown()
        metrics = metrics_from_confusion(self._classes, confusion, loss, unknown)
        if len(self._classes) <= _TOP:
            return metrics
        return replace(metrics, accuracy_top3=self._among_top.item() / metrics.n)

    def reset(self) -> None:
        self._confusion.reset()
        self._loss.zero_()
        self._among_top.zero_()


def metrics_from_confusion(
    classes: Sequence[str], confusion: NDArray[np.int64], loss: float, unknown: Unknown | None = None
) -> Metrics:
    """confusion (K, K): row = label, column = answer. Formulas: precision TP/(TP+FP), recall TP/(TP+FN),
    F1 = 2 TP/(2 TP+FP+FN), accuracy = ΣTP/n."""
    unknown = unknown or Unknown()
    right = np.diagonal(confusion).astype(np.float64)
    labels = confusion.sum(axis=1)
    answers = confusion.sum(axis=0) + (np.array(unknown.answers, np.int64) if unknown.answers else 0)
    n = int(labels.sum()) + unknown.count
    precision = _divide(right, answers)
    recall = _divide(right, labels)
    f1 = _divide(2 * right, labels + answers)
    seen = (labels + answers) > 0
    averaged = max(1, int(seen.sum()) + unknown.classes)
    return Metrics(
        loss=loss,
        accuracy=float(right.sum() / n) if n else 0.0,
        precision_macro=float(precision[seen].sum() / averaged),
        recall_macro=float(recall[seen].sum() / averaged),
        f1_macro=float(f1[seen].sum() / averaged),
        per_class=tuple(
            ClassMetrics(name, float(precision[i]), float(recall[i]), float(f1[i]), int(labels[i]))
            for i, name in enumerate(classes)
        ),
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        n=n,
        unknown=unknown,
    )


def with_names(metrics: Metrics, labels: Sequence[str | None], classes: Sequence[str], usual: str = "") -> Metrics:
    """The figures with the names of the unknown among `labels`, which are now averaged one by one, and the most
    frequent class of training."""
    if metrics.unknown.count:
        names = tuple(sorted({label for label in labels if label is not None} - set(classes)))
        confusion = np.array(metrics.confusion, np.int64)
        named = metrics_from_confusion(classes, confusion, metrics.loss, replace(metrics.unknown, labels=names))
        metrics = replace(named, accuracy_top3=metrics.accuracy_top3)
    return replace(metrics, usual=usual)


def with_repeats(
    metrics: Metrics, keys: NDArray[np.uint64], learnt: NDArray[np.uint64], labels: NDArray[np.int64]
) -> Metrics:
    """The figures with how many of the measured examples differ, and how many look like training to the model.

    keys: (n,) of the measured examples, learnt: those of training (models/input_keys.py); labels: (n,) their class
    numbers, -1 = unknown.
    """
    known = labels >= 0
    pairs = np.unique(np.stack([labels[known].astype(np.uint64), keys[known]], 1), axis=0)
    counts = np.bincount(pairs[:, 0].astype(np.int64), minlength=len(metrics.per_class))
    per_class = tuple(replace(one, distinct=int(count)) for one, count in zip(metrics.per_class, counts, strict=True))
    seen = int(np.isin(keys, learnt).sum())
    return replace(metrics, distinct=len(np.unique(keys)), seen=seen, per_class=per_class)


def metrics_to_json(metrics: Metrics) -> dict[str, Any]:
    """Plain values for metrics.json, in the order in which a person reads them."""
    values = asdict(metrics)
    values["accuracy_known"] = metrics.accuracy_known
    top = () if metrics.accuracy_top3 is None else ("accuracy_top3",)
    order = ("accuracy", *top, "precision_macro", "recall_macro", "f1_macro", "loss", "per_class", "confusion", "n")
    return {name: values[name] for name in (*order, "accuracy_known", "unknown", "usual", "distinct", "seen")}


def metrics_from_json(values: Any) -> Metrics:
    """The other way round, averaged by today's rule: older programs left classes that the model does not know out of
    it. Raises pydantic.ValidationError for anything else."""
    found = TypeAdapter(Metrics).validate_python(values)
    if not found.unknown.count or not found.confusion:
        return found
    names, confusion = [one.name for one in found.per_class], np.array(found.confusion, np.int64)
    now = metrics_from_confusion(names, confusion, found.loss, found.unknown)
    averages = {name: getattr(now, name) for name in ("precision_macro", "recall_macro", "f1_macro")}
    return replace(found, **averages)


def known_metrics(values: Mapping[str, Any]) -> Metrics | None:
    """As above; None if nothing was measured, or what stands there cannot be read."""
    try:
        return metrics_from_json(values) if values else None
    except ValidationError:
        return None


def _divide(above: NDArray[np.float64], below: NDArray[Any]) -> NDArray[np.float64]:
    result = np.zeros_like(above)
    np.divide(above, below, out=result, where=below > 0)
    return result
