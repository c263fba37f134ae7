"""The two charts of a training: the loss, and the figures per epoch. Made from histories; they hold no truth."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line, share_text
from mmgui.gui.kit.chart import Chart
from mmgui.gui.kit.curve_legend import CurveLegend
from mmgui.gui.kit.curves import Curve, CurveSet, loss_top, smooth
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.run_colors import METRIC_COLORS
from mmgui.gui.kit.run_list import ColorDot
from mmgui.gui.kit.terms import FIGURES, LOSS
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, current, set_role

if TYPE_CHECKING:
    from mmgui.core.run.history import History, MetricName, Part

_LEAST_PX = 34 * SPACE  # height of a chart with its texts


@dataclass(frozen=True, eq=False)
class ShownRun:
    """A run in a chart. is_main: the one that the page is about; others are laid over it."""

    name: str
    color: str
    history: History
    is_main: bool


def legend_name(name: str) -> str:
    """Short enough for a legend and a line of values."""
    return one_line(name, 24)


class ChartCard(QWidget):
    """A card: title and legend, the plot, a line with values, a sentence."""

    def __init__(self, title: str, hint: str, about: str) -> None:
        """title, hint, about (its tooltip): marked with N_()."""
        super().__init__()
        set_role(self, "card")
        self.title = ElidedLabel()
        set_role(self.title, "title")
        bind_text(self.title, "setText", title)
        bind_text(self.title, "setToolTip", about)
        self.hint = ElidedLabel(is_muted=True)
        set_role(self.hint, "muted")
        bind_text(self.hint, "setText", hint)
        self.legend = CurveLegend()
        self.plot = Chart(CurveSet())
        bind_text(self.plot, "setAccessibleName", title)
        self.plot.cursor_moved.connect(self._looked_at)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
        self.column.setSpacing(SPACE - 2)
        self.header = QHBoxLayout()
        self.column.addLayout(self.header)
        self.header.setSpacing(SPACE)
        self.header.addWidget(self.title)
        self.header.addWidget(self.hint)
        self.header.addStretch(1)
        self.column.addWidget(self.legend)
        self.column.addWidget(self.plot, 1)
        self.axis = PlainLabel()
        set_role(self.axis, "muted")
        self.axis.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        bind_text(self.axis, "setText", N_("epoch →"))
        self.below = QHBoxLayout()  # what stands there, and at its right end what the axis is
        self.column.addLayout(self.below)
        self.below.addWidget(self.axis)
        follow_text_size(self, ChartCard._keep_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a text may need more lines now
            self._keep_room()
        return super().event(event)

    def hasHeightForWidth(self) -> bool:
        """The least height is set by ourselves: a layout would take the wished one for it, and squeeze the gaps."""
        return False

    def _keep_room(self) -> None:
        """A small window scrolls; texts never cover the curves, whatever the number of their lines."""
        least = max(scaled(_LEAST_PX), self.column.minimumHeightForWidth(self.width()))
        if least != self.minimumHeight():
            self.setMinimumHeight(least)

    def show_curves(self, data: CurveSet) -> None:
        self.plot.show_model(data)
        self.legend.set_curves(data.legend)
        self.legend.setVisible(bool(self.legend.names))
        self._looked_at(self.plot.cursor_at)

    def _looked_at(self, _x: object) -> None:
        """The cursor stands elsewhere: charts with a read-out say what is there."""


class LossChart(ChartCard):
    """Training loss per step (faint) and smoothed (solid), validation loss per epoch (dashed), over epochs."""

    def __init__(self) -> None:
        super().__init__(N_("Loss"), N_("how wrong the answers are: lower is better"), LOSS)
        self.values = ElidedLabel(is_muted=True)
        set_role(self.values, "muted")
        self.sentence = PlainLabel(wrap=True)
        self.below.insertWidget(0, self.values, 1)
        self.column.addWidget(self.sentence)
        for part in (self.title, self.sentence):
            bind_text(part, "setToolTip", _explain_losses)

    def show_runs(self, runs: Sequence[ShownRun], sentence: str) -> None:
        curves = tuple(curve for run in runs for curve in _loss_curves(run, is_only=len(runs) == 1))
        main = next((r.history for r in runs if r.is_main), None)
        best = main.best_epoch if main else None
        self.show_curves(
            CurveSet(
                curves,
                _loss_legend(runs),
                _x_end([r.history for r in runs]),
                (0.0, loss_top(curves)),
                None if best is None else float(best.epoch),
                "" if best is None else _("kept: epoch {epoch}").format(epoch=best.epoch),
            )
        )
        self.sentence.setText(sentence)

    def _looked_at(self, _x: object) -> None:
        self.values.setText(self.plot.model.told(self.plot.cursor_at))


def _explain_losses() -> str:
    """As a tooltip that wraps: a label's own tooltip would be one long line."""
    from mmgui.core.training.diagnosis import explain_two_losses

    return f"<qt>{html.escape(explain_two_losses())}</qt>"


class MetricsChart(ChartCard):
    """Accuracy, precision, recall and F1 per epoch in [0, 1], for validation or training; numbers below."""

    def __init__(self) -> None:
        super().__init__(
            N_("Accuracy · Precision · Recall · F1"), "", N_("Point at a figure below to read what it means.")
        )
        self.hint.hide()
        self.part = ChipChooser()
        self.part.chosen.connect(lambda _key: self._draw())
        bind_text(self.part, "setAccessibleName", N_("Measured on"))
        self.part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.header.addWidget(self.part)
        self._runs: tuple[ShownRun, ...] = ()
        self.epoch = PlainLabel()
        set_role(self.epoch, "muted")
        numbers = FlowLayout(gap=SPACE - 2)
        self.below.insertLayout(0, numbers, 1)
        numbers.addWidget(self.epoch)
        self._numbers: dict[MetricName, _Number] = {}
        for name, (title, meaning) in FIGURES.items():
            self._numbers[name] = _Number(title, meaning, METRIC_COLORS[name])
            numbers.addWidget(self._numbers[name])
        self.axis.hide()  # "Epoch 24" stands there
        self.refresh()

    def refresh(self) -> None:
        """The choice of the part in the language of now."""
        options = [Option("validation", _("Validation")), Option("train", _("Training"))]
        self.part.set_options(options, self.part.key or "validation")

    def show_runs(self, runs: Sequence[ShownRun]) -> None:
        self._runs = tuple(runs)
        self._draw()

    def number(self, name: MetricName) -> str:
        """What stands below the chart for a figure."""
        return self._numbers[name].value.text()

    def _draw(self) -> None:
        part: Part = "train" if self.part.key == "train" else "validation"
        curves = tuple(c for run in self._runs for c in _metric_curves(run, part))
        main = next((r.history for r in self._runs if r.is_main), None)
        best = main.best_epoch if main else None
        data = CurveSet(
            curves,
            tuple(c for run in self._runs if not run.is_main for c in _metric_curves(run, part)),
            _x_end([r.history for r in self._runs]),
            (0.0, 1.0),
            None if best is None else float(best.epoch),
            "" if best is None else _("kept: epoch {epoch}").format(epoch=best.epoch),
        )
        self.show_curves(data)

    def _looked_at(self, _x: object) -> None:
        main = next((r.history for r in self._runs if r.is_main), None)
        if main is None or not main.epochs:
            self.epoch.setText("")
            for number in self._numbers.values():
                number.value.setText("–")
            return
        at = self.plot.cursor_at
        epochs = main.epochs
        shown = epochs[-1] if at is None else min(epochs, key=lambda e: abs(e.epoch - at))
        is_training = self.part.key == "train"
        self.epoch.setText(_("Epoch {epoch}").format(epoch=shown.epoch))
        figures = shown.train if is_training else shown.validation
        for name, number in self._numbers.items():
            number.value.setText(share_text(float(getattr(figures, name))))


class _Number(QWidget):
    """A dot in the line's colour, the name, the value in bold."""

    def __init__(self, title: str, meaning: str, color: str) -> None:
        super().__init__()
        bind_text(self, "setToolTip", meaning)
        bind_text(self, "setAccessibleDescription", meaning)
        dot = ColorDot()
        dot.show_color(color)
        name = PlainLabel()
        bind_text(name, "setText", title)
        self.value = PlainLabel("–")
        set_role(self.value, "title")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for part in (dot, name, self.value):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._keep_room()
        follow_text_size(self, _Number._keep_room)

    def _keep_room(self) -> None:
        """It must not jump."""
        self.value.setMinimumWidth(self.value.fontMetrics().horizontalAdvance("0.00") + 4)


def _loss_curves(run: ShownRun, *, is_only: bool) -> tuple[Curve, ...]:
    """Raw training loss (main run only), smoothed training loss, validation loss per epoch; x in epochs."""
    import numpy as np

    history = run.history
    steps = history.steps
    per_epoch = history.started.steps_per_epoch if history.started else 1
    x = steps.steps / max(1, per_epoch)
    numbers, validation = history.epoch_curve("validation", "loss")
    training_name = _("training") if is_only else _("{name}: training").format(name=legend_name(run.name))
    validation_name = _("validation") if is_only else _("{name}: validation").format(name=legend_name(run.name))
    width = 2.2 if run.is_main else 1.4
    lines = [
        Curve(training_name, x, smooth(steps.losses), run.color, "solid", width),
        Curve(validation_name, numbers.astype(np.float64), validation, run.color, "dashed", width),
    ]
    if run.is_main:
        lines.insert(0, Curve("", x, steps.losses, run.color, "faint", 1.0, in_readout=False))
    return tuple(lines)


def _loss_legend(runs: Sequence[ShownRun]) -> tuple[Curve, ...]:
    """What solid and dashed mean, then the runs by colour."""
    import numpy as np

    nothing = np.zeros(0)
    if not runs:
        return ()
    neutral = runs[0].color if len(runs) == 1 else current().muted
    styles = (
        Curve(_("training"), nothing, nothing, neutral, "solid"),
        Curve(_("validation"), nothing, nothing, neutral, "dashed"),
    )
    return styles + tuple(Curve(legend_name(r.name), nothing, nothing, r.color) for r in runs if len(runs) > 1)


def _metric_curves(run: ShownRun, part: Part) -> tuple[Curve, ...]:
    """The main run's four figures in their colours; of other runs the accuracy in the run's colour, dotted."""
    import numpy as np

    if not run.is_main:
        numbers, values = run.history.epoch_curve(part, "accuracy")
        name = _("{name}: accuracy").format(name=legend_name(run.name))
        return (Curve(name, numbers.astype(np.float64), values, run.color, "dotted", 2.0),)
    curves = []
    for place, (metric, (title, _meaning)) in enumerate(FIGURES.items()):
        numbers, values = run.history.epoch_curve(part, metric)
        x, width = numbers.astype(np.float64), 2.4 if metric == "accuracy" else 1.6
        curves.append(Curve(_(title), x, values, METRIC_COLORS[metric], "solid", width, depth=-place))
    return tuple(curves)


def _x_end(histories: Sequence[History]) -> float:
    """The right end of the epochs: all that are planned, but a short curve is not squeezed into a corner."""
    ends = [1.0]
    for history in histories:
        last = float(history.epochs[-1].epoch) if history.epochs else 0.0
        if history.started is not None and history.last_step is not None:
            last = max(last, history.last_step.step / max(1, history.started.steps_per_epoch))
        planned = float(history.started.epochs) if history.started and history.finished is None else last
        ends.append(last if planned <= last else min(planned, max(5.0, float(-int(-last * 1.5 // 1)))))
    return max(ends)
