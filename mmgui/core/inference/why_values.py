"""What would change an answer, and which words and places belong together: plain numbers, no tensors.

The window, the command line and the report say these values with the same sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mmgui.core.i18n import _, join_names, ngettext
from mmgui.core.text import one_line, percent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FlipKind: TypeAlias = Literal["words", "patches", "exchange"]
LinkMethod: TypeAlias = Literal["attention", "interaction"]
_SHOWN_WORDS = 8


@dataclass(frozen=True, slots=True)
class Flip:
    """A change of one field after which the model answered otherwise, seen by asking it again.

    words: `spans` are left out of the text. patches: `cells` (row, column) of `grid` (rows, columns) are covered with
    grey. exchange: the field's value is that of the example `example_id`, kept in `value` (the text, or the picture's
    path). probability_after: of the new answer. modality: the field's.
    """

    kind: FlipKind
    field: str
    spans: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, int], ...]
    grid: tuple[int, int]
    example_id: int | None
    before: str
    after: str
    probability_after: float
    modality: str = ""
    value: str = ""


@dataclass(frozen=True)
class Links:
    """Which words of one text and which places of one picture belong together.

    spans: L words as text[start:end]. grids: (L, h, w) float32 in [0, 1] over the picture, per word where it looks, its
    strongest place 1; all 0 for a word that has next to no link. strengths: (L,) float32 in [0, 1], how strongly each
    word is linked at all, the strongest 1. back: (L, h, w) float32 from 0, per place how much each word belongs to it,
    on one scale for all; None = the same as `grids`.
    """

    word_field: str
    picture_field: str
    spans: tuple[tuple[int, int], ...]
    grids: NDArray[np.float32]
    method: LinkMethod
    strengths: NDArray[np.float32] | None = None
    back: NDArray[np.float32] | None = None

    def words_for(self, row: int, column: int) -> NDArray[np.float32]:
        """(L,) float32 in [0, 1]: how much each word belongs to the place (row, column) of the grid.

        The strongest word of the strongest place has 1, so a place that has little to do with the words says so.
        """
        back = self.grids if self.back is None else self.back
        top = max(float(back.max(initial=0.0)), 1e-12)
        result: NDArray[np.float32] = (back[:, row, column] / top).astype("float32")
        return result

    def grid_for(self, start: int, end: int) -> NDArray[np.float32] | None:
        """The grid (h, w) of the word that overlaps text[start:end]; None if there is none."""
        for number, (first, last) in enumerate(self.spans):
            if first < end and start < last:
                grid: NDArray[np.float32] = self.grids[number]
                return grid
        return None


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One key that the word looked at: `place` says it in words, `cell` is its (row, column) in the picture's tokens.

    dot: q·k. scaled: dot / √d_k. weight: the softmax's share, 0..1.
    """

    place: str
    dot: float
    scaled: float
    weight: float
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AttentionNumbers:
    """The real numbers of softmax(QKᵀ/√d_k)V for one word as the query, in one head of `heads`.

    rows: the keys with the greatest weights, greatest first. rest: how many keys are not in `rows`; rest_weight: their
    weights together, so that all weights sum to 1. dimension: d_k. normaliser: Σ exp(scaled) over all keys; each weight
    is exp(scaled) / normaliser. grid: (rows, columns) of the picture's tokens. length: |softmax(QKᵀ/√d_k)V|, of what
    the word brings home. head: from 0.
    """

    word: str
    head: int
    dimension: int
    rows: tuple[AttentionRow, ...]
    span: tuple[int, int] = (0, 0)
    heads: int = 1
    grid: tuple[int, int] = (0, 0)
    rest: int = 0
    rest_weight: float = 0.0
    normaliser: float = 0.0
    length: float = 0.0
    word_field: str = ""
    picture_field: str = ""


def say_flip(flip: Flip, text: str = "", *, least_sure: float = 0.0, field_title: str = "") -> str:
    """ "Without the words “great”, “needed” it would say sad (71%)."

    text: the field's text, for its words' sake. least_sure: in [0, 1]; below it the model says "I don't know", so a new
    answer that is less sure is told as a best guess. field_title: named where a model has several fields of a kind.
    """
    is_sure = flip.probability_after >= least_sure
    if flip.kind == "words":
        words = [one_line(text[start:end]) for start, end in flip.spans]
        said = _say_words_left_out(len(words), is_sure).format(
            words=_join(words), answer=one_line(flip.after), share=percent(flip.probability_after)
        )
    elif flip.kind == "patches":
        place = _place(flip)
        said = _say_covered(len(flip.cells), bool(place), is_sure).format(
            count=len(flip.cells), total=flip.grid[0] * flip.grid[1], place=place, answer=one_line(flip.after),
            share=percent(flip.probability_after),
        )  # fmt: skip
    else:
        said = _say_exchanged(flip.modality, is_sure).format(
            number=flip.example_id, words=one_line(flip.value), answer=one_line(flip.after),
            share=percent(flip.probability_after),
        )  # fmt: skip
    return _("{field}: {sentence}").format(field=field_title, sentence=said) if field_title else said


def _say_words_left_out(count: int, is_sure: bool) -> str:
    if is_sure:
        return ngettext(
            "Without the word {words} it would say {answer} ({share}).",
            "Without the words {words} it would say {answer} ({share}).",
            count,
        )
    return ngettext(
        "Without the word {words} it would no longer be sure (best guess: {answer}, {share}).",
        "Without the words {words} it would no longer be sure (best guess: {answer}, {share}).",
        count,
    )


def _say_covered(count: int, has_place: bool, is_sure: bool) -> str:
    if is_sure and has_place:
        return ngettext(
            "With {count} of the {total} parts of the picture covered ({place}) it would say {answer} ({share}).",
            "With {count} of the {total} parts of the picture covered ({place}) it would say {answer} ({share}).",
            count,
        )
    if is_sure:
        return ngettext(
            "With {count} of the {total} parts of the picture covered it would say {answer} ({share}).",
            "With {count} of the {total} parts of the picture covered it would say {answer} ({share}).",
            count,
        )
    if has_place:
        return ngettext(
            "With {count} of the {total} parts of the picture covered ({place}) it would no longer be sure (best "
            "guess: {answer}, {share}).",
            "With {count} of the {total} parts of the picture covered ({place}) it would no longer be sure (best "
            "guess: {answer}, {share}).",
            count,
        )
    return ngettext(
        "With {count} of the {total} parts of the picture covered it would no longer be sure (best guess: {answer}, "
        "{share}).",
        "With {count} of the {total} parts of the picture covered it would no longer be sure (best guess: {answer}, "
        "{share}).",
        count,
    )


def _say_exchanged(modality: str, is_sure: bool) -> str:
    if modality == "text" and is_sure:
        return _("With the words of example {number} (“{words}”) instead it would say {answer} ({share}).")
    if modality == "text":
        return _(
            "With the words of example {number} (“{words}”) instead it would no longer be sure (best guess: {answer}, "
            "{share})."
        )
    if is_sure:
        return _("With the picture of example {number} instead it would say {answer} ({share}).")
    return _("With the picture of example {number} instead it would no longer be sure (best guess: {answer}, {share}).")


def say_tried(flip: Flip, text: str = "") -> str:
    """What is shown while the change is made: "Shown now: without the word “great”." """
    if flip.kind == "words":
        words = [one_line(text[start:end]) for start, end in flip.spans]
        sentence = ngettext("Shown now: without the word {words}.", "Shown now: without the words {words}.", len(words))
        return sentence.format(words=_join(words))
    if flip.kind == "patches":
        sentence = ngettext(
            "Shown now: with {count} of the {total} parts of the picture covered.",
            "Shown now: with {count} of the {total} parts of the picture covered.",
            len(flip.cells),
        )
        return sentence.format(count=len(flip.cells), total=flip.grid[0] * flip.grid[1])
    if flip.modality == "text":
        return _("Shown now: with the words of example {number}.").format(number=flip.example_id)
    return _("Shown now: with the picture of example {number}.").format(number=flip.example_id)


def say_change(flip: Flip) -> str:
    """What a change would do to the example, for somebody who looks at it before trying it."""
    if flip.kind == "words":
        return ngettext(
            "The framed word would be left out; all else stays.",
            "The framed words would be left out; all else stays.",
            len(flip.spans),
        )
    if flip.kind == "patches":
        return ngettext(
            "The framed part would be covered with grey; all else stays.",
            "The framed parts would be covered with grey; all else stays.",
            len(flip.cells),
        )
    if flip.modality == "text":
        return _("All words would be replaced by “{words}”; all else stays.").format(words=one_line(flip.value))
    return _("The whole picture would be replaced by the one shown here; all else stays.")


def _join(words: list[str]) -> str:
    shown = [_("“{word}”").format(word=word) for word in words[:_SHOWN_WORDS]]
    if len(words) > _SHOWN_WORDS:
        shown.append("…")
    return join_names(shown)


def _place(flip: Flip) -> str:
    """The middle of the covered parts in words; "" if they lie too far apart for that to be true."""
    import numpy as np

    from mmgui.core.explaining.overlay import describe_place

    cells = np.array(flip.cells)
    if not len(cells) or ((cells.max(0) - cells.min(0) + 1) * 2 > np.array(flip.grid)).any():
        return ""
    grid = np.zeros(flip.grid, np.float32)
    row, column = cells.mean(0).round().astype(int)
    grid[row, column] = 1
    return describe_place(grid)
