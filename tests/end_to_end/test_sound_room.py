"""Sounds, from files of four kinds to an explained answer: import, training, maps, what would change it, film, race,
report, command line, and both cards in the window.

About a second of hiss, at some moment a high tone, a low one, or none: that is the answer, and the words say nothing.
So it is known where the maps must lie, and what covering the tone must do.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, FieldMapping, ImportMapping
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.data.project import Project
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.findings import say_counterfactual
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MAP_QUALITY, QualityReport
from mmgui.core.film.film import read_film
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Grid
from mmgui.core.race.entrants import RaceFinished, RacePlan, choose_entrants, entrants_for
from mmgui.core.race.race import run_race
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.modalities import find_modality
from mmgui.modalities.sound.encoders import MOMENTS, PITCHES
from mmgui.modalities.sound.spectrogram import pitch_at

pytestmark = pytest.mark.usefixtures("one_thread")

FIELDS = (Field("sound", "sound"), Field("words", "text"))
LABELS = ("high", "low", "nothing")
TONES_HZ = {"high": (3_000, 5_000), "low": (250, 450)}
COUNT, TONE_S = 120, 0.25
FILES = (("wav", 16_000), ("flac", 22_050), ("ogg", 44_100), ("mp3", 48_000))


@dataclass(frozen=True)
class Planted:
    """A sound that was written. start_s: when the tone begins; hz: how high, 0 = there is none."""

    path: Path
    words: str
    label: str
    part: Any
    seconds: float
    start_s: float
    hz: float

    def cells(self, layout: Grid) -> NDArray[np.bool_]:
        """(P,) the parts in which the tone is heard, and those that touch it."""
        row = next(n for n in range(layout.rows) if pitch_at((n + 1) / layout.rows) <= self.hz)
        first, last = (t * layout.columns / self.seconds for t in (self.start_s, self.start_s + TONE_S))
        there = np.zeros(layout.shape, np.bool_)
        there[max(0, row - 1) : row + 2, max(0, int(first) - 1) : int(np.ceil(last)) + 1] = True
        return there.ravel()

    @property
    def values(self) -> dict[str, str | Path]:
        return {"sound": self.path, "words": self.words}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[Planted]:
    """FOLDER/sounds/0.wav … and the table FOLDER/tones.csv of them."""
    folder = tmp_path_factory.mktemp("tones")
    (folder / "sounds").mkdir()
    chance = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        label = LABELS[number % 3]
        suffix, rate = FILES[number // 3 % 4]
        seconds = float(chance.uniform(0.8, 1.4))
        start = float(chance.uniform(0, seconds - TONE_S))
        hz = float(chance.uniform(*TONES_HZ[label])) if label in TONES_HZ else 0.0
        time = np.arange(round(seconds * rate)) / rate
        samples = chance.normal(0, 0.01, len(time))
        samples += 0.3 * np.sin(2 * np.pi * hz * time) * ((time >= start) & (time < start + TONE_S))
        path = folder / "sounds" / f"{number}.{suffix}"
        soundfile.write(path, samples, rate)
        words = f"heard in room {chance.integers(9)} on a {chance.choice(['grey', 'sunny', 'windy'])} day"
        part = ("train", "train", "train", "validation", "test")[number // 3 % 5]
        made.append(Planted(path, words, label, part, seconds, start, hz))
    with (folder / "tones.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("audio", "text", "label", "split"))
        table.writerows((f"sounds/{one.path.name}", one.words, one.label, one.part) for one in made)
    return made


@pytest.fixture(scope="module")
def table(planted: list[Planted]) -> Path:
    return planted[0].path.parents[1] / "tones.csv"


@pytest.fixture(scope="module")
def examples(planted: list[Planted]) -> ExampleSet:
    found = tuple(
        Example(number, {"sound": str(one.path), "words": one.words}, one.label, one.part)
        for number, one in enumerate(planted)
    )
    return ExampleSet(FIELDS, found, "tones")


@pytest.fixture(scope="module")
def run(examples: ExampleSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    wish = Experiment(preset="quick", epochs=10, device="cpu", settings={"threads": 1})
    for _event in train(examples, wish, folder, cancel=CancelToken(), observer=FilmRecorder()):
        pass
    return folder


@pytest.fixture(scope="module")
def heard(planted: list[Planted]) -> list[Planted]:
    """Those of the test part with a tone."""
    return [one for one in planted if one.part == "test" and one.hz]


@pytest.fixture(scope="module")
def map_quality(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    with_tone = replace(examples, examples=tuple(e for e in examples.examples if e.label != "nothing"))
    return check_maps(predictor, choose_examples(with_tone, predictor, 13))


def test_the_import_guesses_the_column_and_a_project_keeps_the_files(
    table: Path, planted: list[Planted], tmp_path: Path
) -> None:
    guess = preview_source(table).guess
    assert guess == ImportMapping(
        (FieldMapping("sound", "sound", "audio"), FieldMapping("words", "text", "text")), "label", "split"
    )
    with Project.create(tmp_path / "tones.mmproj") as project:
        project.add(read_source(table, guess))
    with Project.open(tmp_path / "tones.mmproj") as project:
        kept = project.example_set().examples
        assert [e.label for e in kept] == [one.label for one in planted]
        for example, one in zip(kept, planted, strict=True):
            own = Path(str(example.values["sound"]))
            assert own.is_relative_to(project.media_folder) and own.read_bytes() == one.path.read_bytes()
            assert own.suffix == one.path.suffix


def test_a_folder_per_class_is_read_and_a_damaged_sound_is_told(planted: list[Planted], tmp_path: Path) -> None:
    for one in planted[:12]:
        target = tmp_path / "tones" / one.label / one.path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.path.read_bytes())
    (tmp_path / "tones" / "high" / "broken.flac").write_bytes(b"fLaC nothing")
    found = preview_source(tmp_path / "tones")
    result = read_source(tmp_path / "tones", found.guess)
    assert len(result.examples.examples) == 12 and set(result.examples.classes) == set(LABELS)
    (problem,) = (p for p in result.problems if p.kind == "problem")
    assert "broken.flac" in problem.where + problem.what and "is damaged" in problem.what


@pytest.mark.slow
def test_it_is_learnt_in_a_few_epochs(run: Path) -> None:
    figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["accuracy"] >= 0.9 and figures["single"]["test"]["sound"] >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("method", ["gradients", "occlusion"])
def test_the_map_lies_on_the_tone_and_words_say_where(predictor: Predictor, heard: list[Planted], method: str) -> None:
    hits, said = [], []
    for one in heard:
        heat = predictor.predict(one.values, method=method).heat_maps["sound"]
        assert heat.layout.shape == (PITCHES, MOMENTS)  # type: ignore[union-attr]
        hits.append(bool(one.cells(heat.layout)[heat.weights.argmax()]))  # type: ignore[arg-type]
        said.append(find_modality("sound").describe(heat.layout, heat.weights).startswith(f"{one.label} tones at "))
    assert np.mean(hits) >= 0.9 and np.mean(said) >= 0.8


@pytest.mark.slow
def test_with_the_tone_covered_nothing_is_heard(predictor: Predictor, heard: list[Planted]) -> None:
    kind = find_modality("sound")
    answers: list[str] = []
    elsewhere: list[str] = []
    for one in heard:
        whole = kind.read(one.path)
        layout = predictor.inputs["sound"].layout(whole)
        assert isinstance(layout, Grid)
        for found, hidden in ((answers, one.cells(layout)), (elsewhere, ~one.cells(layout))):
            covered = kind.mask(whole, layout, ~hidden)
            found.append(predictor.predict({"sound": covered, "words": one.words}, explain=False).answer)
    assert np.mean([answer == "nothing" for answer in answers]) >= 0.9
    assert np.mean([answer == one.label for answer, one in zip(elsewhere, heard, strict=True)]) >= 0.9


@pytest.mark.slow
def test_what_would_flip_it_is_the_tone_or_another_sound(
    predictor: Predictor, heard: list[Planted], examples: ExampleSet
) -> None:
    one = heard[0]
    others = [e for e in examples.part("train").examples if e.label == "nothing"][:8]
    found = {f.kind: f for f in CounterfactualFinder(predictor).find(one.values, others) if f.field == "sound"}
    mask, exchange = found["mask"], found["exchange"]
    assert isinstance(mask.layout, Grid) and one.cells(mask.layout)[list(mask.parts)].any()
    assert (mask.after, exchange.after) == ("nothing", "nothing")
    assert "pieces of the sound" in say_counterfactual(mask)
    assert f"the sound of example {exchange.example_id}" in say_counterfactual(exchange)


@pytest.mark.slow
def test_its_maps_can_be_believed(predictor: Predictor, map_quality: QualityReport) -> None:
    found = {m.method: m for m in map_quality.maps if m.field == "sound"}
    best = found[map_quality.best_method("sound", predictor.methods)]
    assert best.badge == "green" and best.deletion < best.deletion_random and best.better_share >= 0.9


@pytest.mark.slow
def test_the_film_shows_its_spectrograms(run: Path) -> None:
    film = read_film(run)
    assert film is not None and len(film.frames) == 10
    assert film.examples[0].pictures["sound"].shape[2] == 3
    heat = film.map(film.frames[-1], 0, "sound")
    assert heat is not None and heat.grid is not None and heat.grid.shape == (PITCHES, MOMENTS)


@pytest.mark.slow
def test_it_races_with_its_plain_method(examples: ExampleSet, tmp_path: Path) -> None:
    plan = RacePlan(choose_entrants(entrants_for(FIELDS), ("mean-bands", "sound")), epochs=1, device="cpu",
                    settings={"threads": 1})  # fmt: skip
    events = list(run_race(examples, plan, lambda entrant, _wish: (tmp_path / entrant.name, 1), cancel=CancelToken()))
    assert isinstance(events[-1], RaceFinished)
    entry = events[-1].result.entry("mean-bands")
    assert entry is not None and entry.status == "completed" and entry.test is not None and entry.test >= 0.9


@pytest.mark.slow
def test_the_report_and_the_command_line_tell_it(
    run: Path,
    map_quality: QualityReport,
    examples: ExampleSet,
    heard: list[Planted],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from mmgui.__main__ import main
    from mmgui.core.reporting.report import make_report
    from mmgui.core.reporting.report_html import report_html

    MAP_QUALITY.save(run, map_quality)
    page = report_html(make_report(run, examples, project="Tones"))
    assert "data:image/png;base64" in page and " tones at " in page
    one = heard[0]
    drawn = tmp_path / "map.png"
    capfd.readouterr()
    assert main(["predict", str(run), "--input", f"sound={one.path}", "--input", f"words={one.words}",
                 "--heatmap", str(drawn), "--json"]) == 0  # fmt: skip
    answer = json.loads(capfd.readouterr().out)
    (heat,) = answer["maps"]
    assert answer["label"] == one.label and (heat["field"], heat["rows"]) == ("sound", PITCHES)
    assert one.cells(Grid(PITCHES, MOMENTS))[np.argmax(heat["weights"])]
    assert drawn.read_bytes().startswith(b"\x89PNG")


# -- the window ------------------------------------------------------------------------------------------------------


def test_it_is_imported_shown_and_can_be_heard_on_the_data_page(
    session: Any, wait: Callable[..., None], page: Any, table: Path
) -> None:
    data = page("data")
    session.project.look_at(table)
    wait(data.mapping.isVisible)
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    value, kind = data.gallery.cards.shown_of(data.gallery.cards.example(0))
    assert kind.name == "sound"
    wait(lambda: data.gallery.thumbnails.get(value, "sound") is not None)  # its spectrogram
    card = data.data_cards["sound"]
    wait(lambda: not card.is_reading and card.listening.isVisible())
    assert card.isVisible() and card.listening.sound.seconds > 0.7


@pytest.mark.slow
def test_it_is_tried_in_the_window(
    session: Any, wait: Callable[..., None], page: Any, run: Path, heard: list[Planted]
) -> None:
    one = heard[0]
    shown = page("try")
    session.model.load_file(run)
    wait(lambda: session.model.card is not None and set(shown.cards) == {"sound", "words"})
    card = shown.cards["sound"]
    card.set_value(one.path)
    shown.cards["words"].set_value(one.words)
    wait(lambda: session.model.prediction is not None and not session.model.prediction.missing
         and not session.jobs.active)  # fmt: skip
    assert session.model.prediction.answer == one.label
    wait(card.listening.strongest_button.isVisible)
    layout = Grid(PITCHES, MOMENTS)
    card.hide_parts(layout, np.flatnonzero(one.cells(layout)).tolist())  # with a finger
    wait(lambda: session.model.prediction.answer == "nothing" and not session.jobs.active)
    assert card.listening.sound is not None
