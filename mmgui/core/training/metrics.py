"""How well a model answers: loss, accuracy, and per class precision, recall and F1, summed up on the device.

Macro means the plain average over the classes. A class that no example carries and that was never answered says
nothing and is left out of it; a class that occurs but was never answered right counts as 0. Divisions by zero give 0.
This is scikit-learn's average="macro", zero_division=0 over the labels that occur in truth or answers.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from mmgui.core.events import ClassMetrics, Metrics

if TYPE_CHECKING:
    import torch


class MetricsMeter:
    """Takes batches, keeps a confusion matrix and the summed loss on the device, and reads them once per epoch."""

    def __init__(self, classes: Sequence[str], device: "torch.device | str" = "cpu") -> None:
        import torch
        from torchmetrics.classification import MulticlassConfusionMatrix

        self._classes = tuple(classes)
        # validate_args would read every batch back from the device
        self._confusion = MulticlassConfusionMatrix(max(2, len(self._classes)), validate_args=False).to(device)
        self._loss = torch.zeros((), dtype=torch.float64, device=device)

    def update(self, logits: "torch.Tensor", target: "torch.Tensor", loss: "torch.Tensor") -> None:
        """logits (B, K) float; target (B,) int64 class numbers; loss () the batch's mean, or (B,) one per example."""
        answers = logits.detach().argmax(dim=-1)
        self._confusion.update(answers, target)
        total = loss.detach().double()
        self._loss += total * len(target) if total.dim() == 0 else total.sum()

    def compute(self) -> Metrics:
        """The figures over all batches since the last reset. Raises ValueError if there was none."""
        confusion = self._confusion.confmat.cpu().numpy().astype(np.int64)
        if not confusion.sum():
            raise ValueError("no example was measured")
        loss = self._loss.item() / int(confusion.sum())
        return metrics_from_confusion(self._classes, confusion[: len(self._classes), : len(self._classes)], loss)

    def reset(self) -> None:
        self._confusion.reset()
        self._loss.zero_()


def metrics_from_confusion(classes: Sequence[str], confusion: NDArray[np.int64], loss: float) -> Metrics:
    """confusion (K, K): row = label, column = answer. Formulas: precision TP/(TP+FP), recall TP/(TP+FN),
    F1 = 2 TP/(2 TP+FP+FN), accuracy = ΣTP/n."""
    right = np.diagonal(confusion).astype(np.float64)
    labels = confusion.sum(axis=1)
    answers = confusion.sum(axis=0)
    n = int(labels.sum())
    precision = _divide(right, answers)
    recall = _divide(right, labels)
    f1 = _divide(2 * right, labels + answers)
    seen = (labels + answers) > 0
    return Metrics(
        loss=loss,
        accuracy=float(right.sum() / n) if n else 0.0,
        precision_macro=float(precision[seen].mean()) if seen.any() else 0.0,
        recall_macro=float(recall[seen].mean()) if seen.any() else 0.0,
        f1_macro=float(f1[seen].mean()) if seen.any() else 0.0,
        per_class=tuple(
            ClassMetrics(name, float(precision[i]), float(recall[i]), float(f1[i]), int(labels[i]))
            for i, name in enumerate(classes)
        ),
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        n=n,
    )


def metrics_to_json(metrics: Metrics) -> dict[str, Any]:
    """Plain values for metrics.json, in the order in which a person reads them."""
    values = asdict(metrics)
    order = ("accuracy", "precision_macro", "recall_macro", "f1_macro", "loss", "per_class", "confusion", "n")
    return {name: values[name] for name in order}


def metrics_from_json(values: Any) -> Metrics:
    """The other way round. Raises pydantic.ValidationError for anything else."""
    return TypeAdapter(Metrics).validate_python(values)


def _divide(above: NDArray[np.float64], below: NDArray[Any]) -> NDArray[np.float64]:
    result = np.zeros_like(above)
    np.divide(above, below, out=result, where=below > 0)
    return result
