"""Labels that a model does not know, and the ones that were probably meant."""

import difflib
import unicodedata
from collections.abc import Sequence

from mmgui.core.data.labels import alike_labels, look_of, shown_label, spelling_of
from mmgui.core.i18n import N_, _, join_parts
from mmgui.core.run.left_out import MOST_NAMED, short_name

JOIN_HINT = N_("Add --join-labels to write labels that look alike in one way.")  # for the command line
_MOST_COMPARED = 200  # unknown labels and classes; with more of them only equal spellings are found


def near_labels(unknown: Sequence[str], classes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(label, class) for every unknown label that is nearly called like a class: "Cat" may be "cat"."""
    few = len(unknown) <= _MOST_COMPARED and len(classes) <= _MOST_COMPARED
    folded = {_folded(name): name for name in reversed(classes)}
    groups = alike_labels(dict.fromkeys([*classes, *unknown], 1))
    looks = {name: next((c for c in group if c in classes), None) for group in groups for name in group}
    found = []
    for label in unknown:
        near = folded.get(_folded(label)) or looks.get(label)
        if near is None and few:
            close = difflib.get_close_matches(_folded(label), list(folded), n=1, cutoff=0.8)
            near = folded[close[0]] if close else None
        if near is not None:
            found.append((label, near))
    return tuple(found)


def say_near_labels(found: Sequence[tuple[str, str]]) -> str:
    """ "“Cat” may be “cat”; “Dog” may be “dog”."; "" for none."""
    pairs = [
        _("{label} may be {name}").format(
            label=shown_label(a, (a, b), short_name), name=shown_label(b, (a, b), short_name)
        )
        for a, b in found[:MOST_NAMED]
    ]
    if not pairs:
        return ""
    said = join_parts(pairs)
    return f"{said} …" if len(found) > MOST_NAMED else _("{parts}.").format(parts=said)


def say_joinable(found: Sequence[tuple[str, str]]) -> str:
    """How a command takes the labels that only look different for the classes; "" where there are none of these."""
    return _(JOIN_HINT) if any(spelling_of([near])(label) == near for label, near in found) else ""


def _folded(name: str) -> str:
    return " ".join(look_of(unicodedata.normalize("NFKC", name).casefold()).split())
