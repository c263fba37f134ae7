from pathlib import Path

import pytest

from mmgui.modalities.sound.data_card import ListeningCard, make_card


@pytest.fixture
def card(qtbot) -> ListeningCard:
    made = make_card()
    qtbot.addWidget(made)
    made.resize(300, 160)
    made.show()
    return made


def test_the_sound_of_the_chosen_example_can_be_heard(qtbot, card: ListeningCard, tone_file: Path) -> None:
    assert card.said.text().startswith("Choose an example") and not card.listening.isVisible()
    card.show_values(["", str(tone_file)])
    qtbot.waitUntil(card.listening.isVisible, timeout=20_000)
    assert card.listening.sound.seconds == 2 and not card.said.isVisible()
    card.show_values([""])
    assert card.said.isVisible() and not card.listening.isVisible() and card.settings == {}


def test_a_sound_that_cannot_be_read_is_told(qtbot, card: ListeningCard, tmp_path: Path) -> None:
    card.show_values([str(tmp_path / "gone.wav")])
    qtbot.waitUntil(lambda: "gone.wav" in card.said.text(), timeout=20_000)
    card.refresh()  # another language
    assert "gone.wav" in card.said.text()
