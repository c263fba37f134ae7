"""The language changes while the program runs: every bound text, menus, and Qt's own buttons."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from PySide6.QtWidgets import QLabel

from mmgui.core import i18n
from mmgui.core.i18n import language
from mmgui.gui.kit.texts import bind_text, update_bound_texts
from mmgui.gui.language import switch_language


@pytest.fixture
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with three words, whatever the real one says."""
    catalogue = Catalog(locale="zh_CN")
    for english, chinese in (("Home", "首页"), ("&File", "文件(&F)"), ("No project is open", "未打开项目")):
        catalogue.add(english, chinese)
    path = tmp_path / "mmgui.mo"
    with path.open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "resource", lambda _name: path)


def test_every_text_follows_and_comes_back(window, session, small_catalogue) -> None:
    button, bar = window.rail.buttons["home"], window.menuBar()
    assert (button.text(), button.accessibleName()) == ("Home", "Home")
    window.set_language("zh_CN")
    assert (button.text(), button.accessibleName(), button.toolTip()) == ("首页", "首页", "首页 (Ctrl+1)")
    assert bar.actions()[0].text() == "文件(&F)"
    assert window.top_bar.name.text() == "未打开项目"
    assert window.top_bar.language.text() == "简体中文 ▾"
    assert session.settings.language == "zh_CN"
    window.set_language("en")
    assert button.text() == "Home"
    assert bar.actions()[0].text() == "&File"
    assert window.top_bar.name.text() == "No project is open"


def test_a_missing_catalogue_means_english_not_a_crash(qapp, monkeypatch) -> None:
    def nothing(_name: str) -> Path:
        raise FileNotFoundError(_name)

    monkeypatch.setattr(i18n, "resource", nothing)
    assert switch_language("zh_CN") == "en"
    assert language() == "en"


def test_a_damaged_catalogue_means_english_not_a_crash(qapp, monkeypatch, tmp_path) -> None:
    (tmp_path / "x.mo").write_bytes(b"this is no catalogue")
    monkeypatch.setattr(i18n, "resource", lambda _name: tmp_path / "x.mo")
    assert switch_language("zh_CN") == "en"


def test_qts_own_buttons_speak_chinese_too(qapp, small_catalogue) -> None:
    from PySide6.QtCore import QCoreApplication

    switch_language("zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    switch_language("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_bound_widget_that_is_gone_is_forgotten(qtbot, small_catalogue) -> None:
    label = QLabel()
    bind_text(label, "setText", "Home")
    label.deleteLater()
    qtbot.wait(1)
    update_bound_texts()  # would raise "C++ object already deleted"


def test_a_bound_function_is_asked_again(qtbot, small_catalogue) -> None:
    label, count = QLabel(), [1]
    qtbot.addWidget(label)
    bind_text(label, "setText", lambda: f"{i18n._('Home')} {count[0]}")
    assert label.text() == "Home 1"
    count[0] = 2
    switch_language("zh_CN")
    assert label.text() == "首页 2"
    switch_language("en")


def test_the_title_names_the_program_once_in_its_language(window, qapp) -> None:
    """Qt adds the display name to every title that does not end with it."""
    window.set_language("zh_CN")
    assert window.windowTitle() == qapp.applicationDisplayName() == "多模态乐园"
    window.set_language("en")
    assert window.windowTitle() == qapp.applicationDisplayName() == "Multimodal Playground"
