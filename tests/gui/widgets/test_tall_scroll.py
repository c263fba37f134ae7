"""The scroll area that asks its content how tall it is at the present width."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.gui.texts import PlainLabel
from mmgui.gui.widgets.tall_scroll import TallScrollArea


def test_a_sentence_that_grows_is_never_cut(qtbot):
    content, label = QWidget(), PlainLabel("short", wrap=True)
    layout = QVBoxLayout(content)
    layout.addWidget(label)
    layout.addStretch(1)
    scroll = TallScrollArea(content)
    qtbot.addWidget(scroll)
    scroll.resize(200, 100)
    scroll.show()
    label.setText("a sentence that is much longer than the place that it was given " * 8)
    qtbot.waitUntil(lambda: content.height() > 200)
    assert label.height() >= label.heightForWidth(label.width())
    label.setText("short")
    qtbot.waitUntil(lambda: content.height() <= 100)
