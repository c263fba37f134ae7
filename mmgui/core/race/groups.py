"""Which test examples are drawn together where chance is judged, because they tell only once. numpy only, no torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmgui.core.data.example import Field
from mmgui.modalities import MODALITIES

Groups = NDArray[np.int64]
Keys = NDArray[np.uint64]


def drawn_together(
    fields: Sequence[Field], examples: Sequence[Mapping[str, Any]], first: Keys | None, second: Keys | None
) -> Groups | None:
    """(n,) the group of each example: those that share a picture (or other file), or look equal to both who are
    compared; None where nobody shares anything.

    examples: their values. first, second: (n,) what each of the two sees (models/input_keys.py), None = not known.
    """
    shared = _shared_media(fields, examples)
    if first is None or second is None:
        return shared
    distinct, alike = np.unique(np.stack([first, second], 1), axis=0, return_inverse=True)
    if len(distinct) == len(examples):
        return shared
    return alike.reshape(-1) if shared is None else _joined(alike.reshape(-1), shared)


def _shared_media(fields: Sequence[Field], examples: Sequence[Mapping[str, Any]]) -> Groups | None:
    for kind in fields:
        if kind.modality not in MODALITIES or not MODALITIES.get(kind.modality).is_media:
            continue
        number: dict[object, int] = {}
        keys = [values.get(kind.name) or row for row, values in enumerate(examples)]
        groups = [number.setdefault(key, len(number)) for key in keys]
        if len(number) < len(examples):
            return np.array(groups, np.int64)
    return None


def _joined(one: Groups, other: Groups) -> Groups:
    """The smallest groups that split none of either: each example takes the least number in its groups until none
    changes."""
    found = np.arange(len(one))
    while True:
        before = found
        for groups in (one, other):
            least = np.full(int(groups.max()) + 1, len(groups))
            np.minimum.at(least, groups, found)
            found = least[groups]
        if (found == before).all():
            return found
