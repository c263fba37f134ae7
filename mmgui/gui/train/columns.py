"""What the columns of the Train page are made of."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role


class FlexibleColumn(QVBoxLayout):
    """In a scroll area: as high as the area, down to the parts' least heights (else their wished ones would count)."""

    def hasHeightForWidth(self) -> bool:
        return False


def plain_card() -> QFrame:
    card = QFrame()
    set_role(card, "card")
    return card


def titled_card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = plain_card()
    heading = PlainLabel()
    set_role(heading, "title")
    bind_text(heading, "setText", title)
    column = QVBoxLayout(card)
    column.setContentsMargins(2 * SPACE, SPACE + 4, SPACE + 4, SPACE + 4)
    column.setSpacing(SPACE)
    column.addWidget(heading)
    return card, column
