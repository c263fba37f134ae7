"""How far the confidences of a run can be trusted, and how precision is traded for recall, class by class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.gui.kit.card import Card
from mmgui.gui.kit.chart import Chart
from mmgui.gui.kit.class_colors import class_colors, swatch_icon
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import set_role
from mmgui.gui.results.confidence_texts import reliability_sentences
from mmgui.gui.results.parts import GAP, page_column
from mmgui.gui.results.precision_recall_plot import (
    PrecisionRecall,
    PrecisionRecallCurve,
    average_sentence,
    average_text,
)
from mmgui.gui.results.reliability_plot import Reliability

if TYPE_CHECKING:
    from mmgui.core.run.example_answers import ExampleAnswers

BINS = 10
_LEAST_PLOT = (260, 250)  # px
_SIDE_BY_SIDE = 860  # px
_MOST_CHIPS = 40  # classes that can be chosen; the curves of all are drawn


class ConfidenceSection(QWidget):
    """Reliability and precision-recall of one run on one part."""

    bin_wanted = Signal(int)  # a bar of the reliability plot, of BINS

    def __init__(self) -> None:
        super().__init__()
        self._answers: ExampleAnswers | None = None
        self._chosen_colours: dict[str, str] = {}
        self.problem = PlainLabel(wrap=True)
        self.plot, self.curves = Chart(Reliability(), _LEAST_PLOT), Chart(PrecisionRecall(), _LEAST_PLOT)
        bind_text(self.plot, "setAccessibleName", N_("Reliability diagram"))
        bind_text(self.curves, "setAccessibleName", N_("Precision-recall curves"))
        self.sentence, self.error, self.bar_text = (PlainLabel(wrap=True) for _label in range(3))
        self.readout = PlainLabel(wrap=True)
        for label in (self.error, self.bar_text, self.readout):
            set_role(label, "muted")
        self.average = PlainLabel(wrap=True)
        self.chips = ChipChooser()
        self.chips.chosen.connect(self._class_chosen)
        self.plot.cursor_moved.connect(self._say_bar)
        self.plot.opened.connect(self.bin_wanted)
        self.curves.cursor_moved.connect(self._say_readout)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(self._content()))

    def show_answers(
        self, part: str, answers: ExampleAnswers | None, problem: str, chosen_colours: Mapping[str, str]
    ) -> None:
        """answers None: they are on their way, or there are none because of `problem`. chosen_colours: of classes."""
        has_answers = answers is not None and len(answers) > 0
        self.problem.setText(problem or _("The model is answering the examples…"))
        self.problem.setVisible(not has_answers)
        self._cards.setVisible(has_answers)
        is_new, self._answers = answers is not self._answers, answers
        if answers is None or not has_answers:
            return
        self._show_reliability(part, answers, is_new)
        if is_new or chosen_colours != self._chosen_colours:
            self._chosen_colours = dict(chosen_colours)
            self._show_curves(answers)

    def refresh(self) -> None:
        self._answers = None  # everything is said anew

    # -- reliability -------------------------------------------------------------------------------------------------

    def _show_reliability(self, part: str, answers: ExampleAnswers, is_new: bool) -> None:
        from mmgui.core.uncertainty.calibration import expected_calibration_error, reliability_bins

        if not is_new:
            return
        bins = reliability_bins(answers.probabilities, answers.labels, BINS)
        is_scaled = abs(answers.temperature - 1.0) > 1e-6
        before = reliability_bins(answers.plain, answers.labels, BINS) if is_scaled else ()
        self.plot.show_model(Reliability(bins, before))
        after_error = expected_calibration_error(answers.probabilities, answers.labels)
        before_error = expected_calibration_error(answers.plain, answers.labels) if is_scaled else None
        main, details = reliability_sentences(bins, after_error, before_error, answers.temperature, part)
        self.sentence.setText(main)
        self.error.setText(details)
        self._say_bar(self.plot.cursor_at)

    def _say_bar(self, at: float | None) -> None:
        hint = _("Point at a bar to read it; click it to see its examples.")
        self.bar_text.setText(hint if at is None else self.plot.model.told(at))

    # -- precision and recall ----------------------------------------------------------------------------------------

    def _show_curves(self, answers: ExampleAnswers) -> None:
        from mmgui.core.uncertainty.calibration import average_precision, precision_recall

        found = []
        colours = class_colors(answers.classes, self._chosen_colours)
        for k, name in enumerate(answers.classes):
            curve = precision_recall(answers.probabilities, answers.labels, k)
            average = average_precision(answers.probabilities, answers.labels, k)
            support = int((answers.labels == k).sum())
            colour = colours[name]
            found.append(
                PrecisionRecallCurve(name, colour, curve.precision, curve.recall, curve.thresholds, average, support)
            )
        self.curves.show_model(PrecisionRecall(tuple(found)))
        shown = found[:_MOST_CHIPS]
        names = [Option(str(n), f"{one_line(c.name, 30)} {average_text(c.average) if c.support else '–'}",
                        average_sentence(c)) for n, c in enumerate(shown)]  # fmt: skip
        self.chips.set_options([Option("", _("All classes")), *names], "")
        for chip, drawn in zip(self.chips.chips[1:], shown, strict=True):
            chip.setIcon(swatch_icon(drawn.colour))
        measured = [c.average for c in found if c.support]
        mean = sum(measured) / len(measured) if measured else 0.0
        self.average.setText(
            _("Average precision over the classes: {value} (1 is perfect).").format(value=average_text(mean))
        )
        self._say_readout(self.curves.cursor_at)

    def _class_chosen(self, key: str) -> None:
        self.curves.show_model(PrecisionRecall(self.curves.model.curves, int(key) if key else None))
        self._say_readout(self.curves.cursor_at)

    def _say_readout(self, at: float | None) -> None:
        self.readout.setText(_("Point at the curves to read them.") if at is None else self.curves.model.told(at))

    # -- parts -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        self._row.setDirection(
            directions.LeftToRight if self.width() >= scaled(_SIDE_BY_SIDE) else directions.TopToBottom
        )

    def _content(self) -> QWidget:
        inner, column = page_column()
        column.addWidget(self.problem)
        self._cards = QWidget()
        self._cards.setProperty("role", "page")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._cards)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        left = Card(N_("Can its confidence be trusted?"), hint=N_("Reliability diagram"))
        left.body.addWidget(self.sentence)
        left.body.addWidget(self.plot, 1)
        left.body.addWidget(self.bar_text)
        left.body.addWidget(self.error)
        self._row.addWidget(left, 1)
        right = Card(N_("Finding more, or being right more often"), hint=N_("Precision-recall curves"))
        right.body.addWidget(self.average)
        right.body.addWidget(self.curves, 1)
        right.body.addWidget(self.readout)
        right.body.addWidget(self.chips)
        self._row.addWidget(right, 1)
        column.addWidget(self._cards, 1)
        return inner


__all__ = ["BINS", "ConfidenceSection"]
