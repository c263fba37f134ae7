"""The learning film: six tiles, and below them play, pause, a slider through the epochs and the speed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.film.film_tile import LEAST_PX, film_tile
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.example_tile import ExampleTile, TileContent
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.scrolling import scrolling
from mmgui.gui.kit.text_size import bind_px, scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.tile_grid import TileGrid
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.gui.kit.wrap_row import WrapRow, side_by_side

SPEEDS: dict[int, str] = {600: N_("slow"), 300: N_("normal"), 120: N_("fast")}  # ms per epoch
_NARROW_PX = 100 * SPACE  # from here on three tiles in a row
_LEAST_TILES = 12 * SPACE  # height of the part that scrolls, in the smallest window


class LearningFilm(QWidget):
    """Holds only the place in the film. `index_changed(index)` asks for other contents; `kept(place)` is a wish.

    While it stands at the last frame and more arrive, it follows them.
    """

    index_changed = Signal(int)
    kept = Signal(int)  # place of the tile, from 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[int, ...] = ()
        self._total = 0
        self._grid = TileGrid(film_tile, least_px=LEAST_PX, gap=SPACE - 2, most=self._most_columns)
        self._grid.setProperty("role", "page")
        self._grid.chosen.connect(self.kept)
        scroll = scrolling(self._grid, sideways=False)  # the tiles only: what plays the film is always in sight
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        bind_px(scroll, "setMinimumHeight", _LEAST_TILES)
        self.play_button = QPushButton()
        self.play_button.setFixedWidth(5 * SPACE)
        self.play_button.setIconSize(QSize(20, 20))
        self.play_button.clicked.connect(self._play_clicked)
        self.slider = TouchSlider()
        self.slider.setMinimumWidth(10 * SPACE)
        self.slider.setPageStep(1)
        bind_text(self.slider, "setAccessibleName", N_("Epoch of the film"))
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderPressed.connect(self.pause)
        self.epoch = PlainLabel()
        self.epoch.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed = ComboBox()
        bind_text(self.speed, "setAccessibleName", N_("Speed of the film"))
        bind_text(self.speed, "setToolTip", N_("Speed of the film"))
        self.speed.currentIndexChanged.connect(self._speed_chosen)
        where = QWidget()
        left = QHBoxLayout(where)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE)
        left.addWidget(self.play_button)
        left.addWidget(self.slider, 1)
        row = WrapRow(where, side_by_side(self.epoch, self.speed, is_right=True), can_shrink=True, line_gap=SPACE // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE - 2)
        column.addWidget(scroll, 1)
        column.addWidget(row)
        self._timer = QTimer(self)
        self._timer.setObjectName("learning_film")
        self._timer.timeout.connect(self._tick)
        self.refresh()

    def refresh(self) -> None:
        """The texts again, in the language of now."""
        chosen = max(0, self.speed.currentIndex()) if self.speed.count() else list(SPEEDS).index(300)
        blocked = self.speed.blockSignals(True)
        self.speed.clear()
        for pause_ms, title in SPEEDS.items():
            self.speed.addItem(_(title), pause_ms)
        self.speed.setCurrentIndex(chosen)
        self.speed.blockSignals(blocked)
        self._say()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def index(self) -> int:
        """The frame on the screen, from 0."""
        return self.slider.value()

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def tiles(self) -> tuple[ExampleTile, ...]:
        return self._grid.tiles

    def set_epochs(self, epochs: Sequence[int], total: int) -> None:
        """The recorded epochs, and how many there will be. At the end of a film it stays at the end."""
        was_last = self.index >= len(self._epochs) - 1
        at = self._epochs[self.index] if self.index < len(self._epochs) else 0
        self._epochs, self._total = tuple(epochs), total
        last = max(0, len(self._epochs) - 1)
        before = self.index
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, last)
        if was_last and not self.is_playing:
            self.slider.setValue(last)
        elif at in self._epochs:
            self.slider.setValue(self._epochs.index(at))
        self.slider.blockSignals(blocked)
        self.slider.setEnabled(last > 0)
        self.play_button.setEnabled(last > 0)
        self._say()
        if self.index != before:
            self.index_changed.emit(self.index)

    def show_contents(self, contents: Sequence[TileContent]) -> None:
        self._grid.show_contents(contents)
        self._say()

    # -- playing -----------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """From here to the end; from the beginning if it is at the end."""
        if len(self._epochs) > 1:
            if self.index >= len(self._epochs) - 1:
                self.slider.setValue(0)
            self._timer.start(int(self.speed.currentData()))
            self._say()

    def pause(self) -> None:
        self._timer.stop()
        self._say()

    def _play_clicked(self) -> None:
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def _tick(self) -> None:
        self.slider.setValue(self.index + 1)
        if self.index >= len(self._epochs) - 1:
            self.pause()

    def _speed_chosen(self) -> None:
        if self.is_playing:
            self._timer.setInterval(int(self.speed.currentData()))

    def _moved(self, index: int) -> None:
        self._say()
        self.index_changed.emit(index)

    def _say(self) -> None:
        text = ""
        if self._epochs:
            contents = [tile.content for tile in self.tiles if tile.content is not None]
            text = _("epoch {epoch} of {epochs} · {right} of {count} right").format(
                epoch=self._epochs[min(self.index, len(self._epochs) - 1)],
                epochs=max(self._total, self._epochs[-1]),
                right=sum(content.is_right for content in contents),
                count=len(contents),
            )
        self.epoch.setText(text)
        self.slider.setAccessibleDescription(text)
        playing = self.is_playing
        bind_icon(self.play_button, "pause" if playing else "play")
        for setter in ("setAccessibleName", "setToolTip"):
            bind_text(self.play_button, setter, N_("Pause the film") if playing else N_("Play the film"))

    # -- changes around it -------------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        self.pause()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def minimumSizeHint(self) -> QSize:
        """As wide as one tile: a narrow page shows them one below the other."""
        return QSize(LEAST_PX, super().minimumSizeHint().height())

    def _most_columns(self, count: int) -> int:
        return min(count, 3 if self.width() >= scaled(_NARROW_PX) else 2)


__all__ = ["SPEEDS", "LearningFilm"]
