"""What Undo and Redo go back and forth over: the edits of the project, unless the page that is shown has its own."""

from typing import Protocol

from mmgui.session.session import Session


class Steps(Protocol):
    """undo_text, redo_text: what the next step would take back or do again; None if it has no name."""

    @property
    def can_undo(self) -> bool: ...
    @property
    def can_redo(self) -> bool: ...
    @property
    def undo_text(self) -> str | None: ...
    @property
    def redo_text(self) -> str | None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...


class ProjectSteps:
    """The edits of the open project."""

    def __init__(self, session: Session) -> None:
        self._project = session.project

    @property
    def can_undo(self) -> bool:
        return self.undo_text is not None

    @property
    def can_redo(self) -> bool:
        return self.redo_text is not None

    @property
    def undo_text(self) -> str | None:
        return self._project.undo_text

    @property
    def redo_text(self) -> str | None:
        return self._project.redo_text

    def undo(self) -> None:
        self._project.undo()

    def redo(self) -> None:
        self._project.redo()


class NoSteps:
    """Where there is nothing to take back."""

    can_undo = can_redo = False
    undo_text = redo_text = None

    def undo(self) -> None: ...
    def redo(self) -> None: ...


__all__ = ["NoSteps", "ProjectSteps", "Steps"]
