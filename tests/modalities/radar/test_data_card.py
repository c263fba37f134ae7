from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from mmgui.modalities.radar.data_card import LookingCard


def test_the_radar_of_the_chosen_example_is_seen_and_told(qtbot, radar_file: Path, tmp_path: Path) -> None:
    card = LookingCard()
    qtbot.addWidget(card)
    card.resize(400, 400)
    card.show()
    card.show_values(["", ""])
    assert not card.is_reading and card.said.text() == "Choose an example with radar to see it."
    card.show_values([str(radar_file)])
    qtbot.waitUntil(lambda: not card.is_reading and card.view.isVisible())
    assert card.said.text() == "3 returns"
    place = card.view.place_of(0).toPoint()
    qtbot.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=place)
    assert card.said.text() == "A strong return at 18 m, straight ahead, coming closer at 9 m/s"
    qtbot.mouseMove(card.view, card.view.rect().center())
    assert card.view.place_of(0).toPoint() == place  # nothing is changed here
    np.save(tmp_path / "map.npy", np.random.default_rng(0).random((20, 30)))
    card.show_values([str(tmp_path / "map.npy")])
    qtbot.waitUntil(lambda: card.said.text() == "Map of 20 × 30")
    (tmp_path / "odd.npy").write_bytes(b"\x93NUMPY nothing")
    card.show_values([str(tmp_path / "odd.npy")])
    qtbot.waitUntil(lambda: "is damaged" in card.said.text())
    assert not card.view.isVisible()
