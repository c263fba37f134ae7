"""What a model mixes up, in one sentence: the same in the window and in a report."""

from collections.abc import Sequence

from mmgui.core.events import Metrics
from mmgui.core.i18n import _, ngettext
from mmgui.core.text import grouped, one_line

_HARDLY = 0.1  # at most this share of the examples of each class is answered with another: hardly anything is mixed up
_NAME = 40


def most_frequent_mix_up(counts: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """(label, answer) of the wrong answer that was given most often, of equals the one with the larger share of its
    label; None if all answers were right."""
    wrong = [
        (count, count / sum(row), -i, -j)
        for i, row in enumerate(counts)
        for j, count in enumerate(row)
        if i != j and count > 0
    ]
    if not wrong:
        return None
    _count, _share, row, column = max(wrong)
    return -row, -column


def mix_up_sentence(metrics: Metrics) -> str:
    """Names the most frequent wrong answer."""
    found = most_frequent_mix_up(metrics.confusion)
    if found is None and metrics.unknown.count:
        return _("No class is mixed up with another; only what the model cannot know is answered wrongly.")
    if found is None:
        return _("No answer was wrong.")
    row = metrics.confusion[found[0]]
    label, answer = (one_line(metrics.per_class[i].name, _NAME) for i in found)
    count, total = row[found[1]], sum(row)
    counts = [n for i, row in enumerate(metrics.confusion) for j, n in enumerate(row) if i != j]
    if count == 1 and _is_hardly_anything(metrics.confusion):
        return ngettext(
            "Hardly anything is mixed up: {count} wrong answer.",
            "Hardly anything is mixed up: {count} wrong answers, no two of them alike.",
            sum(counts),
        ).format(count=grouped(sum(counts)))
    ties = counts.count(count) - 1
    if ties and count == 1:
        text = _("No two of the {count} wrong answers are alike; one is “{label}” taken for “{answer}”: 1 of {total}.")
        return text.format(label=label, answer=answer, count=grouped(sum(counts)), total=grouped(total))
    if ties:
        text = ngettext(
            "“{label}” is taken for “{answer}” {count} times; {others} other mix-up is as frequent.",
            "“{label}” is taken for “{answer}” {count} times; {others} other mix-ups are as frequent.",
            ties,
        )
        return text.format(label=label, answer=answer, count=grouped(count), others=grouped(ties))
    return _("Most often “{label}” is taken for “{answer}”: {count} of {total} times.").format(
        label=label, answer=answer, count=grouped(count), total=grouped(total)
    )


def _is_hardly_anything(counts: Sequence[Sequence[int]]) -> bool:
    return all(sum(row) - row[i] <= _HARDLY * sum(row) for i, row in enumerate(counts))


__all__ = ["mix_up_sentence", "most_frequent_mix_up"]
