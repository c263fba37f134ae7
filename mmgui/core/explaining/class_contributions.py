"""How much each sense has in the answers on average: per class that the model answers, and over all.

Free of torch, so that the window can read what was measured; the measuring itself is the predictor's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example
from mmgui.core.run.record import Record

_AT_ONCE = 32  # a cancel is noticed between two batches


class ClassContributions(BaseModel):
    """Averages of the shares that `Prediction.contributions` gives to single answers; those of a row sum to 1.

    per_class: class that was answered → field → mean share; classes that were never answered are not there. overall:
    field → mean share. n: how many answers; counts: per class. A field that an example does not have has no share in
    its answer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    per_class: dict[str, dict[str, float]] = Field(default_factory=dict)
    overall: dict[str, float] = Field(default_factory=dict)
    n: int = Field(default=0, ge=0)
    counts: dict[str, int] = Field(default_factory=dict)


CONTRIBUTIONS: Final[Record[ClassContributions]] = Record("contributions.json", ClassContributions, 16 * 2**20)


class Contributor(Protocol):
    """What measures: inference.predictor.Predictor."""

    @property
    def classes(self) -> tuple[str, ...]: ...

    def contributions(
        self, examples: Sequence[Mapping[str, Any]], *, cancel: CancelToken | None = None
    ) -> list[tuple[str, dict[str, float]]]:
        """Per example the answer and each field's share in it."""
        ...


def measure_class_contributions(
    predictor: Contributor,
    examples: Sequence[Example],
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ClassContributions:
    """Average the exact Shapley shares (see contribution.py) over the answers to some examples, labelled or not.

    Examples without any value are left out: nothing decided there. Raises Cancelled, ExperimentError (too many fields).
    """
    found: list[tuple[str, dict[str, float]]] = []
    asked = [e.values for e in examples if any(value is not None and value.strip() for value in e.values.values())]
    for start in range(0, len(asked), _AT_ONCE):
        if cancel is not None:
            cancel.raise_if_cancelled()
        found += predictor.contributions(asked[start : start + _AT_ONCE])
        if progress is not None:
            progress(min(start + _AT_ONCE, len(asked)), len(asked))
    by_class = {name: [shares for answer, shares in found if answer == name] for name in predictor.classes}
    return ClassContributions(
        per_class={name: _mean(shares) for name, shares in by_class.items() if shares},
        overall=_mean([shares for _answer, shares in found]),
        n=len(found),
        counts={name: len(shares) for name, shares in by_class.items() if shares},
    )


def _mean(shares: Sequence[Mapping[str, float]]) -> dict[str, float]:
    if not shares:
        return {}
    return {name: sum(one[name] for one in shares) / len(shares) for name in shares[0]}
