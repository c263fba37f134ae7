"""How long a person wants to train on the open project: kept in it, whatever it is called and whenever it is opened."""

from __future__ import annotations

from contextlib import suppress

from mmgui.core.errors import MmguiError
from mmgui.core.i18n import N_
from mmgui.session.jobs import Job
from mmgui.session.session import Session


def chosen_preset(session: Session) -> str | None:
    """The preset that was chosen last in the open project; None = none was, or it cannot be read."""
    with suppress(MmguiError):
        return session.project.store.preset if session.project.is_open else None
    return None


def note_preset(session: Session, preset: str) -> None:
    """Remember it with the open project; one that cannot be written to forgets it."""
    if not session.project.is_open:
        return
    project = session.project.store

    def work(_job: Job) -> None:
        with suppress(MmguiError):
            project.note_preset(preset)

    session.submit("quick", Job(N_("Saving the change"), work, is_shown=False))


__all__ = ["chosen_preset", "note_preset"]
