"""What the window tells of an import: choices before it; after it the account, contradictions and alike labels."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.data.example import Problem, Reading, SourceOptions, TextEncoding
from mmgui.core.data.importing.source import preview_source
from mmgui.gui.kit.scrolling import TallScrollArea

FOUND = (
    Problem("notes/", "The folder holds no pictures.", kind="left out", count=3),
    Problem("book.xlsx", "The sheet “Data” was read.", kind="note"),
)
READINGS = (Reading("Data", "The sheet “Data” (12 rows)"), Reading("Cover", "The sheet “Cover” (1 row)"))
RUSSIAN = TextEncoding("cp1251", True, ("кот", "пёс"), ("koi8-r", "cp1252"))


def wait_for(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


def rows_of(problem_list):
    model = problem_list.problems
    return [tuple(model.data(model.index(row, c)) for c in (0, 1)) for row in range(model.rowCount())]


@pytest.fixture
def looked_at(visit, qtbot, session, table, monkeypatch):
    """`looked_at(found=…, readings=…)` → the mapping page over a source with these, and what was asked for later."""
    page = visit("data")
    asked = []

    def do(options=SourceOptions(), **changes):
        preview = replace(preview_source(table), **changes)
        session.project.preview, session.project.preview_options = preview, options
        monkeypatch.setattr(session.project, "look_at", lambda source, *, options: asked.append((source, options)))
        session.changed("preview")
        wait_for(qtbot, lambda: page.mapping.isVisible() and page.mapping._preview is preview)
        return page.mapping, asked

    return do


def test_a_source_with_nothing_to_choose_shows_no_choices(looked_at):
    mapping, _asked = looked_at()
    assert not mapping.choices.isVisible()


def test_what_was_found_on_opening_stands_above_the_columns_by_kind(looked_at):
    mapping, _asked = looked_at(found=FOUND)
    assert mapping.choices.found.isVisible()
    assert rows_of(mapping.choices.found) == [
        ("Left out", None),
        ("notes/", "The folder holds no pictures."),
        ("Good to know", None),
        ("book.xlsx", "The sheet “Data” was read."),
    ]
    assert not mapping.choices.readings.isVisible()


def test_what_can_be_chosen_above_is_said_of_the_choice_not_of_the_command_line(looked_at):
    found = (
        Problem("book.xlsx", "The sheet “Data” is read.", kind="note", option="--read-as NAME"),
        Problem("book.xlsx", "The letters are a guess.", kind="note", option="--encoding NAME"),
    )
    mapping, _asked = looked_at(found=found, readings=READINGS, reading="Data")
    said = [what for _where, what in rows_of(mapping.choices.found)]
    assert said[1:] == ["The sheet “Data” is read. You can choose otherwise above.", "The letters are a guess."]


def test_in_a_low_window_the_columns_keep_their_height_and_the_page_scrolls(looked_at, qtbot):
    mapping, _asked = looked_at(found=FOUND * 3, readings=READINGS, reading="Data", encoding=RUSSIAN)
    mapping.window().resize(900, 600)
    scroll = mapping.findChild(TallScrollArea)
    wait_for(qtbot, lambda: scroll.verticalScrollBar().maximum() > 0)
    assert mapping.table.height() >= 160
    assert mapping.choices.found.height() > 3 * mapping.choices.found.verticalHeader().defaultSectionSize()
    assert scroll.widget().width() == scroll.viewport().width()


def test_another_sheet_is_looked_at_again(looked_at, table):
    mapping, asked = looked_at(readings=READINGS, reading="Data")
    box = mapping.choices.readings
    assert box.isVisible()
    assert box.currentText() == "The sheet “Data” (12 rows)"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert asked == [(table, SourceOptions(reading="Cover"))]
    assert not mapping.import_button.isEnabled()


def test_a_failed_look_leaves_the_choice_as_it_was(looked_at, session, qtbot):
    mapping, _asked = looked_at(readings=READINGS, reading="Data")
    mapping.choices.readings.setCurrentIndex(1)
    mapping.choices.readings.activated.emit(1)
    session.changed("preview")  # what the session does when the look failed
    wait_for(qtbot, lambda: mapping.choices.readings.currentIndex() == 0)
    assert mapping.import_button.isEnabled()


def test_a_guessed_encoding_shows_a_few_letters_and_can_be_changed(looked_at, table):
    mapping, asked = looked_at(encoding=RUSSIAN)
    choices = mapping.choices
    assert choices.encodings.currentText() == "Windows-1251 (Cyrillic)"
    assert choices.letters.text() == "“кот”, “пёс”"
    assert choices.guess.isVisible()
    choices.encodings.setCurrentIndex(1)
    choices.encodings.activated.emit(1)
    assert asked == [(table, SourceOptions(encoding="koi8-r"))]


def test_a_chosen_encoding_stays_open_to_change_and_is_no_guess_any_more(looked_at):
    chosen = replace(RUSSIAN, codec="koi8-r", is_guess=False, choices=("cp1251",))
    mapping, _asked = looked_at(SourceOptions(encoding="koi8-r"), encoding=chosen)
    assert mapping.choices.encodings.isVisible()
    assert not mapping.choices.guess.isVisible()


def test_an_encoding_that_is_certain_is_not_asked_for(looked_at):
    mapping, _asked = looked_at(encoding=TextEncoding("utf-8", False, (), ("cp1252",)))
    assert not mapping.choices.isVisible()


def test_the_import_reads_the_source_as_it_was_looked_at(looked_at, session, monkeypatch):
    mapping, _asked = looked_at(SourceOptions(reading="Data"), readings=READINGS, reading="Data")
    asked = []
    monkeypatch.setattr(session.project, "import_source", lambda *_a, **k: asked.append(k["options"]))
    QTest.mouseClick(mapping.import_button, Qt.MouseButton.LeftButton)
    assert asked == [SourceOptions(reading="Data")]


# -- after an import --------------------------------------------------------------------------------------------------


@pytest.fixture
def import_texts(visit, qtbot, session, tmp_path):
    """`import_texts([(text, label), …])` → the data page with these in a new project."""
    page = visit("data")

    def do(rows):
        lines = ["text,label", *(f"{text},{label}" for text, label in rows)]
        (tmp_path / "texts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        session.project.import_source(tmp_path / "texts.csv")
        wait_for(qtbot, lambda: page.gallery.cards.rowCount() == len(rows))
        return page

    return do


def test_the_last_import_says_what_has_no_label(import_texts):
    page = import_texts([("one", "a"), ("two", "b"), ("three", "")])
    assert page.problems.summary.text() == "3 of 3 read, 1 of them without a label."
    assert not page.problems.list.isVisible()
    assert not page.problems.show_button.isVisible()


def test_examples_that_contradict_each_other_are_shown_beside_each_other(import_texts, qtbot, session):
    rows = [(f"text {n}", "ab"[n % 2]) for n in range(10)]
    page = import_texts([*rows, ("text 3", "a"), ("text 6", "b")])
    assert page.problems.contradictions.text().startswith("2 examples stand there with different labels")
    QTest.mouseClick(page.problems.show_button, Qt.MouseButton.LeftButton)
    cards = page.gallery.cards
    shown = [cards.example(row).values["words"] for row in range(cards.rowCount())]
    assert shown == ["text 3", "text 3", "text 6", "text 6"]
    assert page.filters.chosen.isVisible()
    QTest.mouseClick(page.filters.chosen, Qt.MouseButton.LeftButton)
    assert cards.rowCount() == 12
    assert not page.filters.chosen.isVisible()


def test_a_contradiction_that_was_mended_is_not_told_any_more(import_texts, qtbot, session):
    page = import_texts([*((f"text {n}", "ab"[n % 2]) for n in range(10)), ("text 3", "a")])
    twin = next(e for e in session.project.examples.examples if e.values["words"] == "text 3" and e.label == "a")
    session.project.set_label([twin.id], "b")
    wait_for(qtbot, lambda: not page.problems.contradictions.isVisible())
    session.project.undo()
    wait_for(qtbot, page.problems.contradictions.isVisible)


def test_labels_that_look_alike_are_joined_by_a_button_and_undone(import_texts, qtbot, session, window):
    page = import_texts([(f"text {n}", ("cat", "cat", "Cat", "\u0441at", "dog")[n % 5]) for n in range(10)])
    assert page.alike.isVisible()
    assert "“cat”" in page.alike.sentence.text()
    assert "“Cat”" in page.alike.sentence.text()
    QTest.mouseClick(page.alike.button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: session.project.classes == ("cat", "dog"))
    wait_for(qtbot, lambda: not page.alike.isVisible())
    window.actions_table.trigger("undo")
    wait_for(qtbot, page.alike.isVisible)
    assert len(session.project.classes) == 4


def test_a_project_that_is_opened_later_has_the_same_hint(import_texts, qtbot, session):
    page = import_texts([(f"text {n}", ("1", "1.0", "2")[n % 3]) for n in range(9)])
    path = session.project.path
    session.project.close()
    wait_for(qtbot, page.drop.isVisible)
    session.project.open(path)
    wait_for(qtbot, lambda: page.gallery.cards.rowCount() == 9)
    assert "“1”, “1.0”" in page.alike.sentence.text()
    assert not page.problems.isVisible()
