"""Words as chips: every sign of the text stays, colours follow weights, taps hide."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from mmgui.core.heat_map import WordWeight
from mmgui.gui.kit.word_strip import MAX_CHIPS, WordStrip, chip_texts


def words(text, *pieces):
    found, place = [], 0
    for piece, weight in pieces:
        place = text.index(piece, place)
        found.append(WordWeight(piece, place, place + len(piece), weight))
        place += len(piece)
    return tuple(found)


@pytest.fixture
def strip(qtbot):
    made = WordStrip()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def test_signs_stay_with_the_word_they_touch():
    text = "great, (just) what"
    chips = chip_texts(text, words(text, ("great", 1), ("just", 0), ("what", 0)))
    assert chips == (("great,", False), ("(just)", True), ("what", True))


def test_chinese_characters_stand_without_spaces():
    text = "真好，我"
    chips = chip_texts(text, words(text, ("真", 1), ("好", 0), ("我", 0)))
    assert chips == (("真", False), ("好，", False), ("我", False))


def test_a_heavier_word_has_a_stronger_colour(strip):
    text = "a b c"
    strip.set_words(text, words(text, ("a", 0.0), ("b", 0.5), ("c", 1.0)))
    distance = [sum(abs(p - 255) for p in QColor(chip.colours()[0]).getRgb()[:3]) for chip in strip.chips]
    assert distance[0] == 0
    assert distance[0] < distance[1] < distance[2]


def test_the_colour_is_on_the_screen(strip):
    text = "great day"
    strip.set_words(text, words(text, ("great", 1.0), ("day", 0.0)))
    chip = strip.chips[0]
    shot = strip.grab().toImage()
    corner = chip.mapTo(strip, chip.rect().topLeft())
    assert shot.pixelColor(corner.x() + 4, corner.y() + 8).name() == QColor(chip.colours()[0]).name()


def test_tapping_hides_and_tapping_again_shows(strip, qtbot):
    text = "great day"
    strip.set_words(text, words(text, ("great", 1.0), ("day", 0.0)))
    with qtbot.waitSignal(strip.hidden_changed) as hidden:
        QTest.mouseClick(strip.chips[1], Qt.MouseButton.LeftButton)
    assert hidden.args == [frozenset({1})]
    assert "hidden" in strip.chips[1].accessibleName()
    with qtbot.waitSignal(strip.hidden_changed) as hidden:
        QTest.mouseClick(strip.chips[1], Qt.MouseButton.LeftButton)
    assert hidden.args == [frozenset()]


def test_the_strip_is_one_tab_stop_with_arrow_keys_inside(strip):
    text = "one two three"
    strip.set_words(text, words(text, ("one", 0), ("two", 0), ("three", 0)))
    assert [c.focusPolicy() == Qt.FocusPolicy.StrongFocus for c in strip.chips] == [True, False, False]
    strip.chips[0].setFocus()
    QTest.keyClick(strip.chips[0], Qt.Key.Key_Right)
    assert strip.chips[1].hasFocus()
    QTest.keyClick(strip.chips[1], Qt.Key.Key_Space)
    assert strip.hidden == {1}


def test_a_long_text_is_counted_not_drawn(strip):
    text = " ".join(["word"] * 1000)
    found = tuple(WordWeight("word", 5 * n, 5 * n + 4, 0.1) for n in range(1000))
    strip.set_words(text, found)
    assert len(strip.chips) == MAX_CHIPS
    assert "760" in strip.findChildren(type(strip._more))[0].text()
    assert strip.chips[-1].text() == "word"


def test_markup_is_shown_literally(strip):
    text = "<b>bold</b>&amp"
    strip.set_words(text, (WordWeight("<b>bold</b>&amp", 0, len(text), 1.0),))
    assert strip.chips[0].text() == text
    assert "<b>" not in strip.chips[0].toolTip().replace("<qt>", "")


def test_fewer_words_leave_no_old_chip_behind(strip):
    text = "one two"
    strip.set_words(text, words(text, ("one", 0), ("two", 0)))
    strip.set_words("one", words("one", ("one", 0)))
    assert [c.text() for c in strip.chips] == ["one"]
    assert sum(c.isVisible() for c in strip._chips) == 1


def test_a_link_colours_the_words_in_place_of_their_weights_until_it_is_taken_away(strip):
    text = "great day"
    strip.set_words(text, words(text, ("great", 1.0), ("day", 0.0)))
    own = [chip.colours()[0] for chip in strip.chips]
    strip.show_link([0.0, 1.0], "#0000ff")
    linked = [QColor(chip.colours()[0]) for chip in strip.chips]
    assert linked[0].name() == "#ffffff"
    assert linked[1].blue() > linked[1].red() + 100
    strip.show_link(None)
    assert [chip.colours()[0] for chip in strip.chips] == own


def test_while_looking_a_tap_points_and_hides_nothing(strip, qtbot):
    text = "great day"
    strip.set_words(text, words(text, ("great", 1.0), ("day", 0.0)))
    strip.set_is_looking(True)
    entered = []
    strip.word_entered.connect(entered.append)
    QTest.mouseClick(strip.chips[1], Qt.MouseButton.LeftButton)
    assert 1 in entered
    assert strip.hidden == frozenset()
    assert "hide" not in strip.chips[1].toolTip()


def test_equal_words_are_not_laid_out_again(strip, monkeypatch):
    text = "great day"
    strip.set_words(text, words(text, ("great", 1.0), ("day", 0.0)))
    asked = []
    monkeypatch.setattr(strip, "updateGeometry", lambda: asked.append(1))
    strip.set_words(text, words(text, ("great", 1.0), ("day", 0.4)))
    assert not asked
    assert [round(chip.weight, 1) for chip in strip.chips] == [1.0, 0.4]
    strip.set_words(text, words(text, ("great", 0.5), ("day", 1.0)))
    assert not asked, "bold letters have their room already: no word moves because another one is strong now"
    strip.set_words("great", words("great", ("great", 1.0)))
    assert asked


def test_what_weighs_half_of_the_strongest_is_marked_as_in_every_other_place(strip):
    text = "a b c d"
    strip.set_words(text, words(text, ("a", 0.8), ("b", 0.4), ("c", 0.39), ("d", 0.0)))
    shot = strip.grab().toImage()

    def has_line(chip):
        place = chip.mapTo(strip, chip.rect().bottomLeft())
        return shot.pixelColor(place.x() + chip.width() // 2, place.y() - 6).lightness() < 80

    assert [has_line(chip) for chip in strip.chips] == [True, True, False, False]
    strip.set_words(text, words(text, ("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 0.0)))
    shot = strip.grab().toImage()
    assert not any(has_line(chip) for chip in strip.chips), "nothing weighs anything"
