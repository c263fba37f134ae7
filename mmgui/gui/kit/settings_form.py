"""A form made from declared parameters: each stays automatic until the person takes it into their own hands."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.i18n import N_, _
from mmgui.core.parameters import Parameter, Value
from mmgui.core.text import one_line, plain
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.number_box import DecimalBox, NumberBox, say_value
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text, button_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.tick_box import TickBox
from mmgui.gui.kit.wrap_row import WrapRow

Group: TypeAlias = tuple[str, Sequence[Parameter]]  # a translated title and its parameters
_LARGEST_INT = 2**31 - 1


class SettingRow(QWidget):
    """One parameter: a tick "I choose this", an editor that appears then, and the explanation below."""

    changed = Signal()

    def __init__(self, parameter: Parameter, value: Value | None) -> None:
        super().__init__()
        self.parameter = parameter
        self.tick = TickBox()
        self.tick.setChecked(value is not None)
        start = parameter.default if value is None else value
        self.editor, self._read = _editor(parameter, start, self.changed.emit)
        self.automatic = muted_label(wrap=False)
        self.explanation = muted_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(2)
        column.addWidget(WrapRow(self.tick, self.automatic))
        column.addWidget(self.explanation)
        below = QHBoxLayout()
        column.addLayout(below)
        below.addWidget(self.editor)
        below.addStretch(1)
        self._automatic: Value | None = None
        self.tick.toggled.connect(self._toggled)
        self.refresh()
        self._show_state()

    def refresh(self) -> None:
        """Say everything again in the language of now."""
        title, text = self.parameter.title(), self.parameter.explain()
        self.tick.setText(button_text(title))
        self.tick.setAccessibleName(one_line(title))
        self.tick.setAccessibleDescription(plain(text))
        self.editor.setAccessibleName(one_line(title))
        self.explanation.setText(text)
        self.show_automatic(self._automatic)

    def show_automatic(self, value: Value | None) -> None:
        """What it is while it is automatic; None = that is not known yet. Who takes it over begins with this value."""
        self._automatic = value
        said = "" if value is None else say_value(value)
        self.automatic.setText(_("automatic: {value}").format(value=said) if said else _("automatic"))

    @property
    def value(self) -> Value | None:
        """The person's own value, None while it is automatic."""
        return self._read() if self.tick.isChecked() else None

    def reset(self) -> None:
        self.tick.setChecked(False)

    def _toggled(self, on: bool) -> None:
        if on and self._automatic is not None:
            _write(self.editor, self._automatic)
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        is_own = self.tick.isChecked()
        self.editor.setVisible(is_own)
        self.automatic.setVisible(not is_own)


class SettingsForm(QWidget):
    """Groups of parameters. Values that the person chose survive a change of the groups. `changed` after every edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, SettingRow] = {}
        self._kept: dict[str, Value] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.all_automatic = QPushButton(self)
        set_role(self.all_automatic, "link")
        bind_text(self.all_automatic, "setText", N_("Make all automatic again"))
        self.all_automatic.clicked.connect(self.reset)
        self.all_automatic.hide()
        self._column.addWidget(self.all_automatic)
        self._parts: list[QWidget] = []

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show these parameters; what was chosen for a parameter of the same name stays chosen."""
        self._kept |= self.values()
        for part in self._parts:
            discard(part, self._column)
        self._parts, self._rows = [], {}
        for title, parameters in groups:
            if not parameters:
                continue
            heading = PlainLabel(title)
            set_role(heading, "title")
            self._add(heading)
            for parameter in parameters:
                row = SettingRow(parameter, self._kept.get(parameter.name))
                row.changed.connect(self._row_changed)
                self._rows[parameter.name] = row
                self._add(row)
        self._show_reset()

    def values(self) -> dict[str, Value]:
        """What the person chose, by name; everything else is automatic."""
        return {name: row.value for name, row in self._rows.items() if row.value is not None}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Choose these values (as far as they are shown and possible); all others become automatic."""
        self._kept = dict(values)
        for name, row in self._rows.items():
            row.tick.setChecked(name in values)
            if name in values:
                _write(row.editor, values[name])
        self._show_reset()

    def show_automatic(self, values: Mapping[str, Value]) -> None:
        """What those are that the person leaves automatic, by name."""
        for name, row in self._rows.items():
            row.show_automatic(values.get(name))

    def row(self, name: str) -> SettingRow:
        """Raises KeyError for a parameter that is not shown."""
        return self._rows[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def reset(self) -> None:
        self._kept.clear()
        for row in self._rows.values():
            row.reset()

    def refresh(self) -> None:
        for row in self._rows.values():
            row.refresh()

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._column.addWidget(part)

    def _row_changed(self) -> None:
        row = self.sender()
        if isinstance(row, SettingRow) and row.value is None:
            self._kept.pop(row.parameter.name, None)
        self._show_reset()
        self.changed.emit()

    def _show_reset(self) -> None:
        self.all_automatic.setVisible(bool(self.values()))


class _CalmComboBox(ComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _editor(parameter: Parameter, start: Value, changed: Callable[[], None]) -> tuple[QWidget, Callable[[], Value]]:
    """The editor that fits the parameter's kind, and how to read it."""
    if parameter.kind is bool:
        box = _CalmComboBox()
        box.addItem(_("yes"), True)
        box.addItem(_("no"), False)
        box.setCurrentIndex(0 if start else 1)
        box.currentIndexChanged.connect(lambda _index: changed())
        return box, lambda: bool(box.currentData())
    if parameter.choices:
        words = _CalmComboBox()
        for choice in parameter.choices:
            words.addItem(one_line(choice), choice)
        words.setCurrentIndex(max(0, words.findData(start)))
        words.currentIndexChanged.connect(lambda _index: changed())
        return words, lambda: str(words.currentData())
    if parameter.kind is int:
        whole = NumberBox()
        low, high = parameter.low, parameter.high
        whole.setRange(-_LARGEST_INT if low is None else int(low), _LARGEST_INT if high is None else int(high))
        whole.setStepType(
            NumberBox.StepType.AdaptiveDecimalStepType if abs(int(start)) > 100 else NumberBox.StepType.DefaultStepType
        )
        whole.setValue(int(start))
        _shape(whole)
        whole.valueChanged.connect(lambda _value: changed())
        return whole, whole.value
    number = DecimalBox()
    number.setDecimals(8)
    number.setRange(-1e9 if parameter.low is None else parameter.low, 1e9 if parameter.high is None else parameter.high)
    number.setStepType(DecimalBox.StepType.AdaptiveDecimalStepType)
    number.setValue(float(start))
    _shape(number)
    number.valueChanged.connect(lambda _value: changed())
    return number, number.value


def _shape(box: NumberBox | DecimalBox) -> None:
    box.setLocale(QLocale.c())  # a point is a point in every language, as on the command line
    box.setKeyboardTracking(False)
    bind_px(box, "setMinimumWidth", 15 * SPACE)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _write(editor: QWidget, value: Any) -> None:
    if isinstance(editor, ComboBox):
        editor.setCurrentIndex(max(0, editor.findData(value)))
    elif isinstance(editor, NumberBox):
        editor.setValue(int(value))
    elif isinstance(editor, DecimalBox):
        editor.setValue(float(value))
