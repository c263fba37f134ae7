"""Where things lie: the program's own resources, and the person's folders."""

import os
import sys
from pathlib import Path, PurePosixPath

import platformdirs

_APP = "mmgui"
PROJECT_SUFFIX = ".mmproj"  # of a project's folder
MODEL_SUFFIX = ".mmmodel"  # of a model in one file, see core/run/model_file.py


def resource(name: str) -> Path:
    """The file `resources/NAME` in the source tree, an installed wheel or a frozen application.

    Raises ValueError for an absolute name or one with "..", FileNotFoundError if there is no such resource.
    """
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
        raise ValueError(f"not a resource name: {name!r}")
    for root in _resource_roots():
        path = root / parts
        if path.exists():
            return path
    raise FileNotFoundError(f"no resource {name!r}")


def _resource_roots() -> list[Path]:
    package = Path(__file__).resolve().parent.parent
    roots = [package.parent / "resources", package / "resources", Path(sys.prefix) / "share" / _APP / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        roots.insert(0, Path(frozen) / "resources")
    return roots


def data_folder() -> Path:
    """Where settings, logs and the built-in scene's projects are kept. MMGUI_HOME overrides it (tests, kiosks)."""
    home = os.environ.get("MMGUI_HOME")
    return Path(home) if home else Path(platformdirs.user_data_dir(_APP, appauthor=False))


def scenes_folder() -> Path:
    """Where the projects of built-in scenes lie."""
    return data_folder() / "scenes"


def cache_folder() -> Path:
    """Where things lie that can be made again."""
    home = os.environ.get("MMGUI_HOME")
    return Path(home) / "cache" if home else Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def default_projects_folder() -> Path:
    """Where the program offers to save a new project."""
    home = os.environ.get("MMGUI_HOME")
    if home:
        return Path(home) / "projects"
    return Path(platformdirs.user_documents_dir()) / "Multimodal Playground"
