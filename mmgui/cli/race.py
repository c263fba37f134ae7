"""mmgui race: everybody on the same examples, a line for each who is through, and the verdict."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mmgui.cli.accounts import is_told, naming_left_out, say_waiting
from mmgui.cli.sources import read_with_account
from mmgui.cli.training import check_nothing_lost, stop_on_interrupt
from mmgui.core.cancel import CancelToken
from mmgui.core.errors import ExperimentError
from mmgui.core.events import EpochDone, Notice
from mmgui.core.i18n import _
from mmgui.core.race.entrants import (
    Entrant,
    EntrantFinished,
    EntrantMoved,
    RaceEntry,
    RaceEvent,
    RaceFinished,
    RacePlan,
    RaceResult,
    RaceStarted,
    choose_entrants,
    entrants_for,
    save_race,
)
from mmgui.core.run.experiment import Experiment
from mmgui.core.text import THIN_SPACE


def run_race(arguments: argparse.Namespace) -> int:
    """The runs are written into DIR/NAME, the result to DIR/races/001.json."""
    cancel = CancelToken()
    with stop_on_interrupt(cancel):
        if not 0 <= arguments.seed < 2**31:
            raise ExperimentError(
                _("{seed} is no seed.").format(seed=arguments.seed), _("Take a number from 0 up."), parameter="seed"
            )
        folder = Path(arguments.run)
        if folder.exists() and not folder.is_dir():
            raise ExperimentError(
                _("“{path}” is a file.").format(path=folder), _("Choose a folder for the run."), parameter="run"
            )
        check_nothing_lost(folder, arguments.source, overwrite=arguments.overwrite)
        examples, account = read_with_account(arguments.source, arguments, cancel, is_divided=True)
        names = [name.strip() for name in (arguments.entrants or "").split(",") if name.strip()]
        everyone = entrants_for(examples.fields, arguments.preset)
        entrants = choose_entrants(everyone, names) if names else tuple(e for e in everyone if e.is_usual)
        places = _places(folder, entrants)
        for place in places.values():
            check_nothing_lost(place, overwrite=arguments.overwrite)
        plan = RacePlan(
            entrants=entrants,
            preset=arguments.preset,
            seed=arguments.seed,
            epochs=arguments.epochs,
            device=arguments.device,
            interleaved=not arguments.one_by_one,
            settings=_settings(arguments.set),
        )
        from mmgui.core.film.recorder import FilmRecorder
        from mmgui.core.race import race

        def place_for(entrant: Entrant, _experiment: Experiment) -> tuple[Path, None]:
            return places[entrant.name], None

        result: RaceResult | None = None
        with naming_left_out(examples, account):
            for event in race.run_race(examples, plan, place_for, cancel=cancel, observer_for=FilmRecorder):
                say_waiting(arguments)
                _show(event, arguments)
                if isinstance(event, RaceFinished):
                    result = event.result
    assert result is not None  # a race that was not refused ends with its result
    try:
        result = save_race(folder, result)
    except OSError as error:
        print(_("The result could not be kept: {reason}").format(reason=error.strerror or error), file=sys.stderr)
    if arguments.json:
        print(json.dumps({"event": "race_finished", **_as_json(result)}, ensure_ascii=False), flush=True)
    else:
        for line in _table(result.entries):
            print(line)
    for sentence in (*result.sentences(), *(c.replace(THIN_SPACE, " ") for c in result.cautions())):
        print(sentence, file=sys.stderr if arguments.json else sys.stdout)
    return 0


def _settings(texts: list[str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        if not separator or not key.strip():
            raise ExperimentError(
                _("“{text}” is not a setting.").format(text=text), _("Write --set KEY=VALUE."), parameter="set"
            )
        settings[key.strip()] = value.strip()
    return settings


def _places(folder: Path, entrants: Sequence[Entrant]) -> dict[str, Path]:
    """The folder of every network's run: a field may be called anything, a folder may not, and no two share one."""
    places: dict[str, Path] = {}
    for entrant in entrants:
        if entrant.kind != "baseline":
            name = wished = re.sub(r"[^\w-]+", "-", entrant.name).strip("-")[:60] or "run"
            number = 1
            while folder / name in places.values():
                number += 1
                name = f"{wished}-{number}"
            places[entrant.name] = folder / name
    return places


def _as_json(result: RaceResult) -> dict[str, Any]:
    """The result with its sentences and, per entrant, what it is called."""
    values = asdict(result)
    for entry, shown in zip(result.entries, values["entries"], strict=True):
        shown |= {"name": entry.name, "kind": entry.kind, "title": entry.title()}
    for name in ("together", "keep"):
        comparison = getattr(result, name)
        if comparison is not None:
            values[name]["outcome"] = comparison.outcome
    values["sentences"] = list(result.sentences())
    values["cautions"] = list(result.cautions())
    return values


def _show(event: RaceEvent, arguments: argparse.Namespace) -> None:
    """Progress for people on stderr; for programs a line on stdout for each epoch and each who is through."""
    match event:
        case RaceStarted():
            line = _("{n_train} training, {n_validation} validation, {n_test} test examples").format(
                n_train=event.n_train, n_validation=event.n_validation, n_test=event.n_test
            )
            for message in event.notices:
                if is_told(message, arguments):
                    continue
                if arguments.json:
                    print(json.dumps({"event": "race_notice", "message": message}, ensure_ascii=False), flush=True)
                print(message, file=sys.stderr, flush=True)
        case EntrantMoved(name, EpochDone() as done):
            accuracy = done.validation.accuracy
            if arguments.json:
                values = {"event": "race_epoch", "name": name, "epoch": done.epoch, "accuracy": accuracy}
                print(json.dumps(values, ensure_ascii=False), flush=True)
            line = _("{name}: epoch {epoch}, validation accuracy {accuracy:.3f}").format(
                name=name, epoch=done.epoch, accuracy=accuracy
            )
        case EntrantMoved(name, Notice(message)):
            line = f"{name}: {message}"
        case EntrantFinished(entry):
            if arguments.json:
                values = {"event": "race_entry", **asdict(entry), "name": entry.name, "kind": entry.kind}
                print(json.dumps(values, ensure_ascii=False), flush=True)
            line = _line(entry)
        case _other:
            return
    print(line, file=sys.stderr, flush=True)


def _line(entry: RaceEntry) -> str:
    if entry.status == "failed":
        return f"{entry.name}: {entry.message}"
    if entry.test is None:
        return _("{name}: stopped").format(name=entry.name)
    return _("{name}: test accuracy {test:.4f} (95 %: {low:.4f} to {high:.4f})").format(
        name=entry.name, test=entry.test, low=entry.low, high=entry.high
    )


def _table(entries: tuple[RaceEntry, ...]) -> list[str]:
    """Everybody, the best on the test part first."""
    ranked = sorted(entries, key=lambda e: -(e.test if e.test is not None else -1.0))
    return [_line(entry) for entry in ranked]
