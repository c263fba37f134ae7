"""The list of an import's problems: every reason can be read in full and copied, in lists of thousands, too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmgui.core.data.example import Problem
from mmgui.gui.kit.problem_list import ProblemList
from mmgui.gui.kit.texts import MessageBox

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")
LONG = "This picture cannot be read, for its second half is missing. " * 12 + "The end."


def shown(qtbot, count):
    made = ProblemList()
    qtbot.addWidget(made)
    made.resize(360, 300)
    made.set_problems([Problem(f"row {n} of posts.csv", LONG if n % 2 else "Short.") for n in range(count)])
    made.show()
    return made


@pytest.mark.parametrize("count", [3, 3000])
def test_long_reasons_wrap_however_many_there_are(qtbot, count):
    made = shown(qtbot, count)
    qtbot.waitUntil(lambda: made.rowHeight(1) > 3 * made.rowHeight(0))
    if count > 200:
        made.verticalScrollBar().setValue(made.verticalScrollBar().maximum())
        last = made.rowAt(made.viewport().height() - 40)
        assert made.rowHeight(last if last % 2 else last - 1) > 60


def test_a_reason_is_in_the_tooltip_in_full(qtbot):
    made = shown(qtbot, 2)
    tip = made.problems.data(made.problems.index(1, 1), Qt.ItemDataRole.ToolTipRole)
    assert "The end." in tip
    assert "row 1 of posts.csv" in made.problems.data(made.problems.index(1, 0), Qt.ItemDataRole.ToolTipRole)


def test_enter_shows_a_problem_in_full_and_copies_it(qtbot):
    made = shown(qtbot, 2)
    made.setFocus()
    made.setCurrentIndex(made.problems.index(1, 0))
    QTest.keyClick(made, Qt.Key.Key_Return)
    box = made.findChild(MessageBox)
    assert box.message.text() == "row 1 of posts.csv" and box.hint.text().endswith("The end.")
    QTest.mouseClick(box.choices[0], Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == f"row 1 of posts.csv\t{LONG}"


def test_copy_cuts_nothing(qtbot):
    made = shown(qtbot, 2)
    made.selectAll()
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().endswith("The end.")
