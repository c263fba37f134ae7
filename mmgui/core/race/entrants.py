"""What a race of several models is: who runs, what each reached, and the verdict, kept as JSON. No torch.

In a project they lie in its folder `races`, numbered; a file that is damaged or of a newer program is passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter

from mmgui.core import files
from mmgui.core.data.example import Field
from mmgui.core.errors import ExperimentError
from mmgui.core.events import TrainingEvent
from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.core.models.catalogue import FUSIONS, Preset
from mmgui.core.race.significance import AccuracyDifference, how_we_know, keep_sentence, together_sentence
from mmgui.core.run.experiment import DeviceWish, Experiment
from mmgui.core.run.left_out import Omissions
from mmgui.core.text import percent
from mmgui.core.training.benefit import say_flattering, say_of_each
from mmgui.modalities import MODALITIES, in_order
from mmgui.modalities.contract import PlainMethod

RACES_FOLDER: Final = "races"
MAX_BYTES: Final = 8 * 2**20
Kind: TypeAlias = Literal["baseline", "single", "fusion"]
EntryStatus: TypeAlias = Literal["completed", "early", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who takes part. name: unique in a race. fields: what it sees. fusion: of a network, "" of a plain method.

    label: the title, marked with N_(); of a single sense the name of its field.
    """

    name: str
    kind: Kind
    label: str
    fields: tuple[str, ...]
    fusion: str = ""

    @property
    def is_usual(self) -> bool:
        """Whether it runs if nobody chooses: all but the fusions that are there for whoever wants them."""
        return self.kind != "fusion" or self.fusion not in FUSIONS or FUSIONS.get(self.fusion).is_usual

    def title(self) -> str:
        """What people read, in the present language."""
        if self.kind == "single":
            customary = {modality.default_field: modality.title() for _name, modality in MODALITIES}
            return _("{field} only").format(field=customary.get(self.label) or self.label[:1].upper() + self.label[1:])
        return _(self.label)

    def explain(self) -> str:
        """One sentence."""
        if self.kind == "baseline":
            return next((_(m.sentence) for m in _plain_methods().values() if m.name == self.name), "")
        if self.kind == "single":
            return _("A network that is given “{field}” and nothing else.").format(field=self.label)
        return _("A network that is given all senses.")


def _plain_methods() -> dict[str, PlainMethod]:
    """By modality, words first: counting them is the plainest of all."""
    return {m.name: m.plain_method for m in reversed(in_order()) if m.plain_method is not None}


def available_entrants(fields: Sequence[Field], fusions: Mapping[str, str]) -> tuple[Entrant, ...]:
    """Everyone who can run on these fields, the simplest first. fusions: name → label, from the registry.

    Fusions need two fields. A field that is called like somebody else takes part as "only-NAME".
    """
    entrants = []
    plain = _plain_methods()
    for modality, method in plain.items():
        own = tuple(f.name for f in fields if f.modality == modality)
        if own:
            entrants.append(Entrant(method.name, "baseline", method.label, own))
    taken = {*(method.name for method in plain.values()), *fusions}
    fusion = "concat" if "concat" in fusions else next(iter(fusions), "concat")
    for one in fields:
        name = one.name
        while name in taken:
            name = f"only-{name}"
        taken.add(name)
        entrants.append(Entrant(name, "single", one.name, (one.name,), fusion))
    if len(fields) > 1:
        every = tuple(f.name for f in fields)
        entrants += [Entrant(name, "fusion", label, every, name) for name, label in fusions.items()]
    return tuple(entrants)


def entrants_for(fields: Sequence[Field], preset: str = "quick") -> tuple[Entrant, ...]:
    """As above with the fusions that the program knows, the plainest first. The article's preset
    joins the senses in one way only."""
    known = {name: kind.label for name, kind in reversed(list(FUSIONS)) if preset != "article" or name == "concat"}
    return available_entrants(fields, known)


def choose_entrants(everyone: Sequence[Entrant], names: Sequence[str]) -> tuple[Entrant, ...]:
    """Those called `names`, in the usual order. Raises ExperimentError for an unknown one."""
    known = [entrant.name for entrant in everyone]
    for name in names:
        if name not in known:
            raise ExperimentError(
                _("Nobody called “{name}” can take part.").format(name=name),
                _("Known are: {names}.").format(names=join_names(known)),
                parameter="entrants",
            )
    return tuple(entrant for entrant in everyone if entrant.name in names)


@dataclass(frozen=True)
class RacePlan:
    """What a person chose. interleaved: everyone trains an epoch in turn, so that it can be watched as a race; else one
    after the other. settings: overrides by name; each network takes those that concern it."""

    entrants: tuple[Entrant, ...]
    preset: Preset = "quick"
    seed: int = 0
    epochs: int | None = None
    device: DeviceWish = "auto"
    interleaved: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RaceEntry:
    """What one entrant reached. curve: validation accuracy after each epoch, empty for a plain method.

    validation, test: accuracy over all examples of the part, None if it was not measured. low, high: the 95 % interval
    of `test`. run_id: its run in the project. message: why it failed, translated. n: how many test examples there are;
    distinct: how many of them differ in what it sees, 0 = not known; seen: how many look to it like one of training.
    """

    entrant: Entrant
    status: EntryStatus
    run_id: int | None = None
    curve: tuple[float, ...] = ()
    validation: float | None = None
    test: float | None = None
    low: float = 0.0
    high: float = 1.0
    seconds: float = 0.0
    message: str = ""
    n: int = 0
    distinct: int = 0
    seen: int = 0

    @property
    def name(self) -> str:
        return self.entrant.name

    @property
    def kind(self) -> Kind:
        return self.entrant.kind

    def title(self) -> str:
        return self.entrant.title()


@dataclass(frozen=True, slots=True)
class RaceResult:
    """A race that is over. together: best fusion against the best single sense; keep: best network against the best
    plain method; each None if one of the two is missing. number: in its project, 0 = not kept. chance: the share of the
    test part that always answering with the most frequent class gets right. left_out: what the figures leave out."""

    entries: tuple[RaceEntry, ...]
    together: AccuracyDifference | None
    keep: AccuracyDifference | None
    preset: str
    seed: int
    epochs: int | None
    is_complete: bool
    n_train: int
    n_validation: int
    n_test: int
    created: str = ""
    number: int = 0
    chance: float = 0.0
    left_out: Omissions = field(default_factory=Omissions)

    def entry(self, name: str) -> RaceEntry | None:
        return next((e for e in self.entries if e.name == name), None)

    def best_network(self) -> RaceEntry | None:
        """The one to use: the best on validation of those that finished."""
        able = [e for e in self.entries if e.kind != "baseline" and e.validation is not None]
        return max(able, key=lambda e: e.validation or 0.0, default=None)

    def sentences(self) -> tuple[str, ...]:
        """The verdict in plain words, in the present language."""
        told = []
        if self.is_guessing:
            told.append(
                _("Nobody does better than guessing yet, alone or together ({chance} right): train longer.").format(
                    chance=percent(self.chance)
                )
            )
        elif self.together is not None:
            told.append(self._together_sentence(self.together))
        if self.keep is not None:
            told.append(keep_sentence(self.keep, self._title(self.keep.first), self._title(self.keep.second)))
        if told:
            return tuple(told)
        if not self.n_test:
            return (_("There is no test part, so nobody can be declared the winner. Split the examples again."),)
        if stopped := self.stopped_sentence():
            return (stopped,)
        return (_("There is nothing to compare: let a single sense, a fusion and a plain method run."),)

    def cautions(self) -> tuple[str, ...]:
        """What flatters the figures though no file is the same, and of whom it is true; first, that it was stopped."""
        measured = [e for e in self.entries if e.test is not None]
        flattering = say_of_each([(e.title(), say_flattering(e.n, e.distinct, e.seen)) for e in measured])
        stopped = self.stopped_sentence()
        return (stopped, *flattering) if stopped and stopped not in self.sentences() else flattering

    def stopped_sentence(self) -> str:
        """What was stopped, and how far the race was by then; "" if nobody was stopped."""
        stopped = [e.title() for e in self.entries if e.status == "stopped"]
        if self.is_complete or not stopped:
            return ""
        through = [e for e in self.entries if e.status in ("completed", "early")]
        if not through:
            return _("The race was stopped early, before any of its {count} entrants was done.").format(
                count=len(self.entries)
            )
        return ngettext(
            "The race was stopped early: {done} of {count} entrants are done ({through}); {stopped} is not.",
            "The race was stopped early: {done} of {count} entrants are done ({through}); {stopped} are not.",
            len(stopped),
        ).format(
            done=len(through),
            count=len(self.entries),
            through=join_names(e.title() for e in through),
            stopped=join_names(stopped),
        )

    def reasons(self) -> tuple[str, ...]:
        """How each sentence is known, in the order of `sentences`."""
        known = [c for c in (self.together, self.keep) if c is not None]
        return tuple(how_we_know(c, self._title(c.first), self._title(c.second)) for c in known)

    def about(self) -> str:
        """On what it was run."""
        sizes = ngettext(
            "{count} test example, {train} to learn from, {validation} to choose with.",
            "{count} test examples, {train} to learn from, {validation} to choose with.",
            self.n_test,
        ).format(count=self.n_test, train=self.n_train, validation=self.n_validation)
        return join_sentences((sizes, self.left_out.sentence()))

    def _together_sentence(self, together: AccuracyDifference) -> str:
        """Says which senses nobody was given alone, or not to the end: one of them could be as good."""
        measured = [e.entrant.fields for e in self.entries if e.kind == "single" and e.test is not None]
        alone = {name for fields in measured for name in fields}
        fusion = self.entry(together.first)
        absent = [name for name in fusion.entrant.fields if name not in alone] if fusion is not None else []
        return together_sentence(
            together,
            self._title(together.first),
            self._label(together.second),
            is_only=len(measured) < 2,
            absent=absent if measured else (),
        )

    @property
    def is_guessing(self) -> bool:
        """No benefit is shown, and that only because both say no more than the most frequent class would."""
        comparison = self.together
        if comparison is None or comparison.outcome not in ("none", "unclear"):
            return False
        compared = [self.entry(name) for name in (comparison.first, comparison.second)]
        return all(entry is not None and entry.low <= self.chance for entry in compared)

    def _title(self, name: str) -> str:
        entry = self.entry(name)
        return name if entry is None else entry.title()

    def _label(self, name: str) -> str:
        entry = self.entry(name)
        return name if entry is None else entry.entrant.label


# -- what a race tells while it runs ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RaceStarted:
    """The examples are divided; everyone gets the same parts. notices: what a person should know of them."""

    entrants: tuple[Entrant, ...]
    n_train: int
    n_validation: int
    n_test: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntrantStarted:
    """It is somebody's first turn. run_id, experiment: of a network, None of a plain method."""

    name: str
    run_id: int | None = None
    experiment: Experiment | None = None


@dataclass(frozen=True, slots=True)
class EntrantMoved:
    """A network's own event."""

    name: str
    event: TrainingEvent


@dataclass(frozen=True, slots=True)
class EntrantFinished:
    """Somebody is through, stopped or out of the race."""

    entry: RaceEntry


@dataclass(frozen=True, slots=True)
class RaceFinished:
    """The end, with the verdict."""

    result: RaceResult


RaceEvent: TypeAlias = RaceStarted | EntrantStarted | EntrantMoved | EntrantFinished | RaceFinished

# -- on disk ----------------------------------------------------------------------------------------------------------

_RESULT: Final = TypeAdapter(RaceResult)


def next_race_number(project_folder: Path) -> int:
    """The number that the next race of the project gets."""
    kept = (project_folder / RACES_FOLDER).glob("*.json")
    return max((int(p.stem) for p in kept if p.stem.isdecimal()), default=0) + 1


def save_race(project_folder: Path, result: RaceResult) -> RaceResult:
    """Write PROJECT/races/NNN.json, whole or not at all; returns the result with its number. Raises OSError."""
    folder = project_folder / RACES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    number = next_race_number(project_folder)
    created = result.created or datetime.now(UTC).isoformat(timespec="seconds")
    kept = replace(result, number=number, created=created)
    files.write_json(folder / f"{number:03d}.json", asdict(kept))
    return kept


def read_race(path: Path) -> RaceResult | None:
    """One race; None if the file is damaged, too large or cannot be read."""
    try:
        return _RESULT.validate_json(files.read_small(path, MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return None


def read_races(project_folder: Path) -> tuple[RaceResult, ...]:
    """The races of a project, the oldest first."""
    folder = project_folder / RACES_FOLDER
    paths = sorted((p for p in folder.glob("*.json") if p.stem.isdecimal()), key=lambda p: int(p.stem))
    found = [(path, read_race(path)) for path in paths]
    return tuple(replace(race, number=int(path.stem)) for path, race in found if race is not None)


def raced_runs(project_folder: Path) -> dict[int, int]:
    """Run id → number of the race that trained it, of all races that are kept."""
    races = read_races(project_folder)
    return {entry.run_id: race.number for race in races for entry in race.entries if entry.run_id is not None}


def delete_race(project_folder: Path, number: int) -> None:
    """Remove a race's file; its runs stay. Raises OSError."""
    (project_folder / RACES_FOLDER / f"{number:03d}.json").unlink(missing_ok=True)
