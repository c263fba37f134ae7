"""What went wrong, said plainly above the page: never modal, details behind a button, a bug of ours only once.

What went well is said in the status line: it comes and goes by itself, so it may neither cover nor move anything.
"""

import time
import traceback
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from mmgui.core.errors import Cancelled, MmguiError
from mmgui.core.i18n import _
from mmgui.core.logs import log_bug
from mmgui.core.saving import SavedFile
from mmgui.core.text import plain
from mmgui.gui.kit.icons import pixmap
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.texts import PlainLabel, message_box, plain_tooltip
from mmgui.gui.kit.theme import SPACE, current, set_role
from mmgui.session.bus import EditNote

Kind: TypeAlias = Literal["info", "error", "bug"]
_AT_MOST = 3  # banners at a time
_INFO_MS = 8_000
_READ_S = 5.0  # so long an error stays in any case
_ICONS: dict[Kind, str] = {"info": "info", "error": "error", "bug": "bug"}


class Banner(QFrame):
    """One message: sentence, hint, perhaps details, and a way to put it away."""

    def __init__(self, kind: Kind, message: str, hint: str = "", detail: str = "", file: Path | None = None) -> None:
        """file: that the message is about; it can be opened, or shown in its folder."""
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("kind", kind)
        self.kind, self.message, self.hint, self.detail = kind, message, hint, detail
        self.since, self.is_of_edit = time.monotonic(), False
        self.setAccessibleName(plain(f"{message} {hint}".strip()))
        self._icon = QLabel()
        self._icon.setTextFormat(Qt.TextFormat.PlainText)
        is_low = kind == "info"  # a notice is as low as the line that it stands in
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + 4, 0, 0, 0) if is_low else row.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE + 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter if is_low else Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        row.addLayout(words, 1)
        words.setSpacing(2)
        for text, role in ((message, None), (hint, "muted")):
            if text:
                label = PlainLabel(text, wrap=True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                if role:
                    set_role(label, "muted")
                words.addWidget(label)
        for text, place in ((_("Open"), file), (_("Show in folder"), file and file.parent)):
            if place is not None:
                button = QPushButton(text)
                set_role(button, "link")
                button.clicked.connect(partial(_open, place))
                row.addWidget(button)
        if detail:
            self.more = QPushButton(_("Details"))
            set_role(self.more, "link")
            self.more.clicked.connect(self._show_detail)
            row.addWidget(self.more)
        self.away = QToolButton()
        set_role(self.away, "quiet")
        self.away.setAccessibleName(_("Put this message away"))
        plain_tooltip(self.away, _("Put this message away"))
        self.away.clicked.connect(self.put_away)
        row.addWidget(self.away)
        self._draw_icons()
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_INFO_MS)
        self._end.timeout.connect(self.put_away)
        if kind == "info":
            self._end.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nothing goes away under the mouse: the click on × would land on what lies below."""
        super().enterEvent(event)
        self._end.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.kind == "info":
            self._end.start()

    def put_away(self) -> None:
        discard(self)

    def _show_detail(self) -> None:
        message_box(self.window(), self.message, self.hint, detail=self.detail).more.setChecked(True)

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]
        if hasattr(self, "away"):
            self._draw_icons()

    def _draw_icons(self) -> None:
        theme = current()
        colour = {"info": theme.accent, "error": theme.bad, "bug": theme.warning}[self.kind]
        self._icon.setPixmap(pixmap(_ICONS[self.kind], 20, colour, self.devicePixelRatioF()))
        self.away.setIcon(pixmap("close", 16, theme.muted, self.devicePixelRatioF()))


class Notices(QWidget):
    """Where notices stand, the newest on top: a place of their own, so that they never lie on what can be pressed.

    Hidden while there are none; `changed` after every one that comes or goes.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE // 2)
        self.hide()

    def add(self, banner: Banner) -> None:
        self.column.insertWidget(0, banner)
        banner.show()
        self.update_visible()

    def update_visible(self) -> None:
        self.setVisible(bool(_banners_in(self.column)))
        self.changed.emit()


class Banners(QWidget):
    """The place above the page where messages appear, the newest on top; notices go to `notices`, if that is given."""

    def __init__(self, notices: Notices | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 0)
        self._layout.setSpacing(SPACE)
        self._seen_bugs: set[tuple[str, str, int]] = set()
        self._notices = notices
        self.hide()

    @property
    def shown(self) -> list[Banner]:
        """Notices first, then what stands above the page; each the newest first."""
        layouts = [self._layout] if self._notices is None else [self._notices.column, self._layout]
        return [b for layout in layouts for b in _banners_in(layout)]

    def show_error(self, error: BaseException) -> None:
        """Show an expected failure as its sentence, anything else as a bug of ours; a cancelled job not at all."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, MmguiError):
            self.add("error", error.message, error.hint, error.detail)
            return
        place = log_bug(error)
        key = _place_of(error)
        if key in self._seen_bugs:  # a fault in a timer or in painting would come again and again
            return
        self._seen_bugs.add(key)
        self.add(
            "bug",
            _("Something inside the program went wrong. It is our mistake; you can go on working."),
            _("It was written to the log ({place}).").format(place=place),
            "".join(traceback.format_exception(error)),
        )

    def show_info(self, sentence: str) -> None:
        """Show a sentence that goes away by itself; what failed before is over, now that something went well."""
        is_of_edit = isinstance(sentence, EditNote)
        for old in self.shown:
            is_over = old.kind == "error" and time.monotonic() - old.since > _READ_S
            if is_over or (is_of_edit and old.is_of_edit):
                old.put_away()
        banner = self.add("info", sentence, file=sentence.path if isinstance(sentence, SavedFile) else None)
        banner.is_of_edit = is_of_edit

    def add(self, kind: Kind, message: str, hint: str = "", detail: str = "", file: Path | None = None) -> Banner:
        for old in self.shown:
            if (old.kind, old.message, old.hint) == (kind, message, hint):
                old.put_away()
        banner = Banner(kind, message, hint, detail, file)
        banner.destroyed.connect(self._hide_when_empty)
        if kind == "info" and self._notices is not None:
            self._notices.add(banner)
            column = self._notices.column
        else:
            column = self._layout
            column.insertWidget(0, banner)
            banner.show()
            self.show()
        for old in _banners_in(column)[_AT_MOST:]:
            old.put_away()
        return banner

    def clear(self) -> None:
        for banner in self.shown:
            banner.put_away()

    def _hide_when_empty(self) -> None:
        if not _banners_in(self._layout):
            self.hide()
        if self._notices is not None and shiboken6.isValid(self._notices):
            self._notices.update_visible()


def _open(place: Path) -> None:
    """With the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))


def _banners_in(layout: QVBoxLayout) -> list[Banner]:
    holder = layout.parentWidget()
    assert holder is not None  # both columns stand on a widget
    found = holder.findChildren(Banner, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return sorted((b for b in found if not b.isHidden() and layout.indexOf(b) >= 0), key=layout.indexOf)


def show_error(error: BaseException) -> None:
    """Show an error in the window that is open; without a window it goes to the log only."""
    for window in QApplication.topLevelWidgets():
        banners = window.findChild(Banners)
        if banners is not None:
            banners.show_error(error)
            return
    if not isinstance(error, MmguiError):
        log_bug(error)


def _place_of(error: BaseException) -> tuple[str, str, int]:
    """What the error is and where it was raised: the same fault has the same place."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return (type(error).__name__, last.tb_frame.f_code.co_filename, last.tb_lineno) if last else (repr(error), "", 0)
