"""The scroll area that asks its content how tall it is at the present width."""

import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.gui.kit.scrolling import TallScrollArea
from mmgui.gui.kit.texts import PlainLabel


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


TWO_MINDS = """
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from {module} import {area}


class Strip(QWidget):
    def resizeEvent(self, event):
        self.setFixedHeight(event.size().width())  # as high as it is wide


app = QApplication([])
content = QWidget()
layout = QVBoxLayout(content)
label = QLabel("some words that need more than one line where it is narrow " * 3)
label.setWordWrap(True)
layout.addWidget(label)
layout.addWidget(Strip())
area = {area}()
area.setWidgetResizable(True)
area.setWidget(content)
area.show()
for width in range(150, 320, 10):
    for height in range(150, 500, 7):
        area.resize(width, height)
        app.sendPostedEvents()
"""


@pytest.mark.parametrize(
    ("module", "area", "falls"),
    [("PySide6.QtWidgets", "QScrollArea", True), ("mmgui.gui.kit.scrolling", "ScrollArea", False)],
)
def test_a_content_with_two_minds_about_its_size_fells_qt_s_area_and_not_ours(
    module: str, area: str, falls: bool
) -> None:
    """The proof of the trap in README: should Qt's own stand one day, ours can go."""
    program = TWO_MINDS.format(module=module, area=area)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, timeout=120)
    assert (done.returncode < 0) == falls, done.stderr.decode()[-2000:]
    assert falls or done.returncode == 0
