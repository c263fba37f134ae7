"""What was dropped or pasted, taken apart: lines of a text, unless files or an address are meant."""

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit

from mmgui.gui.commands import PLACES
from mmgui.gui.kit import dropped


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\n\n  two \r\nthree", ("one", "two", "three")),
        (" \n ", ()),
        ("https://example.org/cat.png", ()),
        ("see https://example.org", ("see https://example.org",)),
    ],
)
def test_lines_that_are_not_blank(text, lines):
    mime = QMimeData()
    mime.setText(text)
    assert dropped.lines(mime) == lines


def test_files_are_no_lines(tmp_path):
    mime = QMimeData()
    mime.setText(str(tmp_path / "a.png"))
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    assert dropped.lines(mime) == ()


def test_no_field_takes_the_path_of_a_dropped_file_for_words(visit, qtbot):
    mime, words = QMimeData(), QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/p1.png")])
    mime.setText("file:///a/p1.png")  # file managers give both
    words.setText("a text")
    page = visit("data")
    assert not page.classes_card.texts.field.canInsertFromMimeData(mime)
    assert page.classes_card.texts.field.canInsertFromMimeData(words)
    lines = [field for place in PLACES for field in visit(place).findChildren(QLineEdit)]
    lines = [field for field in lines if not isinstance(field.parentWidget(), QAbstractSpinBox)]
    assert page.classes_card.name in lines and page.filters.search in lines
    assert not [field for field in lines if field.acceptDrops() and not field.isReadOnly()]
