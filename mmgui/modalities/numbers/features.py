"""What is known of each column after the training part was read: its form, its usual values, its choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.core.text import one_line
from mmgui.modalities.numbers.cells import (
    DAY_FIRST,
    Form,
    Kind,
    day_of,
    find_form,
    is_infinite,
    is_missing,
    plain_number,
    read_number,
)

MOST_CHOICES: Final = 100
_SHOWN: Final = 3  # wrong cells in a sentence
_OFTEN: Final = 2  # times that a word is used on average, else the column is rather one of texts


class Feature(BaseModel):
    """A column of the training part. mean, spread, low, high: of its numbers; choices: its words, the most frequent
    first."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    column: str = Field(max_length=100_000)  # as long as a cell may be
    kind: Kind
    decimal: Literal[".", ","] = "."
    unit: str = Field(default="", max_length=40)
    days: str = Field(default="", max_length=40)
    mean: float = 0.0
    spread: float = Field(default=1.0, gt=0)
    low: float = 0.0
    high: float = 0.0
    is_whole: bool = False
    choices: tuple[str, ...] = Field(default=(), max_length=MOST_CHOICES)

    @property
    def form(self) -> Form:
        return Form(self.kind, self.decimal, self.unit, self.days)

    def number(self, cell: str) -> float | None:
        """None: there is none in this cell, or the column holds words."""
        return None if self.kind == "choice" else read_number(cell, self.form)

    def choice(self, cell: str) -> int | None:
        """Which of the choices stands there; None for a word that the training part does not have."""
        wanted = plain_word(cell)
        return next((n for n, word in enumerate(self.choices) if plain_word(word) == wanted), None)

    def is_met(self, cell: str) -> bool:
        """Whether training showed such a value: a known word, a number within the range."""
        if self.kind == "choice":
            return self.choice(cell) is not None
        number = self.number(cell)
        return number is not None and self.low <= number <= self.high

    def write(self, number: float) -> str:
        """A number of this column as its cells are written."""
        if self.kind == "day":
            return day_of(number) if self.days.startswith("%Y-%m-%d") else _day_as(number, self.days)
        text = str(round(number)) if self.is_whole else plain_number(number)
        return text.replace(".", self.decimal)

    def say_strange(self, cell: str) -> str:
        """What is to be told of a cell, "" if it is an ordinary one."""
        if not cell or is_missing(cell) or self.is_met(cell):
            return ""
        if self.kind == "choice":
            return _("not met in training")
        if self.number(cell) is None:
            return _("no date: counts as missing") if self.kind == "day" else _("no number: counts as missing")
        return _("outside of what training showed ({low} to {high})").format(
            low=self.write(self.low), high=self.write(self.high)
        )


def plain_word(cell: str) -> str:
    """Words that differ in capitals and blanks alone are one choice."""
    return " ".join(cell.split()).casefold()


def fit_features(records: Sequence[Mapping[str, str]]) -> tuple[Feature, ...]:
    """One per column that holds anything, in the order in which the columns come."""
    cells: dict[str, list[str]] = {}
    for record in records:
        for name, cell in record.items():
            cells.setdefault(name, [])
            if cell:
                cells[name].append(cell)
    return tuple(_fit(name, found) for name, found in cells.items() if found)


def _fit(column: str, cells: Sequence[str]) -> Feature:
    form = find_form(cells)
    if form.kind == "choice":
        return Feature(column=column, kind="choice", choices=_choices(cells))
    numbers = [n for cell in cells if (n := read_number(cell, form)) is not None]
    mean = sum(numbers) / len(numbers)
    spread = (sum((n - mean) ** 2 for n in numbers) / len(numbers)) ** 0.5
    return Feature(
        column=column,
        kind=form.kind,
        decimal="," if form.decimal == "," else ".",
        unit=form.unit[:40],
        days=form.days,
        mean=mean,
        spread=spread if spread > 0 else 1.0,
        low=min(numbers),
        high=max(numbers),
        is_whole=form.kind == "number" and all(n == round(n) for n in numbers),
    )


def _choices(cells: Sequence[str]) -> tuple[str, ...]:
    counts = Counter(map(plain_word, cells))
    written = {plain_word(cell): " ".join(cell.split()) for cell in reversed(cells)}
    return tuple(written[word] for word, _count in counts.most_common(MOST_CHOICES))


def say_columns(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """(column, sentence) of each column that is not simply read as it stands: how it is read, and what is not."""
    for column, given in cells.items():
        filled = [cell for cell in given if not is_missing(cell)]
        if not filled:
            yield column, _("“{column}” is empty: it is missing in every row.").format(column=one_line(column, 40))
            continue
        form = find_form(filled)
        if said := join_sentences([_say_form(column, form, filled), _say_wrong(form, filled)]):
            yield column, said


def _say_form(column: str, form: Form, filled: Sequence[str]) -> str:
    name = one_line(column, 40)
    if form.kind == "day":
        text = _("“{column}” holds dates: each is read as its number of days.")
        if form.is_guess and form.days in DAY_FIRST:
            text = _("“{column}” holds dates: each is read as its number of days, the day before the month.")
        return text.format(column=name)
    if form.kind == "choice":
        words = set(map(plain_word, filled))
        if len(words) * _OFTEN > len(filled) and len(words) > _SHOWN:
            text = _("“{column}” holds words that hardly repeat: it may be better read as words, or left out.")
            return text.format(column=name)
        return ngettext(
            "“{column}” holds {count} word to choose from.",
            "“{column}” holds {count} words to choose from.",
            len(words),
        ).format(column=name, count=len(words))
    if form.decimal == ",":
        return _("“{column}” is read with a decimal comma: “{cell}” is {number}.").format(
            column=name, **_sample(form, filled, ",")
        )
    if form.is_guess:
        return _("“{column}” is read with commas between thousands: “{cell}” is {number}.").format(
            column=name, **_sample(form, filled, ",")
        )
    if form.unit:
        return _("“{column}” is read without its unit: “{cell}” is {number}.").format(
            column=name, **_sample(form, filled, form.unit[0])
        )
    return ""


def _sample(form: Form, filled: Sequence[str], sign: str) -> dict[str, str]:
    cell = next((c for c in filled if sign in c and read_number(c, form) is not None), filled[0])
    return {"cell": one_line(cell, 40), "number": plain_number(read_number(cell, form) or 0.0)}


def _say_wrong(form: Form, filled: Sequence[str]) -> str:
    if form.kind == "choice":
        return ""
    wrong = [cell for cell in filled if read_number(cell, form) is None]
    if not wrong:
        return ""
    shown = list(dict.fromkeys(one_line(cell, 30) for cell in wrong))
    cells = join_names([*(f"“{cell}”" for cell in shown[:_SHOWN]), *(["…"] if len(shown) > _SHOWN else [])])
    if all(map(is_infinite, wrong)):
        text = ngettext(
            "{count} infinite number counts as missing.", "{count} infinite numbers count as missing.", len(wrong)
        )
        return text.format(count=len(wrong))
    text = ngettext(
        "In {count} row it is none and counts as missing: {cells}.",
        "In {count} rows it is none and counts as missing: {cells}.",
        len(wrong),
    )
    return text.format(count=len(wrong), cells=cells)


def _day_as(number: float, pattern: str) -> str:
    from datetime import datetime

    try:
        return datetime.fromisoformat(day_of(number)).strftime(pattern)
    except ValueError:
        return day_of(number)
