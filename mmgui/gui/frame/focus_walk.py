"""Where Tab goes: through everything that can have the focus in the order in which it is read, not made.

Qt's own order is that of making. What stands in a widget is walked before what stands beside it.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QScrollArea, QWidget

_RIM_PX = 4


def stops(root: QWidget) -> list[QWidget]:
    """What Tab reaches in `root`, itself not counted, in reading order."""
    found: list[QWidget] = []
    for child in in_reading_order(_parts(root)):
        inner = stops(child)
        if _takes_focus(child) and not (inner and isinstance(child, QScrollArea)):  # it scrolls with what is in it
            found.append(child)
        found += inner
    return found


def next_stop(root: QWidget, current: QWidget | None, *, forward: bool) -> QWidget | None:
    """The stop after (before) `current`; the walk comes round. Without any: None."""
    found = stops(root)
    if not found:
        return None
    if current in found:
        return found[(found.index(current) + (1 if forward else -1)) % len(found)]
    return found[0] if forward else found[-1]


def stop_near(root: QWidget, gone: QWidget, page: QWidget) -> QWidget | None:
    """Where a person goes on when `gone` had the focus and cannot have it any more: beside it, as near as there is
    anything; if it was on another page, at the main step of `page`, else at its first stop."""
    place = gone.parentWidget()
    while place is not None and place is not root and place.isVisible() and not place.isAncestorOf(page):
        if found := stops(place):
            return _main_step(found) or found[0]
        place = place.parentWidget()
    found = stops(page)
    return _main_step(found) or next(iter(found), None)


def give_focus(widget: QWidget, *, forward: bool) -> None:
    """As Tab (Backtab) does, and scroll it into view."""
    widget.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    place = widget.parentWidget()
    while place is not None:
        if isinstance(place, QScrollArea):
            place.ensureWidgetVisible(widget)
        place = place.parentWidget()


def in_reading_order(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Rows from the top; where a column reaches over all of them, columns from the left (an XY-cut, Nagy and Seth
    1984)."""
    for spans in (lambda w: (w.y(), w.y() + w.height()), lambda w: (w.x(), w.x() + w.width())):
        groups = _cut(widgets, spans)
        if len(groups) > 1:
            return [widget for group in groups for widget in in_reading_order(group)]
    return sorted(widgets, key=lambda w: (w.y(), w.x()))


def _cut(widgets: Sequence[QWidget], span: Callable[[QWidget], tuple[int, int]]) -> list[list[QWidget]]:
    """Groups between which there is a gap; widgets that share a few pixels at their rims do not touch."""
    groups: list[list[QWidget]] = []
    reached = 0
    for widget in sorted(widgets, key=span):
        start, end = span(widget)
        if groups and start < reached - _RIM_PX:
            groups[-1].append(widget)
        else:
            groups.append([widget])
        reached = max(reached, end) if len(groups[-1]) > 1 else end
    return groups


def _parts(widget: QWidget) -> list[QWidget]:
    return [c for c in widget.children() if isinstance(c, QWidget) and c.isVisible() and not c.isWindow()]


def _takes_focus(widget: QWidget) -> bool:
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    return not isinstance(widget, QRadioButton) or widget.isChecked() or not widget.autoExclusive()


def _main_step(found: Sequence[QWidget]) -> QWidget | None:
    return next((widget for widget in found if widget.property("role") == "primary"), None)


__all__ = ["give_focus", "in_reading_order", "next_stop", "stop_near", "stops"]
