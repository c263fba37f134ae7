"""Confidence, calibration and curves in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmgui.core.i18n import _, join_sentences
from mmgui.core.measured import is_too_few
from mmgui.core.text import percent, share_text
from mmgui.core.uncertainty.sentence import is_worse

if TYPE_CHECKING:
    from mmgui.core.uncertainty.calibration import ReliabilityBin

_SMALL = 0.02  # a calibration error below it is no reason to doubt


def reliability_sentences(
    bins: Sequence[ReliabilityBin], after: float, before: float | None, temperature: float, part: str
) -> tuple[str, str]:
    """(what the largest bar says, how far confidences and truth are apart and what was done about it).

    after, before: expected calibration errors with and without the temperature; before None = it is 1.
    """
    fullest = max(bins, key=lambda b: b.count)
    right = round(fullest.count * fullest.accuracy)
    if is_too_few(right, fullest.count):
        main = _("When it says {confidence}, it was right in {right} of {count} cases: too few to say.").format(
            confidence=percent(fullest.confidence), right=right, count=fullest.count
        )
    else:
        main = _("When it says {confidence}, it is right in {right} of 100 cases.").format(
            confidence=percent(fullest.confidence), right=round(100 * fullest.accuracy)
        )
    count = sum(b.count for b in bins)
    gap = sum(b.count * (b.confidence - b.accuracy) for b in bins) / count if count else 0.0
    if after <= _SMALL:
        main += " " + _("Its confidence can be taken at its word here.")
    elif gap > 0:
        main += " " + _("On the whole it is surer than it should be.")
    else:
        main += " " + _("On the whole it is less sure than it could be.")
    details = [
        _("Confidence and truth differ by {points} points on average (expected calibration error).").format(
            points=f"{100 * after:.1f}"
        )
    ]
    if before is not None:
        details.append(
            _("Without temperature scaling (circles) it would be {points} points; the temperature is {value}.").format(
                points=f"{100 * before:.1f}", value=share_text(temperature)
            )
        )
        if is_worse(after, before):
            details.append(_("Here the scaling, which was fitted on the validation part, made it worse."))
        if part == "validation":
            details.append(_("The temperature was fitted on this very part: the test part is the honest one."))
    details.append(
        _(
            "A bar that ends at the orange line is honest; the shading between the two is how much too sure (above the "
            "bar) or not sure enough (in the bar) it was. The number below each bar counts its examples."
        )
    )
    return main, join_sentences(details)
