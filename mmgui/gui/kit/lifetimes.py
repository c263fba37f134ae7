"""How widgets end. Two rules keep Python's view of Qt's objects true; tests/gui/lifetimes.py holds every test to them.

PySide keeps one map from addresses to Python's wrappers. A wrapper of a layout's item that Qt made stays in the map
when Qt frees the item, because an item, unlike a QObject, tells nobody. The next object at that address then seems to
have a second wrapper, and when it goes PySide touches memory that is already free (Shiboken::Object::destroy, seen in
6.11.3: the window fell with a segmentation fault, mostly when a project was closed). Hence:

1. No wrapper of an item that Qt made is ever asked for: a layout is added to another one *before* it is filled
   (`addLayout` wraps every item that is in it by then), and nobody calls `itemAt` or `takeAt` of Qt's own layouts.
2. A widget that is no longer needed goes through `discard`.
"""

from PySide6.QtWidgets import QLayout, QWidget


def discard(widget: QWidget, layout: QLayout | None = None) -> None:
    """Hide a widget now, take it out of `layout`, and let Qt delete it when the present event is done.

    From now on it says nothing: what it was still reading or typing is no longer about what is on the screen.
    """
    widget.blockSignals(True)
    if layout is not None:
        layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()


__all__ = ["discard"]
