"""Records as numbers for the network; expected values by hand."""

import numpy as np
import pytest

from mmgui.core.errors import ExperimentError
from mmgui.modalities.numbers.numbers_input import BEYOND, NumbersInput

TRAINING = ['{"age": "10", "colour": "red"}', '{"age": "30", "colour": "blue"}', '{"age": null, "colour": "red"}']


def given() -> NumbersInput:
    return NumbersInput.fit(TRAINING, {})


def test_numbers_are_standardised_and_words_take_rows_of_their_own() -> None:
    found = given().prepare([*TRAINING, '{"Age": "1000", "colour": "green", "more": "1"}', " "])
    assert given().starts == [0, 3, 7]
    # age: missing 0, unknown 1, number 2; colour: missing 3, unknown 4, red 5, blue 6
    assert found.rows.tolist() == [[2, 5], [2, 6], [0, 5], [2, 4], [0, 3]]
    assert found.amounts.tolist() == [[-1, 1], [1, 1], [1, 1], [BEYOND, 1], [1, 1]]
    assert found.strange.tolist() == [[False, False]] * 3 + [[True, True], [False, False]]


def test_it_comes_back_from_its_json() -> None:
    assert NumbersInput.model_validate(given().model_dump(mode="json")) == given()


def test_parts_are_the_cells_that_are_there_and_tokens_without_one_are_cut_off() -> None:
    layout = given().layout('{"colour": "red", "other": "5", "age": null}')
    assert layout.words() == ("colour red",) and layout.owners == (1, 0)
    assert layout.merge(np.array([0.9, 0.4])).tolist() == [0.4]
    assert given().layout(" ").count == 0


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(ExperimentError):
        NumbersInput.fit(['{"age": null}'], {})
