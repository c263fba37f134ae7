"""What would change an answer, and which parts of two fields belong together: plain numbers, no tensors.

The window, the command line and the report say these values with the same sentences.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mmgui.core.i18n import _
from mmgui.core.layouts import Layout, Spans
from mmgui.core.text import one_line, percent
from mmgui.modalities import MODALITIES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CounterfactualKind: TypeAlias = Literal["mask", "exchange"]
LinkMethod: TypeAlias = Literal["attention", "interaction"]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A change of one field after which the model answered otherwise, seen by asking it again.

    mask: the parts of `layout` that are taken out. exchange: the field's value is that of the example `example_id`,
    kept in `value` (the text, or the file's path). probability_after: of the new answer.
    """

    kind: CounterfactualKind
    field: str
    modality: str
    layout: Layout = dataclasses.field(default_factory=lambda: Spans("", ()))
    parts: tuple[int, ...] = ()
    example_id: int | None = None
    value: str = ""
    before: str = ""
    after: str = ""
    probability_after: float = 0.0


@dataclass(frozen=True, eq=False)
class Interaction:
    """Which parts of two fields belong together.

    over: (P, Q) float32 in [0, 1], per part of `field` where it looks in `other`, its strongest place 1; all 0 for a
    part that has next to no link. strengths: (P,) float32 in [0, 1], how strongly each part is linked at all, the
    strongest 1. back: (P, Q) float32 from 0, how much each part of `field` belongs to one of `other`, on one scale.
    looks: in [0, 1], how much of what `field` takes from all other fields comes from `other`, and the other way; None
    without attention.
    """

    field: str
    other: str
    layout: Layout
    other_layout: Layout
    method: LinkMethod
    over: NDArray[np.float32]
    strengths: NDArray[np.float32]
    back: NDArray[np.float32]
    looks: tuple[float | None, float | None] = (None, None)

    def partner(self, name: str) -> tuple[str, Layout]:
        """The other of the two fields."""
        return (self.other, self.other_layout) if name == self.field else (self.field, self.layout)

    def seen_from(self, name: str, part: int) -> NDArray[np.float32]:
        """In [0, 1], per part of the partner how much it belongs to this part of the field `name`.

        Of `other`, the strongest part of the strongest place has 1, so a place that has little to do with anything says
        so.
        """
        if name == self.field:
            weights: NDArray[np.float32] = self.over[part]
            return weights
        found: NDArray[np.float32] = (self.back[:, part] / max(float(self.back.max(initial=0.0)), 1e-12)).astype(
            "float32"
        )
        return found


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One key that the token looked at: `place` says it in words, `cell` is its (row, column) if the tokens are a grid.

    place is "" for a key that is no part of a value: that of a missing field, or, with field "", the class token.
    dot: q·k. scaled: dot / √d_k. weight: the softmax's share, 0..1.
    """

    place: str
    dot: float
    scaled: float
    weight: float
    cell: tuple[int, int] | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class AttentionNumbers:
    """The real numbers of softmax(QKᵀ/√d_k)V for one part of `field` as the query, in one head of `heads`.

    query: the part in words; part: its number. rows: the keys with the greatest weights, greatest first. rest: how many
    keys are not in `rows`; rest_weight: their weights together, so that all weights sum to 1. dimension: d_k.
    normaliser: Σ exp(scaled) over all keys; each weight is exp(scaled) / normaliser. grid: (rows, columns) of the other
    field's tokens, (0, 0) if they are none. length: |softmax(QKᵀ/√d_k)V|. head: from 0. is_stream: the
    keys are those of all fields at once, not of `other` alone.
    """

    query: str
    head: int
    dimension: int
    rows: tuple[AttentionRow, ...]
    part: int = 0
    heads: int = 1
    grid: tuple[int, int] = (0, 0)
    rest: int = 0
    rest_weight: float = 0.0
    normaliser: float = 0.0
    length: float = 0.0
    field: str = ""
    other: str = ""
    is_stream: bool = False


def say_counterfactual(flip: Counterfactual, *, least_sure: float = 0.0, field_title: str = "") -> str:
    """ "Without the words “great”, “needed” it would say sad (71%)."

    least_sure: in [0, 1]; below it the model says "I don't know", so a new answer that is less sure is told as a best
    guess. field_title: named where a model has several fields of a kind.
    """
    modality, is_sure = MODALITIES.get(flip.modality), flip.probability_after >= least_sure
    answer, share = one_line(flip.after), percent(flip.probability_after)
    if flip.kind == "mask":
        said = modality.say_masked(flip.layout, flip.parts, answer, share, is_sure)
    else:
        said = modality.say_exchanged(flip.example_id, flip.value, answer, share, is_sure)
    return _of_field(field_title, said)


def say_tried(flip: Counterfactual, field_title: str = "") -> str:
    """What is shown while the change is made: "Shown now: without the word “great”." """
    modality = MODALITIES.get(flip.modality)
    is_masked = flip.kind == "mask"
    said = (
        modality.say_shown_masked(flip.layout, flip.parts)
        if is_masked
        else modality.say_shown_exchanged(flip.example_id)
    )
    return _of_field(field_title, said)


def say_change(flip: Counterfactual, field_title: str = "") -> str:
    """What a change would do to the example, for somebody who looks at it before trying it."""
    modality = MODALITIES.get(flip.modality)
    is_masked = flip.kind == "mask"
    said = modality.say_would_mask(flip.layout, flip.parts) if is_masked else modality.say_would_exchange(flip.value)
    return _of_field(field_title, said)


def _of_field(title: str, said: str) -> str:
    return _("{field}: {sentence}").format(field=title, sentence=said) if title else said
