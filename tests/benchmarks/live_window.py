"""The real window over a real session, for benchmarks: put together as `mmgui.app` does it, without its event loop."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from mmgui.core.models.torch_start import load_library_ahead
from mmgui.gui.bridge import Bridge
from mmgui.gui.kit.theme import apply
from mmgui.gui.main_window import MainWindow
from mmgui.session.session import Session


class LiveWindow:
    """home: where settings and projects of this benchmark lie."""

    def __init__(self, home: Path) -> None:
        os.environ["MMGUI_HOME"] = str(home)
        self.app = QApplication(sys.argv[:1])
        apply(self.app, "light")
        self.session = Session()
        self.window = MainWindow(self.session)
        self.bridge = Bridge(self.session, self.window)
        self.bridge.bug.connect(self.window.banners.show_error)
        self.bridge.ticked.connect(self.window.status_line.tick)
        self.bridge.start()
        self.window.resize(1280, 800)
        self.window.show()

    def warm_up(self) -> None:
        """Until torch is there, every page is made and nothing runs any more."""
        self.session.warm_up_engine(load_library_ahead())
        self.wait(lambda: self.session.is_engine_ready)
        self.window.pages.load_others()
        self.wait(lambda: len(self.window.pages.made) == 5 and not self.session.jobs.active)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until the condition is true; a message of an error ends the benchmark."""
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if until() else None)
        trouble = QTimer()
        trouble.timeout.connect(lambda: loop.quit() if self._trouble() else None)
        timer.start(5)
        trouble.start(500)  # looking for it costs what is to be measured
        if not until():
            loop.exec()
        timer.stop()
        trouble.stop()
        if self._trouble():
            raise SystemExit(self._trouble())

    def _trouble(self) -> str:
        return "; ".join(f"{b.message} {b.detail}" for b in self.window.banners.shown if b.kind != "info")

    def close(self) -> None:
        self.session.close()
        self.bridge.stop()
        self.window.close()
