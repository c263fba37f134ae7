"""Hiding words in training, and words that have taught nothing."""

from types import SimpleNamespace

import pytest
import torch

from mmgui.core.errors import ExperimentError
from mmgui.modalities.text.encoders import NgramEncoder, hide_words
from tests.core.made import find_encoder


@pytest.mark.parametrize("share", [0.0, 0.15, 0.3, 0.5, 0.6, 0.9])
def test_as_many_words_are_hidden_as_was_said_and_of_every_text_another_share(share: float) -> None:
    torch.manual_seed(0)
    texts, length = 2_000, 20
    rows = torch.arange(texts).repeat_interleave(length)
    kept = hide_words(torch.ones(texts * length, 3), rows, texts, share).reshape(texts, length, 3)
    assert set(kept.unique().tolist()) <= {0.0, 1.0} and torch.equal(kept[..., 0], kept[..., 2])
    hidden = 1 - kept[..., 0].mean(1)  # (texts,)
    assert hidden.mean().item() == pytest.approx(share, abs=0.02)
    if 0.1 < share < 0.85:
        # one share for all texts would vary by sqrt(p (1 - p) / 20) alone
        assert hidden.std().item() > 1.2 * (share * (1 - share) / length) ** 0.5


def test_a_word_that_has_taught_nothing_says_less_than_one_that_has() -> None:
    torch.manual_seed(0)
    encoder = NgramEncoder(features=10, width=64, classes=2, dropout=0.0, word_dropout=0.0).eval()
    small, large = torch.zeros(1, 1, 66), torch.zeros(1, 1, 66)
    small[..., :64] = torch.randn(64) * 0.005
    large[..., :64] = small[..., :64] * 200
    mask = torch.ones(1, 1, dtype=torch.bool)
    with torch.no_grad():
        sizes = [encoder.encode(words, SimpleNamespace(mask=mask)).tokens.norm().item() for words in (small, large)]
    assert sizes[0] < 0.25 * sizes[1], "a plain layer norm would make them alike"


def test_a_shortest_part_longer_than_the_longest_is_refused_by_name() -> None:
    kind = find_encoder("text/ngrams")
    values = {p.name: p.default for p in kind.parameters} | {"shortest": 6, "longest": 5}
    with pytest.raises(ExperimentError, match="shortest part") as caught:
        kind.fit(["good", "bad"], values)
    assert caught.value.parameter == "shortest"
