"""The classes of the open project, made and changed by hand. Every change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mmgui.core.i18n import _, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.session.adding_to_class import add_to_class, say_added_to_class
from mmgui.session.bus import Bus
from mmgui.session.open_project import OpenProject

if TYPE_CHECKING:
    from mmgui.core.data.edits import Edit
    from mmgui.core.data.example import ExampleSet

_MOST_CHARACTERS = 60  # of a name in a sentence


class Classes:
    """Intents about classes; what changed arrives as the topic `examples`."""

    def __init__(self, bus: Bus, project: OpenProject) -> None:
        self._bus, self._project = bus, project

    @property
    def names(self) -> tuple[str, ...]:
        """Those in use and those without examples, sorted."""
        return self._project.examples.known_classes if self._project.examples is not None else ()

    def count(self, name: str) -> int:
        """How many examples have this label."""
        examples = self._project.examples
        return sum(e.label == name for e in examples.examples) if examples is not None else 0

    def add(self, name: str, colour: str = "") -> None:
        """Make a class without examples. colour: "#rrggbb", "" = the usual one."""
        self._project.edit(lambda project: project.add_class(name, colour))

    def set_colour(self, name: str, colour: str) -> None:
        self._project.edit(lambda project: project.colour_class(name, colour))

    def rename(self, old: str, new: str) -> None:
        """Call a class otherwise; a name that is in use makes one class of the two, which is told."""
        wanted = " ".join(new.split())
        if wanted in ("", old):
            return
        is_merged = wanted in self.names

        def say(_examples: ExampleSet, edit: Edit) -> str:
            text = ngettext(
                "“{old}” is part of “{new}” now, with its {count} example; Ctrl+Z takes that back.",
                "“{old}” is part of “{new}” now, with its {count} examples; Ctrl+Z takes that back.",
                edit.count,
            )
            return text.format(old=_short(old), new=_short(wanted), count=grouped(edit.count))

        self._project.edit(lambda project: project.rename_class(old, wanted), say if is_merged else None)

    def delete(self, name: str, *, with_examples: bool = False) -> None:
        """Take a class away at once; what became of its examples is told."""

        def say(_examples: ExampleSet, edit: Edit) -> str:
            if not edit.count:
                return _("The class “{name}” is gone; Ctrl+Z brings it back.").format(name=_short(name))
            gone = ngettext(
                "The class “{name}” and its {count} example are gone; Ctrl+Z brings them back.",
                "The class “{name}” and its {count} examples are gone; Ctrl+Z brings them back.",
                edit.count,
            )
            kept = ngettext(
                "The class “{name}” is gone; its {count} example stays without a label. Ctrl+Z brings it back.",
                "The class “{name}” is gone; its {count} examples stay without a label. Ctrl+Z brings it back.",
                edit.count,
            )
            return (gone if with_examples else kept).format(name=_short(name), count=grouped(edit.count))

        self._project.edit(lambda project: project.delete_class(name, with_examples=with_examples), say)

    def put_into(
        self,
        name: str,
        files: Sequence[Path] = (),
        texts: Sequence[str] = (),
        *,
        origin: str = "",
        if_refused: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Make examples of this class from files, which are copied, and lines of text. origin: what lists call them.
        if_refused: called if none could be made."""
        if files or any(text.strip() for text in texts):
            self._project.edit_with_progress(
                lambda project, job: add_to_class(project, name, files, texts, job, origin),
                lambda _examples, edit: say_added_to_class(name, edit),
                if_refused,
            )


def _short(name: str) -> str:
    return one_line(name, _MOST_CHARACTERS)


__all__ = ["Classes"]
