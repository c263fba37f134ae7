"""What was dropped or pasted, taken apart: lines of a text, unless files or an address are meant."""

import pytest
from PySide6.QtCore import QMimeData, QUrl

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
