"""A value that a person may choose: declared once with kind, range and explanation; a form is made from it."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _, join_names

Value: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One choosable value. `label` and `explanation` are plain English, marked for translation where they are declared.

    default: also gives the kind (bool, int, float or str). low, high: the allowed range, both ends included, for
    numbers. choices: the allowed words, for str.
    """

    name: str
    default: Value
    label: str
    explanation: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def kind(self) -> type:
        return type(self.default)

    def title(self) -> str:
        return _(self.label)

    def explain(self) -> str:
        return _(self.explanation)

    def check(self, value: Any) -> Value:
        """The value in this parameter's kind; text such as "0.5" or "yes" is understood. Raises ExperimentError."""
        wanted = self._convert(value)
        if self.choices and wanted not in self.choices:
            raise ExperimentError(
                _("“{value}” is not possible for {name}.").format(value=value, name=self.name),
                _("Possible are: {names}.").format(names=join_names(self.choices)),
                parameter=self.name,
            )
        if isinstance(wanted, int | float) and not isinstance(wanted, bool) and not self._is_in_range(wanted):
            raise ExperimentError(
                _("{value} is outside the range of {name}.").format(value=value, name=self.name),
                _("It goes from {low} to {high}.").format(low=self.low, high=self.high),
                parameter=self.name,
            )
        return wanted

    def _is_in_range(self, value: float) -> bool:
        # Written so that "not a number" is outside every range.
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def _convert(self, value: Any) -> Value:
        try:
            if self.kind is bool:
                return _to_bool(value)
            if self.kind is int:
                if isinstance(value, bool) or float(value) != int(float(value)):
                    raise ValueError(value)
                return int(float(value))
            if self.kind is float:
                if isinstance(value, bool) or float(value) != float(value):
                    raise ValueError(value)
                return float(value)
        except (TypeError, ValueError, OverflowError):
            kinds = {bool: _("yes or no"), int: _("a whole number"), float: _("a number")}
            raise ExperimentError(
                _("{name} cannot be “{value}”.").format(name=self.name, value=value),
                _("It is {kind}.").format(kind=kinds[self.kind]),
                parameter=self.name,
            ) from None
        return str(value)


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
    if str(value).strip().lower() not in words:
        raise ValueError(value)
    return words[str(value).strip().lower()]


def check_values(declared: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Value]:
    """Every given value, checked and converted. Raises ExperimentError that names the nearest known name for a typo."""
    table = {parameter.name: parameter for parameter in declared}
    checked: dict[str, Value] = {}
    for name, value in given.items():
        if name not in table:
            near = difflib.get_close_matches(name, table, n=1)
            hint = _("Did you mean “{name}”?").format(name=near[0]) if near else ""
            raise ExperimentError(
                _("There is no setting “{name}”.").format(name=name),
                hint or _("Known are: {names}.").format(names=join_names(table)),
                parameter=name,
            )
        checked[name] = table[name].check(value)
    return checked


def with_defaults(declared: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Value]:
    """All declared values: the given ones, and the defaults of the others."""
    declared = tuple(declared)
    return {p.name: p.default for p in declared} | check_values(declared, given)


@dataclass(frozen=True)
class Part:
    """A part that a person may choose by its name."""

    name: str
    label: str
    sentence: str
    parameters: tuple[Parameter, ...]

    def title(self) -> str:
        return _(self.label)

    def explain(self) -> str:
        return _(self.sentence)

    def values(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """All parameters: the given ones, checked, and the defaults of the others. Raises ExperimentError."""
        return with_defaults(self.parameters, given)
