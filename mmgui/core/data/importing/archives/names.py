"""Names of files in archives: in which letters they are written, and under which name they may be unpacked."""

import os
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress

from mmgui.core.data.importing.file_names import is_storable
from mmgui.core.data.importing.tables.encodings import decode_text
from mmgui.core.data.importing.tables.letters import other_codecs
from mmgui.core.i18n import _

_UTF8_FLAG = 0x800
_MOST_BYTES_OF_NAME = 200
_MOST_BYTES_OF_PATH = 1000
_MOST_FOLDERS = 50
_FEW_LETTERS = 20
_SOME = 50  # names that are looked for in tables
_DRIVE = re.compile(r"^[A-Za-z]:(/|$)")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$", re.IGNORECASE)
_WINDOWS_FORBIDS = re.compile(r'[<>:"|?*\x00-\x1f]')


def member_names(
    infos: Sequence[zipfile.ZipInfo], wish: str = "", words: Callable[[], str] = str
) -> tuple[list[str], str]:
    """The names in a zip, and the encoding if it was guessed. Names that are not said to be UTF-8 are in the letters of
    the system that packed them: all in the same, so that they are looked at together. wish: the encoding that a person
    chose, "" = none. words: what stands in the tables of the zip, asked for only where a guess needs it."""
    old = [i.filename.encode("cp437", "replace") for i in infos if not i.flag_bits & _UTF8_FLAG]
    foreign = b"\n".join(dict.fromkeys(raw for raw in old if not raw.isascii()))
    is_wished = bool(foreign and wish) and _can_decode(foreign, wish)
    codec = wish if is_wished else _codec_of_names(foreign) if foreign else ""
    if codec not in {"", "utf-8"} and not is_wished:
        codec = _codec_in_tables(foreign, codec, words())
    names = iter(raw.decode(codec or "ascii", "replace") for raw in old)
    found = [i.filename if i.flag_bits & _UTF8_FLAG else next(names) for i in infos]
    return found, "" if is_wished or codec == "utf-8" else codec


def _can_decode(foreign: bytes, wish: str) -> bool:
    """Whether names can be in this encoding: in UTF-16, which the texts may be in, they never are."""
    try:
        foreign.decode(wish)
        return b"a".decode(wish) == "a"
    except (UnicodeDecodeError, LookupError):
        return False


def _codec_of_names(foreign: bytes) -> str:
    """The encoding of a few short names. The rules for texts need more letters than that."""
    with suppress(UnicodeDecodeError):
        foreign.decode("utf-8")
        return "utf-8"
    runs = re.findall(rb"[\x80-\xff]+", foreign)
    if all(len(run) % 2 == 0 for run in runs):
        with suppress(UnicodeDecodeError):
            foreign.decode("gb2312")
            return "gb18030"
    if sum(map(len, runs)) < _FEW_LETTERS:
        return "cp437"  # what the format says
    return decode_text(foreign)[1].codec


def _codec_in_tables(foreign: bytes, guess: str, words: str) -> str:
    """The encoding in which the names stand in the tables beside them; the guess if in none more than in it."""
    sample = b"\n".join(foreign.split(b"\n")[:_SOME])

    def count(codec: str) -> int:
        names = sample.decode(codec, "replace").split("\n")
        parts = [[part for part in re.split(r"[\\/]", name) if not part.isascii()] for name in names]
        return sum(found[-1] in words for found in parts if found)

    best = max((guess, *other_codecs(sample, guess)), key=count)
    return best if _can_decode(foreign, best) else guess


def refusal_of_name(name: str) -> str | None:
    """Why a file may not be unpacked under its name; None if it may. name: with "/"."""
    parts = name.split("/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts:
        return _("Its path leads out of the archive.")
    if not is_storable(name):
        return _("Its path is written in letters of another system.")
    if "\0" in name or not parts[-1].strip():
        return _("It has no name.")
    longest = max(len(part.encode()) for part in parts)
    if longest > _MOST_BYTES_OF_NAME or len(name.encode()) > _MOST_BYTES_OF_PATH or len(parts) > _MOST_FOLDERS:
        return _("Its path is too long.")
    return None


def safe_parts(name: str, is_windows: bool = os.name == "nt") -> list[str]:
    """The folders and the name under which a file is unpacked, for a name that was not refused."""
    parts = [part for part in name.split("/") if part not in {"", "."}]
    return [_on_windows(part) for part in parts] if is_windows else parts


def _on_windows(part: str) -> str:
    """A name that Windows can store and does not take for a device."""
    part = _WINDOWS_FORBIDS.sub("_", part)
    part = part.rstrip(" .") or "_"
    return f"_{part}" if _RESERVED.match(part) else part
