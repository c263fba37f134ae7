"""Arrays to pictures: right pixels, colour maps that everybody can read, heat maps where they belong."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from mmgui.gui.kit.pictures import (
    COLOUR_MAPS,
    colour_table,
    heat_outline,
    heat_overlay,
    thumbnail,
    to_image,
    to_pixels,
    upsample,
    with_heat_map,
)
from mmgui.modalities.picture.places import describe_place

pytestmark = pytest.mark.usefixtures("qapp")

# Machado, Oliveira and Fernandes 2009, table for severity 1.0, on linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lightness(rgb: np.ndarray, deficiency: str) -> np.ndarray:
    """CIE L* of (n, 3) uint8 sRGB as seen with a deficiency. Source: IEC 61966-2-1 and CIE 15."""
    value = rgb / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.asarray(DEFICIENCIES[deficiency]).T, 0, 1)
    y = seen @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)


def test_an_array_survives_the_way_to_an_image_and_back():
    pixels = np.random.default_rng(0).integers(0, 256, (7, 5, 3), dtype=np.uint8)  # 15 bytes a row: not aligned
    assert np.array_equal(to_pixels(to_image(pixels)), pixels)


def test_an_image_owns_its_memory():
    pixels = np.full((4, 4, 3), 200, np.uint8)
    image = to_image(pixels)
    pixels[:] = 0
    assert image.pixelColor(1, 1).red() == 200


def test_a_view_with_strides_is_read_as_it_looks():
    pixels = np.arange(6 * 6 * 3, dtype=np.uint8).reshape(6, 6, 3)
    assert np.array_equal(to_pixels(to_image(pixels[::2, ::-1])), pixels[::2, ::-1])


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4, 3), np.float32),
        np.zeros((4, 4, 2), np.uint8),
        np.zeros((4, 4, 1), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros(4),
    ],
)
def test_what_is_no_picture_is_refused(bad):
    with pytest.raises(ValueError, match="uint8"):
        to_image(bad)


def test_transparency_is_laid_on_white():
    image = QImage(2, 2, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0, 0))
    assert to_pixels(image).min() == 255


def test_a_thumbnail_fills_its_size_with_the_middle_of_the_picture():
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = (0, 255, 0)  # the middle third is green
    small = thumbnail(to_image(pixels), QSize(10, 10))
    assert small.size() == QSize(10, 10)
    assert to_pixels(small)[:, 1:-1, 1].min() > 240


@pytest.mark.parametrize(("name", "deficiency"), list(itertools.product(COLOUR_MAPS, DEFICIENCIES)))
def test_lightness_falls_all_along_a_colour_map_with_every_deficiency(name, deficiency):
    steps = np.diff(lightness(colour_table(name)[::16].astype(float), deficiency))
    assert (steps < 0).all()
    assert steps.sum() < -40  # of 100: strong enough to be read without colour


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_equal_weights_apart_look_equally_apart(name):
    steps = -np.diff(lightness(colour_table(name)[:: 255 // 5].astype(float), "none"))
    assert steps.max() / steps.min() < 1.35


def test_upsampling_keeps_pixel_centres_and_invents_nothing():
    grid = np.zeros((4, 4), np.float32)
    grid[1, 2] = 1
    fine = upsample(grid, 40, 40)
    row, column = np.unravel_index(fine.argmax(), fine.shape)
    assert 10 <= row < 20
    assert 20 <= column < 30
    assert fine.min() >= 0
    assert fine.max() <= 1
    assert np.allclose(upsample(np.full((3, 3), 0.25, np.float32), 20, 20), 0.25)


def test_upsampling_agrees_with_the_cubic_convolution_formula():
    # Keys 1981 with a = -1/2 is Catmull-Rom: at a quarter between two points the weights are these.
    weights = np.array([-9, 111, 29, -3]) / 128
    grid = np.array([[0.1, 0.7, 0.4, 0.9]], np.float32)
    fine = upsample(grid, 1, 8)  # centre of fine pixel 3 lies at 1.25 of the coarse ones
    assert fine[0, 3] == pytest.approx(float(weights @ grid[0]), abs=1e-6)


def test_not_a_number_in_a_grid_counts_as_nothing():
    grid = np.array([[np.nan, 0.0], [0.0, np.inf]], np.float32)
    fine = upsample(grid, 10, 10)
    assert np.isfinite(fine).all()
    assert fine[0, 0] < 0.02


def test_the_overlay_is_clear_without_weight_and_dense_with_much():
    grid = np.zeros((2, 2), np.float32)
    grid[0, 0] = 1
    overlay = heat_overlay(grid, QSize(80, 80))
    assert overlay.pixelColor(75, 75).alpha() == 0
    assert overlay.pixelColor(5, 5).alpha() > 200
    assert overlay.pixelColor(5, 5).name() == QColor(*colour_table("ember")[255].tolist()).name()


def test_a_heat_map_changes_the_picture_where_its_weight_is_and_nowhere_else():
    picture = to_image(np.full((64, 64, 3), 90, np.uint8))
    grid = np.zeros((8, 8), np.float32)
    grid[6, 6] = 1
    marked = to_pixels(with_heat_map(picture, grid, 1.0, outline=False))
    changed = np.abs(marked.astype(int) - 90).sum(axis=2) > 3
    assert changed[48:56, 48:56].all()
    assert not changed[:36].any()
    assert not changed[:, :36].any()


def test_strength_zero_leaves_the_picture_alone():
    pixels = np.random.default_rng(1).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    assert np.array_equal(to_pixels(with_heat_map(to_image(pixels), np.ones((2, 2), np.float32), 0.0)), pixels)


def test_the_outline_lies_where_the_weight_halves():
    x = np.linspace(-1, 1, 65)
    grid = np.exp(-(x[:, None] ** 2 + x[None, :] ** 2) / 0.18).astype(np.float32)  # half at r = sqrt(.18 ln 2)
    line = heat_outline(grid, QSize(260, 260))
    radius = np.sqrt(0.18 * np.log(2)) * (260 * 64 / 65) / 2
    at = round(130 + radius)
    assert line.pixelColor(at, 130).alpha() > 150
    assert line.pixelColor(130, 130).alpha() == 0
    assert line.pixelColor(8, 8).alpha() == 0


def test_a_flat_map_has_no_outline():
    line = heat_outline(np.full((4, 4), 0.5, np.float32), QSize(40, 40))
    assert not to_alpha(line).any()


def to_alpha(image: QImage) -> np.ndarray:
    return np.array([[image.pixelColor(x, y).alpha() for x in range(image.width())] for y in range(image.height())])


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (0, 0, "upper left of the picture"),
        (0, 3, "upper middle of the picture"),
        (6, 3, "lower middle of the picture"),
        (3, 3, "middle of the picture"),
        (3, 6, "right side of the picture"),
        (6, 6, "lower right of the picture"),
    ],
)
def test_the_strongest_place_is_said_in_words(row, column, said):
    grid = np.zeros((7, 7), np.float32)
    grid[row, column] = 1
    assert describe_place(grid) == said


def test_a_flat_map_has_no_strongest_place():
    assert describe_place(np.full((4, 4), 0.3, np.float32)) == ""
    assert describe_place(np.zeros((0, 0), np.float32)) == ""


def test_two_equal_places_far_apart_are_not_averaged():
    grid = np.zeros((8, 8), np.float32)
    grid[0, 0] = grid[7, 7] = 1
    assert describe_place(grid) == "upper left of the picture"


def test_a_large_picture_costs_a_small_overlay():
    assert max(heat_overlay(np.eye(4, dtype=np.float32), QSize(5000, 2000)).size().toTuple()) <= 640
