"""What became of everything that a source offered: counted and worded once, for window, command line and reports."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

from mmgui.core.data.example import ExampleSet, ImportResult, Problem, ProblemKind, Split, sort_classes
from mmgui.core.data.labels import alike_labels, shown_labels
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_parts, join_sentences, ngettext
from mmgui.core.text import grouped

Moves = Mapping[tuple[Split, Split], int]
Shared = tuple[tuple[Split, int], ...]
_SHOWN = 3  # labels that look alike, guesses
_NAMED = re.compile("“[^”]*”")
_WHOLE = ("--read-as", "--encoding")  # options of guesses on which everything depends, the likelier fault first


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Examples that are equal in every field and have different labels. members: their ids (positions in a set that was
    never stored); where: their origins, in the same order."""

    labels: tuple[str, ...]
    members: tuple[int, ...]
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportAccount:
    """offered = read + lost. Of what was read: how many have no label, how many are copies of examples that the project
    had already, how many copies changed their part (from, to) so that no test example is learnt from, which
    contradict each other, which labels look alike, how many repeat another one of the source, (part, how many)
    show a file that stands in training too, and the label that all of several examples have. blank, repeated: where
    those stand that have no label, and those of the source that are equal."""

    read: int
    unlabelled: int = 0
    problems: tuple[Problem, ...] = ()
    moved: Moves = field(default_factory=dict)
    copies: int = 0
    contradictions: tuple[Contradiction, ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()
    repeats: int = 0
    shared: Shared = ()
    only_label: str = ""
    blank: tuple[str, ...] = ()
    repeated: tuple[tuple[str, ...], ...] = ()

    @property
    def refused(self) -> int:
        """Rows and files that were meant as examples and could not be used."""
        return sum(p.lost for p in self.problems if p.kind == "problem")

    @property
    def left_out(self) -> int:
        """Rows and files that were not read as examples at all."""
        return sum(p.lost for p in self.problems if p.kind == "left out")

    @property
    def offered(self) -> int:
        return self.read + self.refused + self.left_out

    @property
    def is_clean(self) -> bool:
        """Nothing is missing and nothing needs a look."""
        return not (self.refused or self.left_out or self.moved or self.contradictions or self.alike or self.shared)

    def of_kind(self, kind: ProblemKind) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.kind == kind)

    def sentence(self) -> str:
        """ "16 of 20 read, 2 of them without a label; 3 could not be used, 1 left out; 4 copies moved …" """
        return _("{parts}.").format(parts=join_parts(self.parts()))

    def parts(self) -> list[str]:
        """The pieces of `sentence`, the first one always there."""
        said = _("{read} of {offered} read").format(read=grouped(self.read), offered=grouped(self.offered))
        if self.unlabelled:
            said = _("{said}, {count} of them without a label").format(said=said, count=grouped(self.unlabelled))
        parts = [said]
        if self.only_label:
            parts.append(_("all have the same label, “{label}”").format(label=self.only_label))
        if self.refused:
            parts.append(_("{count} could not be used").format(count=grouped(self.refused)))
        if self.left_out:
            parts.append(_("{count} left out").format(count=grouped(self.left_out)))
        if self.copies:
            text = ngettext(
                "{count} is a copy of an example that was there already",
                "{count} are copies of examples that were there already",
                self.copies,
            )
            parts.append(text.format(count=grouped(self.copies)))
        if self.repeats:
            text = ngettext("{count} repeats another one", "{count} repeat others", self.repeats)
            parts.append(text.format(count=grouped(self.repeats)))
        parts += moved_parts(self.moved)
        parts += shared_parts(self.shared)
        if self.contradictions:
            text = ngettext(
                "{count} example stands there with different labels",
                "{count} examples stand there with different labels",
                len(self.contradictions),
            )
            parts.append(text.format(count=grouped(len(self.contradictions))))
        if self.alike:
            shown = [shown_labels(group) for group in self.alike[:_SHOWN]]
            if more := len(self.alike) - len(shown):
                shown.append(_("and {count} more").format(count=grouped(more)))
            parts.append(_("labels that look alike: {labels}").format(labels=join_parts(shown)))
        return parts

    def as_json(self) -> dict[str, Any]:
        """Everything, with names and rows, for --json and for files."""
        return {
            "offered": self.offered,
            "read": self.read,
            "unlabelled": self.unlabelled,
            "unlabelled_where": list(self.blank),
            "refused": self.refused,
            "left_out": self.left_out,
            "copies": self.copies,
            "repeats": self.repeats,
            "repeated": [list(where) for where in self.repeated],
            "shared": [{"part": part, "count": n} for part, n in self.shared],
            "moved": [{"from": a, "to": b, "count": n} for (a, b), n in self.moved.items()],
            "contradictions": [{"labels": list(c.labels), "where": list(c.where)} for c in self.contradictions],
            "alike": [list(group) for group in self.alike],
            "problems": problems_to_json(self.problems),
        }


def problems_to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "where": p.where,
            "what": p.what,
            "row": p.row,
            "column": p.column,
            "kind": p.kind,
            "count": p.lost,
            "option": p.option,
            "names": list(p.names),
        }
        for p in problems
    ]


def moved_parts(moved: Moves) -> list[str]:
    """ "4 copies moved from training to test, so that nothing is judged on what was learnt": one piece a move."""
    names: dict[Split, str] = {"train": _("training"), "validation": _("validation"), "test": _("test")}
    return [
        ngettext(
            "{count} copy moved from {old} to {new}, so that nothing is judged on what was learnt",
            "{count} copies moved from {old} to {new}, so that nothing is judged on what was learnt",
            count,
        ).format(count=grouped(count), old=names[old], new=names[new])
        for (old, new), count in moved.items()
        if count
    ]


def shared_parts(shared: Shared) -> list[str]:
    """ "12 test examples have a file …": one piece a part."""
    said = []
    for part, count in shared:
        test = ngettext(
            "{count} test example has a file that stands in training too: the figures may be too good",
            "{count} test examples have a file that stands in training too: the figures may be too good",
            count,
        )
        validation = ngettext(
            "{count} validation example has a file that stands in training too: the figures may be too good",
            "{count} validation examples have a file that stands in training too: the figures may be too good",
            count,
        )
        said.append((test if part == "test" else validation).format(count=grouped(count)))
    return said


def reasons(problems: Iterable[Problem], most: int = 3) -> str:
    """Why rows and files were lost, the most frequent reason first; those that differ only in “names” count as one, if
    each stands for one row: the others tell their number themselves."""
    counts: Counter[str] = Counter()
    said: dict[str, str] = {}
    numbered: set[str] = set()
    for problem in problems:
        if problem.lost:
            kind = problem.what if problem.lost > 1 else _NAMED.sub("“”", problem.what)
            said.setdefault(kind, problem.what)
            counts[kind] += problem.lost
            if problem.lost > 1:
                numbered.add(kind)
    texts = []
    for kind, count in counts.most_common(most):
        text = ngettext("{reason} ({count} time)", "{reason} ({count} times)", count)
        texts.append(
            said[kind] if count == 1 or kind in numbered else text.format(reason=said[kind], count=grouped(count))
        )
    if len(counts) > most:
        texts.append(_("There are further reasons."))
    return join_sentences(texts)


def nothing_imported(
    name: str,
    problems: Iterable[Problem],
    file: Path | None = None,
    say: Callable[[Problem], str] = attrgetter("what"),
) -> DataError:
    """The error when not one example could be read, with the reasons, and what was guessed of the source as a whole.

    say: how a front says a guess, with how to choose otherwise.
    """
    lost = list(problems)
    guesses = [[say(p) for p in lost if p.option.startswith(option)] for option in _WHOLE]
    told = dict.fromkeys(next(filter(None, guesses), []))
    return DataError(
        _("Nothing in “{name}” could be imported: {reason}").format(
            name=name, reason=reasons(lost) or _("It holds no examples.")
        ),
        join_sentences([_("Check which columns hold the pictures, the words and the answers."), *list(told)[:_SHOWN]]),
        "\n".join(f"{p.where}: {p.what}" for p in lost[:200]),
        file=file,
    )


def account_of(result: ImportResult) -> ImportAccount:
    """The account of a source that was read, before its examples are divided or added to others."""
    return ImportAccount(
        read=len(result.examples),
        unlabelled=unlabelled_in(result.examples),
        blank=tuple(e.origin for e in result.examples.examples if e.label is None),
        problems=tuple(result.problems),
        alike=alike_labels(result.examples.class_counts()),
        only_label=only_label([e.label for e in result.examples.examples]),
    )


def still_standing(found: Iterable[Contradiction], examples: ExampleSet) -> tuple[Contradiction, ...]:
    """Those that nobody has mended since: at least two of the examples are there and have different labels."""
    found = tuple(found)
    wanted = {member for contradiction in found for member in contradiction.members}
    labels = {e.id: e.label for e in examples.examples if e.id in wanted} if wanted else {}
    standing = []
    for contradiction in found:
        members = [m for m in contradiction.members if m in labels]
        names = {label for m in members if (label := labels[m]) is not None}
        if len(names) > 1:
            where = dict(zip(contradiction.members, contradiction.where, strict=True))
            standing.append(Contradiction(sort_classes(names), tuple(members), tuple(where[m] for m in members)))
    return tuple(standing)


def only_label(labels: Sequence[str | None]) -> str:
    """The label that all of several examples have, "" if there is none."""
    found = set(labels)
    return (found.pop() or "") if len(found) == 1 < len(labels) else ""


def unlabelled_in(examples: ExampleSet) -> int:
    return sum(e.label is None for e in examples.examples)


__all__ = [
    "Contradiction",
    "ImportAccount",
    "Moves",
    "Shared",
    "account_of",
    "moved_parts",
    "nothing_imported",
    "only_label",
    "problems_to_json",
    "reasons",
    "shared_parts",
    "still_standing",
    "unlabelled_in",
]
