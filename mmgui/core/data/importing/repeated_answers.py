"""Columns that say the answers once more, in other words: a model that reads them learns nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mmgui.core.data.example import Example, ImportMapping, Problem
from mmgui.core.data.importing.column_names import words_answers
from mmgui.core.data.importing.tables.rows import Cell
from mmgui.core.i18n import _
from mmgui.modalities import prose

_MOST_WORDINGS = 2  # different texts for a class, on average, where they say no more than the class
_MOST_TEXTS = 100  # different ones: with more of them nobody looks further
_OFTEN = 5  # times that such a text is used, at least


def tells_answers(name: str, label: str, cells: Sequence[Cell], labels: Sequence[Cell]) -> bool:
    """Whether a column holds the answers in words: "label_text" says it, "mood_text" beside "mood" must do it too."""
    return words_answers(name) or (words_answers(name, label) and _count(zip(cells, labels, strict=False)) > 0)


def on_repeated_answers(source: str, examples: Sequence[Example], mapping: ImportMapping) -> Iterator[Problem]:
    """A note for each field of words that says the same as the labels of all examples."""
    for field in mapping.fields:
        is_words = field.modality == prose().name
        if is_words and (count := _count((e.values[field.name], e.label) for e in examples)):
            text = _(
                "“{column}” says the same as the answers: each of its {count} different texts always goes with the "
                "same label. Leave the column out if nobody can fill it in before the answer is known."
            ).format(column=field.column, count=count)
            yield Problem(source, text, column=field.column, kind="note", option="--field")


def _count(pairs: Iterable[tuple[object, object]]) -> int:
    """How many different texts of (text, label) say the same as the labels: few, each used several times and always
    with one label. 0 if they do not."""
    label_of: dict[object, object] = {}
    uses: Counter[object] = Counter()
    for text, label in pairs:
        if not text or not label:
            continue
        if label_of.setdefault(text, label) != label or len(label_of) > _MOST_TEXTS:
            return 0
        uses[text] += 1
    classes = len({*label_of.values()})
    is_so = classes >= 2 and len(label_of) <= _MOST_WORDINGS * classes and min(uses.values()) >= _OFTEN
    return len(label_of) if is_so else 0


__all__ = ["on_repeated_answers", "tells_answers"]
