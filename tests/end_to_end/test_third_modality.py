"""A modality that the program has never heard of (tests/beeps), walked through everything that the program does.

Half a second of hiss in a WAV file, in one of its quarters a high beep, a low one, or none: that is the answer, and the
words beside it say nothing. So it is known where the maps must lie, and what covering the beep must do.
"""

import ast
import csv
import json
import re
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

import tests.beeps
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, FieldMapping, ImportMapping
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.data.project import Project
from mmgui.core.errors import DataError
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.findings import say_change, say_counterfactual, say_tried
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MAP_QUALITY, QualityReport
from mmgui.core.explaining.pair_strengths import attention_numbers, find_interactions
from mmgui.core.film.film import read_film
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.i18n import _, set_language
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Grid, Spans
from mmgui.core.race.entrants import EntrantFinished, RaceFinished, RacePlan, choose_entrants, entrants_for
from mmgui.core.race.race import run_race
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.modalities import MODALITIES, find_modality, register, unregister
from mmgui.modalities.contract import PHRASES
from tests.beeps import RATE_HZ, SAMPLES, Beeps, beeps_alone

pytestmark = pytest.mark.usefixtures("one_thread")

FIELDS = (Field("sound", "beep"), Field("words", "text"))
MAPPING = ImportMapping(
    (FieldMapping("sound", "beep", "sound"), FieldMapping("words", "text", "text")), "label", "split"
)  # what every import should guess
PUBLIC = {  # for whoever writes a modality
    "mmgui.modalities",
    "mmgui.modalities.contract",
    "mmgui.core.cancel",
    "mmgui.core.data.example",
    "mmgui.core.errors",
    "mmgui.core.i18n",
    "mmgui.core.layouts",
    "mmgui.core.models.encoder",
    "mmgui.core.parameters",
    "mmgui.core.raw_file",
    "mmgui.core.read_text",
    "mmgui.core.race.baselines",
    "mmgui.core.text",
    "mmgui.core.training.dividing",
}
LABELS = ("high", "low", "nothing")
PITCHES = {"high": (2_200, 2_800), "low": (500, 900)}  # Hz
COUNT, QUARTER = 120, 1_000  # sounds; samples
Command: TypeAlias = Callable[..., str]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Planted:
    """A sound that was written. quarter: where the beep is; hz: how high, 0 = there is none."""

    path: Path
    words: str
    label: str
    part: Any
    quarter: int
    hz: float

    def cells(self, layout: Grid) -> NDArray[np.bool_]:
        """(P,) the parts in which the beep is heard, and the neighbours in pitch that it spills over to."""
        row = layout.rows - 1 - int(self.hz / (RATE_HZ / 2) * layout.rows)
        first, last = (q * QUARTER * layout.columns / SAMPLES for q in (self.quarter, self.quarter + 1))
        there = np.zeros(layout.shape, np.bool_)
        there[max(0, row - 1) : row + 2, int(first) : int(np.ceil(last))] = True
        return there.ravel()


def write_sounds(folder: Path) -> list[Planted]:
    """FOLDER/sounds/0.wav … and the table FOLDER/beeps.csv of them."""
    (folder / "sounds").mkdir(parents=True)
    chance = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        label, quarter = LABELS[number % 3], int(chance.integers(4))
        hz = float(chance.uniform(*PITCHES[label])) if label in PITCHES else 0.0
        samples = chance.normal(0, 0.02, 4 * QUARTER)
        samples[quarter * QUARTER : (quarter + 1) * QUARTER] += 0.4 * np.sin(
            2 * np.pi * hz * np.arange(QUARTER) / RATE_HZ
        )
        path = folder / "sounds" / f"{number}.wav"
        write_wav(path, samples)
        words = f"heard in room {chance.integers(9)} on a {chance.choice(['grey', 'sunny', 'windy'])} day"
        part = ("train", "train", "train", "validation", "test")[number // 3 % 5]
        made.append(Planted(path, words, label, part, quarter, hz))
    with (folder / "beeps.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("sound", "text", "label", "split"))
        table.writerows((f"sounds/{one.path.name}", one.words, one.label, one.part) for one in made)
    return made


def write_wav(path: Path, samples: NDArray[np.floating[Any]], channels: int = 1) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples.clip(-1, 1) * 32767).astype("<i2").tobytes())


# -- the modality, its examples, one training ----------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def modality() -> Iterator[Beeps]:
    with beeps_alone() as made:
        yield made


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[Planted]:
    return write_sounds(tmp_path_factory.mktemp("beeps"))


@pytest.fixture(scope="module")
def table(planted: list[Planted]) -> Path:
    return planted[0].path.parents[1] / "beeps.csv"


@pytest.fixture(scope="module")
def examples(planted: list[Planted]) -> ExampleSet:
    found = tuple(
        Example(number, {"sound": str(one.path), "words": one.words}, one.label, one.part)
        for number, one in enumerate(planted)
    )
    return ExampleSet(FIELDS, found, "beeps")


@pytest.fixture(scope="module")
def run(examples: ExampleSet, modality: Beeps, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    wish = Experiment(preset="quick", epochs=14, device="cpu", settings={"threads": 1})
    for _event in train(examples, wish, folder, cancel=CancelToken(), observer=FilmRecorder()):
        pass
    return folder


@pytest.fixture(scope="module")
def map_quality(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    """Of test examples with a beep: where there is none, nothing that is hidden changes the answer."""
    heard = replace(examples, examples=tuple(e for e in examples.examples if e.label != "nothing"))
    return check_maps(predictor, choose_examples(heard, predictor, 13))


@pytest.fixture(scope="module")
def beeping(planted: list[Planted]) -> list[Planted]:
    """Those of the test part in which there is something to be heard."""
    return [one for one in planted if one.part == "test" and one.hz]


def values_of(one: Planted) -> dict[str, str | Path]:
    return {"sound": one.path, "words": one.words}


# -- what it is ------------------------------------------------------------------------------------------------------


def test_it_is_written_from_what_every_modality_may_know(modality: Beeps) -> None:
    known = set()
    for path in Path(tests.beeps.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("mmgui"):
                known.add(str(node.module))
                assert not any(name.name.startswith("_") and name.name != "_" for name in node.names)
    assert known <= PUBLIC
    assert set(modality.phrases) <= set(PHRASES)


def test_it_is_known_by_its_names_and_forgotten_again(modality: Beeps) -> None:
    assert find_modality("beep") is find_modality("Beeps") is modality
    unregister("beep")
    assert "beep" not in MODALITIES
    register(modality)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: b"", "is not a WAV sound"),
        (lambda data: b"<html>", "is not a WAV sound"),
        (lambda data: data[:20], "is damaged or cut off"),
        (lambda data: data[:22] + b"\2" + data[23:], "is a WAV sound of another form"),
        (lambda data: data[:24] + (44_100).to_bytes(4, "little") + data[28:], "is a WAV sound of another form"),
    ],
)
def test_what_is_no_sound_is_refused_by_name(
    modality: Beeps, planted: list[Planted], tmp_path: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(damage(planted[0].path.read_bytes()))
    with pytest.raises(DataError, match=f"“odd.wav” {said}"):
        modality.read(path)


def test_what_is_masked_is_silent_and_all_else_is_heard_as_before(modality: Beeps, planted: list[Planted]) -> None:
    whole = modality.read(planted[0].path)
    layout = Grid(8, 8)
    keep = np.ones(64, np.bool_)
    everything = modality.mask(whole, layout, keep)
    assert np.abs(everything - whole).max() < 0.05  # but for the hum below all pitches
    keep[layout.grid(np.arange(64))[:, 2].ravel()] = False
    masked = modality.mask(whole, layout, keep)
    assert not masked[2 * 512 : 3 * 512].any()
    assert np.allclose(masked[: 2 * 512], everything[: 2 * 512]) and np.allclose(masked[1536:], everything[1536:])


# -- data ------------------------------------------------------------------------------------------------------------


def test_the_import_guesses_the_column_of_sounds(table: Path) -> None:
    assert preview_source(table).guess == MAPPING


def test_a_column_of_sounds_is_found_by_its_endings_whatever_it_is_called(table: Path) -> None:
    renamed = table.parent / "renamed.csv"
    renamed.write_text(
        "x,remark,label\n" + "".join(f"sounds/{n}.wav,it is a {n} day,{LABELS[n % 3]}\n" for n in range(30)),
        encoding="utf-8",
    )
    fields = {f.column: f.modality for f in preview_source(renamed).guess.fields}
    assert fields == {"x": "beep", "remark": "text"}


def test_every_row_becomes_an_example_and_a_broken_sound_is_told(table: Path, planted: list[Planted]) -> None:
    worse = table.parent / "worse.csv"
    (table.parent / "sounds" / "broken.wav").write_bytes(b"RIFFnothing")
    worse.write_text(table.read_text(encoding="utf-8") + "sounds/broken.wav,heard,high,train\n", encoding="utf-8")
    result = read_source(worse, MAPPING)
    assert [e.values["sound"] for e in result.examples.examples] == [str(one.path) for one in planted]
    assert [e.label for e in result.examples.examples] == [one.label for one in planted]
    (problem,) = (p for p in result.problems if p.kind == "problem")
    assert "broken.wav" in problem.where + problem.what and "damaged" in problem.what


def test_a_project_keeps_the_sounds_and_opens_again(table: Path, planted: list[Planted], tmp_path: Path) -> None:
    with Project.create(tmp_path / "beeps.mmproj") as project:
        project.add(read_source(table, MAPPING))
    with Project.open(tmp_path / "beeps.mmproj") as project:
        assert set(project.fields) == set(FIELDS)
        kept = project.example_set().examples
        assert [e.label for e in kept] == [one.label for one in planted]
        for example, one in zip(kept, planted, strict=True):
            own = Path(str(example.values["sound"]))
            assert own.is_relative_to(project.media_folder) and own.suffix == ".wav"
            assert own.read_bytes() == one.path.read_bytes()


# -- a model ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_is_learnt_in_a_few_epochs(run: Path) -> None:
    figures = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert figures["test"]["n"] == 24 and figures["test"]["accuracy"] >= 0.9
    assert figures["single"]["test"]["sound"] >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("method", ["gradients", "occlusion"])
def test_the_map_lies_on_the_beep(predictor: Predictor, beeping: list[Planted], method: str) -> None:
    hits = []
    for one in beeping:
        prediction = predictor.predict(values_of(one), method=method)
        heat = prediction.heat_maps["sound"]
        assert heat.method == method and isinstance(heat.layout, Grid) and heat.weights.max() == 1
        assert isinstance(prediction.heat_maps["words"].layout, Spans)
        hits.append(bool(one.cells(heat.layout)[heat.weights.argmax()]))
    assert np.mean(hits) >= 0.8


@pytest.mark.slow
def test_the_sound_decides_and_not_the_words(predictor: Predictor, beeping: list[Planted]) -> None:
    shares = [predictor.predict(values_of(one), explain=False).contributions for one in beeping]
    assert np.mean([share["sound"] for share in shares]) > 0.8


@pytest.mark.slow
def test_with_the_beep_covered_nothing_is_heard(predictor: Predictor, modality: Beeps, beeping: list[Planted]) -> None:
    answers: list[str] = []
    elsewhere: list[str] = []
    for one in beeping:
        whole = modality.read(one.path)
        layout = predictor.inputs["sound"].layout(whole)
        assert isinstance(layout, Grid)
        for found, hidden in ((answers, one.cells(layout)), (elsewhere, ~one.cells(layout))):
            covered = modality.mask(whole, layout, ~hidden)
            found.append(predictor.predict({"sound": covered, "words": one.words}, explain=False).answer)
    assert np.mean([answer == "nothing" for answer in answers]) >= 0.9
    assert np.mean([answer == one.label for answer, one in zip(elsewhere, beeping, strict=True)]) >= 0.9


@pytest.mark.slow
def test_what_would_flip_it_is_the_beep_or_another_sound(
    predictor: Predictor, beeping: list[Planted], examples: ExampleSet
) -> None:
    one = beeping[0]
    others = [e for e in examples.part("train").examples if e.label == "nothing"][:8]
    counterfactuals = {
        flip.kind: flip
        for flip in CounterfactualFinder(predictor).find(values_of(one), others)
        if flip.field == "sound"
    }
    mask, exchange = counterfactuals["mask"], counterfactuals["exchange"]
    assert isinstance(mask.layout, Grid) and one.cells(mask.layout)[list(mask.parts)].any()
    assert (mask.before, mask.after) == (one.label, "nothing") == (exchange.before, exchange.after)
    said = say_counterfactual(mask)
    assert said.startswith(f"Without {len(mask.parts)} of the 64 pieces of the sound it would say nothing (")
    assert say_tried(mask) == f"Shown now: without {len(mask.parts)} of the 64 pieces of the sound."
    assert "left out" in say_change(mask)
    assert f"“Beep” of example {exchange.example_id}" in say_counterfactual(exchange)
    assert "“Beep”" in say_tried(exchange) and "“Beep”" in say_change(exchange)


@pytest.mark.slow
def test_sound_and_words_are_a_pair_with_links(predictor: Predictor, beeping: list[Planted]) -> None:
    one = beeping[0]
    (pair,) = find_interactions(predictor, values_of(one))
    assert {pair.field, pair.other} == {"sound", "words"}
    words, sound = pair.partner("sound")[1], pair.partner("words")[1]
    assert isinstance(words, Spans) and words.words() == tuple(one.words.split()) and isinstance(sound, Grid)
    assert pair.seen_from("words", 0).shape == (sound.count,) and pair.seen_from("sound", 0).shape == (words.count,)
    assert pair.strengths.max() == 1
    numbers = attention_numbers(predictor, values_of(one), "words", 1)
    assert numbers is not None and numbers.other == "sound" and numbers.grid == (8, 8)
    assert all(re.fullmatch(r"around \d+ Hz, 0\.\d\d s", row.place) for row in numbers.rows)
    back = attention_numbers(predictor, values_of(one), "sound", 9)
    assert back is not None and back.other == "words" and re.fullmatch(r"around \d+ Hz, 0\.\d\d s", back.query)


@pytest.mark.slow
def test_its_maps_are_examined(predictor: Predictor, map_quality: QualityReport) -> None:
    found = {m.method: m for m in map_quality.maps if m.field == "sound"}
    assert {"gradients", "occlusion"} <= set(found)
    best = found[map_quality.best_method("sound", predictor.methods)]
    assert best.asked == best.n == 13
    assert best.badge == "green" and best.deletion < best.deletion_random and best.better_share >= 0.9


@pytest.mark.slow
def test_the_film_has_its_maps_and_its_pictures(run: Path) -> None:
    film = read_film(run)
    assert film is not None and film.fields == FIELDS and len(film.frames) == 14
    for number, example in enumerate(film.examples):
        picture = example.pictures["sound"]
        assert picture.ndim == 3 and picture.shape[2] == 3 and int(picture.max()) > 100
        for frame in film.frames:
            heard, read = (film.map(frame, number, name) for name in ("sound", "words"))
            assert heard is not None and heard.grid is not None and heard.grid.shape == (8, 8)
            assert read is not None and [w.text for w in read.words] == example.texts["words"].split()
            brightest = heard.weights.max()
        assert brightest == 1  # in the last frame


@pytest.mark.slow
def test_it_races_with_its_plain_method(examples: ExampleSet, tmp_path: Path) -> None:
    everyone = entrants_for(FIELDS)
    assert {e.title() for e in everyone} >= {"Mean pitches", "Word counts", "Beep only", "Words only"}
    plain = next(e for e in everyone if e.name == "mean-pitches")
    assert plain.kind == "baseline" and plain.fields == ("sound",) and plain.explain().startswith("Plain method: how l")
    plan = RacePlan(choose_entrants(everyone, ("mean-pitches", "sound")), epochs=2, device="cpu",
                    settings={"threads": 1})  # fmt: skip
    events = list(run_race(examples, plan, lambda entrant, _wish: (tmp_path / entrant.name, 1), cancel=CancelToken()))
    assert isinstance(events[-1], RaceFinished)
    entry = events[-1].result.entry("mean-pitches")
    assert entry is not None and entry.status == "completed" and entry.test is not None and entry.test >= 0.9
    assert [e.entry.name for e in events if isinstance(e, EntrantFinished)] == ["mean-pitches", "sound"]


# -- files and the command line --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_report_shows_it(
    run: Path, map_quality: QualityReport, examples: ExampleSet, language: str, qapp: object
) -> None:
    from mmgui.core.reporting.report import make_report
    from mmgui.core.reporting.report_html import report_html
    from mmgui.gui.report_pdf import report_pdf

    MAP_QUALITY.save(run, map_quality)
    set_language(language)
    report = make_report(run, examples, project="Beeps")
    page = report_html(report)
    assert "data:image/png;base64" in page[page.index(_("Examples, explained")) :]  # the spectrogram under its map
    text = re.sub(r"<style.*?</style>|<[^>]*>", "", page, flags=re.DOTALL)
    assert "sound" in text or "Beep" in text
    assert CHINESE.search(text) if language == "zh_CN" else "of 24 examples" in text
    data = report_pdf(report)
    assert data.startswith(b"%PDF-") and data.count(b"/Subtype /Image") + data.count(b"/Subtype/Image") >= 1


@pytest.mark.slow
def test_one_answer_on_the_command_line(printed: Command, run: Path, beeping: list[Planted], tmp_path: Path) -> None:
    one = beeping[0]
    given = ("--input", f"sound={one.path}", "--input", f"words={one.words}")
    drawn = tmp_path / "map.png"
    answer = json.loads(printed("predict", run, *given, "--flip", "--heatmap", drawn, "--json"))
    assert answer["label"] == one.label and set(answer["contributions"]) == {"sound", "words"}
    (heat,) = answer["maps"]
    assert (heat["field"], heat["rows"], heat["columns"]) == ("sound", 8, 8)
    assert one.cells(Grid(8, 8))[np.argmax(heat["weights"])]
    assert {flip["field"] for flip in answer["flips"]} == {"sound"}
    assert drawn.read_bytes().startswith(b"\x89PNG")
    plain = printed("predict", run, *given, "--language", "zh_CN")
    assert plain.splitlines()[0] == one.label and "sound" in plain and CHINESE.search(plain)


@pytest.mark.slow
def test_a_whole_table_is_answered(printed: Command, run: Path, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers.csv"
    told = json.loads(printed("predict", run, "--table", table, "--out", out, "--json"))
    assert (told["rows"], told["answered"], told["problems"]) == (COUNT, COUNT, 0)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["missing"] for row in rows] == [""] * COUNT  # the column of sounds was found by itself
    assert np.mean([row["answer"] == row["label"] for row in rows]) >= 0.9
    assert [row["sound"] for row in rows] == [f"sounds/{n}.wav" for n in range(COUNT)]


@pytest.mark.slow
def test_a_training_on_the_command_line_finds_it_by_itself(printed: Command, table: Path, tmp_path: Path) -> None:
    told = printed("train", table, "--run", tmp_path / "run", "--preset", "quick", "--epochs", 1, "--set", "threads=1",
                 "--set", "patterns=4", "--no-film", "--json")  # fmt: skip
    assert json.loads(told.splitlines()[-1])["event"] == "run_finished"
    fields = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["fields"]
    assert [(f["name"], f["modality"]) for f in fields] == [("sound", "beep"), ("words", "text")]


# -- the window ------------------------------------------------------------------------------------------------------


def test_it_is_mapped_imported_and_shown_in_the_window(
    window: Any, session: Any, wait: Any, page: Any, table: Path
) -> None:
    data = page("data")
    session.project.look_at(table)
    wait(data.mapping.isVisible)
    roles = dict(zip(data.mapping._preview.columns, (box.currentText() for box in data.mapping.boxes), strict=True))
    assert roles == {"sound": "Beep", "text": "Words", "label": "Label (the answer)", "split": "Part of the split"}
    wait(lambda: data.mapping.thumbnails.is_idle)
    assert data.mapping.table.item(1, 0).data(Qt.ItemDataRole.DecorationRole) is not None  # the first sound's
    data.mapping.import_button.click()
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert session.project.last_import.problems == ()
    assert data.gallery.isVisible() and data.gallery.cards.rowCount() == COUNT
    found = data.gallery.cards.shown_of(data.gallery.cards.example(0))
    assert found is not None and found[0].endswith(".wav") and found[1].name == "beep"
    wait(lambda: data.gallery.thumbnails.get(found[0], "beep") is not None)
    small = data.gallery.thumbnails.get(found[0], "beep")
    assert small.width() > 20 and small.height() > 20  # its spectrogram
    own = session.project.path
    session.project.close()
    wait(lambda: not session.project.is_open)
    session.project.open(own)
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert {(f.name, f.modality) for f in session.project.examples.fields} == {("sound", "beep"), ("words", "text")}


@pytest.mark.slow
def test_it_is_tried_in_the_window_in_both_languages(
    window: Any, session: Any, wait: Any, page: Any, run: Path, beeping: list[Planted]
) -> None:
    one = beeping[0]
    shown = page("try")
    session.model.load_file(run)
    wait(lambda: session.model.card is not None and set(shown.cards) == {"sound", "words"})
    card = shown.cards["sound"]
    assert card.title.text() == "Beep"
    card.set_value(one.path)
    shown.cards["words"].set_value(one.words)
    wait(lambda: session.model.prediction is not None and not session.model.prediction.missing
         and not session.jobs.active)  # fmt: skip
    assert session.model.prediction.answer == one.label
    wait(lambda: shown.answer.bars.is_settled and bool(shown.answer.bars.order))
    assert shown.answer.bars.order[0] == one.label
    card.set_strength(0.0)
    without_map = card.grab().toImage()
    card.set_strength(1.0)
    assert card.grab().toImage() != without_map  # the map is painted over the spectrogram
    english = _texts(shown.answer) + _texts(shown.senses)
    assert "beep" in english.lower() and not CHINESE.search(english)
    window.set_language("zh_CN")
    wait(lambda: not session.jobs.active)
    chinese = _texts(shown.answer) + _texts(shown.senses)
    assert CHINESE.search(chinese)
    assert session.model.prediction.answer == one.label and card.kept_value() == one.path
    window.set_language("en")
    layout = Grid(8, 8)
    card.hide_parts(layout, np.flatnonzero(one.cells(layout)).tolist())  # with a finger
    wait(lambda: session.model.prediction.answer == "nothing" and not session.jobs.active)


def _texts(widget: Any) -> str:
    """What stands in the labels of a part of the window."""
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in widget.findChildren(QLabel))
