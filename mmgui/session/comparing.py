"""Two runs side by side, example by example: how far apart they are, and on which examples they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mmgui.core.data.example import Split
from mmgui.core.i18n import _
from mmgui.session.jobs import Job

if TYPE_CHECKING:
    from mmgui.core.data.example import ExampleSet
    from mmgui.core.training import verdict
    from mmgui.core.training.example_answers import ExampleAnswers
    from mmgui.session.session import Session

Group: TypeAlias = Literal["only_first", "only_second", "other_mistakes", "same_mistakes", "both_right"]
GROUPS: tuple[Group, ...] = ("only_first", "only_second", "other_mistakes", "same_mistakes", "both_right")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Both runs on the n examples that both answered. groups: per kind of agreement the ids, the surest first.

    difference: of the accuracies, with its paired interval; None if there is no example that both answered.
    """

    first: int
    second: int
    part: Split
    first_right: int
    second_right: int
    difference: verdict.Comparison | None
    groups: Mapping[Group, tuple[int, ...]]
    n: int
    left_out: int = 0  # answered by one of them only


class Comparing:
    """Compares the two runs that were chosen last. Topic "looking"."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._wish: tuple[int, int, Split] | None = None
        self._under_way: tuple[ExampleAnswers, ExampleAnswers] | None = None
        self.result: Comparison | None = None
        session.subscribe("looking", self._answers_changed)

    @property
    def problem(self) -> str:
        """Why they cannot be compared, as a sentence."""
        if self._wish is None:
            return ""
        *runs, part = self._wish
        return next((text for run in runs if (text := self._session.looking.problem(run, part))), "")

    def choose(self, first: int, second: int, part: Split) -> None:
        """Compare these two; the result arrives as topic "looking"."""
        if (first, second, part) != self._wish:
            self._wish, self.result, self._under_way = (first, second, part), None, None
            self._session.changed("looking")
        self._answers_changed()

    def forget(self) -> None:
        self._wish = self.result = self._under_way = None

    def _answers_changed(self) -> None:
        if self._wish is None:
            return
        wish = self._wish
        first, second, part = wish
        a, b = self._session.looking.answers(first, part), self._session.looking.answers(second, part)
        if a is None or b is None:
            self.result = self._under_way = None  # a run was deleted or trained on
            return
        if self._under_way is not None and self._under_way[0] is a and self._under_way[1] is b:
            return
        pair, examples = (a, b), self._session.project.examples
        self._under_way = pair

        def done(found: Comparison) -> None:
            if self._wish == wish and self._under_way is pair:
                self.result = found
                self._session.changed("looking")

        def work(_job: Job) -> Comparison:
            return compare(first, second, part, a, b, _pictures(examples))

        self._session.submit("answers", Job(_("Comparing the runs"), work, done, is_shown=False))


def compare(
    first: int,
    second: int,
    part: Split,
    a: ExampleAnswers,
    b: ExampleAnswers,
    pictures: Mapping[int, object] | None = None,
) -> Comparison:
    """a, b: the answers of the runs `first` and `second`. Answers are compared by the names of their classes.

    pictures: per example id its picture; examples that share one are drawn together. The interval is verdict.compare's.
    """
    import numpy as np

    from mmgui.core.training import verdict

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
        number: dict[object, int] = {}
        shared = [number.setdefault((pictures or {}).get(int(i)) or ("alone", int(i)), len(number)) for i in common]
        found = verdict.compare(str(first), str(second), right_one, right_two, groups=np.array(shared, dtype=np.int64))
    return Comparison(first, second, part, int(right_one.sum()), int(right_two.sum()), found, groups,
                      len(common), len(a) + len(b) - 2 * len(common))  # fmt: skip


def _pictures(examples: ExampleSet | None) -> dict[int, object]:
    """Per example its pictures, if it has any."""
    if examples is None:
        return {}
    names = [f.name for f in examples.fields if f.modality == "image"]
    found = {e.id: tuple(e.values.get(name) for name in names) for e in examples.examples}
    return {number: paths for number, paths in found.items() if any(paths)}
