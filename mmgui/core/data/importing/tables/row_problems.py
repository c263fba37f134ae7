"""Problems of rows, gathered so that a hundred thousand equal ones do not fill the memory and nobody's screen."""

import re
from dataclasses import dataclass, field, replace

from mmgui.core.data.example import Problem
from mmgui.core.i18n import _, ngettext

MOST_ALIKE = 1_000  # problems with the same reason that are kept one by one
_NAMES = re.compile(r"“[^”]*”|\d+")


@dataclass
class _Alike:
    """What is said of problems with the same reason: the first, how many, and how many of them are not kept."""

    first: Problem
    count: int = 0
    dropped: int = 0  # problems
    lost: int = 0  # rows that they stand for
    is_common: bool = False


@dataclass
class RowProblems:
    """Problems in the order in which they came. Those that differ only in names and numbers have the same reason."""

    _kept: list[Problem] = field(default_factory=list)
    _reasons: dict[tuple[str, str], _Alike] = field(default_factory=dict)

    def add(self, problem: Problem, is_common: bool = False) -> None:
        """is_common: a reason that mostly holds for a whole column; it is told once if it holds for all rows."""
        reason = (problem.kind, _NAMES.sub("", problem.what))
        alike = self._reasons.setdefault(reason, _Alike(problem, is_common=is_common))
        alike.count += 1
        if alike.count <= MOST_ALIKE:
            self._kept.append(problem)
        else:
            alike.dropped += 1
            alike.lost += problem.lost

    def extend(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.add(problem)

    def told(self, source: str, rows: int) -> list[Problem]:
        """The problems; the further ones of each reason as one. rows: how many there were.

        How a row was read is not said of one that was not.
        """
        out = {p.row for p in self._kept if p.kind == "problem" and p.row is not None}
        told = [p for p in self._kept if p.kind != "note" or p.row not in out]
        for (kind, reason), alike in self._reasons.items():
            if alike.is_common and alike.count == rows and rows > 1:
                text = _("This holds for all {count} rows: {what}").format(count=rows, what=alike.first.what)
                told = [p for p in told if (p.kind, _NAMES.sub("", p.what)) != (kind, reason)]
                told.append(replace(alike.first, where=source, row=None, what=text, count=rows))
            elif alike.dropped:
                text = ngettext(
                    "{count} more like it: {what}", "{count} more like these, such as: {what}", alike.dropped
                ).format(count=alike.dropped, what=alike.first.what)
                told.append(replace(alike.first, where=source, what=text, count=max(1, alike.lost)))
        return told
