"""pyqtgraph is read when the first plot is wanted, in small turns of the window's own thread.

Not on another thread: its import touches every name of Qt's modules, PySide makes each of these types at its first use,
and doing that on two threads at once ends the process (seen in 1 of about 20 runs of the tests, PySide6 6.11.3). The
names, the larger half of the work, are touched a few at a time, so that the window answers in between.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QTimer

_TURN_S = 0.008
_is_loading = False
_library: Any = None


def start_loading() -> None:
    """Begin to read the library, if nobody has; returns at once."""
    global _is_loading
    application = QCoreApplication.instance()
    if _library is not None or _is_loading or application is None:
        return
    _is_loading = True
    names = _touch_names()
    QTimer.singleShot(0, application, lambda: _take_turn(names))


def library() -> Any:
    """pyqtgraph, or None while it is still being read."""
    return _library


def _touch_names() -> Iterator[None]:
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name, None)
            yield


def _take_turn(names: Iterator[None]) -> None:
    global _library, _is_loading
    end = time.perf_counter() + _TURN_S
    for _name in names:
        if time.perf_counter() > end:
            break
    else:
        module = importlib.import_module("pyqtgraph")
        module.setConfigOptions(antialias=True, useOpenGL=False)
        _library = module
        return
    application = QCoreApplication.instance()
    if application is None:
        _is_loading = False
        return
    QTimer.singleShot(0, application, lambda: _take_turn(names))
