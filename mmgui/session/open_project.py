"""The project that is open: its examples, edits with undo, imports, runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mmgui.core.data.example import ExampleSet, ImportMapping, SourceOptions, SourcePreview, Split
from mmgui.core.errors import ExperimentError, MmguiError, ProjectError
from mmgui.core.i18n import N_, _
from mmgui.session.adding_one import add_unless_known, one_by_hand, say_added
from mmgui.session.bus import Bus, EditNote
from mmgui.session.jobs import Job
from mmgui.session.project_names import (
    SceneKey,
    free_project_path,
    is_scene_project,
    project_name_for,
    project_title,
)
from mmgui.session.project_runs import marked_runs, measured_on_test, read_project, tidied
from mmgui.session.recent_projects import list_opened

if TYPE_CHECKING:
    from mmgui.core.data.account import ImportAccount
    from mmgui.core.data.edits import Edit
    from mmgui.core.data.project import Project
    from mmgui.core.data.runs import Run
    from mmgui.core.parameters import Value


class Learner(Protocol):
    """What learns from the project: while it does, the project must stay as it is."""

    @property
    def is_active(self) -> bool: ...
    @property
    def is_at_work(self) -> bool:
        """It is active, or still measures something of a run that has ended."""
        ...

    def holds_run(self, run_id: int) -> bool:
        """This run is being made."""
        ...

    def pause(self) -> bool:
        """False if there is nothing that could be paused now."""
        ...

    def resume(self) -> None: ...


class OpenProject:
    """All intents about data. Every method returns at once; what changed arrives as a topic.

    Edits are durable on disk before the window shows them. The parts above put themselves into these lists; they hear
    at once, before any topic is told:
    learners: are asked whether they learn.
    when_switched: called when another project is open, or none; when_moved: when its files have other paths now.
    before_removal: called with the id of a run of which the files will go.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.learners: list[Learner] = []
        self.when_switched: list[Callable[[], None]] = []
        self.when_moved: list[Callable[[], None]] = []
        self.before_removal: list[Callable[[int], None]] = []
        self._project: Project | None = None
        self.examples: ExampleSet | None = None
        self.runs: tuple[Run, ...] = ()
        self.preview: SourcePreview | None = None
        self.preview_options = SourceOptions()  # how the source of the preview was looked at
        self.last_import: ImportAccount | None = None
        self.pinned: tuple[int, ...] = ()  # ids of validation examples that the film of a training must show
        self.cleaning: dict[str, Value] = {}  # settings of reading that the Data page changes, for the next training
        self._undo: list[Edit] = []
        self._redo: list[Edit] = []
        self._import: Edit | None = None  # the last one that can be taken back

    # -- what is open ------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._project is not None

    @property
    def name(self) -> str:
        """What a person calls it; "" if none is open."""
        return project_title(self._project.folder) if self._project is not None else ""

    @property
    def path(self) -> Path | None:
        return self._project.folder if self._project is not None else None

    @property
    def is_scene(self) -> bool:
        """The program's own project of a built-in scene, which keeps its name and its examples."""
        return self._project is not None and is_scene_project(self._project.folder)

    @property
    def scene(self) -> str | None:
        """The built-in scene whose own project this is."""
        key = SceneKey.of(self._project.folder) if self._project is not None else None
        return None if key is None else key.name

    @property
    def classes(self) -> tuple[str, ...]:
        return self.examples.classes if self.examples else ()

    @property
    def store(self) -> Project:
        """The open project itself, for work on a lane. Raises RuntimeError if none is open (a bug of ours)."""
        if self._project is None:
            raise RuntimeError("no project is open")
        return self._project

    # -- learning from it --------------------------------------------------------------------------------------------

    @property
    def is_learning(self) -> bool:
        """A training or a race is under way: the project must stay as it is."""
        return any(learner.is_active for learner in self.learners)

    @property
    def can_learn(self) -> bool:
        """There are labelled examples of at least two classes, and nothing learns."""
        return not self.is_learning and len(self.classes) >= 2

    def lend(self) -> tuple[Project, ExampleSet] | None:
        """What a training or a race works on; None if one is under way, or if there is nothing (which is told)."""
        if self.is_learning:
            return None
        if self._project is None or self.examples is None:
            self._bus.tell(
                ExperimentError(_("There is nothing to learn from yet."), _("Open a scene or import examples first."))
            )
            return None
        try:
            self._project.check()
        except ProjectError as error:
            self._bus.tell(error)
            return None
        return self._project, self.examples

    # -- open and close ----------------------------------------------------------------------------------------------

    def create(self, path: Path) -> None:
        """Make an empty project folder `path` (NAME.mmproj) and open it."""

        def work(_job: Job) -> Any:
            from mmgui.core.data.project import Project

            return read_project(Project.create(path))

        self._submit(N_("Making the project"), work, self._opened)

    def create_unnamed(self, failed: Callable[[BaseException], None] | None = None) -> None:
        """Make an empty project under a name of its own in the usual folder, and open it; `failed` hears why not."""

        def work(_job: Job) -> Any:
            from mmgui.core.data.project import Project

            return read_project(Project.create(free_project_path(_("My project"))))

        self._submit(N_("Making the project"), work, self._opened, failed)

    def open(self, path: Path) -> None:
        """Open an existing project folder; if that fails the present one stays open."""
        if self._project is not None and path.resolve() == self._project.folder.resolve():
            self._bus.changed("project", "examples", "runs")
            return

        def work(_job: Job) -> Any:
            from mmgui.core.data.project import Project

            return read_project(tidied(Project.open(path)))

        self._submit(N_("Opening the project"), work, self._opened)

    def open_scene(self, name: str, language: str = "en", count: int | None = None, percent: int | None = None) -> None:
        """Open the project of a built-in scene; the first time its examples are made (some seconds, with progress).

        percent: the difficulty; None is the scene's usual one.
        """
        key = SceneKey(name, language, percent)
        if self._project is not None and key.folder == self._project.folder:
            self._bus.changed("project", "examples", "runs")
            return

        def work(job: Job) -> Any:
            from mmgui.session.scene_project import open_or_make

            return read_project(tidied(open_or_make(key, count, job)))

        self._submit(N_("Making examples"), work, self._opened)

    def rename(self, name: str) -> None:
        """Give the open project, and its folder, another name; its edits can be undone as before.

        At once, in this thread: nobody else is at work with its files then, or it is refused.
        """
        project = self._project
        if project is None or self.is_scene:
            return
        if self._is_at_work:
            self._bus.tell(_("The program is still at work with the project: rename it when that has ended."))
            return
        old = project.folder
        try:
            project.rename(name)
            _same, self.examples, self.runs = read_project(project)
        except MmguiError as error:
            self._bus.tell(error)
            return
        list_opened(self._bus, project.folder, instead_of=old)
        for hear in self.when_moved:
            hear()
        self._bus.changed("project", "examples", "runs")

    @property
    def _is_at_work(self) -> bool:
        """Somebody works with its files who would not begin anew by itself, as those do that answer or are patient."""
        others = (job for job in self._bus.jobs.active if job.is_shown and not job.is_patient)
        return any(learner.is_at_work for learner in self.learners) or any(job.lane != "answers" for job in others)

    def close(self) -> None:
        """Close the project; refused while it trains."""
        if self.is_learning:
            self._bus.tell(_("Stop the training first, then close the project."))
            return
        self.release()
        self._switched()
        self._bus.changed("project", "examples", "problems", "runs", "preview")

    def release(self) -> None:
        if self._project is not None:
            self._project.close()
        self._project, self.examples, self.runs = None, None, ()
        self.preview = self.last_import = None
        self.pinned, self.cleaning = (), {}
        self._undo, self._redo, self._import = [], [], None

    def _opened(self, answer: tuple[Project, ExampleSet, tuple[Run, ...]]) -> None:
        project, examples, runs = answer
        if self.is_learning:
            project.close()
            self._bus.tell(_("Stop the training first, then open another project."))
            return
        self.release()
        self._project, self.examples, self.runs = project, examples, runs
        self._switched()
        list_opened(self._bus, project.folder)
        self._bus.changed("project", "examples", "problems", "runs", "preview")

    def _switched(self) -> None:
        for hear in self.when_switched:
            hear()

    # -- import ------------------------------------------------------------------------------------------------------

    def look_at(self, source: Path, *, options: SourceOptions = SourceOptions()) -> None:
        """Read the columns and first rows of a table, folder or archive; the mapping page shows them (topic preview).

        options: how to read it where there are several ways. If that fails, what was seen before stays."""

        def work(job: Job) -> SourcePreview:
            from mmgui.core.data.importing.source import preview_source

            return preview_source(source, options=options, cancel=job.cancel)

        def seen(preview: SourcePreview) -> None:
            self.preview, self.preview_options = preview, options
            self._bus.changed("preview")

        job = Job(_("Looking at “{name}”").format(name=source.name), work, seen, self._show_preview_again)
        self._bus.submit("quick", job)

    def drop_preview(self) -> None:
        self.preview = None
        self._bus.changed("preview")

    def import_source(
        self,
        source: Path,
        mapping: ImportMapping | None = None,
        *,
        options: SourceOptions = SourceOptions(),
        is_new_wanted: bool = False,
    ) -> None:
        """Import into the open project, or (wanted, or none is open) into a new one; `last_import` is its account."""
        project = None if is_new_wanted else self._project
        if is_new_wanted and self.is_learning:
            self._bus.tell(_("Stop the training first, then open another project."))
            self._bus.changed("preview")
            return

        def work(job: Job) -> Any:
            from mmgui.session.importing import import_into

            target, edit = import_into(project, source, mapping, options, job)
            return target, edit, read_project(target)

        def imported(answer: Any) -> None:
            target, edit, read = answer
            if target is not self._project:
                self._opened(read)
            else:
                _project, self.examples, self.runs = read
                self._undo.append(edit)
                self._redo = []
                self._import = edit
            self.preview = None
            if target is self._project:
                self.last_import = edit.account
            self._bus.changed("examples", "problems", "preview")

        job = Job(_("Importing “{name}”").format(name=source.name), work, imported, self._show_preview_again)
        self._bus.submit("quick", job)

    def _show_preview_again(self, _error: BaseException) -> None:
        """What was asked for failed: the page offers again what it offered before."""
        self._bus.changed("preview")

    def new_name(self, source: Path) -> str:
        """What a new project made from `source` would be called."""
        return free_project_path(project_name_for(source)).stem

    def fits(self, preview: SourcePreview) -> bool:
        """Does a source look like more examples of the open project? A scene stays as it is."""
        from mmgui.session.importing import looks_like_more

        return self.examples is not None and not self.is_scene and looks_like_more(preview, self.examples)

    def set_cleaning(self, values: Mapping[str, Value]) -> None:
        """How the next training cleans what it reads, where that differs from the usual."""
        self.cleaning = dict(values)

    # -- edits, each undoable ----------------------------------------------------------------------------------------

    def set_label(self, ids: Sequence[int], label: str | None) -> None:
        self.edit(lambda project: project.set_label(ids, label))

    def set_value(self, example_id: int, field: str, value: str | None) -> None:
        """Change a value: a text, or the path of a media file; None = missing."""
        self.edit(lambda project: project.set_values(example_id, field, value))

    def set_split(self, ids: Sequence[int], split: Split | None) -> None:
        self.edit(lambda project: project.set_split(ids, split))

    def resplit(self, fractions: tuple[float, float, float] = (0.70, 0.15, 0.15), seed: int = 0) -> None:
        self.edit(lambda project: project.resplit(fractions, seed))

    def delete(self, ids: Sequence[int]) -> None:
        self.edit(lambda project: project.delete(ids))

    def join_labels(self, new: Mapping[str, str]) -> None:
        """Write labels in one way: the key of `new` becomes its value."""
        self.edit(lambda project: project.join_labels(new))

    def add_example(self, values: Mapping[str, str | None], label: str | None) -> None:
        """Add one example by hand to the training part. Media files are copied in; a known example is refused."""
        examples = self.examples
        if examples is None:
            return
        one = one_by_hand(examples.fields, values, label)
        self.edit(lambda project: add_unless_known(project, one), lambda examples, _edit: say_added(examples))

    @property
    def undo_text(self) -> str | None:
        """What Undo would take back, None if there is nothing."""
        return self._undo[-1].description if self._undo else None

    @property
    def redo_text(self) -> str | None:
        return self._redo[-1].description if self._redo else None

    def undo(self) -> None:
        self._step(self._undo, self._redo, is_there=False)

    def redo(self) -> None:
        self._step(self._redo, self._undo, is_there=True)

    def edit(self, change: Callable[[Project], Edit], say: Callable[[ExampleSet, Edit], str] | None = None) -> None:
        """Change the project on a lane; the change can be undone. say: what is told then."""
        self.edit_with_progress(lambda project, _job: change(project), say)

    def edit_with_progress(
        self,
        change: Callable[[Project, Job], Edit],
        say: Callable[[ExampleSet, Edit], str] | None = None,
        if_refused: Callable[[BaseException], None] | None = None,
    ) -> None:
        """The same for a change that takes its time: the job can be told how far it is, and be stopped.

        if_refused: called if it was not possible, or stopped; nothing was changed then."""
        if (project := self._project) is None:
            return

        def done(answer: tuple[Edit, ExampleSet]) -> None:
            edit, examples = answer
            if project is self._project:
                self.take_edit(edit, examples)
                if say is not None:
                    self._bus.tell(EditNote(say(examples, edit)))

        def work(job: Job) -> tuple[Edit, ExampleSet]:
            return change(project, job), project.example_set()

        self._bus.submit("quick", Job(N_("Saving the change"), work, done, if_refused))

    def take_edit(self, edit: Edit, examples: ExampleSet) -> None:
        """The open project was changed: these are its examples now, and so it can be undone."""
        self.examples = examples
        self._undo.append(edit)
        self._redo = []
        self._bus.changed("examples")

    def _step(self, source: list[Edit], target: list[Edit], *, is_there: bool) -> None:
        """Take the last edit of `source` back, or (is_there) do it again."""
        project = self._project
        if project is None or not source:
            return
        edit = source.pop()

        def work(_job: Job) -> ExampleSet:
            (edit.redo if is_there else edit.undo)()
            return project.example_set()

        def done(examples: ExampleSet) -> None:
            if project is self._project:
                self.examples = examples
                target.append(edit)
                if edit is self._import:
                    self.last_import = edit.account if is_there else None
                    self._bus.changed("problems")
                self._bus.changed("examples")
                said = _("Done again: {edit}.") if is_there else _("Taken back: {edit}.")
                self._bus.tell(EditNote(said.format(edit=edit.description)))

        def failed(_error: BaseException) -> None:
            source.append(edit)  # it can be tried once more

        self._bus.submit("quick", Job(N_("Saving the change"), work, done, failed))

    # -- runs --------------------------------------------------------------------------------------------------------

    def run(self, run_id: int) -> Run | None:
        return next((r for r in self.runs if r.id == run_id), None)

    def rename_run(self, run_id: int, name: str) -> None:
        if (project := self._project) is not None:
            self._submit(
                N_("Saving the change"), lambda _job: project.update_run(run_id, name=name), self._runs_changed
            )

    def measure_run(self, run_id: int) -> None:
        """Measure a run on the test part: one that was stopped has not been."""
        project, examples, run = self._project, self.examples, self.run(run_id)
        if project is None or examples is None or run is None:
            return

        def work(job: Job) -> None:
            project.update_run(run_id, metrics=measured_on_test(run, examples, job))

        job = Job(N_("Measuring on the test part"), work, self._runs_changed)
        self._bus.submit("background", job)

    def delete_run(self, run_id: int) -> None:
        """Remove a run and its folder. The page asks first: this cannot be undone."""
        if (project := self._project) is None:
            return
        if any(learner.holds_run(run_id) for learner in self.learners):
            self._bus.tell(_("This run is still learning. Stop it first, then delete it."))
            return
        for hear in self.before_removal:
            hear(run_id)
        self._submit(N_("Removing the run"), lambda _job: project.delete_run(run_id), self._runs_changed)

    def reload_runs(self) -> None:
        self._runs_changed(None)

    def _runs_changed(self, _answer: object) -> None:
        if self._project is not None:
            known = {r.id: r.race for r in self.runs if r.race is not None}
            self.runs = marked_runs(self._project.runs(), known)
            self._bus.changed("runs")

    def _submit(
        self,
        title: str,
        work: Callable[[Job], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._bus.submit("quick", Job(title, work, on_success=done, on_failure=failed))
