import torch

from mmgui.modalities.sound.augmentation import vary_sounds


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(1)
    levels = torch.randint(40, 200, (6, 1, 64, 80), dtype=torch.uint8)
    columns = torch.tensor([80, 80, 40, 1, 17, 64])
    levels *= (torch.arange(80) < columns[:, None])[:, None, None].to(torch.uint8)
    return levels, columns


def test_what_is_varied_keeps_its_form_its_range_and_its_end() -> None:
    levels, columns = batch()
    varied = vary_sounds(levels, columns, 1.0)
    assert varied.shape == levels.shape and varied.min() >= 0 and varied.max() <= 255
    for one, length in zip(varied, columns.tolist(), strict=True):
        assert not one[:, :, length:].any() and one[:, :, :length].all()
    assert not torch.equal(varied, vary_sounds(levels, columns, 1.0))


def test_without_strength_nothing_changes() -> None:
    levels, columns = batch()
    assert torch.equal(vary_sounds(levels, columns, 0.0), levels.float())


def test_masks_take_a_stretch_of_pitches_and_one_of_time() -> None:
    """SpecAugment: whole rows and whole columns are at the mean of the sound, and at most the shares that are named."""
    levels = torch.zeros(200, 1, 64, 100)
    levels[:, :, ::2] = 200  # the mean is 100, which no cell has
    varied = vary_sounds(levels, torch.full((200,), 100), 1.0)
    is_out = (varied - 100).abs() < 1e-3
    rows, columns = is_out.all(3).sum((1, 2)), is_out.all(2).sum((1, 2))
    assert 0 < rows.max() <= 0.15 * 64 and 0 < columns.max() <= 0.2 * 100
    assert (is_out.sum((1, 2, 3)) <= rows * 100 + columns * 64).all()  # and nothing else
