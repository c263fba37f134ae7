"""Choose one of a few things: cards with a title and a sentence, or a row of chips when the titles say enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.text import one_line, plain
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.text_size import scaled
from mmgui.gui.kit.texts import button_text, plain_tooltip
from mmgui.gui.kit.theme import RADIUS, SPACE, current, set_role

_PADDING = 10
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Option:
    """key: what the program knows it by; title and explanation are shown, already translated, literally."""

    key: str
    title: str
    explanation: str = ""


class OptionCard(QAbstractButton):
    """One card: a radio button that shows its explanation."""

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = option.key
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_option(option)

    def show_option(self, option: Option) -> None:
        """Other words for the same key (another language)."""
        self._title, self._explanation = one_line(option.title), plain(option.explanation)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._explanation)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = max(self.width(), 30 * SPACE)
        return QSize(30 * SPACE, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(18 * SPACE, self.heightForWidth(max(self.width(), 18 * SPACE)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title, text = self._text_sizes(width)
        return title.height() + (text.height() + 2 if self._explanation else 0) + 2 * _PADDING

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, is_live = self.isChecked(), self.isEnabled()
        width = 2.0 if is_on else 1.0
        edge = theme.accent if is_on and is_live else theme.muted if self.underMouse() and is_live else theme.control
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(theme.accent_soft if is_on else theme.surface))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), 1.0, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), RADIUS - 3, RADIUS - 3)
        title, _text = self._text_sizes(self.width())
        room = self.rect().adjusted(_PADDING + 2, _PADDING, -_PADDING - 2, -_PADDING)
        painter.setFont(self._title_font())
        painter.setPen(QColor(theme.text if is_live else theme.muted))
        painter.drawText(QRect(room.x(), room.y(), room.width(), title.height()), _WRAP, self._title)
        painter.setFont(self._text_font())
        painter.setPen(QColor(theme.muted))
        painter.drawText(room.adjusted(0, title.height() + 2, 0, 4), _WRAP, self._explanation)
        painter.end()

    def _text_sizes(self, width: int) -> tuple[QRect, QRect]:
        room = QRect(0, 0, max(40, width - 2 * _PADDING - 4), 10_000)
        title = QFontMetrics(self._title_font()).boundingRect(room, _WRAP, self._title)
        return title, QFontMetrics(self._text_font()).boundingRect(room, _WRAP, self._explanation)

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _text_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(13))
        return font


class OptionCards(QWidget):
    """Cards one below the other. `chosen(key)` when the person takes another one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, OptionCard] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE)

    def set_options(self, options: Sequence[Option], key: str) -> None:
        """Show these options with `key` chosen (none if it is not among them); nothing is emitted."""
        if [o.key for o in options] != list(self._cards):
            for card in self._cards.values():
                discard(card, self._layout)
            self._cards = {o.key: OptionCard(o, self) for o in options}
            for card in self._cards.values():
                card.clicked.connect(self._clicked)
                self._layout.addWidget(card)
        for option in options:
            self._cards[option.key].show_option(option)
        if key in self._cards:
            self._cards[key].setChecked(True)

    @property
    def key(self) -> str:
        """What is chosen, "" if nothing is."""
        return next((key for key, card in self._cards.items() if card.isChecked()), "")

    @property
    def cards(self) -> tuple[OptionCard, ...]:
        return tuple(self._cards.values())

    def _clicked(self) -> None:
        self.chosen.emit(self.key)


class ChipChooser(QWidget):
    """Chips side by side that wrap; one is chosen. `chosen(key)` when the person takes another one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self._layout = FlowLayout(self, SPACE - 2, 0)  # chips bring the distance of their lines
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_options(self, options: Sequence[Option], key: str) -> None:
        """Show these options with `key` chosen; nothing is emitted."""
        if [o.key for o in options] != list(self._chips):
            for chip in self._chips.values():
                self._group.removeButton(chip)
                discard(chip, self._layout)
            self._chips = {o.key: self._new_chip() for o in options}
        for option in options:
            chip = self._chips[option.key]
            chip.setText(button_text(option.title))
            chip.setAccessibleDescription(plain(option.explanation))
            plain_tooltip(chip, option.explanation)
        if key in self._chips:
            self._chips[key].setChecked(True)

    @property
    def key(self) -> str:
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    @property
    def chips(self) -> tuple[QPushButton, ...]:
        return tuple(self._chips.values())

    def _new_chip(self) -> QPushButton:
        chip = QPushButton(self)
        chip.setCheckable(True)
        set_role(chip, "chip")
        self._group.addButton(chip)
        self._layout.addWidget(chip)
        return chip

    def _clicked(self, _chip: QAbstractButton) -> None:
        self.chosen.emit(self.key)
