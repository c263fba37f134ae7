"""One colour per class, the same wherever classes have colours: chosen by a person, or the next of the palette."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from mmgui.core.colours import readable_on
from mmgui.core.i18n import N_
from mmgui.gui.kit.icons import pixmap
from mmgui.gui.kit.run_colors import RUN_COLORS

# Names for the menu, in the order of the palette.
COLOR_NAMES = (
    *(N_("Blue"), N_("Orange"), N_("Green"), N_("Pink")),
    *(N_("Olive"), N_("Violet"), N_("Red"), N_("Grey blue")),
)
CLASS_COLORS = dict(zip(RUN_COLORS, COLOR_NAMES, strict=True))


def class_colors(classes: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """A colour per class. chosen: "#rrggbb" of some classes; "" is none. The others get what nobody chose, in turn."""
    taken = {chosen.get(name) for name in classes}
    free = [color for color in RUN_COLORS if color not in taken] or list(RUN_COLORS)
    usual = {name: free[k % len(free)] for k, name in enumerate(n for n in classes if not chosen.get(n))}
    return {name: chosen.get(name) or usual[name] for name in classes}


def color_for_new_class(shown: Mapping[str, str]) -> str:
    """The colour of the palette that is used least. shown: colours by class."""
    used = list(shown.values())
    return min(RUN_COLORS, key=used.count)


def swatch_icon(color: str, *, is_ticked: bool = False) -> QIcon:
    """A square of 12 px, with a little room before the text."""
    made = QPixmap(16, 12)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.fillRect(0, 0, 12, 12, QColor(color))
    if is_ticked:
        painter.drawPixmap(0, 0, pixmap("check", 12, readable_on(color)))
    painter.end()
    return QIcon(made)


__all__ = ["CLASS_COLORS", "class_colors", "color_for_new_class", "swatch_icon"]
