"""What the names and the first bytes of files say: pictures, tables, papers about the data, and rubbish."""

import re
from pathlib import Path, PurePosixPath

from mmgui.core.raw_file import open_raw
from mmgui.modalities import MODALITIES

# Pictures that cannot be read: reported by name instead of passed over, for a person who puts them there means them.
OTHER_PICTURES = (".tif", ".tiff", ".heic", ".heif", ".avif", ".svg", ".jp2", ".jxl")
# Archives that can be looked into.
ARCHIVE_ENDINGS = (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz", ".tbz2", ".txz")
# Files in which others are packed, whether or not they can be looked into.
PACKED_ENDINGS = (".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar")
# Folders that hold all pictures of a data set: no class is called so.
GENERIC_FOLDERS = frozenset(
    {
        *("image", "images", "img", "imgs", "picture", "pictures", "pic", "pics", "photo", "photos", "jpegimages"),
        *("jpg", "jpgs", "jpeg", "png", "pngs", "data", "dataset", "media", "files", "图片", "照片"),
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
_PAPERS = re.compile(
    r"(readme|licen[cs]e|copying|citation|changelog|notice|authors)(\.(txt|md|rst|html?|pdf|cff))?", re.IGNORECASE
)
_SAMPLE_ANSWERS = re.compile(
    r"(?<![a-z])(sample|example)[-_ ]?(submission|answers?)|submission[-_ ]?(sample|example|format|template)",
    re.IGNORECASE,
)


def picture_endings() -> tuple[str, ...]:
    """Endings of pictures, lower case, those that cannot be read among them."""
    return (*sorted(MODALITIES.get("image").suffixes), *OTHER_PICTURES)


def media_endings() -> tuple[str, ...]:
    """Endings of all files that a field can hold, lower case."""
    return tuple({*OTHER_PICTURES, *(suffix for _name, modality in MODALITIES for suffix in modality.suffixes)})


def is_rubbish(name: str) -> bool:
    """Files that systems and programs leave behind and nobody put there."""
    if name.lower() in _RUBBISH or name.startswith(("._", ".DS_Store", ".~lock.")):
        return True
    return _LOCKS.fullmatch(name) is not None


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


def is_picture_start(start: bytes) -> bool:
    """Whether bytes are the beginning of a picture that can be read."""
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return True
    return start[:4] == b"RIFF" and start[8:12] == b"WEBP"


def holds_picture(path: Path) -> bool:
    """Whether a file is a picture by its first bytes. False for what cannot be opened."""
    from mmgui.core.errors import DataError

    try:
        with open_raw(path) as file:
            return is_picture_start(file.read(16))
    except (DataError, OSError):
        return False


def is_storable(name: str) -> bool:
    """Whether a name can be kept as text; names in other code pages than the system's cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
