"""The folder .venv: made, mended, filled with the tested versions, and stamped when it is complete.

Used by bootstrap.py, which explains it to people. Only the standard library; every failure that a person can do
something about is a SetUpError whose text is all that is shown.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = VENV / "mmgui-stamp.json"
INTERRUPTED = VENV / "mmgui-installing"  # there while pip writes; found at a start, it tells of an interrupted set-up
TORCH = "torch==2.13.0"
SPACE_NEEDED_GB = {"cpu": 3, "cuda": 9, "": 3}

_OF_A_VENV = {"bin", "scripts", "include", "lib", "lib64", "share", "etc", "pyvenv.cfg", ".gitignore", "cachedir.tag"}
_BUILD_OF_TORCH = (
    "import importlib.util, pathlib, runpy\n"
    "spec = importlib.util.find_spec('torch')\n"
    "values = runpy.run_path(str(pathlib.Path(spec.origin).with_name('version.py'))) if spec else None\n"
    "print('' if values is None else 'cuda' if values.get('cuda') else 'cpu')\n"
)


class SetUpError(Exception):
    """Something that a person can do something about; the text is all that is shown."""


def say(text: str) -> None:
    print(f"• {text}", flush=True)


def fingerprint(constraints: Path = CONSTRAINTS, project: Path = ROOT / "pyproject.toml") -> str:
    """Changes whenever the environment has to be looked at again: versions, dependencies, Python, the place itself."""
    digest = hashlib.sha256()
    for path in (constraints, project):
        digest.update(path.read_bytes() + b"\0")
    digest.update(f"{sys.implementation.cache_tag} {sys.version_info[:3]} {sys.platform} {ROOT}".encode())
    return digest.hexdigest()


def read_stamp(path: Path = STAMP) -> dict[str, object]:
    """What the last completed set-up wrote: fingerprint, parts, torch, root; {} if there is none or it is damaged."""
    try:
        stamp = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def stamp_fits(stamp: dict[str, object], wanted: str, part: str, torch: str) -> bool:
    """Whether a stamp tells of a set-up for this fingerprint, this part ("run", "test") and this torch ("" = any)."""
    parts = stamp.get("parts")
    fits = stamp.get("fingerprint") == wanted and isinstance(parts, list) and part in parts
    return fits and torch in ("", stamp.get("torch"))


def is_ready(part: str, torch: str) -> bool:
    """Whether .venv was completed for this; costs a few file reads."""
    return (
        stamp_fits(read_stamp(), fingerprint(), part, torch) and python_of_venv().exists() and not INTERRUPTED.exists()
    )


def write_stamp(part: str) -> None:
    """`run` is part of `test`; a part that was complete for the same fingerprint stays so."""
    old = read_stamp()
    parts = [name for name in ("run", "test") if name in ("run", part) or stamp_fits(old, fingerprint(), name, "")]
    stamp = {"fingerprint": fingerprint(), "parts": parts, "torch": build_of_torch(), "root": str(ROOT)}
    STAMP.write_text(json.dumps(stamp, indent=1), "utf-8")


def complete(part: str, torch: str) -> None:
    """Bring .venv to where `is_ready(part, torch)` holds, however little of it is there. Says what it does."""
    with only_one_at_a_time():
        if is_ready(part, torch):
            return  # another start did it while this one waited
        start = time.monotonic()
        make_environment()
        INTERRUPTED.touch()
        try:
            install_torch(torch)
            install_mmgui(with_tests=part == "test")
            check_qt()
            write_stamp(part)
        except SetUpError:
            INTERRUPTED.unlink()  # it ended in good order: what is installed is whole and can be kept
            raise
        INTERRUPTED.unlink()
        say(f"Ready after {time.monotonic() - start:.0f} s.")


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold a lock of the operating system, which a killed process loses by itself, while setting up."""
    who = f"{ROOT} {os.environ.get('USER', '')} {os.environ.get('USERNAME', '')}"
    name = f"mmgui-setup-{hashlib.sha256(who.encode()).hexdigest()[:16]}.lock"
    with (Path(tempfile.gettempdir()) / name).open("a") as file:
        told = False
        while not _lock(file.fileno()):
            if not told:
                say("Another set-up of this folder is going on; waiting for it …")
            told = True
            time.sleep(1.0)
        yield


def _lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def check_system(for_tests: bool, thorough: bool) -> None:
    """Bring or name what Qt and the tests need from the system. `thorough`: look for fonts and programs too."""
    libraries = system_packages.missing_libraries()
    programs = system_packages.missing_test_programs() if for_tests and thorough else []
    fonts = system_packages.missing_fonts() if thorough else []
    bring(libraries, programs, fonts)


def bring(libraries: list[str], programs: list[str], fonts: list[str]) -> None:
    """Install the packages if we may. Missing libraries are fatal; programs and fonts are only worth a word."""
    if not (libraries or programs or fonts):
        return
    names = ", ".join([*libraries, *programs, *(f"a font with {font}" for font in fonts)])
    packages = system_packages.packages_for(libraries, programs, fonts)
    before = system_packages.privilege() if system_packages.knows_apt() and packages else None
    if before is not None:
        say(f"Installing what the system lacks: {' '.join(packages)} …")
        failure = system_packages.install(packages, before)
        if not failure:
            return
        how = (
            f"apt-get could not install it:\n{failure}\nThe command was:\n  {system_packages.install_command(packages)}"
        )
    elif system_packages.knows_apt() and packages:
        how = f"This command installs it:\n  {system_packages.install_command(packages)}"
    else:
        how = "Please install the packages of your system that hold it."
    if libraries:
        raise SetUpError(f"The window cannot start, because this system lacks: {names}.\n{how}\nThen try again.")
    say(f"This system lacks: {names}. mmgui works without, but not everything does. {how}")


def make_environment() -> None:
    """A usable .venv: kept if it is sound, made anew if it is missing, half-made, moved or broken."""
    if VENV.exists() or VENV.is_symlink():
        reason = what_is_wrong_with_venv()
        if not reason:
            return
        check_it_may_be_removed(VENV)
        check_ensurepip()
        say(f"Making .venv anew: {reason} …")
        shutil.rmtree(VENV)
    else:
        check_ensurepip()
        say("Making the folder .venv …")
    check_space(SPACE_NEEDED_GB[""])
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)],
        env=quiet_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        words = done.stdout.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
        raise SetUpError(f"Python could not make the folder {VENV}: {words[0]}")


def what_is_wrong_with_venv() -> str:
    """ "" for a sound environment, otherwise the reason why it has to be made anew."""
    if INTERRUPTED.exists():
        return "the last set-up was interrupted"
    if not python_of_venv().exists():
        return "it is incomplete"
    root = read_stamp().get("root")
    if root is not None and root != str(ROOT):
        return "the project folder was moved"
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if ask_python(check) is None:
        return "its Python does not start, is too old or has no pip"
    return ""


def check_it_may_be_removed(folder: Path) -> None:
    """Never delete what is not an environment: a link, a file, or a folder with things of a person's own in it."""
    if folder.is_symlink() or not folder.is_dir():
        raise SetUpError(f"{folder} is not a folder that this script made. Please move it away and try again.")
    strange = [p.name for p in folder.iterdir() if p.name.lower() not in _OF_A_VENV and not p.name.startswith("mmgui-")]
    if strange:
        names = ", ".join(sorted(strange)[:3])
        raise SetUpError(f"{folder} holds things that are not of a Python environment ({names}). Please move it away.")


def check_ensurepip() -> None:
    """Debian and Ubuntu ship Python without the part that makes environments."""
    import importlib.util

    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    before = system_packages.privilege() if system_packages.knows_apt() else None
    if before is not None:
        say(f"Installing what the system lacks: {package} …")
        if not system_packages.install([package], before):
            return
    raise SetUpError(
        f"This Python cannot make environments. On Debian or Ubuntu:\n  {system_packages.install_command([package])}"
    )


def check_space(needed_gb: int) -> None:
    free_gb = shutil.disk_usage(str(ROOT)).free / 1e9
    if free_gb < needed_gb:
        raise SetUpError(f"The disk with {ROOT} has {free_gb:.1f} GB left; the set-up needs about {needed_gb} GB.")


def install_torch(kind: str) -> None:
    """torch first and by itself: it is by far the largest, and its kind may be asked for."""
    installed = build_of_torch()
    if installed and kind and installed != kind:
        check_space(SPACE_NEEDED_GB[kind])
        pip([TORCH, "--force-reinstall", "--no-deps", *torch_index()], f"Exchanging torch for its {kind} build")
    pip([TORCH, *torch_index()], "Installing torch (the largest part; minutes on a slow line)")
    got = build_of_torch()
    if kind and got != kind:
        raise SetUpError(
            f"You asked for the {kind} build of torch, but pip's sources gave the {got} build.\n"
            f"Set MMGUI_TORCH_INDEX to the address of an index with {kind} builds (PyTorch's “Get started” page\n"
            f"lists them), or leave --{kind} out."
        )


def torch_index() -> list[str]:
    address = os.environ.get("MMGUI_TORCH_INDEX", "")
    return ["--extra-index-url", address] if address else []


def build_of_torch() -> str:
    """ "cpu" or "cuda" for the installed torch, "" if there is none. Reads its version file; imports nothing large."""
    return ask_python(_BUILD_OF_TORCH) or ""


def install_mmgui(with_tests: bool) -> None:
    """mmgui itself stays where it is (editable), so a `git pull` needs no new set-up unless the versions changed."""
    pip(["setuptools"], "Installing the build tool")
    what = f"{ROOT}[test]" if with_tests else str(ROOT)
    pip(["--no-build-isolation", "--editable", what], "Installing mmgui and the libraries it stands on")


def pip(arguments: list[str], title: str) -> None:
    """`pip install` with the tested versions; its progress is shown, its full account goes to .venv/mmgui-pip.log."""
    say(f"{title} …")
    log = VENV / "mmgui-pip.log"
    log.unlink(missing_ok=True)
    on_screen = sys.stdout.isatty()
    command = [str(python_of_venv()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--constraint", str(CONSTRAINTS), "--log", str(log), *arguments]
    process = subprocess.Popen(
        command,
        env=quiet_environment(),
        stdin=subprocess.DEVNULL,
        stdout=None if on_screen else subprocess.PIPE,
        stderr=None if on_screen else subprocess.STDOUT,
    )
    for line in process.stdout or ():
        text = line.decode("utf-8", "replace").strip()
        if text.startswith(("Collecting ", "Downloading ", "Installing ", "Successfully ")):
            print(f"    {text[:110]}", flush=True)
    if process.wait() != 0:
        account = log.read_text("utf-8", "replace") if log.exists() else ""
        raise SetUpError(f"{explain_pip_failure(account)}\nThe full account is in {log}.")


def explain_pip_failure(account: str) -> str:
    """pip's log in one plain sentence."""
    low = account.lower()
    errors = [line.split("ERROR: ", 1)[1] for line in account.splitlines() if "ERROR: " in line]
    last = f"\npip said: {errors[-1].strip()[:300]}" if errors else ""
    if "no space left" in low:
        return f"The disk is full.{last}"
    lost = ("temporary failure in name resolution", "connection refused", "network is unreachable", "connection broken")
    if any(words in low for words in (*lost, "newconnectionerror", "read timed out", "nameresolutionerror")):
        return f"A library could not be fetched: the network did not answer. Check the connection and try again.{last}"
    if "no matching distribution" in low:
        return f"pip's sources do not hold a library in the tested version, or not for this Python and system.{last}"
    if "permission denied" in low:
        return f"Something in {VENV} cannot be written. It may belong to another user.{last}"
    return f"pip could not install a library.{last}"


def check_qt() -> None:
    """Open and close a Qt application without a screen; where libraries are missing, bring or name them."""
    qt_files = [p for name in ("lib*", "Lib") for p in VENV.glob(f"{name}/**/PySide6/Qt/plugins/platforms/libq*.so")]
    unresolved = system_packages.unresolved_libraries([p for p in qt_files if p.stem in ("libqxcb", "libqoffscreen")])
    unknown = [name for name in unresolved if name not in system_packages.QT_LIBRARIES]
    if unknown:
        raise SetUpError(f"The window cannot start, because this system lacks: {', '.join(unknown)}.")
    bring(unresolved, [], fonts=[])
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    environment = {**quiet_environment(), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [str(python_of_venv()), "-c", code],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        words = done.stdout.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise SetUpError(f"Qt, which draws the window, does not start: {words[0]}")


def ask_python(code: str) -> str | None:
    """What the environment's Python prints when it runs `code`; None if it fails or does not even start."""
    try:
        done = subprocess.run(
            [str(python_of_venv()), "-c", code],
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def python_of_venv() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def quiet_environment() -> dict[str, str]:
    """The environment for pip and for checks, without settings that would send packages elsewhere than to .venv."""
    strange = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")
    return {**{k: v for k, v in os.environ.items() if k not in strange}, "PYTHONNOUSERSITE": "1"}
