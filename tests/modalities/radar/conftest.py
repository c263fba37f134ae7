from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.modalities.radar.values import as_csv


@pytest.fixture
def returns() -> NDArray[np.float32]:
    """A car ahead, one that comes on the left, and a sign at the right."""
    return np.array([[18, 0.4, 9, 20], [30, -5, 25, 12], [12, 25, 8, 2]], np.float32)


@pytest.fixture
def radar_file(tmp_path: Path, returns: NDArray[np.float32]) -> Path:
    (tmp_path / "ahead.csv").write_bytes(as_csv(returns))
    return tmp_path / "ahead.csv"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of every window with a minimum size; no real one does."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))
