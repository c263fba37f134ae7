"""What Qt needs from the operating system: what is missing, the command that brings it, and running that command.

Only Debian and Ubuntu are installed for (apt-get, as root or with a sudo that asks for no password); elsewhere the
missing libraries are named. macOS and Windows need nothing: Qt's wheels bring everything there.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Library that Qt loads → Debian package that holds it (Ubuntu renamed some with a t64 ending; apt follows by itself).
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# What a font brings → its package. Latin letters of a Chinese font have quotation marks as wide as Chinese letters.
FONTS = {"Chinese letters": "fonts-noto-cjk", "an even look": "fonts-inter"}
SYSTEM_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# Program that the window tests start → its package.
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox"}

_FONT_NAMES = {
    "Chinese letters": ("cjk", "wqy", "sourcehan", "droidsansfallback", "uming", "ukai", "simhei", "simsun"),
    "an even look": ("inter-", "inter.", "intervariable", "notosans-", "notosans["),
}
_LISTS_ARE_STALE_AFTER_S = 24 * 3600.0


def missing_libraries() -> list[str]:
    """The libraries of QT_LIBRARIES that the loader cannot find, found out by loading them (a few ms each)."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library in QT_LIBRARIES:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def unresolved_libraries(files: list[Path]) -> list[str]:
    """What `ldd` cannot find for Qt's own files: the last word after an installation. Empty where there is no ldd."""
    if not files or not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return []
    listing = subprocess.run(
        ["ldd", *map(str, files)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ).stdout.decode("utf-8", "replace")
    return sorted({line.split()[0] for line in listing.splitlines() if "=> not found" in line})


def missing_fonts() -> list[str]:
    """Those of FONTS that lie in none of the usual folders (elsewhere than on Linux: none is missing)."""
    if not sys.platform.startswith("linux"):
        return []
    home = Path.home()
    found: set[str] = set()
    for folder in (*SYSTEM_FONTS, home / ".fonts", home / ".local/share/fonts"):
        for _, _, names in os.walk(str(folder)):
            found.update(name.lower() for name in names)
            found.update(name.lower().replace("-", "").replace("_", "") for name in names)
    return [font for font in FONTS if not any(name in file for file in found for name in _FONT_NAMES[font])]


def missing_test_programs() -> list[str]:
    """Names of the programs of TEST_PROGRAMS that are not there; the window tests under Xvfb are Linux only."""
    if not sys.platform.startswith("linux"):
        return []
    return [name for name in TEST_PROGRAMS if shutil.which(name) is None]


def packages_for(libraries: list[str], programs: list[str], fonts: list[str]) -> list[str]:
    """Debian packages, each once and sorted. A library that the table does not know has none and is left out."""
    packages = {QT_LIBRARIES[name] for name in libraries if name in QT_LIBRARIES}
    packages |= {TEST_PROGRAMS[name] for name in programs}
    return sorted(packages | {FONTS[font] for font in fonts})


def install_command(packages: list[str]) -> str:
    """The one line that a person types to get these packages on Debian or Ubuntu."""
    return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def knows_apt() -> bool:
    return shutil.which("apt-get") is not None


def privilege() -> list[str] | None:
    """What to put before apt-get: nothing as root, `sudo -n` where it asks for no password; None if we may not."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        may = subprocess.run(
            ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if may.returncode == 0:
            return ["sudo", "-n"]
    return None


def lists_are_stale(folder: Path = Path("/var/lib/apt/lists"), now_s: float | None = None) -> bool:
    """Whether apt's package lists are absent or older than a day."""
    now_s = time.time() if now_s is None else now_s
    lists = list(folder.glob("*_Packages*")) if folder.is_dir() else []
    return not lists or now_s - max(path.stat().st_mtime for path in lists) > _LISTS_ARE_STALE_AFTER_S


def install(packages: list[str], before: list[str]) -> str:
    """Install with apt-get, `before` from `privilege()`. Returns "" or, if it failed, apt's last words."""
    if lists_are_stale():
        _apt(before, ["update"])  # a failure shows in what follows, and some mirrors may still have answered
    failure = _apt(before, ["install", "-y", "--no-install-recommends", *packages])
    if failure and not _apt(before, ["update"]):
        failure = _apt(before, ["install", "-y", "--no-install-recommends", *packages])
    return failure


def _apt(before: list[str], arguments: list[str]) -> str:
    settings = ["DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    done = subprocess.run(
        [*before, "env", *settings, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode == 0:
        return ""
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    errors = [line for line in lines if line.startswith("E:")]
    return "\n".join((errors or lines)[-3:]) or f"apt-get ended with code {done.returncode}"
