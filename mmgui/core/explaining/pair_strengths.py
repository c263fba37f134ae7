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
    look_shares,
    scale_links,
)
from mmgui.core.inference.predictor import Predictor, Value
from mmgui.core.layouts import Spans

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
        if has_attention_between(example, output, one, other):
            over, back = attention_links(example, output, one, other)
        else:
            over = back = interaction_links(example, one, other, chosen, cancel)
        links, strengths = scale_links(over)
        method: LinkMethod = "attention" if back is not over else "interaction"
        layouts = example.example.layouts
        there = look_shares(output, one, example.present).get(other)
        looks = (there, look_shares(output, other, example.present).get(one))
        found.append(Interaction(one, other, layouts[one], layouts[other], method, links, strengths, back, looks))
    return tuple(found)


def attention_numbers(
    predictor: Predictor,
    values: Mapping[str, Value],
    field: str,
    part: int,
    head: int | None = None,
    other: str = "",
) -> AttentionNumbers | None:
    """The formula's real numbers for a part of `field` as the query, over field `other` ("" = the first that it looks
    at), or, in one stream, over everything that it looks at.

    None if the fusion has no attention over its parts, or there is no such part or other field. Raises DataError.
    """
    example = predictor.open_up(values)
    layouts = example.example.layouts
    with torch.inference_mode():
        output = example.join({}, 1)
    others = [name for name in example.present if name != field and name in layouts and layouts[name].count]
    seen = [name for name in others if field in layouts and has_attention_between(example, output, field, name)]
    if not seen or (other and other not in seen) or not 0 <= part < layouts[field].count:
        return None
    token = _token_of(example, field, part)
    if token is None:
        return None
    look, is_stream = example.look(field, token, other or seen[0])
    found = head_numbers(look, head)
    order = found.weights.argsort(descending=True, stable=True).tolist()
    rows = tuple(
        AttentionRow(
            _place(example, *look.keys[key]),
            float(found.dots[key]),
            float(found.scaled[key]),
            float(found.weights[key]),
            _cell(example, *look.keys[key]),
            look.keys[key][0],
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
        grid=(0, 0) if is_stream else example.model.encoder(other or seen[0]).grid or (0, 0),
        rest=len(order) - len(rows),
        rest_weight=max(0.0, 1.0 - sum(row.weight for row in rows)),
        normaliser=found.normaliser,
        length=found.length,
        field=field,
        other=other or seen[0],
        is_stream=is_stream,
    )


def _place(example: EncodedExample, field: str, token: int) -> str:
    """A key in words; "" for one that is no part of a value."""
    layout = example.example.layouts.get(field)
    if layout is None or token >= example.embedded[field].shape[1]:
        return ""
    return example.model.encoder(field).tell_place(token, layout)


def _cell(example: EncodedExample, field: str, token: int) -> tuple[int, int] | None:
    """(row, column) of a key whose tokens are a grid."""
    grid = example.model.encoder(field).grid if field in example.embedded else None
    return (token // grid[1], token % grid[1]) if grid else None


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
