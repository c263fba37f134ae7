"""What the figures of a run leave out, or count otherwise than a person expects: gathered once, worded here only."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mmgui.core.data.account import moved_parts, shared_parts
from mmgui.core.data.example import Split
from mmgui.core.i18n import _, join_names, join_parts, ngettext
from mmgui.core.run.record import METRICS
from mmgui.core.text import one_line

MOST_NAMED = 3  # labels in a sentence
_MOST_NAME = 40  # characters of each


@dataclass(frozen=True, slots=True)
class UnknownLabels:
    """Examples of a part whose labels do not occur in training."""

    part: Split
    count: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Omissions:
    """unlabelled, unreadable: (part, how many) of the examples without a label, and of those that show nothing of what
    the model reads; a part "" is none. moved: (from, to, how many) copies. taken_out: training examples of which a copy
    is in the test examples of another source. unused_test: test examples that another source replaced. passed_over:
    examples of that source that are not in its test part. contradictions: the labels of every example that stands there
    with several. shared: (part, how many) examples that have a picture of training."""

    unlabelled: tuple[tuple[str, int], ...] = ()
    unknown: tuple[UnknownLabels, ...] = ()
    moved: tuple[tuple[Split, Split, int], ...] = ()
    taken_out: int = 0
    unused_test: int = 0
    contradictions: tuple[tuple[str, ...], ...] = ()
    unreadable: tuple[tuple[str, int], ...] = ()
    passed_over: int = 0
    shared: tuple[tuple[Split, int], ...] = ()

    def parts(self, shown: Split | None = None) -> list[str]:
        """The pieces of `sentence`. shown: leave out what concerns only another part than the one that is shown."""
        said = [_say_unknown(one) for one in self.unknown if shown in (None, one.part)]
        said += [_say_unreadable(part, n) for part, n in self.unreadable if shown in (None, part) or part == "train"]
        said += _say_unlabelled(dict(self.unlabelled))
        said += moved_parts({(old, new): count for old, new, count in self.moved})
        said += shared_parts(tuple((part, n) for part, n in self.shared if shown in (None, part)))
        if self.taken_out:
            said.append(
                ngettext(
                    "{count} copy of a test example was taken out of training",
                    "{count} copies of test examples were taken out of training",
                    self.taken_out,
                ).format(count=self.taken_out)
            )
        if self.unused_test:
            said.append(
                ngettext(
                    "{count} test example of the first source is not used",
                    "{count} test examples of the first source are not used",
                    self.unused_test,
                ).format(count=self.unused_test)
            )
        if self.passed_over:
            said.append(
                ngettext(
                    "{count} example of the test source is not used, because it is not in its test part",
                    "{count} examples of the test source are not used, because they are not in its test part",
                    self.passed_over,
                ).format(count=self.passed_over)
            )
        if self.contradictions:
            said.append(_say_contradictions(self.contradictions))
        return said

    def sentence(self, shown: Split | None = None) -> str:
        """All of it on one line; "" if there is nothing to tell."""
        said = self.parts(shown)
        return _("What to know of the figures: {parts}.").format(parts=join_parts(said)) if said else ""


def omissions_to_json(omissions: Omissions) -> dict[str, Any]:
    """For metrics.json."""
    return asdict(omissions)


def omissions_from_json(values: Any) -> Omissions:
    """The other way round; nothing left out if the run is of an older program, or the file is damaged."""
    try:
        return TypeAdapter(Omissions).validate_python(values or {})
    except (ValidationError, RecursionError):
        return Omissions()


def short_name(name: str) -> str:
    """A label for one line, without anything that a terminal would obey."""
    return one_line(name, _MOST_NAME)


def read_left_out(run_dir: Path) -> dict[str, Any]:
    """What metrics.json of a run says of it, for a place that keeps the run's figures; {} if it says nothing."""
    values = (METRICS.read(run_dir) or {}).get("left_out")
    return values if isinstance(values, dict) else {}


def quoted(names: tuple[str, ...] | list[str], most: int = MOST_NAMED) -> str:
    """ "“a”, “b” and “c” …": the first few names of many."""
    text = join_names(f"“{short_name(name)}”" for name in names[:most])
    return f"{text} …" if len(names) > most else text


def _say_unknown(one: UnknownLabels) -> str:
    text = {
        "train": "",
        "validation": ngettext(
            "{count} validation example counts as wrong, because training has no example of {labels}",
            "{count} validation examples count as wrong, because training has no example of {labels}",
            one.count,
        ),
        "test": ngettext(
            "{count} test example counts as wrong, because training has no example of {labels}",
            "{count} test examples count as wrong, because training has no example of {labels}",
            one.count,
        ),
    }[one.part]
    return text.format(count=one.count, labels=quoted(one.labels))


def _say_unreadable(part: str, count: int) -> str:
    texts = {
        "train": ngettext(
            "{count} training example is not used, because what is used of it is missing or cannot be read",
            "{count} training examples are not used, because what is used of them is missing or cannot be read",
            count,
        ),
        "validation": ngettext(
            "{count} validation example is not counted, because what is used of it is missing or cannot be read",
            "{count} validation examples are not counted, because what is used of them is missing or cannot be read",
            count,
        ),
    }
    test = ngettext(
        "{count} test example is not counted, because what is used of it is missing or cannot be read",
        "{count} test examples are not counted, because what is used of them is missing or cannot be read",
        count,
    )
    return texts.get(part, test).format(count=count)


def _say_unlabelled(counts: dict[str, int]) -> list[str]:
    said = []
    test, others = counts.get("test", 0), sum(n for part, n in counts.items() if part != "test")
    if test:
        said.append(
            ngettext(
                "{count} example of the test part has no label and is not used",
                "{count} examples of the test part have no labels and are not used",
                test,
            ).format(count=test)
        )
    if others:
        said.append(
            ngettext(
                "{count} example without a label is not used",
                "{count} examples without a label are not used",
                others,
            ).format(count=others)
        )
    return said


def _say_contradictions(found: tuple[tuple[str, ...], ...]) -> str:
    return ngettext(
        "{count} example stands there with different labels ({labels})",
        "{count} examples stand there with different labels (for example {labels})",
        len(found),
    ).format(count=len(found), labels=join_names(short_name(name) for name in found[0][:MOST_NAMED]))
