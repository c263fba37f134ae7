from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.modalities.radar.edits import add_return, change_return, take_return_out, write_returns
from mmgui.modalities.radar.values import MOST_RETURNS, read_scan


def test_what_is_added_is_as_strong_as_the_strongest(returns: NDArray[np.float32]) -> None:
    more = add_return(returns, 25, -3)
    assert more is not None and more[3].tolist() == [25, -3, 0, 20] and (more[:3] == returns).all()
    alone = add_return(None, 25, -3)
    assert alone is not None and alone.shape == (1, 4) and alone.dtype == np.float32
    assert add_return(np.zeros((MOST_RETURNS, 4), np.float32), 1, 1) is None
    assert add_return(np.zeros((9, 9, 1), np.float32), 1, 1) is None


def test_a_change_and_a_loss_leave_the_old_ones_alone(returns: NDArray[np.float32]) -> None:
    before = returns.copy()
    assert change_return(returns, 1, (5, 6))[1].tolist() == [5, 6, 25, 12]
    left, hidden = take_return_out(returns, 1, frozenset({0, 1, 2}))
    assert left[:, 0].tolist() == [18, 12] and hidden == {0, 1}
    assert (returns == before).all()


def test_equal_returns_are_one_file(returns: NDArray[np.float32], tmp_path: Path) -> None:
    path = write_returns(returns, tmp_path)
    assert write_returns(returns.copy(), tmp_path) == path and read_scan(path).raw == pytest.approx(returns)
