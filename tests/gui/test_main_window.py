"""The window as a person meets it: places, drops, geometry, a home that cannot be written, and the end."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from mmgui.core.i18n import _
from mmgui.gui.commands import PLACES
from mmgui.session.jobs import Job


def _drop(window, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert window._veil.isVisible()
    window.dropEvent(QDropEvent(QPointF(50, 50), copy, mime, left, none))
    assert not window._veil.isVisible()


@pytest.fixture
def asked(window, session, monkeypatch) -> list[tuple[str, object]]:
    """What the window asks of the session; pages of other places are not made."""
    calls: list[tuple[str, object]] = []
    monkeypatch.setattr(window.pages, "visit", lambda place: calls.append(("place", place)))
    monkeypatch.setattr(session.project, "look_at", lambda path: calls.append(("look_at", path)))
    monkeypatch.setattr(session.project, "open", lambda path: calls.append(("open", path)))
    monkeypatch.setattr(session.model, "load_file", lambda path: calls.append(("load", path)))
    return calls


def test_a_drop_is_a_copy_also_where_the_file_manager_proposes_a_move(window, asked, tmp_path: Path) -> None:
    """A file manager deletes what was moved."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "posts.csv"))])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    enter = QDragEnterEvent(QPoint(50, 50), both, mime, left, shift)
    drop = QDropEvent(QPointF(50, 50), both, mime, left, shift)
    for event, take in ((enter, window.dragEnterEvent), (drop, window.dropEvent)):
        event.setDropAction(Qt.DropAction.MoveAction)
        take(event)
        assert event.isAccepted() and event.dropAction() == Qt.DropAction.CopyAction
    assert asked[-1] == ("look_at", tmp_path / "posts.csv")


def test_a_dropped_table_or_folder_is_looked_at_on_the_data_page(window, asked, tmp_path: Path) -> None:
    for name in ("posts.csv", "folder"):
        _drop(window, tmp_path / name)
        assert asked[-2:] == [("place", "data"), ("look_at", tmp_path / name)]


def test_a_dropped_project_is_opened_and_a_dropped_model_loaded(window, asked, tmp_path: Path) -> None:
    _drop(window, tmp_path / "x.mmproj")
    assert asked == [("open", tmp_path / "x.mmproj")]
    _drop(window, tmp_path / "best.safetensors")
    assert asked[-2:] == [("place", "try"), ("load", tmp_path / "best.safetensors")]


def test_a_table_dropped_with_its_pictures_is_the_table(window, asked, tmp_path: Path) -> None:
    _drop(window, tmp_path / "a.png", tmp_path / "posts.csv", tmp_path / "b.png")
    assert asked[-1] == ("look_at", tmp_path / "posts.csv")


def test_several_loose_files_get_advice(window, asked, qtbot, tmp_path: Path) -> None:
    _drop(window, tmp_path / "a.png", tmp_path / "b.png")
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1)
    assert tmp_path.name in window.banners.shown[0].hint
    assert asked == []


def test_text_dragged_over_the_window_is_not_taken(window) -> None:
    mime = QMimeData()
    mime.setText("https://example.org/x.csv")
    mime.setUrls([QUrl("https://example.org/x.csv")])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_the_project_that_was_asked_for_is_shown_when_it_is_open(window, session, qtbot, monkeypatch, tmp_path) -> None:
    places: list[str] = []
    monkeypatch.setattr(window.pages, "visit", places.append)
    window.commands._create(tmp_path / "my project")
    qtbot.waitUntil(lambda: places == ["data"])
    assert session.project.path == tmp_path / "my project.mmproj"
    assert window.windowTitle() == "my project – Multimodal Playground"
    assert session.settings.recent == (str(tmp_path / "my project.mmproj"),)


def test_a_project_that_cannot_be_opened_says_why_and_leaves_the_place(window, session, qtbot, tmp_path) -> None:
    window.commands.open_path(tmp_path / "nothing.mmproj")
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1)
    assert window.pages.place == "home"
    assert window.banners.shown[0].kind == "error"


def test_geometry_is_kept(open_window, session, home: Path) -> None:
    first = open_window()
    first.setGeometry(QRect(40, 50, 1000, 650))
    first.close()
    second = open_window(geometry=session.settings.geometry)
    assert second.size() != first.minimumSize()
    from PySide6.QtCore import QByteArray

    assert second.restoreGeometry(QByteArray.fromBase64(session.settings.geometry.encode()))
    assert second.geometry().height() == 650  # the offscreen screen is narrower than the window
    assert (home / "settings.json").exists()


def test_a_home_that_cannot_be_written_changes_nothing_in_the_window(
    open_window, session, monkeypatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "file" / "home"))
    window = open_window()
    window.set_scheme("dark")
    assert session.settings.scheme == "dark"
    window.set_scheme("light")
    assert window.close()


def test_every_control_can_be_reached_and_has_a_name(window) -> None:
    buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisibleTo(window)]
    assert len(buttons) >= 14
    for button in buttons:
        if button.objectName().startswith("qt_"):
            continue
        assert button.accessibleName() or button.text(), button
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button


@pytest.mark.parametrize("size", [(800, 600), (1024, 700), (1280, 800), (1920, 1080)])
def test_nothing_is_cut_at_the_sizes_that_people_have(window, size: tuple[int, int]) -> None:
    window.resize(*size)
    assert (window.width(), window.height()) == size
    for part in (window.rail, window.top_bar, window.pages, window.status_line):
        assert window.rect().contains(QRect(part.mapTo(window, QPoint(0, 0)), part.size())), part


def test_a_long_job_appears_with_progress_and_is_cancelled_by_its_button(window, session, qtbot) -> None:
    line = window.status_line
    assert not line.bar.isVisible()

    def work(job: Job) -> None:
        job.report(3, 10)
        job.cancel._stop.wait(20)
        job.cancel.raise_if_cancelled()

    job = session.submit("heavy", Job("Counting <b>sheep</b>", work))
    qtbot.waitUntil(lambda: line.bar.isVisible())
    qtbot.waitUntil(lambda: "3 / 10" in line.detail.text())
    assert line.what.text() == "Counting <b>sheep</b>"
    qtbot.mouseClick(line.cancel, Qt.MouseButton.LeftButton)
    assert job.cancel.is_cancelled
    qtbot.waitUntil(lambda: not line.bar.isVisible())
    assert window.banners.shown == []


def test_the_title_of_a_running_job_follows_the_language(window, session, qtbot) -> None:
    line, end = window.status_line, threading.Event()
    job = session.submit("heavy", Job("Examining the heat maps", lambda _job: end.wait(20)))
    job.report(3, 10)
    qtbot.waitUntil(lambda: line.what.text() == "Examining the heat maps")
    window.set_language("zh_CN")
    assert line.what.text() == _("Examining the heat maps") != "Examining the heat maps"
    window.set_language("en")
    end.set()
    qtbot.waitUntil(lambda: not session.jobs.active)


def test_places_are_those_of_the_rail_in_order(window) -> None:
    assert tuple(window.rail.buttons) == PLACES
    assert isinstance(window.pages.currentWidget(), QWidget)
    assert window.rail.buttons["home"].isChecked()
