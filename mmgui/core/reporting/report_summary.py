"""The first section of a report: how good the model is, and what a reader must not overlook."""

from mmgui.core.events import Metrics
from mmgui.core.i18n import _
from mmgui.core.intervals import accuracy_interval
from mmgui.core.measured import is_too_few
from mmgui.core.reporting.blocks import Block, Paragraph, Section
from mmgui.core.run.facts import RunFacts
from mmgui.core.text import measured_percent
from mmgui.core.training.benefit import say_nothing_learned, say_repeats, usual_answer

_FEW_EXAMPLES = 100  # with fewer test examples the interval is wide, and the report says so


def summary_section(facts: RunFacts) -> Section:
    """The whole report in a few sentences. Of a model that learned nothing, that is the first."""
    blocks: list[Block] = []
    measured, part = facts.measured, facts.part
    if measured is None:
        blocks.append(Paragraph(_("This run has not been measured: it ended before its first epoch."), "warning"))
        return Section(_("In short"), tuple(blocks))
    nothing = say_nothing_learned(measured)
    if nothing:
        blocks.append(Paragraph(nothing, "warning"))
    blocks.append(Paragraph(say_accuracy(measured), "plain" if nothing else "lead"))
    blocks += [Paragraph(sentence, "warning") for sentence in say_repeats(measured)]
    left_out = facts.omissions.sentence(part)
    if left_out:
        blocks.append(Paragraph(left_out, "warning"))
    if part == "test":
        blocks.append(Paragraph(_("These examples took no part in the training.")))
    else:
        blocks.append(
            Paragraph(
                say_untested(facts),
                "warning",
            )
        )
    if few := say_few(measured):
        blocks.append(Paragraph(few, "warning"))
    if not nothing:
        share = usual_answer(measured)[1]
        blocks.append(
            Paragraph(
                _("Always giving the most frequent answer would be right for {share}.").format(
                    share=measured_percent(share)
                ),
                "note",
            )
        )
    return Section(_("In short"), tuple(blocks))


def say_untested(facts: RunFacts) -> str:
    """Why the figure is not of the test part."""
    if not facts.manifest.sizes.get("test", 0):
        return _(
            "There is no test part: these examples were also used to choose the best epoch, so the figure is a little "
            "too good."
        )
    if facts.end.get("reason") == "stopped":
        return _(
            "The test part was not measured, because the run was stopped: these examples were also used to choose the "
            "best epoch, so the figure is a little too good."
        )
    return _(
        "The test part was not measured: these examples were also used to choose the best epoch, so the figure is a "
        "little too good."
    )


def say_accuracy(measured: Metrics) -> str:
    """ "85 of 100 examples are answered correctly: 85.0 % (95 % interval: …)." """
    low, high = accuracy_interval(measured)
    if is_too_few(measured.right, measured.n, measured.independent):
        return _("{right} of {n} examples are answered correctly: too few to say how good it is. {interval}").format(
            right=measured.right,
            n=measured.n,
            interval=_("The 95 % interval goes from {low} to {high}.").format(
                low=measured_percent(low), high=measured_percent(high)
            ),
        )
    return _("{right} of {n} examples are answered correctly: {accuracy} (95 % interval: {low} to {high}).").format(
        right=measured.right,
        n=measured.n,
        accuracy=measured_percent(measured.accuracy),
        low=measured_percent(low),
        high=measured_percent(high),
    )


def say_few(measured: Metrics) -> str:
    """That the interval is wide; "" if enough examples were measured, or `say_accuracy` says more than that."""
    if measured.n >= _FEW_EXAMPLES or is_too_few(measured.right, measured.n, measured.independent):
        return ""
    text = _("Only {n} examples were measured, so the interval is wide; small differences mean little.")
    return text.format(n=measured.n)
