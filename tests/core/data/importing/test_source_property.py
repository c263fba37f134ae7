"""Random sources: no exception but DataError, and nothing that was offered is uncounted."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[3] / "benchmarks" / "random_sources.py"


def _random_sources() -> ModuleType:
    specification = importlib.util.spec_from_file_location("random_sources", FILE)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["random_sources"] = module
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_nothing_of_a_random_source_is_uncounted(start: int, tmp_path: Path) -> None:
    check = _random_sources().check
    wrong = []
    for seed in range(start, start + 50):
        place = tmp_path / str(seed)
        place.mkdir()
        said = check(seed, place)
        if said not in {"ok", "refused"}:
            wrong.append(said)
    assert wrong == []
