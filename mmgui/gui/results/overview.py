"""The overview of a run: its figures, class by class, what is mixed up, which sense decides, how it was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.mix_ups import mix_up_sentence
from mmgui.core.text import grouped
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.contribution_bar import Share
from mmgui.gui.kit.metric_tiles import MetricTiles
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.senses_card import field_title
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import set_role
from mmgui.gui.results.class_shares import ClassShares, ClassSharesChart
from mmgui.gui.results.class_table import ClassTable
from mmgui.gui.results.confusion_table import ConfusionTable
from mmgui.gui.results.fact_table import FactTable
from mmgui.gui.results.parts import GAP, page_column
from mmgui.gui.results.result_texts import metric_figures, settings_rows, what_to_know

if TYPE_CHECKING:
    from mmgui.core.data.runs import Run
    from mmgui.core.events import Metrics
    from mmgui.session.session import Session

_SIDE_BY_SIDE = 900  # px; a narrower page shows the tables one below the other
_TALLEST = 560  # px of a table before it scrolls by itself


class OverviewSection(QWidget):
    """Shows figures that were measured; knows nothing of single examples."""

    cell_wanted = Signal(int, int)  # label, answer: class numbers
    class_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: Metrics | None = None
        self._shares_shown: object = ()  # from what the contributions were drawn last
        self.tiles, self.classes, self.confusion = MetricTiles(), ClassTable(), ConfusionTable()
        self.mix_up, self.cell_text = PlainLabel(wrap=True), PlainLabel(wrap=True)
        set_role(self.cell_text, "muted")
        self.warning = PlainLabel(wrap=True)
        self.shares = ClassSharesChart()
        self.shares_text = muted_label()
        self.facts = FactTable()
        self.confusion.cell_hovered.connect(self._cell_hovered)
        self.confusion.cell_clicked.connect(self.cell_wanted)
        self.classes.class_wanted.connect(self.class_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(self._content()))
        follow_text_size(self, OverviewSection._fit_tables)

    def _fit_tables(self) -> None:
        self.classes.setFixedHeight(min(self.classes.height_for_all(), scaled(_TALLEST)))
        self._matrix_scroll.setMinimumHeight(min(scaled(_TALLEST), self.confusion.sizeHint().height() + 4))

    def show_metrics(self, run: Run, part: str, metrics: Metrics) -> None:
        self.warning.show_text(what_to_know(run, part, metrics))
        if metrics != self._shown:
            self._shown = metrics
            self.classes.show_classes(metrics.per_class)
            self.confusion.show_matrix([c.name for c in metrics.per_class], metrics.confusion)
            self._fit_tables()
        self.tiles.show_figures(metric_figures(metrics))
        self.mix_up.setText(mix_up_sentence(metrics))
        self._cell_hovered(-1, -1)
        self.show_contributions(run)
        self.show_facts(run)

    def show_facts(self, run: Run) -> None:
        self.facts.show_facts(settings_rows(self._session, run, self._session.training.history_of(run.id)))

    def show_contributions(self, run: Run) -> None:
        """The averages of the contribution meter, if they have been measured."""
        found = self._session.run_answers.contributions(run.id)
        examples = self._session.project.examples
        fields = [f for f in examples.fields if found is not None and f.name in found.overall] if examples else []
        has_rows = found is not None and len(fields) > 1
        key = (found, self._shown, tuple(fields))
        if key == self._shares_shown:
            return
        self._shares_shown = key
        self._shares_card.setVisible(has_rows)
        if found is None or not has_rows:
            return
        tables = [(_("all answers"), found.overall)]
        order = [c.name for c in self._shown.per_class] if self._shown is not None else list(found.per_class)
        tables += [(name, found.per_class[name]) for name in order if name in found.per_class]
        self.shares.show_rows(
            [
                ClassShares(
                    name, tuple(Share(field_title(f, fields), f.modality, shares.get(f.name, 0.0)) for f in fields)
                )
                for name, shares in tables
            ]
        )
        self.shares_text.setText(
            _("The share of each sense in the answers, averaged over {count} answers (exact Shapley values).").format(
                count=grouped(found.n)
            )
        )

    def refresh(self) -> None:
        self.classes.refresh()
        self._shown, self._shares_shown = None, ()  # names and numbers are made anew

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        self._middle.setDirection(
            directions.LeftToRight if self.width() >= scaled(_SIDE_BY_SIDE) else directions.TopToBottom
        )

    def _cell_hovered(self, row: int, column: int) -> None:
        if row < 0:
            self.cell_text.setText(_("Point at a cell to read it; click it to see its examples."))
        else:
            self.cell_text.setText(self.confusion.describe(row, column))

    def _content(self) -> QWidget:
        inner, column = page_column()
        column.addWidget(self.tiles)
        column.addWidget(self.warning)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column.addLayout(self._middle, 1)
        self._middle.setSpacing(GAP)
        left = QVBoxLayout()
        self._middle.addLayout(left, 10)
        left.setSpacing(GAP)
        table = Card(N_("Class by class"), hint=N_("Click a heading to sort, a class to see its examples."))
        table.body.addWidget(self.classes)
        table.body.addStretch(1)
        left.addWidget(table, 1)
        self._shares_card = Card(N_("Which sense decides"), hint=N_("Contribution meter"))
        self._shares_card.body.addWidget(self.shares)
        self._shares_card.body.addWidget(self.shares_text)
        left.addWidget(self._shares_card)
        right = Card(N_("What is mixed up with what"), hint=N_("Confusion matrix"))
        right.body.addWidget(self.mix_up)
        self.confusion.setProperty("role", "page")
        self._matrix_scroll = scrolling(self.confusion)
        right.body.addWidget(self._matrix_scroll, 1)
        right.body.addWidget(self.cell_text)
        self._middle.addWidget(right, 11)
        facts = Card(N_("With what it was trained"))
        facts.body.addWidget(self.facts)
        column.addWidget(facts)
        return inner
