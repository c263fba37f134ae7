"""T17: a missing or read-only home, a bad or newer file: the program starts with defaults and keeps the bad file."""

import json
import os
from pathlib import Path

import pytest

from mmgui.core.settings import VERSION, Settings, settings_path


def test_what_was_saved_is_read_back(home: Path) -> None:
    wished = Settings(language="zh_CN", scheme="dark", recent=("/a/爱.mmproj", "/b.mmproj"), device="cpu")
    assert wished.save()
    assert settings_path() == home / "settings.json"
    assert Settings.load() == wished


def test_a_first_start_uses_defaults_and_writes_nothing(home: Path) -> None:
    assert Settings.load() == Settings()
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        json.dumps({"version": VERSION + 1, "language": "zh_CN"}).encode(),
        json.dumps({"language": "en"}).encode(),
        json.dumps({"version": VERSION, "scheme": "pink"}).encode(),
        json.dumps({"version": VERSION, "recent": "not a list"}).encode(),
        json.dumps({"version": VERSION, "recent": [1, 2]}).encode(),
        json.dumps({"version": VERSION, "language": {"a": 1}}).encode(),
        json.dumps({"version": VERSION, "geometry": "x" * 20_000}).encode(),
        b" " * 2_000_000,
    ],
    ids=range(14),
)
def test_a_bad_or_newer_file_is_kept_as_bak_and_defaults_are_used(home: Path, content: bytes) -> None:
    (home / "settings.json").write_bytes(content)
    assert Settings.load() == Settings()
    assert not (home / "settings.json").exists()
    assert (home / "settings.json.bak").read_bytes() == content


def test_settings_of_a_later_small_addition_are_ignored(home: Path) -> None:
    (home / "settings.json").write_text(json.dumps({"version": VERSION, "scheme": "dark", "new": 3}))
    assert Settings.load() == Settings(scheme="dark")


def test_a_folder_in_place_of_the_file_is_moved_away(home: Path) -> None:
    (home / "settings.json").mkdir()
    assert Settings.load() == Settings()
    assert Settings(scheme="dark").save()
    assert Settings.load().scheme == "dark"


def test_a_fifo_in_place_of_the_file_does_not_block(home: Path) -> None:
    os.mkfifo(home / "settings.json")
    assert Settings.load() == Settings()


def test_an_unwritable_home_means_settings_for_this_start_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "file" / "home"))  # root may write anywhere, but not into a file
    assert Settings.load() == Settings()
    assert Settings(scheme="dark").save() is False


def test_a_value_that_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="scheme"):
        Settings().changed(scheme="pink")
    with pytest.raises(ValueError, match="recent"):
        Settings().changed(recent=["a list"])


def test_a_full_disk_leaves_the_old_file_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Settings(scheme="dark").save()

    def no_space(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    assert Settings(scheme="light").save() is False
    monkeypatch.undo()
    assert Settings.load(home / "settings.json").scheme == "dark"
    assert [p.name for p in home.iterdir()] == ["settings.json"]
