"""Has a model learned anything that shows? One rule, for the command line, the window, reports and badges."""

from collections.abc import Callable

from mmgui.core.events import Metrics
from mmgui.core.i18n import _, with_percent_sign
from mmgui.core.training.intervals import wilson_interval
from mmgui.core.training.left_out import short_name


def usual_answer(metrics: Metrics) -> tuple[str, float]:
    """The most frequent class of training, and the share of right answers of who always gives it.

    Of a run whose training part is not known, the most frequent class of what was measured. ("", 0) if nothing was.
    """
    most = max(metrics.per_class, key=lambda c: (c.name == metrics.usual, c.support), default=None)
    return ("", 0.0) if most is None or not metrics.n else (most.name, most.support / metrics.n)


def learned_nothing(metrics: Metrics | None) -> bool:
    """It is not shown that the model is better than always giving the most frequent answer: the 95 % intervals of both
    shares of right answers (Wilson) overlap, or its own lies below. False where nothing was measured."""
    if metrics is None or not metrics.n or not metrics.per_class:
        return False
    low, _high = wilson_interval(metrics.right, metrics.n)
    _low, usual = wilson_interval(round(usual_answer(metrics)[1] * metrics.n), metrics.n)
    return low <= usual


def say_nothing_learned(metrics: Metrics | None, share: Callable[[float], str] | None = None) -> str:
    """One sentence; "" if something was learned, or nothing measured. share: how a share is written."""
    if metrics is None or not learned_nothing(metrics):
        return ""
    share = share or _percent
    usual, right = usual_answer(metrics)
    text = (
        _(
            "Nothing was learned: {accuracy} of {n} answers are right, no more than always answering “{usual}” would "
            "give ({baseline})."
        )
        if metrics.accuracy <= right
        else _(
            "It is not shown that anything was learned: {accuracy} of {n} answers are right, always answering "
            "“{usual}” would be right for {baseline}, and that difference may be chance."
        )
    )
    return text.format(accuracy=share(metrics.accuracy), n=metrics.n, usual=short_name(usual), baseline=share(right))


def _percent(share: float) -> str:
    """With one place: 56.6 % beside 56.2 %."""
    return with_percent_sign(f"{100 * share:.1f}")
