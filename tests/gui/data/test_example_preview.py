"""One example large: whole, named, measured, walked through by keys, and as the model sees it."""

from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.text import THIN_SPACE, file_size
from mmgui.gui.data.example_preview import ExamplePreview
from mmgui.gui.kit.scrolling import TallScrollArea
from mmgui.modalities.picture.encoders import PictureInput
from mmgui.modalities.text.words import Vocabulary
from mmgui.modalities.text.words_input import WordsInput

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")


@pytest.fixture
def page(visit, open_posts, table, qtbot):
    Image.fromarray(np.full((40, 120, 3), (10, 200, 30), np.uint8)).save(table.parent / "1.png")  # a wide one
    made = visit("data")
    open_posts()
    qtbot.waitUntil(lambda: made.gallery.cards.rowCount() == 12, timeout=10_000)
    return made


@pytest.fixture
def preview(page, window, qtbot):
    page.gallery.setFocus()
    page.gallery.choose_row(1)
    QTest.keyClick(page.gallery, Qt.Key.Key_Space)
    made = window.findChild(ExamplePreview)
    read(qtbot, made)
    yield made
    if shiboken6.isValid(made):
        made.close()


def read(qtbot, preview):
    qtbot.waitUntil(lambda: not any(view.is_reading for view in preview.values), timeout=10_000)


def test_space_shows_the_whole_picture_with_its_name_and_sizes(preview, page):
    picture, words = preview.values
    assert (picture.view.picture.width(), picture.view.picture.height()) == (120, 40)
    shown = picture.view.picture_rect()
    assert abs(shown.width() / shown.height() - 3) < 0.05 and picture.view.rect().contains(shown.toAlignedRect())
    assert picture.note.text().startswith("1.png · 120 × 40 pixels · ") and picture.note.isVisible()
    assert words.text.text() == "a happy post number 1"
    assert preview.facts.text().startswith("Label: happy") and "1.png" in preview.origin.text()


def test_arrow_keys_walk_and_escape_closes(preview, page, qtbot, window):
    QTest.keyClick(preview, Qt.Key.Key_Right)
    assert preview.example.id == page.gallery.cards.example(2).id == page.gallery.selected[0].id
    assert preview.place.text() == "3 of 12"
    QTest.keyClick(preview, Qt.Key.Key_Left)
    QTest.keyClick(preview, Qt.Key.Key_Left)
    assert preview.example.id == page.gallery.cards.example(0).id and not preview.before.isEnabled()
    QTest.keyClick(preview, Qt.Key.Key_Left)
    assert preview.place.text() == "1 of 12"
    QTest.mouseClick(preview.after, Qt.MouseButton.LeftButton)
    assert preview.place.text() == "2 of 12"
    QTest.keyClick(preview, Qt.Key.Key_End)
    assert not preview.after.isEnabled()
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(ExamplePreview) is None)


def test_what_the_model_sees_is_the_picture_at_its_size(preview, qtbot, plant, session):
    assert not preview.as_seen.isEnabled() and "No model" in preview.as_seen.accessibleDescription()
    names = [field.name for field in session.project.examples.fields]
    plant(picture=names[0], words=names[1]).inputs = {
        names[0]: PictureInput(size_px=30),
        names[1]: WordsInput(vocabulary=Vocabulary(), max_words=3),
    }
    QTest.keyClick(preview, Qt.Key.Key_Right)
    QTest.keyClick(preview, Qt.Key.Key_Left)
    QTest.mouseClick(preview.as_seen, Qt.MouseButton.LeftButton)
    read(qtbot, preview)
    picture = preview.values[0]
    assert (picture.view.picture.width(), picture.view.picture.height()) == (30, 10)
    assert "30 × 10 pixels" in picture.note.text()
    assert preview.values[1].text.text() == "a happy post", "as far as it is read"


def test_an_example_that_goes_takes_its_preview_along(preview, page, qtbot, session, window):
    session.project.delete([preview.example.id])
    qtbot.waitUntil(lambda: window.findChild(ExamplePreview) is None, timeout=10_000)


def test_a_picture_that_is_gone_is_told_in_a_sentence(preview, page, qtbot, session):
    example = page.gallery.cards.example(2)
    Path(example.values[session.project.examples.fields[0].name]).unlink()
    QTest.keyClick(preview, Qt.Key.Key_Right)
    read(qtbot, preview)
    assert preview.values[0].view.picture is None and preview.values[0].note.text().startswith("2.png")


def test_the_size_of_the_cards_is_chosen_and_remembered(page, session, qtbot):
    before = page.gallery.gridSize().width()
    columns = page.gallery.viewport().width() // before
    page.card_size.setFocus()
    for _press in range(32):
        QTest.keyClick(page.card_size, Qt.Key.Key_Right)
    assert page.gallery.viewport().width() // page.gallery.gridSize().width() < columns
    assert session.settings.card_px == page.card_size.value() == page.card_size.maximum()
    QTest.keyClick(page.card_size, Qt.Key.Key_Home)
    assert page.gallery.viewport().width() // page.gallery.gridSize().width() > columns
    page.gallery.grab()
    qtbot.waitUntil(lambda: page.gallery.thumbnails.is_idle and len(page.gallery.thumbnails) > 0, timeout=10_000)


def test_bytes_are_said_as_people_read_them():
    said = [file_size(n).replace(THIN_SPACE, " ") for n in (1, 999, 23_100, 999_960, 2_500_000)]
    assert said == ["1 byte", "999 bytes", "23.1 KB", "1.0 MB", "2.5 MB"]


def test_with_the_largest_texts_it_fits_a_small_screen_and_scrolls_inside(page, window, qtbot):
    window.resize(1280, 800)
    window.set_text_size(200)
    try:
        page.gallery.setFocus()
        page.gallery.choose_row(1)
        QTest.keyClick(page.gallery, Qt.Key.Key_Space)
        preview = window.findChild(ExamplePreview)
        read(qtbot, preview)
        least = preview.minimumSizeHint()
        assert preview.height() <= 800 and preview.width() <= 1280 and least.height() <= 720 and least.width() <= 1152
        preview.resize(1100, 420)
        qtbot.wait(50)
        assert preview.findChild(TallScrollArea).verticalScrollBar().maximum() > 0
        for button in (preview.before, preview.after, preview.change, preview.as_seen):
            place = button.mapTo(preview, button.rect().bottomRight())
            assert preview.rect().contains(place), button.text()
        preview.close()
    finally:
        window.set_text_size(100)
