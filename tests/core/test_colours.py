"""Colours: mixing is linear, letters can be read on what lies behind them."""

import pytest

from mmgui.core.colours import mix, readable_on


def test_mixing_colours_is_linear() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#102030", "#102030", 0.3) == "#102030"


@pytest.mark.parametrize("background", ["#ffffff", "#f4955f", "#191d26", "#b35125", "#7f1473"])
def test_letters_are_readable_on_every_background(background: str) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(background), luminance(readable_on(background))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG 2.1, contrast (minimum)
