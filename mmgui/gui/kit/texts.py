"""Texts on the screen: always literal, always in the person's language, changed live.

Qt guesses rich text in labels, tooltips and message boxes; here nothing can be markup, by construction.
"""

import html
import weakref
from collections.abc import Callable, Sequence
from typing import TypeAlias

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line, plain
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.theme import SPACE, set_role

Text: TypeAlias = str | Callable[[], str]
_bound: "weakref.WeakKeyDictionary[QObject, dict[str, Text]]" = weakref.WeakKeyDictionary()


def breakable(text: str) -> str:
    """For a label that wraps: a line may end before every quoted name. Chinese text has no blank there, and Unicode's
    rules forbid a break beside a quotation mark, so that one long list would widen the whole page."""
    return text.replace("、“", "、\u200b“").replace("；“", "；\u200b“").replace("：“", "：\u200b“")


def button_text(text: str) -> str:
    """A name as the text of a button or menu entry: "&" is no shortcut mark in it."""
    return one_line(text).replace("&", "&&")


def plain_tooltip(target: QWidget | QAction, text: str) -> None:
    """Set a tooltip that shows `text` literally; long ones are wrapped."""
    text = plain(text)
    if len(text) > 60 or "<" in text or "&" in text:
        text = f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"
    target.setToolTip(text)


class PlainLabel(QLabel):
    """A label that shows its text literally, whatever is in it."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setWordWrap(wrap)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(plain(text))

    def show_text(self, text: str) -> None:
        """Set the text; an empty one takes no room. As everywhere in Qt, what is there already costs nothing."""
        self.setText(text)
        self.setVisible(bool(text))


# -- texts that follow the language ----------------------------------------------------------------------------------


def bind_text(target: QObject, setter: str, text: Text) -> None:
    """Call `target.setter(translated text)` now and after every change of language.

    text: a string marked with N_(), or a function that gives the translated text (for texts with values in them; it
    must not hold `target` itself). Binding the same setter again replaces the text. `target` is held weakly.
    """
    _bound.setdefault(target, {})[setter] = text
    _set(target, setter, text)


def update_bound_texts() -> None:
    """Say every bound text again, in the language that is set now."""
    for target, texts in list(_bound.items()):
        if shiboken6.isValid(target):
            for setter, text in texts.items():
                _set(target, setter, text)


def _set(target: QObject, setter: str, text: Text) -> None:
    shown = text() if callable(text) else _(text) if text else ""
    if setter == "setToolTip":
        plain_tooltip(target, shown)  # type: ignore[arg-type]
    else:
        getattr(target, setter)(shown)


# -- questions -------------------------------------------------------------------------------------------------------


class MessageBox(QDialog):
    """A message with buttons; every text literal. `detail` hides behind a button. Escape is the last button."""

    def __init__(
        self,
        parent: QWidget | None,
        message: str,
        hint: str = "",
        *,
        detail: str = "",
        title: str = "",
        buttons: Sequence[tuple[str, Callable[[], None] | None]] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName("message_box")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(one_line(title) or _("Multimodal Playground"))
        bind_px(self, "setMinimumWidth", 56 * SPACE)
        self.message = PlainLabel(message, wrap=True)
        set_role(self.message, "title")
        self.hint = PlainLabel(wrap=True)
        self.hint.show_text(hint)
        self.detail = QPlainTextEdit(plain(detail))
        self.detail.setReadOnly(True)
        self.detail.setAccessibleName(_("Details"))
        bind_px(self.detail, "setMinimumHeight", 20 * SPACE)
        self.detail.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        for part in (self.message, self.hint):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(part)
        layout.addWidget(self.detail, 1)
        layout.addSpacing(SPACE)
        row = QHBoxLayout()
        layout.addLayout(row)
        if detail:
            self.more = QPushButton(_("Details"))
            self.more.setCheckable(True)
            self.more.setAutoDefault(False)
            self.more.toggled.connect(self._show_detail)
            row.addWidget(self.more)
        row.addStretch(1)
        self.choices = [self._add_choice(row, text, act) for text, act in buttons or ((_("OK"), None),)]
        set_role(self.choices[0], "primary")

    def showEvent(self, event: QShowEvent) -> None:
        """Enter must never lose anything: of several choices the last, the way back, has the focus. Qt takes the first
        if this is said before the buttons have a place.
        """
        super().showEvent(event)
        self.choices[-1].setDefault(True)
        self.choices[-1].setFocus()

    def _show_detail(self, on: bool) -> None:
        self.detail.setVisible(on)
        self.adjustSize()

    def _add_choice(self, row: QHBoxLayout, text: str, act: Callable[[], None] | None) -> QPushButton:
        button = QPushButton(button_text(text))
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self.close)
        if act is not None:
            button.clicked.connect(lambda _checked=False: act())
        row.addWidget(button)
        return button


def message_box(
    parent: QWidget | None,
    message: str,
    hint: str = "",
    *,
    detail: str = "",
    title: str = "",
    buttons: Sequence[tuple[str, Callable[[], None] | None]] = (),
) -> MessageBox:
    """Open a message over `parent` and return at once; the callback of the clicked button is called later.

    buttons: (text, what to do or None); the first one stands out, the last one has the focus. Default: only "OK".
    """
    box = MessageBox(parent, message, hint, detail=detail, title=title, buttons=buttons)
    box.open()
    return box


def ask(
    parent: QWidget | None, question: str, hint: str, *, yes: str, on_yes: Callable[[], None], no: str = N_("Cancel")
) -> MessageBox:
    """Ask before work would be lost; `on_yes` is called if the person agrees, nothing happens otherwise."""
    return message_box(parent, question, hint, buttons=((yes, on_yes), (_(no), None)))


__all__ = [
    "MessageBox",
    "PlainLabel",
    "ask",
    "bind_text",
    "button_text",
    "message_box",
    "plain_tooltip",
    "update_bound_texts",
]
