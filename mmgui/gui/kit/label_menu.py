"""Correcting a label where the mistake is seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from mmgui.core.i18n import _
from mmgui.core.text import one_line
from mmgui.gui.kit.texts import button_text
from mmgui.session.bus import EditNote

if TYPE_CHECKING:
    from mmgui.core.data.example import Example
    from mmgui.session.session import Session

_MOST_CLASSES = 60  # a longer menu does not fit a screen; the Data page has a field to type into


def label_menu(parent: QWidget, session: Session, example: Example, label: str | None) -> QMenu | None:
    """The classes of the open project, the present label ticked; choosing another one is an edit that can be undone.

    None if the example is not in the project (any more).
    """
    examples = session.project.examples
    if examples is None or not any(e.id == example.id and e.values == example.values for e in examples.examples):
        return None
    menu = QMenu(parent)
    menu.addAction(_("The right label is")).setEnabled(False)  # a section has no text in every style
    menu.addSeparator()
    for name in (*examples.known_classes[:_MOST_CLASSES], None):
        action = menu.addAction(_("no label") if name is None else button_text(one_line(name, 60)))
        action.setCheckable(True)
        action.setChecked(name == label)
        action.triggered.connect(partial(_correct, session, example.id, label, name))
    return menu


def pop_up(menu: QMenu | None, place: QPoint) -> None:
    """Show it there, once."""
    if menu is not None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)


def _correct(session: Session, example_id: int, old: str | None, new: str | None, _checked: bool = False) -> None:
    if new == old:
        return
    session.project.set_label([example_id], new)
    if new is None:
        session.tell(EditNote(_("The label is gone; Undo on the Data page brings it back.")))
    else:
        said = _("The label is “{label}” now; Undo on the Data page takes that back.").format(label=one_line(new, 60))
        session.tell(EditNote(said))


__all__ = ["label_menu", "pop_up"]
