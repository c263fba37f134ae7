"""Figures that a person can read across a room, each with one sentence that says what it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role

_LEAST_PX = 27 * SPACE  # of a tile


@dataclass(frozen=True, slots=True)
class Figure:
    """title: its name; value: as it is shown; meaning: one plain sentence. Translated, shown literally.

    interval: within what the true figure lies, "" = not known.
    """

    title: str
    value: str
    meaning: str
    interval: str = ""


class MetricTile(QWidget):
    """One figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.title = PlainLabel()
        self.value = PlainLabel()
        set_role(self.value, "heading")
        self.interval = ElidedLabel(is_muted=True)
        set_role(self.interval, "muted")
        self.interval.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.meaning = muted_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
        column.setSpacing(2)
        column.addWidget(self.title)
        figures = QHBoxLayout()
        column.addLayout(figures)
        figures.setSpacing(SPACE)
        figures.addWidget(self.value)
        figures.addWidget(self.interval, 1)
        column.addWidget(self.meaning)
        column.addStretch(1)

    def show_figure(self, figure: Figure) -> None:
        self.title.setText(figure.title)
        self.value.setText(figure.value)
        self.meaning.setText(figure.meaning)
        self.interval.setText(figure.interval)
        self.interval.setVisible(bool(figure.interval))
        self.setAccessibleName(" ".join(part for part in (f"{figure.title}: {figure.value}", figure.interval) if part))
        self.setAccessibleDescription(figure.meaning)


class MetricTiles(QWidget):
    """Tiles of equal width, on as many rows as the width needs. Tiles are made once and reused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE + 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._tiles: list[MetricTile] = []
        self._count = self._columns = 0
        follow_text_size(self, MetricTiles._fit)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        while len(self._tiles) < len(figures):
            self._tiles.append(MetricTile(self))
        for index, tile in enumerate(self._tiles):
            tile.setVisible(index < len(figures))
            if index < len(figures):
                tile.show_figure(figures[index])
        self._fit_lines()
        if len(figures) != self._count:
            self._count, self._columns = len(figures), 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _fit(self) -> None:
        self._fit_lines()
        self._place()

    def _fit_lines(self) -> None:
        """ "F1" among Chinese titles is lower: the figures would not stand in one line."""
        for parts in ([t.title for t in self.tiles], [t.value for t in self.tiles]):
            for part in parts:
                part.setMinimumHeight(0)
            height = max((part.sizeHint().height() for part in parts), default=0)
            for part in parts:
                part.setMinimumHeight(height)

    def _place(self) -> None:
        fitting = max(1, (self.width() + SPACE) // (scaled(_LEAST_PX) + SPACE))
        rows = -(-self._count // fitting)
        columns = max(1, -(-self._count // max(1, rows)))  # 4 tiles that do not fit stand 2 by 2, not 3 and 1
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for index, tile in enumerate(self._tiles[: self._count]):
            self._grid.addWidget(tile, index // columns, index % columns)

    @property
    def tiles(self) -> tuple[MetricTile, ...]:
        return tuple(t for t in self._tiles if not t.isHidden())
