"""Recording the film changes nothing, shows what the model truly says, and never costs a training."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.events import EpochDone, Notice, RunFinished, StepDone
from mmgui.core.film import recorder as recorder_module
from mmgui.core.film.backlog import FilmBacklog, RecordingBudget
from mmgui.core.film.film import MAX_WORDS, PICTURE_PX, Film, FilmWriter, read_film
from mmgui.core.film.recorder import FilmRecorder
from mmgui.core.inference.predictor import Predictor
from mmgui.core.training.trainer import train
from mmgui.modalities.picture.encoders import PictureEncoder
from mmgui.modalities.text.encoders import NgramEncoder
from tests.core import toy


@pytest.fixture
def examples(tmp_path: Path) -> ExampleSet:
    made: ExampleSet = toy.toy_examples(tmp_path / "toy")
    return made


def record(
    examples: ExampleSet, run: Path, *, stop_after: int | None = None, resume: bool = False, **changes: Any
) -> list[Any]:
    """The events of a recorded training."""
    cancel, events = CancelToken(), []
    recorder = changes.pop("recorder", None) or FilmRecorder(changes.pop("pinned", ()))
    experiment = toy.toy_experiment(**changes)
    for event in train(examples, experiment, run, cancel=cancel, resume=resume, observer=recorder):
        events.append(event)
        if isinstance(event, StepDone) and event.step == stop_after:
            cancel.cancel()
    return events


def film_of(run: Path) -> Film:
    film = read_film(run)
    assert film is not None
    return film


def contents(film: Film) -> list[tuple[Any, ...]]:
    """Everything but the times of writing."""
    return [
        (
            f.epoch,
            f.probabilities.tolist(),
            {n: a.tolist() for n, a in f.single.items()},
            {n: a.tolist() for n, a in f.maps.items()},
        )
        for f in film.frames
    ]


def test_a_recorded_training_gives_the_very_numbers_of_one_that_is_not(examples: ExampleSet, tmp_path: Path) -> None:
    plain = list(toy.run(examples, tmp_path / "plain"))
    recorded = record(examples, tmp_path / "film")
    assert toy.figures(recorded) == toy.figures(plain)
    weights = [(tmp_path / name / "best.safetensors").read_bytes() for name in ("plain", "film")]
    assert weights[0] == weights[1]
    film = film_of(tmp_path / "film")
    assert [f.epoch for f in film.frames] == [1, 2, 3]
    assert {e.id for e in film.examples} <= {e.id for e in examples.part("validation").examples}


@pytest.mark.parametrize("step", [2, 4, 10])
def test_a_stopped_and_continued_film_is_that_of_an_uninterrupted_training(
    examples: ExampleSet, tmp_path: Path, step: int
) -> None:
    record(examples, tmp_path / "whole")
    record(examples, tmp_path / "run", stop_after=step)
    record(examples, tmp_path / "run", resume=True)
    assert contents(film_of(tmp_path / "run")) == contents(film_of(tmp_path / "whole"))


def test_more_epochs_go_on_with_the_same_film(examples: ExampleSet, tmp_path: Path) -> None:
    record(examples, tmp_path / "run", pinned=(4,))
    before = film_of(tmp_path / "run")
    record(examples, tmp_path / "run", resume=True, epochs=5)
    film = film_of(tmp_path / "run")
    assert film.epochs == 5 and [f.epoch for f in film.frames] == [1, 2, 3, 4, 5] and film.pinned == (4,)
    assert contents(before) == contents(film)[:3]


def test_the_last_frame_is_what_the_model_says_when_it_is_asked(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one epoch the best model is the last one, so the predictor is a second source, example by example.

    Both integrals with the predictor's number of steps.
    """
    for encoder in (PictureEncoder, NgramEncoder):
        monkeypatch.setattr(encoder, "steps_many", encoder.steps)
    record(examples, tmp_path / "run", epochs=1)
    film, predictor = film_of(tmp_path / "run"), Predictor.load(tmp_path / "run")
    (frame,) = film.frames
    values = {e.id: e.values for e in examples.examples}
    for number, example in enumerate(film.examples):
        asked = predictor.predict(values[example.id], method="gradients")
        # Answers on the Try page are made less sure by one number, the temperature; the film shows the raw ones.
        assert film.classes[film.answer(frame, number)] == asked.answer
        for name in ("picture", "words"):
            said = film.single_answer(frame, number, name)
            assert said is not None and said[0] == int(np.argmax(asked.single[name]))
        shown, grid = film.map(frame, number, "picture"), asked.heat_maps["picture"].grid
        assert shown is not None and shown.grid is not None and grid is not None and shown.grid.shape == grid.shape
        assert np.abs(shown.grid - grid).max() <= 1 / 255 + 1e-3
        words = asked.heat_maps["words"].words
        assert example.words["words"] == tuple((w.start, w.end) for w in words)
        found = film.map(frame, number, "words")
        assert found is not None and found.weights == pytest.approx([w.weight for w in words], abs=1 / 255 + 1e-3)


def test_frames_that_are_put_off_are_the_same_frames(examples: ExampleSet, tmp_path: Path) -> None:
    """Without any time for recording only the first is made at once; the others come from kept weights."""
    done_at: dict[str, list[int]] = {"at once": [], "later": []}
    for name, share in (("at once", 1e9), ("later", 0.0)):
        recorder = FilmRecorder(budget=RecordingBudget(share))
        cancel, run = CancelToken(), tmp_path / name
        for event in train(examples, toy.toy_experiment(), run, cancel=cancel, observer=recorder):
            if isinstance(event, EpochDone):
                done_at[name].append(len(film_of(run).frames))
    assert done_at == {"at once": [1, 2, 3], "later": [1, 1, 1]}
    assert contents(film_of(tmp_path / "later")) == contents(film_of(tmp_path / "at once"))
    weights = [(tmp_path / name / "best.safetensors").read_bytes() for name in done_at]
    assert weights[0] == weights[1]


def test_put_off_frames_of_a_stopped_training_are_made_after_the_news(examples: ExampleSet, tmp_path: Path) -> None:
    record(examples, tmp_path / "whole")
    run, cancel = tmp_path / "run", CancelToken()
    recorder = FilmRecorder(budget=RecordingBudget(0.0))
    for event in train(examples, toy.toy_experiment(), run, cancel=cancel, observer=recorder):
        if isinstance(event, EpochDone) and event.epoch == 2:
            cancel.cancel()
        if isinstance(event, RunFinished):
            assert event.reason == "stopped" and len(film_of(run).frames) == 1
    assert [f.epoch for f in film_of(run).frames] == [1, 2]
    record(examples, run, resume=True, recorder=FilmRecorder(budget=RecordingBudget(0.0)))
    assert contents(film_of(run)) == contents(film_of(tmp_path / "whole"))


def test_putting_off_ends_where_the_kept_weights_are_too_many(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "FilmBacklog", partial(FilmBacklog, most_bytes=0))
    run, counts = tmp_path / "run", []
    recorder = FilmRecorder(budget=RecordingBudget(0.0))
    for event in train(examples, toy.toy_experiment(), run, cancel=CancelToken(), observer=recorder):
        if isinstance(event, EpochDone):
            counts.append(len(film_of(run).frames))
    assert counts == [1, 2, 3]


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_frames_of_a_training_on_cuda_can_be_put_off_too(examples: ExampleSet, tmp_path: Path) -> None:
    record(examples, tmp_path / "run", device="cuda", recorder=FilmRecorder(budget=RecordingBudget(0.0)))
    film = film_of(tmp_path / "run")
    assert [f.epoch for f in film.frames] == [1, 2, 3]
    assert all(set(f.maps) == {"picture", "words"} for f in film.frames)


def test_a_budget_saves_up_for_a_frame() -> None:
    budget = RecordingBudget(0.1)
    assert budget.has_enough, "the first frame is made at once"
    budget.note_frame(0.05)
    budget.spend(0.05)
    enough = []
    for _epoch in range(12):
        budget.earn(0.1)
        enough.append(budget.has_enough)
    assert enough == [False] * 9 + [True] * 3
    for _epoch in range(10_000):
        budget.earn(60)
    budget.spend(1.0)
    assert not budget.has_enough, "a long training does not save up for a long silence"


def test_a_budget_saves_up_for_a_frame_that_takes_long() -> None:
    budget = RecordingBudget(0.1)
    budget.note_frame(3.0)
    budget.spend(3.0)
    for _epoch in range(10_000):
        budget.earn(60)
    assert budget.has_enough


def test_pinned_examples_are_in_the_film(examples: ExampleSet, tmp_path: Path) -> None:
    recorder = FilmRecorder((22, 10, 0), pool=3)  # 0 belongs to the training part
    record(examples, tmp_path / "run", recorder=recorder, epochs=1)
    film = film_of(tmp_path / "run")
    assert [e.id for e in film.examples[:2]] == [22, 10] and len(film.examples) == 3
    assert 0 not in [e.id for e in film.examples]


def test_missing_senses_and_unreadable_pictures_leave_a_film_of_the_rest(tmp_path: Path) -> None:
    examples = toy.toy_examples(tmp_path / "toy", missing=True)
    broken = Path(str(next(e for e in examples.part("validation").examples if e.values["picture"]).values["picture"]))
    broken.write_bytes(b"no picture")
    record(examples, tmp_path / "run", epochs=1)
    film = film_of(tmp_path / "run")
    (frame,) = film.frames
    by_id = {e.id: e.values for e in examples.examples}
    missing = 0
    for number, example in enumerate(film.examples):
        has = {
            n: by_id[example.id][n] is not None and by_id[example.id][n] != str(broken) for n in ("picture", "words")
        }
        assert {n: example.has(n) for n in has} == has
        for name, there in has.items():
            assert (film.single_answer(frame, number, name) is not None) == there
            missing += not there
        assert (film.map(frame, number, "picture") is not None) == has["picture"]
        found = film.map(frame, number, "words")
        assert (0 if found is None else len(found.words)) == len(example.words.get("words", ()))
    assert missing >= 2


def test_very_long_texts_one_word_texts_and_odd_pictures(tmp_path: Path) -> None:
    examples = toy.toy_examples(tmp_path / "toy")
    wide, dot = tmp_path / "wide.png", tmp_path / "dot.png"
    Image.new("RGB", (3000, 20), "red").save(wide)
    Image.new("RGB", (1, 1), "red").save(dot)
    changed = []
    for example in examples.examples:
        values = dict(example.values)
        if example.id == 4:
            values |= {"words": "bad news " * 5000, "picture": str(wide)}
        elif example.id == 10:
            values |= {"words": "great", "picture": str(dot)}
        elif example.id == 16:
            values |= {"words": "x" * 50_000}
        elif example.id == 22:
            values |= {"words": "½ 好 <b>great</b> 😀 news"}
        changed.append(replace(example, values=values))
    record(replace(examples, examples=tuple(changed)), tmp_path / "run", epochs=1)
    film = film_of(tmp_path / "run")
    by_id = {e.id: (number, e) for number, e in enumerate(film.examples)}
    _number, long = by_id[4]
    assert len(long.words["words"]) == MAX_WORDS and len(long.texts["words"]) == long.words["words"][-1][1]
    assert long.pictures["picture"].shape == (1, PICTURE_PX, 3) and long.grids["picture"] == (1, 16)
    assert by_id[10][1].pictures["picture"].shape == (1, 1, 3) and by_id[10][1].words["words"] == ((0, 5),)
    assert len(by_id[16][1].texts["words"]) == 20_000 and by_id[16][1].words["words"] == ()
    assert all(a < b for a, b in by_id[22][1].words["words"])
    size = sum(path.stat().st_size for path in (tmp_path / "run" / "film").iterdir())
    assert size < 2**20


def test_a_full_disk_ends_the_film_and_not_the_training(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = FilmWriter.add

    def full(self: FilmWriter, film: Film, frame: Any) -> None:
        if frame.epoch == 2:
            raise OSError(28, "No space left on device")
        add(self, film, frame)

    monkeypatch.setattr(recorder_module.FilmWriter, "add", full)
    events = record(examples, tmp_path / "run")
    assert isinstance(events[-1], RunFinished) and events[-1].reason == "completed"
    assert [f.epoch for f in film_of(tmp_path / "run").frames] == [1]


def test_a_film_that_cannot_begin_is_told(
    examples: ExampleSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: FilmWriter, film: Film) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(recorder_module.FilmWriter, "begin", refuse)
    events = record(examples, tmp_path / "run", epochs=1)
    (notice,) = [e.message for e in events if isinstance(e, Notice)]
    assert notice == "The learning film cannot be saved: Read-only file system"
    assert [e.epoch for e in events if isinstance(e, EpochDone)] == [1]


def test_a_new_training_without_a_film_takes_the_old_one_away(examples: ExampleSet, tmp_path: Path) -> None:
    record(examples, tmp_path / "run", epochs=1)
    assert read_film(tmp_path / "run") is not None
    list(toy.run(examples, tmp_path / "run"))
    assert read_film(tmp_path / "run") is None


def test_a_changed_pool_begins_a_new_film(examples: ExampleSet, tmp_path: Path) -> None:
    """A text of the pool can no longer be found: what is recorded now must not be mixed with what was."""
    record(examples, tmp_path / "run", stop_after=6)
    film = film_of(tmp_path / "run")
    header = tmp_path / "run" / "film" / "film.json"
    header.write_text(
        header.read_text().replace(film.examples[0].texts["words"], "x" * len(film.examples[0].texts["words"]))
    )
    record(examples, tmp_path / "run", resume=True)
    assert [f.epoch for f in film_of(tmp_path / "run").frames] == [2, 3]


@pytest.mark.parametrize(
    ("fusion", "preset", "fields"),
    [
        ("concat", "quick", ()),
        ("bilinear", "quick", ()),
        ("transformer", "quick", ()),
        ("gated", "quick", ()),
        ("concat", "article", ()),
        ("attention", "quick", ("words",)),
    ],
)
def test_every_kind_of_model_has_a_film(
    examples: ExampleSet, tmp_path: Path, fusion: str, preset: str, fields: tuple[str, ...]
) -> None:
    settings = {} if preset == "article" else {"width": 16} if fields else toy.SETTINGS
    record(examples, tmp_path / "run", fusion=fusion, preset=preset, fields=fields, epochs=1, settings=settings)
    film = film_of(tmp_path / "run")
    (frame,) = film.frames
    assert frame.probabilities.sum(1) == pytest.approx(np.ones(len(film.examples)), abs=1e-5)
    assert set(frame.maps) == set(fields or ("picture", "words"))
    assert set(frame.single) == (set() if fields else {"picture", "words"}), "one sense alone has nothing beside it"
    assert all(array.any() for array in frame.maps.values())
