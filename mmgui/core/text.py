"""How numbers and names are written: one rule each, the same text in window, command line, report, table and film."""

import math
import unicodedata
from collections.abc import Mapping, Sequence

from mmgui.core.i18n import _, ngettext, with_percent_sign

_HALF_UP = 1e-9  # 0.975 is "0.98" and "98 %", however it is stored
THIN_SPACE = "\u202f"  # narrow and unbreakable: keeps a number in one piece
# Characters that turn the reading direction of what follows: a name must not be able to do that.
_DIRECTION = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}


def plain(text: str) -> str:
    """The text without control and direction-changing characters, halves of surrogates and what XML forbids; line
    breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or not _is_unwanted(c))


def one_line(text: str, limit: int = 120) -> str:
    """A name for one line: `plain`, blanks joined, cut with "…" at `limit` characters."""
    name = " ".join(plain(text).split())
    return name if len(name) <= limit else name[: limit - 1] + "…"


def _is_unwanted(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs") or character in _DIRECTION or character in ("\ufffe", "\uffff")
    )


def percent(share: float, places: int = 0) -> str:
    """0.931 -> "93 %". "100 %" means all and "0 %" none: what would be rounded to that gets a place more, 0.9951 ->
    "99.5 %", 0.003 -> "0.3 %", and never crosses, 0.9999 -> "99.9 %", 0.0001 -> "<0.1 %"."""
    if not math.isfinite(share):
        return "–"
    if 0 < share < 1 and round(share * 100, places) in (0, 100):
        places = 1
        if share < 0.001:
            return with_percent_sign(f"<{THIN_SPACE}0.1")
        share = min(share, 0.999)
    return with_percent_sign(f"{share * 100 + _HALF_UP:.{places}f}")


def measured_percent(share: float) -> str:
    """What was measured on many examples: 0.931 -> "93.1 %"; at the ends like `percent`."""
    return percent(share, 1)


def interval_text(interval: Sequence[float] | None) -> str:
    """ "94.4 % – 99.1 %"; a dash where resampling cannot tell (every answer was right, or every one wrong)."""
    if interval is None or interval[1] - interval[0] < 1e-9:
        return "–"
    return f"{measured_percent(interval[0])} – {measured_percent(interval[1])}"


def whole_percents(shares: Sequence[float]) -> list[int]:
    """Whole numbers that sum to 100 where the shares sum to 1 (the largest remainders are rounded up)."""
    exact = [max(0.0, share) * 100 for share in shares]
    whole = [int(value) for value in exact]
    left = round(sum(exact)) - sum(whole)
    for place in sorted(range(len(exact)), key=lambda p: whole[p] - exact[p])[: max(0, left)]:
        whole[place] += 1
    return whole


def share_percents(shares: Mapping[str, float]) -> dict[str, str]:
    """Parts of a whole: {"picture": 0.666, "words": 0.334} -> {"picture": "67 %", "words": "33 %"}."""
    whole = whole_percents(list(shares.values()))
    return {name: with_percent_sign(value) for name, value in zip(shares, whole, strict=True)}


def share_text(share: float) -> str:
    """A figure in [0, 1] with two decimals, "–" if there is none. "1.00" means all and "0.00" none, as in `percent`:
    0.9956 -> "0.996", 0.9999 -> "0.999", 0.0001 -> "<0.001"."""
    if not math.isfinite(share):
        return "–"
    if 0 < share < 1 and f"{share + _HALF_UP:.2f}" in ("0.00", "1.00"):
        return f"{min(share, 0.999):.3f}" if share >= 0.001 else "<0.001"
    return f"{share + _HALF_UP:.2f}"


def grouped(number: int) -> str:
    """1140 -> "1 140"."""
    return f"{number:,}".replace(",", THIN_SPACE)


def file_size(count: int) -> str:
    """Bytes as a person reads them: 23100 -> "23.1 KB"."""
    if count < 1000:
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    size, unit = (count / 1e3, "KB") if count < 999_950 else (count / 1e6, "MB")
    return f"{size:.1f}{THIN_SPACE}{unit}"


def examples_text(count: int) -> str:
    return ngettext("{count} example", "{count} examples", count).format(count=grouped(count))


def duration(seconds: float) -> str:
    """ "8 s", "3 min", "1 h 20 min": as exact as a person needs it."""
    if not math.isfinite(seconds):
        return "–"
    whole = max(0, round(seconds))
    if whole < 100:
        return _("{count} s").format(count=whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def rate_text(rate: float) -> str:
    """A learning rate: 0.001 -> "0.001", 0.00004 -> "4.0e-05"."""
    if rate == 0 or not math.isfinite(rate):
        return "0"
    return f"{rate:.5f}".rstrip("0") if rate >= 0.0001 else f"{rate:.1e}"


__all__ = [
    "THIN_SPACE",
    "duration",
    "examples_text",
    "file_size",
    "grouped",
    "interval_text",
    "measured_percent",
    "one_line",
    "percent",
    "plain",
    "rate_text",
    "share_percents",
    "share_text",
    "whole_percents",
]
