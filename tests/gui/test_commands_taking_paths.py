"""What happens to a file or folder that is dropped on the window: import, open, or give it to the model."""

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from mmgui.core.data.example import Field
from mmgui.gui.kit.texts import MessageBox
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import Modality
from mmgui.session.open_model import ModelCard


@pytest.fixture
def asked(session, monkeypatch):
    """What the session was asked for."""
    calls = []
    monkeypatch.setattr(session.project, "look_at", lambda path: calls.append(("look", path)))
    monkeypatch.setattr(session.model, "load_file", lambda path: calls.append(("load", path)))
    return calls


@pytest.fixture
def picture(tmp_path):
    (tmp_path / "pets").mkdir()
    Image.new("RGB", (20, 20), (200, 10, 10)).save(tmp_path / "pets" / "cat.png")
    return tmp_path / "pets" / "cat.png"


def has_model(session, tmp_path, *fields):
    session.model.card = ModelCard(
        "first", tmp_path / "run", ("a", "b"), fields, "attention", 1000, 0.9, ("attention",)
    )


def box_of(window):
    return next(b for b in window.findChildren(MessageBox) if b.isVisible())


def press(box, text):
    next(b for b in box.findChildren(QPushButton) if b.text() == text).click()


@pytest.mark.parametrize("name", ["a.csv", "b.xlsx", "c.json", "d.zip", "e.tar.gz", "f.unknown"])
def test_tables_and_archives_are_imported(window, asked, tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    window.commands.take_paths([tmp_path / name])
    assert asked == [("look", tmp_path / name)]


@pytest.mark.parametrize("name", ["a.tab", "b.ods", "c.xls", "d.ndjson", "e.parquet"])
def test_a_table_of_any_kind_is_imported_together_with_its_pictures(window, asked, tmp_path, picture, name):
    window.commands.take_paths([picture, tmp_path / name, tmp_path / "readme.txt"])
    assert asked == [("look", tmp_path / name)]


def test_a_run_folder_opens_as_a_model(window, asked, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    (run / "manifest.json").write_text("{}")
    window.commands.take_paths([run])
    (run / "best.safetensors").write_bytes(b"x")
    window.commands.take_paths([run])
    assert asked == [("look", run), ("load", run)]


def test_a_picture_goes_to_the_model_that_reads_pictures(window, asked, session, tmp_path, picture, monkeypatch):
    has_model(session, tmp_path, Field("picture", "image"))
    given = []
    monkeypatch.setattr(window, "try_file", given.append)
    window.commands.take_paths([picture])
    assert given == [picture]
    assert asked == []


@pytest.mark.parametrize("fields", [(), (Field("words", "text"),)])
def test_a_picture_without_such_a_model_offers_its_folder(window, asked, session, tmp_path, picture, fields):
    if fields:
        has_model(session, tmp_path, *fields)
    window.commands.take_paths([picture])
    box = box_of(window)
    assert any("“pets”" in label.text() for label in box.findChildren(QLabel))
    press(box, "Import the folder")
    assert asked == [("look", picture.parent)]


class Sounds(Modality):
    name, label, is_media, suffixes = "noise", "Noise", True, frozenset({".noise"})


def test_a_file_of_any_kind_goes_to_the_model_that_reads_it_else_its_folder_is_offered(
    window, asked, session, tmp_path, monkeypatch
):
    monkeypatch.setitem(MODALITIES._parts, "noise", Sounds())
    sound = tmp_path / "A.NOISE"
    sound.write_bytes(b"x")
    has_model(session, tmp_path, Field("picture", "image"))
    window.commands.take_paths([sound])
    box = box_of(window)
    said = " ".join(label.text() for label in box.findChildren(QLabel))
    assert "“A.NOISE” is a single file (Noise)." in said
    assert "The model that is open reads nothing of this kind." in said
    press(box, "Import the folder")
    assert asked == [("look", tmp_path)]
    has_model(session, tmp_path, Field("picture", "image"), Field("sound", "noise"))
    given = []
    monkeypatch.setattr(window, "try_file", given.append)
    window.commands.take_paths([sound])
    assert given == [sound]


def test_nothing_is_imported_when_the_offer_is_refused(window, asked, picture):
    window.commands.take_paths([picture])
    press(box_of(window), "Cancel")
    assert asked == []


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def clipboard(qapp):
    """Emptied at the end: what Python put there must not outlive Python."""
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def card(qtbot):
    from mmgui.gui.cards.lookup import card_of

    made = card_of(Field("picture", "image"))
    qtbot.addWidget(made)
    made.show()
    made.told = []
    made.refused.connect(made.told.append)
    return made


def mime_with(text="", *, urls=()):
    mime = QMimeData()
    if text:
        mime.setText(text)
    if urls:
        mime.setUrls([QUrl(u) for u in urls])
    return mime


@pytest.mark.parametrize(
    "mime",
    [
        ("https://example.org/cat.png", ()),
        ("  HTTP://example.org/a?b=1", ()),
        ("", ("https://example.org/cat.png",)),
    ],
)
def test_a_pasted_or_dropped_address_is_answered_with_one_sentence(card, mime):
    text, urls = mime
    QGuiApplication.clipboard().setMimeData(mime_with(text, urls=urls))
    card.view.paste()
    drop = mime_with(text, urls=urls)
    card.view.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, drop, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    assert [e.sentence() for e in card.told] == ["Addresses are not fetched. Save the picture and drop it here."] * 2


def test_other_texts_are_passed_over(card):
    QGuiApplication.clipboard().setMimeData(mime_with("a cat sits here, see http for more"))
    card.view.paste()
    assert card.told == []


def test_several_pictures_at_once_are_sent_to_the_classes_where_there_are_some(window, session, tmp_path, qtbot):
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    window.commands.take_paths(paths)
    assert session.messages.pop().hint.startswith("Drop the folder")
    session.project.create(tmp_path / "pets.mmproj")
    qtbot.waitUntil(lambda: session.project.is_open, timeout=10_000)
    session.classes.add("cat")
    qtbot.waitUntil(lambda: bool(session.classes.names), timeout=10_000)
    window.commands.take_paths(paths)
    assert session.messages.pop().hint == "To make examples of them, drop them on one of the classes on the Data page."
