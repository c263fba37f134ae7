"""The card of a scene: its pictures are as wide as the card at any width."""

import pytest

from mmgui.gui.home.scene_card import SceneCard


@pytest.mark.parametrize("width", [420, 560, 714, 900])
def test_the_pictures_fill_the_width_and_the_text_follows_them(qtbot, width: int) -> None:
    card = SceneCard()
    card.show_scene("A scene", "Its story, in a sentence or two that may need more than one line. " * 2, 0.0)
    qtbot.addWidget(card)
    card.resize(width, 900)  # there is room to spare: it goes below, not between
    card.show()
    assert card.strip.height() == card.strip.heightForWidth(card.strip.width())
