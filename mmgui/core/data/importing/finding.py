"""Finding the file that a cell names: as it is written, else by another spelling if exactly one file fits."""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.file_names import is_system_folder, kind_of_names, media_endings, without_aside
from mmgui.core.data.importing.tables.rows import is_media_name
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, ngettext

MOST_ENTRIES = 200_000  # files of a folder that are looked through; in a larger one only exact names are found
_WEB = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_DATA = re.compile(r"^data:[\w.+/-]+[;,]", re.IGNORECASE)
_BASE64 = re.compile(r"^(iVBORw0KG|/9j/|R0lGOD|UklGR)[A-Za-z0-9+/_\s-]{24,}")  # as PNG, JPEG, GIF and WebP begin
_QUOTES = "\"'“”‘’«»`<>"
_BETWEEN_NAMES = re.compile(r"[;,|\n]")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


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
        self._indexes: dict[Path, _Index | None] = {}
        # What a folder is called on the computers of the table, by their drive: "C:\\" and "\\" are two of them.
        self._elsewhere: dict[tuple[Path, str], tuple[str, ...]] = {}

    def find(self, folder: Path, text: str) -> Path:
        """The file that `text` names below `folder`; it may still be missing or no ordinary file.

        If there is none of this very name: blanks and quotes around it, a remark in parentheses behind it, a file://
        address, %20, an ending or a folder that is missing, other capitals and other ways to write accents are tried,
        and taken if one file fits; a number fits the file of that number ("1": 0001.png), a path of another computer
        the file that its end names.
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
        if refused is not None:
            raise refused
        return self._similar(root, text)

    def _moved(self, root: Path, text: str) -> Path | None:
        """The file that a path of another computer names: one folder in it is `root` here, the same in all of them,
        or else two files that are called alike there would become one."""
        pure = PureWindowsPath(text)
        if not pure.root or ".." in pure.parts or os.path.lexists(text):
            return None
        for start in range(1, len(pure.parts)):
            elsewhere = pure.parts[:start]
            if self._elsewhere.get((root, pure.anchor), elsewhere) != elsewhere:
                continue
            if (path := _exact_file(root, "/".join(pure.parts[start:]))) is not None:
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
        if root not in self._indexes:
            self._indexes[root] = _index(root, self.cancel)
        index = self._indexes[root]
        if index is None:
            raise _not_found(text)
        for spelling in _spellings(text):
            found = index.similar(spelling, root)
            found = [name for name in found if is_media_name(name)] or found
            if len(found) == 1:
                path = _inside(root, found[0])  # a link in it may lead out
                if not os.path.lexists(path):
                    raise _leads_nowhere(text)
                self._note(text, path, root)
                return path
            if found:
                raise DataError(
                    _("“{path}” was not found, and more than one file could be meant: {names}.").format(
                        path=shortened(text), names=join_names(f"“{name}”" for name in found[:3])
                    ),
                    _("Write its path from the table's folder."),
                )
        raise _not_found(text)

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
    if _DATA.match(plain) or (_BASE64.match(plain) and not _ENDING.search(plain)):
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
    if "%" in bare:
        yield unquote(bare, errors="replace")
    cut = re.split(r"[?#]", bare, maxsplit=1)[0]
    if _ENDING.search(cut):  # "a.png?width=300"
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


@dataclass(frozen=True)
class _Index:
    """The media files below a folder, as paths from it with "/": by their path, their name, both without ending,
    and the number that they are called by."""

    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bare_paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bare_names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: str) -> None:
        key, bare = _key(path), _key(_ENDING.sub("", path))
        self.paths[key].append(path)
        self.names[key.rpartition("/")[2]].append(path)
        self.bare_paths[bare].append(path)
        name = bare.rpartition("/")[2]
        self.bare_names[name].append(path)
        if name.isdecimal():
            self.numbers[int(name)].append(path)

    def similar(self, text: str, root: Path) -> list[str]:
        """The files that fit best; several if it is not clear which."""
        parts = PurePosixPath(text.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0] == "/":
            return []
        inner = "/".join(parts)
        for paths, names in ((self.paths, self.names), (self.bare_paths, self.bare_names)):
            for wanted in _without_own_folders(parts, root):
                if found := paths.get(_key(wanted)):
                    return _same_capitals(found, wanted)
            if found := [path for path in names.get(_key(parts[-1]), ()) if _ends_with(path, inner)]:
                return _same_capitals(found, inner)
        return self.numbers.get(int(inner), []) if inner.isdecimal() else []


def _index(root: Path, cancel: CancelToken | None) -> _Index | None:
    """Every media file below `root`; None if there are too many to be sure that one is the only one."""
    index, count, endings = _Index(), 0, media_endings()
    for place, folders, files in os.walk(root, followlinks=False):
        if cancel is not None:
            cancel.raise_if_cancelled()
        folders[:] = [f for f in folders if not f.startswith(".") and not is_system_folder(f)]
        count += len(files) + len(folders)
        if count > MOST_ENTRIES:
            return None
        inner = Path(place).relative_to(root).as_posix()
        for name in files:
            if name.lower().endswith(endings) and not name.startswith("."):
                index.add(name if inner == "." else f"{inner}/{name}")
    return index


def _key(path: str) -> str:
    """Equal for paths that differ in capitals, in how accents are written, and in blanks: around names, and which."""
    return "/".join(" ".join(part.split()) for part in unicodedata.normalize("NFC", path).casefold().split("/"))


def _ends_with(path: str, inner: str) -> bool:
    """Whether a path goes on, from a folder in it, as `inner` does, which may lack the ending."""
    return any(f"/{_key(p)}".endswith(f"/{_key(inner)}") for p in (path, _ENDING.sub("", path)))


def _without_own_folders(parts: tuple[str, ...], root: Path) -> Iterator[str]:
    """The path, and without its first folders if they are the names of the table's own: "data/pics/a.png" in data/."""
    yield "/".join(parts)
    for count in range(1, len(parts)):
        if parts[:count] == root.parts[-count:]:
            yield "/".join(parts[count:])


def _same_capitals(found: list[str], wanted: str) -> list[str]:
    """Of several files that are alike the one with the very capitals, if there is one."""
    wanted = unicodedata.normalize("NFC", wanted)
    exact = [n for n in found if wanted in {n_ := unicodedata.normalize("NFC", n), n_.rpartition("/")[2]}]
    return exact if len(exact) == 1 else found


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
