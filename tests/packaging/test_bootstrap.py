"""What a person types and reads. The whole way on an empty machine is proven by running it, not here."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("typed", "command", "torch", "passed_on"),
    [
        (["run"], "run", "", []),
        (["run", "--cpu"], "run", "cpu", []),
        (["run", "--cuda", "train", "--device", "cuda"], "run", "cuda", ["train", "--device", "cuda"]),
        (["run", "train", "--cpu"], "run", "", ["train", "--cpu"]),
        (["run", "--help"], "run", "", ["--help"]),
        (["run", "--cpu", "--", "--cuda"], "run", "cpu", ["--cuda"]),
        (["test", "-k", "fusion", "-x"], "test", "", ["-k", "fusion", "-x"]),
    ],
)
def test_flags_before_the_first_argument_are_ours_and_the_rest_is_passed_on(
    bootstrap: ModuleType, typed: list[str], command: str, torch: str, passed_on: list[str]
) -> None:
    assert bootstrap.read_arguments(typed) == bootstrap.Request(command, torch, passed_on)


@pytest.mark.parametrize("typed", [[], ["-h"], ["--help"], ["help"]])
def test_no_command_or_help_explains_the_two_commands(
    bootstrap: ModuleType, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(typed) == 0
    shown = capsys.readouterr().out
    assert "run " in shown
    assert "test " in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [(["fly"], '"fly" is not a command'), (["run", "--cpu", "--cuda"], "choose one of --cpu and --cuda")],
)
def test_a_slip_is_answered_with_a_sentence_and_code_1(
    bootstrap: ModuleType, typed: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(typed) == 1
    assert words in capsys.readouterr().err


def test_run_becomes_mmgui_with_the_arguments(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap.environment, "is_ready", lambda part, torch: True)
    monkeypatch.setattr(bootstrap.environment, "check_system", lambda for_tests, thorough: None)
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, command: started.append(command) or 0)
    assert bootstrap.main(["run", "train", "my project.mmproj"]) == 0
    assert [command[1:] for command in started] == [["-m", "mmgui", "train", "my project.mmproj"]]


def test_checks_go_on_after_a_failure_and_the_first_failure_gives_the_code(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = iter([0, 7, 0, 3, 1])
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return subprocess.CompletedProcess(command, next(codes))

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    assert bootstrap.run_checks(["-k", "words"]) == 7
    assert len(commands) == 5
    assert commands[-1][1:3] == ["-m", "pytest"]
    assert commands[-1][-2:] == ["-k", "words"] and "-n" not in commands[-1]
    assert "formatting passed; style FAILED; types passed; import rules FAILED" in capsys.readouterr().out


def test_an_unexpected_error_is_a_sentence_and_its_details_go_to_a_file(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(request: object) -> None:
        raise PermissionError(13, "Permission denied", "/x/.venv")

    monkeypatch.setattr(bootstrap, "set_up", fail)
    monkeypatch.setattr(bootstrap.tempfile, "tempdir", str(tmp_path))
    assert bootstrap.main(["run"]) == 1
    shown = capsys.readouterr().err
    assert "could not go on: Permission denied (/x/.venv)" in shown
    assert "Traceback" not in shown
    (details,) = tmp_path.glob("mmgui-bootstrap-*.txt")
    assert "Traceback" in details.read_text()


def test_an_old_python_is_told_what_is_needed(bootstrap: ModuleType) -> None:
    text = bootstrap.advice_for_old_python((3, 8), ["python-that-is-not-there"])
    assert (
        text == "mmgui needs Python 3.11 or newer, and this is Python 3.8. Please install a newer Python and try again."
    )


def test_an_old_python_is_pointed_to_a_newer_one_that_starts(bootstrap: ModuleType, tmp_path: Path) -> None:
    broken = tmp_path / "python3.15"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert sys.executable in bootstrap.advice_for_old_python((3, 9), [str(broken), sys.executable])


def test_scripts_can_be_read_by_an_old_python_up_to_its_refusal() -> None:
    import ast

    for path in (ROOT / "packaging").glob("*.py"):
        if path.stem in ("bootstrap", "environment", "system_packages"):
            ast.parse(path.read_text("utf-8"), feature_version=(3, 7))


def test_the_ci_command_is_the_readme_command() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert [line for line in lines if "python3" in line] == ["exec python3 packaging/bootstrap.py test </dev/null"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python3 packaging/bootstrap.py run\n" in readme
    assert "python3 packaging/bootstrap.py test\n" in readme
