"""The work behind the question what would flip an answer. For a lane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmgui.core.cancel import CancelToken
    from mmgui.core.data.example import Example, ExampleSet, Field
    from mmgui.core.explaining.counterfactuals import CounterfactualFinder
    from mmgui.core.explaining.findings import Counterfactual
    from mmgui.core.inference.predictor import Predictor

Values: TypeAlias = "Mapping[str, str | Path | NDArray[Any] | None]"
_CANDIDATES = 64  # examples of the test part that are tried in exchange


class CounterfactualSearch:
    """Finds flips, with what it learnt about the predictor that was searched last. Used by one lane only."""

    def __init__(self) -> None:
        self._finder: tuple[Predictor, CounterfactualFinder] | None = None

    def find(
        self, predictor: Predictor, values: Values, examples: ExampleSet | None, cancel: CancelToken
    ) -> tuple[Counterfactual, ...]:
        from mmgui.core.explaining.counterfactuals import CounterfactualFinder

        candidates = choose_candidates(examples, predictor.fields)
        if self._finder is None or self._finder[0] is not predictor:
            self._finder = (predictor, CounterfactualFinder(predictor))
        return self._finder[1].find(values, candidates, cancel=cancel)


def choose_candidates(
    examples: ExampleSet | None, fields: tuple[Field, ...], count: int = _CANDIDATES
) -> tuple[Example, ...]:
    """At most `count` test examples for an exchange, the same ones every time, with the values of fitting fields only.

    A field fits if the project has one of the same name and kind.
    """
    if examples is None:
        return ()
    fitting = {f.name for f in fields} & {f.name for f in examples.fields if f in fields}
    part = examples.part("test").examples if fitting else ()
    step = max(1.0, len(part) / count)
    chosen = [part[int(n * step)] for n in range(min(count, len(part)))]
    return tuple(replace(e, values={name: e.values.get(name) for name in fitting}) for e in chosen)
