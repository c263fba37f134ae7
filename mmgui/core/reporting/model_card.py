"""A short text beside a model: what it is for, what it learned from, how good it is, and where it ends."""

from pathlib import Path

from mmgui.core.explaining.overlay import method_title
from mmgui.core.files import write_text
from mmgui.core.i18n import _, join_names
from mmgui.core.reporting.report_summary import say_accuracy, say_few, say_untested
from mmgui.core.run.facts import RunFacts, gather_facts
from mmgui.core.saving import saving
from mmgui.core.text import measured_percent, one_line
from mmgui.core.training.benefit import say_nothing_learned, say_repeats

CARD_NAME = "MODEL_CARD.md"
_MOST_CLASSES = 50


def model_card(run: Path, name: str = "") -> str:
    """The card of a run as Markdown, in the present language. Raises CheckpointError.

    Source of the headings: Mitchell et al. 2019, Model Cards for Model Reporting, arXiv:1810.03993.
    """
    facts = gather_facts(run, name=name)
    fields = join_names(_literal(title) for title in facts.titles())
    classes = [_literal(c) for c in facts.manifest.classes]
    sizes = facts.manifest.sizes
    data = _("Learned from {train} examples; {validation} chose the best epoch, {test} measured the result.").format(
        train=sizes.get("train", 0), validation=sizes.get("validation", 0), test=sizes.get("test", 0)
    )
    lines = [
        "# " + _literal(facts.name),
        "",
        "## " + _("What it is for"),
        "",
        _("It reads {fields} and answers with one of {count} classes: {classes}.").format(
            fields=fields,
            count=len(classes),
            classes=join_names(classes[:_MOST_CLASSES]) + ("…" if len(classes) > _MOST_CLASSES else ""),
        ),
        _("The senses are joined by: {fusion}.").format(fusion=facts.joined_by())
        if len(facts.manifest.fields) > 1
        else facts.joined_by(),
        "",
        "## " + _("Data"),
        "",
        data,
        "",
        "## " + _("Figures"),
        "",
        *_figures(facts),
        "",
        "## " + _("Limits"),
        "",
        *(f"- {limit}" for limit in _limits(facts)),
        "",
        "## " + _("How it was made"),
        "",
        *(f"- {_literal(key)} {_literal(value)}" for key, value in facts.manifest.versions.items()),
        "- " + _("Seed") + f" {facts.experiment.get('seed', '–')}",
        "- " + f"{facts.manifest.created:%Y-%m-%d %H:%M} UTC",
        "",
    ]
    return "\n".join(lines)


def save_model_card(run: Path, name: str = "") -> Path:
    """Write the card into the run's folder, whole or not at all; its path. Raises CheckpointError, DataError."""
    path = (run if run.is_dir() else run.parent) / CARD_NAME
    text = model_card(run, name)
    with saving(path):
        write_text(path, text)
    return path


def _figures(facts: RunFacts) -> list[str]:
    measured = facts.measured
    if measured is None:
        return [_("Nothing was measured.")]
    left_out = facts.omissions.sentence(facts.part)
    lines = [
        say_accuracy(measured),
        *(["", _literal(left_out, 1000)] if left_out else []),
        "",
        "| " + " | ".join((_("Class"), _("Precision"), _("Recall"), _("F1"), _("Examples"))) + " |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        "| "
        + " | ".join((_literal(c.name), *map(measured_percent, (c.precision, c.recall, c.f1)), str(c.support)))
        + " |"
        for c in measured.per_class[:_MOST_CLASSES]
    ]
    return lines


def _limits(facts: RunFacts) -> list[str]:
    """What a reader must know before relying on it; each only where it is true."""
    measured = facts.measured
    limits = [_("It always answers with one of its classes, also to what belongs to none of them.")]
    nothing = say_nothing_learned(measured)
    if nothing:
        limits.append(_literal(nothing, 400))
    limits += say_repeats(measured)
    if facts.part != "test":
        limits.append(say_untested(facts))
    if measured is not None and (few := say_few(measured)):
        limits.append(few)
    if measured is not None and measured.per_class:
        seen = [c for c in measured.per_class if c.support]
        if seen and (worst := min(seen, key=lambda c: c.recall)).recall < 1:
            limits.append(
                _("It misses most often: “{name}” (finds {recall} of them).").format(
                    name=_literal(worst.name), recall=measured_percent(worst.recall)
                )
            )
    limits.append(_honesty(facts))
    limits.append(_("It knows only what its examples showed; elsewhere it may be wrong and sure of it."))
    return limits


def _honesty(facts: RunFacts) -> str:
    report = facts.map_quality
    if report is None or not report.maps:
        return _("Whether its heat maps can be believed was not examined.")
    good = join_names(
        _literal(f"{facts.title(m.field)} – {method_title(m.method)}") for m in report.maps if m.badge == "green"
    )
    if not good:
        return _("None of its heat maps passed the honesty checks; they may mislead.")
    return _("Heat maps that passed the honesty checks: {names}.").format(names=good)


def _literal(text: str, limit: int = 80) -> str:
    """A name that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|~&" else c for c in one_line(text, limit))
