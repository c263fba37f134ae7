"""Parts that find each other by name, never by import path: a file must not be able to import anything."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _, join_names

T = TypeVar("T")


class Registry(Generic[T]):
    """Named parts of one kind, in the order in which they were registered."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._parts: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorate a part with its name. Raises ValueError if the name is taken (a bug of ours)."""

        def add(part: T) -> T:
            if name in self._parts:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._parts[name] = part
            return part

        return add

    def forget(self, name: str) -> None:
        """Take a part away again. Raises KeyError if there is none."""
        del self._parts[name]

    def get(self, name: str) -> T:
        """The part called `name`. Raises ExperimentError that names the known ones."""
        try:
            return self._parts[name]
        except KeyError:
            raise ExperimentError(
                _("There is no {kind} called “{name}”.").format(kind=self.kind, name=name),
                _("Known are: {names}.").format(names=join_names(self._parts)),
                parameter=self.kind,
            ) from None

    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self._parts.items())
