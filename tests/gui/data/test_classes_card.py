"""Classes by hand on the Data page: made, filled by drop, clipboard and typing, renamed, joined, coloured, deleted."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QMenu

from mmgui.gui.data.class_counts import ROW_PX

pytestmark = pytest.mark.usefixtures("any_pace")
with_popup = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")


@pytest.fixture
def wait_for(qtbot):
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


@pytest.fixture
def page(visit):
    return visit("data")


@pytest.fixture
def card(page, session, wait_for):
    """The card of a new project with the classes Cat and Dog, made as a person makes them."""
    QTest.mouseClick(page.by_hand, Qt.MouseButton.LeftButton)
    wait_for(lambda: session.project.is_open and page.classes_card.name.hasFocus())
    for name in ("Cat", "Dog"):
        QTest.keyClicks(page.classes_card.name, name)
        QTest.keyClick(page.classes_card.name, Qt.Key.Key_Return)
        wait_for(lambda name=name: f"{name} 0" in page.classes.accessibleDescription())
    return page.classes_card


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / f"p{n}.png" for n in range(8)]
    for n, path in enumerate(paths):
        Image.fromarray(np.full((16, 16, 3), n * 30, np.uint8)).save(path)
    return paths


def row(card, name):
    """The middle of the row of a class."""
    return QPoint(60, list(card.list._counts).index(name) * ROW_PX + ROW_PX // 2)


def urls(paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(card, place, mime):
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    any_action = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    move = QDragMoveEvent(place, any_action, mime, buttons, keys)
    card.list.dragMoveEvent(move)
    event = QDropEvent(QPointF(place), any_action, mime, buttons, keys)
    if move.isAccepted():
        card.list.dropEvent(event)
    return move.isAccepted(), event.dropAction()


def paste(card, mime):
    QGuiApplication.clipboard().setMimeData(mime)
    card.list.setFocus()
    QTest.keyClick(card.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def menu_of(card, wait_for):
    wait_for(lambda: [m for m in card.findChildren(QMenu) if m.isVisible()])
    return next(m for m in card.findChildren(QMenu) if m.isVisible())


def entry(menu, start):
    return next(a for a in menu.actions() if a.text().startswith(start))


def counts(session):
    return session.project.examples.class_counts()


def test_classes_are_made_before_there_is_any_example(card, page, session):
    assert session.project.name == "My project"
    assert card.list.accessibleDescription() == "Cat 0; Dog 0"
    assert card.list.isVisible() and not page.drop.isVisible()
    assert "Make classes on the right" in page.gallery.accessibleDescription()
    assert not page.filters.isVisible() and not page.add.isVisible()


def test_in_an_open_project_without_examples_they_are_made_in_it(page, session, wait_for, tmp_path):
    session.project.create(tmp_path / "mine.mmproj")
    wait_for(lambda: session.project.is_open)
    assert page.drop.isVisible()
    QTest.mouseClick(page.by_hand, Qt.MouseButton.LeftButton)
    assert page.classes_card.name.hasFocus() and session.project.name == "mine"


def test_files_dropped_on_a_class_are_copied_into_it_and_can_be_learnt(card, session, wait_for, files, page):
    is_taken, action = drop(card, row(card, "Dog"), urls(files[:4]))
    assert is_taken and action == Qt.DropAction.CopyAction
    wait_for(lambda: counts(session) == {"Dog": 4})
    drop(card, row(card, "Cat"), urls(files[4:]))
    wait_for(lambda: counts(session) == {"Cat": 4, "Dog": 4})
    assert card.list.current_class == "Cat" and all(path.exists() for path in files)
    wait_for(lambda: page.gallery.cards.rowCount() == 8)
    assert session.project.can_learn
    session.project.undo()
    wait_for(lambda: counts(session) == {"Dog": 4})


def test_the_classes_stay_in_sight_while_files_hang_over_the_window(card, window, files):
    def seen(widget):
        return window.grab(QRect(widget.mapTo(window, QPoint()), widget.size())).toImage()

    before, hint_before = seen(card.list), seen(card.hint)
    mime = urls(files)  # the event only borrows it
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
    window.dragEnterEvent(event)
    assert seen(card.list) == before
    assert seen(card.hint) != hint_before, "the rest is veiled"
    window.dragLeaveEvent(QDragLeaveEvent())


def test_a_drop_beside_the_classes_is_not_taken(card, session):
    is_taken, _action = drop(card, QPoint(60, 9 * ROW_PX), urls(["a.png"]))
    assert not is_taken and not session.jobs.active


def test_files_of_no_kind_are_named_in_one_sentence(card, session, window, wait_for, tmp_path):
    odd = tmp_path / "notes.docx"
    odd.write_bytes(b"?")
    drop(card, row(card, "Dog"), urls([odd]))
    wait_for(lambda: "“notes.docx” is of no kind that a class takes." in texts_of(window))
    assert counts(session) == {}


def texts_of(widget):
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_ctrl_v_pastes_pictures_files_and_lines_into_the_class_under_the_cursor(card, session, wait_for, files):
    QTest.keyClick(card.list, Qt.Key.Key_Home)
    picture = QMimeData()
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff8000"))
    picture.setImageData(image)
    paste(card, picture)
    wait_for(lambda: counts(session) == {"Cat": 1})
    assert session.project.examples.examples[0].origin == "added by hand"
    content = QMimeData()
    content.setData("image/png", files[3].read_bytes())
    paste(card, content)
    wait_for(lambda: counts(session) == {"Cat": 2})
    QTest.keyClick(card.list, Qt.Key.Key_Down)
    paste(card, urls(files[:2]))
    wait_for(lambda: counts(session) == {"Cat": 2, "Dog": 2})
    words = QMimeData()
    words.setText("woof\n\n bow wow \n")
    words.setImageData(image)  # a sheet gives its cells as a picture too
    QGuiApplication.clipboard().setMimeData(words)
    QTest.mouseClick(card.paste, Qt.MouseButton.LeftButton)
    wait_for(lambda: counts(session) == {"Cat": 2, "Dog": 4})
    assert [f.modality for f in session.project.examples.fields] == ["image", "text"]
    assert {e.values["words"] for e in session.project.examples.examples} == {None, "woof", "bow wow"}


def test_what_cannot_be_pasted_is_said(card, window, wait_for):
    empty, address = QMimeData(), QMimeData()
    empty.setData("application/x-nothing", b"?")
    address.setText("https://example.org/cat.png")
    paste(card, empty)
    wait_for(lambda: "There is nothing here that an example could be made of." in texts_of(window))
    paste(card, address)
    wait_for(lambda: "Addresses are not fetched." in texts_of(window))


def test_each_typed_line_becomes_an_example(card, session, wait_for):
    QTest.keyClick(card.list, Qt.Key.Key_End)
    QTest.mouseClick(card.type, Qt.MouseButton.LeftButton)
    assert card.texts.field.hasFocus() and not card.texts.add.isEnabled()
    assert card.texts.field.accessibleName() == "Texts for “Dog”, one a line"
    QTest.keyClicks(card.texts.field, "woof")
    QTest.keyClick(card.texts.field, Qt.Key.Key_Return)
    QTest.keyClicks(card.texts.field, "bow wow")
    assert card.texts.add.text() == "Add 2 texts"
    QTest.keyClick(card.texts.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: counts(session) == {"Dog": 2})
    assert card.texts.field.toPlainText() == "" and card.texts.isVisible()
    QTest.keyClick(card.texts.field, Qt.Key.Key_Escape)
    assert not card.texts.isVisible() and card.list.hasFocus()


def test_what_is_refused_stays_in_its_field(card, session, window, wait_for):
    QTest.keyClicks(card.name, " Dog ")
    QTest.keyClick(card.name, Qt.Key.Key_Return)
    wait_for(lambda: "There is a class “Dog” already." in texts_of(window))
    assert card.name.text() == " Dog " and card.list.current_class == "Dog"
    session.classes.put_into("Cat", (), ["purr"])
    wait_for(lambda: counts(session) == {"Cat": 1})
    card.texts.ask("Cat")
    QTest.keyClicks(card.texts.field, "purr")
    QTest.mouseClick(card.texts.add, Qt.MouseButton.LeftButton)
    wait_for(lambda: "1 is in the project already and was left out." in texts_of(window))
    assert card.texts.field.toPlainText() == "purr"
    session.project.undo()
    wait_for(lambda: counts(session) == {})


def test_f2_renames_in_place_and_escape_keeps_the_name(card, session, wait_for):
    card.list.setFocus()
    QTest.keyClick(card.list, Qt.Key.Key_Home)
    QTest.keyClick(card.list, Qt.Key.Key_F2)
    QTest.keyClicks(card.list.editor, "never")
    QTest.keyClick(card.list.editor, Qt.Key.Key_Escape)
    assert not card.list.editor.isVisible() and card.list.hasFocus()
    QTest.keyClick(card.list, Qt.Key.Key_F2)
    QTest.keyClicks(card.list.editor, "Tiger")
    QTest.keyClick(card.list.editor, Qt.Key.Key_Return)
    wait_for(lambda: session.classes.names == ("Dog", "Tiger"))
    wait_for(lambda: card.list.current_class == "Tiger")
    session.project.undo()
    wait_for(lambda: session.classes.names == ("Cat", "Dog"))


def test_a_double_click_renames_and_filters_nothing(card, page):
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=row(card, "Dog"))
    QTest.mouseDClick(card.list, Qt.MouseButton.LeftButton, pos=row(card, "Dog"))
    assert card.list.editor.isVisible() and card.list.editor.text() == "Dog"
    assert page.filters.filter.label is None


def test_delete_takes_the_label_away_and_says_so(card, session, window, wait_for):
    session.classes.put_into("Dog", (), ["woof"])
    wait_for(lambda: counts(session) == {"Dog": 1})
    card.list.set_current("Dog")
    card.list.setFocus()
    QTest.keyClick(card.list, Qt.Key.Key_Delete)
    wait_for(lambda: session.classes.names == ("Cat",))
    assert [e.label for e in session.project.examples.examples] == [None]
    said = "The class “Dog” is gone; its 1 example stays without a label. Ctrl+Z brings it back."
    wait_for(lambda: said in texts_of(window))
    window.actions_table.trigger("undo")
    wait_for(lambda: counts(session) == {"Dog": 1})


@with_popup
def test_the_menu_merges_deletes_with_examples_and_says_how_many(card, session, wait_for):
    session.classes.put_into("Dog", (), ["woof", "bow wow"])
    wait_for(lambda: counts(session) == {"Dog": 2})
    place = QPoint(card.list.width() - 10, row(card, "Dog").y())
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=place)
    menu = menu_of(card, wait_for)
    assert entry(menu, "Delete the class; its 2 examples stay without a label")
    entry(menu, "Delete the class and its 2 examples").trigger()
    menu.close()
    wait_for(lambda: session.classes.names == ("Cat",) and len(session.project.examples) == 0)
    session.project.undo()
    wait_for(lambda: counts(session) == {"Dog": 2})
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=place)
    menu = menu_of(card, wait_for)
    entry(entry(menu, "Merge into").menu(), "Cat").trigger()
    menu.close()
    wait_for(lambda: counts(session) == {"Cat": 2} and session.classes.names == ("Cat",))


@with_popup
def test_the_key_for_menus_opens_the_menu_of_the_class_under_the_cursor(card, wait_for):
    from PySide6.QtGui import QContextMenuEvent

    card.list.set_current("Cat")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(card.list, event)
    menu = menu_of(card, wait_for)
    assert entry(menu, "Delete the class").text() == "Delete the class\tDel"
    menu.close()


@with_popup
def test_the_menu_can_be_reached_without_a_key_for_menus(card, session, wait_for):
    card.list.set_current("Dog")
    card.more.setFocus()
    QTest.keyClick(card.more, Qt.Key.Key_Space)
    menu = menu_of(card, wait_for)
    entry(entry(menu, "Colour").menu(), "Red").trigger()
    menu.close()
    wait_for(lambda: session.project.examples.noted_classes["Dog"] == "#d4513f")


@with_popup
def test_a_colour_is_chosen_at_the_swatch_and_drawn(card, session, wait_for):
    def shown(name):
        return card.list.grab().toImage().pixelColor(14, row(card, name).y()).name()

    assert (shown("Cat"), shown("Dog")) == ("#3d74e6", "#d3720a")
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=QPoint(8, row(card, "Dog").y()))
    menu = menu_of(card, wait_for)
    assert entry(menu, "Orange").isChecked() and not entry(menu, "Green").isChecked()
    entry(menu, "Green").trigger()
    menu.close()
    wait_for(lambda: shown("Dog") == "#0d967a")
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=QPoint(8, row(card, "Dog").y()))
    menu = menu_of(card, wait_for)
    entry(menu, "Another colour").trigger()
    menu.close()
    dialog = card.window().findChild(QColorDialog)
    dialog.setCurrentColor(QColor("#123456"))
    dialog.accept()
    wait_for(lambda: shown("Dog") == "#123456")
    assert session.project.examples.noted_classes["Dog"] == "#123456"


def test_files_are_chosen_in_a_window_several_at_once(card, session, window, wait_for, files):
    from PySide6.QtWidgets import QFileDialog

    card.list.set_current("Cat")
    QTest.mouseClick(card.files, Qt.MouseButton.LeftButton)
    dialog = window.findChild(QFileDialog)
    assert dialog.windowTitle() == "Files for “Cat”"
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(path) for path in files[:3]])
    dialog.close()
    wait_for(lambda: counts(session) == {"Cat": 3})


def test_an_empty_class_that_is_chosen_says_how_it_is_filled(card, page, session, wait_for):
    session.classes.put_into("Dog", (), ["woof"])
    wait_for(lambda: page.gallery.cards.rowCount() == 1)
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=row(card, "Cat"))
    assert page.gallery.cards.rowCount() == 0
    assert "Make classes on the right" in page.gallery.accessibleDescription()
    QTest.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=row(card, "Cat"))
    assert page.gallery.cards.rowCount() == 1


def test_tab_walks_through_all_that_the_card_offers(card, window):
    card.list.setFocus()
    walked = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == [card.name, card.more, card.files, card.type, card.paste]


def test_classes_without_examples_can_be_given_as_labels(card, page, session, wait_for):
    session.classes.put_into("Dog", (), ["woof"])
    wait_for(lambda: page.gallery.cards.rowCount() == 1)
    assert [page.selection.label.itemText(n) for n in range(page.selection.label.count())] == ["Cat", "Dog"]


def test_twins_within_one_drop_are_said_to_be_in_the_drop(card, session, window, wait_for, files):
    drop(card, row(card, "Cat"), urls([files[0], files[1]]))
    wait_for(lambda: counts(session) == {"Cat": 2})
    twin = files[2].with_name("twin.png")
    twin.write_bytes(files[2].read_bytes())
    drop(card, row(card, "Cat"), urls([files[0], files[2], twin]))
    wait_for(lambda: counts(session) == {"Cat": 3})
    said = "1 is in the project already and was left out. 1 came twice in what you gave and was left out."
    wait_for(lambda: said in texts_of(window))


def test_a_project_that_could_not_be_made_leaves_the_next_one_as_it_is(
    page, session, wait_for, monkeypatch, tmp_path, qtbot
):
    from mmgui.core.data.project import Project
    from mmgui.core.errors import ProjectError

    def fail(_path):
        raise ProjectError("The disk is full.", "Make room.")

    create = Project.create
    monkeypatch.setattr(Project, "create", fail)
    QTest.mouseClick(page.by_hand, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not session.jobs.active, timeout=10_000)
    monkeypatch.setattr(Project, "create", create)
    session.project.create(tmp_path / "other.mmproj")
    wait_for(lambda: session.project.is_open)
    assert not page.classes_card.name.hasFocus() and not page._is_by_hand
