"""A project on disk: the folder NAME.mmproj with its database, its media files and its runs."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy.exc import DBAPIError

from mmgui.core.cancel import CancelToken
from mmgui.core.collector import resting
from mmgui.core.data import class_edits, notes, records, runs
from mmgui.core.data.adding import assembled_set, changed_parts, clean_label, divided, lacking_fields
from mmgui.core.data.addition import Wish, plan_addition
from mmgui.core.data.edits import Edit
from mmgui.core.data.example import ExampleSet, Field, ImportResult, Split
from mmgui.core.data.media import MediaStore
from mmgui.core.data.project_folder import check_folder, copy_folder, create_folder, folder_name, rename_folder
from mmgui.core.data.project_lock import LOCK, ProjectLock
from mmgui.core.data.records import Record
from mmgui.core.data.runs import Run
from mmgui.core.data.schema import database_error
from mmgui.core.data.splitting import DEFAULT_FRACTIONS, Fractions
from mmgui.core.data.transactions import Transactions
from mmgui.core.errors import DataError, ProjectError
from mmgui.core.i18n import _, ngettext, with_percent_sign
from mmgui.core.paths import PROJECT_SUFFIX
from mmgui.core.read_text import read_text
from mmgui.modalities import MODALITIES, find_modality, is_media
from mmgui.modalities.contract import Modality


class Project:
    """Fields, examples, labels, split and runs of one project.

    Every method is on disk when it returns, and may be called from any thread: each opens a short transaction of its
    own, writers wait for each other. What cannot be written raises ProjectError and leaves everything as it was.
    Changes of examples return an Edit that can be undone. Only one program has a project open at a time.
    """

    def __init__(self, folder: Path, lock: ProjectLock) -> None:
        """Use `create` or `open`."""
        self.folder = folder
        self._lock = lock
        self._media = MediaStore(folder / "media")
        self._database = Transactions(folder)
        self._using_media = threading.RLock()  # held from copying a file until the database names it

    # --- opening and closing ------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, name: str | None = None) -> "Project":
        """Make a new, empty project at `path` (".mmproj" is added) and open it.

        Raises ProjectError if something is there already or it cannot be written; nothing is then left behind.
        """
        return cls.open(create_folder(path, name))

    @classmethod
    def open(cls, path: Path) -> "Project":
        """Open a project folder (or the database in it), upgrading an older one; a copy of the old database is kept.

        Raises ProjectError, having changed nothing: no project, damaged, made by a newer program, read-only, or open
        elsewhere.
        """
        folder = check_folder(path)
        had_lock = (folder / LOCK).exists()
        try:
            lock = ProjectLock(folder)
        except OSError as error:
            raise database_error(error, folder) from error
        project = cls(folder, lock)
        try:
            project._database.upgrade()
            for inner in ("media", "runs"):
                (folder / inner).mkdir(exist_ok=True)
        except (OSError, DBAPIError, sqlite3.Error) as error:
            project.close()
            if not had_lock:
                (folder / LOCK).unlink(missing_ok=True)
            raise database_error(error, folder) from error
        return project

    def rename(self, name: str) -> None:
        """Give its folder another name, where it is; edits can be undone as before, paths asked for before are old.

        Nobody else may be at work on it. Raises ProjectError, having changed nothing.
        """
        old = self.name
        self._write_name(folder_name(name).removesuffix(PROJECT_SUFFIX))
        try:
            self._rename_folder(name)
        except BaseException:
            with suppress(ProjectError):
                self._write_name(old)
            raise

    def _write_name(self, name: str) -> None:
        with self._database.changing() as connection:
            notes.write_name(connection, name)

    def _rename_folder(self, name: str) -> None:
        with self._using_media, self._database.closing():
            self._lock.release()  # an open file inside keeps a folder from being renamed on Windows
            try:
                self.folder = rename_folder(self.folder, name)
            finally:
                self._lock = ProjectLock(self.folder)
                self._media = MediaStore(self.folder / "media")
                self._database.move(self.folder)

    def copy_to(
        self, target: Path, cancel: CancelToken | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Path:
        """A copy of all of it as a project of its own, which is not opened; see copy_folder."""
        self._database.check()
        return copy_folder(self.folder, target, cancel, progress)

    def close(self) -> None:
        """Finish what is being written, and let other programs open the project. May be called twice."""
        with self._database.closing():
            self._lock.release()

    @property
    def is_there(self) -> bool:
        """The folder is where it was opened."""
        return self._database.is_there

    def check(self) -> None:
        """Raises ProjectError if the folder was moved, deleted or replaced, or its drive taken out."""
        self._database.check()

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """What the person calls it."""
        with self._database.reading() as connection:
            return notes.select_name(connection)

    @property
    def preset(self) -> str | None:
        """The training length that was chosen here last; None = none was. No edit: it is not undone."""
        with self._database.reading() as connection:
            return notes.select_preset(connection)

    def note_preset(self, preset: str) -> None:
        with self._database.changing() as connection:
            notes.write_preset(connection, preset)

    @property
    def runs_folder(self) -> Path:
        return self.folder / "runs"

    @property
    def media_folder(self) -> Path:
        return self._media.folder

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in the order in which they were added."""
        with self._database.reading() as connection:
            return records.select_fields(connection)

    def __len__(self) -> int:
        with self._database.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM examples").scalar_one())

    def example_set(self) -> ExampleSet:
        """Every example, by number; media values are absolute paths."""
        with self._database.reading() as connection:
            fields = records.select_fields(connection)
            rows = records.select_records(connection)
            found = assembled_set(fields, rows, notes.select_name(connection), self._media.path)
            return replace(found, noted_classes=notes.select_classes(connection))

    # --- changing examples --------------------------------------------------------------------------------------

    def add(
        self,
        source: ImportResult | ExampleSet,
        *,
        split: Split | None = None,
        fractions: Fractions | None = DEFAULT_FRACTIONS,
        seed: int = 0,
        join_labels: bool = False,
        cancel: CancelToken | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Edit:
        """Take examples over: their media are copied into the project, then all of them are added at once.

        split: the part that all of them belong to, whatever they say. fractions, seed: how examples that come without
        a part are divided (see divide_examples, which keeps what is given); None leaves them undivided. A project that
        does without validation or without test goes on without it. join_labels: labels that look alike, those of the
        project among them, are written in one way (labels.py).
        A media file that cannot be used any more leaves its example out and is listed in the Edit's problems; its
        account says what became of everything that the source offered.
        progress(done, total) counts media files. Raises Cancelled or ProjectError; the project is then unchanged
        (copies made so far stay in the media folder until remove_unused_media).
        """
        offered = source.examples if isinstance(source, ImportResult) else source
        told = source.problems if isinstance(source, ImportResult) else ()
        if split is not None:
            offered = replace(offered, examples=tuple(replace(e, split=split) for e in offered.examples))
        media = {f.name: find_modality(f.modality) for f in offered.fields if is_media(f.modality)}
        files: dict[str, Modality] = {
            value: m for e in offered.examples for n, m in media.items() if (value := e.values.get(n)) is not None
        }
        lacking_fields(self.fields, offered.fields)  # refuse before copying thousands of files

        def report(done: int) -> None:
            if progress is not None:
                progress(done, len(files))

        with resting(), self._using_media:
            try:
                stored = self._copied(files.items(), cancel, report)
                with self._database.changing(cancel) as connection:
                    wish = Wish(fractions, seed, join_labels)
                    addition, failed = plan_addition(connection, offered, media, stored, wish, told, cancel)
                    addition.write(connection, addition.rows, cancel)
            except BaseException:
                with suppress(ProjectError), self._database.changing() as connection:
                    notes.note_unused_media(connection)
                raise
        held: list[Record] = []

        def undo() -> None:
            with self._database.changing() as connection:
                held[:] = addition.take_back(connection)
                notes.note_unused_media(connection)

        def redo() -> None:
            with self._database.changing() as connection:
                addition.write(connection, held)

        count = len(addition.rows)
        text = ngettext("Add {count} example", "Add {count} examples", count).format(count=count)
        return Edit(text, count, undo, redo, failed, addition.account)

    def set_label(self, ids: Iterable[int], label: str | None) -> Edit:
        """Give examples a label, or (None, or an empty text) take it away. Raises DataError for an impossible one."""
        label = clean_label(label)
        with self._database.changing() as connection:
            old = records.select_column(connection, "label", ids)
            records.update_column(connection, "label", dict.fromkeys(old, label))
        if label is None:
            text = ngettext("Remove the label of {count} example", "Remove the label of {count} examples", len(old))
        else:
            text = ngettext("Label {count} example “{label}”", "Label {count} examples “{label}”", len(old))
        return self._column_edit(text.format(count=len(old), label=label), "label", old, dict.fromkeys(old, label))

    def add_class(self, name: str, colour: str = "") -> Edit:
        """Make a class that no example has yet; see class_edits.py."""
        return class_edits.add_class(self._database, name, colour)

    def colour_class(self, name: str, colour: str) -> Edit:
        """colour: "#rrggbb", "" = the usual one."""
        return class_edits.colour_class(self._database, name, colour)

    def rename_class(self, old: str, new: str) -> Edit:
        """Give every example labelled `old` the label `new`; if `new` is in use, the two classes become one."""
        return class_edits.rename_class(self._database, old, new)

    def delete_class(self, name: str, *, with_examples: bool = False) -> Edit:
        """Take a class away; its examples lose their label, or go with it."""
        return class_edits.delete_class(self._database, name, with_examples=with_examples)

    def join_labels(self, new: Mapping[str, str]) -> Edit:
        """Write labels in one way: every example labelled with a key of `new` gets its value."""
        return class_edits.join_labels(self._database, new)

    def set_split(self, ids: Iterable[int], split: Split | None) -> Edit:
        """Move examples to a part of the split."""
        with self._database.changing() as connection:
            old = records.select_column(connection, "split", ids)
            records.update_column(connection, "split", dict.fromkeys(old, split))
        text = ngettext("Move {count} example to {part}", "Move {count} examples to {part}", len(old))
        parts = {"train": _("training"), "validation": _("validation"), "test": _("test"), None: _("no part")}
        return self._column_edit(
            text.format(count=len(old), part=parts[split]), "split", old, dict.fromkeys(old, split)
        )

    def resplit(
        self,
        fractions: Fractions = DEFAULT_FRACTIONS,
        seed: int = 0,
        *,
        keep_given: bool = False,
        cancel: CancelToken | None = None,
    ) -> Edit:
        """Divide all examples anew, or (keep_given) only those without a part; see divide_examples."""
        with self._database.changing(cancel) as connection:
            rows = records.select_records(connection)
            division = divided(records.select_fields(connection), rows, fractions, seed, keep_given, cancel)
            new = changed_parts(division, rows)
            old: dict[int, str | None] = {r.id: r.split for r in rows if r.id in new}
            records.update_column(connection, "split", new)
        shares = " / ".join(with_percent_sign(round(100 * f / sum(fractions))) for f in fractions)
        return self._column_edit(_("Divide the examples {shares}").format(shares=shares), "split", old, new)

    def set_values(self, id: int, field: str, value: str | None) -> Edit:
        """Change one value of one example: a text, or the path of a media file, which is copied; None removes it.

        Raises DataError if the file or text cannot be used, ProjectError if there is no such example or field.
        """
        kind = next((f for f in self.fields if f.name == field), None)
        if kind is None:
            raise ProjectError(_("The field “{field}” is not in the project.").format(field=field))
        with self._using_media, ExitStack() as stack:
            if value is not None and is_media(kind.modality):
                stored = self._copied([(value, find_modality(kind.modality))])[value]
                if isinstance(stored, DataError):
                    raise stored
                value = stored
            elif value is not None:
                value = read_text(value).strip() or None
            connection = stack.enter_context(self._database.changing())
            if not records.select_column(connection, "label", [id]):
                raise ProjectError(_("This example is not in the project any more."), detail=str(id))
            old = records.select_value(connection, id, field)
            records.update_value(connection, id, field, value)

        def put(new: str | None) -> None:
            with self._database.changing() as connection:
                records.update_value(connection, id, field, new)

        return Edit(_("Change “{field}”").format(field=field), 1, lambda: put(old), lambda: put(value))

    def delete(self, ids: Iterable[int]) -> Edit:
        """Remove examples. Their media files stay until remove_unused_media, so that this can be undone."""
        with self._database.changing() as connection:
            gone = records.select_records(connection, ids)
            records.delete_records(connection, [r.id for r in gone])
            notes.note_unused_media(connection)

        def undo() -> None:
            with self._database.changing() as connection:
                records.insert_records(connection, gone)

        def redo() -> None:
            with self._database.changing() as connection:
                records.delete_records(connection, [r.id for r in gone])

        text = ngettext("Delete {count} example", "Delete {count} examples", len(gone)).format(count=len(gone))
        return Edit(text, len(gone), undo, redo)

    def remove_unused_media(self) -> int:
        """Delete media copies that no example uses; edits made before can then not be undone. Returns how many.

        Looks only if examples were deleted, or an import was stopped or taken back, since the last time; and not in a
        project with fields of a kind that only a newer program knows, or that another program may have open: what is
        used there cannot be told.
        """
        with self._database.reading() as connection:
            fields = records.select_fields(connection)
            is_noted = notes.has_unused_media(connection)
        if not is_noted or not self._lock.is_sure or any(f.modality not in MODALITIES for f in fields):
            return 0
        with self._using_media, self._database.changing() as connection:
            notes.forget_unused_media(connection)
            media = {f.name for f in fields if is_media(f.modality)}
            used = {v for r in records.select_records(connection) for n, v in r.values.items() if n in media}
            return self._media.remove_unused(used)

    # --- runs ---------------------------------------------------------------------------------------------------

    def add_run(
        self,
        name: str,
        experiment: Mapping[str, Any],
        *,
        status: str = "running",
        folder: str | None = None,
        race: int | None = None,
    ) -> Run:
        """Note a run and make its folder under `runs_folder` (named "003-NAME" unless `folder` says otherwise).

        race: the number of the race that trains it.
        """
        with self._database.changing() as connection:
            return runs.insert_run(connection, self.runs_folder, name, experiment, status, folder, race)

    def update_run(
        self,
        run_id: int,
        *,
        name: str | None = None,
        status: str | None = None,
        metrics: Mapping[str, Any] | None = None,
    ) -> None:
        """Change what is not None. Raises ProjectError if there is no such run."""
        with self._database.changing() as connection:
            if not runs.change_run(connection, run_id, name, status, metrics):
                raise ProjectError(_("This run is not in the project any more."), detail=str(run_id))

    def runs(self) -> tuple[Run, ...]:
        """All runs, the oldest first."""
        with self._database.reading() as connection:
            return runs.select_runs(connection, self.runs_folder)

    def delete_run(self, run_id: int) -> None:
        """Forget a run and delete its folder. Cannot be undone."""
        with self._database.changing() as connection:
            folder = runs.remove_run(connection, self.runs_folder, run_id)
        if folder is not None:
            runs.remove_folder(self.runs_folder, folder)

    def _copied(
        self,
        files: Iterable[tuple[str, Modality]],
        cancel: CancelToken | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> dict[str, str | DataError]:
        """Copy media into the project; per path the stored name, or why not. Raises ProjectError if it cannot write."""
        self.check()
        try:
            return self._media.add_files(files, cancel, progress)
        except OSError as error:
            raise database_error(error, self.folder) from error

    def _column_edit(
        self, text: str, column: records.Column, old: Mapping[int, str | None], new: Mapping[int, str | None]
    ) -> Edit:
        def put(values: Mapping[int, str | None]) -> None:
            with self._database.changing() as connection:
                records.update_column(connection, column, values)

        return Edit(text, len(old), lambda: put(old), lambda: put(new))
