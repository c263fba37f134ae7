"""Examines the heat maps of a model on labelled examples: do they mark what the answer depends on?

What is judged is the map as the person sees it (HeatMap: nothing below zero, over the value itself, whole words), and
what is hidden is what a person could hide: parts of the value, which is then read anew, with what it is like on average
in their place, as occlusion does it. Parts are those of the shown map in their coarse form (Layout.coarse).
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.errors import DataError
from mmgui.core.explaining.contribution import join_coalitions
from mmgui.core.explaining.example import EncodedExample
from mmgui.core.explaining.explainer import Explainer
from mmgui.core.explaining.faithfulness import ExampleCheck, check_orders, draw_weights, rank_correlation
from mmgui.core.explaining.map_quality import MapQuality, QualityReport, judge, odds_gain
from mmgui.core.heat_map import HeatMap
from mmgui.core.i18n import N_
from mmgui.core.inference.predictor import Predictor
from mmgui.core.models.fusion_model import FusionModel

MOST_EXAMPLES: Final = 60
DRAWS: Final = 3  # models with random weights
_FIRST_SEED: Final = 1_000_003
NOTHING_LABELLED: Final = N_("This map was not examined: there are no labelled examples at hand.")


@dataclass
class _Found:
    """What was seen of one kind of map of one field."""

    parts: str = ""
    most: int = 0  # parts of a value
    asked: int = 0
    checks: list[ExampleCheck] = field(default_factory=list)
    correlations: list[float] = field(default_factory=list)


def choose_examples(
    examples: ExampleSet | None, predictor: Predictor, most: int = MOST_EXAMPLES
) -> tuple[Example, ...]:
    """Examples to examine on, spread evenly: labelled ones of the test part, else of validation, else any.

    Only the fields that the model has (same name and kind); () if none fits.
    """
    fitting = () if examples is None else tuple(f for f in predictor.fields if f in examples.fields)
    if examples is None or not fitting:
        return ()
    known = replace(
        examples, examples=tuple(e for e in examples.labelled().examples if any(e.values.get(f.name) for f in fitting))
    )
    part = known.part("test").examples or known.part("validation").examples or known.examples
    count = min(most, len(part))
    chosen = [part[int(n * len(part) / count)] for n in range(count)]
    return tuple(replace(e, values={f.name: e.values.get(f.name) for f in fitting}) for e in chosen)


def check_maps(
    predictor: Predictor,
    examples: Sequence[Example],
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
    rest: Callable[[], None] = lambda: None,
    seed: int = 0,
) -> QualityReport:
    """Examine every kind of map of every field on these examples (see choose_examples).

    Of each example the answer that the model gives is explained, right or wrong. rest: called between two pieces of
    work, so that a person's question comes first. Examples that cannot be read are passed over. Raises Cancelled.
    """
    if not examples:
        return QualityReport((), NOTHING_LABELLED)
    cancel = cancel or CancelToken()

    def pause() -> None:
        cancel.wait_while_paused()
        cancel.raise_if_cancelled()
        rest()

    check = _Check(predictor, pause, seed)
    for number, example in enumerate(examples):
        pause()
        check.look_at(example)
        if progress is not None:
            progress(number + 1, len(examples))
    return check.report()


class _Check:
    """The examination under way."""

    def __init__(self, predictor: Predictor, pause: Callable[[], None], seed: int) -> None:
        self._predictor = predictor
        self._pause = pause
        self._generator = np.random.default_rng(seed)
        self._methods = sorted(predictor.methods)
        self._found: dict[tuple[str, str], _Found] = defaultdict(_Found)
        self._random: list[FusionModel] = []
        self._seed = seed

    def look_at(self, example: Example) -> None:
        try:
            opened = self._predictor.open_up(example.values)
        except DataError:
            return
        if not opened.present:
            return
        chosen, maps = self._maps(opened, None)
        anew = [self._maps(opened, model, chosen)[1] for model in self._random_models(opened.model)]
        for name in dict.fromkeys(name for name, _method in maps):
            own = {method: heat for (f, method), heat in maps.items() if f == name}
            self._pause()
            self._check_field(opened, name, chosen, own, anew)

    def _check_field(
        self,
        opened: EncodedExample,
        name: str,
        chosen: int,
        maps: Mapping[str, HeatMap],
        anew: Sequence[Mapping[tuple[str, str], HeatMap]],
    ) -> None:
        layout = opened.example.layouts[name]
        coarse = layout.coarse()
        weights = {method: layout.onto(coarse, heat.weights) for method, heat in maps.items()}

        def score(there: NDArray[np.bool_]) -> NDArray[np.float64]:
            return opened.scores_without(name, ~there, chosen, pause=self._pause)

        check = check_orders(score, weights, self._generator)
        for method, heat in maps.items():
            found = self._found[name, method]
            found.parts = opened.modality(name).parts
            found.most = max(found.most, coarse.count)
            found.asked += 1
            if check.is_moved:
                found.checks.append(check)
            others = [maps_[name, method] for maps_ in anew if (name, method) in maps_]
            if heat.weights.size > 1:
                found.correlations += [rank_correlation(heat.weights, other.weights) for other in others]

    def _maps(
        self, opened: EncodedExample, model: FusionModel | None, chosen: int = -1
    ) -> tuple[int, dict[tuple[str, str], HeatMap]]:
        """(the class that is explained, per field and method the map) of the model, or of one with random weights."""
        if model is not None:
            opened = opened.inside(model)
        explainer = Explainer(opened.fields, self._predictor.fusion)
        with torch.inference_mode():
            output, _present = join_coalitions(opened)
        if chosen < 0:
            chosen = int(output.logits[-1].argmax())
        found = {}
        for method in self._methods:
            self._pause()
            for name, heat in explainer.explain(opened, output, chosen, method).items():
                if heat.method == method and heat.weights.size:  # not one that stands in for it
                    found[name, method] = heat
        return chosen, found

    def _random_models(self, model: FusionModel) -> list[FusionModel]:
        if not self._random:
            for draw in range(DRAWS):
                one = copy.deepcopy(model)
                # Not a seed that trainings use: equal streams would give back the weights that this one began with.
                draw_weights(one, torch.Generator().manual_seed(_FIRST_SEED + self._seed * DRAWS + draw))
                self._random.append(one)
        return self._random

    # -- the result --------------------------------------------------------------------------------------------------

    def report(self) -> QualityReport:
        nothing = self._predictor.learned_nothing
        return QualityReport(tuple(_summary(*key, found, nothing) for key, found in sorted(self._found.items())))


def _summary(name: str, method: str, found: _Found, nothing_learned: bool) -> MapQuality:
    checks = found.checks
    own = [check.maps[method] for check in checks]
    chance = [check.random for check in checks]
    share = _mean([check.deletion_win(method) for check in checks])
    correlation = _mean(found.correlations)
    deletion = _mean([a.deletion_probability for a in own])
    deletion_random = _mean([a.deletion_probability for a in chance])
    return MapQuality(
        field=name,
        method=method,
        badge=judge(share, correlation, len(checks), odds_gain(deletion, deletion_random), nothing_learned),
        deletion=deletion,
        deletion_random=deletion_random,
        insertion=_mean([a.insertion_probability for a in own]),
        insertion_random=_mean([a.insertion_probability for a in chance]),
        better_share=share,
        randomised_correlation=correlation,
        n=len(checks),
        insertion_share=_mean([check.insertion_win(method) for check in checks]),
        asked=found.asked,
        parts=found.parts,
        nothing_learned=nothing_learned,
        is_single=found.most == 1,
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else 0.0
