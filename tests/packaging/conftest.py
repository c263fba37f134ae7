"""The set-up scripts, imported the way `python3 packaging/bootstrap.py` sees them, and pointed at an empty folder."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(scope="session", autouse=True)
def _scripts_on_path() -> Iterator[None]:
    sys.path.insert(0, str(SCRIPTS))
    yield
    sys.path.remove(str(SCRIPTS))


@pytest.fixture
def bootstrap() -> ModuleType:
    return importlib.import_module("bootstrap")


@pytest.fixture
def system_packages() -> ModuleType:
    return importlib.import_module("system_packages")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The module with its .venv in an empty folder (real files, no pip)."""
    module = importlib.import_module("environment")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "STAMP", venv / "mmgui-stamp.json")
    monkeypatch.setattr(module, "INTERRUPTED", venv / "mmgui-installing")
    monkeypatch.setattr(module.read_stamp, "__defaults__", (venv / "mmgui-stamp.json",))
    return module
