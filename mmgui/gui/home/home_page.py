"""Home: the scene to start with, one's own data, and what was open before."""

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.errors import Cancelled, MmguiError
from mmgui.core.i18n import N_, _, language
from mmgui.core.scenes import SCENES
from mmgui.core.text import one_line
from mmgui.gui.actions import Actions
from mmgui.gui.commands import Place
from mmgui.gui.home.scene_card import PreviewPicture, SceneCard
from mmgui.gui.home.scene_preview import preview_of
from mmgui.gui.home.scene_tiles import SceneTiles
from mmgui.gui.kit.card import link_button, muted_label, title_label
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text, button_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.session.jobs import Job
from mmgui.session.project_names import is_scene_project, project_title
from mmgui.session.session import Session

_log = logging.getLogger(__name__)
_LISTED = 6
_ONE_COLUMN_PX = 780  # below it everything stands in one column
_WIDE_PX = 980  # below it, beside the second column, three steps side by side would have two words in a line
_STEPS: tuple[tuple[str, str, str, Place], ...] = (
    ("1", N_("Look at the examples"), N_("What the senses get, and the right answer."), "data"),
    ("2", N_("Press Start"), N_("Watch the curves while the model learns."), "train"),
    ("3", N_("Try it and see why"), N_("Colours show what it looked at."), "try"),
)


class HomePage(QWidget):
    """A beginner needs the big card only; everything else is one click away."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._is_opening_scene = False
        self._previews: dict[str, tuple[PreviewPicture, ...]] = {}  # of the present language
        self._preview_language = ""
        self._scene = SCENES.names()[0]
        self.card = SceneCard()
        self.card.chosen.connect(self._start_scene)
        self.scenes = SceneTiles(SCENES.names())
        self.scenes.choose(self._scene)
        self.scenes.chosen.connect(self._choose_scene)
        self.recent = QVBoxLayout()
        self.recent.setSpacing(0)
        self._entries: list[QWidget] = []  # what stands in `recent`
        self._scroll_in(self._content())
        session.subscribe("settings", self._show_recent)
        session.subscribe("jobs", self._show_progress)
        session.subscribe("project", self._scene_is_open)
        session.subscribe("message", self._scene_is_open)
        self._show_recent()
        self._show_scenes()
        follow_text_size(self, HomePage._arrange)

    def refresh(self) -> None:
        """Texts made from data, in the present language."""
        self._show_recent()
        self._show_scenes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        is_one_column = self.width() < scaled(_ONE_COLUMN_PX)
        self._row.setDirection(down if is_one_column else across)
        self._step_row.setDirection(down if not is_one_column and self.width() < scaled(_WIDE_PX) else across)

    # -- intents -----------------------------------------------------------------------------------------------------

    def _start_scene(self) -> None:
        if self._session.training.is_active:
            self._actions.commands.go("train")
            return
        self._open_scene("train")

    def _open_scene(self, then: Place) -> None:
        self._is_opening_scene = True
        self.card.show_progress(0, 0)
        self._actions.commands.open_scene(self._scene, then, self.card.percent)

    def _choose_scene(self, name: str) -> None:
        self._scene = name
        self._show_scenes()

    def _take_step(self, place: Place, _checked: bool = False) -> None:
        """To where it says; the scene is opened first if there is nothing to look at or to learn from."""
        if self._session.project.is_open or place == "try":
            self._actions.commands.go(place)
        elif not self._is_opening_scene:
            self._open_scene(place)

    def _open(self, path: str, _checked: bool = False) -> None:
        self._actions.commands.open_path(Path(path))

    def _forget(self, path: str, _checked: bool = False) -> None:
        self._session.change_settings(recent=tuple(p for p in self._session.settings.recent if p != path))

    # -- the session's side ------------------------------------------------------------------------------------------

    def _show_progress(self) -> None:
        job = self._session.shown_job
        if self._is_opening_scene and job is not None:
            self.card.show_progress(job.done, job.total)
        elif self._is_opening_scene:
            self._scene_is_open()

    def _scene_is_open(self) -> None:
        """Open, failed or cancelled: the card can be used again."""
        self._is_opening_scene = False
        self.card.show_ready()

    def _show_scenes(self) -> None:
        """Titles and stories at once; pictures as they are made, those of the chosen scene first."""
        self.scenes.show_titles({name: scene.title() for name, scene in SCENES})
        scene = SCENES.get(self._scene)
        self.card.show_scene(scene.title(), scene.story(), scene.default_difficulty)
        if language() != self._preview_language:
            self._preview_language, self._previews = language(), {}
            for name in sorted(SCENES.names(), key=lambda name: name != self._scene):
                self._load_preview(name, language())
        self.card.strip.show_pictures(self._previews.get(self._scene, ()))

    def _load_preview(self, name: str, spoken: str) -> None:
        def show(pictures: tuple[PreviewPicture, ...]) -> None:
            if spoken != self._preview_language:
                return
            self._previews[name] = pictures
            if pictures:
                self.scenes.tiles[name].show_image(pictures[0].image())
            if name == self._scene:
                self.card.strip.show_pictures(pictures)

        def work(job: Job) -> tuple[PreviewPicture, ...]:
            try:
                return preview_of(name, spoken, job.cancel)
            except Cancelled:
                raise
            except MmguiError as error:  # the card stays empty; who starts the scene hears why
                _log.info("no preview of %s: %s", name, error)
                return ()

        self._session.submit("quick", Job("preview", work, show, is_shown=False))

    def _show_recent(self) -> None:
        for old in self._entries:
            discard(old, self.recent)
        self._entries = [self._recent_entry(path) for path in self._session.settings.recent[:_LISTED]]
        if not self._entries:
            none = muted_label()
            bind_text(none, "setText", N_("Projects that you open appear here."))
            self._entries = [none]
        for entry in self._entries:
            self.recent.addWidget(entry)

    # -- parts -------------------------------------------------------------------------------------------------------

    def _scroll_in(self, content: QWidget) -> None:
        set_role_page(content)
        scroll = ScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _content(self) -> QWidget:
        content = QWidget()
        centred = QHBoxLayout(content)
        centred.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        inner = QWidget()
        bind_px(inner, "setMaximumWidth", 170 * SPACE)
        centred.addWidget(inner)
        columns = QVBoxLayout(inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(3 * SPACE // 2)
        heading = PlainLabel(wrap=True)
        set_role(heading, "heading")
        bind_text(heading, "setText", N_("Teach a computer to use several senses at once"))
        columns.addWidget(heading)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.addLayout(row)
        row.setSpacing(2 * SPACE)
        left = QVBoxLayout()
        row.addLayout(left, 5)
        left.setSpacing(3 * SPACE // 2)
        left.addWidget(self.scenes)
        self.scenes.setVisible(len(SCENES.names()) > 1)
        left.addWidget(self.card, 1)
        left.addWidget(self._steps())
        right = QVBoxLayout()
        row.addLayout(right, 3)
        right.setSpacing(3 * SPACE // 2)
        right.addWidget(self._own_data())
        right.addWidget(self._projects(), 1)
        columns.addStretch(1)
        return content

    def _steps(self) -> QWidget:
        frame, layout = _card(QBoxLayout.Direction.LeftToRight)
        layout.setSpacing(2 * SPACE)
        self._step_row = layout
        for number, title, words, place in _STEPS:
            step = QHBoxLayout()
            layout.addLayout(step, 1)
            step.setSpacing(SPACE + 4)
            badge = PlainLabel(number)
            badge.setObjectName("step")
            badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
            bind_px(badge, "setFixedSize", 4 * SPACE, 4 * SPACE)
            step.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
            column = QVBoxLayout()
            step.addLayout(column, 1)
            column.setSpacing(2)
            go = link_button(title)
            go.clicked.connect(partial(self._take_step, place))
            said = muted_label()
            bind_text(said, "setText", words)
            said.setContentsMargins(SPACE // 2, 0, 0, 0)  # below the letters of the link
            column.addWidget(go)
            column.addWidget(said)
            column.addStretch(1)
        return frame

    def _own_data(self) -> QWidget:
        frame, layout = _card()
        layout.addWidget(title_label(N_("Your own examples")))
        words = muted_label()
        bind_text(
            words,
            "setText",
            N_("Drop a table or a folder anywhere on this window, or choose one. Nothing leaves this computer."),
        )
        layout.addWidget(words)
        layout.addSpacing(SPACE)
        for name in ("import_file", "import_folder"):
            layout.addWidget(self._actions.button(name))
        return frame

    def _projects(self) -> QWidget:
        frame, layout = _card()
        layout.addWidget(title_label(N_("Projects")))
        row = QHBoxLayout()
        layout.addLayout(row)
        row.setSpacing(SPACE)
        for name in ("new_project", "open_project"):
            row.addWidget(self._actions.button(name), 1)
        layout.addSpacing(SPACE)
        layout.addLayout(self.recent)
        layout.addStretch(1)
        return frame

    def _recent_entry(self, path: str) -> QWidget:
        entry = QFrame()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        project = Path(path)
        open_it = QPushButton(button_text(one_line(project_title(project), 40)))
        set_role(open_it, "link")
        plain_tooltip(open_it, path)
        open_it.clicked.connect(partial(self._open, path))
        where = ElidedLabel(is_muted=True, mode=Qt.TextElideMode.ElideMiddle)
        set_role(where, "muted")
        where.setText(_("Built-in scene") if is_scene_project(project) else one_line(str(project.parent), 200))
        where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        away = QToolButton()
        set_role(away, "quiet")
        bind_icon(away, "close", "muted")
        bind_text(away, "setAccessibleName", N_("Remove from this list"))
        bind_text(away, "setToolTip", N_("Remove from this list"))
        away.clicked.connect(partial(self._forget, path))
        row.addWidget(open_it)
        row.addWidget(where, 1)
        row.addWidget(away)
        return entry


def set_role_page(widget: QWidget) -> None:
    """The inside of a scroll area shows the window's background."""
    widget.setProperty("role", "page")


def _card(direction: QBoxLayout.Direction = QBoxLayout.Direction.TopToBottom) -> tuple[QFrame, QBoxLayout]:
    frame = QFrame()
    set_role(frame, "card")
    layout = QBoxLayout(direction, frame)
    layout.setContentsMargins(2 * SPACE + 4, 2 * SPACE + 4, 2 * SPACE + 4, 2 * SPACE + 4)
    layout.setSpacing(SPACE)
    return frame, layout
