from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture
def tone_file(tmp_path: Path) -> Path:
    """Two seconds, in whose second half a tone is heard."""
    time = np.arange(32_000) / 16_000
    soundfile.write(tmp_path / "tone.wav", 0.5 * np.sin(2 * np.pi * 3_000 * time) * (time > 1), 16_000)
    return tmp_path / "tone.wav"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of every window with a minimum size; no real one does."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))
