"""Parts that every section of the Results page is made of."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role

GAP = 2 * SPACE - 4  # px between the cards of the page


def titled_card(title: str, hint: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A card and the column in it. title, hint: marked with N_()."""
    card = QFrame()
    set_role(card, "card")
    card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(card)
    column.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
    column.setSpacing(SPACE)
    row = QHBoxLayout()
    column.addLayout(row)
    row.setSpacing(SPACE)
    for text, role in ((title, "title"), (hint, "muted")):
        if text:
            label = PlainLabel()
            set_role(label, role)  # type: ignore[arg-type]
            bind_text(label, "setText", text)
            row.addWidget(label)
    row.addStretch(1)
    return card, column


def page_column() -> tuple[QWidget, QVBoxLayout]:
    """The inner widget of a section and its column of cards."""
    inner = QWidget()
    inner.setProperty("role", "page")
    column = QVBoxLayout(inner)
    column.setContentsMargins(2 * SPACE, 4, 2 * SPACE, 2 * SPACE)
    column.setSpacing(GAP)
    return inner, column


__all__ = ["GAP", "page_column", "titled_card"]
