"""Batches: every example once, shared values once, nothing lost."""

import numpy as np
import pytest
import torch

from mmgui.core.models.batches import MISSING, Table, column_to_group, plan_batches
from mmgui.core.models.devices import best_thread_count, choose_device, usable_cores
from mmgui.core.training.step import hide_senses
from mmgui.modalities.picture.augmentation import vary_pictures
from mmgui.modalities.picture.encoders import PreparedPictures


def table(count: int = 60, distinct: int = 6) -> Table:
    pixels = np.arange(distinct, dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 4, 3), np.uint8)
    index = np.arange(count, dtype=np.int64) % distinct
    index[3] = MISSING
    return Table({"picture": PreparedPictures(pixels)}, index[:, None], np.arange(count, dtype=np.int64))


@pytest.mark.parametrize("group_by", [None, 0])
def test_an_epoch_holds_every_example_once_in_batches_of_about_equal_size(group_by: int | None) -> None:
    batches = plan_batches(table(), 16, np.random.default_rng(0), group_by)
    assert sorted(np.concatenate(batches).tolist()) == list(range(60))
    assert {len(b) for b in batches} == {15}


def test_examples_that_share_a_picture_come_together() -> None:
    shared = table()
    distinct = [len(np.unique(shared.index[rows, 0])) for rows in plan_batches(shared, 20, np.random.default_rng(0), 0)]
    mixed = [len(np.unique(shared.index[rows, 0])) for rows in plan_batches(shared, 20, np.random.default_rng(0), None)]
    assert max(distinct) <= 4 < max(mixed)


def test_a_batch_holds_each_shared_picture_once_and_tells_who_has_it() -> None:
    field = table().take(np.array([0, 6, 1, 3])).fields["picture"]
    assert field.values.shape == (2, 3, 4, 4)
    assert field.rows.tolist() == [0, 0, 1, MISSING]
    assert [int(field.values[row, 0, 0, 0]) for row in field.rows[:3]] == [0, 0, 1]


def test_a_batch_without_any_picture_has_no_values() -> None:
    assert table().take(np.array([3])).fields["picture"].values is None


def test_only_costly_fields_that_are_really_shared_are_grouped() -> None:
    assert column_to_group(table(), ["picture"]) == 0
    assert column_to_group(table(), [""]) is None
    assert column_to_group(table(60, 59), ["picture"]) is None


def test_hiding_never_takes_the_last_sense_and_hits_the_wished_share() -> None:
    torch.manual_seed(0)
    present = torch.tensor([[True, True], [True, False], [False, True], [False, False]]).repeat(5000, 1)
    hidden = hide_senses(present, 0.3)
    assert torch.equal(hidden.any(1), present.any(1))
    assert not (hidden & ~present).any()
    both = hidden[present.all(1)]
    assert 0.27 < float((both.sum(1) == 1).float().mean()) < 0.33
    assert 0.12 < float((~both[:, 0]).float().mean()) < 0.18


def test_varied_pictures_stay_pictures_and_differ_from_each_other() -> None:
    torch.manual_seed(0)
    pixels = torch.randint(0, 256, (4, 3, 16, 16), dtype=torch.uint8)
    varied = vary_pictures(pixels, 1.0, flip=False)
    assert varied.shape == pixels.shape and varied.min() >= 0 and varied.max() <= 255
    assert (varied - pixels.float()).abs().mean((1, 2, 3)).min() > 1


def test_no_variation_leaves_every_pixel() -> None:
    pixels = torch.randint(0, 256, (2, 3, 8, 8), dtype=torch.uint8)
    assert torch.equal(vary_pictures(pixels, 0.0, flip=False), pixels.float())


def test_mirroring_mirrors_about_half_of_the_pictures_exactly() -> None:
    torch.manual_seed(0)
    pixels = torch.randint(0, 256, (1, 3, 8, 8), dtype=torch.uint8).expand(64, -1, -1, -1)
    varied = vary_pictures(pixels, 0.0, flip=True)
    mirrored = [bool(torch.allclose(v, p.flip(2).float(), atol=1e-2)) for v, p in zip(varied, pixels, strict=True)]
    same = [bool(torch.allclose(v, p.float(), atol=1e-2)) for v, p in zip(varied, pixels, strict=True)]
    assert all(m or s for m, s in zip(mirrored, same, strict=True)) and 16 < sum(mirrored) < 48


def test_one_core_is_left_to_the_window() -> None:
    assert 1 <= best_thread_count() <= max(1, usable_cores() - 1)


def test_the_processor_is_always_there() -> None:
    assert choose_device("cpu") == torch.device("cpu")
