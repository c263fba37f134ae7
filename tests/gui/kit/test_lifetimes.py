"""How widgets end, and what PySide makes of it."""

from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QLineEdit, QVBoxLayout, QWidget

from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.lifetimes import discard


def end_of_event() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def items() -> set[int]:
    """Where the layout items are that Python has wrappers of. Items of other tests may hold widgets that are gone."""
    wrappers = [w for w in shiboken6.getAllValidWrappers() if isinstance(w, QLayoutItem) and not isinstance(w, QLayout)]
    return {shiboken6.getCppPointer(wrapper)[0] for wrapper in wrappers}


def test_a_discarded_widget_is_hidden_at_once_and_gone_when_the_event_is_done(qtbot: Any) -> None:
    window, label = QWidget(), QLabel()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(label)
    window.show()
    discard(label, layout)
    assert label.isHidden() and layout.count() == 0 and shiboken6.isValid(label)
    end_of_event()
    assert not shiboken6.isValid(label)


def test_a_discarded_widget_says_nothing_more(qtbot: Any) -> None:
    edit, said = QLineEdit(), []
    qtbot.addWidget(edit)
    edit.textChanged.connect(said.append)
    edit.setText("before")
    discard(edit)
    edit.setText("after")
    assert said == ["before"]
    end_of_event()
    assert not shiboken6.isValid(edit)


@pytest.mark.parametrize("end", ["removed", "deleted", "given away", "with its window"])
def test_no_item_of_a_flow_outlives_its_widget(qtbot: Any, end: str) -> None:
    before = items()
    window, label = QWidget(), QLabel()
    qtbot.addWidget(window)
    flow = FlowLayout(window)
    flow.addWidget(label)
    made = items() - before
    assert len(made) == 1 and label.parentWidget() is window
    if end == "removed":
        flow.removeWidget(label)
    elif end == "deleted":
        label.deleteLater()
    elif end == "given away":
        label.setParent(None)
    else:
        window.deleteLater()
        del flow
    end_of_event()
    assert not made & items()


def test_pyside_still_strands_the_items_of_a_layout_that_was_filled_before_it_was_added(qtbot: Any) -> None:
    """If this fails, PySide has been mended: the rules of lifetimes.py can go."""
    before = items()
    window, label = QWidget(), QLabel()
    qtbot.addWidget(window)
    outer, inner = QVBoxLayout(window), QHBoxLayout()
    inner.addWidget(label)
    outer.addLayout(inner)
    label.deleteLater()
    end_of_event()
    stranded = len(items() - before)
    assert inner.count() == 0 and stranded == 1, "Qt has freed the item, its wrapper is still in the map"
    del outer, inner  # or it would be called a fault of this test's
    shiboken6.delete(window)
