"""Equal files are found wherever they lie; files that only begin and end alike are told apart."""

import os
from pathlib import Path

import pytest

from mmgui.core.file_content import file_content, same_content

LARGE = 3 * 2**20


def test_equal_files_in_two_folders_are_the_same_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"one")
    (tmp_path / "c").write_bytes(b"two")
    content = same_content()
    keys = [content(str(tmp_path / name)) for name in "abc"]
    assert keys[0] == keys[1] != keys[2]


def test_large_copies_are_the_same_whenever_they_were_made(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * LARGE)
    (tmp_path / "b").write_bytes(b"x" * LARGE)
    os.utime(tmp_path / "b", (1, 1))
    content = same_content()
    assert content(str(tmp_path / "a")) == content(str(tmp_path / "b"))


def test_large_files_that_differ_in_the_middle_only_are_not_the_same(tmp_path: Path) -> None:
    middle = bytearray(b"x" * LARGE)
    middle[LARGE // 2] = 0
    (tmp_path / "a").write_bytes(b"x" * LARGE)
    (tmp_path / "b").write_bytes(middle)
    (tmp_path / "c").write_bytes(middle)
    assert file_content(tmp_path / "a").key == file_content(tmp_path / "b").key
    content = same_content()
    keys = [content(str(tmp_path / name)) for name in "abc"]
    assert keys[0] != keys[1] == keys[2]


def test_a_file_that_changed_has_another_key(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    before = file_content(tmp_path / "a").key
    (tmp_path / "a").write_bytes(b"other")
    assert file_content(tmp_path / "a").key != before


def test_what_cannot_be_read_is_equal_to_itself_only(tmp_path: Path) -> None:
    content = same_content()
    assert content(str(tmp_path / "gone")) == content(str(tmp_path / "gone")) != content(str(tmp_path / "away"))
    with pytest.raises(OSError):
        file_content(tmp_path)
