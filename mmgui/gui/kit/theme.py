"""Colours, spacing and the look of every control: light, dark and high contrast, from one table.

Widgets say what they are with `set_role(widget, "card")`; custom painting reads `current()` in `paintEvent`.
Data colours (`modality_colour`) do not follow the theme: one meaning per colour everywhere.
"""

import sys
from dataclasses import asdict, dataclass
from string import Template
from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from mmgui.core.colours import mix
from mmgui.core.i18n import N_
from mmgui.core.paths import resource
from mmgui.gui.kit.text_size import say_new_size, scaled, set_text_percent
from mmgui.gui.kit.theme_sheet import SHEET
from mmgui.modalities import MODALITIES

Scheme: TypeAlias = Literal["system", "light", "dark", "contrast", "contrast-light"]
Role: TypeAlias = Literal[
    "card", "heading", "answer", "title", "muted", "primary", "danger", "chip", "link", "quiet", "bad", "warning",
    "good", "",
]  # fmt: skip
SCHEMES: dict[Scheme, str] = {
    "system": N_("As the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("High contrast"),
    "contrast-light": N_("High contrast, light"),
}
SPACE = 8  # px; every distance is a multiple (or half) of it
RADIUS = 8  # px; corners of cards and buttons


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of one scheme as "#rrggbb"."""

    background: str
    surface: str  # cards, rail, bars
    raised: str  # menus, pop-ups, hovered controls
    border: str  # quiet lines around cards
    control: str  # lines around what can be clicked
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str  # behind a chosen entry
    on_accent: str
    good: str
    warning: str
    bad: str
    grid: str
    track: str  # the empty part of bars
    is_dark: bool
    is_contrast: bool = False


LIGHT = Theme(
    background="#f4f5f7",
    surface="#ffffff",
    raised="#f3f5fa",
    border="#e2e5ec",
    control="#c3c9d6",
    text="#1a2033",
    muted="#596277",
    accent="#2553c7",
    accent_hover="#1d44a8",
    accent_soft="#eaf0ff",
    on_accent="#ffffff",
    good="#0b7f5c",
    warning="#a34d06",
    bad="#b3261e",
    grid="#e9ecf2",
    track="#e6e9f1",
    is_dark=False,
)
DARK = Theme(
    background="#11141a",
    surface="#191d26",
    raised="#232936",
    border="#2a303d",
    control="#454e62",
    text="#e7eaf2",
    muted="#a0a9bb",
    accent="#83a6ff",
    accent_hover="#a3bdff",
    accent_soft="#22304f",
    on_accent="#0c1426",
    good="#45cf9f",
    warning="#f1b15c",
    bad="#ff8f85",
    grid="#282e3a",
    track="#2c3342",
    is_dark=True,
)
CONTRAST = Theme(
    background="#000000",
    surface="#000000",
    raised="#1c1c1c",
    border="#ffffff",
    control="#ffffff",
    text="#ffffff",
    muted="#e6e6e6",
    accent="#ffe14d",
    accent_hover="#fff2a8",
    accent_soft="#3d3600",
    on_accent="#000000",
    good="#66ffa6",
    warning="#ffb84d",
    bad="#ff8f8f",
    grid="#5c5c5c",
    track="#3a3a3a",
    is_dark=True,
    is_contrast=True,
)
CONTRAST_LIGHT = Theme(
    background="#ffffff",
    surface="#ffffff",
    raised="#e8e8e8",
    border="#000000",
    control="#000000",
    text="#000000",
    muted="#262626",
    accent="#0b2f9e",
    accent_hover="#061d66",
    accent_soft="#d6e0ff",
    on_accent="#ffffff",
    good="#00522f",
    warning="#6b2f00",
    bad="#8a0f0f",
    grid="#8f8f8f",
    track="#c8c8c8",
    is_dark=False,
    is_contrast=True,
)
_theme = LIGHT
_scheme: Scheme = "system"
_font_px: int | None = None  # of the system, at least 14
_follower: "_SystemFollower | None" = None


def current() -> Theme:
    """The colours in force now."""
    return _theme


def other_scheme() -> Scheme:
    """Light for dark and dark for light, with as much contrast as now."""
    if _theme.is_contrast:
        return "contrast-light" if _theme.is_dark else "contrast"
    return "light" if _theme.is_dark else "dark"


def modality_colour(name: str) -> str:
    """Of the bars and frames of a kind of field; a quiet one for an unknown kind."""
    return MODALITIES.get(name).colour if name in MODALITIES else _theme.muted


def apply(app: QApplication, scheme: Scheme | None = None, percent: int | None = None) -> None:
    """Colour the whole program, with texts of `percent`; None = as now. Every widget gets a PaletteChange. "system"
    follows the desktop from now on."""
    global _theme, _follower, _scheme
    scheme = _scheme = scheme or _scheme
    is_other_size = percent is not None and set_text_percent(percent)
    if _follower is None:
        _follower = _SystemFollower(app)
    _follower.is_following = False  # what we set below must not call us again
    _theme = _theme_for(app, scheme)
    # If one sheet replaces another, Qt polishes a widget once for each of its ancestors: 5 times as long.
    app.setStyleSheet("")
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(_interface_font())
    app.setPalette(_palette(_theme))
    app.setStyleSheet(style_sheet(_theme))
    for widget in app.allWidgets():
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
        if is_other_size:
            widget.updateGeometry()
        widget.update()
    if is_other_size:
        say_new_size()
    _follower.is_following = scheme == "system"


def set_role(widget: QWidget, role: Role) -> None:
    """Say what a widget is for; the look follows, also when the role changes later."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    if role == "card":
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def style_sheet(theme: Theme) -> str:
    colours = {name: value for name, value in asdict(theme).items() if isinstance(value, str)}
    shade = "light" if not theme.is_dark else "contrast" if theme.is_contrast else "dark"
    pictures = {
        "check": resource(f"icons/controls/check-{shade}.svg").as_posix(),
        "dot": resource(f"icons/controls/dot-{shade}.svg").as_posix(),
        "down": resource(f"icons/controls/down-{shade}.svg").as_posix(),
        "up": resource(f"icons/controls/up-{shade}.svg").as_posix(),
    }
    sizes = {f"px{px}": f"{scaled(px)}px" for px in (13, 15, 24, 34)}
    return Template(SHEET).substitute(colours, **pictures, **sizes, focus="3px" if theme.is_contrast else "2px")


def _theme_for(app: QApplication, scheme: Scheme) -> Theme:
    hints = app.styleHints()
    if scheme == "system":
        hints.unsetColorScheme()
        accessibility = getattr(hints, "accessibility", None)  # Qt 6.10
        if accessibility is not None and accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST if hints.colorScheme() == Qt.ColorScheme.Dark else CONTRAST_LIGHT
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    # The frame of the window and native dialogs follow this.
    theme = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "contrast-light": CONTRAST_LIGHT}[scheme]
    hints.setColorScheme(Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light)
    return theme


def _interface_font() -> QFont:
    """The system's interface font; on Linux without a desktop's wish the best installed one. At least 14 px."""
    global _font_px
    font = QFont(QApplication.font())
    if sys.platform.startswith("linux") and font.family() in ("Sans Serif", "Sans", "sans-serif", "DejaVu Sans", ""):
        font.setFamilies(["Inter", "Noto Sans", "Noto Sans CJK SC", "DejaVu Sans"])
    if _font_px is None:
        _font_px = max(14, QFontInfo(font).pixelSize() if font.pixelSize() <= 0 else font.pixelSize())
    font.setPixelSize(scaled(_font_px))
    return font


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for key, value in (
        (role.Window, theme.background),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.background),
        (role.Button, theme.surface),
        (role.ToolTipBase, theme.raised),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.ToolTipText, theme.text),
        (role.BrightText, theme.bad),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.Accent, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.raised),
        (role.Midlight, theme.border),
        (role.Mid, theme.control),
        (role.Dark, theme.muted),
        (role.Shadow, theme.text if theme.is_contrast else "#000000"),
    ):
        palette.setColor(key, QColor(value))
    faint = QColor(mix(theme.muted, theme.surface, 0.35))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.control))
    return palette


class _SystemFollower(QObject):
    """Applies the theme again when the desktop changes between light and dark."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.is_following = False
        app.styleHints().colorSchemeChanged.connect(self._changed)

    def _changed(self) -> None:
        if self.is_following:
            apply(self._app)
