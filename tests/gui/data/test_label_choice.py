"""What the mapping page says of the labels of a column."""

import pytest

from mmgui.core.data.example import LabelColumn
from mmgui.gui.data.label_choice import say_classes, say_poor


def column(*counts, rows=None, remarks=()):
    filled = sum(counts)
    classes = tuple((f"c{n}", count) for n, count in enumerate(counts))
    return LabelColumn("x", classes, len(counts), filled, rows or filled, remarks)


@pytest.mark.parametrize(
    ("label", "total", "said"),
    [
        (column(4, 2), 6, "2 classes: “c0” 4, “c1” 2."),
        (column(3), 3, "1 class: “c0” 3."),
        (column(*[1] * 17), 17, "17 classes: " + ", ".join(f"“c{n}” 1" for n in range(12)) + " and 5 more."),
        (column(4, 2, rows=7), 9, "2 classes: “c0” 4, “c1” 2. 1 row has no label. Counted in the first 7 rows."),
        (column(rows=3), 3, "3 rows have no label."),
        (None, 3, "The examples come without answers; you can give them labels later."),
    ],
)
def test_classes_are_named_with_their_rows(label, total, said):
    assert say_classes(label, total) == said


@pytest.mark.parametrize(
    ("label", "start"),
    [
        (column(4, 2), ""),
        (column(1, 1, 1), "Every row has a label of its own"),
        (column(9), "All rows have the same label"),
        (column(rows=3), "This column is empty"),
        (column(5, 4, remarks=("Odd.", "Odder.", "Oddest.")), "Odd. Odder."),
    ],
)
def test_a_poor_label_is_said(label, start):
    said = say_poor(label)
    assert said.startswith(start) and bool(said) == bool(start)
