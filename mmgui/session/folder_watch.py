"""Whether the folder of the open project is still there: a stick may be pulled, a folder renamed by another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmgui.core.errors import ProjectError
from mmgui.core.i18n import _
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.open_project import Learner, OpenProject

if TYPE_CHECKING:
    from mmgui.core.data.project import Project


class FolderWatch:
    """While it is gone nothing learns; when it is back, everything goes on. is_lost: it has gone, and may come back."""

    def __init__(self, bus: Bus, project: OpenProject) -> None:
        self._bus, self._project = bus, project
        self._forget()
        project.when_switched.append(self._forget)

    def _forget(self) -> None:
        self.is_lost = False
        self._look: Job | None = None
        self._held: list[Learner] = []  # that wait for the folder

    def look(self) -> None:
        """Have it noticed if the folder has gone or come back; called every few seconds."""
        if not self._project.is_open or self._look is not None:
            return
        project = self._project.store

        def seen(is_there: bool) -> None:
            if self._look is not job:  # another project is open by now
                return
            self._look = None
            if is_there == self.is_lost:
                self._lost_or_back(project, is_there)

        job = self._look = Job("look", lambda _job: project.is_there, seen, is_shown=False)
        self._bus.jobs.submit("quick", job)

    def _lost_or_back(self, project: Project, is_there: bool) -> None:
        self.is_lost = not is_there
        if is_there:
            for learner in self._held:
                learner.resume()
            self._held = []
            self._bus.tell(
                _("The project “{name}” is there again; everything goes on.").format(name=self._project.name)
            )
        else:
            self._held = [learner for learner in self._project.learners if learner.pause()]
            try:
                project.check()
            except ProjectError as error:
                self._bus.tell(error)
        self._bus.changed("project", "examples")


__all__ = ["FolderWatch"]
