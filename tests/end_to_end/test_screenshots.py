"""The README's pictures: every one is made by packaging/screenshots.py, is there, and is small enough to be fetched."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "packaging" / "screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


def test_the_readme_shows_exactly_what_the_script_makes(screenshots: ModuleType) -> None:
    named = set(re.findall(r"resources/screenshots/([\w-]+)\.png", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named == {look.name(place) for _state, place, look in screenshots.README}


def test_every_picture_is_there_and_small(screenshots: ModuleType) -> None:
    for _state, place, look in screenshots.README:
        path = screenshots.FOLDER / f"{look.name(place)}.png"
        assert path.stat().st_size <= screenshots.LARGEST, path.name
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("PNG", look.size)


def test_a_picture_of_noise_is_still_brought_below_the_limit(screenshots: ModuleType, qapp: object) -> None:
    import io

    import numpy as np
    from PySide6.QtGui import QImage, QPixmap

    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    image = QImage(noise.data, 400, 300, 1200, QImage.Format.Format_RGB888)
    assert len(noise.tobytes()) > screenshots.LARGEST  # uncompressed; noise does not get smaller
    data = screenshots.small_png(QPixmap.fromImage(image))
    assert len(data) <= screenshots.LARGEST
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (400, 300)
