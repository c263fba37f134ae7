"""Badges, links, changes that flip, and "I don't know" on the try page, with what is planted in the session."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.explaining.findings import Counterfactual
from mmgui.core.explaining.map_quality import QualityReport
from mmgui.core.layouts import Grid, Spans
from mmgui.core.uncertainty.calibration import CALIBRATION, Calibration
from mmgui.gui.trying.counterfactuals import together
from tests.session.made import know

TEXT = "a happy day"


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


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
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "examining…")
    session.training.status = "running"
    session.changed("training")
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "after training")
    session.training.status = "idle"
    session.changed("training")
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "examining…")
    session.map_check.stop()
    session.changed("map_quality")
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "not examined")


def test_when_the_examination_ends_the_best_map_is_asked_for_anew(shown, session, qtbot, examined):
    page = shown(None)
    assert page.controls.chosen_method == "auto"
    count = len(page.planted.seen)
    session.model.map_quality = QualityReport(
        tuple(examined("words", method, badge) for method, badge in (("attention", "amber"), ("occlusion", "green")))
    )
    session.changed("map_quality")
    wait_for(qtbot, lambda: len(page.planted.seen) > count)
    assert page.planted.seen[-1][1] == "auto"


def test_an_examination_that_finds_the_shown_map_best_changes_no_answer(shown, session, qtbot, examined):
    page = shown(None)
    count = len(page.planted.seen)
    maps = [examined(field, "attention", "green") for field in ("picture", "words")]
    session.model.map_quality = QualityReport(tuple(maps))
    session.changed("map_quality")
    wait_for(qtbot, lambda: page.cards["picture"].badge.text() == "trustworthy")
    assert len(page.planted.seen) == count


def test_the_kind_of_map_is_explained_on_the_page(shown, qtbot):
    page = shown()
    page.controls.choose_method("occlusion")
    wait_for(qtbot, lambda: "occlusion" in page.cards["picture"].notes.now.text())
    assert page.cards["picture"].notes.now.isVisible()


# -- what would flip it ------------------------------------------------------------------------------------------------

FLIPS = (
    Counterfactual(
        "mask", "words", "text", Spans(TEXT, ((0, 1), (2, 7), (8, 11))), (1,), None, "", "happy", "sad", 0.8
    ),
    Counterfactual("mask", "picture", "image", Grid(4, 4), (0, 1), None, "", "happy", "sad", 0.6),
)


@pytest.fixture
def flipped(shown, session, qtbot):
    page = shown()

    def find():
        know(session.model, counterfactuals=FLIPS)
        session.changed("counterfactuals")

    session.model.ask_counterfactuals = find
    QTest.mouseClick(page.counterfactuals.ask, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.counterfactuals.state == "found")
    return page


def test_a_change_is_marked_while_it_is_looked_at(flipped):
    rows = flipped.counterfactuals.rows
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
    flipped.counterfactuals.rows[0].try_it.click()
    wait_for(
        qtbot,
        lambda: flipped.planted.seen[-1][0]["words"] == "a       day" and flipped.counterfactuals.state == "trying",
    )
    assert flipped.counterfactuals.note.text() == "Shown now: without the word “happy”."
    QTest.mouseClick(flipped.counterfactuals.back, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: flipped.planted.seen[-1][0]["words"] == TEXT and flipped.counterfactuals.state == "found")


def test_trying_covered_parts_uses_the_grid_of_the_search(flipped, qtbot):
    flipped.counterfactuals.rows[1].try_it.click()
    wait_for(qtbot, lambda: (np.asarray(flipped.planted.seen[-1][0]["picture"])[:8, :16] == 128).all())
    pixels = np.asarray(flipped.planted.seen[-1][0]["picture"])
    assert (pixels[8:] == 200).all()
    assert (pixels[:8, 16:] == 200).all()
    flipped.cards["picture"].uncover_button.click()
    wait_for(qtbot, lambda: (np.asarray(flipped.planted.seen[-1][0]["picture"]) == 200).all())
    assert flipped.cards["picture"].hidden() == (Grid(8, 8), frozenset())


def test_who_types_while_a_change_is_tried_has_left_it(flipped, qtbot):
    flipped.counterfactuals.rows[0].try_it.click()
    wait_for(qtbot, lambda: flipped.counterfactuals.state == "trying")
    QTest.keyClicks(flipped.cards["words"].editor, "x")
    wait_for(qtbot, lambda: flipped.counterfactuals.state != "trying")


def test_below_the_threshold_flips_speak_of_doubt(flipped, qtbot):
    flipped.answer.least_sure.slider.setValue(70)
    rows = flipped.counterfactuals.rows
    assert "would say sad (80 %)" in rows[0].sentence.text()
    assert rows[1].sentence.text().endswith("it would no longer be sure (best guess: sad, 60 %).")
    assert "does not know" not in flipped.counterfactuals.note.text()
    flipped.answer.least_sure.slider.setValue(90)
    assert "would no longer be sure" in rows[0].sentence.text()
    assert flipped.counterfactuals.note.text().startswith("It does not know now; these change its best guess, happy.")


def test_an_exchange_shows_the_other_picture_and_says_what_it_changes(flipped, session, qtbot, tmp_path):
    path = tmp_path / "other.png"
    Image.fromarray(np.full((32, 32, 3), (250, 0, 0), np.uint8)).save(path)
    know(session.model, counterfactuals=(
        Counterfactual("exchange", "picture", "image", example_id=12, value=str(path), before="happy", after="sad",
             probability_after=0.8),
    ))  # fmt: skip
    session.changed("counterfactuals")
    row = flipped.counterfactuals.rows[0]
    wait_for(qtbot, lambda: not row.picture.pixmap().isNull())
    assert row.picture.pixmap().toImage().pixelColor(20, 20).getRgb()[:3] == (250, 0, 0)
    assert row.detail.isHidden()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.detail.text() == "The whole picture would be replaced by the one shown here; all else stays."
    row.try_it.click()
    wait_for(qtbot, lambda: flipped.counterfactuals.note.text() == "Shown now: with the picture of example 12.")


def test_without_a_small_change_the_card_says_so(flipped, session, qtbot):
    know(session.model, counterfactuals=())
    session.changed("counterfactuals")
    wait_for(qtbot, lambda: "No small change" in flipped.counterfactuals.note.text())


def test_cells_of_another_grid_are_those_that_they_touch():
    eight, four, three = Grid(8, 8), Grid(4, 4), Grid(3, 3)
    hidden, more = (eight, eight.numbers({(7, 0)})), (four, four.numbers({(0, 0)}))
    assert together(hidden, more) == (four, four.numbers({(0, 0), (3, 0)}))
    third = (three, three.numbers({(1, 1)}))  # its middle third lies over the cells 2 to 5 of 8
    touched = {(r, c) for r in (2, 3, 4, 5) for c in (2, 3, 4, 5)}
    assert together(third, (eight, frozenset())) == (eight, eight.numbers(touched))


def test_words_that_are_hidden_already_stay_hidden_beside_those_of_a_change():
    hidden = (Spans(TEXT, ((8, 11),)), frozenset({0}))
    more = (Spans(TEXT, ((0, 1), (2, 7), (8, 11))), frozenset({1}))
    assert together(hidden, more) == (Spans(TEXT, ((2, 7), (8, 11))), frozenset({0, 1}))


# -- "I don't know" ----------------------------------------------------------------------------------------------------


def test_below_the_threshold_it_does_not_know_but_has_a_best_guess(shown, session, qtbot):
    page = shown()  # (200 / 255 + 0.9) / 2 = 84 %
    assert page.answer.bars.answer.text() == "happy"
    page.answer.least_sure.slider.setValue(90)
    assert page.answer.bars.answer.text() == "I don't know"
    assert page.answer.guess.text() == "Its best guess is happy, but it is only 84\u202f% sure."
    assert page.senses.decided.text() == "Nothing was decided. The shares are those of its best guess, happy."
    wait_for(qtbot, lambda: session.settings.least_sure == 90)
    page.answer.least_sure.slider.setValue(80)
    assert page.answer.bars.answer.text() == "happy"
    assert page.answer.guess.isHidden() and page.senses.decided.text() == "Both decided about equally."
    wait_for(qtbot, lambda: session.settings.least_sure == 80)


def test_the_threshold_suggested_for_the_run_is_used_until_the_person_moves_it(shown, session, qtbot, tmp_path):
    (tmp_path / "run").mkdir()
    CALIBRATION.save(tmp_path / "run", Calibration(1.5, 0.1, 0.03, 0.905, 0.8, 0.97, 0.9, 50, 50))
    page = shown()
    wait_for(qtbot, lambda: page.answer.least_sure.percent == 90)
    assert page.answer.bars.answer.text() == "I don't know"
    page.answer.least_sure.slider.setValue(0)
    assert page.answer.least_sure.suggestion.text() == "Suggested for this model: 90\u202f%"
    assert "answers 80" in page.answer.least_sure.suggestion.toolTip()
    wait_for(qtbot, lambda: session.settings.least_sure == 0)
    QTest.mouseClick(page.answer.least_sure.suggestion, Qt.MouseButton.LeftButton)
    assert page.answer.least_sure.percent == 90
    assert session.settings.least_sure == -1


def test_an_unfamiliar_sense_is_named(shown, qtbot):
    page = shown()
    assert page.answer.unfamiliar.isHidden()
    page.planted.unfamiliar = ("picture",)
    QTest.keyClicks(page.cards["words"].editor, "!")
    wait_for(qtbot, lambda: page.answer.unfamiliar.text() == "The picture is unlike anything it was trained on.")


def test_new_words_are_said_and_the_lowered_confidence_is_no_answer(shown, qtbot):
    page = shown()
    page.answer.least_sure.slider.setValue(60)
    assert page.answer.bars.answer.text() == "happy"
    page.planted.partly_met, page.planted.doubt = ("words",), 20.0
    QTest.keyClicks(page.cards["words"].editor, "!")
    said = "Some of these words are new to it, so it is less sure."
    wait_for(qtbot, lambda: page.answer.unfamiliar.text() == said)
    assert not page.answer.unfamiliar.isHidden() and page.answer.bars.answer.text() == "I don't know"


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
    page.exports.save_map(page.exports.as_image(), path)
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
