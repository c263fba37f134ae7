"""Qt's file dialog in the present language."""

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.gui.language import switch_language


@pytest.fixture
def chinese():
    switch_language("zh_CN")
    yield
    switch_language("en")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("mode", [QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave])
def test_every_label_of_the_dialog_is_chinese(qtbot, mode):
    dialog = FileDialog(None, "打开")
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    said = [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    assert len(said) == 3
    assert not [text for text in said if text.split("(&")[0].isascii()]
