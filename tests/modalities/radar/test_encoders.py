import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mmgui.core.layouts import Grid, Spans
from mmgui.modalities import find_modality
from mmgui.modalities.radar.encoders import SET, RadarEncoder, RadarInput
from mmgui.modalities.radar.sectors import AZIMUTHS, HALF_DEG, RANGES, REACH_M, tokens_of

KIND = find_modality("radar")
GIVEN = RadarInput()


def scans(*lengths: int) -> list[NDArray[np.float32]]:
    chance = np.random.default_rng(0)
    return [(chance.random((n, 4)) * (50, 40, 20, 20) - (0, 20, 5, 0)).astype(np.float32) for n in lengths]


def a_map() -> NDArray[np.float32]:
    return np.random.default_rng(1).random((30, 26, 1)).astype(np.float32)


def encoder() -> RadarEncoder:
    torch.manual_seed(0)
    made: RadarEncoder = SET.build(GIVEN, 32, 3, 0.0, {"radar_patterns": 8})
    return made.eval()


def test_an_answer_does_not_depend_on_the_longer_scans_beside_it() -> None:
    values = [*scans(1, 5, 40), a_map(), scans(3)[0][:0]]
    prepared, made = GIVEN.prepare(values), encoder()
    with torch.inference_mode():
        together = made(prepared.take(np.arange(5)))
        for number in range(5):
            alone = made(prepared.take(np.array([number])))
            count = alone.tokens.shape[1]
            assert torch.allclose(alone.tokens[0], together.tokens[number, :count], atol=1e-5)
            assert torch.allclose(alone.pooled[0], together.pooled[number], atol=1e-5)
            assert int(together.mask[number].sum()) == max(1, GIVEN.layout(values[number]).count)


def test_the_order_of_the_returns_does_not_matter() -> None:
    (raw,) = scans(9)
    with torch.inference_mode():
        one, other = encoder()(GIVEN.prepare([raw, raw[::-1].copy()]).take(np.arange(2))).pooled
    assert torch.allclose(one, other, atol=1e-5)


def test_a_return_that_is_taken_out_is_as_one_whose_features_are_the_baseline() -> None:
    """The explanations' zero is the truth of a radar without that return."""
    (raw,) = scans(6)
    made, keep = encoder(), np.arange(6) != 2
    values = GIVEN.prepare([raw]).take(np.array([0]))
    with torch.inference_mode():
        embedded = made.embed(values)
        embedded[0, 2] = made.baseline(embedded)[0, 2]
        without = made(GIVEN.prepare([KIND.mask(raw, GIVEN.layout(raw), keep)]).take(np.array([0])))
        assert torch.allclose(made.encode(embedded, values).pooled, without.pooled, atol=1e-5)


def test_parts_are_returns_or_sectors() -> None:
    (raw,), grid = scans(4), a_map()
    layout, made = GIVEN.layout(raw), encoder()
    assert isinstance(layout, Spans) and layout.count == 4
    assert made.to_parts(np.arange(7.0), layout).tolist() == [0, 1, 2, 3]
    assert GIVEN.layout(grid) == Grid(RANGES, AZIMUTHS, 30, 26)
    assert GIVEN.layout(raw[:0]).count == 0


def test_sectors_lie_where_they_are_seen() -> None:
    """Row 0 of a map is near and is seen below; a strong cell near at the left is in the last row, first column."""
    grid = np.zeros((24, 24, 1), np.float32)
    grid[0, 0] = 5
    tokens = tokens_of(grid)
    number = (RANGES - 1) * AZIMUTHS
    assert tokens[:, 3].argmax() == number
    assert tokens[number, :2] == pytest.approx((REACH_M / 24, -HALF_DEG * (1 - 1 / AZIMUTHS)))
    keep = np.arange(RANGES * AZIMUTHS) != number
    assert not KIND.mask(grid, GIVEN.layout(grid), keep).any()


def test_one_return_alone_in_a_training_batch_is_no_trouble() -> None:
    made = encoder().train()
    assert torch.isfinite(made(GIVEN.prepare(scans(1)).take(np.array([0]))).pooled).all()


def test_variation_changes_a_little_and_nothing_that_is_not_there() -> None:
    values = GIVEN.prepare([*scans(3, 8), a_map()]).take(np.arange(3))
    torch.manual_seed(0)
    varied = encoder().augment(values, 1.0, False)
    assert encoder().augment(values, 0.0, False) is values
    change = (varied.tokens - values.tokens).abs()
    assert change[0, :3].max() > 0 and change[0, 3:].max() == 0 and change[0, :3, 1].max() < 2
    assert (varied.tokens[2, :, :3] == values.tokens[2, :, :3]).all()  # a sector stays where it is


def test_what_is_the_same_has_the_same_bytes_whatever_lies_beside_it() -> None:
    short, long = scans(2, 9)
    prepared = GIVEN.prepare([short, long, short])
    alone, both = prepared.take(np.array([0])).pieces(), prepared.take(np.arange(3)).pieces()
    assert alone[0] == both[0] == both[2] != both[1]
