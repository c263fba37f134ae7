"""What a file is, whatever its name ends in: a table, or something else that a person is told in plain words."""

import bz2
import gzip
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

from mmgui.core.data.importing.file_names import PAGE_ENDINGS, is_last_piece, is_piece_of_archive
from mmgui.core.data.importing.tables.packed import name_within
from mmgui.core.data.importing.tables.rows import JSON_SUFFIXES, SPREADSHEETS
from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.raw_file import open_raw

ByteKind: TypeAlias = Literal["plain", "parquet", "spreadsheet", "archive"]
TextKind: TypeAlias = Literal["json", "delimited"]
START_BYTES = 4096
SAMPLE_CHARACTERS = 1 << 16

_TABLES_HINT = N_("Choose a table (CSV, XLSX, JSON, Parquet) or a folder of pictures.")
_COPY_HINT = N_("If it holds a table, copy that into a spreadsheet program and save it as CSV or XLSX.")
_EXPORT_HINT = N_("Save its table as CSV and choose that.")
_UNPACK_HINT = N_("Unpack it, then choose what comes out of it.")
_PICTURE_HINT = N_("Choose the folder that it lies in, or drop it on the Try page to ask a model about it.")


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is no table. what: with its article, as in "a picture"; hint: what to do instead."""

    what: str
    hint: str = _TABLES_HINT

    def refusal(self, path: Path) -> DataError:
        said = _("“{name}” is {what}, not a table.").format(name=path.name, what=_(self.what))
        return DataError(said, _(self.hint), file=path)


PICTURE = Other(N_("a picture"), _PICTURE_HINT)
_WEB_PAGE = Other(N_("a web page"), _COPY_HINT)
_XML = Other(N_("an XML file"), _COPY_HINT)
_WORD = Other(N_("a text document"), _COPY_HINT)
PACKED = Other(N_("a packed file"), _UNPACK_HINT)
PIECE = Other(
    N_("a piece of a divided archive"),
    N_("Put all its pieces into one folder and unpack them together (7-Zip does it), then choose what comes out."),
)
_MODEL = Other(N_("a saved model"), N_("To use a model of this program, open the run folder that it lies in."))
_PROGRAM = Other(N_("a computer program"))
_SETTINGS = Other(N_("a settings file"))
_VIDEO, _SOUND = Other(N_("a video")), Other(N_("a sound"))
_DATABASE = Other(N_("a database"), _EXPORT_HINT)
_DATA = Other(N_("a data file of another program"), N_("Save it there as CSV or Parquet and choose that."))
_POINTER = Other(
    N_("only a pointer that Git LFS left in place of the file"), N_("Fetch the file itself with “git lfs pull”.")
)

_MAGIC: tuple[tuple[int, bytes, Other], ...] = (
    (0, b"\x89PNG", PICTURE),
    (0, b"\xff\xd8\xff", PICTURE),
    (0, b"GIF8", PICTURE),
    (0, b"II*\0", PICTURE),
    (0, b"MM\0*", PICTURE),
    (0, b"8BPS", PICTURE),
    (0, b"\0\0\x01\0", PICTURE),
    (0, b"\0\0\0\x0cJXL ", PICTURE),
    (0, b"\0\0\0\x0cjP  ", PICTURE),
    (8, b"WEBP", PICTURE),
    (8, b"AVI ", _VIDEO),
    (8, b"WAVE", _SOUND),
    (0, b"\x1aE\xdf\xa3", _VIDEO),
    (0, b"FLV\x01", _VIDEO),
    (0, b"\0\0\x01\xba", _VIDEO),
    (0, b"ID3", _SOUND),
    (0, b"\xff\xfb", _SOUND),
    (0, b"\xff\xf3", _SOUND),
    (0, b"fLaC", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"MThd", _SOUND),
    (0, b"%PDF", Other(N_("a PDF document"), _COPY_HINT)),
    (0, b"%!PS", Other(N_("a PostScript document"), _COPY_HINT)),
    (0, b"{\\rtf", _WORD),
    (0, b"SQLite format 3\0", _DATABASE),
    (4, b"\0\x01\0\0Standard Jet DB", _DATABASE),
    (4, b"\0\x01\0\0Standard ACE DB", _DATABASE),
    (0, b"Rar!", PACKED),
    (0, b"7z\xbc\xaf'\x1c", PACKED),
    (0, b"\x28\xb5\x2f\xfd", PACKED),
    (0, b"\x1f\x9d", PACKED),
    (0, b"MZ\x90", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\x89HDF", _DATA),
    (0, b"\x93NUMPY", _DATA),
    (0, b"ARROW1", _DATA),
    (0, b"FEA1", _DATA),
    (0, b"ORC", _DATA),
    (0, b"Obj\x01", _DATA),
    (0, b"$FL2", _DATA),
    (0, b"\x80\x02}q", _DATA),
    (0, b"\x80\x03}q", _DATA),
    (0, b"\x80\x04\x95", _DATA),
    (0, b"\x80\x05\x95", _DATA),
    (0, b"version https://git-lfs.github.com/spec/", _POINTER),
)
_COMPRESSED: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_CODE = (
    *(".py", ".pyw", ".js", ".ts", ".java", ".c", ".h", ".cpp", ".cs", ".go", ".rs", ".rb", ".php", ".sh", ".bat"),
    *(".ps1", ".pl", ".lua", ".swift", ".kt", ".m", ".css", ".sql"),
)
_SETTINGS_SUFFIXES = (".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf")
_PYTHON = re.compile(
    r"(import [\w.]+( as \w+)?(, *[\w.]+)*|from [\w.]+ import .+|(async )?def \w+\(.*|class \w+.*:|if __name__ ==.*"
    r"|[\"']{3}.*)\s*$"
)
_CODE_START = re.compile(
    r"(#include|#!|package [\w.]+;|import [\w.*{} ,]+( from .+)?;|using [\w.]+;|function \w+\(|(const|let|var) \w+ ?="
    r"|public |//|/\*|<\?php|SELECT |CREATE TABLE)"
)
_KEY = re.compile(r"\s*(- *)?[\"']?[\w./ -]{1,60}[\"']?:( .*)?$|\s*-( .*)?$")


def refusal_of_page(names: Iterable[str]) -> DataError | None:
    """What to say where a web page is all that there is beside files that nobody reads. names: or paths of files."""
    page = next((name for name in names if name.lower().endswith(PAGE_ENDINGS)), None)
    return None if page is None else _WEB_PAGE.refusal(Path(page))


def kind_of_bytes(path: Path, start: bytes) -> ByteKind:
    """How a file is to be read by its first bytes. Raises DataError that says what it is if it is no table."""
    suffix = path.suffix.lower()
    is_packed = start.startswith((b"PK", b"Rar!", b"7z"))
    if is_piece_of_archive(path.name) and (is_packed or is_binary(start)):
        raise PIECE.refusal(path)
    if not is_packed and is_last_piece(path):
        raise PIECE.refusal(path)
    for at, magic, other in _MAGIC:
        if start.startswith(magic, at) and (at != 8 or start.startswith(b"RIFF")):
            raise other.refusal(path)
    if start[4:8] == b"ftyp":
        raise (PICTURE if start[8:12] in _PICTURE_BRANDS else _SOUND if start[8:11] == b"M4A" else _VIDEO).refusal(path)
    if start.startswith(b"BM") and _bitmap_size(start) == path.stat().st_size:
        raise PICTURE.refusal(path)
    if start[8:10] == b'{"' and int.from_bytes(start[:8], "little") < path.stat().st_size:
        raise _MODEL.refusal(path)  # safetensors: the length of a JSON header, then the header
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_kind(path)
    for magic, opened in _COMPRESSED.items():
        if start.startswith(magic):
            with open_raw(path) as file:
                return _compressed_kind(path, opened(file, "rb"))
    if start[257:262] == b"ustar":
        return "archive"
    if suffix == ".parquet":
        return "parquet"
    if is_binary(start):
        if suffix in SPREADSHEETS:
            return "spreadsheet"
        raise Other(N_("neither text nor anything else that is known here")).refusal(path)
    return "plain"


_PICTURE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def _bitmap_size(start: bytes) -> int:
    return int.from_bytes(start[2:6], "little")


def is_binary(start: bytes) -> bool:
    """Control characters all over: no text of any encoding (UTF-16 has zero bytes at every second place)."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > 0.15 * len(start) and min(even, odd) < 0.05 * len(start):
        return False
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls >= 8 and controls > len(start) / 20


_CONTROLS = bytes([*range(9), 11, *range(14, 26), *range(28, 32), 127])


def _zip_kind(path: Path) -> ByteKind:
    with open_raw(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
                kind = archive.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
        except Exception as error:
            if path.suffix.lower() in SPREADSHEETS:
                return "spreadsheet"  # which says that it cannot be read
            if is_last_piece(path):
                raise PIECE.refusal(path) from error
            raise DataError(
                _("“{name}” is a damaged packed file.").format(name=path.name),
                _("Copy it again from where it came."),
                str(error),
                file=path,
            ) from error
    if "opendocument.spreadsheet" in kind or any(n.startswith("xl/") for n in names):
        return "spreadsheet"
    if any(n.startswith("word/") for n in names) or "opendocument.text" in kind or "epub" in kind:
        raise _WORD.refusal(path)
    if any(n.startswith("ppt/") for n in names) or "opendocument" in kind:
        raise Other(N_("a presentation or drawing"), _COPY_HINT).refusal(path)
    if any(n.endswith("/data.pkl") or n == "data.pkl" for n in names):
        raise _MODEL.refusal(path)
    if names and all(n.endswith(".npy") for n in names):
        raise _DATA.refusal(path)
    if path.suffix.lower() in SPREADSHEETS:
        return "spreadsheet"
    return "archive"


def _compound_kind(path: Path) -> ByteKind:
    """The old container of Microsoft Office: the names of its parts stand in it as UTF-16."""
    with open_raw(path) as file:
        data = file.read(64 << 20)

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise DataError(
            _("“{name}” is protected by a password.").format(name=path.name),
            _("Open it in a spreadsheet program and save it without a password."),
            file=path,
        )
    if has("WordDocument"):
        raise _WORD.refusal(path)
    if has("PowerPoint Document"):
        raise Other(N_("a presentation or drawing"), _COPY_HINT).refusal(path)
    return "spreadsheet"


def _compressed_kind(path: Path, file: IO[bytes]) -> ByteKind:
    try:
        with file:
            start = file.read(512)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise PACKED.refusal(path) from error
    if start[257:262] == b"ustar" or name_within(path):
        return "archive"
    raise PACKED.refusal(path)


def kind_of_text(path: Path, text: str) -> TextKind:
    """How a text file is to be read. Raises DataError that says what it is if it is no table.

    text: its first characters. A table whose cells hold code or web pages is a table: only what a file begins with, or
    what all its lines look like, counts.
    """
    suffix = path.suffix.lower()
    begun = text.lstrip("\ufeff \t\r\n")
    if other := _marked_up(begun[:2000].lower()):
        raise other.refusal(path)
    if suffix == ".xml" and begun.startswith("<"):
        raise _XML.refusal(path)
    if begun.startswith("{\\rtf"):
        raise _WORD.refusal(path)
    if begun.startswith("version https://git-lfs.github.com/spec/"):
        raise _POINTER.refusal(path)
    lines = [line for line in begun.splitlines() if line.strip()][:400]
    if begun.startswith(("{", "[")) and (suffix in JSON_SUFFIXES or _starts_as_json(begun)):
        return "json"
    if suffix in JSON_SUFFIXES and not _is_separated(lines):
        return "json"
    if suffix in _SETTINGS_SUFFIXES or _is_settings(lines):
        raise _SETTINGS.refusal(path)
    if suffix in _CODE or _is_program(lines):
        raise _PROGRAM.refusal(path)
    return "delimited"


def _is_separated(lines: list[str]) -> bool:
    """Are they rows of a table, although the file is called JSON?"""
    if len(lines) < 2 or any(line.lstrip().startswith(("{", "[")) for line in lines):
        return False
    counts = [[line.count(sign) for line in lines] for sign in ",;\t|"]
    return any(min(found) and found.count(found[0]) >= 0.5 * len(found) for found in counts)


def _marked_up(start: str) -> Other | None:
    """A web page, a drawing or another file in angle brackets."""
    start = re.sub(r"^(\s*<!--.*?-->)+", "", start, flags=re.DOTALL).lstrip()
    if start.startswith("<?xml"):
        if "<svg" in start:
            return PICTURE
        if "schemas-microsoft-com:office:spreadsheet" in start:
            return Other(N_("an old XML spreadsheet"), N_("Open it in a spreadsheet program and save it as XLSX."))
        return _WEB_PAGE if "<html" in start else _XML
    if start.startswith("<svg"):
        return PICTURE
    return _WEB_PAGE if re.match(r"<(!doctype html|html|head|body|table)[\s>]", start) else None


def _starts_as_json(text: str) -> bool:
    """Does it begin with an object, or with a list of objects or lists? (A cell may begin with a bracket too.)"""
    if not re.match(r"[{\[]\s*([{\[\"]|[}\]]\s*$|$)", text):
        return False
    try:
        value, _end = json.JSONDecoder().raw_decode(text)
    except RecursionError:
        return False
    except ValueError:  # cut off, or broken: a key and a colon, or a list of objects, are enough
        return bool(re.match(r"\[\s*\{\s*\"|\{\s*\"[^\"\n]*\"\s*:", text))
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(v, dict | list) for v in value))


def _is_settings(lines: list[str]) -> bool:
    """YAML: keys with colons and something nested below; or INI: a name in brackets and then "key = value"."""
    told = [line for line in lines if not line.lstrip().startswith(("#", ";", "%"))]
    if len(told) < 2:
        return False
    if re.fullmatch(r"\[[\w. :\"-]+\]", told[0].strip()):
        return bool(re.match(r"\s*[\w.-]+\s*[=:]", told[1]))
    is_nested = told[0].rstrip() == "---" or any(re.match(r"\s+\S", b) and a.endswith(":") for a, b in _pairs(told))
    is_listed = any(a.endswith(":") and b.lstrip().startswith("- ") for a, b in _pairs(told))
    if not is_nested and not is_listed:
        return False
    return sum(bool(_KEY.match(line)) or line.rstrip() == "---" for line in told) >= 0.95 * len(told)


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    stripped = [line.rstrip() for line in lines]
    return list(pairwise(stripped))


def _is_program(lines: list[str]) -> bool:
    if not lines:
        return False
    if lines[0].startswith("#!"):
        return True
    told = [line for line in lines if not line.lstrip().startswith("#")] or lines
    if _PYTHON.match(told[0]):
        return sum(bool(_PYTHON.match(line.strip())) for line in told) >= 2
    if not _CODE_START.match(lines[0]):
        return False
    return sum(line.rstrip().endswith((";", "{", "}", "*/")) for line in lines) >= 0.5 * len(lines)
