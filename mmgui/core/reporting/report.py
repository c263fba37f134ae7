"""One report of a run: gathered, put into sections, and written as a self-contained web page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from mmgui import __version__
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.errors import UserFacingError
from mmgui.core.files import write_text
from mmgui.core.i18n import _, join_names, language
from mmgui.core.models.catalogue import fusion_title
from mmgui.core.race.entrants import RaceResult
from mmgui.core.reporting.blocks import Paragraph, Report, Section
from mmgui.core.reporting.report_examples import examples_section
from mmgui.core.reporting.report_html import report_html
from mmgui.core.reporting.report_parts import (
    confusion_section,
    curves_section,
    data_section,
    figures_section,
    settings_section,
    split_section,
)
from mmgui.core.reporting.report_summary import summary_section
from mmgui.core.reporting.report_why import (
    map_quality_section,
    origin_section,
    race_section,
    senses_section,
    uncertainty_section,
)
from mmgui.core.run.facts import RunFacts, gather_facts
from mmgui.core.saving import saving
from mmgui.core.text import one_line


def make_report(
    run: Path,
    examples: ExampleSet | None = None,
    races: Sequence[RaceResult] = (),
    *,
    name: str = "",
    project: str = "",
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The report of a run folder in the present language.

    examples: those of the project, with absolute media paths; without them nothing is explained by example. What was
    never measured is said in one sentence in its place. Raises CheckpointError (no run there), Cancelled.
    """
    facts = gather_facts(run, examples, races, name)
    if cancel is not None:
        cancel.raise_if_cancelled()
    sections = (
        summary_section(facts),
        data_section(facts),
        split_section(facts),
        settings_section(facts),
        curves_section(facts),
        figures_section(facts),
        confusion_section(facts),
        senses_section(facts),
        race_section(facts),
        uncertainty_section(facts),
        map_quality_section(facts),
        _explained(facts, run, cancel, progress),
        origin_section(facts),
    )
    made = _("Made on {time} by Multimodal Playground {version}.").format(
        time=f"{datetime.now():%Y-%m-%d %H:%M}", version=__version__
    )
    title = one_line(project, 80) or fusion_title(facts.manifest.fusion)
    return Report(
        title=_("Report: {name}").format(name=title),
        subtitle=_subtitle(facts),
        language=language(),
        made=made,
        sections=sections,
    )


def _subtitle(facts: RunFacts) -> str:
    name, fields = one_line(facts.name, 80), join_names(facts.title(f.name) for f in facts.manifest.fields)
    if len(facts.manifest.fields) < 2:
        return _("Run {name}: {fields}").format(name=name, fields=fields)
    return _("Run {name}: {fusion}, {fields}").format(
        name=name, fusion=fusion_title(facts.manifest.fusion), fields=fields
    )


def save_report_html(path: Path, report: Report) -> None:
    """Write the report as one HTML file, whole or not at all. Raises DataError if the place cannot be written."""
    with saving(path):
        write_text(path, report_html(report))


def _explained(
    facts: RunFacts, run: Path, cancel: CancelToken | None, progress: Callable[[int, int], None] | None
) -> Section:
    """The section of examples; a model that cannot be loaded any more leaves a sentence instead."""
    from mmgui.core.inference.predictor import Predictor

    if facts.examples is None:
        return examples_section(facts, None)
    try:
        predictor = Predictor.load(run)
    except UserFacingError as error:
        return Section(_("Examples, explained"), (Paragraph(error.sentence(), "note"),))
    if facts.map_quality is not None:
        predictor.use_map_quality(facts.map_quality)
    return examples_section(facts, predictor, cancel, progress)
