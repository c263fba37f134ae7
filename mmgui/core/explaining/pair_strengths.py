"""Which parts of the fields of an example belong together, and the attention formula's own numbers."""

from collections.abc import Mapping
from itertools import combinations

import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.explaining.example import EncodedExample
from mmgui.core.explaining.findings import AttentionNumbers, AttentionRow, Interaction, LinkMethod
from mmgui.core.explaining.interactions import (
    attention_links,
    has_attention_between,
    head_numbers,
    interaction_links,
    scale_links,
)
from mmgui.core.inference.predictor import Predictor, Value
from mmgui.core.layouts import Spans
from mmgui.core.models.fusions import AttentionFusion

SHOWN_KEYS = 6


def find_interactions(
    predictor: Predictor, values: Mapping[str, Value], *, cancel: CancelToken | None = None
) -> tuple[Interaction, ...]:
    """For every two present fields with parts, which parts of them belong together; a text comes first of the two.

    Attention where the fusion has it over single parts, else interaction. values: as for Predictor.predict. Raises
    DataError, Cancelled.
    """
    example = predictor.open_up(values)
    with torch.inference_mode():
        output = example.join({}, 1)
    chosen, found = int(output.logits[-1].argmax()), []
    for one, other in _pairs(example):
        if has_attention_between(example, one, other):
            over, back = attention_links(example, output, one, other)
        else:
            over = back = interaction_links(example, one, other, chosen, cancel)
        links, strengths = scale_links(over)
        method: LinkMethod = "attention" if back is not over else "interaction"
        layouts = example.example.layouts
        found.append(Interaction(one, other, layouts[one], layouts[other], method, links, strengths, back))
    return tuple(found)


def attention_numbers(
    predictor: Predictor, values: Mapping[str, Value], field: str, part: int, head: int | None = None
) -> AttentionNumbers | None:
    """The formula's real numbers for a part of `field` as the query, over the first other field that it looks at.

    None if the fusion has no attention over its parts, or there is no such part or other field. Raises DataError.
    """
    example = predictor.open_up(values)
    fusion, layouts = example.model.fusion, example.example.layouts
    others = [name for name in example.present if name != field and field in layouts and layouts[name].count]
    other = next((name for name in others if has_attention_between(example, field, name)), None)
    if other is None or not isinstance(fusion, AttentionFusion) or not 0 <= part < layouts[field].count:
        return None
    asking, asked = example.encoded[field], example.encoded[other]
    token = _token_of(example, field, part)
    if asking is None or asked is None or token is None:
        return None
    found = head_numbers(fusion, asking, asked, (field, other), token, head)
    order = found.weights.argsort(descending=True, stable=True).tolist()
    encoder = example.model.encoder(other)
    grid = encoder.grid or (0, 0)
    rows = tuple(
        AttentionRow(
            encoder.tell_place(key, layouts[other]),
            float(found.dots[key]),
            float(found.scaled[key]),
            float(found.weights[key]),
            (key // grid[1], key % grid[1]) if grid[1] else None,
        )
        for key in order[:SHOWN_KEYS]
    )
    return AttentionNumbers(
        query=example.model.encoder(field).tell_place(token, layouts[field]),
        head=found.head,
        dimension=found.dimension,
        rows=rows,
        part=part,
        heads=found.heads,
        grid=grid,
        rest=len(order) - len(rows),
        rest_weight=max(0.0, 1.0 - sum(row.weight for row in rows)),
        normaliser=found.normaliser,
        length=found.length,
        field=field,
        other=other,
    )


def _pairs(example: EncodedExample) -> list[tuple[str, str]]:
    layouts = example.example.layouts
    names = [name for name in example.present if layouts[name].count]
    names.sort(key=lambda name: not isinstance(layouts[name], Spans))  # stable
    return list(combinations(names, 2))


def _token_of(example: EncodedExample, field: str, part: int) -> int | None:
    """The token that stands for a part: the first of a word's, else the one that weighs most in it."""
    layout, count = example.example.layouts[field], example.embedded[field].shape[1]
    if isinstance(layout, Spans):
        if not layout.owners:
            return part
        return layout.owners.index(part) if part in layout.owners else None
    shares = example.model.encoder(field).to_parts(torch.eye(count).numpy(), layout)  # (N, P)
    return int(shares[:, part].argmax())
