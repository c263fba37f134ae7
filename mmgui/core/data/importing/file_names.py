"""What the names and the first bytes of files say: their kind of field, tables, papers about the data, and rubbish."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from mmgui.core.errors import DataError
from mmgui.core.raw_file import open_raw
from mmgui.modalities import in_order
from mmgui.modalities.contract import Modality

# Archives that can be looked into.
ARCHIVE_ENDINGS = (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz", ".tbz2", ".txz")
# Files in which others are packed, whether or not they can be looked into.
PACKED_ENDINGS = (".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar")
# Pieces of an archive that was divided: "a.zip.001", "a.z01", "a.part1.rar", "a.r00".
_PIECES = re.compile(r".+\.((zip|7z|rar|tar|tgz|gz|bz2|xz)\.\d{2,4}|z\d{2}|part\d+\.rar|r\d{2})", re.IGNORECASE)
# Folders that hold all files of a data set, as a kind of field is called: no class is called so.
_GENERIC_FOLDERS = frozenset(
    {
        *("img", "imgs", "pic", "pics", "photos", "jpegimages", "jpg", "jpgs", "jpeg", "png", "pngs", "图片", "照片"),
        *("data", "dataset", "media", "files"),
    }
)
_RUBBISH = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
# Folders of systems and of network disks: recycle bins, previews, what a check of the disk found.
_SYSTEM_FOLDERS = frozenset(
    {
        *("__macosx", "$recycle.bin", "recycler", "system volume information", "lost+found"),
        *("@eadir", "#recycle", "@recycle", "@recently-snapshot", "#snapshot"),
    }
)
_LOCKS = re.compile(r"~\$.*\.(doc|dot|xl|pp|pot|vs)[a-z]*", re.IGNORECASE)  # as Office makes beside an open file
# Files whose content can be the words of an example.
TEXT_ENDINGS = (".txt", ".md", ".rst")
# Documents of office programs, which may hold a table.
DOCUMENT_ENDINGS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".pptx", ".ppt", ".odp", ".pages")
# Web pages as browsers save them, each with a folder of its pictures beside it.
PAGE_ENDINGS = (".html", ".htm")
_OF_PAGE = re.compile(
    r"(.+)[-_. ](dateien|files?|fichiers|archivos|ficheiros|arquivos|bestanden|filer|pliki|файлы|檔案|文件)",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"(readme|licen[cs]e|copying|citation|changelog|notice|authors)(\.(txt|md|rst|html?|pdf|cff))?", re.IGNORECASE
)
_ASIDE = re.compile(r"(\.[A-Za-z0-9]{1,5})\s*\([^()]*\)$")
_SAMPLE_ANSWERS = re.compile(
    r"(?<![a-z])(sample|example)[-_ ]?(submission|answers?)|submission[-_ ]?(sample|example|format|template)",
    re.IGNORECASE,
)


def media_kinds() -> tuple[Modality, ...]:
    """The kinds of fields whose values are files, as their cards stand on the screen."""
    return tuple(modality for modality in in_order() if modality.is_media)


def media_endings() -> tuple[str, ...]:
    """Endings of all files that a field can hold, lower case, those that cannot be read among them."""
    return tuple(suffix for kind in media_kinds() for suffix in _endings(kind))


def kind_of_name(name: str, kinds: Sequence[Modality] | None = None) -> Modality | None:
    """The kind of field that a file is for by its ending. kinds: `media_kinds()`, where many names are asked about."""
    name = name.strip("\"' \t\n").lower()  # a path that was copied has quotes around it
    return next((kind for kind in (media_kinds() if kinds is None else kinds) if name.endswith(_endings(kind))), None)


def kind_of_start(start: bytes) -> Modality | None:
    """The kind of field that a file is for by its first bytes."""
    return next((kind for kind in media_kinds() if kind.begins(start[:16])), None)


def kind_of_file(path: Path) -> Modality | None:
    """The kind of field that a file is for, by its name or else its first bytes. None for what cannot be opened."""
    if kind := kind_of_name(path.name):
        return kind
    try:
        with open_raw(path) as file:
            return kind_of_start(file.read(16))
    except (DataError, OSError):
        return None


def kind_of_all(kinds: Iterable[Modality | None]) -> Modality:
    """The kind that files are said to be of: theirs, or one that speaks of files if there are several of them. Of none
    at all: the first one."""
    known = {kind for kind in kinds if kind is not None} or set(media_kinds()[:1])
    return known.pop() if len(known) == 1 else Modality()


def kind_of_names(names: Iterable[str]) -> Modality:
    """The same of files with these names."""
    kinds = media_kinds()
    return kind_of_all({kind_of_name(name, kinds) for name in names})


def is_generic(folder: str) -> bool:
    """Whether a folder is called so that it may hold all files of a kind, and is no class."""
    name = folder.lower()
    return name in _GENERIC_FOLDERS or any(name in (kind.name, *kind.aliases) for kind in media_kinds())


def is_piece_of_archive(name: str) -> bool:
    """Whether a file is called like a piece of an archive that was divided into several files."""
    return _PIECES.fullmatch(name) is not None


def is_last_piece(path: Path) -> bool:
    """Whether a ZIP has others before it: "a.z01", "a.z02" and at last "a.zip"."""
    return path.suffix.lower() == ".zip" and path.with_suffix(".z01").exists()


def is_rubbish(name: str) -> bool:
    """Files that systems and programs leave behind and nobody put there."""
    if name.lower() in _RUBBISH or name.startswith(("._", ".DS_Store", ".~lock.")):
        return True
    return _LOCKS.fullmatch(name) is not None


def page_of_folder(folder: str) -> str:
    """What the web page is called, without its ending, that a browser saved with a folder of this name; "" for none."""
    found = _OF_PAGE.fullmatch(folder)
    return found[1] if found else ""


def is_system_folder(name: str) -> bool:
    """Folders that systems make: what lies in them nobody means."""
    return name.lower() in _SYSTEM_FOLDERS


def is_paper(name: str) -> bool:
    """A text about the data, such as a read-me or a licence: around the data nobody expects it to become an example."""
    return _PAPERS.fullmatch(name) is not None


def is_sample_of_answers(name: str) -> bool:
    """A form for answers as contests hand it out; what it says is not true."""
    return _SAMPLE_ANSWERS.search(name) is not None


def ending(name: str) -> str:
    """The ending of a name, lower case, with its dot; "" if it has none."""
    return PurePosixPath(name).suffix.lower()


def without_aside(name: str) -> str:
    """A name without what stands in parentheses behind its ending: "a.png (1.2 MB)"."""
    return _ASIDE.sub(r"\1", name.strip())


def is_storable(name: str) -> bool:
    """Whether a name can be kept as text; names in other code pages than the system's cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _endings(kind: Modality) -> tuple[str, ...]:
    return (*kind.suffixes, *kind.other_suffixes)
