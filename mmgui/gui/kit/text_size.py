"""How large texts are, 100 to 200 %: what holds a line of text grows with it, at once.

Numbers of pixels in code are those at 100 %. Painting asks `scaled`; fixed sizes of widgets are set with `bind_px`, and
what is worked out from more than that (a font, the room that there is) is worked out again with `follow_text_size`.
"""

import weakref
from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtWidgets import QWidget

_W = TypeVar("_W", bound=QWidget)
STEPS = (100, 110, 125, 150, 175, 200)  # %
_percent = 100
_following: "weakref.WeakKeyDictionary[QWidget, Callable[[Any], None]]" = weakref.WeakKeyDictionary()
_bound: "weakref.WeakKeyDictionary[QWidget, dict[str, tuple[float, ...]]]" = weakref.WeakKeyDictionary()


def scaled(px: float) -> int:
    """So many pixels at the present size of texts."""
    return round(px * _percent / 100)


def bind_px(target: QWidget, setter: str, *px: float) -> None:
    """Call `target.setter(scaled pixels)` now and after every change of the size. `target` is held weakly."""
    _bound.setdefault(target, {})[setter] = px
    getattr(target, setter)(*map(scaled, px))


def follow_text_size(target: _W, fit: Callable[[_W], None]) -> None:
    """Call `fit(target)` after every change of the size, with the new fonts in force; `target` is held weakly.

    fit: a function of its class; it must not hold `target` itself.
    """
    _following[target] = fit


def say_new_size() -> None:
    """The new fonts are in force: theme.apply says so."""
    for target, fit in list(_following.items()):
        if shiboken6.isValid(target):
            fit(target)


def next_step(percent: int, step: int) -> int:
    """The next larger or smaller size; the last one stays."""
    if step > 0:
        return next((size for size in STEPS if size > percent), STEPS[-1])
    return next((size for size in reversed(STEPS) if size < percent), STEPS[0])


def set_text_percent(percent: int) -> bool:
    """Texts are so large from now on; theme.apply says it to the widgets. False if they were already."""
    global _percent
    if percent == _percent:
        return False
    _percent = percent
    for target, setters in list(_bound.items()):
        if shiboken6.isValid(target):
            for setter, px in setters.items():
                getattr(target, setter)(*map(scaled, px))
    return True


__all__ = ["STEPS", "bind_px", "follow_text_size", "next_step", "say_new_size", "scaled", "set_text_percent"]
