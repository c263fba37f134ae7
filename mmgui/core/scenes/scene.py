"""What every built-in scene says of itself, and how its examples are written: the same for all of them."""

import csv
import io
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, ClassVar, TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.files import write_text
from mmgui.core.i18n import _, join_names

MAX_COUNT = 100_000
_MAX_SEED = 2**63 - 1
Progress: TypeAlias = Callable[[int, int], None]  # (done, total)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file of an example, say ("pictures", ".png", its bytes)."""

    folder: str
    ending: str
    data: bytes


@dataclass(frozen=True)
class Drawn:
    """One example before it is written.

    values: field → text, or the file that holds it; evidence: field → what decides there, in the form of the field's
    modality ("" = nothing does).
    """

    label: str
    values: Mapping[str, str | MediaFile]
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """For a class at a table: something to do, something to see, something to talk about. In the present language."""

    to_try: str
    to_notice: str
    to_ask: str


@dataclass(frozen=True)
class View:
    """One combination that a scene makes: what each sense shows of it, and the answer. weight: how often, any unit."""

    seen: Mapping[str, Hashable]
    label: str
    weight: float = 1.0


class Scene(ABC):
    """A generator of examples with a known rule.

    languages: the codes that `make` knows, the first one is the usual one; "both" mixes the others half and half.
    difficulty: 0 is the easiest, 1 the hardest; it changes how clearly the senses show things, never the rule.
    """

    name: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]  # the files of the first one that has files stand in the column `file_name`
    languages: ClassVar[tuple[str, ...]] = ("en", "zh_CN", "both")
    default_count: ClassVar[int] = 1200
    default_difficulty: ClassVar[float] = 0.0
    file_field: ClassVar[str] = "picture"  # the one whose files stand in `file_name`
    worsened: ClassVar[tuple[str, str] | None] = None  # a field that `worsen` knows, and by what (marked with N_())

    @abstractmethod
    def title(self) -> str:
        """A few words for a card, in the present language."""

    @abstractmethod
    def story(self) -> str:
        """One or two sentences that make a visitor curious, in the present language."""

    @abstractmethod
    def rule(self) -> str:
        """What decides the label, in plain words, in the present language."""

    @abstractmethod
    def lesson(self) -> Lesson: ...

    @abstractmethod
    def cells(self) -> Sequence[Hashable]:
        """The combinations that are made equally often (± 1)."""

    @abstractmethod
    def views(self) -> Iterable[View]:
        """Every combination with what each sense shows of it, for `best_possible`."""

    @abstractmethod
    def draw(self, random: Random, cell: Hashable, language: str, difficulty: float) -> Drawn:
        """One example of a combination. language: never "both"; everything else is by chance and independent of it."""

    def worsen(self, raw: Any, strength: float) -> Any:
        """The raw value of the field `worsened`, shown less clearly: 0 as it is, 1 not at all. Here: as it is, for
        scenes that name no such field."""
        return raw

    def best_possible(self, senses: Collection[str]) -> float:
        """The share (0 to 1) that nobody can beat who perceives only these senses, all of them perfectly.

        By enumeration: who sees what is shown answers with the class that it goes with most often.
        """
        frequencies: dict[tuple[Hashable, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        order = sorted(senses)
        total = 0.0
        for view in self.views():
            frequencies[tuple(view.seen[sense] for sense in order)][view.label] += view.weight
            total += view.weight
        return sum(max(labels.values()) for labels in frequencies.values()) / total

    def columns(self) -> tuple[str, ...]:
        """Of `metadata.csv`."""
        names = [f.name for f in self.fields]
        return (*map(self.column, names), "label", *(f"evidence_{name}" for name in names), "language")

    def column(self, name: str) -> str:
        return "file_name" if name == self.file_field else name

    def make(
        self,
        folder: Path,
        count: int,
        seed: int,
        language: str,
        *,
        difficulty: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
    ) -> ExampleSet:
        """Write `count` examples into `folder`: media files and `metadata.csv`, which the importer reads back.

        The columns: file_name and the fields, label, evidence_FIELD (what decides in that sense), language.
        The same arguments give the same bytes. The examples have labels, absolute paths and no split.
        Raises ExperimentError for arguments that cannot be used, DataError if the folder cannot be written,
        Cancelled between two examples.
        """
        difficulty = self.default_difficulty if difficulty is None else difficulty
        self._check(count, seed, language, difficulty)
        folder = folder.absolute()
        rows: list[Sequence[str]] = [self.columns()]
        examples = []
        try:
            for number, (cell, code) in enumerate(self.plan(count, seed, language), 1):
                if cancel is not None:
                    cancel.wait_while_paused()
                    cancel.raise_if_cancelled()
                drawn = self.draw(Random(f"{self.name} {seed} {number}"), cell, code, difficulty)
                shown, values = self._written(drawn, folder, number)
                evidence = (drawn.evidence.get(f.name, "") for f in self.fields)
                rows.append((*(shown[f.name] for f in self.fields), drawn.label, *evidence, code))
                examples.append(Example(number, values, drawn.label, None, shown[self.file_field]))
                if progress is not None:
                    progress(number, count)
            table = io.StringIO()
            csv.writer(table, lineterminator="\n").writerows(rows)
            write_text(folder / "metadata.csv", table.getvalue())
        except OSError as error:
            raise DataError(
                _("The examples could not be written to “{folder}”.").format(folder=folder),
                _("Check that the disk has room and that you may write there."),
                str(error),
                file=folder,
            ) from error
        return ExampleSet(self.fields, tuple(examples), self.name)

    def plan(self, count: int, seed: int, language: str) -> list[tuple[Hashable, str]]:
        """Cell and language code of each example: every combination equally often (± 1), in shuffled order."""
        codes = tuple(code for code in self.languages if code != "both") if language == "both" else (language,)
        random = Random(f"{self.name} {seed} plan")
        cells = [(cell, code) for code in codes for cell in self.cells()]
        plan = cells * (count // len(cells)) + random.sample(cells, count % len(cells))
        random.shuffle(plan)
        return plan

    @staticmethod
    def _written(drawn: Drawn, folder: Path, number: int) -> tuple[dict[str, str], dict[str, str | None]]:
        """What stands in the table, and the values of the example; files are written."""
        shown: dict[str, str] = {}
        values: dict[str, str | None] = {}
        for name, value in drawn.values.items():
            if isinstance(value, MediaFile):
                shown[name] = f"{value.folder}/{number:04d}{value.ending}"
                place = folder / shown[name]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(value.data)
                values[name] = str(place)
            else:
                shown[name] = values[name] = value
        return shown, values

    def _check(self, count: int, seed: int, language: str, difficulty: float) -> None:
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_COUNT:
            raise ExperimentError(
                _("{count} examples cannot be made.").format(count=count),
                _("Choose a whole number from 1 to {most}.").format(most=MAX_COUNT),
                parameter="count",
            )
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= _MAX_SEED:
            raise ExperimentError(
                _("“{seed}” cannot be used as a seed.").format(seed=seed),
                _("Choose a whole number from 0 to {most}.").format(most=_MAX_SEED),
                parameter="seed",
            )
        if language not in self.languages:
            raise ExperimentError(
                _("The scene does not speak “{language}”.").format(language=language),
                _("Known are: {names}.").format(names=join_names(self.languages)),
                parameter="language",
            )
        if not 0.0 <= difficulty <= 1.0:  # false for NaN too
            raise ExperimentError(
                _("“{difficulty}” cannot be used as a difficulty.").format(difficulty=difficulty),
                _("Choose a number from 0 (easy) to 1 (hard)."),
                parameter="difficulty",
            )
