"""The schemes: readable, complete, and in force everywhere at once."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QPushButton

from mmgui.gui.kit import theme
from mmgui.gui.kit.theme import CONTRAST, CONTRAST_LIGHT, DARK, LIGHT, Theme, apply, current, set_role, style_sheet
from mmgui.modalities import MODALITIES


def _contrast(first: str, second: str) -> float:
    """WCAG 2.1 contrast ratio of two colours, from its definition."""

    def luminance(name: str) -> float:
        parts = [c / 255 for c in QColor(name).getRgb()[:3]]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("scheme", "least"),
    [(LIGHT, 4.5), (DARK, 4.5), (CONTRAST, 7.0), (CONTRAST_LIGHT, 7.0)],
    ids=["light", "dark", "high", "high-light"],
)
def test_every_text_colour_is_readable_on_every_ground(scheme: Theme, least: float) -> None:
    for ground in (scheme.background, scheme.surface, scheme.raised):
        for ink in (scheme.text, scheme.muted, scheme.accent, scheme.good, scheme.warning, scheme.bad):
            assert _contrast(ink, ground) >= least, (ink, ground)
    assert _contrast(scheme.on_accent, scheme.accent) >= least
    assert _contrast(scheme.text, scheme.accent_soft) >= least
    assert _contrast(scheme.accent, scheme.accent_soft) >= least


def test_modality_colours_stand_out_in_light_and_dark() -> None:
    colours = {name: theme.modality_colour(name) for name, _modality in MODALITIES}
    assert len(set(colours.values())) == len(colours) >= 2, "one meaning per colour"
    for name, colour in colours.items():
        assert _contrast(colour, LIGHT.surface) >= 4.0, name  # graphics need 3:1 (WCAG 1.4.11); words may stand on it
        assert _contrast(colour, DARK.surface) >= 2.5, name  # fixed by the design, drawn with an outline there


@pytest.mark.parametrize("scheme", [LIGHT, DARK, CONTRAST, CONTRAST_LIGHT], ids=["light", "dark", "high", "high-light"])
def test_the_style_sheet_has_no_open_placeholder(scheme: Theme) -> None:
    sheet = style_sheet(scheme)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_a_change_reaches_every_widget_at_once(qapp, qtbot) -> None:
    class Watcher(QLabel):
        seen = 0

        def changeEvent(self, event: QEvent) -> None:
            super().changeEvent(event)
            if event.type() == QEvent.Type.PaletteChange and current() is DARK:
                self.seen += 1

    watcher = Watcher()
    qtbot.addWidget(watcher)
    apply(qapp, "light")
    apply(qapp, "dark")
    assert watcher.seen >= 1
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.background
    apply(qapp, "light")


def test_the_window_and_its_icons_follow_a_change_of_scheme(window, qapp, session) -> None:
    def icon_colour() -> str:
        image = window.rail.buttons["data"].icon().pixmap(24, 24).toImage()
        dark = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255]
        return dark[0].name()

    before = icon_colour()
    window.set_scheme("dark")
    assert session.settings.scheme == "dark"
    assert window.pages.grab().toImage().pixelColor(4, 4).name() == DARK.background
    assert icon_colour() != before
    window.actions_table.trigger("toggle_theme")
    assert current() is LIGHT
    assert icon_colour() == before
    assert window.pages.grab().toImage().pixelColor(4, 4).name() == LIGHT.background


def test_light_or_dark_keeps_the_contrast(window, session) -> None:
    window.set_scheme("contrast")
    for wanted, colours in (("contrast-light", CONTRAST_LIGHT), ("contrast", CONTRAST)):
        window.actions_table.trigger("toggle_theme")
        assert session.settings.scheme == wanted and current() is colours
    window.set_scheme("light")


def test_a_role_that_changes_later_changes_the_look(qapp, qtbot) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    button.resize(80, 40)
    plain = button.grab().toImage().pixelColor(10, 20).name()
    set_role(button, "primary")
    assert plain != LIGHT.accent
    assert button.grab().toImage().pixelColor(10, 20).name() == LIGHT.accent
