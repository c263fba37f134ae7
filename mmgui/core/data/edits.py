"""Changes that can be taken back. A session keeps them on a stack; `undo` and `redo` are saved like any change."""

from collections.abc import Callable
from dataclasses import dataclass

from mmgui.core.data.account import ImportAccount
from mmgui.core.data.example import Problem


@dataclass(frozen=True)
class Edit:
    """A change that is already on disk.

    description: what was done, as a person would say it, translated. count: how many examples it touched.
    undo, redo: call them alternately, starting with undo; each is on disk when it returns and raises ProjectError if
    it cannot be. Only when adding: problems: what could not be taken over; account: what became of everything that was
    offered.
    """

    description: str
    count: int
    undo: Callable[[], None]
    redo: Callable[[], None]
    problems: tuple[Problem, ...] = ()
    account: ImportAccount | None = None
