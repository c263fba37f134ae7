"""The media files below a folder by what they are called, to find them by another spelling of their names."""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.file_names import ARCHIVE_ENDINGS, is_system_folder, kind_of_name, media_endings

MOST_ENTRIES = 200_000  # files of a folder that are looked through; in a larger one only exact names are found
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# What programs for texts and tables write in place of what was typed.
_TYPED = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’‚‛ʼ′`´", "'"), **dict.fromkeys("“”„‟″", '"')}
    | {"…": "...", "œ": "oe", "æ": "ae"}
)
_DASHES = re.compile("--+")
_BLANK_BEFORE_ENDING = re.compile(r" (?=\.[a-z0-9]{1,5}$)")


@dataclass(frozen=True)
class NameIndex:
    """The media files below a folder, as paths from it with "/": by their path, their name, both without ending,
    and the number that they are called by; those of which a program has escaped the name ("a%20b.png") by the name that
    they had."""

    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bare_paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bare_names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    unescaped: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: str) -> None:
        key, bare = _key(path), _key(ENDING.sub("", path))
        self.paths[key].append(path)
        self.names[key.rpartition("/")[2]].append(path)
        self.bare_paths[bare].append(path)
        name = bare.rpartition("/")[2]
        self.bare_names[name].append(path)
        if name.isdecimal():
            self.numbers[int(name)].append(path)
        if "%" in path and (plain := _key(unquote(path))) != key:
            self.unescaped[plain.rpartition("/")[2]].append(path)

    def similar(self, text: str, root: Path) -> list[str]:
        """The files that fit best; several if it is not clear which. If none does, those of the same kind with another
        ending: phones turn IMG_1.HEIC into IMG_1.jpg when they send it."""
        parts = PurePosixPath(text.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0] == "/":
            return []
        return (
            self._alike(parts, root)
            or self._escaped(parts, root)
            or self._with_other_ending(text, lambda bare: self.similar(bare, root))
        )

    def _with_other_ending(self, text: str, find: Callable[[str], list[str]]) -> list[str]:
        kind = kind_of_name(text)
        bare = ENDING.sub("", text)
        return [] if kind is None or bare == text else [name for name in find(bare) if kind_of_name(name) is kind]

    def _alike(self, parts: tuple[str, ...], root: Path) -> list[str]:
        inner = "/".join(parts)
        for paths, names in ((self.paths, self.names), (self.bare_paths, self.bare_names)):
            for wanted in _without_own_folders(parts, root):
                if found := paths.get(_key(wanted)):
                    return _nearest(found, wanted)
            if found := [path for path in names.get(_key(parts[-1]), ()) if _ends_with(path, inner)]:
                return _nearest(found, inner)
        return self.numbers.get(int(inner), []) if inner.isdecimal() else []

    def _escaped(self, parts: tuple[str, ...], root: Path) -> list[str]:
        ways = list(_without_own_folders(parts, root))
        found = self.unescaped.get(_key(parts[-1]), ())
        return [path for path in found if any(_ends_with(unquote(path), way) for way in ways)]

    def similar_path(self, wanted: str) -> list[str]:
        """The files whose whole path fits best."""
        key = _key(wanted)
        found = _nearest(self.paths.get(key) or self.bare_paths.get(key, []), wanted)
        return found or self._with_other_ending(wanted, self.similar_path)


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
    """Equal for paths that differ in capitals, in how accents are written, in blanks (around names, before an ending,
    and which), and in signs that programs put in place of what was typed: dashes, apostrophes, “…”."""
    plain = _BLANK_BEFORE_ENDING.sub("", _plain(path))
    return _DASHES.sub("-", plain.translate(_TYPED)).replace(" (", "(")


def _plain(path: str) -> str:
    """The same, but for the signs."""
    return "/".join(" ".join(part.split()) for part in unicodedata.normalize("NFC", path).casefold().split("/"))


def _ends_with(path: str, inner: str) -> bool:
    """Whether a path goes on, from a folder in it, as `inner` does, which may lack the ending."""
    return any(f"/{_key(p)}".endswith(f"/{_key(inner)}") for p in (path, ENDING.sub("", path)))


def _without_own_folders(parts: tuple[str, ...], root: Path) -> Iterator[str]:
    """The path, and without its first folders if they are the names of the table's own: "data/pics/a.png" in data/, or
    in data.zip."""
    yield "/".join(parts)
    name = root.name
    bare = name[: len(name) - max(len(e) for e in ("", *ARCHIVE_ENDINGS) if name.lower().endswith(e))]
    for count in range(1, len(parts)):
        if parts[:count] in {root.parts[-count:], (*root.parts[-count:-1], bare)}:
            yield "/".join(parts[count:])


def _nearest(found: list[str], wanted: str) -> list[str]:
    """Of several files that are alike the one with the very capitals, else the one with the very signs, if there is
    one."""
    for plain in (partial(unicodedata.normalize, "NFC"), _plain):
        ways = {n: {full := plain(n), full.rpartition("/")[2]} for n in found}
        exact = [n for n in found if plain(wanted) in ways[n] | {ENDING.sub("", way) for way in ways[n]}]
        if len(exact) == 1:
            return exact
    return found
