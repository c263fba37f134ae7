"""Qt's file dialog, all of it in the present language."""

from PySide6.QtWidgets import QFileDialog, QWidget

from mmgui.core.i18n import _


class FileDialog(QFileDialog):
    """Qt 6.11 asks for these two labels with a mark for their keys, and its own catalogues have them without."""

    def __init__(self, parent: QWidget | None, title: str, folder: str = "") -> None:
        super().__init__(parent, title, folder)
        self.setLabelText(QFileDialog.DialogLabel.LookIn, _("Look in:"))
        self.setLabelText(QFileDialog.DialogLabel.FileType, _("Files of type:"))


__all__ = ["FileDialog"]
