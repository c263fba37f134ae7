"""The help in a window: sections on the left, the chosen one on the right; it opens at the page that one is on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import _
from mmgui.gui.help.sections import SECTIONS
from mmgui.gui.kit.icons import icon
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.scrolling import TallScrollArea
from mmgui.gui.kit.terms import TERMS
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role


class HelpDialog(QDialog):
    """Modal and short-lived: it is made in the language and size of now."""

    def __init__(self, parent: QWidget, section: str) -> None:
        """section: a key of SECTIONS."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Sections of the help"))
        for known in SECTIONS.values():
            self.list.addItem(QListWidgetItem(icon(known.icon), _(known.title)))
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 6 * SPACE)
        self.title = PlainLabel(wrap=True)
        set_role(self.title, "heading")
        self.texts: list[PlainLabel] = []
        page = QWidget()
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.setSpacing(3 * SPACE // 2)
        self._column.addWidget(self.title)
        row = QHBoxLayout()
        body = QVBoxLayout(self)
        body.addLayout(row, 1)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.list)
        row.addWidget(TallScrollArea(page), 1)
        buttons = QHBoxLayout()
        body.addLayout(buttons)
        buttons.addStretch(1)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.close)
        buttons.addWidget(close)
        self.resize(min(scaled(90 * SPACE), parent.width()), min(scaled(62 * SPACE), parent.height()))
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(list(SECTIONS).index(section))
        self.list.setFocus()

    @property
    def section(self) -> str:
        return list(SECTIONS)[self.list.currentRow()]

    def _show(self, row: int) -> None:
        key, shown = list(SECTIONS.items())[row]
        for old in self.texts:
            discard(old, self._column)
        self.texts = []
        self.title.setText(_(shown.title))
        for paragraph in shown.paragraphs:
            self._add(_(paragraph))
        for term, meaning in TERMS if key == "terms" else ():
            set_role(self._add(_(term)), "title")
            self._add(_(meaning))

    def _add(self, text: str) -> PlainLabel:
        label = PlainLabel(text, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)
        self.texts.append(label)
        return label


__all__ = ["HelpDialog"]
