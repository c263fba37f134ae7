"""Chooses how a field's heat map is made, and brings it back to the person's picture and words."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.data.example import Field
from mmgui.core.explaining.attention import attention_weights
from mmgui.core.explaining.badges import HonestyReport
from mmgui.core.explaining.gradients import integrated_grad_cam, integrated_gradients
from mmgui.core.explaining.occlusion import occlude_patches, occlude_words
from mmgui.core.explaining.parts import grid_places
from mmgui.core.explaining.score import weights_from
from mmgui.core.inference.prediction import HeatMap, WordWeight
from mmgui.core.inference.reader import ReadExample
from mmgui.core.modalities.picture import letter_box
from mmgui.core.modalities.words import Token
from mmgui.core.models.batches import Batch
from mmgui.core.models.catalogue import FUSIONS
from mmgui.core.models.encoders import Encoded, FieldInput
from mmgui.core.models.encoders.picture import PictureInput
from mmgui.core.models.encoders.words_input import WordsInput
from mmgui.core.models.fusion_model import FusionModel, FusionOutput


class Explainer:
    """Heat maps for one model. Where a field does not allow a way (attention over one token), gradients are used."""

    def __init__(
        self, model: FusionModel, fields: Sequence[Field], inputs: Mapping[str, FieldInput], fusion: str
    ) -> None:
        self._model = model
        self._fields = tuple(fields)
        self._inputs = dict(inputs)
        attention = ("attention",) if FUSIONS.get(fusion).has_attention else ()
        self._usual: tuple[str, ...] = ("gradients", *attention, "occlusion")
        self._best: dict[str, str] = {}  # per field, by the honesty report
        self.methods: tuple[str, ...] = self._usual  # the best first

    def use_honesty(self, report: HonestyReport | None) -> None:
        """Let "auto" take each field's best map by the report; None = the usual one everywhere."""
        self._best = {}
        if report is not None:
            self._best = {field.name: report.best_method(field.name, self._usual) for field in self._fields}
        chosen = list(self._best.values())
        self.methods = tuple(sorted(self._usual, key=lambda method: -chosen.count(method)))  # stable

    def explain(
        self,
        batch: Batch,
        encoded: Mapping[str, Encoded | None],
        output: FusionOutput,
        chosen: int,
        method: str,
        example: ReadExample,
    ) -> dict[str, HeatMap]:
        """Per present field its heat map for class `chosen`. output: its last row looks at all senses.

        "auto" takes the best map of each field by the honesty report. As long as there is none it takes gradients, with
        every fusion: attention shows where the model looked, but what it saw reaches the answer on other ways too. In
        the scene "feelings", whose evidence is known, the strongest place lay on it for gradients in 97 % of the
        pictures and 87 % of the texts, for attention in 68 % and 83 % (tests/benchmarks/honesty.py, preset quick).
        """
        wish, maps = method, {}
        for field in self._fields:
            method = self._best.get(field.name, self._usual[0]) if wish == "auto" else wish
            given = self._inputs[field.name]
            if example.prepared[field.name] is None:
                continue
            if isinstance(given, PictureInput):
                maps[field.name] = self._picture(field, given, batch, encoded, output, chosen, method, example)
            elif isinstance(given, WordsInput):
                maps[field.name] = self._words(field, given, batch, encoded, output, chosen, method, example)
        return maps

    def _picture(
        self,
        field: Field,
        given: PictureInput,
        batch: Batch,
        encoded: Mapping[str, Encoded | None],
        output: FusionOutput,
        chosen: int,
        method: str,
        example: ReadExample,
    ) -> HeatMap:
        encoder: Any = self._model.encoder(field.name)
        shape = tuple(encoder.grid)
        relevance = output.relevance.get(field.name)
        if method == "attention" and (
            relevance is None or shape == (1, 1) or relevance.shape[1] != shape[0] * shape[1]
        ):
            method = "gradients"
        first, step = grid_places(encoder.features)
        if method == "attention":
            grid = attention_weights(output, field.name, -1, spread=True).reshape(shape)
        elif method == "gradients":
            grid = integrated_grad_cam(self._model, batch, encoded, field.name, chosen)
        else:
            with torch.inference_mode():
                grid = occlude_patches(self._model, batch, encoded, field.name, chosen)
            step = given.size_px / grid.shape[0]
            first = (step - 1) / 2
        values = weights_from(grid).cpu().numpy().astype(np.float64)
        height, width = example.sizes[field.name]
        over = grid_over_picture(values, first, step, given.size_px, height, width)
        return HeatMap(field.name, "gradcam" if method == "gradients" else method, grid=over)

    def _words(
        self,
        field: Field,
        given: WordsInput,
        batch: Batch,
        encoded: Mapping[str, Encoded | None],
        output: FusionOutput,
        chosen: int,
        method: str,
        example: ReadExample,
    ) -> HeatMap:
        text = example.texts[field.name]
        tokens = given.tokens(text)
        relevance = output.relevance.get(field.name)
        if method == "attention" and (relevance is None or relevance.shape[1] != max(1, len(tokens))):
            method = "gradients"
        if not tokens:
            return HeatMap(field.name, method)
        if method == "attention":
            weights = attention_weights(output, field.name, -1)
        elif method == "gradients":
            weights = weights_from(integrated_gradients(self._model, batch, encoded, field.name, chosen))
        else:
            with torch.inference_mode():
                weights = weights_from(occlude_words(self._model, batch, encoded, field.name, chosen))
        return HeatMap(field.name, method, words=word_weights(text, tokens, weights.cpu().tolist()))


def word_weights(text: str, tokens: Sequence[Token], weights: Sequence[float]) -> tuple[WordWeight, ...]:
    """The words as they stand in the text; tokens that share a character (“½”) become one, with the larger weight."""
    found: list[WordWeight] = []
    for token, weight in zip(tokens, weights, strict=True):
        if found and token.start < found[-1].end:
            last = found.pop()
            start, end = last.start, max(last.end, token.end)
            found.append(WordWeight(text[start:end], start, end, max(last.weight, weight)))
        else:
            found.append(WordWeight(text[token.start : token.end], token.start, token.end, weight))
    return tuple(found)


def grid_over_picture(
    grid: NDArray[np.float64], first: float, step: float, size_px: int, height: int, width: int, cells: int = 16
) -> NDArray[np.float32]:
    """A grid over the letter-boxed square becomes one over the picture itself: (h, w) float32 in [0, 1].

    first, step: where the grid's values lie in the square, in pixels: value i is about the pixel first + i · step,
    which for strided convolutions is not the middle of the i-th of equal cells. cells: along the longer side.
    """
    rows, columns = grid_weights((grid.shape[0], grid.shape[1]), first, step, size_px, height, width, cells)
    over = rows @ grid @ columns.T
    return np.asarray((over / max(float(over.max()), 1e-12)).clip(0, 1), dtype=np.float32)


def grid_weights(
    shape: tuple[int, int], first: float, step: float, size_px: int, height: int, width: int, cells: int = 16
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(h, grid rows) and (w, grid columns): rows @ grid @ columns.T brings a grid of that shape over the picture.

    The rest as for grid_over_picture.
    """
    box = letter_box(height, width, size_px)
    return (
        _interpolation(box.top, box.height, size_px, cells, first, step, shape[0]),
        _interpolation(box.left, box.width, size_px, cells, first, step, shape[1]),
    )


def _interpolation(
    start: int, length: int, size_px: int, cells: int, first: float, step: float, count: int
) -> NDArray[np.float64]:
    """(n, count): weights of linear interpolation between `count` values, at the middles of n cells of the picture."""
    number = max(1, round(cells * length / size_px))
    pixels = start + (np.arange(number) + 0.5) * length / number - 0.5
    places = ((pixels - first) / step).clip(0, count - 1)
    low = np.minimum(places.astype(int), max(0, count - 2))
    table = np.zeros((number, count))
    table[np.arange(number), low] = 1 - (places - low)
    table[np.arange(number), np.minimum(low + 1, count - 1)] += places - low
    return table
