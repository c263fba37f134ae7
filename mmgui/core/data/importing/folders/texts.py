"""Folders of texts: a tree in which they stand where media stand, and how the texts are read."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.folders.classes import Arrangement, has_parts
from mmgui.core.data.importing.folders.names import part_folders
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.data.importing.tables.contents import START_BYTES, is_binary
from mmgui.core.data.importing.tables.encodings import decode_text, decoded, detect_encoding
from mmgui.core.data.importing.tables.letters import title_of
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext
from mmgui.core.raw_file import read_raw

MAX_BYTES = 1 << 20  # of one text


class TextFiles:
    """Reads texts by their paths from a folder. codec: how a person wants them to be read, "" = by a guess for each."""

    def __init__(self, folder: Path, codec: str = "") -> None:
        self._folder, self._codec = folder, codec
        self._own: Counter[str] = Counter()
        self._guessed: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def read(self, place: str) -> str:
        """Raises DataError."""
        path = self._folder / place
        data = read_raw(path, max_bytes=MAX_BYTES)
        if not self._codec and is_binary(data[:START_BYTES]):
            raise DataError(
                _("“{name}” is no text: it holds signs that no person writes.").format(name=path.name),
                _("Look into it with an editor, or take it out."),
                file=path,
            )
        if self._codec:
            told = detect_encoding(path, wish=self._codec)
            if told.unwanted:
                self._own[title_of(told.codec)] += 1
                self._first.setdefault(title_of(told.codec), place)
            return "".join(decoded(path, told))
        words, encoding = decode_text(data)
        if encoding.is_guess:
            self._guessed[encoding.codec] += 1
            self._first.setdefault(encoding.codec, place)
        return words

    def notes(self) -> Iterator[Problem]:
        """Which encodings were guessed for the texts that were read since the last call, and which texts were not read
        as a person chose, for they say themselves what they are in."""
        for title, count in self._own.items():
            text = ngettext(
                "{count} text is plainly {encoding} and is read as such, not as {wished}.",
                "{count} texts are plainly {encoding} and are read as such, not as {wished}.",
                count,
            )
            said = text.format(count=count, encoding=title, wished=title_of(self._codec))
            yield Problem(self._first[title], said, kind="note")
        for codec, count in self._guessed.items():
            text = ngettext(
                "{count} text was read as {encoding}; that is a guess.",
                "{count} texts were read as {encoding}; that is a guess.",
                count,
            )
            said = text.format(count=count, encoding=title_of(codec))
            yield Problem(self._first[codec], said, kind="note", option="--encoding NAME")
        self._own.clear()
        self._guessed.clear()
        self._first.clear()


def tree_of_texts(branch: Branch) -> Branch | None:
    """The tree with the texts in the place of the media; None if there are none. Texts that lie beside folders of
    texts are about them, and are not taken, but for those of a class, which are more than what lies in its folders."""
    folders = [inner for f in branch.folders if (inner := tree_of_texts(f)) is not None]
    is_class = bool(branch.place) and len(branch.texts) > sum(f.media_count for f in folders)
    texts = branch.texts if is_class or not folders else []
    if not folders and not texts:
        return None
    return Branch(branch.path, branch.place, folders, texts, branch.tables)


def holds_classes(arrangement: Arrangement) -> bool:
    """Whether the folders of a tree of texts are classes, or parts with classes in them."""
    base = arrangement.base
    if has_parts(arrangement):
        parts = [folder for folder, _split in part_folders(base)]
        return any(f.media_folders for f in parts) and not any(f.tables for f in parts)
    return len(base.media_folders) > 1


def holds_mostly_texts(arrangement: Arrangement, folder: Branch) -> bool:
    """Whether a folder with tables stands for a class of texts: then the tables are strays among them."""
    classes = [b for f in arrangement.base.media_folders for b in f.branches() if b.path == folder.path]
    return any(len(b.media) > len(folder.tables) for b in classes)


__all__ = ["TextFiles", "holds_classes", "holds_mostly_texts", "tree_of_texts"]
