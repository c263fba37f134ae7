"""From values to an answer with reasons, on a model trained on examples whose deciding word and patch are known."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import Cancelled, CheckpointError, DataError, ExperimentError
from mmgui.core.events import RunFinished
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train

FILLING = "the day was long and we went to see a house with some trees near that river".split()  # noqa: SIM905
FIELDS = (Field("picture", "image"), Field("words", "text"))


@dataclass(frozen=True)
class Truth:
    """What decides an example: the square's upper left corner in pixels, and the deciding word's number."""

    top: int
    left: int
    word: int


def make_examples(folder: Path, count: int, seed: int) -> tuple[ExampleSet, list[Truth]]:
    """Noise with a red or blue square, filling words with one that is "wonderful" or "terrible": four classes."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(seed)
    examples, truths = [], []
    for number in range(count):
        colour, word = chance.integers(2), chance.integers(2)
        pixels = chance.integers(90, 160, (32, 32, 3)).astype(np.uint8)
        top, left = (int(v) * 8 for v in chance.integers(0, 4, 2))
        pixels[top : top + 8, left : left + 8] = [(220, 40, 40), (40, 60, 220)][colour]
        path = folder / f"{number}.png"
        Image.fromarray(pixels).save(path)
        words = [str(w) for w in chance.choice(FILLING, 6)]
        place = int(chance.integers(0, 7))
        words.insert(place, ["wonderful", "terrible"][word])
        label = f"{['red', 'blue'][colour]} {['good', 'bad'][word]}"
        values = {"picture": str(path), "words": " ".join(words)}
        examples.append(Example(number, values, label, "validation" if number % 5 == 0 else "train"))
        truths.append(Truth(top, left, place))
    return ExampleSet(FIELDS, tuple(examples)), truths


@dataclass(frozen=True)
class Planted:
    runs: Mapping[str, Path]
    test: ExampleSet
    truths: list[Truth]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("planted")
    examples, _truths = make_examples(folder / "train", 400, 0)
    runs = {}
    for fusion in ("attention", "concat"):
        wish = Experiment(fusion=fusion, preset="quick", epochs=16, settings={"width": 32, "channels": 8, "threads": 1})
        events = list(train(examples, wish, folder / fusion, cancel=CancelToken()))
        assert isinstance(events[-1], RunFinished)
        runs[fusion] = folder / fusion
    test, truths = make_examples(folder / "test", 40, 1)
    return Planted(runs, test, truths)


@pytest.fixture(scope="module")
def predictor(planted: Planted) -> Predictor:
    return Predictor.load(planted.runs["attention"])


# -- planted truth ----------------------------------------------------------------------------------------------------


def hits(planted: Planted, predictor: Predictor, method: str) -> tuple[float, float, float]:
    """The share of test examples answered right, whose map peaks on the square, and whose map peaks on the word."""
    right = picture = words = 0
    for example, truth in zip(planted.test.examples, planted.truths, strict=True):
        found = predictor.predict(example.values, method=method)
        right += found.answer == example.label
        grid = found.heat_maps["picture"].grid
        assert grid is not None
        row, column = np.unravel_index(int(grid.argmax()), grid.shape)
        y, x = ((place + 0.5) * 32 / size for place, size in zip((row, column), grid.shape, strict=True))
        picture += truth.top - 3 <= y <= truth.top + 11 and truth.left - 3 <= x <= truth.left + 11
        weights = [w.weight for w in found.heat_maps["words"].words]
        words += int(np.argmax(weights)) == truth.word
    count = len(planted.truths)
    return right / count, picture / count, words / count


@pytest.mark.slow
@pytest.mark.parametrize("fusion", ["attention", "concat"])
@pytest.mark.parametrize("method", ["auto", "gradients", "occlusion"])
def test_heat_maps_peak_on_the_patch_and_the_word_that_decide(planted: Planted, fusion: str, method: str) -> None:
    right, picture, words = hits(planted, Predictor.load(planted.runs[fusion]), method)
    assert right >= 0.85
    assert picture >= 0.70  # by chance 0.2
    assert words >= 0.85  # by chance 0.14


@pytest.mark.slow
def test_attention_looks_at_the_patch_too_and_concat_falls_back_to_gradients(planted: Planted) -> None:
    predictor = Predictor.load(planted.runs["attention"])
    assert hits(planted, predictor, "attention")[1] >= 0.5  # by chance 0.2
    values = planted.test.examples[0].values
    found = predictor.predict(values, method="attention").heat_maps
    assert {heat.method for heat in found.values()} == {"attention"}
    concat = Predictor.load(planted.runs["concat"])
    assert concat.methods == ("gradients", "occlusion")
    found = concat.predict(values, method="attention").heat_maps
    assert found["picture"].method == "gradients" and found["words"].method == "gradients"


@pytest.mark.slow
def test_a_square_that_says_nothing_has_no_share(planted: Planted, predictor: Predictor) -> None:
    grey = np.random.default_rng(5).integers(90, 160, (32, 32, 3)).astype(np.uint8)
    path = planted.test.examples[0].values["picture"]
    both = predictor.predict({"picture": path, "words": "the river was terrible"})
    assert min(both.contributions.values()) > 0.15
    only_words = predictor.predict({"picture": path, "words": None})
    assert only_words.contributions == pytest.approx({"picture": 1.0, "words": 0.0}, abs=1e-6)
    assert predictor.predict({"picture": grey, "words": "terrible"}).answer.endswith("bad")


# -- what a prediction holds ------------------------------------------------------------------------------------------


def assert_whole(found: Prediction, predictor: Predictor, given: set[str]) -> None:
    assert found.classes == predictor.classes == ("blue bad", "blue good", "red bad", "red good")
    assert sum(found.probabilities) == pytest.approx(1) and min(found.probabilities) >= 0
    assert set(found.heat_maps) == given == set(found.single)
    assert found.missing == tuple(f.name for f in FIELDS if f.name not in given)
    assert sum(found.contributions.values()) == pytest.approx(1)
    pushed = {name: max(0.0, value) for name, value in found.contribution_values.items()}
    if sum(pushed.values()):
        assert found.contributions == pytest.approx({n: v / sum(pushed.values()) for n, v in pushed.items()})
    for name in given:
        assert sum(found.single[name]) == pytest.approx(1)
        heat = found.heat_maps[name]
        if name == "picture":
            assert heat.grid is not None and heat.grid.dtype == np.float32 and heat.grid.ndim == 2
            assert float(heat.grid.min()) >= 0 and float(heat.grid.max()) == pytest.approx(1)
        else:
            assert all(0 <= w.weight <= 1 for w in heat.words)


@pytest.mark.slow
@pytest.mark.parametrize("fusion", ["attention", "concat"])
@pytest.mark.parametrize("method", ["auto", "attention", "gradients", "occlusion"])
def test_one_call_gives_probabilities_maps_shares_and_single_answers(
    planted: Planted, fusion: str, method: str
) -> None:
    predictor = Predictor.load(planted.runs[fusion])
    values = planted.test.examples[0].values
    for given in ({"picture", "words"}, {"picture"}, {"words"}):
        found = predictor.predict({n: values[n] for n in given}, number=7, method=method)
        assert_whole(found, predictor, given)
        assert found.number == 7 and found.seconds > 0
    text = "A Wonderful, day… ½!"
    words = predictor.predict({"words": text}, method=method).heat_maps["words"].words
    assert [w.text for w in words] == ["A", "Wonderful", "day", "½"]
    assert all(text[w.start : w.end] == w.text for w in words)


@pytest.mark.slow
def test_what_was_not_given_is_missing_whatever_form_nothing_takes(planted: Planted, predictor: Predictor) -> None:
    picture = planted.test.examples[0].values["picture"]
    expected = predictor.predict({"picture": picture})
    for nothing in (None, "", "  \n"):
        found = predictor.predict({"picture": picture, "words": nothing, "sound": "other.wav"})
        assert found.probabilities == expected.probabilities and found.missing == ("words",)
    assert not predictor.predict({"words": "!!!"}).heat_maps["words"].words
    with pytest.raises(DataError, match="nothing to answer"):
        predictor.predict({"picture": None, "words": " "})


@pytest.mark.slow
def test_pixels_paths_and_changed_files_give_what_they_show(
    planted: Planted, predictor: Predictor, tmp_path: Path
) -> None:
    first, second = (Path(str(e.values["picture"])) for e in planted.test.examples[:2])
    path = tmp_path / "p.png"
    shutil.copy(first, path)
    one = predictor.predict({"picture": path}).probabilities
    pixels = np.asarray(Image.open(first))
    assert predictor.predict({"picture": pixels}).probabilities == one
    assert predictor.predict({"picture": str(path)}).probabilities == one
    shutil.copy(second, path)
    other = predictor.predict({"picture": path}).probabilities
    assert other == predictor.predict({"picture": second}).probabilities != one
    changed = pixels.copy()
    changed[:] = 0
    assert predictor.predict({"picture": changed}).probabilities != one


@pytest.mark.slow
def test_what_cannot_be_read_is_named(predictor: Predictor, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.png"):
        predictor.predict({"picture": tmp_path / "gone.png"})
    with pytest.raises(DataError, match="picture"):
        predictor.predict({"picture": np.zeros((4, 4), np.uint8)})
    with pytest.raises(ExperimentError, match="magic"):
        predictor.predict({"words": "hi"}, method="magic")


@pytest.mark.slow
def test_many_answers_equal_single_ones_in_their_order(planted: Planted, predictor: Predictor, tmp_path: Path) -> None:
    examples: list[dict[str, str | None]] = [dict(e.values) for e in planted.test.examples]
    examples += [{"picture": str(tmp_path / "gone.png"), "words": "terrible"}, {"words": "wonderful"}, {}]
    steps: list[tuple[int, int]] = []
    found = predictor.predict_many(examples, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (43, 43)
    for example, prediction in zip(examples[:40], found, strict=False):
        expected = predictor.predict(example, explain=False)
        assert prediction.probabilities == pytest.approx(expected.probabilities, abs=1e-5)
        assert not prediction.missing
    assert found[40].missing == ("picture",) and found[40].answer.endswith("bad")
    assert found[41].missing == ("picture",) and found[42].missing == ("picture", "words")


@pytest.mark.slow
def test_evaluation_counts_what_predictions_say(planted: Planted, predictor: Predictor) -> None:
    metrics = predictor.evaluate(planted.test)
    right = [predictor.predict(e.values, explain=False).answer == e.label for e in planted.test.examples]
    assert metrics.accuracy == pytest.approx(np.mean(right)) and metrics.n == 40
    stranger = ExampleSet(FIELDS, (Example(1, {"words": "hi"}, "purple"),))
    with pytest.raises(ExperimentError, match="label"):
        predictor.evaluate(stranger)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        predictor.predict_many([{"words": "a"}], cancel=token)


# -- loading ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_moved_elsewhere_and_a_renamed_file_answer_the_same(
    planted: Planted, predictor: Predictor, tmp_path: Path
) -> None:
    run = planted.runs["attention"]
    for name in ("manifest.json", "best.safetensors"):
        shutil.copy(run / name, tmp_path / name)
    shutil.copy(run / "best.safetensors", tmp_path / "mine.safetensors")
    shutil.copy(run / "manifest.json", tmp_path / "mine.json")
    torch.save(load_file(run / "best.safetensors"), tmp_path / "mine.pt")
    values = planted.test.examples[3].values
    expected = Predictor.load(tmp_path).predict(values).probabilities  # without doubt.json: as the network says
    assert np.argmax(expected) == np.argmax(predictor.predict(values).probabilities)
    for path in (tmp_path / "best.safetensors", tmp_path / "mine.safetensors", tmp_path / "mine.pt"):
        other = Predictor.load(path)
        assert other.predict(values).probabilities == expected
        assert other.methods == ("gradients", "attention", "occlusion") and other.fusion == "attention"
        assert other.fields == FIELDS and other.weights == predictor.weights > 10_000
    shutil.copy(run / "doubt.json", tmp_path / "doubt.json")
    assert Predictor.load(tmp_path).predict(values).probabilities == predictor.predict(values).probabilities


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["fusion", "encoder", "width", "input", "shape", "weights", "gone"])
def test_a_damaged_run_is_refused_and_another_predictor_stays_usable(
    planted: Planted, predictor: Predictor, tmp_path: Path, damage: str
) -> None:
    for name in ("manifest.json", "best.safetensors"):
        shutil.copy(planted.runs["attention"] / name, tmp_path / name)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    match damage:
        case "fusion":
            manifest["fusion"] = "unheard_of"
        case "encoder":
            manifest["fields"][0]["encoder"] = "unheard_of"
        case "width":
            manifest["settings"]["width"] = 10**9
        case "input":
            manifest["fields"][1]["input"]["max_words"] = -1
        case "shape":
            manifest["settings"]["width"] = 64
        case "weights":
            state = load_file(tmp_path / "best.safetensors")
            state["head.bias"][0] = float("nan")
            save_file(state, tmp_path / "best.safetensors")
        case _:
            (tmp_path / "best.safetensors").unlink()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    before = predictor.predict(planted.test.examples[0].values).probabilities
    with pytest.raises(CheckpointError):
        Predictor.load(tmp_path)
    assert predictor.predict(planted.test.examples[0].values).probabilities == before


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "against"),
    [
        ({"picture": 2.0, "words": -1.5}, ("words",)),
        ({"picture": 2.0, "words": -0.01}, ()),  # a push so small is none
        ({"picture": -2.0, "words": -1.5}, ()),  # nobody spoke for it: the sizes are shared out
        ({}, ()),
    ],
)
def test_a_sense_that_pushed_away_from_the_answer_is_named(values, against):
    assert Prediction(("a", "b"), (0.7, 0.3), contribution_values=values).against == against
