"""The learning film on the screen: cards, playing, scrubbing, keeping, choosing, saving."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.runs import Run
from mmgui.core.film.change import describe_change, read_frame_change
from mmgui.core.film.choice import Shown
from mmgui.core.film.film import Film, FilmExample, Frame
from mmgui.gui.film.choose_examples_dialog import ChooseExamplesDialog
from mmgui.gui.film.film_tile import film_tile, tile_content
from mmgui.gui.film.film_view import FilmView
from mmgui.gui.film.player import SPEEDS, LearningFilm
from mmgui.gui.kit.example_tile import note_lines
from mmgui.gui.kit.theme import current
from mmgui.session.session import Session

CLASSES = ("happy", "<b>sad</b>")


def made_film(frames: int = 4, count: int = 8) -> Film:
    """Example i has the id i and the class i % 2. At first all are called happy; from the third frame on rightly.

    The hot cell of the 3 × 3 map goes from the upper left to the lower right, the strongest word from "so" to "good".
    """
    examples = tuple(
        FilmExample(
            id=number,
            label=number % 2,
            texts={"words": "so good & <i>fine</i>"},
            words={"words": ((0, 2), (3, 7))},
            pictures={"photo": np.full((60, 60, 3), 128, np.uint8)},
            grids={"photo": (3, 3)},
        )
        for number in range(count)
    )
    made = []
    for index in range(frames):
        learned = index >= 2
        happy = [0.9 if n % 2 == 0 or not learned else 0.2 for n in range(count)]
        probabilities = np.array([[p, 1 - p] for p in happy], np.float32)
        grid = [0] * 9
        grid[8 if learned else 0] = 255
        words = [26, 255] if learned else [255, 26]
        maps = {"photo": np.array(grid * count, np.uint8), "words": np.array(words * count, np.uint8)}
        made.append(Frame(index + 1, probabilities, {"words": probabilities}, maps))
    fields = (Field("photo", "image"), Field("words", "text"))
    return Film(CLASSES, fields, examples, frames, (), tuple(made))


@pytest.fixture
def film(qtbot: Any) -> LearningFilm:
    made = LearningFilm()
    qtbot.addWidget(made)
    made.resize(560, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def view(qtbot: Any, session: Session) -> Callable[..., FilmView]:
    """`view(film)` → the shown page over a session whose run 1 has this film (None: it has none)."""

    def build(made: Film | None, run_id: int | None = 1) -> FilmView:
        page = FilmView(session, None)  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(560, 640)
        page.show_run(run_id)
        with qtbot.waitExposed(page):
            page.show()
        if run_id is not None:
            session.film._films.known[run_id] = made
        session.changed("film")
        session.drain()
        return page

    return build


# -- playing and scrubbing --------------------------------------------------------------------------------------------


def test_it_plays_from_the_beginning_to_the_end_and_stops_there(film: LearningFilm, qtbot: Any) -> None:
    film.set_epochs((1, 2, 3, 4), 4)
    film.speed.setCurrentIndex(list(SPEEDS).index(120))
    seen: list[int] = []
    film.index_changed.connect(seen.append)
    assert film.index == 3, "a film that is shown for the first time stands at its end"
    QTest.mouseClick(film.play_button, Qt.MouseButton.LeftButton)
    assert film.is_playing and film.play_button.accessibleName() == "Pause the film"
    qtbot.waitUntil(lambda: not film.is_playing, timeout=5000)
    assert seen == [0, 1, 2, 3] and film.play_button.accessibleName() == "Play the film"


def test_pause_stays_where_it_is_and_hiding_pauses(film: LearningFilm) -> None:
    film.set_epochs(range(1, 50), 60)
    film.play()
    film.pause()
    assert film.index == 0 and not film.is_playing
    film.play()
    film.hide()
    assert not film.is_playing, "hidden, it costs nothing"


def test_the_arrow_keys_scrub_and_the_epoch_is_said(film: LearningFilm) -> None:
    film.set_epochs((1, 3, 5), 9)
    film.slider.setValue(0)
    QTest.keyClick(film.slider, Qt.Key.Key_Right)
    assert film.index == 1
    assert film.epoch.text().startswith("epoch 3 of 9")
    assert film.slider.accessibleDescription() == film.epoch.text()


def test_it_follows_new_frames_only_from_its_end(film: LearningFilm) -> None:
    film.set_epochs((1,), 9)
    assert not film.play_button.isEnabled() and not film.slider.isEnabled()
    film.set_epochs((1, 2), 9)
    assert film.index == 1
    film.slider.setValue(0)
    film.set_epochs((1, 2, 3), 9)
    assert film.index == 0
    film.slider.setValue(2)
    film.set_epochs((1, 2), 9)  # a continued training dropped a frame
    assert film.index == 1


@pytest.mark.parametrize(("width", "columns"), [(560, 2), (900, 3)])
def test_cards_stand_in_two_or_three_columns(film: LearningFilm, width: int, columns: int, qtbot: Any) -> None:
    made = made_film()
    film.resize(width, 620)
    film.show_contents([tile_content(made, Shown(n, "spread"), n + 1, 0, frozenset()) for n in range(6)])
    qtbot.waitUntil(lambda: len({card.x() for card in film.tiles}) == columns, timeout=2000)
    assert len({card.y() for card in film.tiles}) == 6 // columns


def test_the_arrow_keys_move_between_the_tiles_and_return_keeps_one(film: LearningFilm, qtbot: Any) -> None:
    made = made_film()
    film.show_contents([tile_content(made, Shown(n, "spread"), n + 1, 0, frozenset()) for n in range(6)])
    qtbot.waitUntil(lambda: len({tile.x() for tile in film.tiles}) == 2, timeout=2000)
    film.tiles[0].setFocus()
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Up, 0)):
        QTest.keyClick(film.focusWidget(), key)
        assert film.tiles[place].hasFocus()
    with qtbot.waitSignal(film.kept) as kept:
        QTest.keyClick(film.tiles[0], Qt.Key.Key_Return)
    assert kept.args == [0]


# -- one card ---------------------------------------------------------------------------------------------------------


def test_a_card_says_everything_without_its_colours(qtbot: Any) -> None:
    made = made_film()
    card = film_tile()
    qtbot.addWidget(card)
    card.show_content(tile_content(made, Shown(1, "learned"), 2, 0, frozenset({1})))
    assert card.accessibleName().startswith(
        "Example 2: “happy” with 90\u202f%; right would be “<b>sad</b>”. so good & <i>"
    )
    about = card.accessibleDescription()
    assert "Alone: Words: happy" in about and "It looks most at the upper left of the picture." in about
    assert "learned on the way" in about and "let it go" in about
    assert "<b>" not in card.toolTip().replace("<br>", ""), "names are shown literally"
    card.show_content(tile_content(made, Shown(1, "learned"), 2, 3, frozenset()))
    assert "“<b>sad</b>” with 80\u202f%, which is right" in card.accessibleName()
    assert "lower right of the picture" in card.accessibleDescription()


@pytest.mark.parametrize("size", [(262, 176), (280, 330)])
def test_map_mark_and_history_are_painted(qtbot: Any, size: tuple[int, int]) -> None:
    made, card = made_film(), film_tile()
    qtbot.addWidget(card)
    card.resize(*size)
    card.show_content(tile_content(made, Shown(1, "spread"), 1, 0, frozenset()))
    wrong = card.grab().toImage()
    card.show_content(tile_content(made, Shown(1, "spread"), 1, 3, frozenset()))
    right = card.grab().toImage()

    def count(image: Any, colour: str) -> int:
        wanted = QColor(colour)
        return sum(image.pixelColor(x, y) == wanted for x in range(image.width()) for y in range(image.height()))

    assert count(wrong, current().bad) > 10 and count(wrong, current().good) == 0
    assert count(right, current().good) > 10 and count(right, current().bad) == 0
    # At the end the whole line of the history is in the accent colour, at the beginning only the dot.
    assert count(right, current().accent) > count(wrong, current().accent) > 10
    if size[0] > size[1]:  # picture 100 × 100 from (8, 8): the hot cell moved from its upper left to its lower right
        corners = ((10, 28, 40, 40), (75, 75, 107, 107))

        def heat(image: Any, corner: tuple[int, int, int, int]) -> int:
            left, top, end, bottom = (round(v * image.width() / size[0]) for v in corner)
            places = [(x, y) for x in range(left, end) for y in range(top, bottom)]
            return max(image.pixelColor(x, y).red() - image.pixelColor(x, y).green() for x, y in places)

        assert heat(wrong, corners[0]) > 40 and heat(wrong, corners[1]) < 10
        assert heat(right, corners[1]) > 40 and heat(right, corners[0]) < 10


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_six_examples_and_what_changed(view: Any) -> None:
    page = view(made_film())
    assert len(page.film.tiles) == 6 and page.film.index == 3
    assert page.sentence.text() == (
        "Example 1: after epoch 1 the model looked most at the upper left of the picture and the word “so”; now it "
        "looks at the lower right of the picture and the word “good”. "
        "Its answer went from “happy” to “<b>sad</b>”, which is right."
    )
    assert page.film.epoch.text() == "epoch 4 of 4 · 6 of 6 right"
    page.film.slider.setValue(0)
    assert page.sentence.text().startswith("This is after epoch 1: 3 of 6 are right.")
    page.film.slider.setValue(1)
    assert page.sentence.text() == "The answers and where the model looks most are the same as after the first epoch."


@pytest.mark.parametrize(("width", "height"), [(530, 560), (350, 385), (560, 640), (900, 900)])
def test_play_bar_slider_sentence_and_buttons_are_always_in_sight(
    view: Any, qtbot: Any, width: int, height: int
) -> None:
    """The middle of the Train page in a window of 1280 × 800, of 800 × 600, and others: only the cards scroll."""
    page = view(made_film())
    page.resize(width, height)
    parts = (page.film.play_button, page.film.slider, page.film.speed, page.sentence, page.choose_button)
    for part in (*parts, page.others_button, page.save_button):
        qtbot.waitUntil(lambda part=part: part.visibleRegion().boundingRect() == part.rect())
    qtbot.waitUntil(lambda: page.film.tiles[0].visibleRegion().boundingRect().height() >= 90)
    for button, text in ((page.choose_button, "Choose examples…"), (page.save_button, "Save the film…")):
        assert button.accessibleName() == text
        assert button.text() == text or button.toolTip() == text


def test_a_long_sentence_ends_in_dots_and_is_whole_in_the_tooltip(view: Any, qtbot: Any) -> None:
    page = view(made_film())
    page.resize(350, 385)
    qtbot.waitUntil(lambda: page.film.width() == 350, timeout=2_000)
    assert page.sentence.text().endswith("…") and page.sentence.whole.endswith("which is right.")
    assert "which is right." in page.sentence.toolTip() and page.sentence.accessibleName() == page.sentence.whole
    assert page.sentence.height() < 2 * page.sentence.fontMetrics().lineSpacing()
    page.resize(900, 900)
    qtbot.waitUntil(lambda: page.sentence.text() == page.sentence.whole, timeout=2_000)
    assert page.sentence.toolTip() == ""


def test_a_click_keeps_an_example_and_others_come_around_it(view: Any, session: Session, qtbot: Any) -> None:
    page = view(made_film(count=20))
    kept = session.film.film.examples[session.film.shown[4].number].id  # type: ignore[union-attr]
    QTest.mouseClick(page.film.tiles[4], Qt.MouseButton.LeftButton)
    session.drain()
    assert session.film.pinned == (kept,) and page.film.tiles[4].content.is_kept
    before = [card.content.label for card in page.film.tiles]
    numbers = [s.number for s in session.film.shown]
    QTest.mouseClick(page.others_button, Qt.MouseButton.LeftButton)
    session.drain()
    assert page.film.tiles[4].content.is_kept and len(before) == 6
    assert [s.number for s in session.film.shown][4] == numbers[4]
    assert len({*numbers} & {s.number for s in session.film.shown}) == 1
    page.film.tiles[4].setFocus()
    QTest.keyClick(page.film.tiles[4], Qt.Key.Key_Space)
    session.drain()
    assert session.film.pinned == ()


def test_without_a_film_the_page_says_why(view: Any, session: Session) -> None:
    page = view(None)
    assert page.empty.isVisible() and page.empty.text().startswith("This run has no learning film.")
    assert not page.save_button.isVisible()
    page.show_run(None)
    assert page.empty.text().startswith("Press Start")


def test_a_hidden_page_asks_for_nothing_and_draws_nothing(
    view: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = view(made_film())
    page.hide()
    assert not session.film._is_watched
    monkeypatch.setattr(page.film, "show_contents", lambda _contents: pytest.fail("drawn while hidden"))
    session.changed("film", "training", "runs")
    session.drain()
    page.show_run(1)
    assert session.take_messages() == []


def test_the_film_is_saved_where_the_person_says(
    view: Any, session: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = view(made_film())
    asked: list[Path] = []
    monkeypatch.setattr(session.film, "save", asked.append)
    monkeypatch.setattr(QFileDialog, "open", lambda _dialog: None)
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    (dialog,) = page.window().findChildren(QFileDialog)
    assert dialog.defaultSuffix() == "webp"
    dialog.filterSelected.emit("Animated GIF (*.gif)")
    assert dialog.defaultSuffix() == "gif"
    dialog.fileSelected.emit(str(tmp_path / "film.gif"))
    assert asked == [tmp_path / "film.gif"]
    dialog.deleteLater()


# -- choosing ---------------------------------------------------------------------------------------------------------


def test_examples_are_chosen_from_the_gallery(qtbot: Any) -> None:
    examples = ExampleSet(
        (Field("words", "text"),),
        tuple(Example(n, {"words": f"text {n}"}, "happy", "validation") for n in range(9)),
    )
    chosen: list[tuple[int, ...]] = []
    dialog = ChooseExamplesDialog(None, examples, (2,), frozenset(range(5)), 3, chosen.append)
    qtbot.addWidget(dialog)
    assert dialog.ids == (2,) and dialog.agree.isEnabled()
    dialog.gallery.select((2, 7))
    assert dialog.ids == (2,), "7 was not recorded, so choosing it would change nothing in this film"
    assert dialog.later.isVisibleTo(dialog)
    dialog.later.click()
    dialog.gallery.select((2, 7))
    assert dialog.said.text() == "1 of the 2 chosen was not recorded in this film; it appears in the next training."
    dialog.gallery.select((0, 1, 2, 3))
    assert not dialog.agree.isEnabled() and "there is room for 3" in dialog.said.text()
    dialog.gallery.select((0, 3))
    QTest.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    assert chosen == [(0, 3)]


def test_a_tap_chooses_and_a_second_one_lets_go(qtbot: Any) -> None:
    made = tuple(Example(n, {"words": f"text {n}"}, "happy", "validation") for n in range(4))
    dialog = ChooseExamplesDialog(None, ExampleSet((Field("words", "text"),), made), (0,), frozenset((3, 0)), 3, print)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    gallery = dialog.gallery
    place = gallery.visualRect(gallery.cards.index(1)).center()
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.ids == (0, 3)
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.ids == (0,)
    dialog.later.click()
    assert [gallery.cards.example(row).id for row in range(4)] == [0, 3, 1, 2], "recorded ones come first"
    dialog.reject()


def test_what_two_senses_say_fits_a_narrow_card_in_two_lines(qtbot: Any) -> None:
    card = film_tile()
    qtbot.addWidget(card)
    alone = ("Picture: rather long", "Words: another long answer")
    content = tile_content(made_film(), Shown(1, "learned"), 2, 0, frozenset())
    content = replace(content, notes=(content.notes[0], *alone), note_lines=2)
    told = note_lines(content, 300, card.font())
    assert content.notes[0] == "right: <b>sad</b>" and len(told) == 2 and alone[1] in told[1] and alone[0] in told[0]
    assert all(card.fontMetrics().horizontalAdvance(line) <= 300 for line in told)
    assert len(note_lines(content, 2000, card.font())) == 1


def test_the_notes_take_the_same_room_in_every_frame(qtbot: Any) -> None:
    contents = [tile_content(made_film(), Shown(1, "learned"), 2, index, frozenset()) for index in (0, 3)]
    assert [len(content.notes) for content in contents] == [2, 1], "the right answer is said where another was given"
    bare = replace(contents[1], notes=())
    assert {len(note_lines(content, 200, film_tile().font())) for content in (*contents, bare)} == {1}


def test_a_run_without_film_leads_to_the_newest_that_has_one(
    view: Any, session: Session, tmp_path: Path, monkeypatch: Any
) -> None:
    runs = tuple(Run(n, f"run {n}", tmp_path / str(n), {}, "completed", "") for n in (1, 2, 3))
    (tmp_path / "2" / "film").mkdir(parents=True)
    monkeypatch.setattr(session.project, "runs", runs)
    page = view(None, run_id=3)
    wanted: list[int] = []
    page.run_wanted.connect(wanted.append)
    assert page.other_run.text() == "Show the film of “run 2”"
    QTest.mouseClick(page.other_run, Qt.MouseButton.LeftButton)
    assert wanted == [2]


def test_choose_for_me_lets_all_pins_go(qtbot: Any) -> None:
    examples = ExampleSet((Field("words", "text"),), (Example(1, {"words": "a"}, "happy", "validation"),))
    chosen: list[tuple[int, ...]] = []
    dialog = ChooseExamplesDialog(None, examples, (1,), frozenset(), 6, chosen.append)
    qtbot.addWidget(dialog)
    QTest.mouseClick(dialog.automatic, Qt.MouseButton.LeftButton)
    assert chosen == [()]


# -- the sentence -----------------------------------------------------------------------------------------------------


def test_a_flat_map_is_never_said_to_look_anywhere() -> None:
    made = made_film(2, 1)
    flat = {"photo": np.full(9, 255, np.uint8), "words": np.full(2, 255, np.uint8)}
    frames = (made.frames[0], Frame(2, made.frames[0].probabilities[:, ::-1].copy(), {}, flat))
    film = Film(made.classes, made.fields, made.examples, 2, (), frames)
    look = read_frame_change(film, film.frames[1], 0)
    assert (look.places, look.words, look.answer) == ({}, {}, 1)
    assert describe_change(film, [0], 1) == (
        "Example 1: the answer went from “happy”, which was right, to “<b>sad</b>”."
    )
    assert describe_change(film, [], 1) == "" and describe_change(Film(CLASSES, made.fields, (), 1), [0], 0) == ""


def several() -> Film:
    """Of one example two pictures and two texts; from the first frame to the second, one place and one word change."""
    example = FilmExample(
        0, 0, {"headline": "so good", "post": "what a day"}, {"headline": ((0, 2), (3, 7)), "post": ((0, 4), (7, 10))},
        {"front": np.full((20, 20, 3), 10, np.uint8), "back": np.full((20, 20, 3), 240, np.uint8)},
        {"front": (1, 3), "back": (3, 1)},
    )  # fmt: skip
    hot = {"front": [255, 0, 0], "back": [255, 0, 0], "headline": [255, 0], "post": [255, 0]}
    moved = hot | {"back": [0, 0, 255], "post": [0, 255]}
    frames = tuple(
        Frame(epoch, np.array([[0.9, 0.1]], np.float32), {}, {n: np.array(m, np.uint8) for n, m in maps.items()})
        for epoch, maps in ((1, hot), (2, moved))
    )
    fields = (Field("front", "image"), Field("headline", "text"), Field("back", "image"), Field("post", "text"))
    return Film(CLASSES, fields, (example,), 2, (), frames)


def test_every_field_has_its_map_on_the_card_in_the_models_order(qtbot: Any) -> None:
    content = tile_content(several(), Shown(0, "spread"), 1, 1, frozenset())
    assert [int(seen.pixels[0, 0, 0]) for seen in content.pictures] == [10, 240]
    assert [None if seen.grid is None else seen.grid.shape for seen in content.pictures] == [(1, 3), (3, 1)]
    assert [text.text for text in content.texts] == ["so good", "what a day"]
    assert [[w.weight for w in text.words] for text in content.texts] == [[1.0, 0.0], [0.0, 1.0]]
    place = "It looks most at the left side of the picture (front), lower middle of the picture (back)."
    assert place in content.about
    card = film_tile()
    qtbot.addWidget(card)
    card.resize(280, 330)
    card.show_content(content)
    image = card.grab().toImage()
    colours = [image.pixelColor(x, image.height() // 4).red() for x in range(image.width())]
    assert min(colours) < 60 and max(colours) > 200, "both pictures are painted"


def test_the_sentence_names_the_field_whose_map_changed() -> None:
    assert describe_change(several(), [0], 1) == (
        "Example 1: after epoch 1 the model looked most at the upper middle of the picture (back) and the word "
        "“what (post)”; now it looks at the lower middle of the picture (back) and the word “day (post)”."
    )


def test_a_film_of_words_only_and_one_of_an_unknown_kind_of_field_can_be_shown(qtbot: Any) -> None:
    made = several()
    content = tile_content(replace(made, fields=made.fields[1:2]), Shown(0, "spread"), 1, 1, frozenset())
    assert content.pictures == () and [text.text for text in content.texts] == ["so good"]
    assert not any("looks most" in said for said in content.about)
    fields = (Field("front", "of a newer program"),)
    content = tile_content(replace(made, fields=fields), Shown(0, "spread"), 1, 1, frozenset())
    assert len(content.pictures) == 1 and not any("looks most" in said for said in content.about)
