"""Has a model learned anything that shows? One rule, for the command line, the window, reports and badges."""

from collections.abc import Sequence

from mmgui.core.events import Metrics
from mmgui.core.i18n import _, join_names, ngettext
from mmgui.core.intervals import accuracy_interval, share_interval
from mmgui.core.run.left_out import short_name
from mmgui.core.text import grouped, measured_percent


def usual_answer(metrics: Metrics) -> tuple[str, float]:
    """The most frequent class of training, and the share of right answers of who always gives it.

    Of a run whose training part is not known, the most frequent class of what was measured. ("", 0) if nothing was.
    """
    most = max(metrics.per_class, key=lambda c: (c.name == metrics.usual, c.support), default=None)
    return ("", 0.0) if most is None or not metrics.n else (most.name, most.support / metrics.n)


def learned_nothing(metrics: Metrics | None) -> bool:
    """It is not shown that the model is better than always giving the most frequent answer: the 95 % intervals of both
    shares of right answers (Wilson) overlap, or its own lies below. Examples that are equal to the model count once.
    False where nothing was measured."""
    if metrics is None or not metrics.n or not metrics.per_class:
        return False
    low, _high = accuracy_interval(metrics)
    _low, usual = share_interval(usual_answer(metrics)[1] * metrics.n, metrics.n, metrics.independent)
    return low <= usual


def say_nothing_learned(metrics: Metrics | None) -> str:
    """What to say of it; "" if something was learned, or nothing measured. Where all measured examples have one label,
    that they cannot show it."""
    if metrics is None or not learned_nothing(metrics):
        return ""
    usual, right = usual_answer(metrics)
    if right == 1:
        text = _(
            "All {n} measured examples are labelled “{usual}”: they cannot show whether anything was learned. Measure "
            "with examples of other labels too."
        )
        return text.format(n=grouped(metrics.n), usual=short_name(usual))
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
    return text.format(
        accuracy=measured_percent(metrics.accuracy),
        n=metrics.n,
        usual=short_name(usual),
        baseline=measured_percent(right),
    )


def say_repeats(metrics: Metrics | None, learnt: int = 0) -> list[str]:
    """What flatters the figures though no file is the same: equal examples, and ones that look like training.

    learnt: how many of the measured examples are known to be in training and are told elsewhere.
    """
    return [] if metrics is None else say_flattering(metrics.n, metrics.distinct, metrics.seen - learnt)


def say_flattering(n: int, distinct: int, look_alikes: int) -> list[str]:
    """The same of plain counts: n measured, distinct of them different (0 = not known), so many like training."""
    said = []
    if 0 < distinct < n:
        said.append(_say_equal(n, distinct))
    if n and look_alikes > 0:
        said.append(_say_look_alikes(look_alikes))
    return said


def say_of_each(told: Sequence[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """What is to be said of several models, each sentence once, after the names of those of whom it is true; without
    names if it is true of all. told: (name, sentences) of each."""
    names: dict[str, list[str]] = {}
    for name, sentences in told:
        for sentence in sentences:
            names.setdefault(sentence, []).append(name)
    return tuple(
        sentence if len(who) == len(told) else _("{names}: {sentence}").format(names=join_names(who), sentence=sentence)
        for sentence, who in names.items()
    )


def _say_equal(n: int, distinct: int) -> str:
    """That only `distinct` of n measured examples differ in what the model sees."""
    text = ngettext(
        "{n} measured examples look to the model like only {distinct} different one: the others are equal, or differ "
        "only in what it does not know. What looks equal counts once where chance is judged.",
        "{n} measured examples look to the model like only {distinct} different ones: the others are equal, or differ "
        "only in what it does not know. What looks equal counts once where chance is judged.",
        distinct,
    )
    return text.format(n=grouped(n), distinct=grouped(distinct))


def _say_look_alikes(count: int) -> str:
    """That so many measured examples look like training to the model, though they are no copies of it."""
    text = ngettext(
        "{count} measured example looks to the model just like one of training, though its file or text differs: "
        "that makes the figures too good.",
        "{count} measured examples look to the model just like some of training, though their files or texts "
        "differ: that makes the figures too good.",
        count,
    )
    return text.format(count=grouped(count))
