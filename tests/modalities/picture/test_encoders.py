"""Where the tokens of a picture lie in it."""

import numpy as np
import pytest
import torch

from mmgui.core.layouts import Grid
from mmgui.modalities.picture.encoders import PictureInput, grid_places
from tests.core.made import find_encoder


def encoder_of(name: str, size_px: int = 32) -> torch.nn.Module:
    part = find_encoder(f"image/{name}")
    values = part.values({"size_px": size_px})
    return part.build(part.fit([], values), 16, 3, 0.0, values).eval()


@pytest.mark.parametrize("picture", ["cnn", "article"])
def test_grid_places_are_the_middles_of_the_pixels_that_each_place_sees(
    picture: str,
) -> None:
    """Second source: the gradient of each place with respect to the pixels, whose extent is the receptive field."""
    features = torch.nn.Sequential(*[
        m for m in encoder_of(picture).features
        if isinstance(m, torch.nn.Conv2d | torch.nn.MaxPool2d)
    ])  # fmt: skip
    for module in features:
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.uniform_(module.weight, 0.1, 1)
    features = torch.nn.Sequential(
        *[torch.nn.AvgPool2d(m.kernel_size, m.stride) if isinstance(m, torch.nn.MaxPool2d) else m for m in features]
    )
    pixels = torch.zeros(1, 3, 32, 32, requires_grad=True)
    grid = features(pixels)
    first, step = grid_places(features)
    middle = grid.shape[2] // 2
    (gradient,) = torch.autograd.grad(grid[0, :, middle, middle].sum(), pixels)
    seen = gradient[0].sum(0).abs().sum(1).nonzero()[:, 0]
    assert (int(seen.min()) + int(seen.max())) / 2 == pytest.approx(first + step * middle)


@pytest.mark.parametrize(("height", "width", "shape"), [(40, 80, (8, 16)), (1, 1, (16, 16)), (96, 24, (16, 4))])
def test_a_layout_has_16_cells_along_the_longer_side(height: int, width: int, shape: tuple[int, int]) -> None:
    layout = PictureInput(size_px=32).layout(np.zeros((height, width, 3), np.uint8))
    assert layout == Grid(*shape, height, width)


def test_what_lies_in_the_grey_edge_of_a_long_picture_is_left_out() -> None:
    """A picture twice as wide as high fills the middle half of its square: rows 2 to 5 of 8."""
    encoder = encoder_of("cnn")
    layout = PictureInput(size_px=32).layout(np.zeros((20, 40, 3), np.uint8))
    weights = np.zeros((8, 8), np.float32)
    weights[0] = 1.0
    assert encoder.to_parts(weights.ravel(), layout).max() == 0
    weights[:] = 0
    weights[3, 6] = 1.0
    over = layout.grid(encoder.to_parts(weights.ravel(), layout))
    assert over.shape == (8, 16)
    row, column = np.unravel_index(int(over.argmax()), over.shape)
    assert row in {2, 3} and column in {12, 13}
    assert encoder.tell_place(0, layout) == "row 1, column 1 (grey edge)"
    assert encoder.tell_place(30, layout) == "row 4, column 7"


def test_a_reduced_picture_is_prepared_to_the_same_pixels() -> None:
    given = PictureInput(size_px=32)
    for shape in ((20, 90, 3), (70, 33, 3), (32, 32, 3), (5, 7, 3)):
        picture = np.random.default_rng(0).integers(0, 255, shape, dtype=np.uint8)
        once, twice = (given.prepare([value]).pixels for value in (picture, given.reduce(picture)))
        assert np.array_equal(once, twice)


@pytest.mark.parametrize(("height", "width", "shape"), [(64, 64, (16, 16)), (32, 64, (8, 16)), (90, 30, (16, 5))])
def test_a_grid_over_the_square_is_cut_back_to_the_picture(height: int, width: int, shape: tuple[int, int]) -> None:
    ramp = np.arange(8, dtype=np.float64)[:, None] + np.zeros((8, 8))  # grows downwards over the square
    layout = PictureInput(size_px=64).layout(np.zeros((height, width, 3), np.uint8))
    over = layout.grid(encoder_of("cnn", 64).to_parts(ramp.ravel(), layout))
    assert over.shape == shape
    np.testing.assert_allclose(over, over[:, :1] + np.zeros(shape), atol=1e-6)
    assert (np.diff(over[:, 0]) >= 0).all()


def test_a_single_bright_place_lands_where_its_pixels_are() -> None:
    grid = np.zeros((8, 8))
    grid[2, 5] = 1
    encoder = encoder_of("cnn", 64)
    layout = PictureInput(size_px=64).layout(np.zeros((200, 200, 3), np.uint8))
    over = layout.grid(encoder.to_parts(grid.ravel(), layout))
    first, step = grid_places(encoder.features)
    row, column = np.unravel_index(int(over.argmax()), over.shape)
    assert abs((row + 0.5) / 16 * 64 - (first + 2 * step)) <= 2.5
    assert abs((column + 0.5) / 16 * 64 - (first + 5 * step)) <= 2.5
