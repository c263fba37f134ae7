"""Keeping what was made as files: report, answers to a table, examples, model, project. Topic "kept"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mmgui.core.data.exporting import WRITTEN_TABLES
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import N_, _, join_sentences, ngettext
from mmgui.core.saving import SavedFile
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.open_model import ModelCard, OpenModel
from mmgui.session.open_project import OpenProject
from mmgui.session.recent_projects import list_made

if TYPE_CHECKING:
    from mmgui.core.cancel import CancelToken
    from mmgui.core.data.example_table import SavedExamples
    from mmgui.core.data.runs import Run
    from mmgui.core.reporting.answered_table import AnsweredTable
    from mmgui.core.reporting.blocks import Report
    from mmgui.core.reporting.table_columns import ColumnChoice, ColumnMatch

Kind: TypeAlias = Literal["report", "predictions", "examples", "model", "project"]
PdfWriter: TypeAlias = "Callable[[Path, Report, CancelToken | None], None]"
ColumnAsker: TypeAlias = "Callable[[ColumnMatch, Callable[[ColumnChoice], None]], None]"
REPORT_SUFFIXES = (".html", ".htm", ".pdf")
_MOST_NOTES = 3  # of a table that was answered, in a sentence


class Exports:
    """Writes on the "background" lane, with progress and cancel. Files appear whole or not at all.

    last_table: what became of the table that was answered last.
    """

    def __init__(self, bus: Bus, project: OpenProject, model: OpenModel) -> None:
        self._bus, self._project, self._model = bus, project, model
        self.last_table: AnsweredTable | None = None
        self.last_path: Path | None = None
        self.last_kind: Kind | None = None
        self._jobs: list[Job] = []

    @property
    def is_busy(self) -> bool:
        return any(job in self._bus.jobs.active for job in self._jobs)

    # -- what can be kept --------------------------------------------------------------------------------------------

    @property
    def reportable_run(self) -> Run | None:
        """The run that a report would be about: that of the loaded model, else the newest that ended with figures."""
        runs = [r for r in self._project.runs if r.metrics]
        loaded = next((r for r in runs if r.id == self._model.run_id), None)
        return loaded or (runs[-1] if runs else None)

    # -- intents -----------------------------------------------------------------------------------------------------

    def save_report(self, run_id: int, path: Path, write_pdf: PdfWriter | None = None) -> None:
        """The report of a run of the open project as one file, .html or .pdf by the name's ending.

        write_pdf: from a window, which knows how to draw pages; without it only HTML can be written.
        """
        project, run = self._project, self._project.run(run_id)
        problem = _unfit_report(path, write_pdf is not None)
        if problem is not None:
            self._bus.tell(problem)
            return
        if run is None:
            self._bus.tell(ExperimentError(_("This run is not there any more."), _("Choose another run.")))
            return
        examples, folder, project_name = project.examples, project.path, project.name

        def work(job: Job) -> Path:
            from mmgui.core.race.entrants import read_races
            from mmgui.core.reporting.report import make_report, save_report_html

            races = () if folder is None else read_races(folder)
            report = make_report(
                run.folder, examples, races, name=run.name, project=project_name, cancel=job.cancel, progress=job.report
            )
            job.cancel.raise_if_cancelled()
            if path.suffix.lower() == ".pdf" and write_pdf is not None:
                write_pdf(path, report, job.cancel)
            else:
                save_report_html(path, report)
            return path

        self._submit(
            _("Writing the report"), work, lambda path: self._kept("report", path, _("Saved “{name}” in “{folder}”."))
        )

    def save_predictions(self, source: Path | None, path: Path, ask_columns: ColumnAsker | None = None) -> None:
        """The loaded model's answers to every row of `source` (a table or folder; None = the open project's examples)
        as .csv, .tsv or .xlsx.

        ask_columns: asks the person which column is which field, where that is not clear, and calls back with the
        choice, or not at all; without it such a table is refused.
        """
        card, examples = self._model.card, self._project.examples
        if path.suffix.lower() not in WRITTEN_TABLES:
            self._bus.tell(
                DataError(
                    _("A table cannot be written as “{suffix}”.").format(suffix=path.suffix or path.name),
                    _("Choose a name that ends in .csv, .tsv or .xlsx."),
                    file=path,
                )
            )
            return
        if card is None:
            self._bus.tell(ExperimentError(_("No model is loaded."), _("Train one, or load one first.")))
            return
        if source is None and examples is None:
            self._bus.tell(ExperimentError(_("No project is open."), _("Choose a table instead.")))
            return
        if source is not None:
            self._answer_table(card, source, path, None, ask_columns)
            return

        def work(job: Job) -> AnsweredTable:
            from mmgui.core.reporting.answers_place import check_place

            check_place(path)
            from mmgui.core.inference.predictor import Predictor
            from mmgui.core.reporting.predictions_table import predict_examples

            # A predictor of its own: the one on the Try page answers on another lane at the same time.
            predictor = Predictor.load(card.path)
            assert examples is not None
            return predict_examples(predictor, examples, path, cancel=job.cancel, progress=job.report)

        self._submit(N_("Answering a table"), work, lambda table: self._answered(path, table))

    def save_examples(self, path: Path) -> None:
        """The open project's examples as .csv, .tsv or .xlsx, with copies of their files in a folder beside it."""
        examples = self._project.examples
        if examples is None:
            return

        def work(job: Job) -> SavedExamples:
            from mmgui.core.data.example_table import save_examples

            return save_examples(examples, path, cancel=job.cancel, progress=job.report)

        def done(saved: SavedExamples) -> None:
            more = []
            if saved.folder is not None:
                more.append(_("The files are in “{folder}” beside it.").format(folder=saved.folder.name))
            if saved.missing:
                lost = ngettext(
                    "{count} file is not there any more: its cell is empty.",
                    "{count} files are not there any more: their cells are empty.",
                    saved.missing,
                )
                more.append(lost.format(count=saved.missing))
            self._kept("examples", path, _("Saved “{name}” in “{folder}”."), more)

        self._submit(N_("Writing the examples"), work, done)

    def save_model(self, path: Path) -> None:
        """The loaded model, to use it elsewhere: as one file if the name ends in .mmmodel, else as a folder."""
        card = self._model.card
        if card is None:
            self._bus.tell(ExperimentError(_("No model is loaded."), _("Train one, or load one first.")))
            return

        def work(job: Job) -> None:
            from mmgui.core.run.model_file import save_model

            save_model(card.path, path, job.cancel)

        self._submit(
            _("Saving the model"), work, lambda _none: self._kept("model", path, _("Saved “{name}” in “{folder}”."))
        )

    def copy_project(self, path: Path) -> None:
        """All of the open project as another one at `path`, which is not opened."""
        if not self._project.is_open:
            return
        store = self._project.store

        def done(made: Path) -> None:
            list_made(self._bus, made)
            self._kept("project", made, _("Saved “{name}” in “{folder}”."))

        self._submit(N_("Copying the project"), lambda job: store.copy_to(path, job.cancel, job.report), done)

    # -- the lane's side ---------------------------------------------------------------------------------------------

    def _answer_table(
        self, card: ModelCard, source: Path, path: Path, choice: ColumnChoice | None, ask_columns: ColumnAsker | None
    ) -> None:
        """Answer a table of which the columns are known (`choice`) or matched; else ask, and come back with the choice.

        A column that can only be the true labels is asked about too, as its name does not say so.
        """

        def work(job: Job) -> AnsweredTable | ColumnMatch:
            from mmgui.core.reporting.answers_place import check_place
            from mmgui.core.reporting.table_columns import match_columns, open_source

            table, chosen = open_source(source, job.cancel), choice
            check_place(path, table.path)  # before the person is asked anything
            if chosen is None:
                match = match_columns(table, card.fields, card.classes, job.cancel, card.columns)
                if ask_columns is not None and (match.doubtful or match.proposed_label is not None):
                    return match
                chosen = match.certain()
            from mmgui.core.inference.predictor import Predictor
            from mmgui.core.reporting.predictions_table import predict_rows

            predictor = Predictor.load(card.path)
            return predict_rows(predictor, table, path, chosen, cancel=job.cancel, progress=job.report)

        def done(found: AnsweredTable | ColumnMatch) -> None:
            from mmgui.core.reporting.table_columns import ColumnMatch

            if not isinstance(found, ColumnMatch):
                self._answered(path, found)
            elif ask_columns is not None:
                ask_columns(found, lambda chosen: self._answer_table(card, source, path, chosen, ask_columns))

        self._submit(N_("Answering a table"), work, done)

    def _answered(self, path: Path, table: AnsweredTable) -> None:
        from mmgui.core.reporting.answered_table import table_sentences
        from mmgui.core.text import grouped

        self.last_table = table
        said = ngettext(
            "Saved “{name}” in “{folder}”: {count} row.",
            "Saved “{name}” in “{folder}”: {count} rows.",
            table.rows,
        )
        said = said.replace("{count}", grouped(table.rows))  # name and folder are put in later
        notes = [f"{note.where}: {note.what}" for note in table.notes[:_MOST_NOTES]]
        self._kept("predictions", path, said, [*table_sentences(table), *notes])

    def _submit(self, title: str, work: Callable[[Job], Any], done: Callable[[Any], None]) -> None:
        self._jobs = [job for job in self._jobs if job in self._bus.jobs.active]
        self._jobs.append(self._bus.submit("background", Job(title, work, on_success=done)))

    def _kept(self, kind: Kind, path: Path, sentence: str, more: Sequence[str] = ()) -> None:
        self.last_kind, self.last_path = kind, path
        said = sentence.format(name=path.name, folder=path.parent.name or str(path.parent))
        self._bus.tell(SavedFile(join_sentences([said, *more]), path))
        self._bus.changed("kept")


def _unfit_report(path: Path, has_pdf: bool) -> DataError | None:
    """Why a report cannot have this name."""
    suffix = path.suffix.lower()
    if suffix in REPORT_SUFFIXES and (has_pdf or suffix != ".pdf"):
        return None
    hint = _("Choose a name that ends in .html or .pdf.") if has_pdf else _("Choose a name that ends in .html.")
    return DataError(_("A report cannot be written as “{suffix}”.").format(suffix=suffix or path.name), hint, file=path)
