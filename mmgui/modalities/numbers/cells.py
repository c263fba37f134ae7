"""What a column of cells holds: numbers in somebody's way of writing them, days, or words to choose from.

How numbers are written is decided for a column as a whole: "1,234" is one thing beside "2,5" and another beside "2.5".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["number", "day", "choice"]
MOSTLY: Final = 0.8  # of the cells of a column, the others being slips
MISSING_WORDS: Final = frozenset({"", "nan", "na", "n/a", "null", "none", "nil", "-", "–", "—", "?", ".", "无", "缺失"})
_INFINITE: Final = frozenset({"inf", "infinity", "∞"})
_LARGEST: Final = 1e100  # of what is larger no mean can be worked out
_LONGEST: Final = 80  # characters of a number with its unit
_CELL: Final = re.compile(
    r"(?P<before>[$€£¥₩₹₽~≈]|[^\W\d_]{1,4}\.?\s)?\s*(?P<sign>[+-]?)\s*(?P<body>[\d.,'\s]*\d[.,]?)(?P<power>e[+-]?\d{1,4})?\s*"
    r"(?P<after>[^\d.,+]{0,24}\d?)",
    re.IGNORECASE,
)
# The order is that of trust: where both read a whole column, the day comes before the month, which is told.
DAY_FIRST: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d.%m.%y")
MONTH_FIRST: Final = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
DAY_FORMS: Final = (
    *("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"),
    *DAY_FIRST,
    *MONTH_FIRST,
    *("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"),
)
_EPOCH: Final = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Form:
    """How the cells of a column are read. decimal: the sign before the fraction; unit: what stands beside most numbers,
    "" = nothing; days: the pattern of dates. is_guess: the cells do not say for certain how they are meant."""

    kind: Kind
    decimal: str = "."
    unit: str = ""
    days: str = ""
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    """A cell taken apart. body: digits and signs between them; unit: what stands around them, without blanks."""

    sign: str
    body: str
    power: str
    unit: str


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value: an empty one, "NaN", "n/a"."""
    return text.strip().casefold() in MISSING_WORDS


def find_form(cells: Sequence[str]) -> Form:
    """How a column with these cells is read: as numbers or days if most of them are, else as words to choose from."""
    filled = [cell for cell in cells if not is_missing(cell)]
    written = [one for cell in filled if (one := _take_apart(cell)) is not None]
    if filled and len(written) >= MOSTLY * len(filled):
        form = _number_form(written)
        if sum(read_number(cell, form) is not None for cell in filled) >= MOSTLY * len(filled):
            return form
    return _day_form(filled) or Form("choice")


def read_number(text: str, form: Form) -> float | None:
    """The number that a cell of such a column holds, a day as the days since 1970; None if it holds none."""
    if form.kind == "day":
        return _day_number(text.strip(), form.days)
    if form.decimal == ".":
        try:  # nearly all cells; what float takes beyond plain numbers is told apart below
            number = float(text)
            return number if abs(number) <= _LARGEST and "_" not in text else None  # neither for "nan"
        except ValueError:
            pass
    one = _take_apart(text)
    if one is None or one.unit not in ("", form.unit):
        return None
    body = _plain_body(one.body, form.decimal)
    if body is None:
        return None
    number = float(one.sign + body + one.power)
    return number if abs(number) <= _LARGEST else None


def is_infinite(text: str) -> bool:
    """Whether a cell says "infinity", which no model can learn from."""
    bare = text.strip().casefold().lstrip("+-−")
    if bare in _INFINITE:
        return True
    try:
        return math.isinf(float(bare))
    except ValueError:
        return False


def day_of(number: float) -> str:
    """The day with that number as people write it: 0 -> "1970-01-01"."""
    try:
        return datetime.fromordinal(_EPOCH.toordinal() + round(number)).date().isoformat()
    except (ValueError, OverflowError):
        return f"{number:g}"


def plain_number(number: float) -> str:
    """As many digits as somebody reads: 73.0 -> "73", 0.12345678 -> "0.1235"."""
    if number == round(number) and abs(number) < 1e15:
        return str(round(number))
    return f"{number:.4g}" if abs(number) < 1000 else f"{number:.1f}"


@lru_cache(maxsize=4096)
def _take_apart(text: str) -> _Written | None:
    flat = unicodedata.normalize("NFKC", text).replace("−", "-").replace("’", "'").strip()
    if len(flat) > _LONGEST:
        return None
    match = _CELL.fullmatch(flat)
    if match is None:
        return None
    unit = "".join(((match["before"] or "") + match["after"]).split())
    body = re.sub(r"['\s]", " ", match["body"].strip())
    return _Written(match["sign"], body, match["power"] or "", unit)


def _number_form(written: Sequence[_Written]) -> Form:
    votes: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    for one in written:
        sure, maybe = _decimal_of(one.body)
        votes[sure] += bool(sure)
        doubtful[maybe] += bool(maybe)
    decimal = "," if votes[","] > votes["."] else "."
    is_guess = bool(doubtful) and not (votes["."] or votes[","])
    units = Counter(one.unit for one in written if one.unit)
    return Form("number", decimal, units.most_common(1)[0][0] if units else "", is_guess=is_guess and doubtful[","] > 0)


def _decimal_of(body: str) -> tuple[str, str]:
    """The sign before the fraction, for certain; and the one that may be it or stand between thousands ("1,234")."""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return (",", "") if body.rfind(",") > body.rfind(".") else (".", "")
    sign = "." if points else ","
    if points + commas == 0:
        return "", ""
    if points + commas > 1:
        return ("," if sign == "." else "."), ""
    whole, _sign, fraction = body.partition(sign)
    if len(fraction) != 3 or not 1 <= len(whole) <= 3 or whole == "0":
        return sign, ""
    return "", sign


def _plain_body(body: str, decimal: str) -> str | None:
    """ "1.234,5" -> "1234.5" where the decimal sign is a comma; None if the signs stand where none can."""
    other = "." if decimal == "," else ","
    whole, sign, fraction = body.partition(decimal)
    if re.search(r"\D", fraction):
        return None
    groups = re.split(f"[ {re.escape(other)}]", whole)
    if any(not group.isdecimal() for group in groups[1:]) or not (groups[0] or (sign and len(groups) == 1)):
        return None
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) not in (2, 3) for group in groups[1:])):
        return None
    if len(groups) > 1 and len(groups[-1]) != 3:  # Indian numbers have pairs of digits, but not at the end
        return None
    return f"{''.join(groups) or '0'}.{fraction or '0'}"


def _day_form(filled: Sequence[str]) -> Form | None:
    if not filled:
        return None
    tried = [cell.strip() for cell in filled[:2000]]
    counts = {pattern: sum(_day_number(cell, pattern) is not None for cell in tried) for pattern in DAY_FORMS}
    best = max(counts, key=lambda pattern: counts[pattern])
    if counts[best] < MOSTLY * len(tried):
        return None
    rivals = MONTH_FIRST if best in DAY_FIRST else ()
    return Form("day", days=best, is_guess=any(counts[p] == counts[best] for p in rivals))


def _day_number(text: str, pattern: str) -> float | None:
    try:
        found = datetime.strptime(text, pattern)
    except ValueError:
        return None
    return (found - _EPOCH).total_seconds() / 86_400
