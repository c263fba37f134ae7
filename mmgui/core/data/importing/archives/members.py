"""The files in a zip, a tar or a packed tar, each with what opens it."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import IO, Any

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.archives.names import member_names
from mmgui.core.data.importing.file_names import ending
from mmgui.core.data.importing.folders.tree import printable
from mmgui.core.data.importing.tables.encodings import decode_text
from mmgui.core.data.importing.tables.letters import title_of
from mmgui.core.i18n import _

_OPENED: Mapping[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_WRITTEN = (".csv", ".tsv", ".txt", ".json", ".jsonl")  # tables that hold their words as they are
_MOST_TABLES = 3
_MOST_WORDS = 1 << 20  # bytes of each of them
DAMAGE = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or a folder, whose name ends in "/". open: its bytes. why_not: why it is not unpacked
    whatever it is called, "" = it may be."""

    name: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    why_not: str = ""


def zip_members(file: IO[bytes], problems: list[Problem], wish: str = "") -> Iterator[Member]:
    """wish: as in `member_names`."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        names, codec = member_names(infos, wish, lambda: _words_of_tables(archive, infos))
        if codec:
            text = _("The names in the archive are read as {encoding}; that is a guess.")
            where = next(n for n in names if not n.isascii())
            said = text.format(encoding=title_of(codec))
            problems.append(Problem(printable(where), said, kind="note", option="--encoding NAME"))
        for info, name in zip(infos, names, strict=True):
            kind = info.external_attr >> 28  # the type of the file, where a Unix packed it: 0o12 is a link
            why = "" if kind in {0, 0o10} or info.is_dir() else _("It is a link or a device, not a file.")

            def opened(info: zipfile.ZipInfo = info) -> IO[bytes]:
                return archive.open(info)

            yield Member(name, info.file_size, opened, why)


def opener(file: IO[bytes]) -> Callable[..., Any] | None:
    """What unpacks the file by its first bytes, None if it is not packed."""
    start = file.read(6)
    file.seek(0)
    return next((opened for magic, opened in _OPENED.items() if start.startswith(magic)), None)


def tar_members(file: IO[bytes]) -> Iterator[Member]:
    opened_as = opener(file)
    with (
        nullcontext(file) if opened_as is None else opened_as(file) as stream,
        tarfile.open(fileobj=stream, mode="r:") as archive,
    ):
        for info in archive:
            why = "" if info.isreg() or info.isdir() else _("It is a link or a device, not a file.")

            def opened(info: tarfile.TarInfo = info) -> IO[bytes]:
                found = archive.extractfile(info)
                if found is None:
                    raise ValueError("no file")
                return found

            yield Member(f"{info.name}/" if info.isdir() else info.name, info.size, opened, why)
        # tarfile takes a header that is cut off or damaged for the end; at the true end stands a block of zeros.
        stream.seek(archive.offset)
        if stream.read(tarfile.BLOCKSIZE) != b"\0" * tarfile.BLOCKSIZE:
            raise EOFError("no end of the archive")


def _words_of_tables(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> str:
    """What stands in the first tables of a zip, which may name the files beside them."""
    said = []
    for info in [info for info in infos if ending(info.filename) in _WRITTEN][:_MOST_TABLES]:
        with suppress(*DAMAGE, RuntimeError), archive.open(info) as file:  # RuntimeError: locked
            said.append(decode_text(file.read(_MOST_WORDS))[0])
    return "\n".join(said)


__all__ = ["DAMAGE", "Member", "opener", "tar_members", "zip_members"]
