"""The confusion matrix: right colours, right words, mouse and keyboard."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from mmgui.core.colours import mix
from mmgui.gui.kit import theme
from mmgui.gui.results.confusion_table import ConfusionTable

COUNTS = ((8, 2, 0), (0, 5, 5), (1, 0, 9))


@pytest.fixture
def table(qtbot: Any) -> ConfusionTable:
    made = ConfusionTable()
    qtbot.addWidget(made)
    made.resize(420, 360)
    made.show_matrix(("a", "b", "c"), COUNTS)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _fill(table: ConfusionTable, row: int, column: int) -> QColor:
    box = table.cell_rect(row, column)
    return QColor(table.grab().toImage().pixel(int(box.x() + 5), int(box.y() + 8)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_grow_with_the_share_of_the_row(table: ConfusionTable, qapp: QApplication, scheme: Any) -> None:
    theme.apply(qapp, scheme)
    now = theme.current()
    assert _fill(table, 0, 0).name() == mix(now.track, now.accent, 0.8**0.5)
    assert _fill(table, 1, 2).name() == mix(now.track, now.warning, 0.5**0.5)
    assert _fill(table, 0, 2).name() == mix(now.surface, now.track, 0.6), "nothing was mixed up here"


def test_a_cell_says_count_row_share_and_both_names(table: ConfusionTable) -> None:
    assert table.describe(0, 1) == "2 of 10 “a” were answered with “b” (20\u202f%)."
    assert table.describe(2, 2) == "9 of 10 “c” were answered correctly (90\u202f%)."


def test_clicking_a_cell_names_it(table: ConfusionTable, qtbot: Any) -> None:
    with qtbot.waitSignal(table.cell_clicked) as signal:
        qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=table.cell_rect(1, 2).center().toPoint())
    assert signal.args == [1, 2]


def test_an_empty_cell_and_the_margin_lead_nowhere(table: ConfusionTable, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(table.cell_clicked):
        qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=table.cell_rect(1, 0).center().toPoint())
        qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_the_keyboard_reaches_every_cell_and_opens_it(table: ConfusionTable, qtbot: Any) -> None:
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.current_cell == (1, 2)
    assert "“b”" in table.accessibleDescription() and "“c”" in table.accessibleDescription()
    with qtbot.waitSignal(table.cell_clicked) as signal:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert signal.args == [1, 2]


def test_hovering_tells_the_cell_and_leaving_tells_none(table: ConfusionTable, qtbot: Any) -> None:
    seen: list[tuple[int, int]] = []
    table.cell_hovered.connect(lambda row, column: seen.append((row, column)))
    qtbot.mouseMove(table, table.cell_rect(0, 1).center().toPoint())
    qtbot.waitUntil(lambda: seen == [(0, 1)])


def test_twenty_five_classes_with_long_hostile_names_fit_their_hint(qtbot: Any) -> None:
    names = [f"<b>class</b> number {i} with a name that does not end\u202e" for i in range(25)]
    table = ConfusionTable()
    qtbot.addWidget(table)
    table.show_matrix(names, [[1] * 25 for _row in names])
    table.resize(table.minimumSizeHint())
    with qtbot.waitExposed(table):
        table.show()
    last = table.cell_rect(24, 24)
    assert last.width() >= 20
    assert last.right() <= table.width() and last.bottom() <= table.height()
    assert "<b>class</b> number 3" in table.describe(3, 4) and "\u202e" not in table.describe(3, 4)


def test_a_matrix_that_does_not_fit_its_classes_is_refused(table: ConfusionTable) -> None:
    with pytest.raises(ValueError, match="3 classes"):
        table.show_matrix(("a", "b", "c"), ((1, 2), (3, 4)))
