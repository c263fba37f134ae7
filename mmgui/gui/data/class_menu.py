"""What can be done with one class, as a menu; its colours as another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from mmgui.core.i18n import _, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.class_colors import CLASS_COLORS, swatch_icon
from mmgui.gui.kit.texts import button_text
from mmgui.session.classes import Classes

_MOST_CLASSES = 60  # a longer menu does not fit a screen; renaming to a name that is in use joins two classes too


@dataclass(frozen=True)
class FillActs:
    """What fills a class or renames it, which the page does."""

    add_files: Callable[[str], None]
    paste: Callable[[str], None]
    type_texts: Callable[[str], None]
    rename: Callable[[str], None]


def class_menu(parent: QWidget, classes: Classes, name: str, colour: str, acts: FillActs) -> QMenu:
    """Ends itself when it closes."""
    menu = QMenu(parent)
    fill: Sequence[tuple[str, Callable[[str], None], str]] = (
        (_("Add files…"), acts.add_files, ""),
        (_("Paste pictures, files or texts"), acts.paste, "Ctrl+V"),
        (_("Type texts…"), acts.type_texts, ""),
    )
    for text, act, keys in fill:
        _add(menu, text, partial(act, name), keys)
    menu.addSeparator()
    _add(menu, _("Rename"), partial(acts.rename, name), "F2")
    others = [other for other in classes.names if other != name][:_MOST_CLASSES]
    merge = menu.addMenu(_("Merge into"))
    merge.setEnabled(bool(others))
    for other in others:
        _add(merge, button_text(one_line(other, 60)), partial(classes.rename, name, other))
    palette = colour_menu(menu, parent.window(), classes, name, colour)
    palette.setTitle(_("Colour"))
    menu.addMenu(palette)
    menu.addSeparator()
    count = classes.count(name)
    if not count:
        _add(menu, _("Delete the class"), partial(classes.delete, name), "Del")
        return menu
    keep = ngettext(
        "Delete the class; its {count} example stays without a label",
        "Delete the class; its {count} examples stay without a label",
        count,
    )
    take = ngettext("Delete the class and its {count} example", "Delete the class and its {count} examples", count)
    _add(menu, keep.format(count=grouped(count)), partial(classes.delete, name), "Del")
    _add(menu, take.format(count=grouped(count)), partial(classes.delete, name, with_examples=True))
    return menu


def colour_menu(parent: QWidget, window: QWidget, classes: Classes, name: str, colour: str) -> QMenu:
    """The palette, the present colour ticked, and any other colour, which is chosen in front of `window`."""
    menu = QMenu(parent)
    for code, title in CLASS_COLORS.items():
        action = menu.addAction(swatch_icon(code, is_ticked=code == colour), _(title))
        action.setCheckable(True)
        action.setChecked(code == colour)
        action.triggered.connect(partial(_call, partial(classes.set_colour, name, code)))
    _add(menu, _("Another colour…"), partial(_ask_colour, window, classes, name, colour))
    return menu


def _ask_colour(parent: QWidget, classes: Classes, name: str, colour: str) -> None:
    dialog = QColorDialog(QColor(colour), parent)
    dialog.setWindowTitle(_("Colour of “{name}”").format(name=one_line(name, 40)))
    dialog.colorSelected.connect(lambda chosen: classes.set_colour(name, chosen.name()))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _add(menu: QMenu, text: str, act: Callable[[], None], keys: str = "") -> None:
    action = menu.addAction(text)
    if keys:  # shown; the list of classes hears the key itself
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(f"{text}\t{native}")
    action.triggered.connect(partial(_call, act))


def _call(act: Callable[[], None], _checked: bool = False) -> None:
    act()


__all__ = ["FillActs", "class_menu", "colour_menu"]
