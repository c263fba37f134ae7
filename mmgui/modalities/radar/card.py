"""The card of radar: its view with the heat map, and what adds, moves, hurries and takes out returns."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from mmgui.core.addresses import address_error
from mmgui.core.colours import PALE
from mmgui.core.data.example import Field
from mmgui.core.i18n import N_, _
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.core.text import one_line
from mmgui.gui.cards.field_card import FieldCard, FieldValue, Hidden, Link, TouchMode
from mmgui.gui.kit.card import link_button, muted_label
from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.gui.kit.media_reader import MediaReader, MediaSource
from mmgui.gui.kit.texts import bind_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, current
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.gui.kit.wrap_row import WrapRow, side_by_side
from mmgui.modalities.radar.view import RadarView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.heat_map import HeatMap

_FASTEST_MPS = 40  # that can be chosen here
_SAVED_RATIO = 2.0


class RadarCard(FieldCard):
    """The card of radar returns, or of a map."""

    def __init__(self, field: Field) -> None:
        show_all, opening, clear = (link_button(text) for text in (N_("Show all"), N_("Open…"), N_("Remove")))
        super().__init__(field, (show_all, opening, clear))
        self.show_all, self.open_button, self.clear_button = show_all, opening, clear
        self._source: Path | None = None
        self._raw: NDArray[np.float32] | None = None
        self._hidden: frozenset[int] = frozenset()
        self._layout: Layout = Spans("", ())
        self._can_hide, self._is_pale = True, False
        self._strength, self._colours = 0.6, "ember"
        self._made: Path | None = None  # the folder of files of what was changed here
        self._reader = MediaReader(self._read, self)
        self.view = RadarView()
        self.add_value(self.view, 1)
        self.about = muted_label()
        self.add, self.take_out = link_button(N_("Add a return")), link_button(N_("Take out"))
        self.speed = TouchSlider()
        self.speed.setRange(-_FASTEST_MPS, _FASTEST_MPS)
        self.speed.setMinimumWidth(12 * SPACE)
        bind_text(self.speed, "setAccessibleName", N_("How fast the chosen return comes closer"))
        self.add_value(self.about)
        self.add_value(self._tools())
        self._connect()
        self._show()
        self.refresh()

    # -- values ------------------------------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        return self._reader.is_reading

    def raw_value(self) -> Any:
        return self._raw

    def kept_value(self) -> FieldValue:
        """The file, or one that holds what was changed here."""
        return self._source

    def set_value(self, value: FieldValue) -> None:
        if value is None:
            self._reader.forget()
            self._set(None, None)
        else:
            self._reader.start(Path(value) if isinstance(value, str) else value)

    def ask_for_file(self) -> None:
        """Open a file dialog; nothing changes if it is closed."""
        endings = " ".join(f"*{s}" for s in sorted({*self._modality.suffixes, *self._modality.table_suffixes}))
        dialog = FileDialog(self.window(), _("Open a radar file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{self._modality.title()} ({endings})", f"{_('All files')} (*)"])
        dialog.fileSelected.connect(lambda name: self._reader.start(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _read(self, source: MediaSource) -> object:
        return self._modality.read(source)

    def _set(self, source: Path | None, raw: NDArray[np.float32] | None) -> None:
        self._source, self._raw, self._hidden = source, raw, frozenset()
        self.view.set_chosen(-1)
        self._changed()

    def _changed(self) -> None:
        """Another value, or other parts of it are hidden."""
        from mmgui.modalities.radar.places import line_of
        from mmgui.modalities.radar.sectors import layout_of

        self._map = None
        raw = self._raw
        self._layout = Spans("", ()) if raw is None else layout_of(raw) if raw.ndim == 3 else line_of(raw)
        self.view.set_scan(raw, self._layout if isinstance(self._layout, Grid) else None)
        self.view.set_hidden(self._hidden)
        self.view.set_marked(())
        self._show()
        self.value_changed.emit()

    # -- changing it -------------------------------------------------------------------------------------------------

    def _change(self, raw: NDArray[np.float32], hidden: frozenset[int], chosen: int) -> None:
        """What was a file becomes one of its own, so that it can be kept as an example."""
        from mmgui.modalities.radar.edits import write_returns

        if self._made is None:
            self._made = Path(tempfile.mkdtemp(prefix="mmgui-radar-"))
            weakref.finalize(self, shutil.rmtree, self._made, ignore_errors=True)
        self._source = write_returns(raw, self._made)
        self._raw, self._hidden = raw, hidden
        self._changed()
        self.view.set_chosen(chosen)
        self._say_chosen()

    def _add(self, range_m: float, azimuth_deg: float) -> None:
        from mmgui.modalities.radar.edits import add_return

        raw = add_return(self._raw, range_m, azimuth_deg)
        if raw is not None:
            self._change(raw, self._hidden, len(raw) - 1)

    def _move(self, number: int, range_m: float, azimuth_deg: float) -> None:
        self._put(number, (range_m, azimuth_deg))

    def _hurry(self, number: int, more_mps: float) -> None:
        if self._raw is not None:
            self._put_speed(number, float(self._raw[number, 2]) + more_mps)

    def _put_speed(self, number: int, closing_mps: float) -> None:
        assert self._raw is not None
        self._put(number, (*self._raw[number, :2].tolist(), closing_mps))

    def _put(self, number: int, values: tuple[float, ...]) -> None:
        from mmgui.modalities.radar.edits import change_return

        if self._raw is not None and 0 <= number < len(self._raw):  # who moves it wants to see what that does
            self._change(change_return(self._raw, number, values), self._hidden - {number}, number)

    def _take_out(self, number: int) -> None:
        from mmgui.modalities.radar.edits import take_return_out

        if self._raw is None or self._raw.ndim == 3 or not 0 <= number < len(self._raw):
            return
        left, hidden = take_return_out(self._raw, number, self._hidden)
        if len(left):
            self._change(left, hidden, min(number, len(left) - 1))
        else:
            self.set_value(None)

    # -- where the model looked ----------------------------------------------------------------------------------------

    def show_heat_map(self, heat_map: HeatMap | None) -> None:
        if heat_map is not None and (self._raw is None or heat_map.layout != self._seen_layout()):
            return  # an answer to an older value; the newer one is on its way
        super().show_heat_map(heat_map)
        self.view.set_weights(self._weights())
        place = self._modality.describe(self._map.layout, self._map.weights) if self._map is not None else ""
        self.view.setAccessibleDescription(_("The model looked most at: {place}.").format(place=place) if place else "")
        self._say_chosen()

    def _seen_layout(self) -> Layout:
        """As the model gets it: without the returns that are hidden."""
        from mmgui.modalities.radar.places import line_of

        raw = self.shown_value()
        assert raw is not None and not isinstance(raw, str | Path)
        return self._layout if isinstance(self._layout, Grid) else line_of(raw)

    def _weights(self) -> list[float]:
        """Of each part; 0 for those that are hidden."""
        if self._map is None:
            return []
        weights: list[float] = self._map.weights.tolist()
        if isinstance(self._layout, Grid):
            return weights
        seen = [n for n in range(self._layout.count) if n not in self._hidden]
        found = dict(zip(seen, weights, strict=False))
        return [found.get(n, 0.0) for n in range(self._layout.count)]

    def show_link(self, link: Link | None) -> None:
        if link is None or type(link.layout) is not type(self._layout) or self._raw is None:
            self.view.set_weights(self._weights())
            super().show_link(None)
            return
        if isinstance(link.layout, Grid):
            weights = link.layout.onto(self._layout, link.weights).tolist()
        else:
            of = dict(zip(link.layout.words(), link.weights.tolist(), strict=True))
            assert isinstance(self._layout, Spans)
            weights = [of.get(word, 0.0) for word in self._layout.words()]
        self.view.set_weights(weights, link.colour)
        super().show_link(link)

    def mark(self, layout: Layout | None = None, numbers: Collection[int] = ()) -> None:
        self.view.set_marked(self._numbers(layout, numbers))

    def set_is_touched(self, is_touched: bool) -> None:
        self.view.set_touched(self.view.chosen_number if is_touched else -1)

    def set_strength(self, strength: float) -> None:
        self._strength = strength
        self._set_look()

    def set_is_pale(self, is_pale: bool) -> None:
        self._is_pale = is_pale
        self._set_look()

    def set_colours(self, name: str) -> None:
        self._colours = name
        self._set_look()

    def _set_look(self) -> None:
        self.view.set_look(self._strength * (PALE if self._is_pale else 1), self._colours)

    def as_image(self) -> QImage | None:
        if self._raw is None:
            return None
        image = QImage(self.view.size() * _SAVED_RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SAVED_RATIO)
        image.fill(QColor(current().surface))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.view.paint(painter)
        painter.end()
        return image

    # -- hiding parts ------------------------------------------------------------------------------------------------

    def set_can_hide(self, can_hide: bool) -> None:
        self._can_hide = can_hide
        self.view.set_can_change(can_hide)
        self._show()

    def set_touch_mode(self, mode: TouchMode) -> None:
        self.view.set_is_looking(mode == "look")

    def hidden(self) -> Hidden:
        return self._layout, self._hidden

    def hide_parts(self, layout: Layout, numbers: Collection[int]) -> None:
        wanted = self._numbers(layout, numbers)
        if wanted != self._hidden:
            self._hide(wanted)

    def _hide(self, numbers: frozenset[int]) -> None:
        self._hidden = numbers
        self._changed()

    def _numbers(self, layout: Layout | None, numbers: Collection[int]) -> frozenset[int]:
        """Parts of a layout of this value, perhaps without those hidden then, or a coarse one, as numbers of ours."""
        if isinstance(layout, Grid) and isinstance(self._layout, Grid):
            import numpy as np

            there = np.zeros(layout.count)
            there[list(numbers)] = 1
            return frozenset(np.flatnonzero(layout.onto(self._layout, there) >= 0.5).tolist())
        if isinstance(layout, Spans) and isinstance(self._layout, Spans):
            wanted = set(layout.words(numbers))
            return frozenset(n for n, word in enumerate(self._layout.words()) if word in wanted)
        return frozenset()

    # -- around it ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        super().refresh()
        self.view.setAccessibleName(self.title.text())
        plain_tooltip(self.add, _("Adds a return straight ahead (A), or where you press twice."))
        plain_tooltip(self.take_out, _("Takes the chosen return out (Delete)."))
        plain_tooltip(
            self.view,
            _("Drag a return, or choose one with N and P and move it with the arrow keys; + and − change its speed."),
        )
        self._show()

    def _show(self) -> None:
        has_value, is_map = self._raw is not None, isinstance(self._layout, Grid)
        self.show_all.setVisible(bool(self._hidden))
        self.clear_button.setVisible(has_value and not self._hidden)
        self.add.setVisible(self._can_hide and not is_map)
        name = one_line(self._source.name, 60) if self._source is not None else ""
        self.view.set_empty_text(name if has_value else _("Drop a radar file here,\nor click to open one."))
        self._say_chosen()

    def _say_chosen(self) -> None:
        """The chosen return in words, and what can be done with it."""
        from mmgui.modalities.radar.places import describe_part, describe_return

        number = self.view.chosen_number
        is_map = isinstance(self._layout, Grid)
        is_there = self._raw is not None and 0 <= number < self._layout.count
        for widget in (self.take_out, self.speed):  # always there: the view must not move under a finger
            widget.setVisible(self._raw is not None and not is_map and self._can_hide)
            widget.setEnabled(is_there)
        self.about.setVisible(self._raw is not None)
        if not is_there or self._raw is None:
            self.about.show_text(_("Nothing is chosen."))
            return
        text = describe_part(self._layout, number) if is_map else describe_return(self._raw, number)
        self.about.show_text(text[:1].upper() + text[1:])
        if not is_map:
            self.speed.blockSignals(True)
            self.speed.setValue(round(float(self._raw[number, 2])))
            self.speed.blockSignals(False)

    def _tools(self) -> QWidget:
        left = QWidget()
        row = QHBoxLayout(left)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.add)
        row.addWidget(self.speed, 1)
        return WrapRow(left, side_by_side(self.take_out), can_shrink=True)

    def _connect(self) -> None:
        view = self.view
        view.open_wanted.connect(self.ask_for_file)
        view.path_given.connect(self._reader.start)
        view.address_given.connect(lambda: self.refused.emit(address_error()))
        view.chosen.connect(lambda _number: self._say_chosen())
        view.moved.connect(self._move)
        view.added.connect(self._add)
        view.taken_out.connect(self._take_out)
        view.hurried.connect(self._hurry)
        view.hidden_changed.connect(self._hide)
        view.pointed.connect(self._point)
        self.add.clicked.connect(lambda: self._add(20.0, 0.0))
        self.take_out.clicked.connect(lambda: self._take_out(view.chosen_number))
        self.speed.valueChanged.connect(lambda value: self._put_speed(view.chosen_number, float(value)))
        self.open_button.clicked.connect(self.ask_for_file)
        self.clear_button.clicked.connect(lambda: self.set_value(None))
        self.show_all.clicked.connect(lambda: self._hide(frozenset()))
        self._reader.ready.connect(lambda source, raw: self._set(source if isinstance(source, Path) else None, raw))
        self._reader.refused.connect(self.refused)

    def _point(self, number: int) -> None:
        if self._raw is not None and number >= 0:
            self.pointed.emit(self._layout, number)
        else:
            self.pointed.emit(None, None)


make_card = RadarCard

__all__ = ["RadarCard", "make_card"]
