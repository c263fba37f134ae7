"""Nothing of Qt's may die on a lane."""

import threading
import weakref
from typing import Any

from mmgui.core import collector
from mmgui.gui.bridge import Bridge
from mmgui.session.jobs import Job
from mmgui.session.session import Session

freed_on: set[str] = set()


class Knot:
    """Only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        freed_on.add(threading.current_thread().name)


def test_what_a_lane_leaves_in_circles_is_freed_on_the_windows_thread(qtbot: Any, session: Session) -> None:
    freed_on.clear()
    bridge = Bridge(session)
    bridge.start()
    done: list[int] = []

    def work(_job: Job) -> int:
        for _number in range(20_000):
            Knot()
        return 1

    session.submit("quick", Job("knots", work, done.append))
    qtbot.waitUntil(lambda: bool(done) and bool(freed_on), timeout=10_000)
    bridge.stop()
    assert freed_on == {threading.main_thread().name}


def test_what_hangs_on_a_job_goes_with_its_last_handler_not_with_a_later_collection(session: Session) -> None:
    class Handler:
        def __call__(self, _answer: Any) -> None: ...

    handler = Handler()
    gone = weakref.ref(handler)
    collector.take_over()  # so that only counting references can free it
    try:
        session.submit("quick", Job("short", lambda _job: None, handler))
        del handler
        assert session.wait(seconds=20, until=lambda: not session.jobs.active)
        assert session.wait(seconds=20, until=lambda: gone() is None)
    finally:
        collector.give_back()
