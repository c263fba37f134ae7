"""Badges, links, changes that flip, and "I don't know" on the try page, with what is planted in the session."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmgui.core.explaining.badges import HonestyReport, MapHonesty
from mmgui.core.inference.why_values import AttentionNumbers, AttentionRow, Flip, Links
from mmgui.core.training.calibration import Doubt, save_doubt
from mmgui.gui.modalities import Parts
from mmgui.gui.pages.try_flips import together

TEXT = "a happy day"


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def examined(field, method, badge, wins=45):
    """A map that won on `wins` of 50 examples, with areas 0.30 against 0.55 and correlation 0.1."""
    return MapHonesty(field, method, badge, 0.30, 0.55, 0.7, 0.5, wins / 50, 0.1, 50, wins / 50, 60,
                      "places" if field == "picture" else "words")  # fmt: skip


REPORT = HonestyReport(
    tuple(
        examined(field, method, badge, wins)
        for field in ("picture", "words")
        for method, badge, wins in (("attention", "amber", 20), ("occlusion", "green", 45))
    )
)


@pytest.fixture
def shown(visit, qtbot, plant, tmp_path, session):
    """`shown(honesty)` → the page with a bright picture and "a happy day", answered."""

    def build(honesty=REPORT):
        page = visit("try")
        page.planted = plant(honesty)
        wait_for(qtbot, lambda: page.answer.isVisible())
        path = tmp_path / "bright.png"
        Image.fromarray(np.full((32, 32, 3), 200, np.uint8)).save(path)
        page.cards["picture"].set_value(path)
        page.cards["words"].set_value(TEXT)
        wait_for(qtbot, lambda: session.model.prediction is not None and not session.model.prediction.missing)
        wait_for(qtbot, lambda: len(page.cards["words"].strip.chips) == 3 and not session.model.is_answering)
        return page

    return build


# -- whether a map can be believed -------------------------------------------------------------------------------------


def test_badge_has_a_word_and_unfolds_its_figures(shown, qtbot):
    page = shown()
    page.controls.choose_method("occlusion")
    badge = page.cards["picture"].badge
    wait_for(qtbot, lambda: badge.text() == "trustworthy")
    assert page.cards["picture"].notes.reason.isHidden()
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    reason = page.cards["picture"].notes.reason.text()
    assert page.cards["picture"].notes.reason.isVisible()
    for figure in ("45 of 50", "0.10", "0.30", "0.55"):
        assert figure in reason
    QTest.keyClick(badge, Qt.Key.Key_Space)
    assert page.cards["picture"].notes.reason.isHidden()


def test_an_amber_map_offers_the_green_one_and_shows_it(shown, qtbot):
    page = shown()
    page.controls.choose_method("attention")
    notes = page.cards["words"].notes
    wait_for(qtbot, lambda: page.cards["words"].badge.text() == "with caution")
    assert notes.better.text() == "A better map is available: Cover and compare. Show it"
    QTest.mouseClick(notes.better, Qt.MouseButton.LeftButton)
    wait_for(
        qtbot, lambda: page.planted.seen[-1][1] == "occlusion" and page.cards["words"].badge.text() == "trustworthy"
    )
    assert notes.better.isHidden()


def test_while_the_maps_are_examined_the_badge_says_so(shown, session, qtbot):
    page = shown(None)
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "being examined…")
    session.study.stop()
    session.changed("honesty")
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "not examined")


def test_when_the_examination_ends_the_best_map_is_asked_for_anew(shown, session, qtbot):
    page = shown(None)
    assert page.controls.chosen_method == "auto"
    count = len(page.planted.seen)
    session.model.honesty = REPORT
    session.changed("honesty")
    wait_for(qtbot, lambda: len(page.planted.seen) > count)
    assert page.planted.seen[-1][1] == "auto"


def test_an_examination_that_finds_the_shown_map_best_changes_no_answer(shown, session, qtbot):
    page = shown(None)
    count = len(page.planted.seen)
    maps = [examined(field, "attention", "green") for field in ("picture", "words")]
    session.model.honesty = HonestyReport(tuple(maps))
    session.changed("honesty")
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "trustworthy")
    assert len(page.planted.seen) == count


def test_the_kind_of_map_is_explained_on_the_page(shown, qtbot):
    page = shown()
    page.controls.choose_method("occlusion")
    wait_for(qtbot, lambda: "occlusion" in page.cards["picture"].notes.now.text())
    assert page.cards["picture"].notes.now.isVisible()


# -- what belongs together ---------------------------------------------------------------------------------------------


def planted_links():
    """ "happy" looks at the upper right of a 4 × 4 grid, "day" at nothing."""
    grids = np.zeros((3, 4, 4), np.float32)
    grids[0, 3, 0] = 0.5
    grids[1, 0, 3] = 1.0
    return Links("words", "picture", ((0, 1), (2, 7), (8, 11)), grids, "attention")


@pytest.fixture
def linked(shown, session, qtbot):
    page = shown()
    page.maps._idle.stop()
    session.model.links = planted_links()
    session.changed("links")
    session.drain()
    return page


def hover(widget, point):
    """Qt delivers no mouse moves to hidden cursors: the event itself is sent."""
    where = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, widget.mapToGlobal(where), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_touching_a_word_shows_what_it_looks_at_and_leaving_brings_the_map_back(linked):
    picture, words = linked.cards["picture"], linked.cards["words"]
    own = picture.view._grid
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Enter))
    assert picture.notes.now.text() == "What “happy” looks at"
    assert picture.view._grid is planted_grid(picture)
    QApplication.sendEvent(words.strip.chips[1], QEvent(QEvent.Type.Leave))
    assert picture.view._grid is own
    assert "looks at" not in picture.notes.now.text()


def planted_grid(picture):
    shown = picture.view._grid
    assert shown.shape == (4, 4)
    assert shown[0, 3] == 1
    assert shown.sum() == 1
    return shown


def test_a_focused_word_is_linked_too(linked):
    words = linked.cards["words"]
    linked.window().activateWindow()
    words.strip.chips[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(words.strip.chips[0], Qt.Key.Key_Right)
    assert linked.cards["picture"].notes.now.text() == "What “happy” looks at"


def test_a_word_without_a_link_says_so(linked):
    QApplication.sendEvent(linked.cards["words"].strip.chips[2], QEvent(QEvent.Type.Enter))
    assert linked.cards["picture"].notes.now.text() == "“day” looks at nothing in particular"


def test_pointing_at_a_place_marks_its_words(linked):
    view, words = linked.cards["picture"].view, linked.cards["words"]
    rect = view.visible_rect()
    own = [chip.background() for chip in words.strip.chips]
    hover(view, QPoint(rect.right() - 5, rect.top() + 5))
    assert words.notes.now.text() == "Words that belong to this place"
    assert [chip._link for chip in words.strip.chips] == [0.0, 1.0, 0.0]
    hover(view, QPoint(rect.left() + 5, rect.bottom() - 5))
    assert [chip._link for chip in words.strip.chips] == [0.5, 0.0, 0.0]
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert [chip.background() for chip in words.strip.chips] == own


def test_in_the_looking_mode_a_tap_links_and_hides_nothing(linked):
    words, view = linked.cards["words"], linked.cards["picture"].view
    QTest.mouseClick(linked.controls.look_chip, Qt.MouseButton.LeftButton)
    count = len(linked.planted.seen)
    QTest.mouseClick(words.strip.chips[1], Qt.MouseButton.LeftButton)
    assert linked.cards["picture"].notes.now.text() == "What “happy” looks at"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.visible_rect().center())
    assert words.notes.now.text() == "Words that belong to this place"
    assert not words.strip.hidden
    assert not view.hidden
    assert len(linked.planted.seen) == count


def test_a_keystroke_does_not_ask_for_links_before_the_hands_rest(shown, session, qtbot):
    page = shown()
    asked = []
    session.model.ask_links = lambda: asked.append(page.cards["words"].editor.toPlainText())
    QTest.keyClicks(page.cards["words"].editor, "so")
    wait_for(qtbot, lambda: asked)
    assert asked == [page.cards["words"].editor.toPlainText()]


def test_the_numbers_of_attention_are_those_of_the_model(linked, session):
    asked = []
    session.model.ask_attention_numbers = asked.append
    linked.maps.open_numbers()
    dialog = linked.maps.numbers
    assert asked == [1]  # the most strongly linked word
    session.model.attention_numbers = AttentionNumbers(
        "happy", 1, 16, (AttentionRow("row 1, column 4", 8.0, 2.0, 0.75),), (2, 7), 4, (4, 4), 15, 0.25, 9.852, 1.5
    )
    session.changed("links")
    session.drain()
    texts = [dialog.table.item(0, column).text() for column in range(4)]
    assert texts == ["row 1, column 4", "8.000", "2.000", "75.0\u00a0%"]
    assert "√dₖ = 4.000" in dialog.sum.text()
    assert "15 other places weigh 25.0\u00a0%" in dialog.sum.text()
    dialog.word.activated.emit(2)
    assert asked == [1, 2]
    dialog.close()
    assert linked.maps.numbers is None


# -- what would flip it ------------------------------------------------------------------------------------------------

FLIPS = (
    Flip("words", "words", ((2, 7),), (), (0, 0), None, "happy", "sad", 0.8, "text"),
    Flip("patches", "picture", (), ((0, 0), (0, 1)), (4, 4), None, "happy", "sad", 0.6, "image"),
)


@pytest.fixture
def flipped(shown, session, qtbot):
    page = shown()

    def find():
        session.model.flips = FLIPS
        session.changed("flips")

    session.model.ask_flips = find
    QTest.mouseClick(page.flips.ask, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.flips.state == "found")
    return page


def test_a_change_is_marked_while_it_is_looked_at(flipped):
    rows = flipped.flips.rows
    assert rows[0].sentence.text().startswith("Without the word “happy” it would say sad")
    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    view = flipped.cards["picture"].view
    assert view._marked == {(0, 0), (0, 1)}
    inside = view.cell_rect((0, 0), (4, 4)).center().toPoint()
    marked = view.grab().toImage().pixelColor(inside)
    QTest.mouseClick(rows[0], Qt.MouseButton.LeftButton)
    assert [chip._is_marked for chip in flipped.cards["words"].strip.chips] == [False, True, False]
    assert view.grab().toImage().pixelColor(inside) != marked
    QTest.keyClick(rows[0], Qt.Key.Key_Return)
    assert not any(chip._is_marked for chip in flipped.cards["words"].strip.chips)


def test_trying_a_change_hides_the_word_and_back_shows_it_again(flipped, qtbot):
    flipped.flips.rows[0].try_it.click()
    wait_for(qtbot, lambda: flipped.planted.seen[-1][0]["words"] == "a       day" and flipped.flips.state == "trying")
    assert "Without the word “happy”" in flipped.flips.note.text()
    QTest.mouseClick(flipped.flips.back, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: flipped.planted.seen[-1][0]["words"] == TEXT and flipped.flips.state == "found")


def test_trying_covered_parts_uses_the_grid_of_the_search(flipped, qtbot):
    flipped.flips.rows[1].try_it.click()
    wait_for(qtbot, lambda: (np.asarray(flipped.planted.seen[-1][0]["picture"])[:8, :16] == 128).all())
    pixels = np.asarray(flipped.planted.seen[-1][0]["picture"])
    assert (pixels[8:] == 200).all()
    assert (pixels[:8, 16:] == 200).all()
    flipped.cards["picture"].uncover_button.click()
    wait_for(qtbot, lambda: (np.asarray(flipped.planted.seen[-1][0]["picture"]) == 200).all())
    assert flipped.cards["picture"].hidden_parts().grid == (8, 8)


def test_who_types_while_a_change_is_tried_has_left_it(flipped, qtbot):
    flipped.flips.rows[0].try_it.click()
    wait_for(qtbot, lambda: flipped.flips.state == "trying")
    QTest.keyClicks(flipped.cards["words"].editor, "x")
    wait_for(qtbot, lambda: flipped.flips.state != "trying")


def test_without_a_small_change_the_card_says_so(flipped, session, qtbot):
    session.model.flips = ()
    session.changed("flips")
    wait_for(qtbot, lambda: "No small change" in flipped.flips.note.text())


def test_cells_of_another_grid_are_those_that_they_touch():
    hidden, more = Parts(cells=frozenset({(7, 0)}), grid=(8, 8)), Parts(cells=frozenset({(0, 0)}), grid=(4, 4))
    assert together(hidden, more) == Parts(cells=frozenset({(0, 0), (3, 0)}), grid=(4, 4))
    third = Parts(cells=frozenset({(1, 1)}), grid=(3, 3))  # its middle third lies over the cells 2 to 5 of 8
    assert together(third, Parts(grid=(8, 8))).cells == {(r, c) for r in (2, 3, 4, 5) for c in (2, 3, 4, 5)}


# -- "I don't know" ----------------------------------------------------------------------------------------------------


def test_below_the_threshold_it_does_not_know_but_has_a_best_guess(shown, session, qtbot):
    page = shown()  # (200 / 255 + 0.9) / 2 = 84 %
    assert page.answer.bars.answer.text() == "happy"
    page.answer.doubt.slider.setValue(90)
    assert page.answer.bars.answer.text() == "I don't know"
    assert page.answer.guess.text() == "Its best guess is happy, but it is only 84\u00a0% sure."
    wait_for(qtbot, lambda: session.settings.least_sure == 90)
    page.answer.doubt.slider.setValue(80)
    assert page.answer.bars.answer.text() == "happy"
    assert page.answer.guess.isHidden()
    wait_for(qtbot, lambda: session.settings.least_sure == 80)


def test_the_threshold_suggested_for_the_run_is_used_until_the_person_moves_it(shown, session, qtbot, tmp_path):
    (tmp_path / "run").mkdir()
    save_doubt(tmp_path / "run", Doubt(1.5, 0.1, 0.03, 0.905, 0.8, 0.97, 0.9, 50, 50))
    page = shown()
    wait_for(qtbot, lambda: page.answer.doubt.percent == 90)
    assert page.answer.bars.answer.text() == "I don't know"
    page.answer.doubt.slider.setValue(0)
    assert page.answer.doubt.suggestion.text() == "Suggested for this model: 90 %"
    assert "answers 80 %" in page.answer.doubt.suggestion.toolTip()
    wait_for(qtbot, lambda: session.settings.least_sure == 0)
    QTest.mouseClick(page.answer.doubt.suggestion, Qt.MouseButton.LeftButton)
    assert page.answer.doubt.percent == 90
    assert session.settings.least_sure == -1


def test_an_unfamiliar_sense_is_named(shown, qtbot):
    page = shown()
    assert page.answer.unfamiliar.isHidden()
    page.planted.unfamiliar = ("picture",)
    QTest.keyClicks(page.cards["words"].editor, "!")
    wait_for(qtbot, lambda: page.answer.unfamiliar.text() == "The picture is unlike anything it was trained on.")


# -- which sense decided, and keeping ----------------------------------------------------------------------------------


def test_the_senses_are_told_in_whole_sentences(shown, qtbot):
    page = shown()
    page.cards["picture"].set_value(np.full((32, 32, 3), 20, np.uint8))
    wait_for(qtbot, lambda: "disagree" in page.senses.sentence.text())
    assert page.senses.sentence.text() == (
        "The senses disagree: the picture alone says sad, the words alone say happy. Together they say sad."
    )
    assert page.senses.decided.text() == "Both decided about equally."


def test_picture_words_and_maps_are_saved_as_one_drawing(shown, qtbot, tmp_path):
    from xml.etree import ElementTree

    page = shown()
    path = tmp_path / "kept.svg"
    page.keeping.save_map(page.keeping.keepsake(), path)
    wait_for(qtbot, path.exists)
    root = ElementTree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "happy" in said
    assert "day" in said
    assert sum(e.tag.endswith("image") for e in root.iter()) == 2  # the picture and its overlay


def test_everything_important_is_on_a_small_screen_without_scrolling(shown, qtbot, window):
    page = shown()
    window.resize(1280, 800)
    qtbot.wait(50)
    view = page._stack.currentWidget()
    words = page.cards["words"]
    for part in (page.cards["picture"].view, page.cards["picture"].badge, words.strip, words.badge,
                 page.answer.bars, page.senses.bar, page.senses.sentence):  # fmt: skip
        bottom = part.mapTo(view, part.rect().bottomLeft()).y()
        assert 0 < bottom <= view.height(), part
