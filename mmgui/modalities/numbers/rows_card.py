"""The numbers of an example, a row each: a slider, a field to type, a choice of words, and how much each weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.text_size import bind_px, scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, current, modality_colour
from mmgui.gui.kit.tick_box import TickBox
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.gui.kit.typing_field import TypingField
from mmgui.modalities.contract import Modality
from mmgui.modalities.numbers.features import Feature, fit_features
from mmgui.modalities.numbers.record import read_record, write_record

_STEPS: Final = 1000  # of a slider whose numbers are no whole ones
_NAME_PX, _FIELD_PX, _ROW_PX, _BAR_PX = 15 * SPACE, 13 * SPACE, 5 * SPACE, 6
_MOST_PX: Final = 46 * SPACE  # of all rows; more of them scroll


class WeightBar(QWidget):
    """How much a number weighed in the answer, 0..1, as a line."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour, self._weight = colour, 0.0
        bind_px(self, "setFixedHeight", _BAR_PX)

    @property
    def weight(self) -> float:
        return self._weight

    def set_weight(self, weight: float) -> None:
        self._weight = weight
        self.setAccessibleName(_("Weight in the answer"))
        self.setAccessibleDescription(percent(weight))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(_NAME_PX), scaled(_BAR_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current().grid))
        round_px = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), round_px, round_px)
        painter.setBrush(QColor(self._colour))
        if self._weight > 0:
            width = max(float(self.height()), self.width() * self._weight)
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), round_px, round_px)
        painter.end()


class NumberRow(QWidget):
    """One number: what is typed holds; the slider moves within what training showed."""

    changed = Signal()

    def __init__(self, feature: Feature, colour: str) -> None:
        super().__init__()
        self.feature = feature
        self.name = ElidedLabel(one_line(feature.column, 60))
        self.bar = WeightBar(colour)
        self.slider: TouchSlider | None = None
        self.field: QLineEdit | None = None
        self.box: ComboBox | None = None
        self.missing = TickBox()
        self.note = muted_label()
        title = self.name.text()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        outer.addLayout(row)
        row.setSpacing(SPACE)
        named = QWidget()
        bind_px(named, "setFixedWidth", _NAME_PX)
        stacked = QVBoxLayout(named)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(2)
        stacked.addWidget(self.name)
        stacked.addWidget(self.bar)
        row.addWidget(named)
        if feature.kind == "choice":
            row.addWidget(self._make_box(title), 1)
        else:
            row.addWidget(self._make_slider(title), 1)
            row.addWidget(self._make_field(title))
        bind_text(self.missing, "setText", N_("missing"))
        bind_text(self.missing, "setAccessibleName", lambda: _("“{name}” is missing").format(name=title))
        self.missing.toggled.connect(self._miss)
        row.addWidget(self.missing)
        outer.addWidget(self.note)
        self._last = ""  # what stood there before it was missing
        self.set_cell("")

    @property
    def cell(self) -> str:
        """As it is stored, "" for a missing one."""
        if self.missing.isChecked():
            return ""
        return self.box.currentText() if self.box is not None else self.field.text().strip() if self.field else ""

    def set_cell(self, cell: str) -> None:
        """Show another value; nothing is said."""
        with QSignalBlocker(self.missing):
            self.missing.setChecked(not cell)
        if self.box is not None:
            with QSignalBlocker(self.box):
                if cell and self.box.findText(cell) < 0:
                    known = self.feature.choice(cell)
                    if known is None:
                        self.box.addItem(cell)
                    else:
                        cell = self.feature.choices[known]
                self.box.setCurrentIndex(self.box.findText(cell) if cell else -1)
        elif self.field is not None:
            with QSignalBlocker(self.field):
                self.field.setText(cell)
            self._move_slider()
        self._tell()

    def _make_slider(self, title: str) -> QWidget:
        feature = self.feature
        self.slider = TouchSlider()
        span = feature.high - feature.low
        is_counted = (feature.is_whole or feature.kind == "day") and 0 < span <= _STEPS
        self.slider.setRange(0, round(span) if is_counted else _STEPS)
        self.slider.setEnabled(span > 0)
        self.slider.setAccessibleName(title)
        self.slider.valueChanged.connect(self._slid)
        return self.slider

    def _make_field(self, title: str) -> QWidget:
        self.field = QLineEdit()
        self.field.setAcceptDrops(False)  # a file that is dropped is the window's, no number
        self.field.setAccessibleName(title)
        bind_px(self.field, "setFixedWidth", _FIELD_PX)
        self.field.textEdited.connect(self._typed)
        return self.field

    def _make_box(self, title: str) -> QWidget:
        self.box = ComboBox()
        self.box.addItems(self.feature.choices)
        self.box.setAccessibleName(title)
        self.box.currentIndexChanged.connect(self._chosen)
        return self.box

    def _slid(self, step: int) -> None:
        assert self.slider is not None and self.field is not None
        feature = self.feature
        number = feature.low + (feature.high - feature.low) * step / max(1, self.slider.maximum())
        text = feature.write(number)
        self.field.setText(f"{text} {feature.unit}" if feature.unit else text)
        self._give()

    def _typed(self) -> None:
        self._move_slider()
        self._give()

    def _chosen(self) -> None:
        self._give()

    def _give(self) -> None:
        with QSignalBlocker(self.missing):
            self.missing.setChecked(self.field is not None and not self.field.text().strip())
        self._tell()
        self.changed.emit()

    def _miss(self, is_missing: bool) -> None:
        if is_missing:
            self._last = self.field.text() if self.field is not None else ""
        usual = self.feature.choices[0] if self.feature.choices else self.feature.write(self.feature.mean)
        if self.field is not None:
            self.field.setText("" if is_missing else self._last or usual)
            self._move_slider()
        elif self.box is not None and not is_missing and self.box.currentIndex() < 0:
            with QSignalBlocker(self.box):
                self.box.setCurrentIndex(0)
        self._tell()
        self.changed.emit()

    def _move_slider(self) -> None:
        assert self.slider is not None and self.field is not None
        feature, number = self.feature, self.feature.number(self.field.text())
        span = feature.high - feature.low
        share = 0.5 if number is None or span <= 0 else min(1.0, max(0.0, (number - feature.low) / span))
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(share * self.slider.maximum()))

    def _tell(self) -> None:
        self.note.show_text(self.feature.say_strange(self.cell))
        self.name.set_is_muted(self.missing.isChecked())

    def refresh(self) -> None:
        self._tell()
        self.bar.set_weight(self.bar.weight)


class NumbersEditor(QWidget):
    """A row per column that is known; where none is known, a field to type names and numbers into."""

    typed = Signal()

    def __init__(self, modality: Modality) -> None:
        super().__init__()
        self._modality = modality
        self.rows: list[NumberRow] = []
        self._features: tuple[Feature, ...] = ()
        self._others: dict[str, str] = {}  # cells of columns that have no row: they are kept
        self.plain = TypingField(modality)
        self._inside = QWidget()
        self._inside.setProperty("role", "page")
        self._list = QVBoxLayout(self._inside)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._list.setContentsMargins(0, 0, SPACE, 0)
        self._list.setSpacing(SPACE // 2)
        self._area = scrolling(self._inside, sideways=False)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        layout.addWidget(self.plain)
        self.plain.typed.connect(self.typed)
        self._show()

    # -- as a WordsCard asks for it ------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        if not self.rows:
            try:
                return write_record(read_record(self.plain.text))
            except DataError:
                return self.plain.text
        return write_record({**{row.feature.column: row.cell for row in self.rows}, **self._others})

    @property
    def notice(self) -> str:
        return "" if self.rows else self.plain.notice

    def read(self) -> tuple[Any, str]:
        if not self.rows:
            return self.plain.read()
        return (self.text or None), ""

    def setPlainText(self, text: str) -> None:
        try:
            record = read_record(text)
        except DataError:
            record = {}
        if not self.rows and record:
            self.set_features(fit_features([record]))
        if not self.rows:
            self.plain.setPlainText(text)
            return
        self._fill(record)
        self.typed.emit()

    def say(self, title: str) -> None:
        self.plain.say(title)
        for row in self.rows:
            row.refresh()

    # -- its own -------------------------------------------------------------------------------------------------------

    def set_features(self, features: Sequence[Feature]) -> None:
        """The columns that can be given; what stands in them stays."""
        if tuple(features) == self._features:
            return
        try:
            record = read_record(self.text)
        except DataError:
            record = {}
        for row in self.rows:
            discard(row, self._list)
        self._features = tuple(features)
        self.rows = [NumberRow(feature, modality_colour(self._modality.name)) for feature in features]
        for row in self.rows:
            row.changed.connect(self.typed)
            self._list.addWidget(row)
        self._fill(record)
        self._show()

    def show_weights(self, weights: Mapping[str, float]) -> None:
        """By column, 0..1; the others weigh nothing."""
        for row in self.rows:
            row.bar.set_weight(weights.get(row.feature.column, 0.0))

    def _fill(self, record: Mapping[str, str]) -> None:
        for row in self.rows:
            row.set_cell(record.get(row.feature.column, "").strip())
        columns = {row.feature.column for row in self.rows}
        self._others = {name: cell for name, cell in record.items() if name not in columns}

    def _show(self) -> None:
        self._area.setVisible(bool(self.rows))
        self.plain.setVisible(not self.rows)
        least = len(self.rows) * (_ROW_PX + SPACE // 2)
        bind_px(self._area, "setMinimumHeight", min(_MOST_PX, least))
        bind_px(self._area, "setMaximumHeight", min(_MOST_PX, least + 4 * SPACE))  # room for a note or two


__all__ = ["NumberRow", "NumbersEditor", "WeightBar"]
