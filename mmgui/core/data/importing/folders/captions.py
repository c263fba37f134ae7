"""Text files beside media: their words, unless they are the boxes of a detector."""

import re
from collections.abc import Sequence

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.file_names import kind_of_names
from mmgui.core.data.importing.folders.texts import MAX_BYTES, TextFiles
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.raw_file import read_raw

_LOOKED_AT = 20  # texts that tell whether all are boxes
_ANSWERS = frozenset({"label", "labels", "annotation", "annotations", "target", "targets"})
_BOX = re.compile(r"\d+(\s+-?(\d+\.?\d*|\.\d+)(e-?\d+)?){4,}")  # "0 0.5 0.5 0.2 0.3", as YOLO writes class and box


class Captions:
    """The texts of all media below a folder, by their paths from it: those beside them, else those in a tree
    beside theirs."""

    def __init__(self, root: Branch, files: TextFiles) -> None:
        self.files = files
        self._texts: dict[str, str] = {}
        for branch in root.branches():
            if branch.texts and branch.media:
                alike = {_stem(name).casefold(): name for name in branch.texts}  # IMG_1.JPG, img_1.txt
                texts = alike | {_stem(name): name for name in branch.texts}
                for name, place in zip(branch.media, branch.places(branch.media), strict=True):
                    wanted = (_stem(name), name, _stem(name).casefold(), name.casefold())  # also a.jpg.txt
                    if (text := next((texts[stem] for stem in wanted if stem in texts), None)) is not None:
                        self._texts[place] = branch.places([text])[0]
        self._texts = self._texts or _in_a_tree_beside(root)
        self._used = set(self._texts.values())
        self._boxes = are_boxes(root, sorted(self._used))
        if self._boxes:
            self._texts = {}

    def has(self, media: str) -> bool:
        return media in self._texts

    def uses(self, branch: Branch, name: str) -> bool:
        """Whether a text file belongs to a media file."""
        return branch.places([name])[0] in self._used

    def read(self, media: str, problems: list[Problem]) -> str | None:
        """The words of a media file; None if there are none or they cannot be read, which is then a problem."""
        place = self._texts.get(media)
        if place is None:
            return None
        try:
            return self.files.read(place)
        except DataError as error:
            kind = kind_of_names([media])
            text = kind.say("without words") or _("{reason} The file is kept without words.")
            problems.append(Problem(place, text.format(reason=error.sentence()), kind="note"))
            return None

    def left_out(self) -> list[str]:
        """The texts beside media that are no words but the boxes of a detector."""
        return sorted(self._used) if self._boxes else []


def _in_a_tree_beside(root: Branch) -> dict[str, str]:
    """Texts by media where each have a tree of their own with the same folders: images/cat/0.png, texts/cat/0.txt.
    Texts in a folder "labels" are answers, and no words."""
    while len(root.folders) == 1 and not root.media:
        root = root.folders[0]
    trees = [f for f in root.folders if not f.media_count and f.name.lower() not in _ANSWERS]
    trees = [f for f in trees if any(branch.texts for branch in f.branches())]
    if root.media or len(root.media_folders) != 1 or len(trees) != 1:
        return {}
    texts = {
        _stem(place.removeprefix(trees[0].place)): place
        for branch in trees[0].branches()
        for place in branch.places(branch.texts)
    }
    media = root.media_folders[0]
    stems = {place: _stem(place.removeprefix(media.place)) for place in media.all_media()}
    return {place: texts[stem] for place, stem in stems.items() if stem in texts}


def are_boxes(root: Branch, texts: Sequence[str]) -> bool:
    """Whether text files, given by their paths from the source's folder, hold the boxes of a detector."""
    looked = boxes = 0
    for place in texts[:_LOOKED_AT]:
        try:
            text = read_raw(root.path / place, max_bytes=MAX_BYTES).decode("ascii")
        except (DataError, UnicodeDecodeError):
            looked += 1
            continue
        if text.strip():  # an empty one says "no box" or "no words"
            looked += 1
            boxes += all(_BOX.fullmatch(line.strip()) for line in text.splitlines() if line.strip())
    return boxes * 2 > looked


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
