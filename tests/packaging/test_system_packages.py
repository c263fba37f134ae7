"""Which system libraries are missing, and the command that brings them."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Linux only: elsewhere Qt brings everything"
)


def test_every_library_of_the_facts_has_its_debian_package(system_packages: ModuleType) -> None:
    """The list measured on a bare Debian (facts.md, Packaging)."""
    measured = (
        "libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
        "libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libdbus-1-3 libfontconfig1"
    )
    assert set(measured.split()) <= set(system_packages.QT_LIBRARIES.values())


@linux_only
def test_a_library_that_cannot_be_loaded_is_missing(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_packages, "QT_LIBRARIES", {"libc.so.6": "libc6", "libnone.so.9": "libnone9"})
    assert system_packages.missing_libraries() == ["libnone.so.9"]


def test_missing_things_become_packages_each_once(system_packages: ModuleType) -> None:
    packages = system_packages.packages_for(
        ["libGL.so.1", "libEGL.so.1", "libGL.so.1", "libunknown.so"], ["Xvfb"], ["Chinese letters"]
    )
    assert packages == ["fonts-noto-cjk", "libegl1", "libgl1", "xvfb"]
    assert system_packages.packages_for([], [], []) == []


def test_the_command_can_be_typed_as_it_stands(system_packages: ModuleType) -> None:
    assert system_packages.install_command(["libegl1", "xvfb"]) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 xvfb"
    )


def test_package_lists_are_stale_when_absent_or_older_than_a_day(system_packages: ModuleType, tmp_path: Path) -> None:
    assert system_packages.lists_are_stale(tmp_path / "none")
    assert system_packages.lists_are_stale(tmp_path)
    listing = tmp_path / "mirror_main_binary-amd64_Packages.lz4"
    listing.touch()
    os.utime(listing, (1_000_000, 1_000_000))
    assert not system_packages.lists_are_stale(tmp_path, now_s=1_000_000 + 23 * 3600)
    assert system_packages.lists_are_stale(tmp_path, now_s=1_000_000 + 25 * 3600)


def fake_apt(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that writes what it was asked into a file, then does `script`."""
    record = folder / "asked.txt"
    program = folder / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $LC_ALL $*" >> "{record}"\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return record


@linux_only
def test_installing_asks_nothing_and_updates_stale_lists_first(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = fake_apt(tmp_path, "exit 0", monkeypatch)
    monkeypatch.setattr(system_packages, "lists_are_stale", lambda: True)
    assert system_packages.install(["xvfb"], []) == ""
    update, install = record.read_text().splitlines()
    assert update.startswith("noninteractive C.UTF-8")
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends xvfb")


@linux_only
def test_a_failed_installation_updates_once_more_and_then_gives_apts_own_words(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = 'case "$*" in *install*) echo Reading; echo "E: Unable to locate package xvfb"; exit 100;; esac'
    record = fake_apt(tmp_path, script, monkeypatch)
    monkeypatch.setattr(system_packages, "lists_are_stale", lambda: False)
    assert system_packages.install(["xvfb"], []) == "E: Unable to locate package xvfb"
    assert [line.split()[-1] for line in record.read_text().splitlines()] == ["xvfb", "update", "xvfb"]


@pytest.fixture
def bring(environment: ModuleType, system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(system_packages, "knows_apt", lambda: True)
    monkeypatch.setattr(system_packages, "privilege", lambda: None)
    return environment


def test_without_the_right_to_install_the_one_command_is_shown(bring: ModuleType) -> None:
    with pytest.raises(bring.SetUpError, match="sudo apt-get install -y --no-install-recommends libegl1") as refusal:
        bring.bring(["libEGL.so.1"], [], fonts=[])
    assert "lacks: libEGL.so.1" in str(refusal.value)


def test_a_missing_font_or_test_program_is_no_obstacle(bring: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    bring.bring([], ["xdotool"], fonts=["Chinese letters"])
    shown = capsys.readouterr().out
    assert "xdotool, a font with Chinese letters" in shown
    assert "fonts-noto-cjk xdotool" in shown


def test_nothing_missing_says_nothing(bring: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    bring.bring([], [], fonts=[])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("NotoSansCJK-Regular.ttc", ["an even look"]),
        ("source-han-sans.otf", ["an even look"]),
        ("Inter-Regular.otf", ["Chinese letters"]),
        ("NotoSans-Regular.ttf", ["Chinese letters"]),
        ("DejaVuSans.ttf", ["Chinese letters", "an even look"]),
    ],
)
def test_a_font_is_known_by_its_file(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, missing: list[str]
) -> None:
    fonts = tmp_path / ".local" / "share" / "fonts" / "deep"
    fonts.mkdir(parents=True)
    (fonts / name).touch()
    monkeypatch.setattr(system_packages.sys, "platform", "linux")
    monkeypatch.setattr(system_packages.Path, "home", lambda: tmp_path)
    monkeypatch.setattr(system_packages, "SYSTEM_FONTS", ())
    assert system_packages.missing_fonts() == missing
