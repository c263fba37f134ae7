"""Finding the file that a cell names: as it is written, else by another spelling if exactly one file fits."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.file_names import kind_of_names, media_endings, without_aside
from mmgui.core.data.importing.name_index import ENDING, NameIndex, index_folder
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, ngettext

_WEB = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_DATA = re.compile(r"^(b['\"])?data:[\w.+/-]+[;,]", re.IGNORECASE)
# As PNG, JPEG, GIF and WebP begin, with what Python writes around bytes.
_BASE64 = re.compile(r"^(b['\"])?(iVBORw0KG|/9j/|R0lGOD|UklGR)[A-Za-z0-9+/_\s-]{24,}")
_QUOTES = "\"'“”‘’«»`<>"
_BETWEEN_NAMES = re.compile(r"[;,|\n]")


def resolve_inside(folder: Path, text: str) -> Path:
    """The file that `text` names, which must lie under `folder` after following every link.

    Refused: "..", other folders' absolute paths, UNC and device paths, drive letters, web addresses, links that lead
    out. A path with Windows separators is understood. Raises DataError.
    """
    return _inside(folder.resolve(), text)


@dataclass
class Finder:
    """Looks for files below the folders of tables. Remembers which were found by another spelling.

    respelt: (as it was written, as it is called), in the order of finding.
    """

    cancel: CancelToken | None = None
    respelt: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._roots: dict[Path, Path] = {}
        self._indexes: dict[Path, NameIndex | None] = {}
        # What a folder is called on the computers of the table, by their drive: "C:\\" and "\\" are two of them.
        self._elsewhere: dict[tuple[Path, str], tuple[str, ...]] = {}

    def find(self, folder: Path, text: str) -> Path:
        """The file that `text` names below `folder`; it may still be missing or no ordinary file.

        If there is none of this very name: blanks and quotes around it, a remark in parentheses behind it, a file://
        address, %20 (in the file's name too), an ending or a folder that is missing, other capitals and other ways to
        write accents are tried, and taken if one file fits; a number fits the file of that number ("1": 0001.png), a
        path of another computer the file that its end names.
        Nothing outside `folder` is ever found. Raises DataError, Cancelled.
        """
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = folder.resolve()
        refused: DataError | None = None
        for number, spelling in enumerate(_spellings(text)):
            if number == 1 and (told := _no_file(text)):
                raise told
            try:
                path = _inside(root, spelling)
            except DataError as error:
                if (moved := self._moved(root, spelling)) is not None:
                    self._note(text, moved, root)
                    return moved
                refused = error
                continue
            if os.path.lexists(path):
                if path.is_symlink():  # it was followed: what is still a link leads to itself
                    raise _leads_nowhere(text)
                if number > 0:
                    self._note(text, path, root)
                return path
        if told := _no_file(text):
            raise told
        if refused is None:
            return self._similar(root, text)
        paths = [spelling for spelling in _spellings(text) if _is_elsewhere(spelling)]
        for spelling in paths:
            if (moved := self._moved(root, spelling, self._index(root))) is not None:
                self._note(text, moved, root)
                return moved
        raise _not_found(text) if paths else refused

    def _moved(self, root: Path, text: str, index: NameIndex | None = None) -> Path | None:
        """The file that a path of another computer names: one folder in it is `root` here, the same in all of them,
        or else two files that are called alike there would become one. index: to try other spellings of it."""
        if not _is_elsewhere(text):
            return None
        pure = PureWindowsPath(text)
        for start in range(1, len(pure.parts)):
            elsewhere = pure.parts[:start]
            if self._elsewhere.get((root, pure.anchor), elsewhere) != elsewhere:
                continue
            inner = "/".join(pure.parts[start:])
            path = _exact_file(root, inner) if index is None else self._one_of(index.similar_path(inner), text, root)
            if path is not None:
                self._elsewhere[root, pure.anchor] = elsewhere
                return path
        return None

    def named_file(self, folder: Path, text: str) -> Path | None:
        """The file that is found, without remembering how; None if none is."""
        before = len(self.respelt)
        try:
            path = self.find(folder, text)
            return path if path.is_file() else None
        except DataError:
            return None
        finally:
            del self.respelt[before:]

    def files_of(self, folder: Path, cells: Mapping[str, object], media: Collection[str]) -> dict[str, Path]:
        """Per column the file that its cell names: with a column in `media` however it is spelt, else by this very
        name, for looking through a whole folder is worth it only where pictures are meant."""
        found = {}
        for column, cell in cells.items():
            if isinstance(cell, str) and cell.strip():
                path = self.named_file(folder, cell) if column in media else _exact_file(folder, cell)
                if path is not None:
                    found[column] = path
        return found

    def _similar(self, root: Path, text: str) -> Path:
        if (index := self._index(root)) is not None:
            for spelling in _spellings(text):
                if (path := self._one_of(index.similar(spelling, root), text, root)) is not None:
                    self._note(text, path, root)
                    return path
        raise _not_found(text)

    def _index(self, root: Path) -> NameIndex | None:
        if root not in self._indexes:
            self._indexes[root] = index_folder(root, self.cancel)
        return self._indexes[root]

    def _one_of(self, found: list[str], text: str, root: Path) -> Path | None:
        """The only one of the files that fit. Raises DataError for several."""
        found = [name for name in found if is_media_name(name)] or found
        if len(found) > 1:
            raise DataError(
                _("“{path}” was not found, and more than one file could be meant: {names}.").format(
                    path=shortened(text), names=join_names(f"“{name}”" for name in found[:3])
                ),
                _("Write its path from the table's folder."),
            )
        if not found:
            return None
        path = _inside(root, found[0])  # a link in it may lead out
        if not os.path.lexists(path):
            raise _leads_nowhere(text)
        return path

    def _note(self, text: str, path: Path, root: Path) -> None:
        name = path.relative_to(root).as_posix()
        if name != text.strip().replace("\\", "/"):
            self.respelt.append((text.strip(), name))


def _exact_file(folder: Path, text: str) -> Path | None:
    try:
        path = resolve_inside(folder, text)
        return path if path.is_file() else None
    except (DataError, OSError):  # a text is easily too long for a name
        return None


def _is_elsewhere(text: str) -> bool:
    """Whether this is the path of a file on another computer."""
    pure = PureWindowsPath(text)
    return bool(pure.root) and ".." not in pure.parts and not os.path.lexists(text)


def respelt_sentence(respelt: list[tuple[str, str]]) -> str:
    """ "12 files were found by another spelling: “A.PNG” is called “a.png”, …" """
    shown = join_names(
        _("“{written}” is called “{name}”").format(written=shortened(a), name=shortened(b)) for a, b in respelt[:3]
    )
    return ngettext(
        "{count} file was found by another spelling: {examples}.",
        "{count} files were found by another spelling: {examples}.",
        len(respelt),
    ).format(count=len(respelt), examples=shown + ("…" if len(respelt) > 3 else ""))


def why_no_file(text: str) -> str:
    """What to do with a cell that holds a web address, a picture as letters or several pictures: then mostly all rows
    do. "" for any other."""
    told = _no_file(text)
    return "" if told is None else told.sentence()


def holds_letters(text: str) -> bool:
    """Whether a cell holds a file as letters (base64), however long."""
    plain = text[:200].strip(_QUOTES + " ")
    return bool(_DATA.match(plain) or (_BASE64.match(plain) and not ENDING.search(text[-8:])))


def shortened(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"


def _no_file(text: str) -> DataError | None:
    """What a cell holds that names no file at all, however it is spelt."""
    plain = text[:4096].strip(_QUOTES + " ")
    if _WEB.match(plain) and not plain.lower().startswith("file:"):
        return DataError(
            _("“{path}” is an address; only files are read.").format(path=shortened(plain)),
            _("Save the file beside the table and write its name."),
        )
    if _DATA.match(plain) or (_BASE64.match(plain) and not ENDING.search(plain)):
        return DataError(
            _("This cell holds a picture as letters (base64); such pictures are not read."),
            _("Save the pictures as files beside the table and write their names."),
            detail=plain[:40],
        )
    names = [name.strip(_QUOTES + " ") for name in _BETWEEN_NAMES.split(plain.strip("[]"))]
    if len(names) > 1 and all(name.lower().endswith(media_endings()) for name in names):
        kind = kind_of_names(names)
        text = kind.say("several in a cell") or _("“{path}” holds several files; a cell is read as one.")
        hint = kind.say("one in a cell") or _("Give each file a row or a column of its own.")
        return DataError(text.format(path=shortened(plain)), hint)
    return None


def _spellings(text: str) -> Iterator[str]:
    """The text as it is, then without what people and programs put around a file's name. Each once."""
    seen: set[str] = set()
    for spelling in _all_spellings(text):
        if spelling and spelling not in seen:
            seen.add(spelling)
            yield spelling


def _all_spellings(text: str) -> Iterator[str]:
    yield text
    bare = text.strip()
    yield bare
    bare = bare.strip(_QUOTES).strip()
    yield bare
    if bare.lower().startswith("file:"):
        bare = _from_address(bare)
        yield bare
    if bare.startswith(("~/", "~\\")):  # of the person's own folder, wherever that was
        yield bare[1:]
    if "%" in bare:
        yield unquote(bare, errors="replace")
    cut = re.split(r"[?#]", bare, maxsplit=1)[0]
    if ENDING.search(cut):  # "a.png?width=300"
        yield cut
    yield without_aside(bare)


def _from_address(text: str) -> str:
    """The path in a file:// address."""
    path = unquote(re.sub(r"^file:(//localhost(?=/)|//)?", "", text, flags=re.IGNORECASE), errors="replace")
    return path[1:] if re.match(r"^/[A-Za-z]:[\\/]", path) else path


def _inside(root: Path, text: str) -> Path:
    """As resolve_inside, for a folder that is resolved."""
    if _WEB.match(text):
        raise DataError(_("“{path}” is an address; only files are read.").format(path=shortened(text)))
    if "\0" in text or len(text) > 4096:
        raise DataError(_("“{path}” is not a file name.").format(path=shortened(text)))
    windows = PureWindowsPath(text)
    try:
        if text.startswith(("\\\\", "//")):
            raise _outside(text)
        is_odd = (windows.drive and not Path(text).is_absolute()) or windows.is_reserved()
        # Elsewhere than on Windows "12:30.png", "c:1.png" and "nul.png" are names like any other.
        if is_odd and (os.name == "nt" or not os.path.lexists(root / text)):
            raise _outside(text)
        path = Path(os.path.realpath(root / text, strict=False))
        if "\\" in text and not path.exists():
            path = Path(os.path.realpath(root / text.replace("\\", "/"), strict=False))
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise DataError(_("“{path}” is not a file name.").format(path=shortened(text)), detail=str(error)) from error
    if not path.is_relative_to(root):
        raise _outside(text)
    return path


def _not_found(text: str) -> DataError:
    return DataError(
        _("“{path}” was not found.").format(path=shortened(text.strip())),
        _("Check its name, and whether it was moved. Paths start at the table's folder."),
    )


def _leads_nowhere(text: str) -> DataError:
    return DataError(
        _("“{path}” is a link that leads nowhere, or in a circle.").format(path=shortened(text.strip())),
        _("Put the file itself in its place."),
    )


def _outside(text: str) -> DataError:
    return DataError(
        _("“{path}” lies outside the folder that is read.").format(path=shortened(text)),
        _("Copy the file into that folder, and name it by its path from there."),
    )
