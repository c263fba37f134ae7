"""T18: an exception in a slot, a thread, a timer or in painting is logged once, shown once, and the window works on."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from mmgui.app import unexpected_errors
from mmgui.core.errors import Cancelled, DataError
from mmgui.core.logs import log_path, start_logging
from mmgui.core.saving import SavedFile
from mmgui.gui.kit.texts import PlainLabel
from mmgui.session.jobs import Job

SECRET = "dear diary, " * 2


class PlantedError(Exception):
    pass


def _fail() -> None:
    raise PlantedError(SECRET)


@pytest.fixture
def watched(window, expect_log) -> Iterator[object]:
    expect_log("bug|job failed")
    start_logging()
    with unexpected_errors(window.bridge.report):
        yield window


def _in_slot(window, qtbot) -> None:
    button = QPushButton(window)
    button.clicked.connect(_fail)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _in_thread(window, qtbot) -> None:
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()


def _in_timer(window, qtbot) -> None:
    QTimer.singleShot(0, window, _fail)


def _in_a_job(window, qtbot) -> None:
    window._session.submit("quick", Job("planted", lambda _job: _fail()))


def _in_a_listener(window, qtbot) -> None:
    def listen() -> None:
        listen.calls += 1
        if listen.calls == 1:
            _fail()

    listen.calls = 0
    window._session.subscribe("problems", listen)
    window._session.changed("problems")


@pytest.mark.parametrize("plant", [_in_slot, _in_thread, _in_timer, _in_a_job, _in_a_listener])
def test_a_planted_fault_is_logged_once_shown_once_and_the_window_works_on(
    watched, qtbot, plant: Callable[[object, object], None]
) -> None:
    plant(watched, qtbot)
    qtbot.waitUntil(lambda: len(watched.banners.shown) == 1)
    banner = watched.banners.shown[0]
    assert banner.kind == "bug"
    assert "PlantedError" in banner.detail
    text = log_path().read_text()
    assert text.count(".PlantedError\n") == 1
    assert SECRET not in text
    clicked = []
    button = QPushButton(watched)
    button.clicked.connect(lambda: clicked.append(True))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicked == [True]
    qtbot.mouseClick(banner.away, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not watched.banners.isVisible())


def test_a_fault_in_painting_that_comes_back_with_every_repaint_is_shown_once(watched, qtbot) -> None:
    class Broken(QWidget):
        painted = 0

        def paintEvent(self, _event: QPaintEvent) -> None:
            self.painted += 1
            _fail()

    broken = Broken(watched)
    broken.resize(50, 50)
    broken.show()
    qtbot.waitUntil(lambda: len(watched.banners.shown) == 1)
    watched.banners.clear()
    wished = broken.painted + 2
    qtbot.waitUntil(lambda: broken.update() or broken.painted >= wished)
    ticks = []
    watched.bridge.ticked.connect(lambda: ticks.append(True))
    qtbot.waitUntil(lambda: len(ticks) >= 3)
    assert watched.banners.shown == []
    broken.hide()


def test_expected_errors_are_sentences_and_cancelled_is_silent(window, session, qtbot) -> None:
    session.tell(Cancelled())
    session.tell(DataError("Row 3 has no picture.", "Add one.", "trace"))
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1)
    banner = window.banners.shown[0]
    assert (banner.kind, banner.message, banner.hint) == ("error", "Row 3 has no picture.", "Add one.")
    assert not log_path().exists()


def test_the_same_message_is_shown_once_and_at_most_three_stay(window, session, qtbot) -> None:
    for number in (1, 2, 2, 3, 4):
        session.tell(DataError(f"message {number}"))
    qtbot.waitUntil(lambda: len(window.banners.shown) == 3)
    assert [b.message for b in window.banners.shown] == ["message 4", "message 3", "message 2"]


def _place(window, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


def test_a_notice_neither_moves_nor_covers_the_page_and_stays_under_the_mouse(window, session, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.status_line.what.isVisible() and not session.jobs.active)
    before = window.pages.geometry()
    session.tell("Saved “a long name of a report.html” in “reports”.")
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1)
    notice = window.banners.shown[0]
    qtbot.waitUntil(notice.isVisible)
    qtbot.waitUntil(lambda: window.pages.geometry() == before)
    assert not window.banners.isVisible() and not window.status_line.right.isVisible()
    assert window.rect().contains(_place(window, notice))
    assert notice._end.isActive()
    where = QPointF(5, 5)
    QApplication.sendEvent(notice, QEnterEvent(where, where, where))
    assert not notice._end.isActive()
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))
    assert notice._end.isActive()
    qtbot.mouseClick(notice.away, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.banners.shown == [])
    qtbot.waitUntil(window.status_line.right.isVisible)


def test_notices_at_the_least_width_are_whole_and_cover_nothing(window, session, qtbot) -> None:
    window.resize(800, 600)
    long = "The report was saved as “report.html” in the folder “Documents”. " * 3
    for text in ("Saved.", long):
        session.tell(text)
    qtbot.waitUntil(lambda: len(window.banners.shown) == 2)

    def is_whole(notice) -> bool:
        labels = notice.findChildren(PlainLabel)
        return all(label.height() >= label.heightForWidth(label.width()) for label in labels)

    qtbot.waitUntil(lambda: all(is_whole(notice) for notice in window.banners.shown))
    for notice in window.banners.shown:
        place = _place(window, notice)
        assert window.rect().contains(place)
        assert not place.intersects(_place(window, window.pages)), "what can be pressed stays free"


def test_hooks_are_put_back() -> None:
    import sys

    before = sys.excepthook, threading.excepthook
    with unexpected_errors(lambda _error: None):
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook) == before


def test_what_was_saved_can_be_opened_or_shown_in_its_folder(window, session, monkeypatch, tmp_path) -> None:
    opened = []
    services = type("Services", (), {"openUrl": staticmethod(lambda url: opened.append(url.toLocalFile()))})
    monkeypatch.setattr("mmgui.gui.errors.QDesktopServices", services)
    session.tell(SavedFile("Saved “a.html”.", tmp_path / "a.html"))
    session.drain()
    (notice,) = window.banners.shown
    for button in notice.findChildren(QPushButton):
        button.click()
    assert opened == [str(tmp_path / "a.html"), str(tmp_path)]


def test_an_error_goes_when_something_went_well_after_it(window, session) -> None:
    session.tell(DataError("“a.csv” is empty."))
    session.drain()
    session.tell("12 examples were imported.")
    session.drain()
    assert [b.kind for b in window.banners.shown] == ["info", "error"], "nobody has read it yet"
    window.banners.shown[1].since -= 6
    session.tell("13 examples were imported.")
    session.drain()
    assert [b.kind for b in window.banners.shown] == ["info", "info"]
