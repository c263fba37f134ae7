"""The plain method that a network on pictures has to beat: the most similar shrunken pictures."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SPLITS, Example, Split
from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.core.race.baselines import ANSWERED, Answer, BaselineAnswers, choose_setting, labels_of, spread
from mmgui.core.training.dividing import Parts
from mmgui.modalities.picture.cache import CachedPictures, cache_pictures

PICTURE_PX: Final = 16
NEIGHBOURS: Final = (1, 3, 5, 9, 15, 25)
MOST_PICTURES: Final = 20_000  # to be compared with; more are sampled
_CHUNK: Final = 256


def find_pictures(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int) -> BaselineAnswers:
    """k nearest neighbours among shrunken pictures, by the distance of their pixels. An example without a readable
    picture is answered by how frequent each class is. Source: Cover & Hart 1967."""
    from sklearn.neighbors import KNeighborsClassifier

    everyone: list[Example] = []
    rows: dict[Split, slice] = {}
    for split in SPLITS:
        rows[split] = slice(len(everyone), len(everyone) + len(parts.examples[split]))
        everyone += parts.examples[split]
    pixels, is_seen = _shrunken(everyone, fields, cancel)
    labels = labels_of(parts, "train")
    known = np.flatnonzero(is_seen[rows["train"]])
    if not len(known):
        raise ExperimentError(
            _("No picture of the training part can be read."), _("Leave this plain method out."), parameter="entrants"
        )
    if len(known) > MOST_PICTURES:
        known = np.sort(np.random.default_rng(seed).choice(known, MOST_PICTURES, replace=False))
    usual = np.bincount(labels, minlength=len(parts.classes)) / len(labels)

    def fit(neighbours: int) -> Answer:
        model = KNeighborsClassifier(neighbours, algorithm="brute")
        model.fit(pixels[rows["train"]][known], labels[known])

        def answer(chosen: slice) -> NDArray[np.float64]:
            found = np.tile(usual, (chosen.stop - chosen.start, 1))
            there = np.flatnonzero(is_seen[chosen])
            for start in range(0, len(there), _CHUNK):
                cancel.raise_if_cancelled()
                some = there[start : start + _CHUNK]
                votes = model.predict_proba(pixels[chosen][some])
                found[some] = spread(model.classes_, votes, len(parts.classes))
            return found

        return answer

    data: dict[Split, Any] = {s: rows[s] if parts.examples[s] else None for s in ANSWERED}
    counts = [k for k in NEIGHBOURS if k <= len(known)]
    with _one_thread():
        seen = {split: pixels[chosen] for split, chosen in rows.items()}
        return choose_setting(counts, fit, data, parts, cancel, "k = {value}", seen)


def _shrunken(
    examples: Sequence[Example], fields: Sequence[str], cancel: CancelToken
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """(n, F · 16 · 16 · 3) in [0, 1], grey where there is no picture; and whether an example has any."""
    size = PICTURE_PX * PICTURE_PX * 3
    table = np.full((len(examples), len(fields) * size), 0.5, np.float32)
    is_seen = np.zeros(len(examples), np.bool_)
    for place, field in enumerate(fields):
        values = [example.values.get(field) or "" for example in examples]
        number: dict[str, int] = {}
        column = np.array([number.setdefault(v, len(number)) if v.strip() else -1 for v in values], np.int64)
        cached: CachedPictures | None = None
        for step in cache_pictures(list(number), PICTURE_PX, cancel=cancel):
            cached = step if isinstance(step, CachedPictures) else None
        assert cached is not None
        if not number:
            continue
        row = np.where(column >= 0, cached.rows[column], -1)
        there = row >= 0
        table[there, place * size : (place + 1) * size] = cached.pixels[row[there]].reshape(-1, size) / np.float32(255)
        is_seen |= there
    return table, is_seen


def _one_thread() -> Any:
    """The distances are computed on one core: the window needs the other."""
    return import_module("threadpoolctl").threadpool_limits(limits=1)
