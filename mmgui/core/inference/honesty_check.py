"""Examines the heat maps of a model on labelled examples: do they mark what the answer depends on?

What is judged is the map as the person sees it (HeatMap: nothing below zero, over the picture, whole words), and what
is hidden is what a person could hide: words are taken out of the text, which is then read anew; patches of the picture
get its mean colour, as occlusion gives them. Patches are those of the shown map, put together until there are at most 8
along a side: smaller ones in random order would lie over the picture like snow and destroy it faster than any map.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.errors import DataError
from mmgui.core.explaining.badges import HonestyReport, MapHonesty, Parts, judge, odds_gain
from mmgui.core.explaining.contribution import join_coalitions
from mmgui.core.explaining.honesty import ExampleCheck, Score, check_orders, draw_weights, rank_correlation
from mmgui.core.explaining.parts import join_many
from mmgui.core.explaining.score import class_score
from mmgui.core.i18n import N_
from mmgui.core.inference.explainer import Explainer
from mmgui.core.inference.opened import OpenedExample
from mmgui.core.inference.prediction import HeatMap
from mmgui.core.inference.predictor import Predictor
from mmgui.core.inference.taking_out import leave_out
from mmgui.core.modalities.picture import letter_box
from mmgui.core.models.fusion_model import FusionModel

MOST_EXAMPLES: Final = 60
DRAWS: Final = 3  # models with random weights
_FIRST_SEED: Final = 1_000_003
_CELLS: Final = 8
_AT_ONCE: Final = 64
_METHOD_OF: Final = {"gradcam": "gradients"}
NOTHING_LABELLED: Final = N_("This map was not examined: there are no labelled examples at hand.")


@dataclass
class _Found:
    """What was seen of one kind of map of one field."""

    parts: Parts = "places"
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


def check_honesty(
    predictor: Predictor,
    examples: Sequence[Example],
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
    rest: Callable[[], None] = lambda: None,
    seed: int = 0,
) -> HonestyReport:
    """Examine every kind of map of every field on these examples (see choose_examples).

    Of each example the answer that the model gives is explained, right or wrong. rest: called between two pieces of
    work, so that a person's question comes first. Examples that cannot be read are passed over. Raises Cancelled.
    """
    if not examples:
        return HonestyReport((), NOTHING_LABELLED)
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
        if all(value is None for value in opened.example.prepared.values()):
            return
        chosen, maps = self._maps(opened, None)
        anew = [self._maps(opened, model, chosen)[1] for model in self._random_models(opened.model)]
        for name in dict.fromkeys(name for name, _method in maps):
            own = {method: heat for (f, method), heat in maps.items() if f == name}
            self._pause()
            self._check_field(opened, name, chosen, own, anew)

    def _check_field(
        self,
        opened: OpenedExample,
        name: str,
        chosen: int,
        maps: Mapping[str, HeatMap],
        anew: Sequence[Mapping[tuple[str, str], HeatMap]],
    ) -> None:
        first = next(iter(maps.values()))
        if first.grid is not None:
            weights = {m: cell_weights(cast(NDArray[np.float32], heat.grid)) for m, heat in maps.items()}
            shape = next(iter(weights.values())).shape
            score = self._picture_score(opened, name, chosen, (shape[0], shape[1]))
        else:
            weights = {m: np.array([w.weight for w in heat.words]) for m, heat in maps.items()}
            score = self._words_score(opened, name, chosen, [(w.start, w.end) for w in first.words])
        check = check_orders(score, {m: w.ravel() for m, w in weights.items()}, self._generator)
        for method, heat in maps.items():
            found = self._found[name, method]
            found.parts = "places" if heat.grid is not None else "words"
            found.asked += 1
            if check.is_moved:
                found.checks.append(check)
            others = [maps_[name, method] for maps_ in anew if (name, method) in maps_]
            if _values(heat).size > 1:
                found.correlations += [rank_correlation(_values(heat), _values(other)) for other in others]

    def _maps(
        self, opened: OpenedExample, model: FusionModel | None, chosen: int = -1
    ) -> tuple[int, dict[tuple[str, str], HeatMap]]:
        """(the class that is explained, per field and method the map) of the model, or of one with random weights."""
        encoded = opened.encoded
        if model is None:
            model = opened.model
        else:
            with torch.no_grad():
                encoded = model.encode(opened.batch)
        explainer = Explainer(model, opened.fields, opened.inputs, self._predictor.fusion)
        with torch.inference_mode():
            output, _present = join_coalitions(model, opened.batch, encoded)
        if chosen < 0:
            chosen = int(output.logits[-1].argmax())
        found = {}
        for method in self._methods:
            self._pause()
            for name, heat in explainer.explain(opened.batch, encoded, output, chosen, method, opened.example).items():
                is_own = _METHOD_OF.get(heat.method, heat.method) == method  # not one that stands in for it
                if is_own and (heat.grid is not None or heat.words):
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

    # -- hiding parts ------------------------------------------------------------------------------------------------

    def _picture_score(self, opened: OpenedExample, name: str, chosen: int, shape: tuple[int, int]) -> Score:
        pixels = opened.batch.fields[name].values  # (1, 3, S, S) uint8
        height, width = opened.example.sizes[name]
        box = letter_box(height, width, pixels.shape[2])
        rows = _cell_of(pixels.shape[2], box.top, box.height, shape[0])  # (S,), -1 outside of the picture
        columns = _cell_of(pixels.shape[3], box.left, box.width, shape[1])
        cell = np.where((rows[:, None] >= 0) & (columns[None] >= 0), rows[:, None] * shape[1] + columns[None], -1)
        inside = pixels[:, :, box.top : box.top + box.height, box.left : box.left + box.width]
        fill = inside.float().mean((2, 3), keepdim=True).round().to(pixels.dtype)  # (1, 3, 1, 1)

        def score(there: NDArray[np.bool_]) -> NDArray[np.float64]:
            is_there = np.concatenate([there, np.ones((len(there), 1), np.bool_)], 1)[:, cell]  # (V, S, S); -1 stays
            found = []
            for part in np.array_split(is_there, -(-len(is_there) // _AT_ONCE)):
                self._pause()
                shown = torch.where(torch.from_numpy(part)[:, None].to(pixels.device), pixels, fill)
                shown = shown.contiguous(memory_format=torch.channels_last)
                found.append(self._scores(opened, name, chosen, shown, len(part)))
            return np.concatenate(found)

        return score

    def _words_score(self, opened: OpenedExample, name: str, chosen: int, spans: Sequence[tuple[int, int]]) -> Score:
        text = opened.example.texts[name][: max(end for _start, end in spans)]  # what comes after is not read

        def score(there: NDArray[np.bool_]) -> NDArray[np.float64]:
            found = []
            for part in np.array_split(there, -(-len(there) // _AT_ONCE)):
                self._pause()
                texts = [leave_out(text, [s for s, keep in zip(spans, row, strict=True) if not keep]) for row in part]
                values = opened.inputs[name].prepare(texts).take(np.arange(len(texts)))
                values = values.to(self._predictor.device)
                found.append(self._scores(opened, name, chosen, values, len(texts), np.asarray(part.any(1))))
            return np.concatenate(found)

        return score

    def _scores(
        self,
        opened: OpenedExample,
        name: str,
        chosen: int,
        values: Any,
        count: int,
        there: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.float64]:
        """(count,) log-odds of the class with other values of one field. there: False = the field is missing."""
        model, batch = opened.model, opened.batch
        present = None
        if there is not None:
            present = torch.ones(count, len(model.fields), dtype=torch.bool, device=batch.labels.device)
            present[:, model.fields.index(name)] = torch.from_numpy(there).to(present.device)
        with torch.inference_mode():
            encoded = model.encoder(name)(values)
            output = join_many(model, batch, opened.encoded, {name: encoded}, count, present)
            return class_score(output.logits.double(), chosen).cpu().numpy()

    # -- the result --------------------------------------------------------------------------------------------------

    def report(self) -> HonestyReport:
        nothing = self._predictor.learned_nothing
        return HonestyReport(tuple(_summary(*key, found, nothing) for key, found in sorted(self._found.items())))


def cell_weights(grid: NDArray[np.float32], cells: int = _CELLS) -> NDArray[np.float64]:
    """A shown map (h, w) as the mean weights of at most `cells` patches along each side."""
    rows, columns = (_shares(length, min(length, cells)) for length in grid.shape)
    return rows @ grid.astype(np.float64) @ columns.T


def _shares(length: int, count: int) -> NDArray[np.float64]:
    """(count, length), rows summing to 1: how much of each piece lies in each of `length` pieces of another cut."""
    ends = np.arange(count + 1) * length / count
    low, high = ends[:-1, None], ends[1:, None]
    places = np.arange(length)[None]
    overlap = (np.minimum(high, places + 1) - np.maximum(low, places)).clip(0)
    return np.asarray(overlap / overlap.sum(1, keepdims=True))


def _cell_of(size: int, start: int, length: int, count: int) -> NDArray[np.int64]:
    """(size,) for each pixel along one side of the square the patch it lies in, -1 outside of the picture."""
    cell = np.floor((np.arange(size) - start + 0.5) * count / length).astype(np.int64)
    return np.where((cell >= 0) & (cell < count), cell, -1)


def _values(heat: HeatMap) -> NDArray[np.float64]:
    if heat.grid is not None:
        return heat.grid.astype(np.float64).ravel()
    return np.array([word.weight for word in heat.words], np.float64)


def _summary(name: str, method: str, found: _Found, nothing_learned: bool) -> MapHonesty:
    checks = found.checks
    own = [check.maps[method] for check in checks]
    chance = [check.random for check in checks]
    share = _mean([check.deletion_win(method) for check in checks])
    correlation = _mean(found.correlations)
    deletion = _mean([a.deletion_probability for a in own])
    deletion_random = _mean([a.deletion_probability for a in chance])
    return MapHonesty(
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
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else 0.0
