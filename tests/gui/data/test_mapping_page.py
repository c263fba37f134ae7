"""The mapping page: the guess, corrections, faults, small pictures."""

import zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

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


def pick(box, column):
    """Choose as a person does with the keys: the box tells it."""
    box.setFocus()
    wanted = box.findData(column)
    while box.currentIndex() != wanted:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < wanted else Qt.Key.Key_Up)


def test_the_classes_of_the_label_are_shown_and_the_choice_moves(page):
    assert page.label.box.currentText() == "feeling (2 classes)"
    assert page.label.classes.text() == "2 classes: “sad” 8, “happy” 6."
    assert not page.label.poor.isVisible()
    pick(page.label.box, "remark")
    assert page.mapping().label_column == "remark"
    assert page.label.classes.text().startswith("14 classes: “") and page.label.classes.text().endswith("and 2 more.")
    assert page.label.poor.text().startswith("Every row has a label of its own")
    assert page.import_button.isEnabled(), "only a hint"
    pick(page.label.box, None)
    assert page.mapping().label_column is None
    assert page.label.classes.text().startswith("The examples come without answers")
    pick(page.label.box, "caption")
    assert page.mapping().label_column == "caption"
    assert [f.column for f in page.mapping().fields] == ["photo"]
    pick(page.label.box, "feeling")
    assert [f.column for f in page.mapping().fields] == ["photo", "caption"], "what was guessed again"


def test_the_box_of_a_column_moves_the_classes_too(page):
    choose(page, "feeling", "ignore")
    assert page.label.box.currentData() is None
    choose(page, "remark", "label")
    assert page.label.box.currentData() == "remark"


def test_pictures_in_an_archive_and_by_another_spelling_are_shown(visit, qtbot, session, table):
    packed = table.parent.parent / "posts.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(table.parent / "0.png", "pics/0.PNG")
        archive.writestr(
            "posts.csv", "photo,caption,feeling\n" + "0.png,a sad post,sad\nnone.png,a happy post,happy\n" * 4
        )
    page = visit("data").mapping
    session.project.look_at(packed)
    qtbot.waitUntil(page.isVisible, timeout=10_000)
    qtbot.waitUntil(lambda: page.thumbnails.is_idle)
    assert page.table.item(1, 0).data(Qt.ItemDataRole.DecorationRole) is not None
    assert page.table.item(2, 0).data(Qt.ItemDataRole.DecorationRole) is None


def test_without_an_open_project_a_new_one_named_after_the_table_is_offered(page):
    assert [chip.text() for chip in page.target.chips] == ["New project “posts”"]
    assert page.target.key == "new"


def test_more_rows_of_the_same_kind_are_added_to_the_open_project_unless_the_person_wants_a_new_one(
    open_posts, visit, session, table, qtbot
):
    open_posts()
    page = visit("data").mapping
    qtbot.waitUntil(lambda: session.project.is_open and session.project.preview is None, timeout=20_000)
    session.project.look_at(table)
    qtbot.waitUntil(page.isVisible, timeout=10_000)
    assert [chip.text() for chip in page.target.chips] == ["New project “posts 2”", "Add to “posts”"]
    assert page.target.key == "add"
    page.target.chips[0].click()
    page.import_button.click()
    qtbot.waitUntil(lambda: session.project.name == "posts 2", timeout=20_000)
    assert len(session.project.examples) == 12


def test_a_table_is_not_mixed_into_a_built_in_scene(visit, qtbot, session, table):
    session.project.open_scene("feelings", "en", 12)
    qtbot.waitUntil(lambda: session.project.is_open, timeout=30_000)
    mapping = visit("data").mapping
    session.project.look_at(table)
    qtbot.waitUntil(mapping.isVisible, timeout=10_000)
    assert mapping.target.key == "new"
    assert mapping.target.chips[1].text() == "Add to “Feelings in posts (English)”"
    mapping.import_button.click()
    qtbot.waitUntil(lambda: session.project.name == "posts", timeout=20_000)
    assert session.project.classes == ("happy", "sad")


def test_the_label_column_stands_beside_the_fields_and_in_sight(visit, qtbot, session, tmp_path):
    path = tmp_path / "wide.csv"
    others = [f"n{i}" for i in range(9)]
    rows = [",".join(["words here number", *["7"] * 9, "ab"[i % 2]]) for i in range(12)]
    path.write_text("\n".join([",".join(["text", *others, "label"]), *rows]), encoding="utf-8")
    mapping = visit("data").mapping
    session.project.look_at(path)
    qtbot.waitUntil(mapping.isVisible, timeout=10_000)
    label = mapping.boxes[-1]
    assert label.currentData() == "label"
    assert mapping.table.visualColumn(10) <= 2
    assert mapping.table.viewport().rect().contains(label.geometry().center())
