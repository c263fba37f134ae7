"""A card: a framed part of a page with a title and room below; and the labels and links that cards are made of."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role


class Card(QFrame):
    """`head` is the line with the title and its hint, `body` what stands below."""

    def __init__(self, title: str, parent: QWidget | None = None, *, hint: str = "") -> None:
        """title, hint: texts marked with N_()."""
        super().__init__(parent)
        set_role(self, "card")
        self.title = title_label(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * SPACE, 3 * SPACE // 2, 2 * SPACE, 3 * SPACE // 2)
        self.body.setSpacing(SPACE)
        self.head = QHBoxLayout()
        self.body.addLayout(self.head)
        self.head.setSpacing(SPACE)
        self.head.addWidget(self.title, 0 if hint else 1)
        if hint:
            self.title.setWordWrap(False)
            said = muted_label()
            bind_text(said, "setText", hint)
            self.head.addWidget(said, 1)


def title_label(text: str) -> PlainLabel:
    """text: marked with N_()."""
    label = PlainLabel(wrap=True)
    set_role(label, "title")
    bind_text(label, "setText", text)
    return label


def muted_label(text: str = "", *, wrap: bool = True) -> PlainLabel:
    """A quiet sentence."""
    label = PlainLabel(text, wrap=wrap)
    set_role(label, "muted")
    return label


def link_button(text: str, *, is_steady: bool = False) -> QPushButton:
    """A button that looks like a link. text: marked with N_(). is_steady: it comes and goes in a place of others."""
    button = SteadyButton() if is_steady else QPushButton()
    set_role(button, "link")
    bind_text(button, "setText", text)
    bind_text(button, "setAccessibleName", text)
    return button


__all__ = ["Card", "link_button", "muted_label", "title_label"]
