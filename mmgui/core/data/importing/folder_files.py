"""The files in a folder that are neither pictures nor tables, named by their kinds when they are left out."""

from collections import defaultdict
from collections.abc import Sequence

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.captions import Captions, are_boxes
from mmgui.core.data.importing.file_names import ending
from mmgui.core.data.importing.folder_tree import Branch
from mmgui.core.i18n import _, ngettext


def files_left_out(root: Branch, captions: Captions | None, read: Sequence[str]) -> list[Problem]:
    """The files that are no examples, one line per kind: texts that are no captions, films, …

    captions: the texts beside the pictures; None = tables were read instead of the pictures. read: the files that were.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    for branch in root.branches():
        texts = [n for n in branch.texts if captions is None or not captions.uses(branch, n)]
        for place in branch.places([*texts, *branch.others]):
            if place not in read:
                kinds[ending(place)].append(place)
    boxes = captions.left_out() if captions is not None else []
    if are_boxes(root, kinds.get(".txt", ())):
        boxes += kinds.pop(".txt")
    found = []
    if boxes:
        text = ngettext(
            "{count} text was left out: it holds boxes (as YOLO writes them), not words. Each picture needs one "
            "answer: make a folder per class, or a table.",
            "{count} texts were left out: they hold boxes (as YOLO writes them), not words. Each picture needs one "
            "answer: make a folder per class, or a table.",
            len(boxes),
        )
        found.append(Problem(boxes[0], text.format(count=len(boxes)), kind="left out", count=len(boxes)))
    for suffix, places in sorted(kinds.items()):
        if captions is None:
            text = ngettext(
                "{count} file of this kind ({ending}) was left out: a table was read.",
                "{count} files of this kind ({ending}) were left out: a table was read.",
                len(places),
            )
        elif suffix:
            text = ngettext(
                "{count} file that ends in {ending} was left out: the pictures in the folders were read.",
                "{count} files that end in {ending} were left out: the pictures in the folders were read.",
                len(places),
            )
        else:
            text = ngettext(
                "{count} file without an ending was left out: it is no picture.",
                "{count} files without an ending were left out: they are no pictures.",
                len(places),
            )
        what = text.format(count=len(places), ending=suffix or _("without an ending"))
        found.append(Problem(places[0], what, kind="left out", count=len(places)))
    return found


__all__ = ["files_left_out"]
