"""The values every floor speaks of: fields, examples, and a set of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

Split: TypeAlias = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Field:
    """A named input. `modality` is a name in the registry of modalities: "image", "text", ..."""

    name: str
    modality: str


@dataclass(frozen=True, slots=True)
class Example:
    """One record. `values` holds per field the text itself, or an absolute path of a media file; None = missing."""

    id: int
    values: Mapping[str, str | None]
    label: str | None = None
    split: Split | None = None
    origin: str = ""  # "row 12 of posts.csv", "cats/a.png": what a problem or a list names


@dataclass(frozen=True)
class ExampleSet:
    """Examples with the same fields, ready to train on or to look at. Immutable; changes make a new one."""

    fields: tuple[Field, ...]
    examples: tuple[Example, ...]
    name: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels in use, sorted; numbers sort as numbers."""
        return sort_classes({e.label for e in self.examples if e.label is not None})

    def field(self, name: str) -> Field:
        """Raises KeyError for an unknown field."""
        return next(f for f in self.fields if f.name == name)

    def part(self, split: Split) -> "ExampleSet":
        return replace(self, examples=tuple(e for e in self.examples if e.split == split))

    def labelled(self) -> "ExampleSet":
        return replace(self, examples=tuple(e for e in self.examples if e.label is not None))

    def class_counts(self) -> dict[str, int]:
        counts = Counter(e.label for e in self.examples if e.label is not None)
        return {name: counts[name] for name in self.classes}

    def __len__(self) -> int:
        return len(self.examples)


def sort_classes(names: set[str]) -> tuple[str, ...]:
    """Alphabetical, but "2" before "10" when all names are numbers."""
    try:
        return tuple(sorted(names, key=lambda n: (float(n), n)))
    except ValueError:
        return tuple(sorted(names))


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Field `name` of kind `modality` is read from table column (or folder part) `column`."""

    name: str
    modality: str
    column: str


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """How the columns of a source become fields, label and split. None = there is none."""

    fields: tuple[FieldMapping, ...]
    label_column: str | None = None
    split_column: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that could not be used. `where` names file or row, `what` says why and what to do."""

    where: str
    what: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What the mapping page shows before an import: columns, a few rows, and the guess."""

    source: Path
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    total: int
    guess: ImportMapping


@dataclass(frozen=True)
class ImportResult:
    """The good examples and the problems. `total` counts what was offered."""

    examples: ExampleSet
    problems: Sequence[Problem]
    total: int
