"""Cards in as many columns as the width allows; cards are made once and reused."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from mmgui.gui.kit.example_tile import CardContent, ExampleTile
from mmgui.gui.kit.theme import SPACE

_LEAST_PX = 38 * SPACE  # a narrower card has no room for picture and words


class CardGrid(QWidget):
    """Shows contents. `chosen(number)` when a card is clicked; the arrow keys move between the cards."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[ExampleTile] = []
        self._count = 0
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE + 4)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_contents(self, contents: Sequence[CardContent]) -> None:
        while len(self._cards) < len(contents):
            self._cards.append(self._make_card(len(self._cards)))
        for number, card in enumerate(self._cards):
            if number < len(contents):
                card.show_content(contents[number])
        if len(contents) != self._count:
            self._count, self._columns = len(contents), 0
            for number, card in enumerate(self._cards):
                card.setVisible(number < self._count)
        self._place()

    @property
    def cards(self) -> tuple[ExampleTile, ...]:
        """What is shown."""
        return tuple(self._cards[: self._count])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _make_card(self, number: int) -> ExampleTile:
        card = ExampleTile(self)
        card.clicked.connect(_emitting(self.chosen, number))
        card.installEventFilter(self)
        return card

    def _place(self) -> None:
        columns = max(1, (self.width() + SPACE + 4) // (_LEAST_PX + SPACE + 4))
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self._cards:
            columns = max(1, self._columns)
            steps = {
                Qt.Key.Key_Left: -1,
                Qt.Key.Key_Right: 1,
                Qt.Key.Key_Up: -columns,
                Qt.Key.Key_Down: columns,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                wanted = self._cards.index(watched) + step
                if 0 <= wanted < self._count:
                    self._cards[wanted].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._cards[self._cards.index(watched)].click()
                return True
        return super().eventFilter(watched, event)


def _emitting(signal: object, number: int) -> Callable[[bool], None]:
    def emit(_checked: bool = False) -> None:
        signal.emit(number)  # type: ignore[attr-defined]

    return emit
