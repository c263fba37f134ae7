"""Links between words and places, brought back from what the model sees to the person's text and picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmgui.core.cancel import CancelToken
from mmgui.core.explaining.links import RawLinks, attention_links, head_numbers, interaction_links, scale_links
from mmgui.core.explaining.parts import grid_places, join_many
from mmgui.core.i18n import _
from mmgui.core.inference.explainer import grid_weights
from mmgui.core.inference.opened import OpenedExample
from mmgui.core.inference.predictor import Predictor, Value
from mmgui.core.inference.why_values import AttentionNumbers, AttentionRow, LinkMethod, Links
from mmgui.core.modalities.picture import letter_box
from mmgui.core.modalities.words import Token
from mmgui.core.models.encoders.picture import PictureInput
from mmgui.core.models.encoders.words_input import WordsInput
from mmgui.core.models.fusions import AttentionFusion

SHOWN_KEYS = 6


@dataclass(frozen=True)
class _Pair:
    """The text and the picture of an example that are linked: the first of each that is there."""

    words: str
    picture: str
    tokens: tuple[Token, ...]
    grid: tuple[int, int]  # of the picture's tokens
    attends: bool  # the fusion has attention, over single words and single places


def find_links(predictor: Predictor, values: Mapping[str, Value], *, cancel: CancelToken | None = None) -> Links | None:
    """Per word of the text where it looks in the picture, and back; None without a picture or without words.

    Attention where the fusion has it, else interaction. values: as for Predictor.predict. Raises DataError, Cancelled.
    """
    opened = predictor.open_up(values)
    pair = _pair(opened)
    if pair is None:
        return None
    with torch.inference_mode():
        output = join_many(opened.model, opened.batch, opened.encoded, {}, 1)
    given = opened.inputs[pair.picture]
    assert isinstance(given, PictureInput)
    encoder: Any = opened.model.encoder(pair.picture)
    method: LinkMethod = "attention" if pair.attends else "interaction"
    if pair.attends:
        raw = attention_links(output, pair.words, pair.picture, pair.grid)
        first, step = grid_places(encoder.features)
    else:
        chosen = int(output.logits[-1].argmax())
        raw = interaction_links(
            opened.model, opened.batch, opened.encoded, pair.words, pair.picture, chosen, cancel=cancel
        )
        step = given.size_px / raw.over.shape[1]
        first = (step - 1) / 2
    height, width = opened.example.sizes[pair.picture]
    rows, columns = grid_weights((raw.over.shape[1], raw.over.shape[2]), first, step, given.size_px, height, width)
    spans, raw = _merge(raw, pair.tokens)
    over = _over_picture(raw.over, rows, columns)
    grids, strengths = scale_links(torch.from_numpy(over))
    back = _over_picture(raw.back, rows, columns)
    return Links(pair.words, pair.picture, spans, grids.numpy(), method, strengths.numpy(), back)


def attention_numbers(
    predictor: Predictor, values: Mapping[str, Value], start: int, head: int | None = None
) -> AttentionNumbers | None:
    """The formula's real numbers for the word that covers the text's character `start`, as the query.

    None if the fusion has no attention over words and places, or without a picture, words, or such a word.
    Raises DataError.
    """
    opened = predictor.open_up(values)
    pair = _pair(opened)
    fusion = opened.model.fusion
    if pair is None or not pair.attends or not isinstance(fusion, AttentionFusion):
        return None
    number = next((n for n, t in enumerate(pair.tokens) if t.start <= start < t.end), None)
    words, picture = opened.encoded[pair.words], opened.encoded[pair.picture]
    if number is None or words is None or picture is None:
        return None
    found = head_numbers(fusion, words, picture, (pair.words, pair.picture), number, head)
    order = found.weights.argsort(descending=True, stable=True).tolist()
    rows = []
    for key in order[:SHOWN_KEYS]:
        cell = (key // pair.grid[1], key % pair.grid[1])
        place = _name_place(opened, pair, cell)
        rows.append(
            AttentionRow(place, float(found.dots[key]), float(found.scaled[key]), float(found.weights[key]), cell)
        )
    token = pair.tokens[number]
    text = opened.example.texts[pair.words]
    return AttentionNumbers(
        word=text[token.start : token.end],
        head=found.head,
        dimension=found.dimension,
        rows=tuple(rows),
        span=(token.start, token.end),
        heads=found.heads,
        grid=pair.grid,
        rest=len(order) - len(rows),
        rest_weight=max(0.0, 1.0 - sum(row.weight for row in rows)),
        normaliser=found.normaliser,
        length=found.length,
        word_field=pair.words,
        picture_field=pair.picture,
    )


def _pair(opened: OpenedExample) -> _Pair | None:
    there = [f.name for f in opened.fields if opened.example.prepared[f.name] is not None]
    pictures = [name for name in there if isinstance(opened.inputs[name], PictureInput)]
    texts = []
    for name in there:
        given = opened.inputs[name]
        if isinstance(given, WordsInput) and (tokens := given.tokens(opened.example.texts[name])):
            texts.append((name, tokens))
    if not pictures or not texts:
        return None
    (words, tokens), picture = texts[0], pictures[0]
    encoder: Any = opened.model.encoder(picture)
    grid = (int(encoder.grid[0]), int(encoder.grid[1]))
    one, other = opened.encoded[words], opened.encoded[picture]
    attends = (
        isinstance(opened.model.fusion, AttentionFusion)
        and one is not None
        and other is not None
        and one.tokens.shape[1] == len(tokens)
        and other.tokens.shape[1] == grid[0] * grid[1] > 1
    )
    return _Pair(words, picture, tokens, grid, attends)


def _merge(raw: RawLinks, tokens: tuple[Token, ...]) -> tuple[tuple[tuple[int, int], ...], RawLinks]:
    """Words as they stand in the text; tokens that share a character (“½”) become one, with the larger links."""
    spans: list[tuple[int, int]] = []
    over: list[Tensor] = []
    back: list[Tensor] = []
    for row, number in enumerate(raw.words):
        token = tokens[number]
        if spans and token.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], token.end))
            over[-1], back[-1] = torch.maximum(over[-1], raw.over[row]), torch.maximum(back[-1], raw.back[row])
        else:
            spans.append((token.start, token.end))
            over.append(raw.over[row])
            back.append(raw.back[row])
    return tuple(spans), RawLinks(raw.words, torch.stack(over), torch.stack(back))


def _over_picture(values: Tensor, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float32]:
    """(L, grid rows, grid columns) over the square → (L, h, w) float32 over the picture."""
    found: NDArray[np.float32] = (rows @ values.cpu().numpy().astype(np.float64) @ columns.T).astype(np.float32)
    return found


def _name_place(opened: OpenedExample, pair: _Pair, cell: tuple[int, int]) -> str:
    """ "row 3, column 5" of the picture's tokens, or that the place lies in the grey edge of a long picture."""
    given = opened.inputs[pair.picture]
    assert isinstance(given, PictureInput)
    encoder: Any = opened.model.encoder(pair.picture)
    first, step = grid_places(encoder.features)
    box = letter_box(*opened.example.sizes[pair.picture], given.size_px)
    y, x = (first + step * place for place in cell)
    inside = box.top <= y < box.top + box.height and box.left <= x < box.left + box.width
    text = _("row {row}, column {column}") if inside else _("row {row}, column {column} (grey edge)")
    return text.format(row=cell[0] + 1, column=cell[1] + 1)
