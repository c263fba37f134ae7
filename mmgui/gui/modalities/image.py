"""A picture on the screen: open, drop, paste; its heat map; parts covered with a finger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import Field
from mmgui.core.i18n import N_, _
from mmgui.core.modalities import MODALITIES
from mmgui.core.modalities.addresses import address_error
from mmgui.core.text import one_line
from mmgui.gui.modalities import MODALITY_VIEWS, FieldValue, ModalityView, Parts, Place, TouchMode
from mmgui.gui.pictures import describe_place, to_image, with_heat_map
from mmgui.gui.texts import bind_text
from mmgui.gui.theme import SPACE, set_role
from mmgui.gui.widgets.elided_label import ElidedLabel
from mmgui.gui.widgets.honesty_badge import Belief, HonestyBadge
from mmgui.gui.widgets.map_notes import MapNotes
from mmgui.gui.widgets.picture_reader import PictureReader, PictureSource
from mmgui.gui.widgets.picture_view import Cell, PictureView
from mmgui.gui.widgets.wrap_row import card_head

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.inference.prediction import HeatMap

COVER_GRID = (8, 8)  # rows and columns that a finger can cover
_COVERED = 128  # the grey that the image gate pads with: the model has learnt that it means nothing
_KEEPSAKE_PX = 768  # a small picture is enlarged to this before its map is painted in


class ImageCard(QFrame):
    """The card of an image field."""

    value_changed = Signal()
    refused = Signal(object)
    pointed = Signal(object)  # Place or None
    better_wanted = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        set_role(self, "card")
        self._field = field
        self._source: Path | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._grid: NDArray[np.float32] | None = None
        self._strength, self._colours = 0.6, "ember"
        self._can_hide = True
        self._cover_grid = COVER_GRID
        self._reader = PictureReader(self)
        self.title = ElidedLabel()
        set_role(self.title, "title")
        self.open_button = _link(N_("Open…"))
        self.paste_button = _link(N_("Paste"))
        self.clear_button = _link(N_("Remove"))
        self.uncover_button = _link(N_("Uncover all"))
        self.badge = HonestyBadge()
        self.notes = MapNotes(self.badge)
        self.view = PictureView()
        self.view.setMinimumHeight(24 * SPACE)
        buttons = (self.uncover_button, self.open_button, self.paste_button, self.clear_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2 * SPACE, SPACE // 4, 2 * SPACE, SPACE)
        self._layout.setSpacing(SPACE // 2)
        self._layout.addWidget(card_head(self.title, self.badge, buttons))
        self._layout.addWidget(self.view, 1)
        self._layout.addWidget(self.notes)
        self.open_button.clicked.connect(self.ask_for_file)
        self.paste_button.clicked.connect(self.view.paste)
        self.clear_button.clicked.connect(self._clear)
        self.uncover_button.clicked.connect(self._uncover)
        self.view.open_wanted.connect(self.ask_for_file)
        self.view.path_given.connect(self._take_path)
        self.view.content_given.connect(self._reader.read)
        self.view.address_given.connect(self._refuse_address)
        self._reader.ready.connect(self._read)
        self._reader.refused.connect(self.refused)
        self.view.hidden_changed.connect(self._cells_changed)
        self.view.pointed.connect(self._pointed)
        self.notes.better_wanted.connect(self.better_wanted)
        self._show()
        self.refresh()

    # -- FieldCard ---------------------------------------------------------------------------------------------------

    @property
    def widget(self) -> QWidget:
        return self

    def shown_value(self) -> FieldValue:
        if self._pixels is not None and self.view.hidden:
            return covered(self._pixels, self.view.hidden, self._cover_grid)
        return self._pixels

    def kept_value(self) -> FieldValue:
        """The file if there is one, else the pixels."""
        return self._source if self._source is not None else self._pixels

    def set_value(self, value: FieldValue) -> None:
        if value is None:
            self._reader.forget()
            self._set(None, None)
        else:
            self._reader.read(Path(value) if isinstance(value, str) else value)

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        self._grid = heat_map.grid if heat_map is not None and self._pixels is not None else None
        self.view.set_heat_map(self._grid)
        self.notes.set_caption("")
        place = describe_place(self._grid) if self._grid is not None else ""
        self.view.set_description(_("The model looked most at: {place}.").format(place=place) if place else "")

    def show_link(self, link: HeatMap | None, caption: str) -> None:
        grid = link.grid if link is not None and self._pixels is not None else None
        self.view.set_heat_map(self._grid if grid is None else grid)
        self.notes.set_caption(caption if grid is not None else "")

    def mark(self, parts: Parts | None) -> None:
        self.view.set_marked(parts.cells if parts is not None else frozenset(), parts.grid if parts else None)

    def mark_touched(self, place: Place | None) -> None:
        self.view.set_touched(None if place is None or self._pixels is None else (place.y, place.x))

    def explain(self, sentence: str) -> None:
        self.notes.explain(sentence if self._grid is not None else "")

    def show_belief(self, belief: Belief | None) -> None:
        self.notes.show_belief(belief if self._grid is not None else None)

    def set_strength(self, strength: float) -> None:
        self._strength = strength
        self.view.set_strength(strength)

    def set_colours(self, name: str) -> None:
        self._colours = name
        self.view.set_colours(name)

    def set_can_hide(self, can_hide: bool) -> None:
        self._can_hide = can_hide
        self._show()

    def set_touch_mode(self, mode: TouchMode) -> None:
        self.view.set_is_looking(mode == "look")

    def hidden_parts(self) -> Parts:
        return Parts(cells=self.view.hidden, grid=self._cover_grid)

    def hide_parts(self, parts: Parts) -> None:
        wanted = (parts.cells, parts.grid or COVER_GRID)
        if wanted != (self.view.hidden, self._cover_grid):
            self._cover_grid = wanted[1]
            self.view.set_cover_grid(self._cover_grid)
            self.view.set_hidden(wanted[0])
            self._cells_changed(wanted[0])

    def keepsake(self) -> QImage | None:
        if self._pixels is None:
            return None
        image = to_image(covered(self._pixels, self.view.hidden, self._cover_grid))  # what the map is a map of
        if max(image.width(), image.height()) < _KEEPSAKE_PX:
            image = image.scaled(
                _KEEPSAKE_PX,
                _KEEPSAKE_PX,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        if self._grid is None:
            return image
        image = with_heat_map(image, self._grid, self._strength, self._colours)
        painter = QPainter(image)  # the map and its outline lie under what is covered, as on the page
        rows, columns = self._cover_grid
        height, width = image.height() / rows, image.width() / columns
        for row, column in self.view.hidden:
            cell = QRectF(column * width, row * height, width, height).toAlignedRect()
            painter.fillRect(cell, QColor(_COVERED, _COVERED, _COVERED))
        painter.end()
        return image

    def add_controls(self, controls: QWidget) -> None:
        self._layout.addWidget(controls)

    def refresh(self) -> None:
        modality = MODALITIES.get("image")
        is_default = self._field.name == modality.default_field
        title = modality.title() if is_default else f"{modality.title()}: {one_line(self._field.name, 40)}"
        self.title.setText(title)
        self.view.setAccessibleName(title)
        self.view.set_empty_text(_("Drop a picture here, paste one,\nor click to open a file."))
        self.badge.refresh()

    # -- values ------------------------------------------------------------------------------------------------------

    def ask_for_file(self) -> None:
        """Open a file dialog; nothing changes if it is closed."""
        endings = " ".join(f"*{s}" for s in sorted(MODALITIES.get("image").suffixes))
        dialog = QFileDialog(self.window(), _("Open a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        known, every = _("Pictures"), _("All files")
        dialog.setNameFilters([f"{known} ({endings})", f"{every} (*)"])
        dialog.fileSelected.connect(self._take_name)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_name(self, name: str) -> None:
        self._take_path(Path(name))

    def _take_path(self, path: Path) -> None:
        """Read it in the background; a refused file leaves the present picture."""
        self._reader.read(path)

    def _refuse_address(self) -> None:
        self.refused.emit(address_error())

    def _read(self, source: PictureSource, pixels: NDArray[np.uint8]) -> None:
        self._set(source if isinstance(source, Path) else None, pixels)

    @property
    def is_reading(self) -> bool:
        """A picture is on its way."""
        return self._reader.is_reading

    def _clear(self) -> None:
        self._reader.forget()
        self._set(None, None)

    def _set(self, source: Path | None, pixels: NDArray[np.uint8] | None) -> None:
        self._source, self._pixels, self._grid = source, pixels, None
        self._cover_grid = COVER_GRID
        self.view.set_heat_map(None)
        self.view.set_marked(frozenset(), None)
        self.view.set_hidden(frozenset())
        self.view.set_picture(None if pixels is None else to_image(pixels))
        self._show()
        self.value_changed.emit()

    def _cells_changed(self, cells: frozenset[Cell]) -> None:
        if not cells:
            self._cover_grid = COVER_GRID  # a flip that was tried may have used another one
        self._show()
        self.value_changed.emit()

    def _pointed(self, share: tuple[float, float] | None) -> None:
        self.pointed.emit(None if share is None or self._pixels is None else Place(*share))

    def _uncover(self) -> None:
        self.view.set_hidden(frozenset())
        self._cells_changed(frozenset())

    def _show(self) -> None:
        has_picture = self._pixels is not None
        is_covered = has_picture and bool(self.view.hidden)
        for button, is_shown in (  # one line: with parts covered, what would take the picture away makes room
            (self.paste_button, not is_covered),
            (self.clear_button, has_picture and not is_covered),
            (self.uncover_button, is_covered),
        ):
            if button.isHidden() == is_shown:
                button.setVisible(is_shown)
        self.view.set_cover_grid(self._cover_grid if has_picture and self._can_hide else None)


def covered(pixels: NDArray[np.uint8], cells: frozenset[Cell], grid: tuple[int, int]) -> NDArray[np.uint8]:
    """A copy of (H, W, 3) uint8 in which the cells of a (rows, columns) grid are plain grey."""
    result = pixels.copy()
    height, width = pixels.shape[:2]
    rows, columns = grid
    for row, column in cells:
        top, bottom = row * height // rows, max(row * height // rows + 1, (row + 1) * height // rows)
        left, right = column * width // columns, max(column * width // columns + 1, (column + 1) * width // columns)
        result[top:bottom, left:right] = _COVERED
    return result


def describe_strongest(heat_map: HeatMap) -> str:
    """ "lower middle of the picture"; "" if the map says nothing."""
    return "" if heat_map.grid is None else describe_place(heat_map.grid)


def _link(text: str) -> QPushButton:
    button = QPushButton()
    set_role(button, "link")
    bind_text(button, "setText", text)
    bind_text(button, "setAccessibleName", text)
    return button


MODALITY_VIEWS.register("image")(ModalityView(ImageCard, describe_strongest, order=0))

__all__ = ["COVER_GRID", "ImageCard", "covered", "describe_strongest"]
