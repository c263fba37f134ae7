"""Archives of a table with pictures or of class folders, and packed tables, unpacked so that nothing escapes.

Only files are written, and empty folders, only below a folder of our own, only such as an import reads (and papers
about the data), and only so many: no links, no devices, no "..", nothing that replaces a file but an older one of the
same name in the same archive. What an archive says of its sizes is not trusted.
"""

import atexit
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.archives.members import DAMAGE, Member, opener, tar_members, zip_members
from mmgui.core.data.importing.archives.names import refusal_of_name, safe_parts
from mmgui.core.data.importing.file_names import (
    PACKED_ENDINGS,
    TEXT_ENDINGS,
    ending,
    is_paper,
    is_rubbish,
    is_system_folder,
    kind_of_start,
    media_endings,
)
from mmgui.core.data.importing.folders.columns import with_columns_of_folders
from mmgui.core.data.importing.folders.reading import FolderContents, look_into_folder
from mmgui.core.data.importing.folders.tree import printable
from mmgui.core.data.importing.tables.contents import START_BYTES, kind_of_bytes, refusal_of_page
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.packed import lying_beside, name_within
from mmgui.core.data.importing.tables.rows import TABLE_SUFFIXES
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.core.raw_file import open_raw

MOST_MEMBERS = 500_000
MOST_BYTES = 20 << 30  # of all files together when unpacked
MOST_BYTES_OF_ONE = 1 << 30
MOST_RATIO = 200  # unpacked to packed, of more than FREE_OF_RATIO bytes: no pictures or words shrink so much
FREE_OF_RATIO = 256 << 20
SPARE_BYTES = 1 << 30  # of the disk that stay free
_PIECE = 1 << 20
_MOST_LETTERS = 60  # of the archive's name that its folder has
_NAMED = 20  # files that are named one by one; more of the same kind are counted
_PACKED_STARTS = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def is_archive(path: Path) -> bool:
    """Whether a file is an archive that can be looked into. Raises DataError if it cannot be read or is no data."""
    with open_raw(path) as file:
        start = file.read(START_BYTES)
    return (
        bool(start)
        and (start[257:262] == b"ustar" or start.startswith(_PACKED_STARTS))
        and kind_of_bytes(path, start) == "archive"
    )


def look_into_archive(
    path: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()
) -> FolderContents:
    """As look_into_folder. The files are unpacked into a temporary folder that lives as long as the program, once for
    every archive. What was not unpacked is in the table's `found`."""
    unpacked = _unpacker().unpack(path, cancel, options.encoding)
    if not unpacked.count:
        said = [_("“{name}” is an archive without pictures and tables.").format(name=path.name)]
        page = refusal_of_page(p.where for p in unpacked.problems)
        if page is not None:
            said.append(page.message)
        elif unpacked.problems:
            first = join_names(f"“{p.where}”" for p in unpacked.problems[:3])
            said.append(_("There is: {names}.").format(names=first + ("…" if len(unpacked.problems) > 3 else "")))
        if page is None and len(whys := {p.what for p in unpacked.problems}) == 1:
            said += whys
        raise DataError(
            join_sentences(said),
            page.hint if page else _("Choose another one, or unpack it and choose a folder or file in it."),
            "; ".join(f"{p.where}: {p.what}" for p in unpacked.problems[:5]),
            file=path,
        )
    if unpacked.table is not None:
        table = lying_beside(open_table(unpacked.table, cancel, options), path)
        return FolderContents(with_columns_of_folders(table))
    contents = look_into_folder(unpacked.folder, cancel, options, unpacked.problems)
    return replace(contents, table=replace(contents.table, path=path))


@dataclass(frozen=True, slots=True)
class _Unpacked:
    folder: Path
    count: int
    problems: tuple[Problem, ...]
    table: Path | None = None  # if it was no archive of files, but a packed table


@cache
def _unpacker() -> "_Unpacker":
    return _Unpacker()


@dataclass
class _Unpacker:
    """Remembers what was unpacked, by path, size and time of the archive, and the letters of its names."""

    _known: dict[tuple[Path, int, int, str], _Unpacked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="mmgui-archive-")).resolve()
        atexit.register(shutil.rmtree, self._root, ignore_errors=True)

    def unpack(self, path: Path, cancel: CancelToken | None, codec: str) -> _Unpacked:
        with open_raw(path) as file:  # refuses pipes and devices
            stamp = Path(path).stat()
            key = (path.absolute(), stamp.st_size, stamp.st_mtime_ns, codec)
            known = self._known.get(key)
            if known is None or not known.folder.is_dir():
                self._root.mkdir(exist_ok=True)
                outer = Path(tempfile.mkdtemp(dir=self._root))
                name = path.name
                folder = outer / (name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…")
                folder.mkdir()
                try:
                    known = _Unpacking(path, folder, stamp.st_size, cancel, codec).run(file)
                except BaseException:
                    shutil.rmtree(outer, ignore_errors=True)
                    raise
                self._known[key] = known
            return known


class _Unpacking:
    """One archive on its way into a folder."""

    def __init__(self, path: Path, folder: Path, packed_size: int, cancel: CancelToken | None, codec: str = "") -> None:
        self._path, self._folder, self._cancel, self._codec = path, folder, cancel, codec
        free = shutil.disk_usage(folder).free - SPARE_BYTES
        self._most = min(MOST_BYTES, max(FREE_OF_RATIO, packed_size * MOST_RATIO), max(0, free))
        self._total = self._offered = self._count = 0
        self._problems: list[Problem] = []
        self._reasons: Counter[str] = Counter()
        self._others: dict[str, list[str]] = defaultdict(list)  # by ending
        self._written: set[str] = set()
        self._folders: set[str] = set()  # that the archive names
        self._filled: set[str] = set()  # in which there is a file, unpacked or not
        self._wanted = tuple({*media_endings(), *TABLE_SUFFIXES, *TEXT_ENDINGS})

    def run(self, file: IO[bytes]) -> _Unpacked:
        if (opened := opener(file)) is not None and (name := name_within(self._path)):
            return self._run_single(opened(file), self._folder / name)
        for number, member in enumerate(self._members(file)):
            if self._cancel is not None:
                self._cancel.raise_if_cancelled()
            if number >= MOST_MEMBERS:
                raise self._too_large()
            self._take(member)
        self._make_empty_folders()
        return _Unpacked(self._folder, self._count, (*self._problems, *self._left_out()))

    def _run_single(self, packed: IO[bytes], target: Path) -> _Unpacked:
        self._most = min(self._most, MOST_BYTES_OF_ONE)
        try:
            with packed as source:
                self._copy(source.read(_PIECE), source, target)
        except DAMAGE as error:
            raise self._damaged(str(error)) from error
        return _Unpacked(self._folder, 1, (), target)

    def _members(self, file: IO[bytes]) -> Iterator[Member]:
        start = file.read(4)
        file.seek(0)
        try:
            if start.startswith(b"PK"):
                yield from zip_members(file, self._problems, self._codec)
            else:
                yield from tar_members(file)
        except DAMAGE as error:
            if not self._count:
                raise self._damaged(str(error)) from error
            text = ngettext(
                "This archive is damaged or cut off: what stands behind {count} file in it is missing.",
                "This archive is damaged or cut off: what stands behind {count} files in it is missing.",
                self._count,
            )
            self._problems.append(Problem(self._path.name, text.format(count=self._count)))

    def _take(self, member: Member) -> None:
        name = member.name.replace("\\", "/")
        if name.endswith("/"):
            self._folders.add(name)
            return
        base = name.rpartition("/")[2]
        self._offered += member.size  # in a packed tar what is passed over must be unpacked all the same
        if self._offered > self._most:
            raise self._too_large()
        if is_rubbish(base):
            return
        self._filled.update(name[: i + 1] for i, sign in enumerate(name) if sign == "/")
        is_wanted = name.lower().endswith(self._wanted) or is_paper(base)
        if any(map(is_system_folder, name.split("/")[:-1])):
            if is_wanted:
                self._leave_out(name, _("It lies in a folder of the system."))
        elif member.why_not:
            self._leave_out(name, member.why_not)
        elif ending(base) in PACKED_ENDINGS:
            self._leave_out(name, _("This archive in the archive is not unpacked. Unpack both, and choose the folder."))
        elif (why := refusal_of_name(name)) is not None:
            self._leave_out(name, why)
        elif member.size > MOST_BYTES_OF_ONE:
            self._leave_out(name, _("This file is too large when unpacked."))
        else:
            self._write(member, name, is_wanted)

    def _make_empty_folders(self) -> None:
        """Those that a person may have meant as classes."""
        for name in self._folders - self._filled:
            is_system = any(map(is_system_folder, name.split("/")))
            if not is_system and refusal_of_name(name.rstrip("/")) is None:
                with suppress(OSError):  # a file of the same name
                    self._folder.joinpath(*safe_parts(name)).mkdir(parents=True, exist_ok=True)

    def _write(self, member: Member, name: str, is_wanted: bool) -> None:
        parts = safe_parts(name)
        target, place = self._folder.joinpath(*parts), "/".join(parts)
        try:
            with member.open() as source:
                first = source.read(_PIECE)
                if not (is_wanted or kind_of_start(first)):
                    self._others[ending(name)].append(printable(name))
                    return
                if place in self._written:
                    self._leave_out(name, _("Another file of this name stands behind it in the archive; it counts."))
                    self._written.remove(place)
                    target.unlink()
                    self._count -= 1
                target.parent.mkdir(parents=True, exist_ok=True)
                self._copy(first, source, target)
        except FileExistsError:  # names that are one to this system, such as "a.png" and "A.png", or a folder's
            self._leave_out(name, _("Another file of this name stands in the archive; that one was read."))
        except NotImplementedError:
            text = _(
                "This file is packed in a way that is not known here. Unpack the archive with another program, and "
                "choose the folder."
            )
            self._problems.append(Problem(printable(name), text))
        except (*DAMAGE, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "password" in str(error).lower():
                raise self._locked() from error
            self._problems.append(Problem(printable(name), _("This file in the archive is damaged.")))
        else:
            self._written.add(place)
            self._count += 1

    def _copy(self, piece: bytes, source: IO[bytes], target: Path) -> None:
        size = 0
        with target.open("xb") as out:
            try:
                while piece:
                    size += len(piece)
                    self._total += len(piece)
                    if self._total > self._most:
                        raise self._too_large()
                    if size > MOST_BYTES_OF_ONE:
                        raise ValueError("larger than it says")
                    out.write(piece)
                    if self._cancel is not None:
                        self._cancel.raise_if_cancelled()
                    piece = source.read(_PIECE)
            except BaseException:
                out.close()
                target.unlink(missing_ok=True)
                raise

    def _leave_out(self, name: str, why: str) -> None:
        self._reasons[why] += 1
        if self._reasons[why] <= _NAMED:
            self._problems.append(Problem(printable(name), why, kind="left out"))

    def _left_out(self) -> Iterator[Problem]:
        for why, count in self._reasons.items():
            if (more := count - _NAMED) > 0:
                text = ngettext("{count} more like it: {why}", "{count} more like these: {why}", more)
                yield Problem(self._path.name, text.format(count=more, why=why), kind="left out", count=more)
        for suffix, names in sorted(self._others.items()):
            count = len(names)
            if not suffix:
                text = ngettext(
                    "{count} file without an ending was not unpacked: it is neither a picture nor a table.",
                    "{count} files without an ending were not unpacked: they are neither pictures nor tables.",
                    count,
                ).format(count=count)
                yield Problem(names[0], text, kind="left out", count=count, names=tuple(names))
                continue
            text = ngettext(
                "{count} file that ends in “{ending}” was not unpacked: it is neither a picture nor a table.",
                "{count} files that end in “{ending}” were not unpacked: they are neither pictures nor tables.",
                count,
            ).format(count=count, ending=suffix)
            yield Problem(names[0], text, kind="left out", count=count, names=tuple(names))

    def _too_large(self) -> DataError:
        return DataError(
            _("“{name}” becomes too large when it is unpacked.").format(name=self._path.name),
            _("Unpack it yourself and choose the folder, if you trust it and there is room."),
            file=self._path,
        )

    def _locked(self) -> DataError:
        return DataError(
            _("“{name}” is locked with a password.").format(name=self._path.name),
            _("Unpack it with the password, then choose the folder."),
            file=self._path,
        )

    def _damaged(self, detail: str) -> DataError:
        return DataError(
            _("“{name}” is a damaged packed file.").format(name=self._path.name),
            _("Copy it again from where it came."),
            detail,
            file=self._path,
        )


__all__ = ["is_archive", "look_into_archive"]
