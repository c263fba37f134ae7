"""The built-in scenes: each makes as many examples as wished, tells a story and knows the rule behind its labels.

A scene is one file here that registers itself (and files named after it that hold its drawing and its words).
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Protocol, TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet, Field
from mmgui.core.registry import Registry

Progress: TypeAlias = Callable[[int, int], None]  # (done, total)


class Scene(Protocol):
    """A generator of examples with a known rule.

    languages: the codes that `make` knows, the first one is the usual one; "both" mixes them half and half.
    """

    @property
    def name(self) -> str: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def languages(self) -> tuple[str, ...]: ...

    @property
    def default_count(self) -> int: ...

    def title(self) -> str:
        """A few words for a card, in the present language."""
        ...

    def story(self) -> str:
        """One or two sentences that make a visitor curious, in the present language."""
        ...

    def rule(self) -> str:
        """What decides the label, in plain words, in the present language."""
        ...

    def make(
        self,
        folder: Path,
        count: int,
        seed: int,
        language: str,
        *,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
    ) -> ExampleSet:
        """Write `count` examples into `folder`: media files and `metadata.csv`, which the importer reads back.

        The same arguments give the same bytes. The examples have labels, absolute paths and no split.
        Raises ExperimentError for a count, seed or language that cannot be used, DataError if the folder cannot be
        written, Cancelled between two examples.
        """
        ...


SCENES: Registry[Scene] = Registry("scene")

for _scene in ("feelings",):
    import_module(f"{__name__}.{_scene}")
