"""Figures of a run as a table for a spreadsheet."""

import csv
import io
from pathlib import Path
from typing import Any

from mmgui.core import files
from mmgui.core.events import Metrics

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes such a text for a formula


def safe_cell(text: str) -> str:
    """The text with a ' in front if a spreadsheet would run it. Numbers are not texts and never come here."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def metrics_table(run: str, part: str, metrics: Metrics) -> list[list[Any]]:
    """Rows of str, int and float: overall, per class, confusion matrix (row = label, column = answer)."""
    classes, unknown = [safe_cell(c.name) for c in metrics.per_class], metrics.unknown
    return [
        ["run", safe_cell(run)],
        ["part", part],
        ["examples", metrics.n],
        *([["examples with unknown labels, counted as wrong", unknown.count]] if unknown.count else []),
        ["loss", metrics.loss],
        ["accuracy", metrics.accuracy],
        *([["accuracy_top3", metrics.accuracy_top3]] if metrics.accuracy_top3 is not None else []),
        ["precision_macro", metrics.precision_macro],
        ["recall_macro", metrics.recall_macro],
        ["f1_macro", metrics.f1_macro],
        [],
        ["class", "precision", "recall", "f1", "examples"],
        *([safe_cell(c.name), c.precision, c.recall, c.f1, c.support] for c in metrics.per_class),
        [],
        ["label \\ answer", *classes],
        *([name, *counts] for name, counts in zip(classes, metrics.confusion, strict=True)),
        *([["(unknown labels)", *unknown.answers]] if unknown.count else []),
    ]


def write_metrics_csv(path: Path, run: str, part: str, metrics: Metrics) -> None:
    """UTF-8 with a byte order mark, which spreadsheets need for other alphabets. Raises OSError."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(metrics_table(run, part, metrics))
    files.write_bytes(path, text.getvalue().encode("utf-8-sig"))
