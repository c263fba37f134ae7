"""The projects that Home and the menu list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mmgui.session.bus import Bus

MOST = 12


def list_opened(bus: Bus, folder: Path, instead_of: Path | None = None) -> None:
    """It is the newest one now. instead_of: what it was called until now."""
    known = [path for path in bus.settings.recent if instead_of is None or path != str(instead_of)]
    bus.change_settings(recent=_with(known, 0, folder))


def list_made(bus: Bus, folder: Path) -> None:
    """It was made and not opened (a copy): it stands below the newest one."""
    bus.change_settings(recent=_with(bus.settings.recent, 1, folder))


def _with(known: Sequence[str], place: int, folder: Path) -> tuple[str, ...]:
    others = [path for path in known if path != str(folder)]
    return (*others[:place], str(folder), *others[place:])[:MOST]


__all__ = ["MOST", "list_made", "list_opened"]
