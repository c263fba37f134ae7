"""What the program remembers between two starts. A bad file never stops a start, an unwritable home never either.

Plain dataclass on purpose: the window waits for this file, and importing pydantic costs 0.14 s of its 0.8 s here.
"""

import contextlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from mmgui.core.files import write_json
from mmgui.core.i18n import LANGUAGES
from mmgui.core.paths import data_folder

VERSION: Final = 1
_LARGEST_FILE = 1_000_000  # bytes; a larger one was not written by us
_log = logging.getLogger(__name__)


def _one_of(*known: str) -> Mapping[str, Callable[[Any], bool]]:
    return {"is_valid": lambda value: isinstance(value, str) and value in known}


def _text(limit: int) -> Mapping[str, Callable[[Any], bool]]:
    return {"is_valid": lambda value: isinstance(value, str) and len(value) <= limit and "\0" not in value}


def _whole(least: int, most: int) -> Mapping[str, Callable[[Any], bool]]:
    return {"is_valid": lambda value: type(value) is int and least <= value <= most}


def _texts(count: int, limit: int) -> Mapping[str, Callable[[Any], bool]]:
    one = _text(limit)["is_valid"]
    return {"is_valid": lambda values: isinstance(values, tuple) and len(values) <= count and all(map(one, values))}


SCHEMES = ("system", "light", "dark", "contrast", "contrast-light")  # colours of the window


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. Change with `changed(...)`, then `save()`."""

    text_percent: int = field(default=100, metadata=_whole(100, 200))  # size of all texts
    language: str = field(default="", metadata=_one_of("", *LANGUAGES))  # "" = as the system
    scheme: str = field(default="system", metadata=_one_of(*SCHEMES))
    device: str = field(default="auto", metadata=_one_of("auto", "cpu", "cuda"))
    recent: tuple[str, ...] = field(default=(), metadata=_texts(50, 4096))  # project folders, newest first
    last_folder: str = field(default="", metadata=_text(4096))  # where the last file was chosen
    geometry: str = field(default="", metadata=_text(10_000))  # of the window, base64
    card_px: int = field(default=168, metadata=_whole(96, 416))  # least width of an example's card on the Data page
    least_sure: int = field(default=-1, metadata=_whole(-1, 99))  # % below which "I don't know"; -1 = as suggested

    def __post_init__(self) -> None:
        """Raises ValueError that names a setting with a value that it cannot have."""
        for setting in fields(self):
            if not setting.metadata["is_valid"](getattr(self, setting.name)):
                raise ValueError(f"setting {setting.name!r} cannot be {getattr(self, setting.name)!r}")

    @classmethod
    def load(cls, path: Path | None = None) -> "Settings":
        """Read the file, the program's own one by default. A bad or newer file is kept as `.bak`, defaults are used."""
        path = path or settings_path()
        try:
            if not path.exists():
                return cls()
            return cls._read(path)
        except (OSError, ValueError, TypeError, RecursionError) as error:
            _log.info("settings not used (%s), kept as .bak", type(error).__name__)
            with contextlib.suppress(OSError):
                path.replace(path.with_name(f"{path.name}.bak"))
            return cls()

    @classmethod
    def _read(cls, path: Path) -> "Settings":
        if not path.is_file() or path.stat().st_size > _LARGEST_FILE:
            raise ValueError("not a settings file")
        stored = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(stored, dict) or stored.get("version") != VERSION:
            raise ValueError("not a settings file of this version")
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items() if k in known}
        return cls(**values)

    def changed(self, **values: Any) -> "Settings":
        """A copy with other values. Raises ValueError for a value that a setting cannot have."""
        return replace(self, **values)

    def save(self, path: Path | None = None) -> bool:
        """Write the file atomically. False if it cannot be written: the settings then last until the program ends."""
        try:
            write_json(path or settings_path(), {"version": VERSION, **asdict(self)})
        except OSError as error:
            _log.info("settings not saved: %s", error.strerror)
            return False
        return True


def settings_path() -> Path:
    return data_folder() / "settings.json"
