"""Rows whose word for the part is none of ours: left out and told, or training if nothing else can be; parts without a
row."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mmgui.core.data.example import Example, Problem, ProblemKind, Split
from mmgui.core.data.importing.finding import shortened
from mmgui.core.data.importing.split_words import flags_of, may_be_train
from mmgui.core.data.importing.tables.rows import Row
from mmgui.core.i18n import _, join_names, ngettext

_MOST_WORDS = 50  # that are named one by one
_NAMED = 3  # rows
_NO_PARTS = "--split none"  # how the command line takes it that no column says the parts


@dataclass(slots=True)
class _Word:
    where: str
    number: int | None
    examples: list[Example] = field(default_factory=list)


class OddParts:
    """Holds the examples back until all rows were read. Nobody knows where they belong: dealt into training they could
    be test examples that are learnt."""

    def __init__(self, column: str | None) -> None:
        self._column = column
        self._words: dict[str, _Word] = {}

    def take(self, word: str, example: Example, row: Row) -> None:
        word = " ".join(word.split())
        if word not in self._words and len(self._words) >= _MOST_WORDS:
            word = "…"
        self._words.setdefault(word, _Word(row.where, row.number)).examples.append(example)

    def settle(self, examples: Sequence[Example]) -> tuple[list[Example], list[Problem]]:
        """All examples that are read, in the order of their rows, and what became of the others.

        One unknown word for most rows beside words for validation or test stands for training: somebody divided all
        rows, and training is what is missing.
        """
        if not self._words:
            return list(examples), []
        train = self._train(examples)
        found = [*examples, *(replace(e, split="train") for e in self._words[train].examples)] if train else examples
        problems = [self._told(word, one, is_train=word == train) for word, one in self._words.items()]
        return [replace(e, id=i) for i, e in enumerate(sorted(found, key=lambda e: e.id))], problems

    def _train(self, examples: Sequence[Example]) -> str | None:
        """The word that must be the one for training."""
        are_left = all(e.split in ("validation", "test") for e in examples)
        if len(self._words) != 1 or not examples or not are_left or flags_of(self._column or "") is not None:
            return None
        [(word, one)] = self._words.items()
        return word if may_be_train(word) and len(one.examples) >= len(examples) else None

    def _told(self, word: str, one: _Word, *, is_train: bool) -> Problem:
        count = len(one.examples)
        if is_train:
            text = ngettext(
                "“{value}” is read as training, which no other word stands for: {count} row.",
                "“{value}” is read as training, which no other word stands for: {count} rows.",
                count,
            )
        elif flags_of(self._column or "") is not None:
            text = ngettext(
                "“{value}” is neither yes nor no: {count} row was left out. Write one of these words, or choose no "
                "column for the parts.",
                "“{value}” is neither yes nor no: {count} rows were left out. Write one of these words, or choose no "
                "column for the parts.",
                count,
            )
        else:
            text = ngettext(
                "“{value}” is none of train, validation and test: {count} row was left out. Write one of these words, "
                "or choose no column for the parts.",
                "“{value}” is none of train, validation and test: {count} rows were left out. Write one of these "
                "words, or choose no column for the parts.",
                count,
            )
        said = text.format(value=shortened(word), count=count)
        kind: ProblemKind = "note" if is_train else "problem"
        return Problem(one.where, said, one.number, self._column, kind, count, _NO_PARTS)


def without_part(examples: Sequence[Example], column: str, source: str) -> tuple[list[Example], list[Problem]]:
    """Rows of a table that name no part, where others name the test part, and what is said of them.

    A few were forgotten: they are training, for what somebody chose to test with stays as it is. Many were left to the
    program.
    """
    lacking = [e for e in examples if e.split is None]
    if not lacking or not any(e.split == "test" for e in examples):
        return list(examples), []
    rows = ", ".join(e.origin for e in lacking[:_NAMED]) + ("…" if len(lacking) > _NAMED else "")
    if len(lacking) * 2 >= len(examples):
        text = _("{count} rows say no part ({rows}). They are dealt among all parts, the test part too.")
        said = text.format(count=len(lacking), rows=rows)
        return list(examples), [Problem(source, said, None, column, "note", option=_NO_PARTS)]
    text = ngettext(
        "{count} row says no part ({rows}). It is read as training: the test part stays as it was given.",
        "{count} rows say no part ({rows}). They are read as training: the test part stays as it was given.",
        len(lacking),
    )
    said = text.format(count=len(lacking), rows=rows)
    found = [replace(e, split="train") if e.split is None else e for e in examples]
    return found, [Problem(source, said, None, column, "note", option=_NO_PARTS)]


def unread_parts(source: str, pieces: Sequence[tuple[str, Split | None]], examples: Sequence[Example]) -> list[Problem]:
    """A note for the test or validation part of which the tables gave nothing, so that it is dealt from training."""
    named: dict[Split | None, list[str]] = {}
    for name, part in pieces:
        named.setdefault(part, []).append(f"“{name}”")
    read = {e.split for e in examples} if len(named) > 1 else set()
    texts: dict[Split, str] = {
        "test": _("Nothing of {names} could be read: the test part is taken from {others}."),
        "validation": _("Nothing of {names} could be read: the validation part is taken from {others}."),
    }
    return [
        Problem(source, text.format(names=join_names(named[part]), others=join_names(named["train"])), kind="note")
        for part, text in texts.items()
        if part in named and part not in read and "train" in named and "train" in read
    ]


__all__ = ["OddParts", "unread_parts", "without_part"]
