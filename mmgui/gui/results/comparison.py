"""Two runs side by side: their figures, the examples on which they differ, and what each of them looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, join_sentences
from mmgui.core.measured import share_or_count
from mmgui.core.text import grouped, measured_percent, one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.empty_state import EmptyState
from mmgui.gui.kit.metric_tiles import Figure, MetricTiles
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.run_entries import run_title
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.results.comparison_texts import (
    cautions_sentence,
    difference_sentence,
    interval_text,
    left_out_sentence,
    points,
)
from mmgui.gui.results.pairs import PairList
from mmgui.gui.results.parts import page_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmgui.core.data.example import Split
    from mmgui.core.data.runs import Run
    from mmgui.session.run_comparison import ComparedRuns
    from mmgui.session.session import Session


class ComparisonSection(QWidget):
    """The run of the page beside another one."""

    opened = Signal(int, object)

    def __init__(self, session: Session, buttons: Sequence[QPushButton] = ()) -> None:
        """buttons: what leads to a second run, shown while there is only one."""
        super().__init__()
        self._session = session
        self._run: Run | None = None
        self._part: Split = "test"
        self._others: dict[int, Run] = {}
        self.first = PlainLabel()
        set_role(self.first, "title")
        self.second = ComboBox()
        bind_px(self.second, "setMinimumWidth", 28 * SPACE)
        self.second.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        bind_text(self.second, "setAccessibleName", N_("The run to compare with"))
        self.second.currentIndexChanged.connect(lambda _index: self._choose())
        self._with = PlainLabel()
        bind_text(self._with, "setText", N_("compared with"))
        self.sentence = PlainLabel(wrap=True)
        self.noted = muted_label()
        self.tiles = MetricTiles()
        self.groups = ChipChooser()
        self.groups.chosen.connect(lambda _key: self._show_pairs())
        self.pairs = PairList(session)
        self.pairs.opened.connect(self.opened)
        self.empty = EmptyState("results", buttons)
        inner, column = page_column()
        head = QHBoxLayout()
        column.addLayout(head)
        head.setSpacing(SPACE)
        for part in (self.first, self._with, self.second):
            head.addWidget(part)
        head.addStretch(1)
        for below in (self.sentence, self.tiles, self.noted, self.groups):
            column.addWidget(below)
        column.addWidget(self.pairs, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._runs = scrolling(inner)
        outer.addWidget(self._runs)
        outer.addWidget(self.empty)
        session.subscribe("run_answers", self._show)
        session.subscribe("examples", self._show)

    def show_run(self, run: Run, part: Split, runs: Sequence[Run]) -> None:
        """run: that of the page; runs: all that have figures, the newest first."""
        self._run, self._part = run, part
        self._others = {r.id: r for r in runs if r.id != run.id}
        chosen = self.second.currentData()
        known = list(self._others)
        self.second.blockSignals(True)
        self.second.clear()
        for other in self._others.values():
            self.second.addItem(run_title(self._session, other), other.id)
        self.second.setCurrentIndex(known.index(chosen) if chosen in known else 0 if known else -1)
        self.second.blockSignals(False)
        self._choose()

    def refresh(self) -> None:
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choose()

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called: their titles, or A and B where these are the same."""
        titles = tuple(run_title(self._session, run) if run is not None else "" for run in (self._run, self._other))
        return ("A", "B") if titles[0] == titles[1] else (titles[0], titles[1])

    @property
    def _other(self) -> Run | None:
        return self._others.get(self.second.currentData() or -1)

    def _choose(self) -> None:
        if self._run is not None and self._other is not None and self.isVisible():
            self._session.run_comparison.choose(self._run.id, self._other.id, self._part)
        self._show()

    def _result(self) -> ComparedRuns | None:
        found = self._session.run_comparison.result
        if found is None or self._run is None or self._other is None:
            return None
        wanted = (self._run.id, self._other.id, self._part)
        return found if (found.first, found.second, found.part) == wanted else None

    def _show(self) -> None:
        run, other, found = self._run, self._other, self._result()
        self._runs.setVisible(other is not None)
        self.empty.setVisible(other is None)
        for part in (self.tiles, self.groups, self.pairs):
            part.setVisible(found is not None)
        if run is None or other is None:
            self.empty.say(
                _("There is only one run to compare"),
                _("Train a second model, for example with one sense only; the two stand side by side here."),
            )
            return
        self.first.setText(run_title(self._session, run))
        noted = [] if found is None else [cautions_sentence(found, self.names), left_out_sentence(found.left_out)]
        self.noted.show_text(join_sentences(noted))
        if found is None:
            self.sentence.setText(self._session.run_comparison.problem or _("Comparing the runs…"))
        else:
            self._show_found(found)

    def _show_found(self, found: ComparedRuns) -> None:
        names = self.names
        self.sentence.setText(difference_sentence(found, *names))
        self.tiles.show_figures(comparison_figures(found, names))
        titles = {
            "only_first": _("Only “{name}” is right").format(name=one_line(names[0], 30)),
            "only_second": _("Only “{name}” is right").format(name=one_line(names[1], 30)),
            "other_mistakes": _("Both wrong, differently"),
            "same_mistakes": _("Both wrong alike"),
            "both_right": _("Both right"),
        }
        options = [Option(group, f"{titles[group]} ({grouped(len(ids))})") for group, ids in found.groups.items()]
        best = next((group for group, ids in found.groups.items() if ids), "both_right")
        self.groups.set_options(options, self.groups.key or best)
        self._show_pairs()

    def _show_pairs(self) -> None:
        found = self._result()
        if found is None:
            return
        ids = next((ids for group, ids in found.groups.items() if group == self.groups.key), ())
        self.pairs.show_pairs(found, ids, self.names)


def comparison_figures(found: ComparedRuns, names: tuple[str, str]) -> tuple[Figure, ...]:
    """Both accuracies with their intervals, and the paired difference with its own."""
    from mmgui.core.intervals import share_interval

    figures = []
    measured = ((found.first_right, found.first_distinct), (found.second_right, found.second_distinct))
    for name, (right, distinct) in zip(names, measured, strict=True):
        low, high = share_interval(right, found.n, distinct or found.n)
        figures.append(
            Figure(
                one_line(name, 60),
                share_or_count(right, found.n, distinct or found.n),
                _("{right} of {count} answers are right.").format(right=grouped(right), count=grouped(found.n)),
                _("95\u202f%: {low} to {high}").format(low=measured_percent(low), high=measured_percent(high)),
            )
        )
    difference = found.difference
    figures.append(
        Figure(
            _("Difference"),
            "–" if difference is None else points(difference.difference, signed=True),
            _("Points of accuracy, on the same examples (paired bootstrap)."),
            interval_text(difference),
        )
    )
    return tuple(figures)


__all__ = ["ComparisonSection", "comparison_figures"]
