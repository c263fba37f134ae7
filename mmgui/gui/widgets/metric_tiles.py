"""Figures that a person can read across a room, each with one sentence that says what it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.gui.texts import PlainLabel
from mmgui.gui.theme import SPACE, set_role


@dataclass(frozen=True, slots=True)
class Figure:
    """title: its name; value: as it is shown; meaning: one plain sentence. Translated, shown literally."""

    title: str
    value: str
    meaning: str


class MetricTile(QWidget):
    """One figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.title = PlainLabel()
        self.value = PlainLabel()
        set_role(self.value, "heading")
        self.meaning = PlainLabel(wrap=True)
        set_role(self.meaning, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
        column.setSpacing(2)
        for part in (self.title, self.value, self.meaning):
            column.addWidget(part)
        column.addStretch(1)

    def show_figure(self, figure: Figure) -> None:
        self.title.setText(figure.title)
        self.value.setText(figure.value)
        self.meaning.setText(figure.meaning)
        self.setAccessibleName(f"{figure.title}: {figure.value}")
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

    def show_figures(self, figures: Sequence[Figure]) -> None:
        while len(self._tiles) < len(figures):
            tile = MetricTile(self)
            self._grid.addWidget(tile, 0, len(self._tiles))
            self._grid.setColumnStretch(len(self._tiles), 1)
            self._tiles.append(tile)
        for index, tile in enumerate(self._tiles):
            tile.setVisible(index < len(figures))
            if index < len(figures):
                tile.show_figure(figures[index])

    @property
    def tiles(self) -> tuple[MetricTile, ...]:
        return tuple(t for t in self._tiles if not t.isHidden())
