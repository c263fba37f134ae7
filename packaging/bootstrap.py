"""From a fresh clone to the running program: `python3 packaging/bootstrap.py run` or `… test`.

    run  [--cpu | --cuda] [ARGUMENTS …]   set up what is missing, then start mmgui with these arguments
    test [--cpu | --cuda] [ARGUMENTS …]   set up, then check formatting, style, types, import rules, and run every test
                                          (the arguments go to pytest)

Setting up makes the folder .venv beside this one and installs there the exact versions of constraints.txt; on Debian
and Ubuntu it also installs the system libraries that Qt needs if it may (root, or sudo without a password), and
otherwise prints the command that does. Nothing outside .venv is touched besides. A second start only compares a stamp.
A set-up that was interrupted is begun again. Only the standard library is used.

Which torch: without a flag the build that pip finds first (on Linux usually the one with CUDA, 5 GB; the processor-only
build has 0.7 GB). --cpu and --cuda insist on one kind: torch is fetched anew if the installed one is of the other kind.
Where pip's usual sources do not hold that kind, set MMGUI_TORCH_INDEX to the address of an index that does (PyTorch's
"Get started" page lists one for each kind); it is asked in addition to the usual ones.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

import environment
from environment import ROOT, VENV, SetUpError, python_of_venv, say

TESTS_AT_MOST_S = 2400
IN_TWO = ["-n", "2", "--dist", "loadfile"]  # processes, where nothing else was asked for; files stay whole


@dataclass(frozen=True)
class Request:
    """What was typed. torch: "cpu", "cuda" or "" (whichever comes); arguments: for mmgui or for pytest."""

    command: str
    torch: str
    arguments: list[str]


def main(argv: list[str]) -> int:
    wanted = (3, 11)
    if sys.version_info < wanted:
        print(advice_for_old_python(sys.version_info[:2], [f"python3.{minor}" for minor in range(15, 10, -1)]))
        return 1
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show a letter shall not end the set-up
    try:
        request = read_arguments(argv)
        if request is None:
            print(__doc__)
            return 0
        set_up(request)
        return run_program(request.arguments) if request.command == "run" else run_checks(request.arguments)
    except SetUpError as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except Exception as error:
        with tempfile.NamedTemporaryFile("w", prefix="mmgui-bootstrap-", suffix=".txt", delete=False) as file:
            file.write(traceback.format_exc())
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        name = getattr(error, "filename", None)
        print(f"\nThe set-up could not go on: {reason}{f' ({name})' if name else ''}.", file=sys.stderr)
        print(f"The details are in {file.name}.", file=sys.stderr)
        return 1


def advice_for_old_python(version: tuple[int, ...], candidates: list[str]) -> str:
    """What to say when this interpreter is too old; names a newer one if the machine has it."""
    text = f"mmgui needs Python 3.11 or newer, and this is Python {version[0]}.{version[1]}."
    newer = next((name for name in candidates if starts(name)), None)
    if newer:
        return f"{text} This machine has a newer one: {newer} packaging/bootstrap.py {' '.join(sys.argv[1:])}".rstrip()
    return f"{text} Please install a newer Python and try again."


def starts(program: str) -> bool:
    if shutil.which(program) is None:
        return False
    quiet = subprocess.DEVNULL
    return subprocess.run([program, "--version"], stdin=quiet, stdout=quiet, stderr=quiet).returncode == 0


def read_arguments(argv: list[str]) -> Request | None:
    """None when help is asked for. Our own flags stand right after the command; all that follows is passed on."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        return None
    command, rest = argv[0], list(argv[1:])
    if command not in ("run", "test"):
        raise SetUpError(f'"{command}" is not a command. There are two: run and test (--help explains them).')
    torch = ""
    while rest and rest[0] in ("--cpu", "--cuda"):
        flag = rest.pop(0)[2:]
        if torch and torch != flag:
            raise SetUpError("Please choose one of --cpu and --cuda.")
        torch = flag
    if rest and rest[0] == "--":
        del rest[0]
    return Request(command, torch, rest)


def set_up(request: Request) -> None:
    """Make everything that the command needs; does nothing where the stamp says that it is there."""
    if environment.is_ready(request.command, request.torch):
        environment.check_system(for_tests=False, thorough=False)
        return
    environment.check_system(for_tests=request.command == "test", thorough=True)
    environment.complete(request.command, request.torch)


def run_program(arguments: list[str]) -> int:
    """Become mmgui. Never returns on Linux and macOS; on Windows, which cannot, gives its exit code."""
    command = [str(python_of_venv()), "-m", "mmgui", *arguments]
    sys.stdout.flush()
    return subprocess.call(command) if os.name == "nt" else os.execv(command[0], command)


def run_checks(arguments: list[str]) -> int:
    """Every check, even after one that failed; gives the exit code of the first that failed. pytest speaks last."""
    python = str(python_of_venv())
    lint_imports = str(python_of_venv().with_name("lint-imports.exe" if os.name == "nt" else "lint-imports"))
    checks = [
        ("formatting", [python, "-m", "ruff", "format", "--check", "."]),
        ("style", [python, "-m", "ruff", "check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("import rules", [lint_imports]),
    ]
    codes = []
    for name, command in checks:
        say(f"{name}: {' '.join(Path(c).name if c.startswith(str(VENV)) else c for c in command)}")
        start = time.monotonic()
        codes.append(subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL).returncode)
        say(f"{name}: {verdict(codes[-1])} after {time.monotonic() - start:.0f} s")
    results = "; ".join(f"{name} {verdict(code)}" for (name, _), code in zip(checks, codes, strict=True))
    say(f"So far: {results}. Now the tests:")
    command = [python, "-m", "pytest", f"--session-timeout={TESTS_AT_MOST_S}", *(arguments or IN_TWO)]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}  # of torch: two in each of two processes wait for each other
    codes.append(subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL, env=one_thread).returncode)
    return next((code for code in codes if code != 0), 0)


def verdict(code: int) -> str:
    return "passed" if code == 0 else "FAILED"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
