"""What is ordinary and what is not: the covariance against scikit-learn, distances against scipy, and planted truth."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from mmgui.core.models.checkpoint import read_metadata
from mmgui.core.uncertainty.features import MOST_NUMBERS, UNKNOWN_VIEW, UNMET_VIEW, encode_with_views
from mmgui.core.uncertainty.known import unmet_shares
from mmgui.core.uncertainty.novelty import (
    NOVELTY_NAME,
    UNFAMILIAR_FROM,
    FieldNovelty,
    Novelty,
    fit_field,
    load_novelty,
    save_novelty,
    shrunk_covariance,
)
from mmgui.modalities.text.encoders import known_parts, share_unknown, share_unmet
from tests.core.made import find_encoder

Floats = NDArray[np.float64]
MIXING = np.random.default_rng(9).normal(0, 1, (6, 6))


def values(count: int, seed: int, shift: float = 0.0) -> Floats:
    """Six numbers that hang together."""
    return np.random.default_rng(seed).normal(0, 1, (count, 6)) @ MIXING + shift


@pytest.fixture(scope="module")
def field() -> FieldNovelty:
    found = fit_field({"seen": values(800, 0)}, {"seen": values(200, 1)})
    assert found is not None
    return found


# -- the arithmetic ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 30, 500])
def test_the_covariance_is_that_of_ledoit_and_wolf_in_scikit_learn(count: int) -> None:
    from sklearn.covariance import ledoit_wolf

    centred = values(count, 2)
    centred = centred - centred.mean(axis=0)
    expected, _shrinkage = ledoit_wolf(centred, assume_centered=True)
    np.testing.assert_allclose(shrunk_covariance(centred), expected, rtol=1e-9)


def test_distances_are_those_of_scipy(field: FieldNovelty) -> None:
    from scipy.spatial.distance import mahalanobis

    training, view = values(800, 0), field.views["seen"]
    standard = (training - training.mean(0)) / training.std(0)
    inverse = np.linalg.inv(shrunk_covariance(standard))
    strange = values(5, 3, shift=4.0)
    expected = [mahalanobis((x - training.mean(0)) / training.std(0), np.zeros(6), inverse) for x in strange]
    np.testing.assert_allclose(np.exp(view.log_distances(strange)) * np.sqrt(6), expected, rtol=1e-6)


def test_oddness_is_the_share_of_validation_values_that_are_more_ordinary(field: FieldNovelty) -> None:
    """By more than what rounding can change: a thousandth of a step."""
    validation = {"seen": values(200, 1)}
    odd = field.scores(validation)
    strange = field.distances(validation)
    expected = [(strange < value - 1e-3).sum() / 201 for value in strange]
    np.testing.assert_allclose(odd, expected)


def test_what_float32_or_another_batch_changes_does_not_change_the_oddness(field: FieldNovelty) -> None:
    """The strangest validation value must not be flagged in one place and ordinary in another."""
    validation = values(200, 1)
    kept = replace(field, ordinary=field.ordinary.astype(np.float32).astype(np.float64))
    before = field.scores({"seen": validation})
    for other in (validation.astype(np.float32).astype(np.float64), validation * (1 + 1e-7)):
        np.testing.assert_allclose(kept.scores({"seen": other}), before, atol=2e-3)
    strangest = before.argmax()
    assert kept.scores({"seen": validation})[strangest] == before[strangest]


def test_oddness_goes_on_rising_beyond_the_strangest_validation_value(field: FieldNovelty) -> None:
    far = field.scores({"seen": np.outer([5, 10, 100, 1000], np.ones(6)) * MIXING.sum()})
    assert (np.diff(far) > 0).all() and far[0] > UNFAMILIAR_FROM and far[-1] <= 1


# -- planted truth ----------------------------------------------------------------------------------------------------


def test_ordinary_values_are_flagged_as_seldom_as_the_threshold_says(field: FieldNovelty) -> None:
    fresh = field.scores({"seen": values(4000, 5)})
    assert 0.002 < (fresh >= UNFAMILIAR_FROM).mean() < 0.05
    assert abs(np.median(fresh) - 0.5) < 0.08


def test_a_combination_that_never_occurs_is_odd_although_each_number_does() -> None:
    chance = np.random.default_rng(0)
    first = chance.normal(0, 1, 1200)
    pair = np.stack([first, first + chance.normal(0, 0.1, 1200)], 1)
    found = fit_field({"seen": pair[:900]}, {"seen": pair[900:]})
    assert found is not None
    together, apart = found.scores({"seen": np.array([[1.0, 1.0], [1.0, -1.0]])})
    assert together < 0.95 and apart > 0.999


@pytest.mark.parametrize("count", [8, 12, 16, 40, 200])
def test_of_ordinary_values_few_are_flagged_whatever_the_size_of_validation(count: int) -> None:
    """Over many draws of validation: a share of one draw alone is chance."""
    flagged, strange, beyond = [], [], []
    for seed in range(60):
        found = fit_field({"seen": values(100, 1000 + seed)}, {"seen": values(count, 2000 + seed)})
        assert found is not None
        fresh = {"seen": values(200, 3000 + seed)}
        flagged.append((found.scores(fresh) >= UNFAMILIAR_FROM).mean())
        beyond.append((found.distances(fresh) > found.ordinary[-1]).mean())
        strange.append((found.scores({"seen": values(5, 4000 + seed, shift=300.0)}) >= UNFAMILIAR_FROM).mean())
    assert np.mean(flagged) <= 0.05 and np.mean(strange) == 1.0
    assert np.mean(beyond) == pytest.approx(1 / (count + 1), rel=0.5)  # exact for values that can be exchanged


def test_too_few_or_no_sound_values_say_nothing() -> None:
    assert fit_field({"seen": values(7, 0)}, {"seen": values(200, 1)}) is None
    assert fit_field({"seen": values(200, 0)}, {"seen": values(7, 1)}) is None
    assert fit_field({"seen": np.full((50, 6), np.nan)}, {"seen": values(50, 1)}) is None


def test_a_number_that_never_changes_in_training_does_not_divide_by_zero() -> None:
    training, validation = values(100, 0), values(50, 1)
    training[:, 2] = validation[:, 2] = 7.0
    found = fit_field({"seen": training}, {"seen": validation})
    assert found is not None and np.isfinite(found.scores({"seen": values(10, 2)})).all()
    assert fit_field({"seen": np.ones((20, 6))}, {"seen": np.ones((20, 6))}) is None


# -- words ------------------------------------------------------------------------------------------------------------


def words(count: int, seed: int, unknown: float) -> dict[str, Floats]:
    return {"seen": values(count, seed), UNKNOWN_VIEW: np.full((count, 1), unknown)}


def test_a_name_among_known_words_is_nothing_to_wonder_at_but_many_unknown_words_are() -> None:
    found = fit_field(words(400, 0, 0.0), words(100, 1, 0.0))
    assert found is not None and found.tolerance == 0.25
    usual = found.scores(words(100, 2, 0.0))
    with_a_name = found.scores(words(100, 2, 0.2))
    np.testing.assert_array_equal(with_a_name >= UNFAMILIAR_FROM, usual >= UNFAMILIAR_FROM)
    assert np.median(with_a_name) == np.median(usual)
    assert (found.scores(words(100, 2, 0.6)) >= UNFAMILIAR_FROM).all()


def test_a_text_of_unknown_words_only_is_flagged_even_where_they_are_usual() -> None:
    found = fit_field(words(400, 0, 1.0), words(100, 1, 1.0))
    assert found is not None and found.tolerance == 1.0
    assert (found.scores(words(100, 2, 1.0)) >= UNFAMILIAR_FROM).all()
    assert (found.scores(words(100, 2, 0.9)) >= UNFAMILIAR_FROM).mean() < 0.1


TEXTS = ["the big red house", "a small blue river", "red river", "the sea is blue and big", "small red sea"] * 2


@pytest.mark.parametrize("encoder", ["ngrams", "lstm", "article"])
@pytest.mark.parametrize(
    ("text", "share"),
    [("the big sea", 0.0), ("the zzzz", 0.5), ("qqqq zzzz", 1.0), ("!!!", 1.0), ("zzzz the red sea", 0.25)],
)
def test_the_share_of_unknown_words_by_counting(encoder: str, text: str, share: float) -> None:
    kind = find_encoder(f"text/{encoder}")
    given = kind.fit(TEXTS, kind.values({}))
    taken = given.prepare(["red river", text, "xxxx"]).take(np.arange(3))
    assert share_unknown(taken)[:, 0].tolist() == [0.0, share, 1.0]


@pytest.mark.parametrize("encoder", ["ngrams", "lstm", "article"])
def test_half_of_a_text_is_met_if_half_of_its_words_are_in_the_vocabulary(encoder: str) -> None:
    kind = find_encoder(f"text/{encoder}")
    given = kind.fit(TEXTS, kind.values({}))
    texts = ["the big sea", "the zzzz", "the qqqq zzzz", "!!!", "rivers seas"]  # parts of the last two words are known
    taken = given.prepare(texts).take(np.arange(len(texts)))
    assert share_unmet(taken)[:, 0].tolist() == pytest.approx([0, 0.5, 2 / 3, 1, 1])
    np.testing.assert_array_equal(unmet_shares({UNMET_VIEW: share_unmet(taken)}, 5), share_unmet(taken)[:, 0].numpy())
    assert unmet_shares({}, 3).tolist() == [1.0, 1.0, 1.0]


def test_the_share_of_words_not_met_is_no_distance_of_its_own() -> None:
    with_unmet = {**words(400, 0, 0.0), UNMET_VIEW: np.random.default_rng(0).uniform(size=(400, 1))}
    found = fit_field(with_unmet, {**words(100, 1, 0.0), UNMET_VIEW: np.ones((100, 1))})
    assert found is not None and set(found.views) == {"seen"}


def test_known_parts_are_counted_per_word() -> None:
    kind = find_encoder("text/ngrams")
    given = kind.fit(TEXTS, kind.values({}))
    texts = ["the big red sea", "red zzzz", "zzzz"]
    counts = np.expm1(known_parts(given.prepare(texts).take(np.arange(3)))[:, 0].numpy())
    alone = [len(given.prepare([text]).take(np.arange(1)).features) for text in texts]
    assert alone[0] > alone[1] > alone[2] == 0
    np.testing.assert_allclose(counts, [alone[0] / 4, alone[1] / 2, 0], rtol=1e-5)
    ordered = find_encoder("text/lstm")
    fitted = ordered.fit(TEXTS, ordered.values({}))
    assert known_parts(fitted.prepare(["red river"]).take(np.arange(1))).tolist() == [[0.0]]


# -- impressions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoder", "size"), [("cnn", 32), ("cnn", 64), ("article", 32)])
def test_looking_at_pictures_changes_nothing_of_what_the_encoder_says(encoder: str, size: int) -> None:
    kind = find_encoder(f"image/{encoder}")
    settings = kind.values({"size_px": size})
    given = kind.fit([], settings)
    torch.manual_seed(0)
    module = kind.build(given, 24, 3, 0.1, settings).eval()
    pictures = np.random.default_rng(0).integers(0, 255, (3, 40, 30, 3)).astype(np.uint8)
    taken = given.prepare(list(pictures)).take(np.arange(3))
    with torch.no_grad():
        encoded, _embedded, features = encode_with_views(module, taken)
        expected = module(taken)
        grid = module.features(taken.float() / 127.5 - 1)
    assert torch.equal(encoded.pooled, expected.pooled) and torch.equal(encoded.tokens, expected.tokens)
    assert set(features) == {"parts", "edges"}
    parts = features["parts"].numpy().astype(np.float64)
    channels = grid.shape[1]
    step = -(-3 * channels // MOST_NUMBERS)
    cells = grid.flatten(2).numpy().astype(np.float64)
    by_hand = np.concatenate([cells.mean(2), cells.max(2), cells.std(2)], 1)[:, ::step]
    np.testing.assert_allclose(parts, by_hand, rtol=1e-3, atol=1e-3)
    assert all(view.shape[1] <= MOST_NUMBERS for view in features.values())


@pytest.mark.parametrize("encoder", ["ngrams", "lstm", "article"])
def test_a_text_makes_the_same_impression_alone_and_beside_a_long_one(encoder: str) -> None:
    kind = find_encoder(f"text/{encoder}")
    settings = kind.values({})
    given = kind.fit(TEXTS, settings)
    torch.manual_seed(0)
    module = kind.build(given, 24, 3, 0.1, settings).eval()
    with torch.no_grad():
        alone = encode_with_views(module, given.prepare(["red river"]).take(np.arange(1)))[2]
        beside = encode_with_views(
            module, given.prepare(["red river", "the sea is blue and big " * 500]).take(np.arange(2))
        )[2]
    assert set(alone) == {"words", "known", UNKNOWN_VIEW, UNMET_VIEW}
    assert alone["known"][0] == beside["known"][0]
    np.testing.assert_allclose(alone["words"][0], beside["words"][0], atol=1e-5)


# -- on disk ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path, field: FieldNovelty) -> Path:
    with_words = fit_field(words(400, 0, 0.0), words(100, 1, 0.0))
    assert with_words is not None
    save_novelty(tmp_path, Novelty({"a picture": field, "文字.1": with_words}))
    return tmp_path


def test_what_is_familiar_comes_back_from_its_file(saved: Path, field: FieldNovelty) -> None:
    found = load_novelty(saved)
    assert found is not None and list(found.fields) == ["a picture", "文字.1"]
    fresh = values(50, 7, shift=0.5)
    np.testing.assert_allclose(
        found.fields["a picture"].scores({"seen": fresh}), field.scores({"seen": fresh}), atol=0.006
    )
    assert found.fields["文字.1"].tolerance == 0.25 and found.fields["a picture"].tolerance is None
    assert [p.name for p in saved.iterdir()] == [NOVELTY_NAME]


def test_views_of_another_model_say_nothing(saved: Path) -> None:
    found = load_novelty(saved)
    assert found is not None
    good = {"seen": torch.zeros(1, 6)}
    assert set(found.scores({"a picture": good, "unheard of": good})) == {"a picture"}
    assert found.scores({"a picture": {"seen": torch.zeros(1, 7)}}) == {}
    assert found.scores({"a picture": {"other": torch.zeros(1, 6)}}) == {}
    assert found.scores({"a picture": {"seen": torch.full((1, 6), float("nan"))}}) == {}


def test_a_run_from_elsewhere_and_no_damage_of_the_file_raises(saved: Path) -> None:
    assert load_novelty(saved / "gone") is None
    path = saved / NOVELTY_NAME
    whole = path.read_bytes()
    for length in (0, 1, 8, 9, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert load_novelty(saved) is None
    path.unlink()
    path.mkdir()
    assert load_novelty(saved) is None


Tensors = dict[str, torch.Tensor]


def _infinite(tensors: Tensors) -> None:
    tensors["0.view.seen.mean"][0] = float("inf")


def _other_size(tensors: Tensors) -> None:
    tensors["0.view.seen.whitening"] = torch.zeros(6, 5)


def _no_spread(tensors: Tensors) -> None:
    tensors["0.view.seen.spread"][0] = 0


def _whole_numbers(tensors: Tensors) -> None:
    tensors["0.ordinary"] = torch.arange(5)


def _falling(tensors: Tensors) -> None:
    tensors["0.ordinary"] = tensors["0.ordinary"].flip(0).contiguous()


def _empty(tensors: Tensors) -> None:
    tensors["0.ordinary"] = torch.zeros(0)


def _no_view(tensors: Tensors) -> None:
    for name in [name for name in tensors if name.startswith("0.view")]:
        del tensors[name]


def _no_scale(tensors: Tensors) -> None:
    tensors["0.view.seen.usual"][1] = -1


def _wild_tolerance(tensors: Tensors) -> None:
    tensors["1.tolerance"][0] = 7


def _set(name: str, value: float, place: int | slice = slice(None)) -> Callable[[Tensors], None]:
    """One number, or all of them, of one tensor of the field with a picture."""

    def damage(tensors: Tensors) -> None:
        tensors[f"0.{name}"][place] = value

    damage.__name__ = f"{name}={value:g}"
    return damage


def _scaled(name: str, factor: float) -> Callable[[Tensors], None]:
    def damage(tensors: Tensors) -> None:
        tensors[f"0.{name}"] *= factor

    damage.__name__ = f"{name}*{factor:g}"
    return damage


def _huge_double(tensors: Tensors) -> None:
    tensors["0.view.seen.whitening"] = torch.full((6, 6), 1e200, dtype=torch.float64)


def _whole_whitening(tensors: Tensors) -> None:
    tensors["0.view.seen.whitening"] = torch.eye(6, dtype=torch.int64)


def _eight_bits(tensors: Tensors) -> None:
    tensors["0.ordinary"] = tensors["0.ordinary"].to(torch.float8_e4m3fn)


NAN, INFINITE = float("nan"), float("inf")
ABSURD = [  # what would make everything familiar (or nothing), although each file is whole
    *(_set(f"view.seen.{name}", value, 0) for name in ("mean", "spread", "usual") for value in (NAN, INFINITE, 1e30)),
    *(_set("ordinary", value, -1) for value in (NAN, INFINITE, 1e30, 1000.0)),
    *(_set("ordinary", value, 0) for value in (-INFINITE, -1e30, -1000.0)),
    *(_set("ordinary", value) for value in (-5.0, 5.0, 600.0)),
    *(_set("view.seen.whitening", value) for value in (NAN, INFINITE, 0.0, 1e-9, 1e9)),
    *(_set("view.seen.usual", value, 0) for value in (-1e3, 1e3, 50.0)),  # the middle
    *(_set("view.seen.usual", value, 1) for value in (-0.3, 0.0, 1e-9, 30.0, 1e3)),  # the scale
    *(_scaled(f"view.seen.{name}", 1e6) for name in ("mean", "spread", "whitening")),
    _scaled("view.seen.whitening", 1e-2),
    _huge_double,
    _whole_whitening,
    _eight_bits,
]


@pytest.mark.parametrize(
    "damage",
    [
        *(_infinite, _other_size, _no_spread, _whole_numbers, _falling, _empty, _no_view, _no_scale, _wild_tolerance),
        *ABSURD,
    ],
    ids=lambda damage: damage.__name__,
)
def test_tensors_that_do_not_belong_together_are_refused(damage: Callable[[Tensors], None], saved: Path) -> None:
    path = saved / NOVELTY_NAME
    tensors = load_file(path)
    damage(tensors)
    save_file(tensors, path, read_metadata(path))
    assert load_novelty(saved) is None


SHAPES = [(9, 8), (20, 9), (40, 30), (400, 60), (3000, 2500)]


@pytest.mark.parametrize(("trained", "watched"), SHAPES)
@pytest.mark.parametrize("kind", ["usual", "one number still", "an outlier", "watched is unlike", "long tails", "tiny"])
def test_what_was_measured_is_read_back_whatever_the_values(
    trained: int, watched: int, kind: str, tmp_path: Path
) -> None:
    training, validation = values(trained, 0), values(watched, 1)
    if kind == "one number still":
        training[:, 2] = validation[:, 2] = 7.0
    elif kind == "an outlier":
        validation[0] = 1e7  # a blank picture
    elif kind == "watched is unlike":
        validation += 50.0
    elif kind == "long tails":
        training, validation = np.sinh(training) / 1e3, np.sinh(validation) / 1e3
    elif kind == "tiny":
        training, validation = training * 1e-9, validation * 1e-9
    chance = np.random.default_rng(2)
    known = [chance.poisson(1.0, (count, 1)).astype(float) for count in (trained, watched)]
    unknown = [chance.choice([0.0, 0.5, 1.0], (count, 1), p=[0.7, 0.2, 0.1]) for count in (trained, watched)]
    found = {
        "a": fit_field({"seen": training}, {"seen": validation}),
        "b": fit_field(
            {"seen": training, "known": known[0], UNKNOWN_VIEW: unknown[0]},
            {"seen": validation, "known": known[1], UNKNOWN_VIEW: unknown[1]},
        ),
    }
    fields = {name: field for name, field in found.items() if field is not None}
    assert len(fields) == 2
    save_novelty(tmp_path, Novelty(fields))
    again = load_novelty(tmp_path)
    assert again is not None and set(again.fields) == {"a", "b"}


@pytest.mark.parametrize(
    "notes", ["", "[]", "{}", json.dumps({"format": 3, "fields": ["a"]}), json.dumps({"format": 1, "fields": 7})]
)
def test_notes_that_are_not_understood_are_refused(notes: str, saved: Path) -> None:
    path = saved / NOVELTY_NAME
    save_file(load_file(path), path, {"familiarity": notes})
    assert load_novelty(saved) is None
