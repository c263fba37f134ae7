"""Numbers as a report writes them, the same figure the same way in every place."""

from collections.abc import Mapping, Sequence

from mmgui.core.i18n import with_percent_sign

THIN_SPACE = "\u202f"  # narrow and unbreakable: keeps a number in one piece


def percent(value: float) -> str:
    """0.931 -> "93.1 %", what was measured. Rounds down near the top, so that "100.0 %" means all of them."""
    number = 99.9 if 0.9985 < value < 1 and round(value, 3) >= 1 else 100 * value
    return with_percent_sign(f"{number:.1f}")


def whole_percent(value: float) -> str:
    """0.931 -> "93 %", what the model says of one example; never "100 %" or "0 %" for what is not nearly that."""
    whole = round(value * 100)
    if whole == 100 and value < 0.9995:
        return with_percent_sign(f"{min(99.9, int(value * 1000) / 10)}")
    if whole == 0 and value > 0:
        return with_percent_sign(f"<{THIN_SPACE}1")
    return with_percent_sign(whole)


def share_percents(shares: Mapping[str, float]) -> dict[str, str]:
    """Parts of a whole in whole per cent that sum to 100 (the largest remainders are rounded up)."""
    exact = {name: max(0.0, share) * 100 for name, share in shares.items()}
    whole = {name: int(value) for name, value in exact.items()}
    left = round(sum(exact.values())) - sum(whole.values())
    for name in sorted(exact, key=lambda n: whole[n] - exact[n])[: max(0, left)]:
        whole[name] += 1
    return {name: with_percent_sign(value) for name, value in whole.items()}


def interval_text(interval: Sequence[float] | None) -> str:
    """ "94.4 % – 99.1 %"; a dash where resampling cannot tell (every answer was right, or every one wrong)."""
    if interval is None or interval[1] - interval[0] < 1e-9:
        return "–"
    return f"{percent(interval[0])} – {percent(interval[1])}"


def grouped(number: int) -> str:
    """1140 -> "1 140"."""
    return f"{number:,}".replace(",", THIN_SPACE)
