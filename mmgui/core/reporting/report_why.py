"""The sections of a report that say why: each sense alone, the race, doubt, honest maps; and how it was made."""

from dataclasses import replace
from datetime import UTC

from mmgui.core.explaining.map_quality import MapQuality
from mmgui.core.explaining.overlay import method_title
from mmgui.core.i18n import N_, _
from mmgui.core.intervals import accuracy_interval, share_interval
from mmgui.core.race.entrants import RaceEntry, RaceResult
from mmgui.core.reporting.blocks import Block, DataTable, Facts, Paragraph, Section
from mmgui.core.reporting.charts_svg import (
    MUTED,
    Bar,
    bar_chart,
    reliability_chart,
    share_chart,
)
from mmgui.core.run.facts import RunFacts
from mmgui.core.text import measured_percent, one_line
from mmgui.core.uncertainty.calibration import reliability_bins
from mmgui.core.uncertainty.sentence import say_error, say_suggestion

BADGE_TITLES = {
    "green": N_("Green: can be believed"),
    "amber": N_("Amber: be careful"),
    "grey": N_("Grey: not known"),
}
_NAME = 60
_MOST_CLASSES = 25  # rows of the chart of shares


def senses_section(facts: RunFacts) -> Section:
    """What each sense can do alone, and how much each decided."""
    blocks: list[Block] = []
    part, measured = facts.part, facts.measured
    alone = facts.alone.get(part, {}) if part is not None else {}
    if measured is not None and alone:
        n, independent = measured.n, measured.independent
        bars = [Bar(_("together"), measured.accuracy, accuracy_interval(measured), MUTED)]
        for name, value in alone.items():
            differ = facts.alone_distinct.get(part, {}).get(name, independent) if part is not None else independent
            interval = share_interval(round(value * n), n, differ)
            bars.append(Bar(facts.title(name), value, interval, facts.colour(name)))
        blocks.append(
            Paragraph(_("How often the model is right with all senses, and with what a single one of them tells it:"))
        )
        blocks.append(bar_chart(_("Right answers, with 95 % interval"), bars))
    else:
        blocks.append(Paragraph(_("What each sense can do alone was not measured in this run."), "note"))
    found = facts.contributions
    if found is None or not found.per_class or not found.overall:
        blocks.append(Paragraph(_("How much each sense decides was not measured for this run yet."), "note"))
        return Section(_("The senses"), tuple(blocks))
    rows = {
        name: {facts.title(field): share for field, share in shares.items()}
        for name, shares in ((_("all answers"), found.overall), *list(found.per_class.items())[:_MOST_CLASSES])
    }
    colours = {facts.title(name): facts.colour(name) for name in found.overall}
    blocks.append(share_chart(_("How much each sense decided, by answer"), rows, colours))
    blocks.append(
        Paragraph(
            _("Exact Shapley values of the senses, averaged over {n} answers (Shapley 1953).").format(n=found.n), "note"
        )
    )
    return Section(_("The senses"), tuple(blocks))


def race_section(facts: RunFacts) -> Section:
    """Is it worth using several senses at once, and a network at all?"""
    if not facts.races:
        return Section(_("Fusion race"), (Paragraph(_("No race was run."), "note"),))
    race = _with_titles(next((r for r in reversed(facts.races) if r.is_complete), facts.races[-1]), facts)
    blocks: list[Block] = [Paragraph(sentence, "lead") for sentence in race.sentences()]
    blocks += [Paragraph(caution, "warning") for caution in race.cautions()]
    blocks += [Paragraph(reason) for reason in race.reasons()]
    bars = [_race_bar(e, facts) for e in race.entries if e.test is not None]
    if bars:
        blocks.append(bar_chart(_("Right answers on the test part, with 95 % interval"), bars))
    rows = tuple((one_line(e.title(), _NAME), one_line(e.entrant.explain() or e.message, 120)) for e in race.entries)
    blocks.append(DataTable((_("Who ran"), _("What it is")), rows, texts=2))
    if not race.is_complete and not race.stopped_sentence():  # else it is among the sentences
        blocks.append(Paragraph(_("The race was stopped before everybody had finished."), "warning"))
    blocks.append(Paragraph(_race_origin(race), "note"))
    return Section(_("Fusion race"), tuple(blocks))


def uncertainty_section(facts: RunFacts) -> Section:
    """Is it right as often as it says?"""
    calibration = facts.calibration
    if calibration is None:
        return Section(
            _("How sure it is"), (Paragraph(_("How well its confidences fit was not measured in this run."), "note"),)
        )
    blocks: list[Block] = []
    if calibration.error_after is not None and calibration.error_before is not None:
        blocks.append(Paragraph(say_error(calibration.error_after, calibration.error_before)))
    blocks.append(Paragraph(say_suggestion(calibration)))
    part = facts.answers.get("test") or facts.answers.get("validation")
    if part is not None and len(part):
        bins = reliability_bins(part.shown(calibration.temperature), part.labels)
        blocks.append(reliability_chart([(b.confidence, b.accuracy, b.count) for b in bins if b.count]))
        blocks.append(
            Paragraph(
                _("Points on the dashed line are ideal; below it the model is too sure. Large points count more."),
                "note",
            )
        )
    blocks.append(
        Paragraph(
            _("Temperature {value:.2f}, fitted on the validation part (Guo et al. 2017); expected calibration error.")
            .format(value=calibration.temperature),
            "note",
        )
    )  # fmt: skip
    return Section(_("How sure it is"), tuple(blocks))


def _figures(found: MapQuality) -> tuple[str, ...]:
    return (
        _(BADGE_TITLES[found.badge]),
        measured_percent(found.better_share),
        f"{found.deletion:.3f} / {found.deletion_random:.3f}",
        f"{found.insertion:.3f} / {found.insertion_random:.3f}",
        f"{found.randomised_correlation:.2f}",
        str(found.n),
    )


def map_quality_section(facts: RunFacts) -> Section:
    """Can the heat maps be believed?"""
    report = facts.map_quality
    if report is None or not report.maps:
        blocks: list[Block] = [
            Paragraph(
                _("The heat maps of this run have not been examined: look at them with care, they may mislead."),
                "warning",
            )
        ]
        if report is not None and report.note:
            blocks.append(Paragraph(_(report.note)))
        return Section(_("Can the heat maps be believed?"), tuple(blocks))
    rows = tuple(
        (
            facts.title(m.field),
            method_title(m.method),
            *((_("Grey: nothing to compare"), *"–––––") if m.is_single else _figures(m)),
        )
        for m in report.maps
    )
    header = (
        _("Field"),
        _("Map"),
        _("Badge"),
        _("Better than random"),
        _("Deletion: map / random"),
        _("Insertion: map / random"),
        _("Same with random weights"),
        _("Examples"),
    )
    found: list[Block] = [DataTable(header, rows, texts=3)]
    found += [
        Paragraph(
            _("{field}, {method}: {reason}").format(
                field=facts.title(m.field), method=method_title(m.method), reason=m.reason()
            )
        )
        for m in report.maps
    ]
    found.append(
        Paragraph(
            _("Deletion and insertion: area under the curve of the answer's probability while parts are hidden or "
              "brought back in the map's order (Petsiuk et al. 2018). Random weights: Adebayo et al. 2018."),
            "note",
        )
    )  # fmt: skip
    return Section(_("Can the heat maps be believed?"), tuple(found))


def origin_section(facts: RunFacts) -> Section:
    """What is needed to do it again: versions, seed, dates, the hash of the data."""
    manifest = facts.manifest
    created = manifest.created.astimezone(UTC)
    started = facts.history.started
    rows = [
        (_("Run"), one_line(facts.name, 120)),
        (_("Trained"), f"{created:%Y-%m-%d %H:%M} UTC"),
        *((one_line(name, 40), one_line(version, 80)) for name, version in manifest.versions.items()),
        (_("Seed"), str(facts.experiment.get("seed", "–"))),
        (_("Device"), (started.device_name or started.device) if started is not None else "–"),
    ]
    if facts.fingerprint:
        rows.append((_("Fingerprint of the examples"), facts.fingerprint))
    if facts.calibration is not None:
        rows.append((_("Temperature"), f"{facts.calibration.temperature:.4f}"))
    blocks: list[Block] = [Facts(tuple(rows))]
    blocks += [Paragraph(one_line(notice, 300), "note") for notice in _notices(facts)[-10:]]
    return Section(_("How it was made"), tuple(blocks))


def _notices(facts: RunFacts) -> list[str]:
    """What the training said, in its language; what it left out, which came first, in the present one."""
    left_out = [f"{piece}." for piece in facts.omissions.parts()]
    return list(dict.fromkeys((*left_out, *facts.history.notices[len(left_out) :])))


def _with_titles(race: RaceResult, facts: RunFacts) -> RaceResult:
    """The race with its single senses called as everywhere in the report."""
    entries = tuple(
        replace(e, entrant=replace(e.entrant, label=facts.title(e.entrant.fields[0])))
        if e.kind == "single" and e.entrant.fields
        else e
        for e in race.entries
    )
    return replace(race, entries=entries)


def _race_bar(entry: RaceEntry, facts: RunFacts) -> Bar:
    fields = entry.entrant.fields
    colour = facts.colour(fields[0]) if len(fields) == 1 else MUTED
    return Bar(entry.title(), entry.test or 0.0, (entry.low, entry.high), colour)


def _race_origin(race: RaceResult) -> str:
    return _("Race {number} of {date}, seed {seed}. {about}").format(
        number=race.number, date=race.created[:10], seed=race.seed, about=race.about()
    )
