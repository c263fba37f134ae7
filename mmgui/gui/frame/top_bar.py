"""Above the page: what is open, undo and redo, device, language, light or dark."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from mmgui.core.i18n import LANGUAGES, N_, _, language, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.actions import ACTIONS, Actions
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.session.jobs import Job
from mmgui.session.session import Session

_COUNTS_FROM_PX = 780  # width of the bar
_NO_CUDA = N_("Graphics card (CUDA): none here")
_DEVICES = {"auto": N_("Automatic"), "cpu": N_("Processor (CPU)"), "cuda": N_("Graphics card (CUDA)")}


@dataclass(frozen=True, slots=True)
class _Found:
    """What computes with a wish."""

    device: str
    name: str
    threads: int
    has_cuda: bool


class TopBar(QFrame):
    """Shows the session's project and device; changes language and device settings."""

    def __init__(self, session: Session, actions: Actions, language_menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("topbar")
        bind_px(self, "setFixedHeight", 7 * SPACE)
        self._session = session
        self._asked = ""  # the device wish that was looked up
        self._found: _Found | None = None  # what it means here
        self.name = ElidedLabel()
        set_role(self.name, "title")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.counts = PlainLabel()
        set_role(self.counts, "chip")
        self.counts.setWordWrap(False)  # a label that may wrap asks for two lines of height
        self.counts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.device = _chip_button(N_("What computes"))
        self.device.setMenu(_device_menu(session, self.device))
        self.language = _chip_button(N_("Language"))
        self.language.setMenu(language_menu)
        self.theme = actions.tool_button("toggle_theme")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * SPACE, 0, 2 * SPACE, 0)
        row.setSpacing(SPACE + 4)
        row.addWidget(self.name)
        row.addWidget(self.counts, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for spec in ACTIONS:
            if spec.in_toolbar:
                row.addWidget(actions.tool_button(spec.id))
        row.addSpacing(SPACE)
        for part in (self.device, self.language, self.theme):
            row.addWidget(part)
        session.subscribe("project", self.refresh)
        session.subscribe("examples", self.refresh)
        session.subscribe("engine", self._ask_device)
        session.subscribe("settings", self._ask_device)
        session.subscribe("training", self._show_device)
        self._show_device()
        self.refresh()
        follow_text_size(self, TopBar._show_counts)

    def refresh(self) -> None:
        """Say everything again (another project, another language)."""
        project = self._session.project
        name = one_line(project.name) if project.is_open else _("No project is open")
        self.name.setText(name)
        plain_tooltip(self.name, str(project.path) if project.path else "")
        set_role(self.name, "title" if project.is_open else "muted")
        self.name.set_is_muted(not project.is_open)
        examples = project.examples
        self._show_counts()
        if examples is not None:
            count, classes = len(examples), len(examples.known_classes)
            self.counts.setText(
                ngettext("{count} example", "{count} examples", count).format(count=grouped(count))
                + " · "
                + ngettext("{count} class", "{count} classes", classes).format(count=classes)
            )
        self.language.setText(f"{LANGUAGES[language()]} ▾")
        self._show_device()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_counts()

    def _show_counts(self) -> None:
        """A narrow window has no room for them; the Data page says the same."""
        is_there = self._session.project.examples is not None
        self.counts.setVisible(is_there and self.width() >= scaled(_COUNTS_FROM_PX))

    def _ask_device(self) -> None:
        """Find out on a lane what would compute with the present wish."""
        wish = self._session.settings.device
        if self._session.is_engine_ready and wish != self._asked:
            self._asked = wish
            job = Job(
                "device", lambda _job: _describe_device(wish), self._device_known, self._no_device, is_shown=False
            )
            self._session.submit("answers", job)

    def _device_known(self, found: _Found) -> None:
        self._found = found
        for action in self.device.menu().actions():
            if action.data() == "cuda":
                action.setEnabled(found.has_cuda)
                text = _DEVICES["cuda"] if found.has_cuda else _NO_CUDA
                bind_text(action, "setText", text)
        self._show_device()

    def _no_device(self, _error: BaseException) -> None:
        self._found = None
        self._show_device()

    def _show_device(self) -> None:
        started = self._session.training.started
        text = _(_DEVICES[self._session.settings.device])
        if (found := self._found) is not None:
            text = _device_text(found.device, found.name, found.threads)
        if started is not None and self._session.training.is_active:
            text = _device_text(started.device, started.device_name, started.threads)
        elif not self._session.is_engine_ready:
            text = _("Getting ready…")
        if text != self.device.text():
            self.device.setText(text)


def _device_text(device: str, name: str, threads: int) -> str:
    if device.startswith("cpu"):
        return ngettext("CPU · {count} thread", "CPU · {count} threads", threads).format(count=threads)
    return one_line(name, 40)


def _describe_device(wish: str) -> _Found:
    """Called on a lane, after torch is there. Where the wish cannot be met (settings of another computer): "auto"."""
    from mmgui.core.models.devices import best_thread_count, choose_device, device_name, has_cuda

    device = choose_device(wish if has_cuda() or wish != "cuda" else "auto")
    return _Found(device.type, device_name(device), best_thread_count(), has_cuda())


def _chip_button(name: str) -> QToolButton:
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    set_role(button, "chip")
    bind_text(button, "setAccessibleName", name)
    bind_text(button, "setToolTip", name)
    return button


def _device_menu(session: Session, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    group = QActionGroup(menu)

    def choose(action: QAction) -> None:
        session.change_settings(device=action.data())

    for wish, text in _DEVICES.items():
        _entry(menu, group, wish, text, session.settings.device == wish)
    group.triggered.connect(choose)
    return menu


def _entry(menu: QMenu, group: QActionGroup, data: Any, text: str, is_chosen: bool) -> QAction:
    action = QAction(menu)
    action.setData(data)
    action.setCheckable(True)
    action.setChecked(is_chosen)
    bind_text(action, "setText", text)
    group.addAction(action)
    menu.addAction(action)
    return action
