"""mmgui report, and mmgui predict --table: what was found, as files."""

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mmgui.cli.accounts import list_by_kind, say_waiting
from mmgui.cli.printing import check_out, say, say_json
from mmgui.cli.sources import (
    SCENE_PREFIX,
    chosen_split,
    is_project,
    progress,
    read_examples,
    source_options,
    speak,
)
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, ImportMapping
from mmgui.core.errors import DataError, ExperimentError, ProjectError, UserFacingError
from mmgui.core.i18n import _, join_sentences, ngettext
from mmgui.core.paths import cache_folder

if TYPE_CHECKING:
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.race.entrants import RaceResult
    from mmgui.core.reporting.answered_table import AnsweredTable
    from mmgui.core.reporting.blocks import Report
    from mmgui.core.reporting.table_columns import ColumnChoice, ColumnMatch


def report_run(arguments: argparse.Namespace) -> None:
    """The report of a run as HTML or PDF; its project is found by itself when the run lies in one."""
    from mmgui.core.reporting.report import make_report, save_report_html

    speak(arguments)
    run, out = Path(arguments.run), Path(arguments.out)
    if out.suffix.lower() not in (".html", ".htm", ".pdf"):
        raise DataError(
            _("A report cannot be written as “{suffix}”.").format(suffix=out.suffix or out.name),
            _("Choose a name that ends in .html or .pdf."),
            file=out,
        )
    check_out(out)
    examples, races, project = _examples_and_races(run, arguments)
    say_waiting(arguments)
    report = make_report(
        run, examples, races, project=project, cancel=CancelToken(), progress=progress(_("looking at examples"))
    )
    if out.suffix.lower() == ".pdf":
        _write_pdf(out, report)
    else:
        save_report_html(out, report)
    card = None
    if arguments.card:
        from mmgui.core.reporting.model_card import save_model_card

        card = save_model_card(run)
    if arguments.json:
        say_json({"report": str(out), "card": None if card is None else str(card)})
        return
    say(_("report in {path}").format(path=out))
    if card is not None:
        say(_("model card in {path}").format(path=card))


def predict_table(arguments: argparse.Namespace) -> None:
    """The answers to every row of a table, folder, project or scene, and how many of them are right."""
    from mmgui.core.inference.predictor import Predictor
    from mmgui.core.reporting.answered_table import table_sentences
    from mmgui.core.reporting.predictions_table import predict_examples
    from mmgui.core.text import THIN_SPACE
    from mmgui.core.training.spelling import say_joinable

    if not arguments.out:
        raise ExperimentError(
            _("It was not said where the table with the answers goes."),
            _("Write --out NAME.csv or --out NAME.xlsx."),
            parameter="out",
        )
    source, out = arguments.table, Path(arguments.out)
    is_scene = source.startswith(SCENE_PREFIX)
    has_columns = not is_scene and not is_project(Path(source))
    _refuse_unused(source, is_scene, has_columns, arguments)
    if not has_columns:
        check_out(out, *([cache_folder() / "scenes"] if is_scene else []))
        predictor = Predictor.load(Path(arguments.run))
        examples = read_examples(source, arguments, known=predictor.classes)
        table = predict_examples(predictor, examples, out, progress=progress(_("answering")))
    else:
        if not Path(source).exists():
            raise DataError(
                _("“{path}” does not exist.").format(path=source), _("Check the spelling of the path."), file=source
            )
        table = _answer_source(Predictor.load(Path(arguments.run)), Path(source), out, arguments)
    if arguments.json:
        say_json({"table": str(out)} | table.to_json())
        return
    text = ngettext("{count} row in {path}", "{count} rows in {path}", table.rows)
    say(text.format(count=table.rows, path=out))
    for sentence in filter(None, [*table_sentences(table), say_joinable(table.near)]):
        say(sentence.replace(THIN_SPACE, " "))


def _refuse_unused(source: str, is_scene: bool, has_columns: bool, arguments: argparse.Namespace) -> None:
    """Raises ExperimentError for an option that this source would pass over in silence."""
    for name in ("field", "label", "split", "read_as", "encoding"):
        if not has_columns and getattr(arguments, name):
            option = name.replace("_", "-")
            raise ExperimentError(
                _("“{source}” has no columns to choose from, so --{option} says nothing.").format(
                    source=source, option=option
                ),
                _("Leave --{option} out.").format(option=option),
                parameter=name,
            )
    if arguments.count is not None and not is_scene:
        raise ExperimentError(
            _("--count goes with scene:NAME only."),
            _("Leave --{option} out.").format(option="count"),
            parameter="count",
        )


def _answer_source(predictor: "Predictor", source: Path, out: Path, arguments: argparse.Namespace) -> "AnsweredTable":
    from mmgui.core.reporting.predictions_table import predict_rows
    from mmgui.core.reporting.table_columns import match_columns, open_source

    options = source_options(arguments)
    table = open_source(source, options=options)
    list_by_kind(table.found)
    check_out(out, table.path)
    match = match_columns(table, predictor.fields, predictor.classes, trained=predictor.columns)
    columns = _chosen_columns(match, arguments)
    shown = progress(_("answering"))
    answered = predict_rows(predictor, table, out, columns, join_labels=options.join_labels, progress=shown)
    list_by_kind(answered.notes)
    return answered


def _chosen_columns(match: "ColumnMatch", arguments: argparse.Namespace) -> "ColumnChoice":
    """The columns that match, corrected by --field, --label and --split. Raises ExperimentError while one is in doubt.

    A name that is no column is found by whoever reads the table.
    """
    from mmgui.core.reporting.table_columns import chosen_with, columns_sentence, read_field_wish

    wishes: dict[str, str | None] = {}
    for text in arguments.field:
        name, column = read_field_wish(text, match)
        if name in wishes:
            raise ExperimentError(
                _("The field “{name}” is named twice.").format(name=name),
                _("Write --field {name}=COLUMN once.").format(name=name),
                parameter="field",
            )
        wishes[name] = column
    match = chosen_with(match, wishes)
    if match.doubtful:
        how = _("Write --field {name}=COLUMN, or --field {name}= for none.").format(name=match.doubtful[0])
        raise ExperimentError(
            match.question(), join_sentences([how, columns_sentence(match.columns)]), parameter="field"
        )
    choice = match.choice
    split = chosen_split(arguments, match.columns, choice.split)
    return replace(choice, label=arguments.label or choice.label, split=split)


def _examples_and_races(
    run: Path, arguments: argparse.Namespace
) -> "tuple[ExampleSet | None, tuple[RaceResult, ...], str]":
    from mmgui.core.race.entrants import read_races

    if arguments.source:
        examples = read_examples(arguments.source, arguments, trained=_trained_columns(run))
        path = Path(arguments.source)
        is_scene = arguments.source.startswith(SCENE_PREFIX)
        races = read_races(path) if not is_scene and is_project(path) else ()
        return examples, races, examples.name
    folder = run.resolve().parent.parent
    if not is_project(folder):
        return None, (), ""
    try:
        examples = read_examples(str(folder), arguments)
    except ProjectError:  # open in a window right now: the report is made without examples, and says so
        return None, read_races(folder), ""
    return examples, read_races(folder), examples.name


def _trained_columns(run: Path) -> "ImportMapping | None":
    from mmgui.core.inference.trained_columns import trained_columns
    from mmgui.core.models.manifest import find_model, load_manifest

    return trained_columns(load_manifest(find_model(run)[0]))


def _write_pdf(out: Path, report: "Report") -> None:
    """Qt draws the pages, without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtGui import QGuiApplication

        from mmgui.gui.report_pdf import save_report_pdf
    except ImportError as error:
        raise UserFacingError(
            _("PySide6 is not installed, so no PDF can be written."), _("Choose a name that ends in .html."), str(error)
        ) from error
    application = QGuiApplication.instance() or QGuiApplication([])
    save_report_pdf(out, report)
    del application
