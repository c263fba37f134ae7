"""A real window over a real session, closed and drained at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mmgui.core.settings import Settings
from mmgui.session.session import Session

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of every window with a minimum size; no real one does."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session(Settings())
    yield made
    assert made.close(10.0), "a lane did not end"


@pytest.fixture
def open_window(qtbot: Any, session: Session) -> Iterator[Callable[..., Any]]:
    """`open_window(recent=(...))` → the shown main window with a running bridge (`window.bridge`)."""
    opened: list[Any] = []

    def build(**settings: Any) -> Any:
        from mmgui.gui.bridge import Bridge
        from mmgui.gui.main_window import MainWindow

        session.settings = session.settings.changed(**settings)
        window = MainWindow(session)
        window.bridge = Bridge(session, window)
        window.bridge.bug.connect(window.banners.show_error)
        window.bridge.ticked.connect(window.status_line.tick)
        window.bridge.start()
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield build
    for window in opened:
        window.bridge.stop()
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[..., Any]) -> Any:
    return open_window()
