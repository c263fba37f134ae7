"""The runs of a project: a colour dot, name, figure and state; tick to overlay, a menu for the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.name_edit import NameEdit
from mmgui.gui.kit.texts import PlainLabel, bind_text, plain_tooltip
from mmgui.gui.kit.theme import set_role
from mmgui.gui.kit.tick_box import TickBox

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class RunEntry:
    """What a list shows of a run. figure and state: translated; `is_running`: neither renamed nor deleted now."""

    id: int
    name: str
    color: str
    figure: str = ""
    state: str = ""
    tooltip: str = ""
    is_ticked: bool = False
    is_running: bool = False
    is_main: bool = False  # the page is about this one
    has_model: bool = True
    can_resume: bool = False
    can_measure: bool = False  # it has a model and was not measured on the test part


class ColorDot(QWidget):
    """A filled circle; a ring around it says that something is going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color, self._is_running = "#808080", False
        self.setFixedSize(14, 14)

    def show_color(self, color: str, *, is_running: bool = False) -> None:
        if (color, is_running) != (self._color, self._is_running):
            self._color, self._is_running = color, is_running
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(self._color)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._is_running:
            halo = QColor(color)
            halo.setAlphaF(0.35)
            painter.setBrush(halo)
            painter.drawEllipse(QRectF(0, 0, 14, 14))
        painter.setBrush(color)
        painter.drawEllipse(QRectF(2.5, 2.5, 9, 9))
        painter.end()


class RunRow(QWidget):
    """One run."""

    ticked = Signal(int, bool)
    renamed = Signal(int, str)
    wanted = Signal(str, int)  # "show", "try", "results", "measure", "delete", "resume"

    def __init__(self, entry: RunEntry) -> None:
        super().__init__()
        self.entry = entry
        self.tick = TickBox()
        self.tick.setFixedWidth(44)
        bind_text(self.tick, "setToolTip", N_("Draw this run's curves too"))
        self.tick.clicked.connect(lambda on: self.ticked.emit(self.entry.id, on))
        self.dot = ColorDot()
        self.dot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        beside = QHBoxLayout(self.tick)  # the dot belongs to what can be touched
        beside.setContentsMargins(0, 0, 2, 0)
        beside.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)  # what tells runs apart stands at the end
        self.editor = NameEdit(LONGEST_NAME)
        bind_text(self.editor, "setAccessibleName", N_("Name of the run"))
        self.editor.ended.connect(self._named)
        self.editor.hide()
        self.name.installEventFilter(self)
        self.figure = PlainLabel()
        self.state = ElidedLabel(is_muted=True)
        set_role(self.state, "muted")
        self.more = QToolButton()
        set_role(self.more, "quiet")
        bind_icon(self.more, "more")
        bind_text(self.more, "setAccessibleName", N_("What to do with this run"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.tick)
        names = QVBoxLayout()
        row.addLayout(names, 1)
        names.setSpacing(0)
        for part in (self.name, self.state, self.editor):
            names.addWidget(part)
        row.addWidget(self.figure)
        row.addWidget(self.more)
        self.show_entry(entry)

    def show_entry(self, entry: RunEntry) -> None:
        self.entry = entry
        name = one_line(entry.name)
        self.tick.setChecked(entry.is_ticked or entry.is_main)
        self.tick.setEnabled(not entry.is_main)  # what the page is about is always drawn
        self.tick.setAccessibleName(_("Draw the curves of {name}").format(name=name))
        self.dot.show_color(entry.color, is_running=entry.is_running)
        self.name.setText(name)
        font = self.name.font()
        font.setWeight(QFont.Weight.DemiBold if entry.is_main else QFont.Weight.Normal)
        self.name.setFont(font)
        plain_tooltip(self.name, f"{name}\n{entry.tooltip}" if entry.tooltip else name)
        self.figure.setText(entry.figure)
        plain_tooltip(self.figure, entry.tooltip)
        self.figure.setAccessibleName(f"{entry.figure} {entry.tooltip}".strip())
        self.state.setText(entry.state)
        self.state.setVisible(bool(entry.state) and not self.is_renaming)
        self.setAccessibleName(" ".join(part for part in (name, entry.figure, entry.tooltip, entry.state) if part))

    def start_renaming(self) -> None:
        self._show_editor(True)
        self.editor.start(one_line(self.entry.name, LONGEST_NAME))

    @property
    def is_renaming(self) -> bool:
        return not self.editor.isHidden()

    def _show_editor(self, is_shown: bool) -> None:
        self.editor.setVisible(is_shown)
        self.name.setHidden(is_shown)
        self.state.setHidden(is_shown or not self.entry.state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            if not self.entry.is_running:
                self.start_renaming()
            return True
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self.wanted.emit("show", self.entry.id)
        return super().eventFilter(watched, event)

    def _named(self, name: str) -> None:
        self._show_editor(False)
        self.more.setFocus()
        if name and name != self.entry.name:
            self.renamed.emit(self.entry.id, name)

    def _fill_menu(self) -> None:
        self.menu.clear()
        entry = self.entry
        self._add(_("Show its curves"), lambda: self.wanted.emit("show", entry.id), not entry.is_main)
        self._add(_("Load in Try"), lambda: self.wanted.emit("try", entry.id), entry.has_model)
        self._add(_("Show its results"), lambda: self.wanted.emit("results", entry.id), entry.has_model)
        if entry.can_measure:
            self._add(_("Measure on the test part"), lambda: self.wanted.emit("measure", entry.id), True)
        if entry.can_resume:
            self._add(_("Go on where it stopped"), lambda: self.wanted.emit("resume", entry.id), True)
        self.menu.addSeparator()
        self._add(_("Rename"), self.start_renaming, not entry.is_running)
        self._add(_("Delete…"), lambda: self.wanted.emit("delete", entry.id), not entry.is_running)

    def _add(self, text: str, act: Callable[[], None], is_possible: bool) -> None:
        action = self.menu.addAction(text)
        action.setEnabled(is_possible)
        action.triggered.connect(partial(_call, act))


class RunList(QWidget):
    """Rows, the newest first; rows are reused, so that a tick does not jump while figures change."""

    overlay_changed = Signal(object)  # frozenset of run ids
    renamed = Signal(int, str)
    wanted = Signal(str, int)  # "show", "try", "results", "measure", "delete" or "resume", and the run's id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[int, RunRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def show_runs(self, entries: Sequence[RunEntry]) -> None:
        wanted = {e.id: e for e in entries}
        for run_id in [i for i in self._rows if i not in wanted]:
            discard(self._rows.pop(run_id), self._column)
        for place, entry in enumerate(entries):
            if entry.id not in self._rows:
                self._rows[entry.id] = self._new_row(entry)
                self._column.insertWidget(place, self._rows[entry.id])
            else:
                self._rows[entry.id].show_entry(entry)

    def row(self, run_id: int) -> RunRow:
        """Raises KeyError for a run that is not in the list."""
        return self._rows[run_id]

    @property
    def ids(self) -> tuple[int, ...]:
        """From top to bottom."""
        return tuple(sorted(self._rows, key=lambda i: self._column.indexOf(self._rows[i])))

    @property
    def ticked(self) -> frozenset[int]:
        return frozenset(i for i, row in self._rows.items() if row.entry.is_ticked)

    def _new_row(self, entry: RunEntry) -> RunRow:
        row = RunRow(entry)
        row.ticked.connect(self._ticked)
        row.renamed.connect(self.renamed)
        row.wanted.connect(self.wanted)
        return row

    def _ticked(self, run_id: int, on: bool) -> None:
        row = self._rows[run_id]
        row.entry = replace(row.entry, is_ticked=on)
        self.overlay_changed.emit(self.ticked)


def _call(act: Callable[[], None], _checked: bool = False) -> None:
    act()
