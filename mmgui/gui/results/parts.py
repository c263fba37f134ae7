"""What every section of the Results page stands in."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.gui.kit.theme import SPACE

GAP = 2 * SPACE - 4  # px between the cards of the page


def page_column() -> tuple[QWidget, QVBoxLayout]:
    """The inner widget of a section and its column of cards."""
    inner = QWidget()
    inner.setProperty("role", "page")
    column = QVBoxLayout(inner)
    column.setContentsMargins(2 * SPACE, 4, 2 * SPACE, 2 * SPACE)
    column.setSpacing(GAP)
    return inner, column


__all__ = ["GAP", "page_column"]
