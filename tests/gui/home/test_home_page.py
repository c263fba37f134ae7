"""Home: from the card to a project that is ready to train, and the list of what was open before."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import DataError
from mmgui.core.paths import cache_folder
from mmgui.gui.home.scene_card import PreviewPicture, SceneCard
from mmgui.gui.home.scene_preview import preview_of


@pytest.fixture
def home_page(window):
    return window.pages.made["home"]


def test_the_card_shows_a_real_picture_of_every_class(home_page, qtbot) -> None:
    strip = home_page.card.strip
    qtbot.waitUntil(lambda: len(strip._images) == 4, timeout=20_000)
    assert {label for _image, _words, label in strip._images} == {"happy", "sad", "angry", "sarcastic"}
    for image, words, _label in strip._images:
        assert len({image.pixel(x, y) for x in range(0, 288, 16) for y in range(0, 288, 16)}) > 20  # a drawing
        assert words
    shown = strip.grab().toImage()
    assert len({shown.pixel(x, 40) for x in range(0, shown.width(), 4)}) > 20


def test_a_kept_preview_is_read_without_drawing_and_a_damaged_one_is_made_again(monkeypatch) -> None:
    made = preview_of("feelings", "en", CancelToken())
    import mmgui.core.scenes as scenes

    with monkeypatch.context() as patch:
        patch.setattr(scenes, "SCENES", None)
        assert preview_of("feelings", "en", CancelToken()) == made
    (kept,) = (cache_folder() / "previews").iterdir()
    kept.write_text('[{"pixels": "AAAA", "width": 9, "height": 9, "words": "", "label": ""}]')
    assert preview_of("feelings", "en", CancelToken()) == made


def test_a_history_on_a_card_is_read_as_a_line() -> None:
    words = [picture.words for picture in preview_of("shopping", "en", CancelToken())]
    assert any(" › " in said for said in words) and not any("[" in said for said in words)


def test_one_click_opens_the_scene_and_goes_to_train(window, home_page, session, qtbot, monkeypatch) -> None:
    places: list[str] = []
    monkeypatch.setattr(window.pages, "visit", places.append)
    original = session.project.open_scene
    monkeypatch.setattr(
        session.project, "open_scene", lambda name, language, percent: original(name, language, 24, percent)
    )
    qtbot.mouseClick(home_page.card.start, Qt.MouseButton.LeftButton)
    assert not home_page.card.start.isEnabled()
    qtbot.waitUntil(lambda: places == ["train"], timeout=30_000)
    assert session.project.scene == "feelings"
    assert len(session.project.examples) == 24
    assert session.training.can_start
    assert home_page.card.start.isEnabled()
    assert window.top_bar.counts.text() == "24 examples · 4 classes"


def test_a_scene_that_cannot_be_made_gives_the_button_back(window, home_page, session, qtbot, monkeypatch) -> None:
    def fail(name: str, language: str, percent: int | None = None) -> None:
        session.tell(DataError("The disk is full.", "Make room."))

    monkeypatch.setattr(session.project, "open_scene", fail)
    qtbot.mouseClick(home_page.card.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(home_page.card.start.isEnabled)
    assert window.banners.shown[0].message == "The disk is full."
    assert window.pages.place == "home"


def test_recent_projects_open_with_one_click_and_can_be_taken_off_the_list(
    open_window, session, qtbot, tmp_path: Path, monkeypatch
) -> None:
    paths = (str(tmp_path / "R&D.mmproj"), str(tmp_path / "second.mmproj"))
    window = open_window(recent=paths)
    page = window.pages.made["home"]
    opened: list[Path] = []
    monkeypatch.setattr(session.project, "open", opened.append)

    def names() -> list[str]:
        buttons = [b for entry in page._entries for b in entry.findChildren(QPushButton)]
        return [b.text() for b in buttons if b.property("role") == "link" and not b.isHidden()]

    assert names() == ["R&&D", "second"]
    first = next(b for b in page.findChildren(QPushButton) if b.text() == "R&&D")
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert opened == [Path(paths[0])]
    page._forget(paths[0])
    qtbot.waitUntil(lambda: names() == ["second"])
    assert session.settings.recent == (paths[1],)
    assert [a.text() for a in window.recent_menu.actions()] == ["second"]


def test_a_click_anywhere_on_the_card_chooses_it_once(qtbot) -> None:
    card = SceneCard()
    qtbot.addWidget(card)
    card.resize(700, 500)
    card.show()
    chosen = []
    card.chosen.connect(lambda: chosen.append(True))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(card.start, Qt.MouseButton.LeftButton)
    assert chosen == [True, True]
    card.show_progress(1, 2)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert chosen == [True, True]


def test_words_below_a_picture_are_literal_and_pixels_are_those_given(qtbot) -> None:
    card = SceneCard()
    qtbot.addWidget(card)
    red = PreviewPicture(b"\xff\x00\x00" * 9, 3, 3, "<b>a</b><img src=x>\n\u202eb", "happy")
    card.strip.show_pictures((red,))
    image, words, _label = card.strip._images[0]
    assert words == "<b>a</b><img src=x> b"
    assert image.format() == QImage.Format.Format_RGB888
    card.resize(700, 500)
    card.show()
    shown = card.strip.grab().toImage()
    assert shown.pixelColor(60, 60).name() == "#ff0000"


def test_each_step_leads_where_it_says(window, visit, session, monkeypatch):
    page = visit("home")
    opened = []

    def note(name: str, _language: str, percent: int | None) -> None:
        opened.append((name, window._goal))

    monkeypatch.setattr(session.project, "open_scene", note)
    steps = {button.text(): button for button in page.findChildren(QPushButton)}
    QTest.mouseClick(steps["Look at the examples"], Qt.MouseButton.LeftButton)
    assert opened == [("feelings", "data")]
    QTest.mouseClick(steps["Press Start"], Qt.MouseButton.LeftButton)
    assert len(opened) == 1, "it is being opened already"
    page._scene_is_open()
    QTest.mouseClick(steps["Press Start"], Qt.MouseButton.LeftButton)
    assert opened[1] == ("feelings", "train")
    QTest.mouseClick(steps["Try it and see why"], Qt.MouseButton.LeftButton)
    assert window.pages.place == "try"


def test_another_difficulty_is_another_project_of_the_scene(home_page, session, qtbot, monkeypatch) -> None:
    original = session.project.open_scene
    monkeypatch.setattr(
        session.project, "open_scene", lambda name, language, percent: original(name, language, 9, percent)
    )
    card = home_page.card
    assert card.percent is None and card.level.text() == "Easy"
    card.difficulty.setValue(3)
    assert card.percent == 75 and card.level.text() == "Harder"
    qtbot.mouseClick(card.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.project.is_open, timeout=30_000)
    assert session.project.path is not None and session.project.path.name == "feelings-en-75.mmproj"
    assert session.project.name == "Feelings in posts (English, difficulty 75 %)"
    assert session.project.scene == "feelings"


def test_a_copy_of_the_open_project_is_listed(window, visit, session, open_project, qtbot, tmp_path: Path) -> None:
    open_project()
    page = visit("home")
    session.exports.copy_project(tmp_path / "class 5b.mmproj")
    qtbot.waitUntil(lambda: session.exports.last_kind == "project", timeout=20_000)
    links = lambda: [b.text() for e in page._entries for b in e.findChildren(QPushButton) if b.text()]  # noqa: E731
    qtbot.waitUntil(lambda: links()[:2] == ["posts", "class 5b"], timeout=5_000)
    assert [a.text() for a in window.recent_menu.actions()][:2] == ["posts", "class 5b"]
