"""The window: rail, top bar, banners, pages, status line, menus from the table of actions."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from mmgui.core.data.example import Example
from mmgui.core.i18n import LANGUAGES, N_, _, language
from mmgui.gui.actions import ACTIONS, MENUS, Actions
from mmgui.gui.commands import Commands, Place
from mmgui.gui.errors import Banners
from mmgui.gui.frame.drop_overlay import DropVeil, dropped_paths
from mmgui.gui.frame.focus_walk import give_focus, next_stop, stop_near
from mmgui.gui.frame.page_area import PageArea
from mmgui.gui.frame.page_stack import PageStack
from mmgui.gui.frame.rail import Rail
from mmgui.gui.frame.status_line import StatusLine
from mmgui.gui.frame.top_bar import TopBar
from mmgui.gui.kit import theme
from mmgui.gui.kit.icons import icon, update_bound_icons
from mmgui.gui.kit.texts import bind_text, button_text, plain_tooltip
from mmgui.gui.language import switch_language
from mmgui.session.session import Session


class MainWindow(QMainWindow):
    """Shows the session. `painted` is emitted once, when the first picture of the window is on the screen."""

    painted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown_theme = theme.current()
        self._is_painted = False
        self._goal: Place | None = None  # where to go when the project that is being opened is there
        self._show_title()
        self.setWindowIcon(icon("app"))
        self.setMinimumSize(640, 400)  # a screen of 1280 x 800 at 150 % has 853 x 533 for it, the frame included
        self.setAcceptDrops(True)
        self.commands = Commands(session, self)
        self.actions_table = Actions(session, self.commands, self)
        self._language_menu = self._make_language_menu()
        self._scheme_menu = self._make_scheme_menu()
        self.recent_menu = QMenu(self)
        bind_text(self.recent_menu, "setTitle", N_("Open recent"))
        self._make_menus()
        self.rail = Rail(self.actions_table)
        self.top_bar = TopBar(session, self.actions_table, self._language_menu)
        self.pages = PageStack(session, self.actions_table)
        self.commands.steps_of_page = lambda: getattr(self.pages.made.get(self.pages.place), "undo_steps", None)
        self.status_line = StatusLine(session)
        self.banners = Banners(self.status_line.notices)
        central = self._central()
        self.setCentralWidget(central)
        self._veil = DropVeil(self)
        session.subscribe("message", self._show_messages)
        session.subscribe("project", self._project_changed)
        session.subscribe("settings", self._fill_recent)
        self._fill_recent()
        self._restore_geometry()
        self.show_place("home")
        central.setFocus()  # no control is marked before the first Tab

    # -- what commands need (commands.Frame) -------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        self._goal = None
        self.pages.visit(place)
        self.rail.choose(place)
        self.actions_table.refresh()  # Undo is the page's
        self.pages.when_made(place, lambda _page: self.actions_table.refresh())

    def go_when_open(self, place: Place) -> None:
        """Show this place as soon as the project that was just asked for is open."""
        self._goal = place

    def start_training(self) -> None:
        self.show_place("train")
        self.pages.when_made("train", lambda page: page.start())

    def try_example(self, run_id: int, example: Example) -> None:
        self.show_place("try")
        self.pages.when_made("try", lambda page: page.show_example(run_id, example))

    def try_file(self, path: Path) -> None:
        self.show_place("try")
        self.pages.when_made("try", lambda page: page.show_file(path))

    def set_scheme(self, scheme: theme.Scheme) -> None:
        self._session.change_settings(scheme=scheme)
        theme.apply(_app(), scheme)
        for action in self._scheme_menu.actions():
            action.setChecked(action.data() == scheme)

    def set_text_size(self, percent: int) -> None:
        """All texts in this size, at once and from now on."""
        self._session.change_settings(text_percent=percent)
        theme.apply(_app(), percent=percent)
        self.pages.refresh_when_seen()

    def set_language(self, code: str) -> None:
        """Say everything in another language, at once and from now on."""
        self._session.change_settings(language=switch_language(code))
        self._show_title()
        for action in self._language_menu.actions():
            action.setChecked(action.data() == language())
        self.actions_table.refresh()
        self.top_bar.refresh()
        self.status_line.refresh()
        self.banners.clear()
        for page in self.pages.made.values():
            page.refresh()  # type: ignore[attr-defined]

    def shown_topic(self) -> str:
        """What the help should speak of: the page, or the view on it."""
        return str(getattr(self.pages.made.get(self.pages.place), "shown_topic", self.pages.place))

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)  # and back to what it was before

    # -- the session's side ------------------------------------------------------------------------------------------

    def _project_changed(self) -> None:
        project = self._session.project
        self._show_title()
        if project.is_open and self._goal is not None:
            self.show_place(self._goal)

    def _show_title(self) -> None:
        """Ends with the application's display name, so that Qt does not add it once more."""
        project, product = self._session.project, _("Multimodal Playground")
        self.setWindowTitle(f"{project.name} – {product}" if project.is_open else product)

    def _show_messages(self) -> None:
        for message in self._session.take_messages():
            if isinstance(message, str):
                self.banners.show_info(message)
            else:
                self._goal = None  # what was asked for did not happen
                self.banners.show_error(message)

    # -- parts -------------------------------------------------------------------------------------------------------

    def _central(self) -> QWidget:
        central = QWidget()
        central.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        bind_text(central, "setAccessibleName", N_("Multimodal Playground"))
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        row.addLayout(column, 1)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.banners)
        self._area = PageArea(self.pages)
        column.addWidget(self._area, 1)
        column.addWidget(self.status_line)
        return central

    def _make_menus(self) -> None:
        for name, title in MENUS.items():
            menu = QMenu(self)
            bind_text(menu, "setTitle", title)
            for spec in ACTIONS:
                if spec.menu != name:
                    continue
                if spec.starts_group:
                    menu.addSeparator()
                menu.addAction(self.actions_table[spec.id])
                if spec.id == "open_project":
                    menu.addMenu(self.recent_menu)
            if name == "view":
                menu.addSeparator()
                menu.addMenu(self._scheme_menu)
                menu.addMenu(self._language_menu)
            self.menuBar().addMenu(menu)

    def _make_language_menu(self) -> QMenu:
        menu = QMenu(self)
        bind_text(menu, "setTitle", N_("Language"))
        group = QActionGroup(menu)
        for code, name in LANGUAGES.items():
            action = menu.addAction(name)
            action.setData(code)
            action.setCheckable(True)
            action.setChecked(code == language())
            group.addAction(action)
        group.triggered.connect(lambda action: self.set_language(action.data()))
        return menu

    def _make_scheme_menu(self) -> QMenu:
        menu = QMenu(self)
        bind_text(menu, "setTitle", N_("Appearance"))
        group = QActionGroup(menu)
        for scheme, text in theme.SCHEMES.items():
            action = menu.addAction("")
            bind_text(action, "setText", text)
            action.setData(scheme)
            action.setCheckable(True)
            action.setChecked(scheme == self._session.settings.scheme)
            group.addAction(action)
        group.triggered.connect(lambda action: self.set_scheme(action.data()))
        return menu

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self._session.settings.recent:
            action = self.recent_menu.addAction(button_text(Path(path).stem))
            plain_tooltip(action, path)
            action.triggered.connect(partial(self._open_recent, path))
        self.recent_menu.setEnabled(bool(self._session.settings.recent))

    def _open_recent(self, path: str, _checked: bool = False) -> None:
        self.commands.open_path(Path(path))

    def _restore_geometry(self) -> None:
        stored = QByteArray.fromBase64(self._session.settings.geometry.encode())
        if stored.isEmpty() or not self.restoreGeometry(stored):
            available = self.screen().availableGeometry()
            large = available.width() >= 1600
            self.resize(min(1440 if large else 1280, available.width()), min(900 if large else 800, available.height()))
            if available.width() <= 1366 or available.height() <= 800:
                self.setWindowState(Qt.WindowState.WindowMaximized)

    # -- events ------------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab, and where the focus goes when who has it vanishes or cannot be used any more."""
        current, central, page = self.focusWidget(), self.centralWidget(), self.pages.currentWidget()
        if central is None or page is None:
            return False
        if current is None or (current.isVisible() and current.isEnabled()):
            wanted = next_stop(central, current, forward=next)
        else:
            wanted = stop_near(central, current, page)
        if wanted is None:
            return False
        give_focus(wanted, forward=next)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.painted.emit)  # after this picture has reached the screen

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and theme.current() != self._shown_theme:
            self._shown_theme = theme.current()
            update_bound_icons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._veil.setGeometry(self.rect())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)  # what is proposed may be a move: the file would be deleted
            event.accept()
            self._veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.commands.take_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave at once for the eye; the program then stops its work (app.py) and ends."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._session.change_settings(geometry=geometry)
        super().closeEvent(event)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
