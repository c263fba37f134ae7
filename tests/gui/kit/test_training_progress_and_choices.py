"""Cards, chips, form, lists and tiles of the Train and Results pages: clicked and looked at."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox

from mmgui.core.events import ClassMetrics, Preparing
from mmgui.core.parameters import Parameter
from mmgui.gui.kit.metric_tiles import Figure, MetricTiles
from mmgui.gui.kit.option_cards import ChipChooser, Option, OptionCards
from mmgui.gui.kit.run_colors import RUN_COLORS, distinct_colors, run_color
from mmgui.gui.kit.run_list import RunEntry, RunList
from mmgui.gui.kit.settings_form import SettingsForm
from mmgui.gui.kit.training_progress import Progress, TrainingProgress
from mmgui.gui.results.class_table import ClassTable
from mmgui.gui.train.state import training_progress
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import Modality

OPTIONS = (Option("a", "Attention", "Words look at the picture"), Option("b", "<b>Gate</b>", "Trust & weigh"))
RATE = Parameter("learning_rate", 2e-3, "Learning rate", "How large the steps are.", low=1e-6, high=1.0)
DEPTH = Parameter("depth", 1, "Extra layers", "More layers.", low=0, high=8)
FLIP = Parameter("flip", False, "Mirror", "Mirror pictures.")
KIND = Parameter("kind", "cnn", "Encoder", "The network.", choices=("cnn", "article"))


@pytest.mark.parametrize("kind", [OptionCards, ChipChooser])
def test_a_click_chooses_and_tells_setting_does_not_tell(qtbot: Any, kind: Any) -> None:
    chooser = kind()
    qtbot.addWidget(chooser)
    told: list[str] = []
    chooser.chosen.connect(told.append)
    chooser.set_options(OPTIONS, "b")
    assert (chooser.key, told) == ("b", [])
    button = (chooser.cards if kind is OptionCards else chooser.chips)[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (chooser.key, told) == ("a", ["a"])
    chooser.set_options(OPTIONS, chooser.key)
    assert (chooser.key, told) == ("a", ["a"])


def test_arrow_keys_move_through_the_cards(qtbot: Any) -> None:
    cards = OptionCards()
    qtbot.addWidget(cards)
    cards.set_options(OPTIONS, "a")
    with qtbot.waitExposed(cards):
        cards.show()
    cards.cards[0].setFocus()
    qtbot.waitUntil(cards.cards[0].hasFocus)
    qtbot.keyClick(cards.cards[0], Qt.Key.Key_Down)
    assert cards.key == "b"


def test_a_card_grows_with_its_explanation(qtbot: Any) -> None:
    cards = OptionCards()
    qtbot.addWidget(cards)
    cards.set_options((Option("a", "Short"), Option("b", "Long", "words " * 40)), "a")
    short, long = (card.heightForWidth(240) for card in cards.cards)
    assert long > short + 60
    assert cards.cards[1].heightForWidth(480) < long


def test_everything_is_automatic_until_it_is_ticked(qtbot: Any) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.set_groups([("Training", (RATE, DEPTH, FLIP, KIND))])
    form.show()
    assert form.values() == {}
    row = form.row("depth")
    assert row.automatic.isVisible() and not row.editor.isVisible()
    with qtbot.waitSignal(form.changed):
        row.tick.click()
    assert row.editor.isVisible() and form.values() == {"depth": 1}
    assert isinstance(row.editor, QSpinBox)
    row.editor.setValue(99)
    assert form.values() == {"depth": 8}, "the declared range holds"
    qtbot.mouseClick(form.all_automatic, Qt.MouseButton.LeftButton)
    assert form.values() == {}


def test_each_kind_of_parameter_has_its_editor_and_value(qtbot: Any) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.set_groups([("Training", (RATE, DEPTH, FLIP, KIND))])
    form.set_values({"learning_rate": 0.00003, "depth": 3, "flip": True, "kind": "article"})
    assert form.values() == {"learning_rate": pytest.approx(0.00003), "depth": 3, "flip": True, "kind": "article"}
    editor = form.row("learning_rate").editor
    assert isinstance(editor, QDoubleSpinBox) and editor.text() == "0.00003"
    assert isinstance(form.row("flip").editor, QComboBox)


def test_a_chosen_value_survives_other_groups_in_between(qtbot: Any) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.set_groups([("Training", (RATE, DEPTH))])
    form.row("depth").tick.click()
    form.set_groups([("Training", (RATE,))])
    assert form.values() == {}
    form.set_groups([("Training", (RATE, DEPTH))])
    assert form.values() == {"depth": 1}


def _entries() -> list[RunEntry]:
    return [
        RunEntry(2, "<b>second</b> & long " * 4, "#ff0000", "93%", "running", is_running=True, is_main=True),
        RunEntry(1, "first", "#00ff00", "88%"),
    ]


@pytest.fixture
def runs(qtbot: Any) -> RunList:
    made = RunList()
    qtbot.addWidget(made)
    made.show_runs(_entries())
    made.resize(280, 120)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_tick_overlays_a_run(runs: RunList, qtbot: Any) -> None:
    with qtbot.waitSignal(runs.overlay_changed) as signal:
        qtbot.mouseClick(runs.row(1).tick, Qt.MouseButton.LeftButton)
    assert signal.args == [frozenset({1})]
    assert runs.row(2).tick.isChecked() and not runs.row(2).tick.isEnabled(), "the main run is always drawn"


def test_a_name_is_changed_in_place_and_escape_keeps_the_old_one(runs: RunList, qtbot: Any) -> None:
    row = runs.row(1)
    qtbot.mouseDClick(row.name, Qt.MouseButton.LeftButton)
    assert row.is_renaming
    row.editor.setText("a better one\u202e")
    with qtbot.waitSignal(runs.renamed) as signal:
        qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    assert signal.args == [1, "a better one"]
    row.start_renaming()
    row.editor.setText("never")
    with qtbot.assertNotEmitted(runs.renamed):
        qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert not row.is_renaming


def test_the_menu_offers_what_can_be_done(runs: RunList) -> None:
    row = runs.row(1)
    row._fill_menu()
    wanted: list[tuple[str, int]] = []
    runs.wanted.connect(lambda what, run_id: wanted.append((what, run_id)))
    for action in row.menu.actions():
        if action.text() in ("Load in Try", "Delete…"):
            action.trigger()
    assert wanted == [("try", 1), ("delete", 1)]
    running = runs.row(2)
    running._fill_menu()
    able = {a.text(): a.isEnabled() for a in running.menu.actions() if a.text()}
    assert not able["Delete…"] and not able["Rename"]


def test_rows_are_reused_and_vanish_with_their_run(runs: RunList) -> None:
    row = runs.row(1)
    runs.show_runs(_entries()[1:])
    assert runs.row(1) is row and runs.ids == (1,)


def test_names_are_shown_literally_and_do_not_widen_the_list(runs: RunList) -> None:
    assert runs.row(2).name.text().startswith("<b>second</b>")
    assert runs.minimumSizeHint().width() <= 280


def test_runs_drawn_together_never_share_a_colour() -> None:
    assert run_color(1) == run_color(1 + len(RUN_COLORS))
    both = distinct_colors((1, 1 + len(RUN_COLORS)))
    assert both[1] == run_color(1) and len(set(both.values())) == 2


def test_the_class_table_sorts_by_a_click_on_its_heading(qtbot: Any) -> None:
    table = ClassTable()
    qtbot.addWidget(table)
    table.show_classes(
        (
            ClassMetrics("b", 0.5, 0.9, 0.6, 10),
            ClassMetrics("<i>A</i>", 0.9, 0.2, 0.3, 7),
            ClassMetrics("c", 0, 1, 0, 100),
        )
    )
    table.resize(480, 200)
    with qtbot.waitExposed(table):
        table.show()
    assert table.names == ("b", "<i>A</i>", "c")
    header = table.horizontalHeader()
    x = header.sectionViewportPosition(2) + 10
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.viewport().rect().topLeft() + _right(x))
    assert table.names == ("<i>A</i>", "b", "c")
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.viewport().rect().topLeft() + _right(x))
    assert table.names == ("c", "b", "<i>A</i>")


def _right(x: int) -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(x, 8)


def test_the_progress_line_says_epoch_time_and_pace(qtbot: Any) -> None:
    line = TrainingProgress()
    qtbot.addWidget(line)
    line.show_progress(Progress("epoch 14 of 20", 0.7, 18.0, 1140.0))
    assert line.line.text() == "epoch 14 of 20 · about 20 s left · 1\u202f140 examples/s"
    assert line.bar.value() / line.bar.maximum() == pytest.approx(0.7)
    line.show_progress(Progress("Getting ready", None))
    assert (line.bar.minimum(), line.bar.maximum()) == (0, 0), "busy without a known end"


class Numbers(Modality):
    name, label = "number", "Number"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("image", "Reading pictures: 1\u202f200 of 3\u202f000"),
        ("text", "Reading words: 1\u202f200 of 3\u202f000"),
        ("number", "Reading “Number”: 1\u202f200 of 3\u202f000"),
        ("model", "Building the model"),
    ],
)
def test_what_is_read_before_the_first_step_is_named(session: Any, monkeypatch: Any, what: str, said: str) -> None:
    monkeypatch.setitem(MODALITIES._parts, "number", Numbers())
    training = session.training
    training.status, training.preparing = "preparing", Preparing(what, 1200, 3000)
    assert training_progress(training) == Progress(said, 0.4)
    training.status = "idle"


def test_tiles_show_figures_literally_and_are_reused(qtbot: Any) -> None:
    tiles = MetricTiles()
    qtbot.addWidget(tiles)
    tiles.show_figures([Figure("Accuracy", "93%", "<b>x</b>"), Figure("F1", "0.9", "y")])
    first = tiles.tiles[0]
    assert (first.value.text(), first.meaning.text()) == ("93%", "<b>x</b>")
    tiles.show_figures([Figure("Accuracy", "94%", "x")])
    assert tiles.tiles == (first,) and first.value.text() == "94%"
