"""The parts of values: cells over an image, stretches of a text."""

import numpy as np
import pytest

from mmgui.core.layouts import Grid, Spans, interpolation, spans_of


def over(grid: np.ndarray, most: int = 8) -> np.ndarray:
    """A map as the mean weights of at most so many cells along each side."""
    layout = Grid(*grid.shape)
    coarse = layout.coarse(most)
    return coarse.grid(layout.onto(coarse, grid.ravel()))


def test_a_shown_map_becomes_the_mean_of_its_pieces() -> None:
    grid = np.arange(256, dtype=np.float32).reshape(16, 16)
    assert over(grid) == pytest.approx(grid.reshape(8, 2, 8, 2).mean((1, 3)))
    wide = np.random.default_rng(0).random((3, 16)).astype(np.float32)
    assert over(wide) == pytest.approx(wide.reshape(3, 8, 2).mean(2))
    assert over(np.ones((11, 16), np.float32)) == pytest.approx(np.ones((8, 8)))
    uneven = over(np.arange(12, dtype=np.float32)[None], 8)  # 1.5 pieces each: (0 + 0.5 · 1) / 1.5, …
    assert uneven[0, :2] == pytest.approx([1 / 3, (0.5 * 1 + 2) / 1.5])


def test_cells_and_numbers_are_the_same_thing() -> None:
    layout = Grid(3, 5)
    assert layout.count == 15 and layout.shape == (3, 5)
    assert layout.cells({7, 0}) == ((0, 0), (1, 2)) and layout.numbers([(1, 2), (0, 0)]) == {7, 0}
    assert layout.grid(np.arange(30).reshape(2, 15)).shape == (2, 3, 5)


def test_boxes_cover_an_image_without_gaps_and_tiny_ones_overlap() -> None:
    seen = np.zeros((10, 16), int)
    for top, bottom, left, right in Grid(8, 8).boxes(10, 16):
        seen[top:bottom, left:right] += 1
    assert seen.min() == seen.max() == 1
    assert all(bottom > top and right > left for top, bottom, left, right in Grid(8, 8).boxes(1, 3))


@pytest.mark.parametrize("shape", [(16, 16), (8, 16), (3, 16), (1, 1), (11, 7)])
def test_windows_leave_no_part_out_and_reach_half_a_cell_over_their_own(shape: tuple[int, int]) -> None:
    layout = Grid(*shape)
    windows = layout.windows()
    assert windows.shape == (layout.coarse().count, layout.count) and windows.any(0).all() and windows.any(1).all()
    if shape == (16, 16):
        cell = layout.grid(windows[8 + 2])  # row 1, column 2 of 8 × 8
        assert cell[1:5, 3:7].all() and cell.sum() == 16


def test_values_of_windows_are_interpolated_between_their_middles() -> None:
    layout = Grid(16, 16)
    slope = np.tile(np.arange(8.0), (8, 1))  # rises by 1 per coarse column
    fine = layout.grid(layout.from_windows(slope.ravel()))
    assert fine[5, 1:15] == pytest.approx(np.arange(1, 15) / 2 - 0.25)
    assert fine[:, 0] == pytest.approx(np.zeros(16)) and fine[:, 15] == pytest.approx(np.full(16, 7.0))


def test_interpolation_is_numpy_s() -> None:
    values = np.random.default_rng(0).random(8)
    table = interpolation(16, 8, 0, 64, 3.5, 8)
    assert table @ values == pytest.approx(np.interp((np.arange(16) + 0.5) * 4, 3.5 + 8 * np.arange(8), values))


def test_tokens_that_share_a_character_are_one_stretch_with_the_larger_weight() -> None:
    text = "½ cup"  # one character, two tokens
    layout = spans_of(text, [(0, 1), (0, 1), (2, 5)])
    assert layout == Spans(text, ((0, 1), (2, 5))) and layout.owners == (0, 0, 1)
    assert layout.words() == ("½", "cup") and layout.words({1}) == ("cup",)
    assert layout.merge(np.array([0.2, 0.7, 0.1])).tolist() == [0.7, 0.1]
    assert layout.merge(np.array([[0.2, 0.7, 0.1], [3.0, 1.0, 2.0]])).tolist() == [[0.7, 0.1], [3.0, 2.0]]
    assert layout.at(0, 3) == {0, 1} and layout.at(1, 2) == set()


def test_a_text_s_windows_are_its_words() -> None:
    layout = spans_of("a b c", [(0, 1), (2, 3), (4, 5)])
    assert layout.coarse() is layout and layout.windows().tolist() == np.eye(3, dtype=bool).tolist()
    assert layout.from_windows(np.array([1.0, 2.0, 3.0])).tolist() == [1.0, 2.0, 3.0]
    assert Spans("", ()).merge(np.zeros(1)).shape == (0,)
