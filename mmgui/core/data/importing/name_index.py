"""The media files below a folder by what they are called, to find them by another spelling of their names."""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.file_names import is_system_folder, media_endings

MOST_ENTRIES = 200_000  # files of a folder that are looked through; in a larger one only exact names are found
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True)
class NameIndex:
    """The media files below a folder, as paths from it with "/": by their path, their name, both without ending,
    and the number that they are called by."""

    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bare_paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bare_names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: str) -> None:
        key, bare = _key(path), _key(ENDING.sub("", path))
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

    def similar_path(self, wanted: str) -> list[str]:
        """The files whose whole path fits best."""
        key = _key(wanted)
        return _same_capitals(self.paths.get(key) or self.bare_paths.get(key, []), wanted)


def index_folder(root: Path, cancel: CancelToken | None) -> NameIndex | None:
    """Every media file below `root`; None if there are too many to be sure that one is the only one."""
    index, count, endings = NameIndex(), 0, media_endings()
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
    return any(f"/{_key(p)}".endswith(f"/{_key(inner)}") for p in (path, ENDING.sub("", path)))


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
