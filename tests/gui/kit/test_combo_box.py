"""No entry of a drop-down list is cut."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import mmgui.gui
from mmgui.gui.kit import theme
from mmgui.gui.kit.combo_box import MOST_PX, ComboBox

# The offscreen platform says this of every pop-up.
POP_UP = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")
LONG = "Label (the answer), and a few words more than the box has room for"


@pytest.fixture
def box(qapp: QApplication, qtbot: Any) -> ComboBox:
    theme.apply(qapp, "light")
    made = ComboBox()
    qtbot.addWidget(made)
    made.resize(110, 40)
    with qtbot.waitExposed(made):
        made.show()
    return made


@POP_UP
@pytest.mark.parametrize("count", [3, 30])
def test_the_list_is_as_wide_as_its_widest_entry(box: ComboBox, count: int, qtbot: Any) -> None:
    """By the font's own measure: the letters of the entry fit between the paddings (10 px a side)."""
    box.addItems(["Ignore", *(f"Words {n}" for n in range(count)), LONG])
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    view = box.view()
    assert view.viewport().width() >= view.fontMetrics().horizontalAdvance(LONG) + 20
    assert box.width() == 110, "the closed box stays as it is"
    box.hidePopup()


@POP_UP
def test_a_list_as_wide_as_its_box_is_left_so(box: ComboBox, qtbot: Any) -> None:
    box.addItems(["a", "b"])
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    assert box.view().width() in range(105, 113)
    box.hidePopup()


@POP_UP
def test_an_entry_wider_than_a_screen_says_itself_in_a_tooltip(box: ComboBox) -> None:
    box.addItems(["<b>bold</b> " * 40, "short"])
    box.showPopup()
    assert box.view().minimumWidth() <= MOST_PX
    assert "&lt;b&gt;" in box.itemData(0, Qt.ItemDataRole.ToolTipRole)
    box.hidePopup()
    box.removeItem(0)
    box.showPopup()
    assert box.itemData(0, Qt.ItemDataRole.ToolTipRole) is None
    box.hidePopup()


def test_the_whole_program_uses_it() -> None:
    folder = Path(mmgui.gui.__file__).parent
    found = [p.name for p in folder.rglob("*.py") if re.search(r"\bQComboBox\(\)", p.read_text(encoding="utf-8"))]
    assert found == []
