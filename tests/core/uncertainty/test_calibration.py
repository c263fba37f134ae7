"""Temperature, calibration error, curves and the threshold, against scikit-learn, scipy and arithmetic by hand."""

import math
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.run.answers import PartAnswers, softmax
from mmgui.core.uncertainty.calibration import (
    CALIBRATION,
    HIGHEST_TEMPERATURE,
    LOWEST_TEMPERATURE,
    Calibration,
    average_precision,
    expected_calibration_error,
    fit_temperature,
    measure_calibration,
    precision_recall,
    reliability_bins,
    suggest_threshold,
)


def drawn(n: int, classes: int, factor: float, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Labels drawn from softmax(z), and logits factor · z: the temperature that fits them is `factor`."""
    chance = np.random.default_rng(seed)
    z = chance.normal(0, 2, (n, classes))
    chances = softmax(z).cumsum(axis=1)
    labels = (chance.random((n, 1)) > chances).sum(axis=1)
    return factor * z, np.minimum(labels, classes - 1).astype(np.int64)


# -- temperature ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("classes", [2, 5])
def test_the_temperature_that_the_labels_were_drawn_with_is_found(factor: float, classes: int) -> None:
    logits, labels = drawn(20_000, classes, factor)
    assert fit_temperature(logits, labels) == pytest.approx(factor, rel=0.04)


def test_the_temperature_is_the_minimum_that_scipy_finds() -> None:
    from scipy.optimize import minimize_scalar

    logits, labels = drawn(150, 4, 2.0, seed=3)
    n, classes = logits.shape
    target = np.full((n, classes), 1 / (n + 2) / (classes - 1))
    target[np.arange(n), labels] = 1 - 1 / (n + 2)

    def cost(log_t: float) -> float:
        return float(-(target * np.log(softmax(logits, math.exp(log_t)))).sum()) + log_t**2 / 2

    expected = math.exp(minimize_scalar(cost, bounds=(-2.3, 2.9), method="bounded", options={"xatol": 1e-8}).x)
    assert fit_temperature(logits, labels) == pytest.approx(expected, rel=1e-3)


def test_a_few_examples_that_are_all_right_do_not_make_it_sure_of_itself() -> None:
    labels = np.array([0, 1, 2, 0, 1, 2])
    logits = np.eye(3)[labels] * 4.0  # plain likelihood: T → 0
    found = fit_temperature(logits, labels)
    confidence = float(softmax(logits, found).max())
    # Platt's targets for n = 6 say 7/8; the network says 0.965.
    assert found > 1 and 7 / 8 < confidence < 0.965


def test_a_few_examples_that_are_all_wrong_lower_the_confidence_within_bounds() -> None:
    labels = np.array([0, 1, 2, 0, 1, 2])
    logits = np.eye(3)[(labels + 1) % 3] * 50.0
    assert 5 < fit_temperature(logits, labels) <= HIGHEST_TEMPERATURE
    logits, labels = np.eye(3)[[0] * 3000] * 1e-3, np.zeros(3000, np.int64)
    assert fit_temperature(logits, labels) >= LOWEST_TEMPERATURE


def test_nothing_to_fit_on_leaves_the_confidences() -> None:
    assert fit_temperature(np.zeros((0, 3)), np.zeros(0, np.int64)) == 1.0
    assert fit_temperature(np.full((4, 3), np.nan), np.zeros(4, np.int64)) == 1.0
    assert fit_temperature(np.zeros((9, 3)), np.zeros(9, np.int64)) == pytest.approx(1.0, abs=1e-3)
    logits, labels = drawn(500, 3, 2.0)
    spoiled = np.vstack([logits, np.full((1, 3), np.inf)])
    assert fit_temperature(spoiled, np.append(labels, 0)) == fit_temperature(logits, labels)


def test_float32_logits_of_any_size_are_fitted_without_overflow() -> None:
    logits, labels = drawn(400, 3, 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit_temperature((logits * 1e4).astype(np.float32), labels)
    assert found == pytest.approx(HIGHEST_TEMPERATURE, rel=1e-3)


# -- calibration error ------------------------------------------------------------------------------------------------


def test_the_calibration_error_of_a_small_table_by_hand() -> None:
    chances = np.array([[0.95, 0.05], [0.91, 0.09], [0.65, 0.35], [0.3, 0.7]])
    labels = np.array([0, 1, 0, 0])
    # bins of 0.1: (0.9, 1]: two, mean 0.93, half right; (0.6, 0.7]: 0.65 right and 0.7 wrong, mean 0.675.
    bins = reliability_bins(chances, labels, bins=10)
    assert len(bins) == 10 and [b.count for b in bins] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert (bins[6].low, bins[6].high) == (0.6, 0.7)
    assert bins[6].confidence == pytest.approx(0.675) and bins[6].accuracy == 0.5
    assert bins[9].confidence == pytest.approx(0.93) and bins[9].accuracy == 0.5
    assert bins[0].confidence == pytest.approx(0.05) and bins[0].accuracy == 0.0
    expected = (2 * abs(0.5 - 0.675) + 2 * abs(0.5 - 0.93)) / 4
    assert expected_calibration_error(chances, labels, bins=10) == pytest.approx(expected)


def test_the_calibration_error_is_that_of_torchmetrics() -> None:
    import torch
    from torchmetrics.functional.classification import multiclass_calibration_error

    logits, labels = drawn(700, 4, 2.5)
    chances = softmax(logits)
    expected = multiclass_calibration_error(torch.tensor(chances), torch.tensor(labels), 4, n_bins=15, norm="l1")
    assert expected_calibration_error(chances, labels) == pytest.approx(float(expected), abs=1e-6)


def test_no_answers_have_no_error_and_a_sure_right_one_neither() -> None:
    assert expected_calibration_error(np.zeros((0, 3)), np.zeros(0, np.int64)) == 0.0
    assert expected_calibration_error(np.array([[1.0, 0.0]]), np.array([0])) == 0.0
    assert sum(b.count for b in reliability_bins(np.zeros((0, 3)), np.zeros(0, np.int64))) == 0


def test_scaling_makes_an_overconfident_model_honest() -> None:
    logits, labels = drawn(4000, 4, 3.0, seed=1)
    temperature = fit_temperature(logits[:1000], labels[:1000])
    before = expected_calibration_error(softmax(logits[1000:]), labels[1000:])
    after = expected_calibration_error(softmax(logits[1000:], temperature), labels[1000:])
    assert before > 0.15 and after < 0.03


# -- precision and recall ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounding", [1, 6])  # with one digit many scores are equal
def test_precision_recall_and_average_precision_are_those_of_scikit_learn(rounding: int) -> None:
    from sklearn.metrics import average_precision_score, precision_recall_curve

    logits, labels = drawn(300, 3, 1.0)
    chances = np.round(softmax(logits), rounding)
    for k in range(3):
        precision, recall, thresholds = precision_recall_curve(labels == k, chances[:, k])
        found = precision_recall(chances, labels, k)
        np.testing.assert_allclose(found.precision, precision)
        np.testing.assert_allclose(found.recall, recall)
        np.testing.assert_allclose(found.thresholds, thresholds)
        expected = average_precision_score(labels == k, chances[:, k])
        assert average_precision(chances, labels, k) == pytest.approx(expected)


def test_a_class_that_never_occurs_has_recall_one_and_no_average_precision() -> None:
    chances, labels = softmax(drawn(20, 3, 1.0)[0]), np.zeros(20, np.int64)
    curve = precision_recall(chances, labels, 2)
    assert (curve.recall[:-1] == 1).all() and (curve.precision[:-1] == 0).all()
    assert average_precision(chances, labels, 2) == 0.0
    empty = precision_recall(np.zeros((0, 3)), np.zeros(0, np.int64), 0)
    assert empty.precision.tolist() == [1.0] and empty.recall.tolist() == [0.0] and not len(empty.thresholds)


# -- "I don't know" ---------------------------------------------------------------------------------------------------


def two(confidences: list[float], right: list[int]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Answers of two classes; right: 1 or 0 each."""
    first = np.array(confidences)
    return np.stack([first, 1 - first], 1), 1 - np.array(right, np.int64)


def test_the_threshold_is_the_lowest_that_reaches_the_target_by_hand() -> None:
    chances, labels = two([0.99, 0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0, 1])
    found = suggest_threshold(chances, labels, target=0.8)  # 1, 1, 1, 3/4, 4/5
    assert found == (pytest.approx(0.6), 1.0, pytest.approx(0.8))
    found = suggest_threshold(chances, labels, target=0.9)
    assert found == (pytest.approx(0.8), pytest.approx(0.6), 1.0)


def test_equal_confidences_are_kept_or_left_together() -> None:
    chances, labels = two([0.9, 0.9, 0.8, 0.8], [1, 1, 1, 0])
    assert suggest_threshold(chances, labels, target=1.0) == (pytest.approx(0.9), 0.5, 1.0)


def test_a_target_out_of_reach_gives_the_best_that_leaves_a_third() -> None:
    chances, labels = two([0.99, 0.95, 0.9, 0.85, 0.8, 0.7], [0, 1, 1, 1, 0, 0])
    found = suggest_threshold(chances, labels, target=0.95)
    assert found == (pytest.approx(0.85), pytest.approx(4 / 6), 0.75)


def test_what_is_rather_wrong_than_right_is_not_suggested_as_an_answer() -> None:
    chances = np.array([[0.9, 0.05, 0.05], [0.8, 0.1, 0.1], [0.4, 0.3, 0.3]])
    found = suggest_threshold(chances, np.zeros(3, np.int64))
    assert found == (0.5, pytest.approx(2 / 3), 1.0)
    unsure = suggest_threshold(chances[2:], np.zeros(1, np.int64))
    assert unsure == (pytest.approx(0.4), 1.0, 1.0)
    assert suggest_threshold(np.zeros((0, 3)), np.zeros(0, np.int64)) == (0.0, 0.0, 0.0)


# -- doubt.json -------------------------------------------------------------------------------------------------------


def answers(n: int, seed: int) -> PartAnswers:
    logits, labels = drawn(n, 4, 3.0, seed)
    return PartAnswers(np.arange(n, dtype=np.int64), labels, logits.astype(np.float32))


def test_doubt_is_fitted_on_validation_measured_on_test_and_comes_back_from_its_file(tmp_path: Path) -> None:
    validation, test = answers(600, 0), answers(500, 1)
    calibration = measure_calibration(validation, test, {"picture": 1.5})
    assert calibration.temperature == fit_temperature(validation.logits, validation.labels)
    assert calibration.error_before == expected_calibration_error(test.probabilities(), test.labels)
    assert calibration.error_after == expected_calibration_error(
        test.probabilities(calibration.temperature), test.labels
    )
    assert (calibration.n_validation, calibration.n_test, calibration.single) == (600, 500, {"picture": 1.5})
    scaled = validation.probabilities(calibration.temperature)
    given = scaled.max(1) >= calibration.threshold
    assert calibration.coverage == pytest.approx(given.mean())
    assert calibration.accuracy_kept == pytest.approx((scaled.argmax(1) == validation.labels)[given].mean())
    CALIBRATION.save(tmp_path, calibration)
    assert CALIBRATION.read(tmp_path) == calibration


def test_what_is_odd_counts_as_it_is_shown() -> None:
    validation, test = answers(600, 0), answers(500, 1)
    doubtful = [replace(part, doubts=np.where(part.ids % 2, 1, 9).astype(np.float32)) for part in (validation, test)]
    plain, calibration = measure_calibration(validation, test), measure_calibration(*doubtful)
    assert calibration.temperature == plain.temperature and calibration.error_before == plain.error_before
    shown = doubtful[1].shown(calibration.temperature)
    assert calibration.error_after == expected_calibration_error(shown, test.labels) != plain.error_after
    given = doubtful[0].shown(calibration.temperature).max(1) >= calibration.threshold
    assert calibration.coverage == pytest.approx(given.mean())


def test_without_a_test_part_there_is_no_error_to_tell(tmp_path: Path) -> None:
    calibration = measure_calibration(answers(50, 0), None)
    assert calibration.error_before is None and calibration.error_after is None and calibration.n_test == 0
    CALIBRATION.save(tmp_path, calibration)
    assert CALIBRATION.read(tmp_path) == calibration


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "{", '{"temperature": 0}', "\xff", "[" * 100_000],
)
def test_a_damaged_doubt_is_none(text: str, tmp_path: Path) -> None:
    assert CALIBRATION.read(tmp_path) is None
    (tmp_path / CALIBRATION.name).write_text(text, encoding="utf-8")
    assert CALIBRATION.read(tmp_path) is None
    (tmp_path / CALIBRATION.name).write_bytes(b"\xff\xfe")
    assert CALIBRATION.read(tmp_path) is None


@pytest.mark.parametrize("change", [("2.0", "0.0"), ("2.0", "1e9"), ("2.0", "NaN"), ("0.75", "1.5"), ("2.0", '"a"')])
def test_numbers_out_of_range_are_not_believed(change: tuple[str, str], tmp_path: Path) -> None:
    CALIBRATION.save(tmp_path, Calibration(2.0, 0.1, 0.05, 0.75, 0.9, 0.97, 0.9, 100, 50))
    path = tmp_path / CALIBRATION.name
    assert CALIBRATION.read(tmp_path) is not None
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert CALIBRATION.read(tmp_path) is None


def test_a_temperature_that_would_turn_answers_around_cannot_be_made() -> None:
    good = Calibration(2.0, 0.1, 0.05, 0.75, 0.9, 0.97, 0.9, 100, 50)
    with pytest.raises(ValueError, match="temperature"):
        replace(good, temperature=-1.0)
    with pytest.raises(ValueError, match="temperature"):
        replace(good, single={"words": 0.0})
