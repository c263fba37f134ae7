"""The data page: what it says when empty, importing, looking, labelling, splitting, undoing."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from mmgui.gui.kit.example_model import ORDERS


def shown_texts(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def test_an_empty_page_says_what_to_do_next(visit):
    page = visit("data")
    texts = " ".join(shown_texts(page))
    assert "Bring your examples" in texts
    assert "Drop a table" in texts


def test_a_dropped_table_is_shown_before_it_is_imported(visit, qtbot, session, table):
    page = visit("data")
    assert "mapping" not in vars(page), "made before there is a source: it takes as long as the rest of the page"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table))])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.drop.dropEvent(event)
    wait_for(qtbot, page.mapping.isVisible)
    assert page.mapping.heading.text() == "posts.csv"
    QTest.mouseClick(page.mapping.cancel_button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, page.drop.isVisible)
    assert session.project.examples is None


def test_an_import_shows_its_cards_its_classes_and_its_problems(visit, qtbot, session, table):
    page = visit("data")
    session.project.look_at(table)
    wait_for(qtbot, page.mapping.isVisible)
    QTest.mouseClick(page.mapping.import_button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.gallery.isVisible() and page.gallery.cards.rowCount() == 12)
    assert page.problems.summary.text().startswith("12 of 14 read; 2 could not be used; ")
    model = page.problems.list.problems
    where = [model.data(model.index(row, 0)) for row in range(model.rowCount())]
    what = [model.data(model.index(row, 1)) or "" for row in range(model.rowCount())]  # headings have no second cell
    assert any("14" in w for w in where)  # the header is row 1
    assert any("missing.png" in w for w in what)
    assert any("broken.png" in w for w in what)
    assert page.classes.accessibleDescription() == "happy 6; sad 6"


@pytest.fixture
def page(visit, qtbot, open_posts):
    made = visit("data")
    open_posts()
    wait_for(qtbot, lambda: made.gallery.cards.rowCount() == 12)
    return made


def test_typing_in_the_search_field_filters(page):
    QTest.keyClicks(page.filters.search, "number 3")
    assert page.gallery.cards.rowCount() == 1
    assert page.filters.count.text() == "1 of 12"
    page.filters.search.clear()
    assert page.gallery.cards.rowCount() == 12


def test_the_search_finds_pictures_of_a_table_by_their_names(page):
    QTest.keyClicks(page.filters.search, "11.PNG")
    (found,) = (page.gallery.cards.example(row) for row in range(page.gallery.cards.rowCount()))
    assert "a happy post number 11" in found.values.values()


def test_the_least_sure_answers_come_first(page, session, monkeypatch):
    from types import SimpleNamespace

    place = list(ORDERS).index("confidence")
    item = page.filters.order.model().item(place)
    assert not item.isEnabled() and "Train a model" in item.toolTip()
    shares = {e.id: 0.9 - 0.05 * n for n, e in enumerate(session.project.examples.examples)}

    def answers(_run_id, part):
        ids = [e.id for e in session.project.examples.examples if e.split == part]
        sure = np.array([shares[i] for i in ids])
        return SimpleNamespace(ids=np.array(ids), confidences=sure, doubts=1 / sure) if part != "train" else None

    monkeypatch.setattr(session.run_answers, "answers", answers)
    session.model.run_id = 1
    session.changed("model")
    session.drain()
    assert item.isEnabled()
    page.filters.order.setCurrentIndex(place)
    shown = [page.gallery.cards.example(row) for row in range(12)]
    known = [e for e in shown if e.split != "train"]
    assert shown[: len(known)] == known, "what nobody answered comes last"
    assert [shares[e.id] for e in known] == sorted(shares[e.id] for e in known)
    page.filters.order.setCurrentIndex(list(ORDERS).index("novelty"))
    shown = [page.gallery.cards.example(row) for row in range(len(known))]
    assert [shares[e.id] for e in shown] == sorted(shares[e.id] for e in known), "the least sure are the oddest here"
    session.model.run_id = None
    session.changed("model")
    session.drain()
    assert page.filters.order.currentIndex() == 0 and not page.filters.order.model().item(place).isEnabled()


def test_a_chosen_class_that_goes_leaves_no_filter(page, session, qtbot):
    name = session.project.examples.classes[0]
    page.filters.choose_class(name)
    assert 0 < page.gallery.cards.rowCount() < 12
    session.classes.delete(name)
    qtbot.waitUntil(lambda: name not in session.project.examples.classes, timeout=10_000)
    qtbot.waitUntil(lambda: page.gallery.cards.rowCount() == 12)
    assert page.filters.label.currentIndex() == 0


def test_a_search_that_finds_nothing_says_so(page):
    before = page.gallery.viewport().grab().toImage()
    QTest.keyClicks(page.filters.search, "no such word")
    qtext = page.gallery.accessibleDescription()
    assert page.gallery.cards.rowCount() == 0 and qtext.startswith("No example fits the search")
    shown = page.gallery.viewport().grab().toImage()
    colours = {shown.pixel(x, y) for x in range(0, shown.width(), 2) for y in range(0, shown.height(), 2)}
    assert len(colours) > 2 and shown != before, "letters are drawn"
    page.filters.search.clear()
    assert page.gallery.accessibleDescription() == ""


def test_clicking_a_class_shows_only_that_class_and_again_all(page):
    QTest.mouseClick(page.classes, Qt.MouseButton.LeftButton, pos=page.classes.rect().topLeft())
    assert {page.gallery.cards.example(r).label for r in range(page.gallery.cards.rowCount())} == {"happy"}
    QTest.mouseClick(page.classes, Qt.MouseButton.LeftButton, pos=page.classes.rect().topLeft())
    assert page.gallery.cards.rowCount() == 12


def test_a_new_label_is_saved_and_undone(page, qtbot, session, window):
    first = page.gallery.cards.example(0)
    page.gallery.select([first.id])
    page.selection.label.setEditText("")
    QTest.keyClicks(page.selection.label, "puzzled")
    QTest.keyClick(page.selection.label, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: "puzzled" in session.project.classes)
    assert page.gallery.selected[0].label == "puzzled"
    window.actions_table.trigger("undo")
    wait_for(qtbot, lambda: "puzzled" not in session.project.classes)
    assert page.gallery.cards.example(0).label == first.label


def test_deleted_examples_come_back_with_undo(page, qtbot, session, window):
    page.gallery.select([page.gallery.cards.example(n).id for n in (0, 1, 2)])
    QTest.mouseClick(page.selection.delete, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.gallery.cards.rowCount() == 9)
    window.actions_table.trigger("undo")
    wait_for(qtbot, lambda: page.gallery.cards.rowCount() == 12)


def test_splitting_again_follows_the_chosen_shares(page, qtbot, session):
    before = [e.split for e in session.project.examples.examples]
    page.split.shares[1].setValue(0)
    page.split.shares[2].setValue(50)
    assert page.split.shares[0].value() == 50
    QTest.mouseClick(page.split.button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: [e.split for e in session.project.examples.examples] != before)
    assert len(session.project.examples.part("test")) == 6
    wait_for(qtbot, lambda: [label.text() for label in page.split.counts] == ["6", "0", "6"])


def test_cleaning_shows_what_the_model_will_read(page):
    cleaning = page.data_cards["text"]
    cleaning.show_values(["The POST,", "really!"])
    assert cleaning.view.toPlainText() == "the post, really!"  # left out signs stay, struck through
    assert "reads 3 words; 2 signs" in cleaning.summary.text()
    cleaning.switches["lower_case"].setChecked(False)
    assert cleaning.view.toPlainText() == "The POST, really!"
    cleaning.switches["drop_stop_words"].setChecked(True)
    assert "reads 2 words; 3 signs" in cleaning.summary.text()


def test_the_next_training_cleans_as_the_switches_say(page, session):
    cleaning = page.data_cards["text"]
    cleaning.switches["drop_stop_words"].click()
    assert session.project.cleaning == {"drop_stop_words": True}
    from mmgui.gui.train.choices import TrainingChoices

    choices = TrainingChoices(session)
    assert choices.experiment().settings == {"drop_stop_words": True}
    cleaning.switches["drop_stop_words"].click()
    assert choices.experiment().settings == {}
    choices.deleteLater()


def test_an_example_is_changed_in_its_window(page, qtbot, session, window):
    from mmgui.gui.data.example_dialog import ExampleDialog

    first = page.gallery.cards.example(0)
    page.gallery.select([first.id])
    QTest.mouseClick(page.selection.edit, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ExampleDialog)
    words = next(f.name for f in session.project.examples.fields if f.modality == "text")
    card = dialog.cards[words]
    card.editor.setPlainText("entirely new words")
    wait_for(qtbot, lambda: not any(c.is_reading for c in dialog.cards.values()))
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: page.gallery.cards.example(0).values[words] == "entirely new words")
    picture = next(f.name for f in session.project.examples.fields if f.modality == "image")
    assert page.gallery.cards.example(0).values[picture] == first.values[picture]


def test_a_new_example_is_added_by_hand(page, qtbot, session, window):
    from mmgui.gui.data.example_dialog import ExampleDialog

    QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ExampleDialog)
    assert not dialog.keep.isEnabled()
    words = next(f.name for f in session.project.examples.fields if f.modality == "text")
    QTest.keyClicks(dialog.cards[words].editor, "typed by hand")
    dialog.label.setEditText("happy")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: len(session.project.examples) == 13)
    assert any(e.values[words] == "typed by hand" and e.label == "happy" for e in session.project.examples.examples)


def test_closing_the_project_brings_the_empty_page_back(page, qtbot, session):
    session.project.close()
    wait_for(qtbot, page.drop.isVisible)


def test_nothing_can_be_hidden_where_an_example_is_only_edited(page, qtbot, session, window):
    from mmgui.gui.data.example_dialog import ExampleDialog

    page.gallery.select([page.gallery.cards.example(0).id])
    QTest.mouseClick(page.selection.edit, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ExampleDialog)
    name = next(f.name for f in session.project.examples.fields if f.modality == "image")
    card = dialog.cards[name]
    wait_for(qtbot, lambda: card.view.picture is not None and not card.is_reading)
    QTest.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=card.view.picture_rect().toAlignedRect().center())
    assert card.view.hidden == frozenset()
    assert not card.notes.now.isVisible()
    dialog.close()


def test_in_a_small_window_the_examples_keep_their_room_and_nothing_below_them_is_cut(page, window, qtbot):
    window.resize(798, 574)
    page.gallery.choose_row(0)
    qtbot.waitUntil(page.selection.delete.isVisible)
    column = page.gallery.parentWidget()
    assert page.gallery.height() >= 200
    for part in (page.selection.split, page.selection.edit, page.selection.delete, page.card_size):
        assert column.rect().contains(QRect(part.mapTo(column, QPoint(0, 0)), part.sizeHint())), part
        page.scrolled.ensureWidgetVisible(part)
        seen = page.scrolled.viewport()
        assert seen.rect().contains(QRect(part.mapTo(seen, QPoint(0, 0)), part.size())), part


def test_while_a_source_is_looked_at_undo_does_nothing_to_the_data_behind_it(page, session, window, qtbot, table):
    session.project.set_label([session.project.examples.examples[0].id], None)
    undo = window.actions_table["undo"]
    qtbot.waitUntil(undo.isEnabled)
    session.project.look_at(table)
    wait_for(qtbot, page.mapping.isVisible)
    assert not undo.isEnabled()
    QTest.mouseClick(page.mapping.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(undo.isEnabled)
