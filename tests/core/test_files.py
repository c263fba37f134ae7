import errno
import io
import json
import os
from pathlib import Path

import pytest

from mmgui.core import files
from mmgui.core.files import atomic_file, write_json, write_text


def test_a_failure_in_the_middle_of_writing_keeps_the_old_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "a.json"
    write_text(path, "old")
    with pytest.raises(OSError, match="full"), atomic_file(path) as file:
        file.write(b"half of the n")
        raise OSError(errno.ENOSPC, "disk full")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_the_new_file_is_on_disk_before_it_takes_the_old_ones_place(tmp_path, monkeypatch):
    order = []
    monkeypatch.setattr(files.os, "fsync", lambda handle: order.append("sync"))
    replace = type(tmp_path).replace
    monkeypatch.setattr(type(tmp_path), "replace", lambda self, to: (order.append("replace"), replace(self, to))[1])
    write_text(tmp_path / "a", "text")
    assert order == ["sync", "replace", "sync"]


def test_json_is_written_as_people_write_it(tmp_path):
    write_json(tmp_path / "a.json", {"名": "值"})
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert "名" in text and json.loads(text) == {"名": "值"}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_who_may_read_a_file_is_as_for_any_new_file_and_stays_when_it_is_replaced(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        files.write_text(tmp_path / "report.html", "one")
        assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o644
        (tmp_path / "report.html").chmod(0o600)
        files.write_text(tmp_path / "report.html", "two")
        assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(mask)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_or_device_in_place_of_a_small_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        with pytest.raises(OSError, match="not an ordinary file"):
            files.read_small(tmp_path / name, 100)


def test_a_small_file_is_read_whole_and_a_larger_one_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert files.read_small(tmp_path / "a", 100) == b"x" * 100
    with pytest.raises(OSError, match="too large"):
        files.read_small(tmp_path / "a", 99)


class _Growing(io.BytesIO):
    """Longer than the system says; notes how much was asked for at once."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(data)
        self._handle, self.asked = path.open("rb"), []

    def fileno(self) -> int:
        return self._handle.fileno()

    def read(self, size: int | None = -1) -> bytes:
        self.asked.append(size)
        return super().read(size)


@pytest.mark.parametrize("length", [3, 4, 5, 2**20, 2**21 + 7])
@pytest.mark.parametrize("most", [1, 3, 4, 5, 2**20 + 4, 2**40])
def test_no_more_memory_is_asked_for_than_a_file_needs(tmp_path: Path, length: int, most: int) -> None:
    (tmp_path / "a").write_bytes(b"123")
    data = bytes(range(251)) * (length // 251) + bytes(length % 251)
    file = _Growing(tmp_path / "a", data)
    assert files.read_at_most(file, most) == data[:most]
    assert max(file.asked) <= 2**20
    file._handle.close()
