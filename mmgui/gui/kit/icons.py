"""Our own line icons, drawn in the theme's colours: muted, faint when disabled, accent when chosen.

Qt's SVG reader is given these files only, never a person's.
"""

import weakref
from functools import lru_cache
from typing import Literal, TypeAlias

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from mmgui.core.colours import mix
from mmgui.core.paths import resource
from mmgui.gui.kit.theme import current

Tint: TypeAlias = Literal["text", "muted", "accent", "on_accent", "good", "warning", "bad"]
_SIZES = (16, 20, 24)
_bound: "weakref.WeakKeyDictionary[QObject, tuple[str, Tint]]" = weakref.WeakKeyDictionary()


def icon(name: str, tint: Tint = "text") -> QIcon:
    """The icon `resources/icons/NAME.svg` in the colours of now. Raises FileNotFoundError for an unknown name."""
    theme = current()
    made = QIcon()
    ratio = max((s.devicePixelRatio() for s in QGuiApplication.screens()), default=1.0)
    states = (
        (QIcon.Mode.Normal, QIcon.State.Off, getattr(theme, tint)),
        (QIcon.Mode.Normal, QIcon.State.On, theme.on_accent if tint == "on_accent" else theme.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, mix(theme.muted, theme.surface, 0.6)),
    )
    for size in _SIZES:
        for mode, state, colour in states:
            made.addPixmap(pixmap(name, size, colour, ratio), mode, state)
    return made


@lru_cache(maxsize=512)
def pixmap(name: str, size_px: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size_px` logical pixels in one colour ("#rrggbb")."""
    from PySide6.QtSvg import QSvgRenderer  # 20 ms: only when something is drawn

    source = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    made = QPixmap(QSize(size_px, size_px) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return made


def bind_icon(target: QObject, name: str, tint: Tint = "text") -> None:
    """Call `target.setIcon(...)` now and after every change of theme. `target` is held weakly."""
    _bound[target] = (name, tint)
    target.setIcon(icon(name, tint))  # type: ignore[attr-defined]


def update_bound_icons() -> None:
    """Draw every bound icon again in the colours of the theme that is in force now."""
    for target, (name, tint) in list(_bound.items()):
        if shiboken6.isValid(target):
            target.setIcon(icon(name, tint))  # type: ignore[attr-defined]
