"""The table of actions: complete, without clashes, and true to the session."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from mmgui.core.errors import DataError
from mmgui.core.paths import resource
from mmgui.gui.actions import ACTIONS, MENUS
from mmgui.gui.kit.icons import icon


def test_ids_and_shortcuts_are_unique_and_every_shortcut_is_understood() -> None:
    assert [i for i, n in Counter(a.id for a in ACTIONS).items() if n > 1] == []
    keys = [key.toString() for a in ACTIONS if a.shortcut for key in QKeySequence.listFromString(a.shortcut)]
    assert "" not in keys
    assert [k for k, n in Counter(keys).items() if n > 1] == []


def test_every_icon_exists_and_is_drawn(qapp) -> None:
    for name in {a.icon for a in ACTIONS if a.icon} | {p.stem for p in resource("icons").glob("*.svg")}:
        image = icon(name).pixmap(24, 24).toImage()
        ink = sum(image.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24))
        assert ink > 8, name


def test_an_unknown_icon_is_refused(qapp) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no_such_icon")


def test_every_action_is_in_the_menu_bar_once_and_menus_have_unique_mnemonics(window) -> None:
    bar = window.menuBar()
    shown = [a.objectName() for m in bar.findChildren(QMenu) for a in m.actions() if a.objectName()]
    menus = [a.menu() for a in bar.actions()]
    shown = [a.objectName() for m in menus for a in m.actions() if a.objectName()]
    assert sorted(shown) == sorted(a.id for a in ACTIONS)
    letters = [title[title.index("&") + 1].lower() for title in MENUS.values()]
    assert len(set(letters)) == len(letters)


def test_actions_are_enabled_when_they_can_be_done(window, session, qtbot, tmp_path) -> None:
    actions = window.actions_table
    assert not any(actions[name].isEnabled() for name in ("undo", "redo", "close_project", "start_training"))
    assert not actions["stop_training"].isEnabled()
    assert actions["new_project"].isEnabled()
    session.project.create(tmp_path / "x.mmproj")
    qtbot.waitUntil(lambda: session.project.is_open and actions["close_project"].isEnabled())
    assert not actions["start_training"].isEnabled()  # nothing to learn from yet


def test_a_shortcut_reaches_its_place(window, session, qtbot, monkeypatch) -> None:
    gone = []
    monkeypatch.setattr(window, "show_place", gone.append)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.actions_table.trigger("go_try")
    assert gone == ["data", "try"]


def test_an_action_that_fails_says_so_in_a_banner(window, session, qtbot, monkeypatch) -> None:
    def fail(_path: object) -> None:
        raise DataError("The table cannot be read.", "Save it again.")

    monkeypatch.setattr(window.commands, "_frame", type("Frame", (), {"close": fail})())
    window.actions_table.trigger("quit")
    qtbot.waitUntil(lambda: len(window.banners.shown) == 1)
    assert window.banners.shown[0].message == "The table cannot be read."


def test_a_button_made_from_an_action_follows_it(window, qtbot) -> None:
    button = window.actions_table.button("undo", "primary")
    qtbot.addWidget(button)
    assert button.text() == "Undo" and not button.isEnabled()
    window.actions_table["undo"].setEnabled(True)
    assert button.isEnabled()


def test_undo_names_what_it_takes_back(window, session, monkeypatch) -> None:
    monkeypatch.setattr(type(session.project), "undo_text", property(lambda _self: "label of <b>3</b> & more"))
    window.actions_table.refresh()
    assert window.actions_table["undo"].text() == "Undo: label of <b>3</b> && more"
    assert window.actions_table["undo"].isEnabled()
