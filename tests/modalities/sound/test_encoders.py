import numpy as np
import pytest
import torch

from mmgui.core.layouts import Grid
from mmgui.modalities.sound.encoders import CNN, MOMENTS, PITCHES, SoundEncoder, SoundInput, _shares
from mmgui.modalities.sound.spectrogram import BANDS


def sounds(*lengths: int) -> list[np.ndarray]:
    chance = np.random.default_rng(0)
    return [chance.integers(0, 200, (BANDS, length)).astype(np.uint8) for length in lengths]


def encoder(seed: int = 0) -> SoundEncoder:
    torch.manual_seed(seed)
    made: SoundEncoder = CNN.build(SoundInput(), 32, 3, 0.0, {"sound_patterns": 4})
    return made.eval()


def test_an_answer_does_not_depend_on_the_longer_sounds_beside_it() -> None:
    prepared = SoundInput().prepare(sounds(1, 26, 63, 130, 625))
    made = encoder()
    with torch.inference_mode():
        together = made(prepared.take(np.arange(5)))
        for number in range(5):
            alone = made(prepared.take(np.array([number])))
            assert torch.allclose(alone.tokens[0], together.tokens[number], atol=1e-5)
            assert torch.allclose(alone.pooled[0], together.pooled[number], atol=1e-5)


@pytest.mark.parametrize("columns", [1, 26, 625])
def test_every_sound_has_as_many_tokens_as_parts(columns: int) -> None:
    (raw,) = sounds(columns)
    given = SoundInput()
    encoded = encoder()(given.prepare([raw]).take(np.array([0])))
    assert given.layout(raw) == Grid(PITCHES, MOMENTS, BANDS, columns)
    assert encoded.tokens.shape == (1, given.layout(raw).count, 32) and bool(encoded.mask.all())


def test_features_look_where_their_cells_lie() -> None:
    """A noise in one cell changes the features around it, as much on either side; on average over many networks."""
    quiet = np.full((BANDS, 128), 20, np.uint8)
    given, (row, column) = SoundInput(), (4, 7)
    loud = quiet.copy()
    top, bottom, left, right = list(given.layout(quiet).boxes(*quiet.shape))[row * MOMENTS + column]
    loud[top:bottom, left:right] = 180
    change = np.zeros((PITCHES, MOMENTS))
    for seed in range(40):
        with torch.inference_mode():
            one, other = encoder(seed).embed(given.prepare([quiet, loud]).take(np.arange(2)))
        change += (one - other).abs().sum(1).reshape(PITCHES, MOMENTS).numpy()
    assert (change.sum(1) @ np.arange(PITCHES)) / change.sum() == pytest.approx(row, abs=0.15)
    assert (change.sum(0) @ np.arange(MOMENTS)) / change.sum() == pytest.approx(column, abs=0.15)


@pytest.mark.parametrize("columns", [1, 5, 16, 32, 100])
def test_moments_share_the_columns_out_evenly(columns: int) -> None:
    """Against resampling by hand: each column cut into 16 pieces, of which each moment gets as many as columns."""
    shares = _shares(torch.tensor([float(columns)]), torch.tensor([columns]), columns + 3)[0].numpy()
    values = np.random.default_rng(0).normal(size=columns)
    wanted = values.repeat(MOMENTS).reshape(MOMENTS, columns).mean(1)
    assert shares[:, columns:].sum() == 0 and shares[:, :columns] @ values == pytest.approx(wanted, abs=1e-5)


def test_gradients_reach_every_place() -> None:
    made, values = encoder(), SoundInput().prepare(sounds(100)).take(np.array([0]))
    embedded = made.embed(values).detach().requires_grad_()
    made.encode(embedded, values).pooled.sum().backward()
    assert embedded.grad is not None and made.baseline(embedded).shape == embedded.shape
    assert made.encode(torch.cat([embedded, embedded]), values).tokens.shape[0] == 2


def test_what_is_the_same_has_the_same_bytes_whatever_lies_beside_it() -> None:
    short, long = sounds(10, 300)
    prepared = SoundInput().prepare([short, long, short])
    alone, both = prepared.take(np.array([0])).pieces(), prepared.take(np.arange(3)).pieces()
    assert alone[0] == both[0] == both[2] != both[1]


def test_a_token_is_told_by_its_pitch_and_its_time() -> None:
    (raw,) = sounds(125)  # 2 s
    made, layout = encoder(), SoundInput().layout(raw)
    assert made.tell_place(0, layout) == "high tones at 0.1 s"
    assert made.tell_place(PITCHES * MOMENTS - 1, layout) == "low tones at 1.9 s"
