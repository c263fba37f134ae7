"""The network learns what came after what, which counting cannot, and shows which items said it."""

import json

import numpy as np
import torch
from torch.nn import functional

from mmgui.modalities import MODALITIES
from mmgui.modalities.history.encoders import RecurrentItems
from mmgui.modalities.history.items_input import HistoryInput

OTHERS = ["cup", "soap", "rope", "bread", "milk", "tea"]
WIDTH = 16


def in_order(count: int, seed: int) -> tuple[list[str], torch.Tensor]:
    """Seeds before gloves, or after them, among other items."""
    chance = np.random.default_rng(seed)
    values, labels = [], []
    for _number in range(count):
        items = [str(item) for item in chance.choice(OTHERS, chance.integers(1, 6))]
        label = int(chance.integers(2))
        for item in ("seeds", "gloves") if label else ("gloves", "seeds"):
            low = max((n + 1 for n, other in enumerate(items) if other in ("seeds", "gloves")), default=0)
            items.insert(int(chance.integers(low, len(items) + 1)), item)
        values.append(json.dumps(items))
        labels.append(label)
    return values, torch.tensor(labels)


def made(values: list[str], item_dropout: float = 0.0) -> tuple[HistoryInput, RecurrentItems]:
    torch.manual_seed(0)
    given = HistoryInput.fit(values, 100)
    return given, RecurrentItems(len(given), WIDTH, 0.0, item_dropout)


def test_order_is_learnt() -> None:
    values, labels = in_order(200, 0)
    given, encoder = made(values)
    head = torch.nn.Linear(WIDTH, 2)
    optimiser = torch.optim.Adam([*encoder.parameters(), *head.parameters()], 0.01)
    taken = given.prepare(values).take(np.arange(len(values)))
    for _step in range(60):
        optimiser.zero_grad()
        functional.cross_entropy(head(encoder(taken).pooled), labels).backward()
        optimiser.step()
    others, truth = in_order(100, 1)
    encoder.eval()
    with torch.inference_mode():
        answers = head(encoder(given.prepare(others).take(np.arange(100))).pooled).argmax(1)
    assert (answers == truth).float().mean() >= 0.95


def test_what_others_are_in_the_batch_makes_no_difference() -> None:
    values, _labels = in_order(8, 0)
    given, encoder = made(values)
    encoder.eval()
    with torch.inference_mode():
        together = encoder(given.prepare(values).take(np.arange(8)))
        for number, value in enumerate(values):
            alone = encoder(given.prepare([value]).take(np.arange(1)))
            count = int(alone.mask.sum())
            assert torch.allclose(alone.pooled[0], together.pooled[number], atol=1e-5)
            assert torch.allclose(alone.tokens[0], together.tokens[number, :count], atol=1e-5)


def test_a_hidden_item_and_one_of_training_that_is_dropped_look_the_same() -> None:
    values, _labels = in_order(4, 0)
    given, encoder = made(values, item_dropout=0.9)
    layout = given.layout(values[0])
    nothing = MODALITIES.get("history").mask(values[0], layout, np.zeros(layout.count, np.bool_))
    assert not encoder.embed(given.prepare([nothing]).take(np.arange(1))).any()
    encoder.train()
    shares = [float((encoder.embed(given.prepare(values).take(np.arange(4))) == 0).float().mean()) for _n in range(30)]
    assert min(shares) < max(shares) and np.mean(shares) > 0.5
    encoder.eval()
    assert encoder.embed(given.prepare([values[0]]).take(np.arange(1))).ne(0).any(-1).all()


def test_the_share_of_unknown_items_is_told() -> None:
    values, _labels = in_order(8, 0)
    given, encoder = made(values)
    views = encoder.eval().with_views(given.prepare(['["seeds", "zither"]', "[]"]).take(np.arange(2))).views
    assert views["unknown"].tolist() == [[0.5], [0.0]] == views["unmet"].tolist()


def test_places_have_names() -> None:
    given, encoder = made(['["seeds", "hose"]'] * 2)
    layout = given.layout('["seeds", "    ", "hose"]')
    assert [encoder.tell_place(n, layout) for n in range(3)] == ["“seeds”", "no item", "“hose”"]
