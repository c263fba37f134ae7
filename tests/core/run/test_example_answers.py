"""Which examples a run found hard, against lists made by hand."""

import numpy as np
import pytest

from mmgui.core.run.example_answers import ExampleAnswers
from mmgui.core.uncertainty.calibration import reliability_bins

#      id, label, probabilities of a, b, c
ROWS = [
    (10, 0, (0.90, 0.05, 0.05)),  # right
    (11, 0, (0.20, 0.70, 0.10)),  # wrong, 0.7 sure, loss 1.61
    (12, 1, (0.48, 0.47, 0.05)),  # wrong, 0.48 sure, loss 0.76
    (13, 2, (0.04, 0.95, 0.01)),  # wrong, 0.95 sure, loss 4.61
    (14, 1, (0.30, 0.40, 0.30)),  # right, loss 0.92
    (15, 1, (0.10, 0.80, 0.10)),  # right
]


def answers() -> ExampleAnswers:
    ids, labels, rows = zip(*ROWS, strict=True)
    table = np.array(rows, dtype=np.float64)
    return ExampleAnswers(("a", "b", "c"), np.array(ids), np.array(labels), table, table)


def ids(rows: np.ndarray) -> list[int]:
    return [ROWS[int(r)][0] for r in rows]


def test_the_hardest_examples_are_those_with_the_greatest_loss() -> None:
    made = answers()
    assert made.losses[3] == pytest.approx(4.60517, abs=1e-4), "-ln 0.01"
    assert ids(made.hardest(4)) == [13, 11, 14, 12]


def test_the_surest_mistakes_are_wrong_and_sorted_by_confidence() -> None:
    assert ids(answers().surest_mistakes(9)) == [13, 11, 12]
    assert ids(answers().surest_mistakes(1)) == [13]


def test_a_cell_and_a_class_list_their_examples_wrong_ones_first() -> None:
    made = answers()
    assert ids(made.cell(1, 1)) == [14, 15], "the harder one first"
    assert ids(made.cell(0, 1)) == [11] and ids(made.cell(0, 2)) == []
    assert ids(made.of_class(1)) == [12, 14, 15]
    assert ids(made.of_class(0)) == [11, 10]


def test_every_bar_of_the_reliability_plot_lists_as_many_examples_as_it_counts() -> None:
    made = answers()
    bins = reliability_bins(made.probabilities, made.labels, 10)
    assert [len(made.in_bin(n, 10)) for n in range(10)] == [b.count for b in bins]
    assert ids(made.in_bin(8, 10)) == [10], "0.90 belongs to (0.8, 0.9]"


def test_in_a_bar_the_wrong_answers_come_first() -> None:
    table = np.array([[0.92, 0.08], [0.95, 0.05], [0.91, 0.09]])
    made = ExampleAnswers(("a", "b"), np.arange(3), np.array([0, 1, 0]), table, table)
    assert list(made.in_bin(9, 10)) == [1, 0, 2], "wrong, then right from sure to unsure"


def test_bars_agree_with_their_counts_on_many_random_confidences() -> None:
    generator = np.random.default_rng(3)
    table = generator.dirichlet((0.4, 0.4, 0.4), 2000)
    made = ExampleAnswers(("a", "b", "c"), np.arange(2000), generator.integers(0, 3, 2000), table, table)
    bins = reliability_bins(table, made.labels, 10)
    for number, b in enumerate(bins):
        rows = made.in_bin(number, 10)
        assert len(rows) == b.count
        if b.count:
            assert made.is_right[rows].mean() == pytest.approx(b.accuracy)


@pytest.mark.parametrize("fault", ["shape", "label", "nan"])
def test_arrays_that_do_not_belong_together_are_refused(fault: str) -> None:
    table = np.full((2, 2), 0.5)
    labels = np.array([0, 1])
    if fault == "shape":
        table = np.full((3, 2), 0.5)
    elif fault == "label":
        labels = np.array([0, 2])
    else:
        table[1, 1] = np.nan
    with pytest.raises(ValueError, match=r"expected|class|number"):
        ExampleAnswers(("a", "b"), np.arange(2), labels, table, table)


def test_no_example_at_all_gives_empty_lists() -> None:
    empty = ExampleAnswers(("a", "b"), np.zeros(0, int), np.zeros(0, int), np.zeros((0, 2)), np.zeros((0, 2)))
    assert len(empty.hardest(5)) == len(empty.surest_mistakes(5)) == len(empty.in_bin(9, 10)) == 0


def test_a_label_that_the_model_does_not_know_is_a_mistake_and_the_hardest() -> None:
    known = answers()
    strange = ExampleAnswers(known.classes, known.ids, np.where(known.ids == 10, -1, known.labels), *[known.plain] * 2)
    assert not strange.is_right[0] and known.is_right[0]
    assert ids(strange.hardest(1)) == [10]
    assert ids(strange.surest_mistakes(2)) == [13, 10]
    assert 10 not in ids(strange.of_class(0))
    with pytest.raises(ValueError, match="no class"):
        ExampleAnswers(known.classes, known.ids, np.full(6, -2), known.plain, known.plain)
