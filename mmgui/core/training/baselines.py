"""Plain methods that a network has to beat, by scikit-learn. Fitted on the training part; their one setting is chosen
on the validation part; the test part is only answered.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SPLITS, Example, Split
from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _, join_names
from mmgui.core.modalities.words import clean_words
from mmgui.core.models.batches import UNKNOWN
from mmgui.core.models.picture_cache import CachedPictures, cache_pictures
from mmgui.core.training.answers import PartAnswers
from mmgui.core.training.dividing import Parts
from mmgui.core.training.race_values import NEAREST_PICTURES, WORD_COUNTS, Entrant

PICTURE_PX: Final = 16
STRENGTHS: Final = (0.1, 1.0, 10.0, 100.0)  # C of the logistic regression: larger = less regularisation
NEIGHBOURS: Final = (1, 3, 5, 9, 15, 25)
MOST_FEATURES: Final = 200_000
MOST_WORDS: Final = 2_000  # of a text; what comes after is not counted
MOST_PICTURES: Final = 20_000  # to be compared with; more are sampled
_CHUNK: Final = 256
_PARTS: Final[tuple[Split, ...]] = ("validation", "test")
_TINY: Final = 1e-6
Answer = Callable[[Any], NDArray[np.float64]]


@dataclass(frozen=True)
class BaselineAnswers:
    """parts: what was answered on validation and test. setting: the chosen value, for the curious."""

    parts: dict[Split, PartAnswers]
    setting: str


def answer_plainly(entrant: Entrant, parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Fit the plain method on the training part and answer the two others. Raises ExperimentError, Cancelled."""
    if entrant.name == WORD_COUNTS:
        return _count_words(entrant.fields, parts, cancel)
    if entrant.name == NEAREST_PICTURES:
        return _find_pictures(entrant.fields, parts, cancel, seed)
    raise ExperimentError(
        _("There is no plain method called “{name}”.").format(name=entrant.name),
        _("Known are: {names}.").format(names=join_names((WORD_COUNTS, NEAREST_PICTURES))),
        parameter="entrants",
    )


def words_and_pairs(text: str) -> list[str]:
    """The cleaned tokens of a text and each two neighbours: ["not", "good", "not good"]. Chinese by character."""
    words = clean_words(text, limit=MOST_WORDS)
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


# -- words ------------------------------------------------------------------------------------------------------------


def _count_words(fields: Sequence[str], parts: Parts, cancel: CancelToken) -> BaselineAnswers:
    """TF-IDF of words and pairs, then logistic regression. An example without words has no features: what remains is
    how frequent each class is. Sources: Salton & Buckley 1988; Cox 1958."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    warnings.filterwarnings("ignore", category=ConvergenceWarning)  # nearly converged answers as well
    cancel.raise_if_cancelled()
    counter = TfidfVectorizer(analyzer=_tokens, sublinear_tf=True, max_features=MOST_FEATURES, dtype=np.float64)
    texts = {split: [[e.values.get(f) or "" for f in fields] for e in part] for split, part in parts.examples.items()}
    try:
        train = counter.fit_transform(texts["train"])
    except ValueError as error:  # scikit-learn: "empty vocabulary"
        raise ExperimentError(
            _("No text of the training part holds a word to count."), _("Leave this plain method out."),
            str(error), parameter="entrants",
        ) from error  # fmt: skip
    labels = _labels(parts, "train")

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=1_000, tol=1e-3)
        model.fit(train, labels)
        return lambda rows: _spread(model.classes_, model.predict_proba(rows), len(parts.classes))

    data: dict[Split, Any] = {s: counter.transform(texts[s]) if texts[s] else None for s in _PARTS}
    return _chosen(STRENGTHS, fit, data, parts, cancel, "C = {value:g}")


def _tokens(texts: Sequence[str]) -> list[str]:
    """Words and pairs of all fields of an example; the same word in another field is another feature."""
    if len(texts) == 1:
        return words_and_pairs(texts[0])
    return [f"{place} {token}" for place, text in enumerate(texts) for token in words_and_pairs(text)]


# -- pictures ---------------------------------------------------------------------------------------------------------


def _find_pictures(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int) -> BaselineAnswers:
    """k nearest neighbours among shrunken pictures, by the distance of their pixels. An example without a readable
    picture is answered by how frequent each class is. Source: Cover & Hart 1967."""
    from sklearn.neighbors import KNeighborsClassifier

    everyone: list[Example] = []
    rows: dict[Split, slice] = {}
    for split in SPLITS:
        rows[split] = slice(len(everyone), len(everyone) + len(parts.examples[split]))
        everyone += parts.examples[split]
    pixels, is_seen = _shrunken(everyone, fields, cancel)
    labels = _labels(parts, "train")
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
                found[some] = _spread(model.classes_, votes, len(parts.classes))
            return found

        return answer

    data: dict[Split, Any] = {s: rows[s] if parts.examples[s] else None for s in _PARTS}
    counts = [k for k in NEIGHBOURS if k <= len(known)]
    with _one_thread():
        return _chosen(counts, fit, data, parts, cancel, "k = {value}")


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


# -- both -------------------------------------------------------------------------------------------------------------


def _chosen(
    values: Sequence[Any],
    fit: Callable[[Any], Answer],
    data: dict[Split, Any],
    parts: Parts,
    cancel: CancelToken,
    setting: str,
) -> BaselineAnswers:
    """Fit with each value, keep the one that answers validation best (the first of equals), answer the test part."""
    labels = {s: _labels(parts, s) for s in _PARTS}
    best: tuple[float, Any, Answer, NDArray[np.float64]] | None = None
    for value in values:
        cancel.raise_if_cancelled()
        answer = fit(value)
        shares = answer(data["validation"])
        right = float((shares.argmax(1) == labels["validation"]).mean())
        if best is None or right > best[0]:
            best = (right, value, answer, shares)
    assert best is not None
    _right, value, answer, shares = best
    found: dict[Split, PartAnswers] = {"validation": _answers(parts, "validation", shares)}
    if data["test"] is not None:
        found["test"] = _answers(parts, "test", answer(data["test"]))
    return BaselineAnswers(found, setting.format(value=value))


def _answers(parts: Parts, split: Split, shares: NDArray[np.float64]) -> PartAnswers:
    ids = np.array([e.id for e in parts.examples[split]], np.int64)
    return PartAnswers(ids, _labels(parts, split), np.log(np.maximum(shares, _TINY)).astype(np.float32))


def _labels(parts: Parts, split: Split) -> NDArray[np.int64]:
    number = {name: place for place, name in enumerate(parts.classes)}
    return np.array([number.get(e.label, UNKNOWN) for e in parts.examples[split] if e.label is not None], np.int64)


def _spread(known: NDArray[np.int64], shares: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Columns of the classes that the method saw → all classes."""
    full = np.zeros((len(shares), classes))
    full[:, known] = shares
    return full
