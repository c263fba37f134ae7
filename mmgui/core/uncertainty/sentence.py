"""What the suggested "I don't know" of a run means, told alike by the Try page and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mmgui.core.i18n import _, with_percent_sign
from mmgui.core.text import measured_percent

if TYPE_CHECKING:
    from mmgui.core.uncertainty.calibration import Calibration

MOST_PERCENT: Final = 99  # what a person can demand


def suggested_percent(calibration: Calibration) -> int:
    """The confidence, in whole per cent, below which the program says "I don't know" unless a person chose another.

    Rounded down: an answer that is exactly as sure as the threshold is given.
    """
    return min(MOST_PERCENT, int(calibration.threshold * 100))


def say_error(after: float, before: float) -> str:
    """How far confidence and truth lie apart with the temperature and without it: also where it made that worse."""
    said = {"after": measured_percent(after), "before": measured_percent(before)}
    if is_worse(after, before):
        return _(
            "On average its confidence is off by {after}. The correction, fitted on the validation part, made it worse "
            "here: without it, it would be off by {before}."
        ).format(**said)
    return _("On average its confidence is off by {after} (before correcting it: {before}).").format(**said)


def is_worse(after: float, before: float) -> bool:
    """The temperature made the confidence worse, as far as one can see: in tenths of a per cent."""
    return round(after, 3) > round(before, 3)


def say_suggestion(calibration: Calibration) -> str:
    """The threshold, and what it brought on the validation part."""
    threshold = with_percent_sign(suggested_percent(calibration))
    if calibration.coverage >= 1:
        return _(
            "Below a confidence of {threshold} it says “I don't know”. None of the {n} validation examples was so "
            "unsure: all are answered, {all} of them rightly. It is meant for what is unlike these examples."
        ).format(threshold=threshold, n=calibration.n_validation, all=measured_percent(calibration.accuracy))
    return _(
        "Below a confidence of {threshold} it says “I don't know”. On the validation examples it then answers "
        "{coverage} and is right in {kept} of these; answering always it is right in {all}."
    ).format(
        threshold=threshold,
        coverage=measured_percent(calibration.coverage),
        kept=measured_percent(calibration.accuracy_kept),
        all=measured_percent(calibration.accuracy),
    )
