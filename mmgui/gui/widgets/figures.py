"""Numbers as people read them: grouped thousands, shares in per cent, durations, small rates."""

import math

from mmgui.core.i18n import _, ngettext, with_percent_sign
from mmgui.core.reporting.figures import THIN_SPACE, grouped


def percent(share: float, digits: int = 0) -> str:
    """0.931 -> "93 %". Rounds down near the top, so that "100 %" means all of them."""
    if not math.isfinite(share):
        return "–"
    scale = 10**digits
    value = round(share * 100 * scale) / scale
    if share < 1.0 and value >= 100:
        value = 100 - 1 / scale
    return with_percent_sign(f"{value:.{digits}f}")


def share_text(share: float) -> str:
    """A figure in [0, 1] with two decimals, "–" if there is none."""
    return f"{share:.2f}" if math.isfinite(share) else "–"


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


def examples_text(count: int) -> str:
    return ngettext("{count} example", "{count} examples", count).format(count=grouped(count))


def rate_text(rate: float) -> str:
    """A learning rate: 0.001 -> "0.001", 0.00004 -> "4.0e-05"."""
    if rate == 0 or not math.isfinite(rate):
        return "0"
    return f"{rate:.5f}".rstrip("0") if rate >= 0.0001 else f"{rate:.1e}"


__all__ = ["THIN_SPACE", "duration", "examples_text", "grouped", "percent", "rate_text", "share_text"]
