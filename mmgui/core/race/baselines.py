"""Plain methods that a network has to beat, by scikit-learn. Fitted on the training part; their one setting is chosen
on the validation part; the test part is only answered. Each modality brings its own (Modality.plain_method).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Split
from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _, join_names
from mmgui.core.models.batches import UNKNOWN
from mmgui.core.models.input_keys import Keys, hash_pieces
from mmgui.core.race.entrants import Entrant
from mmgui.core.run.answers import PartAnswers
from mmgui.core.training.dividing import Parts
from mmgui.modalities import in_order
from mmgui.modalities.contract import find_code

ANSWERED: Final[tuple[Split, ...]] = ("validation", "test")
_TINY: Final = 1e-6
Answer: TypeAlias = Callable[[Any], NDArray[np.float64]]
PlainAnswer: TypeAlias = "Callable[[Sequence[str], Parts, CancelToken, int], BaselineAnswers]"  # of fields, with a seed


@dataclass(frozen=True)
class BaselineAnswers:
    """parts: what was answered on validation and test. setting: the chosen value, for the curious. learnt: the keys of
    what the method sees of training."""

    parts: dict[Split, PartAnswers]
    setting: str
    learnt: Keys


def answer_plainly(entrant: Entrant, parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """Fit the plain method on the training part and answer the two others. Raises ExperimentError, Cancelled."""
    methods = {m.plain_method.name: m.plain_method for m in in_order() if m.plain_method is not None}
    if entrant.name not in methods:
        raise ExperimentError(
            _("There is no plain method called “{name}”.").format(name=entrant.name),
            _("Known are: {names}.").format(names=join_names(methods)),
            parameter="entrants",
        )
    answer: PlainAnswer = find_code(methods[entrant.name].answer)
    return answer(entrant.fields, parts, cancel, seed)


def choose_setting(
    values: Sequence[Any],
    fit: Callable[[Any], Answer],
    data: dict[Split, Any],
    parts: Parts,
    cancel: CancelToken,
    setting: str,
    seen: Mapping[Split, Any],
) -> BaselineAnswers:
    """Fit with each value, keep the one that answers validation best (the first of equals), answer the test part.

    seen: per part what the method sees of each example, the rows of a table or of a sparse one (CSR): equal rows count
    once where chance is judged.
    """
    labels = {s: labels_of(parts, s) for s in ANSWERED}
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
    found: dict[Split, PartAnswers] = {"validation": _answers(parts, "validation", shares, seen)}
    if data["test"] is not None:
        found["test"] = _answers(parts, "test", answer(data["test"]), seen)
    return BaselineAnswers(found, setting.format(value=value), _row_keys(seen["train"]))


def _answers(parts: Parts, split: Split, shares: NDArray[np.float64], seen: Mapping[Split, Any]) -> PartAnswers:
    ids = np.array([e.id for e in parts.examples[split]], np.int64)
    logits = np.log(np.maximum(shares, _TINY)).astype(np.float32)
    return PartAnswers(ids, labels_of(parts, split), logits, _row_keys(seen[split]))


def _row_keys(table: Any) -> Keys:
    """(n,) equal rows, equal key."""
    if not hasattr(table, "indptr"):
        return hash_pieces([row.tobytes() for row in table])
    table = table.sorted_indices()
    columns, values = (
        table.indices.astype(np.int64),
        np.round(table.data, 9),
    )  # sums of another order differ behind that
    return hash_pieces([columns[a:b].tobytes() + values[a:b].tobytes() for a, b in pairwise(table.indptr)])


def labels_of(parts: Parts, split: Split) -> NDArray[np.int64]:
    number = {name: place for place, name in enumerate(parts.classes)}
    return np.array([number.get(e.label, UNKNOWN) for e in parts.examples[split] if e.label is not None], np.int64)


def spread(known: NDArray[np.int64], shares: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Columns of the classes that the method saw → all classes."""
    full = np.zeros((len(shares), classes))
    full[:, known] = shares
    return full
