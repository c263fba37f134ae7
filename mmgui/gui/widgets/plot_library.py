"""pyqtgraph is read from disk on a thread of its own when the first plot is wanted: it takes about a second."""

from __future__ import annotations

import importlib
import threading
from typing import Any

_thread: threading.Thread | None = None
_library: Any = None


def start_loading() -> None:
    """Begin to read the library, if nobody has; returns at once."""
    global _thread
    if _library is None and _thread is None:
        _thread = threading.Thread(target=_load, name="mmgui-plots", daemon=True)
        _thread.start()


def library() -> Any:
    """pyqtgraph, or None while it is still being read."""
    return _library


def _load() -> None:
    global _library
    # The window's Qt modules are there already; pyqtgraph makes no QObject while it is imported.
    module = importlib.import_module("pyqtgraph")
    module.setConfigOptions(antialias=True, useOpenGL=False)
    _library = module
