"""How the examples are divided into training, validation and test, and the way to divide them anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from mmgui.core.colours import mix
from mmgui.core.data.example import SPLITS, ExampleSet
from mmgui.core.i18n import N_, ngettext, with_percent_sign
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.example_gallery import SPLIT_TITLES
from mmgui.gui.kit.number_box import NumberBox
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, current

_BAR_PX = 12
_NUMBER_PX = 88


class SplitCard(Card):
    """Shows the parts; `resplit_wanted(fractions, seed)` asks for others."""

    resplit_wanted = Signal(object, int)  # (training, validation, test) in [0, 1] that sum to 1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Training, validation, test"), parent)
        self.bar = _PartsBar()
        self.counts = [PlainLabel() for _part in SPLITS]
        self.unsplit = muted_label()
        self.explanation = muted_label()
        bind_text(
            self.explanation,
            "setText",
            N_("The model learns from training, is watched on validation, and is judged once on test."),
        )
        self.body.addWidget(self.bar)
        grid = QGridLayout()
        self.body.addLayout(grid)
        grid.setSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        self.shares: list[NumberBox] = []
        for row, part in enumerate(SPLITS):
            title = PlainLabel()
            bind_text(title, "setText", SPLIT_TITLES[part])
            share = NumberBox()
            bind_text(share, "setSuffix", lambda: with_percent_sign(""))
            share.setRange(0 if row else 10, 90 if row else 100)
            bind_px(share, "setFixedWidth", _NUMBER_PX)
            share.setValue((70, 15, 15)[row])
            bind_text(share, "setAccessibleName", SPLIT_TITLES[part])
            share.setEnabled(row > 0)
            self.shares.append(share)
            grid.addWidget(_Dot(row), row, 0)
            grid.addWidget(title, row, 1)
            grid.addWidget(self.counts[row], row, 2)
            grid.addWidget(share, row, 3)
        for share in self.shares[1:]:
            share.valueChanged.connect(self._complete)
        seed_title = PlainLabel(wrap=True)
        bind_text(seed_title, "setText", N_("Shuffle number (seed)"))
        self.seed = NumberBox()
        self.seed.setRange(0, 9999)
        bind_px(self.seed, "setFixedWidth", _NUMBER_PX)
        bind_text(self.seed, "setAccessibleName", N_("Shuffle number (seed)"))
        grid.addWidget(seed_title, 3, 0, 1, 3)
        grid.addWidget(self.seed, 3, 3)
        for number in (*self.shares, self.seed):
            number.lineEdit().setTextMargins(SPACE // 2 + 2, 0, 0, 0)
        self.button = QPushButton()
        bind_text(self.button, "setText", N_("Split again"))
        self.button.clicked.connect(self._ask)
        self.body.addWidget(self.unsplit)
        self.body.addWidget(self.explanation)
        self.body.addWidget(self.button)

    def show_examples(self, examples: ExampleSet) -> None:
        counts = dict.fromkeys(SPLITS, 0)
        for example in examples.examples:
            if example.split is not None:
                counts[example.split] += 1
        left = len(examples) - sum(counts.values())
        for label, part in zip(self.counts, SPLITS, strict=True):
            label.setText(f"{counts[part]:,}".replace(",", " "))
        self.bar.set_counts([counts[part] for part in SPLITS])
        waiting = ngettext("{count} is in no part yet.", "{count} are in no part yet.", left).format(count=left)
        self.unsplit.setText(waiting if left else "")
        self.unsplit.setVisible(left > 0)

    @property
    def fractions(self) -> tuple[float, float, float]:
        training, validation, test = (share.value() / 100 for share in self.shares)
        return training, validation, test

    def _complete(self) -> None:
        """Training gets what the others leave; together never more than 90 %."""
        validation, test = self.shares[1], self.shares[2]
        validation.setMaximum(90 - test.value())
        test.setMaximum(90 - validation.value())
        self.shares[0].setValue(100 - validation.value() - test.value())

    def _ask(self) -> None:
        self.resplit_wanted.emit(self.fractions, self.seed.value())


def part_colour(row: int) -> str:
    """Training strongest, then validation, then test."""
    theme = current()
    return (theme.accent, mix(theme.accent, theme.surface, 0.42), theme.muted)[row]


class _Dot(QWidget):
    def __init__(self, row: int) -> None:
        super().__init__()
        self._row = row
        self.setFixedSize(12, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(part_colour(self._row)))
        painter.setBrush(QColor(part_colour(self._row)))
        painter.drawRoundedRect(QRectF(1, 1, 10, 10), 2, 2)


class _PartsBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._counts: list[int] = []
        self.setFixedHeight(_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: list[int]) -> None:
        self._counts = counts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(20 * SPACE, _BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), _BAR_PX / 2, _BAR_PX / 2)
        painter.setClipPath(path)
        painter.fillPath(path, QColor(current().track))
        left, total = 0.0, sum(self._counts) or 1
        for row, count in enumerate(self._counts):
            width = self.width() * count / total
            painter.fillRect(QRectF(left, 0, width, _BAR_PX), QColor(part_colour(row)))
            left += width

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
