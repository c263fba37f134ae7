"""The files in a folder that are left out because they are neither media nor tables."""

import os
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.file_names import (
    DOCUMENT_ENDINGS,
    PACKED_ENDINGS,
    PAGE_ENDINGS,
    TEXT_ENDINGS,
    ending,
    is_last_piece,
    is_piece_of_archive,
    kind_of_names,
    media_endings,
)
from mmgui.core.data.importing.folders.captions import Captions, are_boxes
from mmgui.core.data.importing.folders.tables import lists_of_media
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.i18n import _, ngettext

_DIVIDED = "/divided"  # in place of an ending


def files_left_out(
    root: Branch,
    captions: Captions | None,
    read: Sequence[str],
    cancel: CancelToken | None,
    reads_texts: bool,
    named: Collection[Path] = (),
) -> list[Problem]:
    """The files that are no examples, one line per kind: texts that are no captions, films, …

    captions: the texts beside the media; None = tables were read instead of the media. read: the files that were.
    reads_texts: the texts were read instead of the media. named: files that rows name: what is wrong with them is told
    there.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    examples = frozenset(read)
    for branch in root.branches():
        texts = [n for n in branch.texts if captions is None or not captions.uses(branch, n)]
        for place in branch.places([*texts, *branch.others, *(branch.media if reads_texts else ())]):
            if place not in examples and not (named and Path(os.path.realpath(root.path / place)) in named):
                is_piece = is_piece_of_archive(place) or is_last_piece(root.path / place)
                kinds[_DIVIDED if is_piece else ending(place)].append(place)
    boxes = captions.left_out() if captions is not None else []
    if are_boxes(root, kinds.get(".txt", ())):
        boxes += kinds.pop(".txt")
    found = []
    if captions is not None and root.media_count and not reads_texts:
        for place, is_table in lists_of_media(root, kinds.get(".txt", ()), cancel).items():
            kinds[".txt"].remove(place)
            text = kind_of_names(root.all_media()).say("list of them") or _(
                "This list was left out, although it names these files: the folders were read. To read it, choose the "
                "file itself."
            )
            if not is_table:
                text = _(
                    "This list names files and cannot be read as it stands: it was left out. Write one file and its "
                    "class into each row."
                )
            found.append(Problem(place, text, kind="left out"))
        if not kinds[".txt"]:
            del kinds[".txt"]
    if boxes:
        text = ngettext(
            "{count} text was left out: it holds boxes (as YOLO writes them), not words. Each picture needs one "
            "answer: make a folder per class, or a table.",
            "{count} texts were left out: they hold boxes (as YOLO writes them), not words. Each picture needs one "
            "answer: make a folder per class, or a table.",
            len(boxes),
        )
        said = text.format(count=len(boxes))
        found.append(Problem(boxes[0], said, kind="left out", count=len(boxes), names=tuple(boxes)))
    for suffix, places in sorted(kinds.items()):
        if suffix == _DIVIDED:
            text = ngettext(
                "{count} piece of a divided archive was left out. Unpack all its pieces together, then choose what "
                "comes out.",
                "{count} pieces of divided archives were left out. Unpack all pieces of an archive together, then "
                "choose what comes out.",
                len(places),
            )
        elif suffix in PACKED_ENDINGS:
            text = ngettext(
                "{count} packed file ({ending}) was left out: in a folder they are not unpacked. Unpack it, or choose "
                "it by itself.",
                "{count} packed files ({ending}) were left out: in a folder they are not unpacked. Unpack them, or "
                "choose one by itself.",
                len(places),
            )
        elif suffix in DOCUMENT_ENDINGS:
            text = ngettext(
                "{count} document ({ending}) was left out, for documents are not read. If it holds a table, copy that "
                "into a spreadsheet program and save it as CSV or XLSX.",
                "{count} documents ({ending}) were left out, for documents are not read. If one holds a table, copy "
                "that into a spreadsheet program and save it as CSV or XLSX.",
                len(places),
            )
        elif suffix in PAGE_ENDINGS:
            text = ngettext(
                "{count} web page ({ending}) was left out, for pages are not read. Save its words as a text (.txt).",
                "{count} web pages ({ending}) were left out, for pages are not read. Save their words as texts (.txt).",
                len(places),
            )
        elif captions is None:
            text = ngettext(
                "{count} file of this kind ({ending}) was left out: a table was read.",
                "{count} files of this kind ({ending}) were left out: a table was read.",
                len(places),
            )
        elif suffix in media_endings():
            text = ngettext(
                "{count} file of this kind ({ending}) was left out: the folders of texts were read. To read it, choose "
                "its folder by itself.",
                "{count} files of this kind ({ending}) were left out: the folders of texts were read. To read them, "
                "choose their folder by itself.",
                len(places),
            )
        elif suffix in TEXT_ENDINGS and root.media_count and not reads_texts:
            text = kind_of_names(root.all_media()).say_count("text alone", len(places))
        elif suffix:
            text = ngettext(
                "{count} file that ends in {ending} was left out: the folders were read.",
                "{count} files that end in {ending} were left out: the folders were read.",
                len(places),
            )
        else:
            text = ngettext(
                "{count} file without an ending was left out: nothing says what it is. If it is a text, give it the "
                "ending .txt.",
                "{count} files without an ending were left out: nothing says what they are. If they are texts, give "
                "them the ending .txt.",
                len(places),
            )
        what = text.format(count=len(places), ending=suffix or _("without an ending"))
        found.append(Problem(places[0], what, kind="left out", count=len(places), names=tuple(places)))
    return found


__all__ = ["files_left_out"]
