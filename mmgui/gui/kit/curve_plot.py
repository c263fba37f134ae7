"""Learning curves: many lines over one axis of epochs, drawn by pyqtgraph, made once and reused.

The widget takes whole arrays and replaces what it showed; Qt joins all changes of one turn into one painting. No text
that comes from a person ever goes to pyqtgraph's legends and labels (they read HTML): names stand in our own labels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.text import one_line
from mmgui.gui.kit import plot_library
from mmgui.gui.kit.curve_legend import PENS
from mmgui.gui.kit.curves import Curve, CurveSet
from mmgui.gui.kit.theme import current

_POLL_MS = 30  # how often to look whether the library has been read
_HALF_LINE_PX, _AXIS_PX = 9, 24  # half a line of numbers; the numbers below
_LABEL_SHARE = 0.2  # of width and height, about what the label of the kept epoch takes


@dataclass
class _Items:
    """pyqtgraph's objects, kept for the life of the plot."""

    widget: Any
    lines: list[Any] = field(default_factory=list)
    best: Any = None
    best_label: Any = None
    cursor: Any = None


class CurvePlot(QWidget):
    """Shows a CurveSet. Hovering, or the arrow keys, move a read-out along the curves.

    `readout_changed(x)`: the epoch that is looked at, or None when nothing is.
    """

    readout_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = CurveSet()
        self._items: _Items | None = None
        self._is_stale = False
        self._cursor: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._try_to_build)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 130)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def set_data(self, data: CurveSet) -> None:
        """Show other curves; costs one painting, and nothing at all while the plot is hidden."""
        self._data = data
        self._is_stale = True
        if self._cursor is not None and not data.curves:
            self._move_cursor(None)
        if self.isVisible():
            self._draw()

    @property
    def data(self) -> CurveSet:
        return self._data

    @property
    def is_ready(self) -> bool:
        """The library has been read and the curves are on the screen."""
        return self._items is not None and not self._is_stale

    @property
    def cursor_at(self) -> float | None:
        return self._cursor

    def sizeHint(self) -> QSize:
        return QSize(480, 220)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._is_stale = True
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._items is not None:
            self._dress()
            self._is_stale = True
            if self.isVisible():
                self._draw()

    # -- drawing -----------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        if self._items is None:
            plot_library.start_loading()
            self._try_to_build()
            return
        self._is_stale = False
        items, data = self._items, self._data
        self._set_ranges()
        while len(items.lines) < len(data.curves):
            items.lines.append(self._new_line())
        for index, line in enumerate(items.lines):
            if index < len(data.curves):
                _fill(line, data.curves[index], index)
            elif line.isVisible():
                line.setData([], [])
                line.setVisible(False)
        items.best.setVisible(data.best is not None)
        items.best_label.setVisible(data.best is not None)
        if data.best is not None:
            items.best.setValue(data.best)
            is_right = data.best > data.x_max * 0.6
            items.best_label.setText(one_line(data.best_text), color=current().muted)
            is_low = _is_upper_end_taken(data, data.best, is_right=is_right)
            items.best_label.setAnchor((1.0 if is_right else 0.0, 1.0 if is_low else 0.0))
            items.best_label.setPos(data.best, data.y_range[0 if is_low else 1])

    def _set_ranges(self) -> None:
        """Above and below the curves half a line is left, else the highest and the lowest number would be lost."""
        assert self._items is not None
        plot, data = self._items.widget.getPlotItem(), self._data
        plot.setXRange(0.0, max(1.0, data.x_max), padding=0.02)
        room = max(4 * _HALF_LINE_PX, self.height() - _AXIS_PX)
        plot.setYRange(*data.y_range, padding=max(0.05, _HALF_LINE_PX / room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._items is not None:
            self._set_ranges()

    def _try_to_build(self) -> None:
        """Make the plot as soon as its library is there; asked again by a timer until then."""
        library = plot_library.library()
        if library is None:
            self._timer.start()
            return
        self._timer.stop()
        if self._items is None:
            self._build(library)
        if self.isVisible():
            self._draw()

    def _build(self, library: Any) -> None:
        plot = library.PlotItem(viewBox=library.ViewBox(enableMenu=False), enableMenu=False)
        widget = library.PlotWidget(self, plotItem=plot)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.disableAutoRange()
        plot.setClipToView(True)
        plot.setDownsampling(auto=True, mode="peak")
        plot.showGrid(x=False, y=True, alpha=1.0)
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setFrameShape(widget.Shape.NoFrame)
        widget.viewport().setMouseTracking(True)
        widget.viewport().installEventFilter(self)
        items = _Items(widget)
        items.best = library.InfiniteLine(angle=90, movable=False)
        items.best_label = library.TextItem("")
        items.best_label.setZValue(1000)  # on its own ground, above every curve
        items.cursor = library.InfiniteLine(angle=90, movable=False)
        for item in (items.best, items.best_label, items.cursor):
            item.setVisible(False)
            plot.addItem(item, ignoreBounds=True)
        self._items = items
        self._dress()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def _new_line(self) -> Any:
        assert self._items is not None
        library = plot_library.library()
        line = library.PlotDataItem(autoDownsample=True, clipToView=True, downsampleMethod="peak")
        self._items.widget.getPlotItem().addItem(line)
        return line

    def _dress(self) -> None:
        """Put on the colours and the font of the theme."""
        assert self._items is not None
        theme, items, library = current(), self._items, plot_library.library()
        items.widget.setBackground(theme.surface)
        font = self.font()
        font.setPixelSize(12)
        for side in ("left", "bottom"):
            axis = items.widget.getPlotItem().getAxis(side)
            axis.setPen(library.mkPen(theme.grid))
            axis.setTextPen(library.mkPen(theme.muted))
            axis.setStyle(tickFont=font, tickLength=0, autoExpandTextSpace=False)
            axis.setZValue(-1)  # grid lines behind the curves
        items.widget.getPlotItem().getAxis("left").setWidth(38)
        items.best.setPen(library.mkPen(theme.muted, style=Qt.PenStyle.DotLine))
        items.cursor.setPen(library.mkPen(theme.control))
        items.best_label.setFont(font)
        items.best_label.fill = library.mkBrush(theme.surface)

    # -- the read-out ------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self._look_at(event.position())  # type: ignore[attr-defined]
        elif event.type() == QEvent.Type.Leave:
            self._move_cursor(None)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._data.curves:
            super().keyPressEvent(event)
            return
        last = max((float(c.x[-1]) for c in self._data.curves if len(c.x)), default=0.0)
        at = round(last) if self._cursor is None else round(self._cursor) + step
        self._move_cursor(float(min(max(at, 0), round(last))))

    def _look_at(self, place: QPointF) -> None:
        assert self._items is not None
        box = self._items.widget.getPlotItem().getViewBox()
        x = float(box.mapSceneToView(place).x())
        last = max((float(c.x[-1]) for c in self._data.curves if len(c.x)), default=None)
        self._move_cursor(None if last is None or x < 0 or x > self._data.x_max else min(x, last))

    def _move_cursor(self, x: float | None) -> None:
        if x == self._cursor:
            return
        self._cursor = x
        if self._items is not None:
            self._items.cursor.setVisible(x is not None)
            if x is not None:
                self._items.cursor.setValue(x)
        self.readout_changed.emit(x)


def _is_upper_end_taken(data: CurveSet, at: float, *, is_right: bool) -> bool:
    """Whether curves run where the label of the kept epoch would stand, and none at the lower end."""
    import numpy as np

    width, (low, high) = _LABEL_SHARE * data.x_max, data.y_range
    first, last = (at - width, at) if is_right else (at, at + width)
    near = [c.y[(c.x >= first) & (c.x <= last) & np.isfinite(c.y)] for c in data.curves]
    heights = (np.concatenate(near) - low) / (high - low) if near and high > low else np.zeros(0)
    return bool((heights > 1 - _LABEL_SHARE).any() and not (heights < _LABEL_SHARE).any())


def _fill(line: Any, curve: Curve, depth: int) -> None:
    import numpy as np

    library = plot_library.library()
    is_number = np.isfinite(curve.y) & np.isfinite(curve.x)
    colour = QColor(curve.colour)
    if curve.style == "faint":
        colour.setAlphaF(0.28)
    pen = library.mkPen(colour, width=curve.width, style=PENS[curve.style])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if curve.style in ("dashed", "dotted") else Qt.PenCapStyle.RoundCap)
    x, y = curve.x[is_number], curve.y[is_number]
    is_single = len(x) == 1  # a line needs two points; a dot shows that something is there
    line.setData(
        x,
        y,
        pen=pen,
        symbol="o" if is_single else None,
        symbolSize=7,
        symbolBrush=colour,
        symbolPen=None,
        connect="all",
    )
    line.setZValue(depth)
    line.setVisible(True)
