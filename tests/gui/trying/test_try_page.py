"""The try page: typing, showing, hiding, keeping, with a model whose answers are known."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmgui.gui.kit.pictures import to_pixels


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


@pytest.fixture
def page(visit, qtbot, plant):
    made = visit("try")
    made.planted = plant()
    wait_for(qtbot, lambda: made.answer.isVisible())
    return made


def words(page):
    return page.cards["words"]


def picture(page):
    return page.cards["picture"]


def type_words(page, qtbot, text):
    words(page).editor.setFocus()
    QTest.keyClicks(words(page).editor, text)
    wait_for(qtbot, lambda: page.planted.seen and page.planted.seen[-1][0]["words"] == text and words(page).strip.chips)


def test_without_a_model_the_page_says_how_to_get_one(visit):
    from PySide6.QtWidgets import QLabel, QPushButton

    page = visit("try")
    assert any("no model" in label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert any("training" in b.text() for b in page.findChildren(QPushButton) if b.isVisible())


def test_typing_gives_an_answer_and_coloured_words(page, qtbot):
    type_words(page, qtbot, "a happy day")
    wait_for(qtbot, lambda: page.answer.bars.answer.text() == "happy")
    assert [c.text() for c in words(page).strip.chips] == ["a", "happy", "day"]
    assert [round(c.weight, 1) for c in words(page).strip.chips] == [0.1, 1.0, 0.1]
    assert page.answer.strongest.text() == "Strongest: the word “happy”."


def test_hiding_a_word_asks_without_it_and_keeps_it_on_the_strip(page, qtbot):
    type_words(page, qtbot, "a happy day")
    wait_for(qtbot, lambda: len(words(page).strip.chips) == 3)
    QTest.mouseClick(words(page).strip.chips[1], Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.answer.bars.answer.text() == "sad")
    assert page.planted.seen[-1][0]["words"] == "a       day"
    assert [c.is_hidden for c in words(page).strip.chips] == [False, True, False]
    QTest.mouseClick(words(page).strip.chips[1], Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.answer.bars.answer.text() == "happy")


def test_ctrl_z_takes_the_last_cover_back(page, qtbot):
    type_words(page, qtbot, "a happy day")
    wait_for(qtbot, lambda: len(words(page).strip.chips) == 3)
    for number in (1, 2):
        QTest.mouseClick(words(page).strip.chips[number], Qt.MouseButton.LeftButton)
    hidden = lambda: [c.is_hidden for c in words(page).strip.chips]  # noqa: E731
    assert hidden() == [False, True, True]
    for wanted in ([False, True, False], [False, False, False]):
        words(page).strip.chips[0].setFocus()
        QTest.keyClick(words(page).strip.chips[0], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert hidden() == wanted
    assert not page.covers.can_undo
    QTest.mouseClick(words(page).strip.chips[1], Qt.MouseButton.LeftButton)
    words(page).editor.setPlainText("another text")
    assert not page.covers.can_undo, "what was hidden of another text is gone"


def give_picture(page, qtbot, tmp_path, level):
    path = tmp_path / f"{level}.png"
    Image.fromarray(np.full((32, 32, 3), level, np.uint8)).save(path)
    picture(page).view.path_given.emit(path)
    wait_for(qtbot, lambda: picture(page).view.picture is not None and not picture(page).is_reading)
    wait_for(qtbot, lambda: picture(page).view._grid is not None)


def test_a_picture_gets_its_heat_map_and_its_place_in_words(page, qtbot, tmp_path):
    give_picture(page, qtbot, tmp_path, 230)
    assert page.answer.strongest.text() == "Strongest: lower middle of the picture."
    rect = picture(page).view.picture_rect().toAlignedRect()
    shot = picture(page).view.grab().toImage()
    bottom = shot.pixelColor(rect.center().x(), rect.bottom() - 6)
    assert bottom.red() > bottom.green() + 40
    page.controls.slider.setValue(0)
    shot = picture(page).view.grab().toImage()
    assert shot.pixelColor(rect.center().x(), rect.bottom() - 6).getRgb()[:3] == (230, 230, 230)


def test_covering_the_picture_gives_the_model_grey_there(page, qtbot, tmp_path):
    give_picture(page, qtbot, tmp_path, 230)
    count = len(page.planted.seen)
    view = picture(page).view
    corner = view.picture_rect().toAlignedRect().topLeft() + QPoint(4, 4)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=corner)
    wait_for(qtbot, lambda: len(page.planted.seen) > count)
    pixels = page.planted.seen[-1][0]["picture"]
    assert (pixels[:4, :4] == 128).all()
    assert (pixels[4:, 4:] == 230).all()
    assert picture(page).raw_value().min() == 230  # the picture itself is whole


def test_both_senses_are_compared_when_they_disagree(page, qtbot, tmp_path):
    give_picture(page, qtbot, tmp_path, 20)
    type_words(page, qtbot, "so happy")
    wait_for(qtbot, lambda: page.senses.isVisible() and page.senses.sentence.text() != "")
    wait_for(qtbot, lambda: "disagree" in page.senses.sentence.text())
    assert page.senses.bar.texts == ("Picture 50\u202f%", "Words 50\u202f%")
    said = [(b.title.text(), b.answer.text().replace("\u00a0", " ")) for b in page.senses.boxes]
    assert said == [("Picture only", "sad 92\u202f%"), ("Words only", "happy 90\u202f%")]


def test_a_missing_sense_is_named(page, qtbot):
    type_words(page, qtbot, "happy")
    wait_for(qtbot, lambda: page.senses.isVisible())
    assert not any(box.isVisible() for box in page.senses.boxes)  # they would say the same with another figure
    assert page.senses.sentence.text() == "Missing: Picture. The model answered with what is there."


def test_emptying_everything_takes_the_answer_away(page, qtbot):
    type_words(page, qtbot, "happy")
    wait_for(qtbot, lambda: page.answer.bars.answer.text() == "happy")
    words(page).editor.clear()
    wait_for(qtbot, lambda: not page.answer.bars.answer.isVisible())
    assert not words(page).strip.isVisible()


def test_the_kind_of_heat_map_is_asked_for(page, qtbot):
    type_words(page, qtbot, "happy")
    page.controls.choose_method("occlusion")
    wait_for(qtbot, lambda: page.planted.seen[-1][1] == "occlusion")


def test_a_file_that_is_no_picture_is_named_and_the_old_picture_stays(page, qtbot, tmp_path, window):
    give_picture(page, qtbot, tmp_path, 230)
    bad = tmp_path / "letter.png"
    bad.write_bytes(b"%PDF-1.7 hello")
    picture(page).view.path_given.emit(bad)
    wait_for(qtbot, lambda: any("letter.png" in b.message + b.hint for b in window.banners.shown))
    assert to_pixels(picture(page).view.picture).min() == 230


@pytest.fixture
def page_with_posts(visit, qtbot, plant, open_posts, session):
    open_posts()
    made = visit("try")
    made.planted = plant()
    wait_for(qtbot, lambda: made.answer.bars.answer.isVisible())
    return made


def test_the_first_test_example_is_there_at_once_and_another_by_a_click(page_with_posts, qtbot, session):
    page = page_with_posts
    shown = session.project.examples.part("test").examples
    wait_for(qtbot, lambda: words(page).editor.toPlainText() == shown[0].values["words"])
    index = page.examples.cards.index(len(shown) - 1)
    page.examples.scrollTo(index)
    QTest.mouseClick(page.examples.viewport(), Qt.MouseButton.LeftButton, pos=page.examples.visualRect(index).center())
    wait_for(qtbot, lambda: words(page).editor.toPlainText() == shown[-1].values["words"])
    wait_for(qtbot, lambda: f"labelled “{shown[-1].label}”" in page.answer.truth.text())
    QTest.keyClicks(words(page).editor, "!")
    wait_for(qtbot, lambda: page.answer.truth.text() == "")  # it is not that example any more


def test_what_was_tried_is_added_to_the_examples(page_with_posts, qtbot, session):
    page = page_with_posts
    words(page).editor.setPlainText("a happy find")
    picture(page).set_value(np.full((20, 20, 3), 240, np.uint8))  # pasted: no file
    wait_for(qtbot, lambda: not picture(page).is_reading and page.keep.label.currentText() == "happy")
    QTest.mouseClick(page.keep.add, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: len(session.project.examples) == 13)
    added = session.project.examples.examples[-1]
    assert added.values["words"] == "a happy find"
    assert added.label == "happy"
    with Image.open(added.values["picture"]) as image:
        assert image.getpixel((3, 3)) == (240, 240, 240)
    from mmgui.core.paths import cache_folder

    wait_for(qtbot, lambda: not list(cache_folder().glob("pasted-*")))


def test_the_true_label_is_proposed_and_a_known_example_is_refused(page_with_posts, qtbot, session, window):
    page = page_with_posts
    test = session.project.examples.part("test").examples
    wait_for(qtbot, lambda: "labelled" in page.answer.truth.text())
    assert page.keep.label.currentText() == test[0].label
    page.planted.classes = ("sad", "happy")  # from now on the model is wrong
    page._load(test[0])
    wait_for(qtbot, lambda: "wrong" in page.answer.truth.text())
    assert page.keep.label.currentText() == test[0].label
    QTest.mouseClick(page.keep.add, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: any(f"it is number {test[0].id}" in b.message for b in window.banners.shown))
    assert len(session.project.examples) == 12


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")
def test_a_wrong_label_is_corrected_where_it_is_seen_and_undo_brings_it_back(page_with_posts, qtbot, session, window):
    page = page_with_posts
    example = session.project.examples.part("test").examples[0]
    wait_for(qtbot, lambda: "labelled" in page.answer.truth.text() and page.answer.correct.isVisible())
    QTest.mouseClick(page.answer.correct, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    entries = {action.text(): action for action in menu.actions()}
    assert entries[example.label].isChecked() and "no label" in entries
    other = next(name for name in session.project.classes if name != example.label)
    entries[other].trigger()
    menu.close()
    wait_for(qtbot, lambda: f"labelled “{other}”" in page.answer.truth.text())
    assert any(f"The label is “{other}” now" in b.message for b in window.banners.shown)
    session.project.undo()
    wait_for(qtbot, lambda: f"labelled “{example.label}”" in page.answer.truth.text())
    words(page).editor.setPlainText("a text of my own")
    wait_for(qtbot, lambda: not page.answer.correct.isVisible())


def test_after_adding_the_person_is_told_where_it_went(page_with_posts, qtbot, session, window):
    page = page_with_posts
    words(page).editor.setPlainText("a happy find")
    wait_for(qtbot, lambda: page.answer.truth.text() == "" and page.keep.label.currentText() == "happy")
    QTest.mouseClick(page.keep.add, Qt.MouseButton.LeftButton)
    told = "Added to the training part: happy. Ctrl+Z on the Data page takes it back."
    wait_for(qtbot, lambda: any(told in b.message for b in window.banners.shown))
    assert session.project.examples.examples[-1].split == "train"


def test_a_project_that_is_closed_and_opened_again_shows_its_example_as_chosen(page_with_posts, qtbot, session, plant):
    page, path = page_with_posts, session.project.path
    wait_for(qtbot, lambda: "labelled" in page.answer.truth.text())
    session.project.close()
    wait_for(qtbot, lambda: session.project.examples is None and not page.examples.selected)
    page._scroll.verticalScrollBar().setRange(0, 500)
    page._scroll.verticalScrollBar().setValue(200)
    session.project.open(path)
    wait_for(qtbot, lambda: session.project.examples is not None)
    page.planted = plant()
    wait_for(qtbot, lambda: page.examples.selected and "labelled" in page.answer.truth.text())
    assert page._scroll.verticalScrollBar().value() == 0


def test_the_picture_with_its_map_is_saved(page, qtbot, tmp_path, session):
    give_picture(page, qtbot, tmp_path, 230)
    path = tmp_path / "kept.png"
    page.exports.save_map(page.exports.as_image(), path)
    wait_for(qtbot, path.exists)
    with Image.open(path) as image:
        assert max(image.size) == 768
        red, green, _blue = image.convert("RGB").getpixel((384, 750))
        assert red > green + 40
        assert image.convert("RGB").getpixel((384, 60)) == (230, 230, 230)


def test_in_the_kept_picture_no_map_lies_over_what_is_covered(page, qtbot, tmp_path):
    give_picture(page, qtbot, tmp_path, 230)
    view = picture(page).view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect((7, 3)).center().toPoint())
    wait_for(qtbot, lambda: view.hidden == {(7, 3)} and picture(page).view._grid is not None)
    kept = page.exports.as_image()
    cell = kept.width() // 8
    assert kept.pixelColor(3 * cell + cell // 2, 7 * cell + cell // 2).getRgb()[:3] == (128, 128, 128)
    assert kept.pixelColor(4 * cell + cell // 2, 7 * cell + cell // 2).getRgb()[:3] != (128, 128, 128)


def test_an_unwritable_place_is_told(page, qtbot, tmp_path, window):
    from PySide6.QtWidgets import QLabel

    give_picture(page, qtbot, tmp_path, 230)
    (tmp_path / "file").write_text("in the way")
    page.exports.save_map(page.exports.as_image(), tmp_path / "file" / "kept.png")
    wait_for(qtbot, lambda: any("could not be written" in x.text() for x in window.banners.findChildren(QLabel)))


def test_the_model_is_described(page):
    texts = [line.text() for line in page.facts.lines]
    assert texts[0] == "first run"
    assert "93.0\u202f%" in texts[1]
    assert "1.2 M weights" in texts[2]
    assert not page.keep.add.isEnabled()
    assert page.keep.add.toolTip() == "Open a project first."


def test_hostile_words_and_classes_are_shown_literally(page, qtbot):
    from PySide6.QtWidgets import QLabel

    type_words(page, qtbot, "<b>happy</b>")
    for label in page.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_language_changes_under_the_page(page, qtbot):
    type_words(page, qtbot, "happy")
    page.refresh()
    assert words(page).editor.toPlainText() == "happy"
    assert page.answer.bars.answer.text() == "happy"


def test_what_only_means_stands_where_the_senses_are_compared(page, qtbot, tmp_path, any_pace):
    give_picture(page, qtbot, tmp_path, 20)
    type_words(page, qtbot, "so happy")
    wait_for(qtbot, lambda: page.senses.boxes and page.senses.boxes[1].isVisible())
    assert page.senses.about_boxes.isVisible() and "take the other one away" in page.senses.about_boxes.text()
    QTest.mouseClick(picture(page).clear_button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: not page.senses.boxes[0].isVisible())
    assert not page.senses.about_boxes.isVisible()
