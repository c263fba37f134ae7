"""One tile per scene: chosen by mouse, finger and arrow keys; what is chosen is the scene that starts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from mmgui.gui.home.scene_tiles import SceneTiles


@pytest.fixture
def tiles(qtbot):
    made = SceneTiles(["feelings", "driving", "sounds"])
    qtbot.addWidget(made)
    made.show_titles({"feelings": "Feelings in posts", "driving": "Driving", "sounds": "Sounds"})
    made.choose("feelings")
    made.resize(700, 64)
    made.show()
    return made


def test_a_click_and_an_arrow_key_choose_another_scene_once(tiles, qtbot):
    chosen = []
    tiles.chosen.connect(chosen.append)
    QTest.mouseClick(tiles.tiles["sounds"], Qt.MouseButton.LeftButton)
    assert chosen == ["sounds"] and tiles.tiles["sounds"].isChecked() and not tiles.tiles["feelings"].isChecked()
    QTest.mouseClick(tiles.tiles["sounds"], Qt.MouseButton.LeftButton)
    assert chosen == ["sounds"], "chosen already"
    tiles.tiles["sounds"].setFocus()
    QTest.keyClick(tiles.tiles["sounds"], Qt.Key.Key_Left)
    assert chosen == ["sounds", "driving"]


def test_a_tile_shows_its_picture_and_says_its_title(tiles):
    tile = tiles.tiles["driving"]
    assert tile.accessibleName() == "Driving"
    before = tile.grab().toImage()
    image = QImage(8, 8, QImage.Format.Format_RGB888)
    image.fill(QColor("red"))
    tile.show_image(image)
    after = tile.grab().toImage()
    changed = [x for x in range(after.width()) if after.pixel(x, 32) != before.pixel(x, 32)]
    assert len(changed) > 30 and QColor(after.pixel(changed[15], 32)).red() > 200
    words = [x for x in range(70, after.width()) if after.pixel(x, 32) != after.pixel(69, 32)]
    assert words, "the title is drawn beside it"
