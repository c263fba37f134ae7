"""The mapping page: the guess, corrections, faults, small pictures."""

import pytest
from PySide6.QtCore import Qt

from mmgui.core.data.example import FieldMapping


@pytest.fixture
def page(visit, qtbot, session, table):
    made = visit("data").mapping
    session.project.look_at(table)
    qtbot.waitUntil(made.isVisible, timeout=10_000)
    return made


def choose(page, column, role):
    box = page.boxes[page._preview.columns.index(column)]
    box.setCurrentIndex(box.findData(role))


def test_the_guess_is_chosen_already(page):
    roles = dict(zip(page._preview.columns, (box.currentText() for box in page.boxes), strict=True))
    assert roles == {"photo": "Picture", "caption": "Words", "feeling": "Label (the answer)", "remark": "Ignore"}
    assert "14" in page.import_button.text()


def test_the_first_rows_are_shown_with_small_pictures(page, qtbot):
    qtbot.waitUntil(lambda: page.thumbnails.is_idle)
    assert page.table.item(1, 1).text() == "a sad post number 0"
    pixmap = page.table.item(2, 0).data(Qt.ItemDataRole.DecorationRole)
    assert pixmap.toImage().pixelColor(10, 10).getRgb()[:3] == (230, 230, 230)
    assert page.table.item(13, 0).data(Qt.ItemDataRole.DecorationRole) is None  # missing.png


def test_a_correction_is_what_will_be_imported(page):
    choose(page, "caption", "ignore")
    choose(page, "remark", "text")
    mapping = page.mapping()
    assert mapping.label_column == "feeling"
    assert FieldMapping("picture", "image", "photo") in mapping.fields
    assert [f.column for f in mapping.fields if f.modality == "text"] == ["remark"]


def test_two_columns_of_words_get_names_of_their_own(page):
    choose(page, "remark", "text")
    names = [f.name for f in page.mapping().fields]
    assert len(set(names)) == len(names) == 3


def test_nothing_to_learn_from_cannot_be_imported(page):
    choose(page, "photo", "ignore")
    choose(page, "caption", "ignore")
    assert not page.import_button.isEnabled()
    assert "at least one column" in page.fault.text()


def test_two_labels_cannot_be_imported(page):
    choose(page, "remark", "label")
    assert not page.import_button.isEnabled()
    choose(page, "remark", "ignore")
    assert page.import_button.isEnabled()


def test_a_path_that_leads_out_of_the_folder_shows_no_picture(page, table):
    outside = table.parent.parent / "outside.png"
    outside.write_bytes((table.parent / "0.png").read_bytes())
    assert page._media_path("0.png") == str(table.parent / "0.png")
    assert page._media_path("../outside.png") is None
    assert page._media_path(str(outside)) is None
