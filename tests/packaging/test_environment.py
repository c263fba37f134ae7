"""The stamp, and when .venv is kept, made anew or left alone."""

import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make_venv_with_this_python(environment: ModuleType) -> None:
    """A stand-in that starts and has pip: a script that calls this interpreter."""
    python = environment.python_of_venv()
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)


def write_stamp(environment: ModuleType, **changes: object) -> None:
    stamp = {"fingerprint": environment.fingerprint(), "parts": ["run"], "torch": "cpu", "root": str(environment.ROOT)}
    environment.STAMP.parent.mkdir(exist_ok=True)
    environment.STAMP.write_text(json.dumps({**stamp, **changes}))


def test_fingerprint_changes_with_versions_dependencies_and_place(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    versions, project = tmp_path / "constraints.txt", tmp_path / "pyproject.toml"
    versions.write_text("torch==2.13.0")
    project.write_text("[project]")
    first = environment.fingerprint(versions, project)
    assert environment.fingerprint(versions, project) == first
    versions.write_text("torch==2.13.1")
    second = environment.fingerprint(versions, project)
    project.write_text("[project]\n")
    third = environment.fingerprint(versions, project)
    monkeypatch.setattr(environment, "ROOT", tmp_path / "moved")
    fourth = environment.fingerprint(versions, project)
    assert len({first, second, third, fourth}) == 4


@pytest.mark.parametrize(
    ("stamp", "part", "torch", "fits"),
    [
        ({"fingerprint": "a", "parts": ["run"], "torch": "cpu"}, "run", "", True),
        ({"fingerprint": "a", "parts": ["run"], "torch": "cpu"}, "run", "cpu", True),
        ({"fingerprint": "a", "parts": ["run"], "torch": "cpu"}, "run", "cuda", False),
        ({"fingerprint": "a", "parts": ["run"], "torch": "cpu"}, "test", "", False),
        ({"fingerprint": "b", "parts": ["run"], "torch": "cpu"}, "run", "", False),
        ({"fingerprint": "a", "parts": "run", "torch": "cpu"}, "run", "", False),
        ({}, "run", "", False),
    ],
)
def test_a_stamp_fits_only_its_own_set_up(
    environment: ModuleType, stamp: dict[str, object], part: str, torch: str, fits: bool
) -> None:
    assert environment.stamp_fits(stamp, "a", part, torch) is fits


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00\x01"])
def test_a_damaged_stamp_counts_as_none(environment: ModuleType, text: str) -> None:
    environment.STAMP.parent.mkdir()
    environment.STAMP.write_text(text)
    assert environment.read_stamp() == {}


def test_a_complete_environment_is_ready_and_an_interrupted_one_is_not(environment: ModuleType) -> None:
    assert not environment.is_ready("run", "")
    make_venv_with_this_python(environment)
    assert not environment.is_ready("run", "")
    write_stamp(environment)
    assert environment.is_ready("run", "")
    environment.INTERRUPTED.touch()
    assert not environment.is_ready("run", "")


def test_setting_up_for_run_keeps_the_test_part_of_the_same_versions(environment: ModuleType) -> None:
    make_venv_with_this_python(environment)
    environment.write_stamp("test")
    environment.write_stamp("run")
    assert environment.read_stamp()["parts"] == ["run", "test"]
    write_stamp(environment, fingerprint="of older versions", parts=["run", "test"])
    environment.write_stamp("run")
    assert environment.read_stamp()["parts"] == ["run"]


def test_a_sound_environment_is_kept(environment: ModuleType) -> None:
    make_venv_with_this_python(environment)
    assert environment.what_is_wrong_with_venv() == ""


def test_half_made_moved_and_broken_environments_are_found_out(environment: ModuleType) -> None:
    environment.VENV.mkdir()
    assert environment.what_is_wrong_with_venv() == "it is incomplete"
    make_venv_with_this_python(environment)
    write_stamp(environment, root="/somewhere/else")
    assert environment.what_is_wrong_with_venv() == "the project folder was moved"
    environment.STAMP.unlink()
    environment.python_of_venv().write_text("#!/bin/sh\nexit 1\n")
    assert environment.what_is_wrong_with_venv() == "its Python does not start, is too old or has no pip"
    environment.INTERRUPTED.touch()
    assert environment.what_is_wrong_with_venv() == "the last set-up was interrupted"


def test_a_folder_with_things_of_a_person_is_never_removed(environment: ModuleType) -> None:
    environment.VENV.mkdir()
    (environment.VENV / "my thesis.txt").write_text("ten years of work")
    with pytest.raises(environment.SetUpError, match=re.escape("my thesis.txt")):
        environment.make_environment()
    assert (environment.VENV / "my thesis.txt").read_text() == "ten years of work"


def test_a_link_in_place_of_the_folder_is_never_followed(environment: ModuleType, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "bin").mkdir(parents=True)
    environment.VENV.symlink_to(other)
    with pytest.raises(environment.SetUpError, match="not a folder that this script made"):
        environment.make_environment()
    assert (other / "bin").is_dir()


def test_only_one_set_up_at_a_time(environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment.tempfile, "tempdir", str(tmp_path))
    with environment.only_one_at_a_time():
        (lock,) = tmp_path.glob("mmgui-setup-*.lock")
        assert _is_held(environment, lock)
    assert not _is_held(environment, lock)


def _is_held(environment: ModuleType, path: Path) -> bool:
    with path.open("a") as file:
        return not environment._lock(file.fileno())


def test_the_torch_index_comes_from_the_machine_alone(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMGUI_TORCH_INDEX", raising=False)
    assert environment.torch_index() == []
    monkeypatch.setenv("MMGUI_TORCH_INDEX", "file:///my/index")
    assert environment.torch_index() == ["--extra-index-url", "file:///my/index"]


def test_settings_that_send_packages_elsewhere_are_not_passed_to_pip(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_FIND_LINKS"):
        monkeypatch.setenv(name, "x")
    quiet = environment.quiet_environment()
    assert {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET"}.isdisjoint(quiet)
    assert quiet["PIP_FIND_LINKS"] == "x"


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("NewConnectionError: Temporary failure in name resolution\nERROR: No matching distribution", "did not answer"),
        (
            "ERROR: No matching distribution found for polars==9",
            "pip said: No matching distribution found for polars==9",
        ),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/x'", "cannot be written"),
        ("", "pip could not install a library."),
    ],
)
def test_a_failure_of_pip_is_told_in_a_plain_sentence(environment: ModuleType, account: str, sentence: str) -> None:
    assert sentence in environment.explain_pip_failure(account)


def test_too_little_space_is_said_before_anything_is_fetched(environment: ModuleType) -> None:
    with pytest.raises(environment.SetUpError, match="needs about 1000000 GB"):
        environment.check_space(1_000_000)


def test_constraints_are_exact_have_no_local_tags_and_cover_every_dependency() -> None:
    from packaging.requirements import Requirement

    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    versions = {}
    for pin in pins:
        (specifier,) = pin.specifier
        assert specifier.operator == "=="
        assert "+" not in specifier.version, pin
        versions[pin.name.lower().replace("_", "-")] = specifier.version
    assert versions["torch"] == "2.13.0"
    assert versions["pyside6-essentials"].startswith("6.11.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for text in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        wanted = Requirement(text)
        assert wanted.specifier.contains(versions[wanted.name.lower().replace("_", "-")]), text
