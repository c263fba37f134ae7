"""The learning film of the run that is looked at: its frames, which six examples it shows, and saving it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mmgui.core.i18n import N_, _
from mmgui.core.saving import SavedFile
from mmgui.session.asked import Asked
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.live_training import LiveTraining
from mmgui.session.open_project import OpenProject

if TYPE_CHECKING:
    from mmgui.core.data.example import Example
    from mmgui.core.film.choice import Shown
    from mmgui.core.film.export import SavedFilm
    from mmgui.core.film.film import Film

_ENOUGH = 3  # epochs; before that nobody knows which examples are telling


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the choice of the six depends on. version: of the pins; epoch: up to which the film is looked at."""

    run_id: int | None
    turn: int
    version: int
    epoch: int


class LearningFilm:
    """Topic "film". Nothing is read while no page shows the film."""

    def __init__(self, bus: Bus, project: OpenProject, training: LiveTraining) -> None:
        self._bus, self._project, self._training = bus, project, training
        self._path: Path | None = None  # of the project that this is about
        self._films: Asked[int, Film | None] = Asked(bus, "answers", "film", self._reading)
        self._saving: Job | None = None
        self._is_watched = False
        self._seen: object = None
        self._shown: tuple[Shown, ...] = ()
        self._shown_for: _Wanted | None = None
        self._version = 0  # of the pins
        self._until = 0  # the six are chosen by the frames up to this epoch; 0: not chosen since the film is looked at
        self.turn = 0
        self.run_id: int | None = None
        bus.subscribe("project", self._project_changed)
        bus.subscribe("history", self._history_changed)
        bus.subscribe("training", self._history_changed)
        training.when_measured.append(self._frames_added)

    # -- what a page asks --------------------------------------------------------------------------------------------

    def show(self, run_id: int | None) -> None:
        """Look at the film of this run from now on (None: of no run), until `rest`."""
        if not self._is_watched:
            self._is_watched, self._until = True, 0  # shown anew: the six may be others than last time
        if run_id != self.run_id:
            self.run_id, self._seen = run_id, None
            self._films.outdate()
            self.turn, self._shown, self._until = 0, (), 0
            self._bus.changed("film")
        self._history_changed()

    def rest(self) -> None:
        """Nobody looks: what is known stays, new frames are not read until the next `show`."""
        self._is_watched = False

    @property
    def film(self) -> Film | None:
        """The frames so far; None while they are not read (`is_known`), or if the run has none."""
        return None if self.run_id is None else self._films.known.get(self.run_id)

    @property
    def is_known(self) -> bool:
        """The run's film was looked for."""
        return self.run_id in self._films.known

    @property
    def is_live(self) -> bool:
        """The run that is shown is still learning: frames will follow."""
        return self.run_id is not None and self._training.holds_run(self.run_id)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Which examples of the pool are on the screen, and why. Those that stay keep their places.

        They are chosen when the film is opened, once more when three epochs are known, and then they stay in view.
        """
        if self.film is None:
            return ()
        from mmgui.core.film.choice import choose_shown, settled_epoch

        if not self._until:
            self._until = settled_epoch(self.film, is_finished=not self.is_live)
        elif self._until < _ENOUGH:
            self._until = max(self._until, min(_ENOUGH, settled_epoch(self.film, is_finished=False)))
        wanted = _Wanted(self.run_id, self.turn, self._version, self._until)
        if wanted != self._shown_for:
            self._shown_for = wanted
            chosen = choose_shown(self.film, self.kept, self.turn, until=self._until)
            self._shown = _in_old_places(chosen, self._shown)
        return self._shown

    @property
    def pinned(self) -> tuple[int, ...]:
        """What the person chose, for the film on the screen and the next training; () leaves it to the program."""
        return self._project.pinned

    @property
    def kept(self) -> tuple[int, ...]:
        """The pins in force: the person's, or those that the film was recorded with."""
        if self._version or self.film is None:
            return self.pinned
        return self.film.pinned

    @property
    def choosable(self) -> tuple[Example, ...]:
        """The validation examples with a label: what can be pinned."""
        examples = self._project.examples
        return () if examples is None else examples.part("validation").labelled().examples

    @property
    def is_saving(self) -> bool:
        return self._saving is not None

    @property
    def newest_with_film(self) -> int | None:
        """The newest run of the project that has a film."""
        from mmgui.core.film.film import FILM_FOLDER

        runs = reversed(self._project.runs)
        return next((run.id for run in runs if (run.folder / FILM_FOLDER).is_dir()), None)

    # -- intents -----------------------------------------------------------------------------------------------------

    def pin(self, ids: Sequence[int]) -> None:
        """Show these examples first, here as far as they were recorded, and record them in the next training."""
        from mmgui.core.film.choice import SHOWN

        self._project.pinned, self.turn = tuple(dict.fromkeys(ids))[:SHOWN], 0
        self._version += 1
        self._bus.changed("film")

    def keep(self, example_id: int, is_kept: bool) -> None:
        """Pin one of those on the screen, or let it go; all of them stay on the screen for now."""
        from mmgui.core.film.choice import SHOWN

        others = tuple(number for number in self.kept if number != example_id)
        is_chosen = bool(self.shown)
        self._project.pinned = (*others, example_id)[-SHOWN:] if is_kept else others
        self._version += 1
        if is_chosen and self._shown_for is not None:
            self._shown_for = replace(self._shown_for, version=self._version)
        self._bus.changed("film")

    def show_others(self) -> None:
        """Other examples of the pool in the places that are not pinned."""
        self.turn += 1
        self._bus.changed("film")

    def save(self, path: Path) -> None:
        """Write what is on the screen as an animated picture (.webp or .gif), in the background."""
        film, shown = self.film, [s.number for s in self.shown]
        if film is None or not film.frames or not shown or self._saving is not None:
            return

        def work(job: Job) -> SavedFilm:
            from mmgui.core.film.export import save_film

            return save_film(film, shown, path, cancel=job.cancel, progress=job.report)

        def saved(answer: SavedFilm) -> None:
            self._saving = None
            text = _("Saved “{name}”.").format(name=path.name)
            self._bus.tell(SavedFile(" ".join((text, *answer.notes)), path))
            self._bus.changed("film")

        def failed(_error: BaseException) -> None:
            self._saving = None
            self._bus.changed("film")

        self._saving = self._bus.submit("background", Job(N_("Saving the film"), work, saved, failed))
        self._bus.changed("film")

    # -- the lane's side ---------------------------------------------------------------------------------------------

    def _project_changed(self) -> None:
        path = self._project.path
        if path != self._path:
            self._path, self._version, self.turn = path, 0, 0
            run_id, self.run_id = self.run_id, None
            self._films.outdate()
            self._shown, self._seen = (), None
            self._shown_for, self._until = None, 0
            if run_id is not None:
                self._bus.changed("film")

    def _history_changed(self) -> None:
        """Read again if there is something new: another epoch of the run that learns, or its end."""
        if self.run_id is None or not self._is_watched:
            return
        last = self._training.last_epoch
        seen = (self.run_id, self.is_live, last.epoch if last is not None and self.is_live else 0)
        if seen != self._seen:
            self._seen = seen
            self._films.refresh(self.run_id)

    def _frames_added(self, run_id: int) -> None:
        """Frames of this run were made after its end."""
        if run_id == self.run_id and self._is_watched:
            self._films.refresh(run_id)
        elif run_id == self.run_id:
            self._seen = None  # with the next `show`

    def _reading(self, run_id: int) -> Job | None:
        run, known = self._project.run(run_id), self.film
        if run is None:
            return None
        folder = run.folder

        def work(_job: Job) -> Film | None:
            from mmgui.core.film.film import read_film

            return read_film(folder, known)

        return Job(N_("Reading the film"), work, is_shown=False)


def _in_old_places(chosen: Sequence[Shown], before: Sequence[Shown]) -> tuple[Shown, ...]:
    """The chosen ones, each where it was before if it was there; the new ones fill the gaps."""
    by_number = {s.number: s for s in chosen}
    places = [by_number.pop(s.number, None) for s in before[: len(chosen)]]
    places += [None] * (len(chosen) - len(places))
    rest = iter(by_number.values())
    return tuple(next(rest) if place is None else place for place in places)


__all__ = ["LearningFilm"]
