"""Tiles in as many columns as the width allows; they are made once and reused."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from mmgui.gui.kit.example_tile import ExampleTile, TileContent
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.theme import SPACE

_LEAST_PX = 38 * SPACE  # a narrower tile has no room for picture and words


class TileGrid(QWidget):
    """Shows contents. `chosen(place)` when a tile is chosen; the arrow keys move between the tiles."""

    chosen = Signal(int)
    menu_wanted = Signal(int, QPoint)  # place of the tile, where on the screen

    def __init__(
        self,
        make: Callable[[QWidget], ExampleTile] = ExampleTile,
        *,
        least_px: int = _LEAST_PX,
        gap: int = SPACE + 4,
        most: Callable[[int], int] | None = None,
    ) -> None:
        """least_px: width of a tile. most: how many columns at the most for so many tiles."""
        super().__init__()
        self._make, self._least_px, self._most = make, least_px, most
        self._tiles: list[ExampleTile] = []
        self._count = 0
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)

    def show_contents(self, contents: Sequence[TileContent]) -> None:
        while len(self._tiles) < len(contents):
            self._tiles.append(self._make_tile(len(self._tiles)))
        for tile, content in zip(self._tiles, contents, strict=False):
            tile.show_content(content)
        if len(contents) != self._count:
            self._count, self._columns = len(contents), 0
            for place, tile in enumerate(self._tiles):
                tile.setVisible(place < self._count)
        self._place()

    @property
    def tiles(self) -> tuple[ExampleTile, ...]:
        """What is shown."""
        return tuple(self._tiles[: self._count])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _make_tile(self, place: int) -> ExampleTile:
        tile = self._make(self)
        tile.clicked.connect(partial(self.chosen.emit, place))
        tile.menu_wanted.connect(partial(self.menu_wanted.emit, place))
        tile.installEventFilter(self)
        return tile

    def _place(self) -> None:
        gap = self._grid.spacing()
        columns = max(1, (self.width() + gap) // (scaled(self._least_px) + gap))
        if self._most is not None:
            columns = max(1, min(columns, self._most(self._count)))
        if columns == self._columns:
            return
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, place // columns, place % columns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self._tiles:
            keys, columns = Qt.Key, max(1, self._columns)
            steps = {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Up: -columns, keys.Key_Down: columns}
            place, step = self._tiles.index(watched), steps.get(keys(event.key()))
            if step is not None:
                if 0 <= place + step < self._count:
                    self._tiles[place + step].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (keys.Key_Return, keys.Key_Enter):
                self._tiles[place].click()
                return True
        return super().eventFilter(watched, event)


__all__ = ["TileGrid"]
