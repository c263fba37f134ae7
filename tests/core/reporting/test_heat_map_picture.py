import numpy as np
import pytest
from PIL import Image

from mmgui.core.errors import DataError
from mmgui.core.reporting.heat_map_picture import save_heat_map_picture


def test_the_map_is_painted_where_the_weight_is_and_nowhere_else(tmp_path):
    grid = np.zeros((8, 8), np.float32)
    grid[1, 6] = 1.0
    save_heat_map_picture(tmp_path / "map.png", np.full((400, 400, 3), 128, np.uint8), grid)
    with Image.open(tmp_path / "map.png") as image:
        pixels = np.asarray(image).astype(int)
    change = np.abs(pixels - 128).sum(2)
    assert change[75, 325] > 60  # the middle of cell (row 1, column 6)
    assert change[250:, :200].max() == 0


def test_a_small_picture_is_enlarged_until_its_map_can_be_read(tmp_path):
    save_heat_map_picture(tmp_path / "map.png", np.zeros((28, 56, 3), np.uint8), np.zeros((4, 4), np.float32))
    with Image.open(tmp_path / "map.png") as image:
        assert image.size == (768, 384)


@pytest.mark.parametrize("name", ["map.txt", "missing-folder-\0/map.png"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, name):
    with pytest.raises((DataError, ValueError)):
        save_heat_map_picture(tmp_path / name, np.zeros((9, 9, 3), np.uint8), np.zeros((2, 2), np.float32))


@pytest.mark.parametrize("shape", [(1, 12_000, 3), (12_000, 3, 3)])
def test_a_thin_picture_is_not_blown_up_beyond_measure(tmp_path, shape):
    save_heat_map_picture(tmp_path / "map.png", np.zeros(shape, np.uint8), np.zeros((4, 4), np.float32))
    with Image.open(tmp_path / "map.png") as image:
        assert max(image.size) == 12_000
        assert min(image.size) <= 3
