"""Every action once: id, text, menu, shortcut, icon, what it does, when it can be done.

Menus, toolbar, shortcuts and buttons on pages all come from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from mmgui.core.errors import Cancelled, MmguiError
from mmgui.core.i18n import N_, _
from mmgui.gui.commands import Commands
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.text_size import STEPS
from mmgui.gui.kit.texts import bind_text, button_text, plain_tooltip
from mmgui.session.bus import Topic
from mmgui.session.session import Session

Menu: TypeAlias = Literal["file", "edit", "go", "training", "view", "help"]
MENUS: dict[Menu, str] = {
    "file": N_("&File"),
    "edit": N_("&Edit"),
    "go": N_("&Go"),
    "training": N_("&Training"),
    "view": N_("&View"),
    "help": N_("&Help"),
}


def _always(_session: Session) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing that a person can do."""

    id: str
    text: str  # marked with N_(); translated when shown
    menu: Menu
    handler: Callable[[Commands], None]
    shortcut: str = ""  # several, with "; " between them: the first one is told
    icon: str = ""
    is_enabled: Callable[[Session], bool] = _always
    starts_group: bool = False  # a line above it in its menu
    in_toolbar: bool = False


def _project_is_open(session: Session) -> bool:
    return session.project.is_open


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new_project", N_("New project…"), "file", Commands.new_project, "Ctrl+N", "new"),
    ActionSpec("open_project", N_("Open project…"), "file", Commands.open_project, "Ctrl+O", "open"),
    ActionSpec(
        "close_project", N_("Close project"), "file", Commands.close_project, "Ctrl+W", "close", _project_is_open
    ),
    ActionSpec(
        "rename_project",
        N_("Rename project…"),
        "file",
        Commands.rename_project,
        "",
        "edit",
        lambda s: s.project.is_open and not s.project.is_scene and not s.is_learning,
    ),
    ActionSpec("copy_project", N_("Copy project…"), "file", Commands.copy_project, "", "copy", _project_is_open),
    ActionSpec(
        "import_file", N_("Import a table…"), "file", Commands.import_file, "Ctrl+I", "import_file", starts_group=True
    ),
    ActionSpec(
        "import_folder", N_("Import a folder…"), "file", Commands.import_folder, "Ctrl+Shift+I", "import_folder"
    ),
    ActionSpec("load_model", N_("Load a model…"), "file", Commands.load_model, "Ctrl+M", "model", starts_group=True),
    ActionSpec(
        "save_report",
        N_("Save a report…"),
        "file",
        Commands.save_report,
        "Ctrl+Shift+S",
        "save",
        lambda s: s.exports.reportable_run is not None,
        starts_group=True,
    ),
    ActionSpec(
        "save_predictions",
        N_("Answer a whole table…"),
        "file",
        Commands.save_predictions,
        "",
        "export",
        lambda s: s.model.is_loaded,
    ),
    ActionSpec(
        "save_examples",
        N_("Save the examples as a table…"),
        "file",
        Commands.save_examples,
        "",
        "export",
        lambda s: bool(s.project.examples),
    ),
    ActionSpec(
        "save_model", N_("Save the model…"), "file", Commands.save_model, "", "export", lambda s: s.model.is_loaded
    ),
    ActionSpec("quit", N_("Quit"), "file", Commands.quit, "Ctrl+Q", "quit", starts_group=True),
    ActionSpec(
        "undo",
        N_("Undo"),
        "edit",
        Commands.undo,
        "Ctrl+Z",
        "undo",
        in_toolbar=True,
    ),
    ActionSpec(
        "redo",
        N_("Redo"),
        "edit",
        Commands.redo,
        "Ctrl+Shift+Z; Ctrl+Y",
        "redo",
        in_toolbar=True,
    ),
    ActionSpec("go_home", N_("Home"), "go", lambda c: c.go("home"), "Ctrl+1", "home"),
    ActionSpec("go_data", N_("Data"), "go", lambda c: c.go("data"), "Ctrl+2", "data"),
    ActionSpec("go_train", N_("Train"), "go", lambda c: c.go("train"), "Ctrl+3", "train"),
    ActionSpec("go_results", N_("Results"), "go", lambda c: c.go("results"), "Ctrl+4", "results"),
    ActionSpec("go_try", N_("Try"), "go", lambda c: c.go("try"), "Ctrl+5", "try"),
    ActionSpec(
        "start_training",
        N_("Start training"),
        "training",
        Commands.start_training,
        "Ctrl+R",
        "play",
        lambda s: s.training.can_start,
    ),
    ActionSpec(
        "pause_training",
        N_("Pause"),
        "training",
        Commands.pause_or_resume,
        "Ctrl+P",
        "pause",
        lambda s: s.training.status in ("running", "paused"),
    ),
    ActionSpec(
        "stop_training",
        N_("Stop and keep the best"),
        "training",
        Commands.stop_training,
        "Ctrl+.",
        "stop",
        lambda s: s.training.is_active and s.training.status != "stopping",
    ),
    ActionSpec("toggle_theme", N_("Light or dark"), "view", Commands.toggle_theme, "Ctrl+T", "theme"),
    ActionSpec("full_screen", N_("Full screen"), "view", Commands.toggle_full_screen, "F11", "fullscreen"),
    ActionSpec(
        "larger_text",
        N_("Larger text"),
        "view",
        lambda c: c.change_text_size(1),
        "Ctrl++; Ctrl+=",
        is_enabled=lambda s: s.settings.text_percent < STEPS[-1],
        starts_group=True,
    ),
    ActionSpec(
        "smaller_text",
        N_("Smaller text"),
        "view",
        lambda c: c.change_text_size(-1),
        "Ctrl+-",
        is_enabled=lambda s: s.settings.text_percent > STEPS[0],
    ),
    ActionSpec(
        "usual_text",
        N_("Usual text size"),
        "view",
        lambda c: c.change_text_size(0),
        "Ctrl+0",
        is_enabled=lambda s: s.settings.text_percent != STEPS[0],
    ),
    ActionSpec("help", N_("Help for this page"), "help", Commands.help, "F1", "help"),
    ActionSpec("about", N_("About Multimodal Playground"), "help", Commands.about, "", "info"),
)
_TOPICS: tuple[Topic, ...] = ("project", "examples", "training", "model", "jobs", "runs", "settings", "preview")


class Actions(QObject):
    """The table as live QActions: enabled when possible, in the person's language."""

    def __init__(self, session: Session, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.commands = commands
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS:
            self._actions[spec.id] = self._make(spec, parent)
        for topic in _TOPICS:
            session.subscribe(topic, self.refresh)
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        """The action with this id. Raises KeyError for an unknown one (a bug of ours)."""
        return self._actions[name]

    def trigger(self, name: str) -> None:
        self._actions[name].trigger()

    def button(self, name: str, role: Literal["primary", "link", "quiet", ""] = "") -> QPushButton:
        """A steady push button that does the action, is enabled with it and carries its text."""
        from mmgui.gui.kit.theme import set_role

        action, spec = self._actions[name], next(s for s in ACTIONS if s.id == name)
        made = SteadyButton()
        bind_text(made, "setText", spec.text)
        bind_text(made, "setAccessibleName", spec.text)
        if role:
            set_role(made, role)
        if spec.icon and role != "link":
            bind_icon(made, spec.icon, "on_accent" if role == "primary" else "text")
        made.clicked.connect(action.trigger)
        made.setEnabled(action.isEnabled())
        action.enabledChanged.connect(made.setEnabled)
        return made

    def tool_button(self, name: str) -> QToolButton:
        """A small icon button that does the action."""
        from mmgui.gui.kit.theme import set_role

        made = QToolButton()
        made.setDefaultAction(self._actions[name])
        set_role(made, "quiet")
        spec = next(s for s in ACTIONS if s.id == name)
        bind_text(made, "setAccessibleName", spec.text)
        return made

    def refresh(self) -> None:
        """Enable what can be done now; say what Undo, Redo and Pause would do."""
        for spec in ACTIONS:
            self._actions[spec.id].setEnabled(self._can_do(spec))
        steps = self.commands.steps
        for name, text, what in (("undo", _("Undo"), steps.undo_text), ("redo", _("Redo"), steps.redo_text)):
            full = _("{undo}: {what}").format(undo=text, what=what) if what else text
            self._actions[name].setText(button_text(full))
            plain_tooltip(self._actions[name], full)
        is_paused = self._session.training.status == "paused"
        self._actions["pause_training"].setText(_("Go on") if is_paused else _("Pause"))

    def _make(self, spec: ActionSpec, parent: QWidget) -> QAction:
        action = QAction(parent)
        action.setObjectName(spec.id)
        bind_text(action, "setText", spec.text)
        if spec.icon:
            bind_icon(action, spec.icon)
        if spec.shortcut:
            action.setShortcuts(QKeySequence.listFromString(spec.shortcut))
        bind_text(action, "setToolTip", _tooltip(spec))
        action.triggered.connect(lambda _checked=False: self._run(spec))
        parent.addAction(action)
        return action

    def _can_do(self, spec: ActionSpec) -> bool:
        if spec.id == "undo":
            return self.commands.steps.can_undo
        if spec.id == "redo":
            return self.commands.steps.can_redo
        return spec.is_enabled(self._session)

    def _run(self, spec: ActionSpec) -> None:
        if not self._can_do(spec):
            return
        try:
            spec.handler(self.commands)
        except Cancelled:
            return
        except MmguiError as error:
            self._session.tell(error)


def _tooltip(spec: ActionSpec) -> Callable[[], str]:
    def text() -> str:
        keys = QKeySequence(spec.shortcut.partition("; ")[0]).toString(QKeySequence.SequenceFormat.NativeText)
        return f"{_(spec.text)} ({keys})" if keys else _(spec.text)

    return text
