"""The values every floor speaks of: fields, examples, and a set of them."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from mmgui.modalities import MODALITIES

Split: TypeAlias = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
MAX_LABEL = 200  # characters


@dataclass(frozen=True, slots=True)
class Field:
    """A named input. `modality` is a name in the registry `mmgui.modalities.MODALITIES`."""

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
    """Examples with the same fields, ready to train on or to look at. Immutable; changes make a new one.

    columns: those of the table that they were read from; None = they come from elsewhere. noted_classes: those that a
    person made, with or without examples, or gave a colour: by name "#rrggbb", "" = the usual one.
    """

    fields: tuple[Field, ...]
    examples: tuple[Example, ...]
    name: str = ""
    columns: "ImportMapping | None" = None
    noted_classes: Mapping[str, str] = field(default_factory=dict)

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels in use, sorted; numbers sort as numbers."""
        return sort_classes({e.label for e in self.examples if e.label is not None})

    @property
    def known_classes(self) -> tuple[str, ...]:
        """The labels in use and the classes that wait for their first example, sorted."""
        return sort_classes({*self.classes, *self.noted_classes})

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
    """Field `name` of kind `modality` is read from table column (or folder part) `column`; of a kind that joins
    columns it names them all, as a line of a CSV file does: age,weight,"shoe size, EU"."""

    name: str
    modality: str
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All that it is read from."""
        return split_columns(self.modality, self.column)


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """How the columns of a source become fields, label and split. None = there is none."""

    fields: tuple[FieldMapping, ...]
    label_column: str | None = None
    split_column: str | None = None

    @property
    def used(self) -> frozenset[str]:
        """All columns that are read."""
        others = (column for column in (self.label_column, self.split_column) if column is not None)
        return frozenset((*(column for f in self.fields for column in f.columns), *others))


def split_columns(modality: str, text: str) -> tuple[str, ...]:
    """The columns that the text names: several only of a kind that joins columns."""
    if modality not in MODALITIES or not MODALITIES.get(modality).joins_columns:
        return (text,)
    found = next(csv.reader([text], skipinitialspace=True), [])
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip())) or (text,)


def write_columns(columns: Sequence[str]) -> str:
    """The same as text: age,weight,"shoe size, EU"."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(columns)
    return line.getvalue()


ProblemKind: TypeAlias = Literal["problem", "left out", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person must know of a source. `where` names file or row, `what` says why and what to do.

    kind: "problem" = it was meant as an example and could not be used; "left out" = it was not read as examples at all
    (another table, a folder beside the parts, a hidden folder); "note" = nothing is missing, but something was decided,
    mended or guessed. count: how many offered rows or files it stands for; a note stands for none. option: where a
    person can choose otherwise, what the command line takes for it ("--read-as NAME"); each front says it its own way.
    names: of everything that it stands for, where `what` names only the first ones.
    """

    where: str
    what: str
    row: int | None = None
    column: str | None = None
    kind: ProblemKind = "problem"
    count: int = 1
    option: str = ""
    names: tuple[str, ...] = ()

    @property
    def lost(self) -> int:
        """How many offered rows or files did not become examples by this."""
        return 0 if self.kind == "note" else self.count


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several ways to read a source: a sheet, one of two tables, folders as classes or as folds.

    name: what `--read-as` takes; title: what the mapping page says, translated.
    """

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How a person wants a source to be read, where it can be read in more than one way. "" = as the program guesses.

    reading: the name of a Reading. encoding: a codec that Python knows. join_labels: write labels that look alike
    (core/data/labels.py) in one way. chosen: the columns of which a person said what they mean: nothing guessed is told
    of them.
    """

    reading: str = ""
    encoding: str = ""
    join_labels: bool = False
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How a text file is read. is_guess: nothing in the file says so for certain. letters: a few words of the file with
    foreign letters, so that a person can see whether they are right. choices: other codecs that can read the file."""

    codec: str
    is_guess: bool = False
    letters: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """What a column would be as the label: classes: the most frequent ones with their rows; distinct: how many classes
    in all; filled, rows: how many of the counted rows have a label, and how many were counted. remarks: what a person
    should know of these labels.
    """

    column: str
    classes: tuple[tuple[str, int], ...]
    distinct: int
    filled: int
    rows: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What the mapping page shows before an import: columns, a few rows, the guess, and what was found on opening.

    found: what is left out or was decided whatever the mapping is. readings: the ways to read it if there are several,
    `reading` the one that was taken ("" if there is one only). encoding: None where the source holds no text bytes.
    files: per row and column the file that the cell names. labels: what each column would be as the label.
    """

    source: Path
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    total: int
    guess: ImportMapping
    found: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    encoding: TextEncoding | None = None
    files: tuple[Mapping[str, Path], ...] = ()
    labels: tuple[LabelColumn, ...] = ()


@dataclass(frozen=True)
class ImportResult:
    """The good examples, and whatever did not become one. Nothing that was offered is uncounted:
    `total` = len(examples) + the sum of `lost` over the problems."""

    examples: ExampleSet
    problems: Sequence[Problem]

    @property
    def total(self) -> int:
        """How many rows and files were offered."""
        return len(self.examples) + sum(p.lost for p in self.problems)
