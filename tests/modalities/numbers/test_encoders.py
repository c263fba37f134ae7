"""The tokens of the encoder against the formula of the paper, and what a missing cell is."""

import numpy as np
import torch

from mmgui.modalities.numbers.encoders import FEATURES, FeatureEncoder
from mmgui.modalities.numbers.numbers_input import NumbersInput

TRAINING = ['{"age": "10", "colour": "red"}', '{"age": "30", "colour": "blue"}']


def made(dropout: float = 0.0) -> tuple[NumbersInput, FeatureEncoder]:
    given = NumbersInput.fit(TRAINING, {})
    encoder = FEATURES.build(given, 8, 2, 0.0, {"feature_dropout": dropout})
    assert isinstance(encoder, FeatureEncoder)
    return given, encoder


def test_a_token_is_the_number_times_its_vector_plus_its_bias() -> None:
    given, encoder = made()
    encoder.bias.data.normal_()
    values = given.prepare(['{"age": "25", "colour": "blue"}']).take(np.arange(1))
    tokens = encoder.embed(values)[0]
    torch.testing.assert_close(tokens[0], 0.5 * encoder.table[2] + encoder.bias[0])  # (25 - 20) / 10
    torch.testing.assert_close(tokens[1], encoder.table[6] + encoder.bias[1])


def test_gradients_begin_where_every_cell_is_missing() -> None:
    given, encoder = made()
    nothing = encoder.embed(given.prepare([" "]).take(np.arange(1)))
    torch.testing.assert_close(encoder.baseline(nothing), nothing)


def test_in_training_cells_are_hidden() -> None:
    given, encoder = made(0.5)
    values = given.prepare(['{"age": "25", "colour": "blue"}'] * 400).take(np.arange(400))
    with torch.no_grad():
        whole = encoder.eval().embed(values)
        hidden = (encoder.train().embed(values) != whole).any(2).float().mean()
    assert 0.4 < float(hidden) < 0.6


def test_the_share_of_strange_cells_is_a_view() -> None:
    given, encoder = made()
    raw = ['{"age": "25", "colour": "blue"}', '{"age": "99", "colour": "blue"}', '{"age": "x", "colour": "y"}', " "]
    views = encoder.with_views(given.prepare(raw).take(np.arange(4))).views
    assert views["unmet"][:, 0].tolist() == [0, 0.5, 1, 0]
