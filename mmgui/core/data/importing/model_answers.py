"""The columns that answering a table writes beside it: a model's answers, never true labels."""

from collections.abc import Collection, Mapping, Sequence

from mmgui.core.data.example import ImportMapping
from mmgui.core.i18n import _, join_sentences

# Without the numbers of their class or field, and of unique_names: "answer (2)".
_NAMES = frozenset({"answer", "checked", "confidence", "p", "share", "missing", "unfamiliar", "problem"})
_AROUND = ("p", "share", "missing", "unfamiliar", "problem")


def columns_of_models(columns: Sequence[str]) -> frozenset[str]:
    """All that a model's answers fill. A column of the person's own that is called like one of them is none: "answer"
    before "answer (2)", "confidence" and "p(cat)"."""
    bases = [_base(name) for name in columns]
    if "confidence" not in bases or "answer" not in bases:
        return frozenset()
    found: set[str] = set()
    for start, base in enumerate(bases):
        if base == "answer" and (end := _end_of_block(bases, start)):
            found.update(columns[start:end])
    if not found and _are_answers(bases):  # somebody moved the columns
        found.update(name for name, base in zip(columns, bases, strict=True) if base in _NAMES)
    return frozenset(found)


def answers_of_models(columns: Sequence[str]) -> list[str]:
    """Those with the answers themselves."""
    found = columns_of_models(columns)
    return [name for name in columns if name in found and _base(name) == "answer"]


def say_no_labels(column: str) -> str:
    return _("“{column}” holds a model's answers, not true labels.").format(column=column)


def on_model_answers(columns: Sequence[str], mapping: ImportMapping) -> list[tuple[str, str]]:
    """What became of the answers of a model: (column, sentence)."""
    notes = []
    for column in answers_of_models(columns):
        if column == mapping.label_column:
            text = _("They were chosen as the labels: whoever learns from them learns what the model said.")
        elif mapping.label_column is None:
            text = _("It is not read: the rows have no label.")
        else:
            text = _("It is not read: the labels are those of “{label}”.").format(label=mapping.label_column)
        notes.append((column, join_sentences([say_no_labels(column), text])))
    return notes


def without_models(
    columns: Sequence[str], values: Mapping[str, list[str]], used: Collection[str | None]
) -> dict[str, list[str]]:
    """The values of all columns but of those that a model filled and nobody chose."""
    passed_over = columns_of_models(columns) - set(used)
    return {name: found for name, found in values.items() if name not in passed_over}


def _end_of_block(bases: Sequence[str], start: int) -> int:
    """Where the columns end that a model wrote from its answer on; 0 if they are none."""
    end = start + 1
    for optional in ("checked", "confidence"):
        end += bases[end : end + 1] == [optional]
    if bases[end - 1] != "confidence":
        return 0
    while end < len(bases) and bases[end] in _AROUND:
        end += 1
    return end if _are_answers(bases[start:end]) else 0


def _are_answers(bases: Sequence[str]) -> bool:
    """People too write how sure they are of an answer: a model says it of each class, and what was missing."""
    return "p" in bases or ("missing" in bases and "problem" in bases)


def _base(name: str) -> str:
    """ "p" of "p(cat)", "answer" of "Answer (2)"; "" for a name with something behind the parentheses."""
    bare, _sign, rest = name.strip().casefold().partition("(")
    bare = bare.rstrip()
    if rest and not rest.endswith(")"):
        return ""
    is_one = bare in _NAMES and (bool(rest) or bare not in ("p", "share"))
    return bare if is_one else ""


__all__ = ["answers_of_models", "columns_of_models", "on_model_answers", "say_no_labels", "without_models"]
