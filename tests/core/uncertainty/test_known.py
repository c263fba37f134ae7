"""A predictor with doubt: scaled confidences, and the sense that is unlike everything it was trained on, by name."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from mmgui.cli.inference import predict_one
from mmgui.cli.parser import make_parser
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.answers import ANSWERS, read_answers
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.core.uncertainty.calibration import CALIBRATION
from mmgui.core.uncertainty.known import doubt_of, doubts, familiarity_of, odd_fields
from mmgui.core.uncertainty.novelty import NOVELTY_NAME, UNFAMILIAR_FROM

FILES = (ANSWERS.name, CALIBRATION.name, NOVELTY_NAME)
FILLING = "the day was long and we went to see a house with some trees near that river".split()  # noqa: SIM905


@dataclass(frozen=True)
class Trained:
    run: Path
    plain: Path  # the same run without the three files
    test: ExampleSet


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Green squares on brown noise, or blue ones; filling words with "good" or "bad": four classes, 40 to test."""
    folder = tmp_path_factory.mktemp("doubt")
    chance = np.random.default_rng(0)
    examples = []
    for number in range(240):
        colour, word = chance.integers(2), chance.integers(2)
        pixels = (chance.integers(0, 60, (32, 32, 3)) + np.array([110, 80, 50])).astype(np.uint8)
        top, left = chance.integers(0, 20, 2)
        pixels[top : top + 12, left : left + 12] = [(40, 200, 60), (40, 60, 220)][colour]
        Image.fromarray(pixels).save(folder / f"{number}.png")
        words = [str(w) for w in chance.choice(FILLING, 6)]
        words.insert(int(chance.integers(0, 7)), ("good", "bad")[word])
        part = "test" if number >= 200 else "validation" if number % 4 == 0 else "train"
        values = {"picture": str(folder / f"{number}.png"), "words": " ".join(words)}
        examples.append(Example(number, values, f"{('green', 'blue')[colour]} {('good', 'bad')[word]}", part))  # type: ignore[arg-type]
    made = ExampleSet((Field("picture", "image"), Field("words", "text")), tuple(examples))
    wish = Experiment(preset="quick", epochs=10, settings={"width": 32, "channels": 8, "threads": 1})
    list(train(made, wish, folder / "run", cancel=CancelToken()))
    shutil.copytree(folder / "run", folder / "plain")
    for name in FILES:
        (folder / "plain" / name).unlink()
    return Trained(folder / "run", folder / "plain", made.part("test"))


@pytest.fixture(scope="module")
def predictor(trained: Trained) -> Predictor:
    return Predictor.load(trained.run)


NOISE = np.random.default_rng(5).integers(0, 256, (48, 48, 3)).astype(np.uint8)
STRANGE: list[tuple[str, Any]] = [
    ("picture", np.full((32, 32, 3), 255, np.uint8)),
    ("picture", np.zeros((500, 300, 3), np.uint8)),
    ("picture", np.full((1, 1, 3), 128, np.uint8)),
    ("picture", NOISE),
    ("words", "zzzz qqqq xxxx"),
    ("words", "!!! ???"),
    ("words", "今天天气很好"),
    ("words", "lorem ipsum dolor sit amet " * 2000),
]


@pytest.mark.parametrize("case", range(len(STRANGE)))
def test_the_strange_sense_is_named_and_the_other_is_not(predictor: Predictor, trained: Trained, case: int) -> None:
    sense, value = STRANGE[case]
    usual = min((predictor.predict(e.values, explain=False) for e in trained.test.examples), key=oddest)
    example = next(
        e for e in trained.test.examples if predictor.predict(e.values, explain=False).novelty == usual.novelty
    )
    found = predictor.predict({**example.values, sense: value}, explain=False)
    assert found.unfamiliar == (sense,)
    assert found.novelty[sense] >= UNFAMILIAR_FROM > max(v for n, v in found.novelty.items() if n != sense)


def oddest(prediction: Prediction) -> float:
    return max(prediction.novelty.values())


def test_few_ordinary_examples_are_flagged(predictor: Predictor, trained: Trained) -> None:
    found = predictor.predict_many([e.values for e in trained.test.examples])
    assert np.mean([bool(p.unfamiliar) for p in found]) <= 0.15
    assert all(set(p.novelty) == {"picture", "words"} for p in found)
    assert all(0 <= share <= 1 for p in found for share in p.novelty.values())


def test_many_answers_are_as_odd_as_single_ones(predictor: Predictor, trained: Trained) -> None:
    values: list[Mapping[str, Any]] = [e.values for e in trained.test.examples[:6]]
    values += [{"words": "zzzz"}, {"picture": NOISE}, {"picture": NOISE, "words": "zzzz"}]
    for value, found in zip(values, predictor.predict_many(values), strict=True):
        single = predictor.predict(value, explain=False)
        assert found.novelty == pytest.approx(single.novelty, abs=1e-4) and found.unfamiliar == single.unfamiliar
        assert found.probabilities == pytest.approx(single.probabilities, abs=1e-5)


def test_a_missing_sense_is_not_odd(predictor: Predictor) -> None:
    found = predictor.predict({"words": "zzzz"}, explain=False)
    assert found.missing == ("picture",) and set(found.novelty) == {"words"} and found.unfamiliar == ("words",)


def test_the_oddest_sense_is_named_first() -> None:
    assert odd_fields({"a": 0.995, "b": 0.2, "c": 0.999}) == ("c", "a")
    assert odd_fields({}) == ()


# -- what follows from oddness ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("senses", [1, 2, 3])
def test_more_senses_do_not_flag_more_ordinary_examples(senses: int) -> None:
    """p-values of ordinary values are spread evenly: by one sense or another, one example in fifty is flagged."""
    oddness = np.random.default_rng(senses).uniform(size=(20_000, senses))
    flagged = [bool(odd_fields(dict(zip("abc", row, strict=False)))) for row in oddness.tolist()]
    assert 0.015 < np.mean(flagged) <= 0.022
    assert np.mean(doubts(oddness) > 1) <= 0.055


@pytest.mark.parametrize(
    ("unmet", "unfamiliar", "partly_met"),
    [(1.0, ("words",), ()), (0.6, ("words",), ()), (0.5, (), ("words",)), (0.1, (), ("words",)), (0.0, (), ())],
)
def test_a_text_of_which_half_is_known_is_not_called_unfamiliar_but_lowers_the_confidence(
    unmet: float, unfamiliar: tuple[str, ...], partly_met: tuple[str, ...]
) -> None:
    found = familiarity_of({"words": 0.999}, {"words": unmet})
    assert (found.unfamiliar, found.partly_met) == (unfamiliar, partly_met)
    assert found.doubt == found.alone["words"] == pytest.approx(np.sqrt(0.05 / 0.001))
    ordinary = familiarity_of({"words": 0.9}, {"words": unmet})
    assert ordinary.unfamiliar == ordinary.partly_met == () and ordinary.doubt == 1.0


def test_the_odder_an_example_the_less_sure_and_its_answer_stays() -> None:
    logits = torch.tensor([2.0, 1.9, -1.0, 0.5])
    odd = [0.0, 0.5, 0.94, 0.97, 0.98, 0.995, 0.9999, 1.0]
    factors = [doubt_of({"a": share}) for share in odd]
    assert factors[:3] == [1.0, 1.0, 1.0] and factors[4] > 1.5 and factors[-1] == 20.0
    assert factors == sorted(factors)
    sure = [(logits.double() / factor).softmax(0) for factor in factors]
    assert all(float(a.max()) >= float(b.max()) for a, b in pairwise(sure))
    assert all(torch.equal(p.argsort(), logits.argsort()) for p in sure)
    assert float(sure[-1].max()) < 0.3


def test_a_sense_that_is_not_there_raises_no_doubt() -> None:
    found = doubts(np.array([[0.99, np.nan], [np.nan, np.nan], [0.99, 0.1]]))
    assert found.tolist() == pytest.approx([np.sqrt(5), 1.0, np.sqrt(2.5)])


def test_what_is_odd_is_answered_less_surely_everywhere_and_each_sense_for_itself(
    predictor: Predictor, trained: Trained
) -> None:
    plain, temperature = Predictor.load(trained.plain), predictor.calibration
    assert temperature is not None
    values = {**trained.test.examples[0].values, "words": "zzzz qqqq xxxx"}
    found, network = predictor.predict(values, explain=False), plain.predict(values, explain=False)
    assert found.doubt > 1.5 and found.answer == network.answer
    assert found.probabilities == pytest.approx(
        scaled(network.probabilities, temperature.temperature * found.doubt), abs=1e-5
    )
    assert predictor.predict_many([values])[0].probabilities == pytest.approx(found.probabilities, abs=1e-5)
    alone = doubt_of({"words": found.novelty["words"]})
    assert found.single["words"] == pytest.approx(
        scaled(network.single["words"], temperature.single["words"] * alone), abs=1e-5
    )
    assert found.single["picture"] == pytest.approx(
        scaled(network.single["picture"], temperature.single["picture"]), abs=1e-5
    )


def test_stored_answers_are_as_sure_as_those_to_the_same_examples_now(predictor: Predictor, trained: Trained) -> None:
    stored, temperature = read_answers(trained.run)["test"], predictor.calibration
    assert temperature is not None and stored.doubts is not None
    now = predictor.predict_many([e.values for e in trained.test.examples])
    assert stored.doubts.tolist() == pytest.approx([p.doubt for p in now], rel=1e-3)
    np.testing.assert_allclose(stored.shown(temperature.temperature), [p.probabilities for p in now], atol=1e-3)


def test_a_run_of_an_older_program_flags_and_is_as_sure_as_ever(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.run, tmp_path / "run")
    path = tmp_path / "run" / NOVELTY_NAME
    notes = json.dumps({"format": 1, "fields": ["picture", "words"]})
    save_file(load_file(path), path, {"familiarity": notes})
    values = {**trained.test.examples[0].values, "words": "zzzz qqqq xxxx"}
    old, new = Predictor.load(tmp_path / "run").predict(values), Predictor.load(trained.run).predict(values)
    assert old.unfamiliar == new.unfamiliar == ("words",)
    assert old.doubt == 1.0 and old.confidence > new.confidence


# -- temperature ------------------------------------------------------------------------------------------------------


def scaled(probabilities: tuple[float, ...], temperature: float) -> list[float]:
    """softmax(z / T) is softmax(z) to the power of 1 / T, brought to sum 1."""
    powers = np.array(probabilities) ** (1 / temperature)
    return [float(p) for p in powers / powers.sum()]


def test_confidences_are_scaled_jointly_and_for_each_sense_and_answers_stay(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.run, tmp_path / "run")
    calibration = CALIBRATION.read(trained.run)
    assert calibration is not None
    CALIBRATION.save(tmp_path / "run", replace(calibration, temperature=3.0, single={"picture": 2.0}))
    hot, plain = Predictor.load(tmp_path / "run"), Predictor.load(trained.plain)
    for example in trained.test.examples[:10]:
        for values in (example.values, {"words": example.values["words"]}):
            found, expected = hot.predict(values, explain=False), plain.predict(values, explain=False)
            assert found.probabilities == pytest.approx(scaled(expected.probabilities, 3.0 * found.doubt), abs=1e-5)
            assert found.answer == expected.answer and found.contributions == expected.contributions
            doubt = doubt_of({"words": found.novelty["words"]})
            assert found.single["words"] == pytest.approx(scaled(expected.single["words"], doubt), abs=1e-5)
        assert "picture" not in found.single
        whole = hot.predict(example.values, explain=False).single["picture"]
        alone = plain.predict(example.values, explain=False).single["picture"]
        doubt = doubt_of({"picture": hot.predict(example.values, explain=False).novelty["picture"]})
        assert whole == pytest.approx(scaled(alone, 2.0 * doubt), abs=1e-5)


def test_heat_maps_and_figures_do_not_depend_on_the_doubt(predictor: Predictor, trained: Trained) -> None:
    plain = Predictor.load(trained.plain)
    assert predictor.evaluate(trained.test) == plain.evaluate(trained.test)
    for method in ("gradients", "attention", "occlusion"):
        found = predictor.predict(trained.test.examples[0].values, method=method)
        expected = plain.predict(trained.test.examples[0].values, method=method)
        np.testing.assert_allclose(
            np.asarray(found.heat_maps["picture"].grid), np.asarray(expected.heat_maps["picture"].grid), atol=1e-5
        )
        assert found.heat_maps["words"].words == expected.heat_maps["words"].words


# -- runs without doubt -----------------------------------------------------------------------------------------------


def test_a_run_without_the_files_answers_as_before(trained: Trained) -> None:
    plain = Predictor.load(trained.plain)
    found = plain.predict({"words": "zzzz"})
    assert found.novelty == {} and found.unfamiliar == ()
    many = plain.predict_many([e.values for e in trained.test.examples[:3]])
    assert all(p.novelty == {} and p.unfamiliar == () for p in many)


@pytest.mark.parametrize("name", [CALIBRATION.name, NOVELTY_NAME])
def test_a_damaged_file_is_passed_over(trained: Trained, tmp_path: Path, name: str) -> None:
    shutil.copytree(trained.run, tmp_path / "run")
    (tmp_path / "run" / name).write_bytes(b"damaged")
    found = Predictor.load(tmp_path / "run").predict(trained.test.examples[0].values, explain=False)
    plain = Predictor.load(trained.plain).predict(trained.test.examples[0].values, explain=False)
    if name == CALIBRATION.name:
        assert found.probabilities == plain.probabilities and found.novelty
    else:
        assert not found.novelty and not found.unfamiliar


def test_weights_under_another_name_are_not_taken_for_the_folders_own(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.run, tmp_path / "run")
    shutil.copy(trained.run / "best.safetensors", tmp_path / "run" / "mine.safetensors")
    shutil.copy(trained.run / "manifest.json", tmp_path / "run" / "mine.json")
    values = trained.test.examples[0].values
    assert Predictor.load(tmp_path / "run" / "mine.safetensors").predict(values, explain=False).novelty == {}
    assert Predictor.load(tmp_path / "run" / "best.safetensors").predict(values, explain=False).novelty != {}


def test_the_command_line_names_the_unfamiliar_sense(trained: Trained, capsys: pytest.CaptureFixture[str]) -> None:
    picture = trained.test.examples[0].values["picture"]
    wish = ["predict", str(trained.run), "--input", f"picture={picture}", "--input", "words=zzzz qqqq"]
    predict_one(make_parser().parse_args([*wish, "--json"]))
    answer = json.loads(capsys.readouterr().out)
    assert "words" in answer["unfamiliar"] and answer["oddness"]["words"] >= UNFAMILIAR_FROM
    assert set(answer["oddness"]) == {"picture", "words"}
    predict_one(make_parser().parse_args(wish))
    assert "unfamiliar: “words” is unlike everything" in capsys.readouterr().out
    half = [*wish[:-1], "words=zzzz the house qqqq"]
    predict_one(make_parser().parse_args([*half, "--json"]))
    answer = json.loads(capsys.readouterr().out)
    assert answer["unfamiliar"] == [] and answer["partly_met"] == ["words"]
    predict_one(make_parser().parse_args(half))
    assert "less sure: parts of “words” are new to the model" in capsys.readouterr().out
    predict_one(make_parser().parse_args(["predict", str(trained.plain), "--input", "words=zzzz", "--json"]))
    answer = json.loads(capsys.readouterr().out)
    assert answer["oddness"] == {} and answer["unfamiliar"] == []
