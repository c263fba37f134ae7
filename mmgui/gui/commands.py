"""What the actions do: ask for a file where one is needed, then send the intent to the session."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, cast

from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

import mmgui
from mmgui.core.data.example import Example
from mmgui.core.data.importing.file_names import ARCHIVE_ENDINGS
from mmgui.core.data.importing.tables.rows import TABLE_SUFFIXES
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_sentences, language
from mmgui.core.logs import log_path
from mmgui.core.paths import MODEL_SUFFIX, PROJECT_SUFFIX, default_projects_folder
from mmgui.core.text import one_line
from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.gui.kit.steps import ProjectSteps, Steps
from mmgui.gui.kit.text_size import STEPS, next_step
from mmgui.gui.kit.texts import message_box
from mmgui.gui.kit.theme import Scheme, other_scheme
from mmgui.modalities import in_order, kinds_of_file
from mmgui.modalities.contract import Modality
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.cancel import CancelToken
    from mmgui.core.reporting.blocks import Report
    from mmgui.core.reporting.table_columns import ColumnChoice, ColumnMatch

Place: TypeAlias = Literal["home", "data", "train", "results", "try"]
PLACES: tuple[Place, ...] = ("home", "data", "train", "results", "try")
_MODELS = (".safetensors", MODEL_SUFFIX)


class Frame(Protocol):
    """What commands need of the window."""

    def show_place(self, place: Place) -> None: ...
    def go_when_open(self, place: Place) -> None: ...
    def start_training(self) -> None: ...
    def try_example(self, run_id: int, example: Example) -> None: ...
    def try_file(self, path: Path) -> None: ...
    def set_scheme(self, scheme: Scheme) -> None: ...
    def set_text_size(self, percent: int) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def shown_topic(self) -> str: ...
    def close(self) -> bool: ...


class Commands:
    """One method per action. Nothing here blocks: dialogs are opened, not executed."""

    def __init__(self, session: Session, frame: Frame) -> None:
        self._session = session
        self._frame = frame
        self.steps_of_page: Callable[[], Steps | None] = lambda: None  # what Undo means on the one that is shown

    # -- places ------------------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        self._frame.show_place(place)

    # -- projects ----------------------------------------------------------------------------------------------------

    def new_project(self) -> None:
        self._open_project_dialog(_("New project"), self._create, _("My project"), _("Make"))

    def copy_project(self) -> None:
        """Ask for a name, then write all of the open project there as another one."""
        name = _("{name} copy").format(name=self._session.project.name)
        self._open_project_dialog(_("Copy the project"), self._session.exports.copy_project, name, _("Copy"))

    def _open_project_dialog(self, title: str, then: Callable[[Path], None], name: str, accept: str) -> None:
        folder = default_projects_folder()
        dialog = self._save_dialog(title, then, {_("Project"): PROJECT_SUFFIX}, name + PROJECT_SUFFIX)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, accept)
        if not self._session.settings.last_folder and folder.is_dir():
            dialog.setDirectory(str(folder))
        dialog.open()

    def rename_project(self) -> None:
        dialog = QInputDialog(self._widget)
        dialog.setWindowTitle(_("Rename the project"))
        dialog.setLabelText(_("The project, and its folder, is to be called"))
        dialog.setTextValue(self._session.project.name)
        dialog.setOkButtonText(_("Rename"))
        dialog.setCancelButtonText(_("Cancel"))
        dialog.textValueSelected.connect(self._session.project.rename)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_project(self) -> None:
        dialog = self._dialog(
            _("Open a project (a folder that ends in .mmproj)"), QFileDialog.FileMode.Directory, self.open_path
        )
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def open_path(self, path: Path) -> None:
        """Open a project folder and show its data."""
        self._frame.go_when_open("data")
        self._session.project.open(path)

    def close_project(self) -> None:
        self._session.project.close()
        if not self._session.project.is_open:
            self._frame.show_place("home")

    def open_scene(self, name: str, then: Place = "train", percent: int | None = None) -> None:
        """Open a built-in scene; its examples are made the first time. Then on to training, or elsewhere."""
        self._frame.go_when_open(then)
        self._session.project.open_scene(name, language(), percent=percent)

    def _create(self, path: Path) -> None:
        if path.suffix != PROJECT_SUFFIX:
            path = path.with_name(path.name + PROJECT_SUFFIX)
        self._frame.go_when_open("data")
        self._session.project.create(path)

    # -- import ------------------------------------------------------------------------------------------------------

    def import_file(self) -> None:
        dialog = self._dialog(
            _("Import a table"), QFileDialog.FileMode.ExistingFile, lambda path: self.take_paths([path])
        )
        dialog.setNameFilters(_table_filters())
        dialog.open()

    def import_folder(self) -> None:
        dialog = self._dialog(
            _("Import a folder (one sub-folder per answer, or pictures with a metadata table)"),
            QFileDialog.FileMode.Directory,
            self._look_at,
        )
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def choose_values(self, title: str, then: Callable[[list[Path]], None]) -> None:
        """Ask for files of single values, several at once."""
        dialog = self._dialog(title, QFileDialog.FileMode.ExistingFiles, lambda _path: None)
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        dialog.setNameFilters(_value_filters())
        dialog.open()

    def _look_at(self, source: Path) -> None:
        self._frame.show_place("data")
        self._session.project.look_at(source)

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Whatever was dropped on the window or chosen: a project is opened, a model or a run folder is loaded, a file
        of one value is given to the model, anything else is imported."""
        tables = [p for p in paths if p.suffix.lower() in TABLE_SUFFIXES and p.suffix.lower() != ".txt"]
        if len(paths) > 1 and len(tables) == 1:
            paths = tables  # a table dropped together with its pictures: the table names them
        if len(paths) != 1:
            folders = {p.parent for p in paths}
            hint = _("Drop one table, one folder, one project or one model at a time.")
            if len(folders) == 1:
                hint = _("Drop the folder “{name}” instead.").format(name=folders.pop().name)
            if self._session.classes.names and all(kinds_of_file(path) for path in paths):
                hint = _("To make examples of them, drop them on one of the classes on the Data page.")
            self._session.tell(DataError(_("Several files were dropped at once."), hint))
            return
        path = paths[0]
        if path.suffix == PROJECT_SUFFIX:
            self.open_path(path)
        elif path.suffix.lower() in _MODELS or is_run_folder(path):
            self._load(path)
        elif (kinds := kinds_of_file(path)) and path.is_file():
            self._take_value(path, kinds)
        else:
            self._look_at(path)

    def _take_value(self, path: Path, kinds: Sequence[Modality]) -> None:
        """One value is no data set: the model that is open answers it, or its folder is offered."""
        card = self._session.model.card
        if card is not None and {field.modality for field in card.fields} & {kind.name for kind in kinds}:
            self._frame.try_file(path)
            return
        kind, folder = kinds[0], path.absolute().parent
        title, name = kind.title(), one_line(folder.name or str(folder), 60)
        reason = _("There is no model yet that could answer it.")
        if card is not None:
            reason = kind.say("not read") or _("The model that is open reads nothing of this kind.")
        advice = kind.say("import them") or _("To teach a model, import the folder “{name}” with all such files in it.")
        text = kind.say("one file") or _("“{name}” is a single file ({title}).")
        message_box(
            self._widget,
            text.format(name=one_line(path.name), title=title),
            join_sentences([reason, advice.format(name=name)]),
            title=kind.say("one") or title,
            buttons=((_("Import the folder"), lambda: self._look_at(folder)), (_("Cancel"), None)),
        )

    # -- model -------------------------------------------------------------------------------------------------------

    def load_model(self) -> None:
        dialog = self._dialog(_("Load a model"), QFileDialog.FileMode.ExistingFile, self._load)
        known, every = _("Models"), _("All files")
        endings = " ".join(f"*{ending}" for ending in _MODELS)
        dialog.setNameFilters([f"{known} ({endings})", f"{every} (*)"])
        dialog.open()

    def _load(self, path: Path) -> None:
        self._frame.show_place("try")
        self._session.model.load_file(path)

    def try_example(self, run_id: int, example: Example) -> None:
        """Open an example on the Try page, with this run's model."""
        self._frame.try_example(run_id, example)

    # -- saving ------------------------------------------------------------------------------------------------------

    def save_report(self, run_id: int | None = None) -> None:
        """Ask where, then write the report of a run; without one, of the run that is in use."""
        exports = self._session.exports
        run = exports.reportable_run if run_id is None else self._session.project.run(run_id)
        if run is None:
            return
        chosen = run.id
        self._save_dialog(
            _("Save a report"),
            lambda path: exports.save_report(chosen, path, _write_pdf),
            {_("Web page"): ".html", _("PDF document"): ".pdf"},
            _("Report"),
        ).open()

    def save_examples(self) -> None:
        """Ask where, then write the examples as a table, with their files beside it."""
        self._save_dialog(
            _("Save the examples"), self._session.exports.save_examples, _tables(), self._session.project.name
        ).open()

    def save_model(self) -> None:
        """Ask where, then write the loaded model as one file or as a folder."""
        kinds = {_("Model in one file"): MODEL_SUFFIX, _("Model as a folder"): ""}
        self._save_dialog(_("Save the model"), self._session.exports.save_model, kinds, _("model")).open()

    def save_predictions(self) -> None:
        """Ask for a table, then for a name, then answer every row with the loaded model."""
        dialog = self._dialog(_("Choose the table to answer"), QFileDialog.FileMode.ExistingFile, self._save_answers_to)
        dialog.setNameFilters(_table_filters())
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("Next"))
        dialog.open()

    def _save_answers_to(self, source: Path) -> None:
        answers = _("answers")
        self._save_dialog(
            _("Save the answers"), lambda path: self.answer_table(source, path), _tables(), f"{source.stem} {answers}"
        ).open()

    def answer_table(self, source: Path, path: Path) -> None:
        """Answer every row of `source`; where it is not clear which column is which field, the person says it."""

        def ask(match: "ColumnMatch", answer: "Callable[[ColumnChoice], None]") -> None:
            from mmgui.gui.kit.columns_dialog import ColumnsDialog

            ColumnsDialog(self._widget, match, answer).open()

        self._session.exports.save_predictions(source, path, ask)

    # -- editing, training -------------------------------------------------------------------------------------------

    @property
    def steps(self) -> Steps:
        """What Undo and Redo mean now: what the page that is shown has of its own, else the edits of the project."""
        return self.steps_of_page() or ProjectSteps(self._session)

    def undo(self) -> None:
        self.steps.undo()

    def redo(self) -> None:
        self.steps.redo()

    def start_training(self) -> None:
        self._frame.start_training()

    def pause_or_resume(self) -> None:
        training = self._session.training
        if training.status == "paused":
            training.resume()
        else:
            training.pause()

    def stop_training(self) -> None:
        self._session.training.stop()

    # -- looks, help, end --------------------------------------------------------------------------------------------

    def toggle_theme(self) -> None:
        self._frame.set_scheme(other_scheme())

    def change_text_size(self, step: int) -> None:
        """Larger (1), smaller (-1) or as usual (0)."""
        percent = self._session.settings.text_percent
        self._frame.set_text_size(next_step(percent, step) if step else STEPS[0])

    def toggle_full_screen(self) -> None:
        self._frame.toggle_full_screen()

    def help(self) -> None:
        """What the page that is shown is for; of Train, what its view is for."""
        from mmgui.gui.help.help_dialog import HelpDialog

        HelpDialog(self._widget, self._frame.shown_topic()).open()

    def about(self) -> None:
        message_box(
            self._widget,
            _("Multimodal Playground {version}").format(version=mmgui.__version__),
            _(
                "Teach a model to use several senses at once, and see why it answers as it does. "
                "It works without a network: nothing leaves this computer. MIT licence.\n\nLog: {place}"
            ).format(place=log_path()),
            title=_("About"),
        )

    def quit(self) -> None:
        self._frame.close()

    # -- dialogs -----------------------------------------------------------------------------------------------------

    @property
    def _widget(self) -> QWidget:
        return cast(QWidget, self._frame)

    def _dialog(self, title: str, mode: QFileDialog.FileMode, then: Callable[[Path], None]) -> QFileDialog:
        """A file dialog that remembers its folder and calls `then` with the chosen path."""
        dialog = FileDialog(self._widget, title, folder_to_start_in(self._session.settings.last_folder))
        dialog.setFileMode(mode)

        def chosen(name: str) -> None:
            path = Path(name)
            self._session.change_settings(last_folder=str(path.parent))
            then(path)

        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _save_dialog(
        self, title: str, then: Callable[[Path], None], kinds: Mapping[str, str], name: str
    ) -> QFileDialog:
        """A file dialog for a new file. kinds: per title the ending, the usual one first; the chosen one is added."""

        def named(path: Path) -> None:
            """Qt leaves names with a dot as they are: "posts v1.2" would have no ending."""
            ending = "." + dialog.defaultSuffix() if dialog.defaultSuffix() else ""
            then(path if path.suffix.lower() in kinds.values() else path.with_name(path.name + ending))

        dialog = self._dialog(title, QFileDialog.FileMode.AnyFile, named)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        endings = {f"{kind} (*{ending})": ending.lstrip(".") for kind, ending in kinds.items()}
        usual = next(iter(endings.values()))
        dialog.setNameFilters(list(endings))
        dialog.setDefaultSuffix(usual)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings.get(chosen, usual)))
        dialog.selectFile(name)
        return dialog


def is_run_folder(path: Path) -> bool:
    """A folder that holds a trained model: what `mmgui train --run` writes."""
    return all((path / name).is_file() for name in ("manifest.json", "best.safetensors"))


def folder_to_start_in(last: str) -> str:
    """The last folder as long as it is there, else the home folder: never the program's working directory."""
    return last if last and Path(last).is_dir() else str(Path.home())


def _tables() -> dict[str, str]:
    """The kinds of table that are written."""
    return {_("Excel table"): ".xlsx", _("Text table"): ".csv"}


def _table_filters() -> list[str]:
    """What a file dialog offers for a source: everything that an import reads, and all files."""
    endings = " ".join(f"*{ending}" for ending in (*TABLE_SUFFIXES, *ARCHIVE_ENDINGS))
    # Texts stand outside the f-strings: inside, the collector of texts does not see them.
    known, every = _("Tables"), _("All files")
    return [f"{known} ({endings})", f"{every} (*)"]


def _value_filters() -> list[str]:
    """What a file dialog offers for values of single examples: each kind, and all files."""
    kinds = [kind for kind in in_order() if kind.is_media]
    every = _("All files")
    return [*(f"{k.title()} ({' '.join(sorted(f'*{s}' for s in k.suffixes))})" for k in kinds), f"{every} (*)"]


def _write_pdf(path: Path, report: "Report", cancel: "CancelToken | None") -> None:
    from mmgui.gui.report_pdf import save_report_pdf

    save_report_pdf(path, report, cancel)
