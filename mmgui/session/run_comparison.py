"""Two runs side by side, example by example: how far apart they are, and on which examples they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mmgui.core.data.example import Split
from mmgui.core.i18n import N_
from mmgui.session.asked import Asked
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.open_project import OpenProject
from mmgui.session.run_answers import RunAnswers

if TYPE_CHECKING:
    from mmgui.core.data.example import ExampleSet
    from mmgui.core.race import significance
    from mmgui.core.run.example_answers import ExampleAnswers

Group: TypeAlias = Literal["only_first", "only_second", "other_mistakes", "same_mistakes", "both_right"]
GROUPS: tuple[Group, ...] = ("only_first", "only_second", "other_mistakes", "same_mistakes", "both_right")


@dataclass(frozen=True, eq=False)
class ComparedRuns:
    """Both runs on the n examples that both answered. groups: per kind of agreement the ids, the surest first.

    difference: of the accuracies, with its paired interval; None if there is no example that both answered.
    first_distinct, second_distinct: how many of the n differ in what that run's model sees, 0 = not known.
    """

    first: int
    second: int
    part: Split
    first_right: int
    second_right: int
    difference: significance.AccuracyDifference | None
    groups: Mapping[Group, tuple[int, ...]]
    n: int
    left_out: int = 0  # answered by one of them only
    first_distinct: int = 0
    second_distinct: int = 0


class RunComparison:
    """Compares the two runs that were chosen last. Topic "run_answers"."""

    def __init__(self, bus: Bus, project: OpenProject, run_answers: RunAnswers) -> None:
        self._bus, self._project, self._run_answers = bus, project, run_answers
        self._wish: tuple[int, int, Split] | None = None
        self._found: Asked[tuple[int, int, Split, ExampleAnswers, ExampleAnswers], ComparedRuns]
        self._found = Asked(bus, "answers", "run_answers", self._comparing)

    @property
    def problem(self) -> str:
        """Why they cannot be compared, as a sentence."""
        if self._wish is None:
            return ""
        *runs, part = self._wish
        return next((text for run in runs if (text := self._run_answers.problem(run, part))), "")

    def choose(self, first: int, second: int, part: Split) -> None:
        """Compare these two; the result arrives as topic "run_answers"."""
        if (first, second, part) != self._wish:
            self._wish = first, second, part
            self._found.outdate()
            self._bus.changed("run_answers")

    @property
    def result(self) -> ComparedRuns | None:
        """None as long as it or the answers of one of the two are on their way, or if they cannot be had."""
        if self._wish is None:
            return None
        first, second, part = self._wish
        a, b = self._run_answers.answers(first, part), self._run_answers.answers(second, part)
        return None if a is None or b is None else self._found.get((first, second, part, a, b))

    def _comparing(self, key: tuple[int, int, Split, ExampleAnswers, ExampleAnswers]) -> Job:
        examples = self._project.examples
        return Job(N_("Comparing the runs"), lambda _job: compare(*key, examples), is_shown=False)


def compare(
    first: int,
    second: int,
    part: Split,
    a: ExampleAnswers,
    b: ExampleAnswers,
    examples: ExampleSet | None = None,
) -> ComparedRuns:
    """a, b: the answers of the runs `first` and `second`. Answers are compared by the names of their classes.

    examples: those of now; of them the ones that share a picture (or other file) or look equal to both models are drawn
    together, as in a race. The interval is significance.compare's.
    """
    import numpy as np

    from mmgui.core.race import significance
    from mmgui.core.race.groups import drawn_together

    common, rows_a, rows_b = np.intersect1d(a.ids, b.ids, return_indices=True)
    one, two = a.take(rows_a), b.take(rows_b)
    right_one, right_two = one.is_right, two.is_right
    said_one = np.array([a.classes[k] for k in one.answers], dtype=object)
    said_two = np.array([b.classes[k] for k in two.answers], dtype=object)
    is_same = np.asarray(said_one == said_two, dtype=bool)
    kinds = {
        "only_first": right_one & ~right_two,
        "only_second": ~right_one & right_two,
        "other_mistakes": ~right_one & ~right_two & ~is_same,
        "same_mistakes": ~right_one & ~right_two & is_same,
        "both_right": right_one & right_two,
    }
    order = np.argsort(-np.maximum(one.confidences, two.confidences), kind="stable")
    groups: dict[Group, tuple[int, ...]] = {
        kind: tuple(int(i) for i in common[order][kinds[kind][order]]) for kind in GROUPS
    }
    found = None
    if len(common):
        values = {e.id: e.values for e in examples.examples} if examples is not None else {}
        fields = examples.fields if examples is not None else ()
        sharing = drawn_together(fields, [values.get(int(i), {}) for i in common], one.keys, two.keys)
        found = significance.compare(str(first), str(second), right_one, right_two, groups=sharing)
    distinct = [0 if run.keys is None else len(np.unique(run.keys)) for run in (one, two)]
    return ComparedRuns(first, second, part, int(right_one.sum()), int(right_two.sum()), found, groups,
                      len(common), len(a) + len(b) - 2 * len(common), *distinct)  # fmt: skip
