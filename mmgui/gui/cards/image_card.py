"""A value shown as an image: opened, dropped or typed; its heat map over it; parts covered with a finger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from mmgui.core.addresses import address_error
from mmgui.core.colours import PALE
from mmgui.core.data.example import Field
from mmgui.core.i18n import N_, _
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.core.text import one_line
from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden, Link, TouchMode
from mmgui.gui.kit.card import link_button
from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.gui.kit.media_reader import MediaReader, MediaSource
from mmgui.gui.kit.picture_view import Cell, PictureView
from mmgui.gui.kit.pictures import to_image, with_heat_map
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.typing_field import TypingField
from mmgui.gui.kit.word_strip import WordStrip, all_words
from mmgui.gui.kit.wrap_row import InTurns, keep_place
from mmgui.modalities.contract import Modality

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.heat_map import HeatMap

LONGEST_SIDE = 1536  # px; more is neither seen nor read by a model
_SAVED_PX = 768  # a small image is enlarged to this before its map is painted in


@dataclass(frozen=True, eq=False)
class ShownValue:
    """raw: as the modality reads it, None = missing. image: (H, W, 3) uint8, None if it has none."""

    raw: Any = None
    image: NDArray[np.uint8] | None = None


class ImageCard(FieldCard):
    """The card of a modality whose value is an image to look at. Texts are marked with N_()."""

    cover: ClassVar[Grid | None] = None  # what a finger can cover; None = as coarse as the heat map
    open_title: ClassVar[str] = N_("Open a file")
    files_title: ClassVar[str] = ""  # "" = the modality's
    empty_text: ClassVar[str] = N_("Drop a file here,\nor click to open one.")
    menu_texts: ClassVar[tuple[str, str]] = (N_("Open…"), N_("Paste"))

    def __init__(self, field: Field, more_buttons: Collection[QWidget] = ()) -> None:
        uncover, clear = (link_button(text, is_steady=True) for text in (N_("Uncover all"), N_("Remove")))
        opening = link_button(N_("Open…"))
        self._turns = InTurns((*more_buttons, clear), (uncover,))  # one line: what would take the value away makes room
        super().__init__(field, (opening, self._turns))
        self.uncover_button, self.open_button, self.clear_button = uncover, opening, clear
        if self._modality.is_media:
            keep_place(clear)
        self._source: Path | bytes | None = None
        self._value = ShownValue()
        self._cover = self.cover
        self._share: tuple[float, float] | None = None  # (y, x) of the image, where the person points
        self._strength, self._colours, self._is_pale = 0.6, "ember", False
        self._can_hide = True
        self._reader = MediaReader(self.read_source, self)
        self._strip: WordStrip | None = None  # of a heat map over words that are not typed
        self._editor: TypingField | None = None
        if not self._modality.is_media:
            self._editor = TypingField(self._modality)
            self._editor.typed.connect(self._typed)
            self.add_value(self._editor)
        self.view = PictureView(menu_texts=self.menu_texts if self._modality.is_media else None)
        self.view.setMinimumHeight(24 * SPACE)
        self.add_value(self.view, 1)
        self.open_button.clicked.connect(self.ask_for_file)
        self.clear_button.clicked.connect(self._clear)
        self.uncover_button.clicked.connect(self._uncover)
        self.view.hidden_changed.connect(self._cells_changed)
        self.view.pointed.connect(self._point)
        if self._modality.is_media:
            self.view.open_wanted.connect(self.ask_for_file)
            self.view.path_given.connect(self._reader.start)
            self.view.address_given.connect(self._refuse_address)
        self._reader.ready.connect(self._read)
        self._reader.refused.connect(self.refused)
        self._show()
        self.refresh()

    def read_source(self, source: MediaSource) -> ShownValue:
        """The value of a file, of bytes or of a raw value, on a thread of its own. Raises DataError."""
        return _shown(self._modality, self._modality.read(source))

    # -- values ------------------------------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        return self._reader.is_reading

    def raw_value(self) -> Any:
        return self._value.raw

    def kept_value(self) -> FieldValue:
        """The file if there is one (its bytes, if it lies nowhere), else what was typed, or the raw value."""
        if self._editor is not None:
            return self._editor.text if self._editor.text.strip() else None
        kept: FieldValue = self._source if self._source is not None else self._value.raw
        return kept

    def set_value(self, value: FieldValue) -> None:
        text = value if isinstance(value, str) else ""
        if self._editor is not None and text == self._editor.text:
            self._typed()
        elif self._editor is not None:
            self._editor.setPlainText(text)  # typed comes
        elif value is None:
            self._clear()
        else:
            self._reader.start(Path(value) if isinstance(value, str) else value)

    def ask_for_file(self) -> None:
        """Open a file dialog; nothing changes if it is closed."""
        endings = " ".join(f"*{s}" for s in sorted(self._modality.suffixes))
        dialog = FileDialog(self.window(), _(self.open_title))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        known = _(self.files_title) if self.files_title else self._modality.title()
        dialog.setNameFilters([f"{known} ({endings})", f"{_('All files')} (*)"])
        dialog.fileSelected.connect(self._take_name)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_name(self, name: str) -> None:
        self._reader.start(Path(name))  # a refused file leaves the present value

    def _refuse_address(self) -> None:
        self.refused.emit(address_error())

    def _read(self, source: MediaSource, value: ShownValue) -> None:
        self._set(source if isinstance(source, Path | bytes) else None, value)

    def _typed(self) -> None:
        assert self._editor is not None
        raw, problem = self._editor.read()
        self._say_problem(problem)
        if self._editor.notice:
            self.notes.set_caption(self._editor.notice)
        self._set(None, ShownValue() if raw is None else _shown(self._modality, raw))

    def _clear(self) -> None:
        self._reader.forget()
        self._set(None, ShownValue())

    def _set(self, source: Path | bytes | None, value: ShownValue) -> None:
        self._source, self._value, self._map, self._cover = source, value, None, self.cover
        self.view.set_heat_map(None)
        self.view.set_marked(frozenset(), None)
        self.view.set_hidden(frozenset())
        self.view.set_picture(None if value.image is None else to_image(value.image))
        self._show()
        self.value_changed.emit()

    # -- where the model looked --------------------------------------------------------------------------------------

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        super().show_heat_map(heat_map if self._value.raw is not None else None)
        self.view.set_heat_map(self._grid())
        self._show_words()
        shown = self._map
        place = self._modality.describe(shown.layout, shown.weights) if shown is not None else ""
        self.view.set_description(_("The model looked most at: {place}.").format(place=place) if place else "")
        if not self.view.hidden:
            self._cover = self._usual_cover()
            self._show()

    def show_link(self, link: Link | None) -> None:
        if link is None or not isinstance(link.layout, Grid) or self._value.raw is None:
            self.view.set_heat_map(self._grid())
            super().show_link(None)
        else:
            self.view.set_heat_map(link.layout.grid(link.weights))
            super().show_link(link)

    def mark(self, layout: Layout | None = None, numbers: Collection[int] = ()) -> None:
        if isinstance(layout, Grid):
            self.view.set_marked(frozenset(layout.cells(numbers)), layout.shape)
        else:
            self.view.set_marked(frozenset(), None)

    def set_is_touched(self, is_touched: bool) -> None:
        self.view.set_touched(self._share if is_touched and self._value.raw is not None else None)

    def set_strength(self, strength: float) -> None:
        self._strength = strength
        self.view.set_strength(self._shown_strength)

    def set_is_pale(self, is_pale: bool) -> None:
        if is_pale != self._is_pale:
            self._is_pale = is_pale
            self.view.set_strength(self._shown_strength)

    @property
    def _shown_strength(self) -> float:
        return self._strength * (PALE if self._is_pale else 1)

    def set_colours(self, name: str) -> None:
        self._colours = name
        self.view.set_colours(name)

    def as_image(self) -> QImage | None:
        if self._value.image is None:
            return None
        bare = to_image(self._modality.image(self.shown_value(), LONGEST_SIDE))  # what the map is a map of
        if max(bare.width(), bare.height()) < _SAVED_PX:
            bare = bare.scaled(
                _SAVED_PX,
                _SAVED_PX,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        grid = self._grid()
        if grid is None:
            return bare
        image = with_heat_map(bare, grid, self._shown_strength, self._colours)
        layout, numbers = self.hidden()
        assert isinstance(layout, Grid)
        painter = QPainter(image)  # the map and its outline lie under what is covered, as on the page
        for number, (top, bottom, left, right) in enumerate(layout.boxes(image.height(), image.width())):
            if number in numbers:
                cell = QRect(left, top, right - left, bottom - top)
                painter.drawImage(cell, bare, cell)
        painter.end()
        return image

    def _show_words(self) -> None:
        layout = self._map.layout if self._map is not None else None
        if isinstance(layout, Spans) and self._map is not None:
            if self._strip is None:
                self._strip = WordStrip()
                self._strip.set_can_hide(False)
                self.add_value(self._strip)
            self._strip.set_words(layout.text, all_words(layout.text, self._map.words))
        if self._strip is not None:
            self._strip.setVisible(isinstance(layout, Spans))

    def _grid(self) -> NDArray[np.float32] | None:
        return self._map.grid if self._map is not None else None

    def _point(self, share: tuple[float, float] | None) -> None:
        self._share = share
        shown = self._map.layout if self._map is not None else self._cover
        if share is None or self._value.raw is None or not isinstance(shown, Grid):
            self.pointed.emit(None, None)
            return
        row, column = (min(n - 1, int(s * n)) for s, n in zip(share, shown.shape, strict=True))
        self.pointed.emit(shown, row * shown.columns + column)

    # -- hiding parts ------------------------------------------------------------------------------------------------

    def set_can_hide(self, can_hide: bool) -> None:
        self._can_hide = can_hide
        self._show()

    def set_touch_mode(self, mode: TouchMode) -> None:
        self.view.set_is_looking(mode == "look")

    @property
    def drag(self) -> int | None:
        return self.view.drag

    def hidden(self) -> Hidden:
        cover = self._cover or Grid(1, 1)
        return cover, cover.numbers(self.view.hidden)

    def hide_parts(self, layout: Layout, numbers: Collection[int]) -> None:
        if isinstance(layout, Grid) and (layout, frozenset(numbers)) != self.hidden():
            self._cover = layout
            cells = frozenset(layout.cells(numbers))
            self.view.set_cover_grid(layout.shape)
            self.view.set_hidden(cells)
            self._cells_changed(cells)

    def _usual_cover(self) -> Grid | None:
        shown = self._map.layout if self._map is not None else None
        return self.cover or (shown.coarse() if isinstance(shown, Grid) else None)

    def _cells_changed(self, cells: frozenset[Cell]) -> None:
        if not cells:
            self._cover = self._usual_cover()  # a flip that was tried may have used another one
        self._show()
        self.value_changed.emit()

    def _uncover(self) -> None:
        self.view.set_hidden(frozenset())
        self._cells_changed(frozenset())

    # -- around it ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        super().refresh()
        self.view.setAccessibleName(self.title.text())
        if self._editor is not None:
            self._editor.say(self.title.text())
            if self._problem:
                self._say_problem(self._editor.read()[1])
        self._show()

    def _show(self) -> None:
        has_value, is_media = self._value.raw is not None, self._modality.is_media
        is_covered = has_value and bool(self.view.hidden)
        self.open_button.setVisible(is_media)
        self.clear_button.setVisible(is_media and has_value and not is_covered)
        self.uncover_button.setVisible(is_covered)
        self._turns.show_group(int(is_covered))
        name = one_line(self._source.name, 60) if isinstance(self._source, Path) else ""
        self.view.set_empty_text(name or (_(self.empty_text) if is_media else ""))
        self.view.set_cover_grid(self._cover.shape if has_value and self._can_hide and self._cover else None)


def _shown(modality: Modality, raw: Any) -> ShownValue:
    return ShownValue(raw, modality.image(raw, LONGEST_SIDE) if modality.has_image else None)


__all__ = ["LONGEST_SIDE", "ImageCard", "ShownValue"]
