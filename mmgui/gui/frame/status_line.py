"""Below the page: what runs in the background and how long it takes, a Cancel that answers at once, and notices."""

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.text import one_line
from mmgui.gui.errors import Notices
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.session.jobs import Job
from mmgui.session.session import Session

_PATIENCE_S = 0.6  # shorter work shows nothing: a bar that flashes up only worries
_STEPS = 1000
_SIDE_BY_SIDE_PX = 1100  # from this width on a notice stands beside what runs, else above it


class StatusLine(QFrame):
    """Shows the oldest background job, or else the training; and notices, in the room that is left."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        bind_px(self, "setMinimumHeight", 5 * SPACE + 4)
        self._session = session
        self._job: Job | None = None
        self._since = 0.0
        self.what = ElidedLabel(is_muted=True)
        set_role(self.what, "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(10 * SPACE)
        self.bar.setMaximumWidth(32 * SPACE)
        bind_text(self.bar, "setAccessibleName", N_("Progress"))
        self.detail = PlainLabel()
        set_role(self.detail, "muted")
        self.cancel = QPushButton()
        set_role(self.cancel, "link")
        bind_text(self.cancel, "setText", N_("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self.right = ElidedLabel(is_muted=True)
        set_role(self.right, "muted")
        self.notices = Notices()
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        for part in (self.what, self.bar, self.detail, self.cancel):
            row.addWidget(part, 1 if part is self.bar else 0)
        row.addStretch(1)
        row.addWidget(self.right)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 1)
        self._layout.setSpacing(SPACE)
        self._layout.addWidget(self._work, 1)
        self._layout.addWidget(self.notices, 1, Qt.AlignmentFlag.AlignVCenter)
        self.notices.changed.connect(self._arrange)
        for topic in ("jobs", "training", "engine", "project", "examples"):
            session.subscribe(topic, self.refresh)
        self.refresh()
        follow_text_size(self, StatusLine._arrange)

    def tick(self) -> None:
        """Called with every drain: a job that has taken long enough appears, even one without progress."""
        if self._job is not None and not self.bar.isVisible() and time.monotonic() - self._since > _PATIENCE_S:
            self.refresh()

    def refresh(self) -> None:
        job = self._session.shown_job
        if job is not self._job:
            self._job, self._since = job, time.monotonic()
        if job is not None and (self._session.training.is_active is False or job.total > 0):
            if time.monotonic() - self._since > _PATIENCE_S or (self.bar.isVisible() and not job.started):
                self._show_job(job)
            elif not self._session.training.is_active:
                self._show_nothing()
        elif self._session.training.is_active:
            self._show_training()
        else:
            self._show_nothing()
        self.right.setText(self._remark())
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """A notice takes the place of the remark; of what runs it takes none."""
        has_notice, is_busy = not self.notices.isHidden(), not self.what.isHidden()
        self.right.setVisible(not has_notice)
        self._work.setVisible(is_busy or not has_notice)
        is_wide = self.width() >= scaled(_SIDE_BY_SIDE_PX)
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.LeftToRight if is_wide else directions.BottomToTop)

    def _remark(self) -> str:
        if not self._session.is_engine_ready:
            return _("The learning engine is loading; you can look around meanwhile.")
        if self._session.folder_watch.is_lost:
            return _("The project's folder is not there: nothing can be saved")
        if self._session.project.is_open and self._session.shown_job is None:
            return _("Everything is saved")
        return ""

    def _show_job(self, job: Job) -> None:
        left = job.seconds_left()
        counts = f"{job.done} / {job.total}" if job.total else ""
        self._show(
            _(job.title) if job.title else "", job.done / job.total if job.total else None, _joined(counts, left)
        )
        self.cancel.setEnabled(not job.cancel.is_cancelled)
        self.cancel.show()

    def _show_training(self) -> None:
        training = self._session.training
        started, step = training.started, training.last_step
        if training.status == "stopping":
            self._show(_("Stopping; the best weights are kept"), None, "")
        elif started is None or step is None:
            preparing = training.preparing
            share = preparing.done / preparing.total if preparing and preparing.total else None
            self._show(_("Getting the examples ready"), share, "")
        else:
            title = _("Training: epoch {epoch} of {epochs}").format(epoch=step.epoch, epochs=started.epochs)
            if training.status == "paused":
                title = _("Paused in epoch {epoch} of {epochs}").format(epoch=step.epoch, epochs=started.epochs)
            pace = _("{count} examples/s").format(count=round(training.examples_per_second))
            left = training.seconds_left if training.status == "running" else None
            self._show(title, training.progress, _joined(pace if training.examples_per_second else "", left))
        self.cancel.hide()  # Stop has its own large button and shortcut

    def _show_nothing(self) -> None:
        for part in (self.what, self.bar, self.detail, self.cancel):
            part.hide()

    def _show(self, title: str, share: float | None, detail: str) -> None:
        self.what.setText(one_line(title))
        self.bar.setRange(0, 0 if share is None else _STEPS)
        if share is not None:
            self.bar.setValue(round(share * _STEPS))
        self.detail.setText(detail)
        for part in (self.what, self.bar, self.detail):
            part.show()

    def _cancel(self) -> None:
        self._session.cancel_shown_job()
        self.cancel.setEnabled(False)
        self.what.setText(_("Cancelling…"))


def _joined(first: str, seconds: float | None) -> str:
    return " · ".join(part for part in (time_left(seconds), first) if part)


def time_left(seconds: float | None) -> str:
    """ "about 20 s left", "about 3 min left", "" if unknown. Coarse on purpose: it must not flicker."""
    if seconds is None:
        return ""
    if seconds < 90:
        rounded = max(1, round(seconds)) if seconds < 10 else round(seconds / 5) * 5
        return _("about {count} s left").format(count=rounded)
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("about {count} min left").format(count=minutes)
    hours = round(minutes / 60)
    return ngettext("about {count} hour left", "about {count} hours left", hours).format(count=hours)
