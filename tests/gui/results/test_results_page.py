"""The Results page: figures, mix-ups, the examples behind them, and the table that is saved."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from mmgui.core.events import Unknown
from mmgui.core.mix_ups import mix_up_sentence
from mmgui.core.reporting.metrics_csv import metrics_table, safe_cell
from mmgui.core.run.left_out import Omissions, UnknownLabels, omissions_to_json
from mmgui.core.training.metrics import metrics_from_confusion, metrics_to_json
from mmgui.gui.results.result_texts import metric_figures
from mmgui.session.session import Session


def test_without_a_run_the_page_says_what_to_do(results_page: Any, open_project: Any, qtbot: Any) -> None:
    open_project()
    made = results_page()
    assert made.empty.isVisible() and made.empty.title.text() == "There are no results yet"


def test_with_nothing_open_the_way_leads_home_and_not_to_a_training(results_page: Any, qtbot: Any) -> None:
    made = results_page()
    (way,) = (b for b in made.empty.findChildren(QPushButton) if b.isVisible())
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    assert made.window_of_test.places == ["home"]


def test_figures_of_the_newest_run_on_the_test_part(results_page: Any, open_project: Any) -> None:
    open_project(runs=1)
    made = results_page()
    # By hand from [[9,1,0],[0,8,2],[3,0,7]]: accuracy 24/30; precision (9/12 + 8/9 + 7/9) / 3 = 0.805...
    assert [t.value.text() for t in made.tiles.tiles] == ["80.0\u202f%", "0.81", "0.80", "0.80"]
    assert made.mix_up.text() == "Most often “<b>angry</b>” is taken for “happy”: 3 of 10 times."
    assert made.classes.names == ("happy", "sad", "<b>angry</b>")
    assert made.summary.text() == "Measured on 30 examples that took no part in training."


def test_of_a_ranked_list_its_first_three_have_a_figure_of_their_own() -> None:
    """45 of 50 right answers among the first three; Wilson's interval by his formula: 0.786 to 0.957."""
    measured = metrics_from_confusion(tuple("abcde"), np.eye(5, dtype=np.int64) * 10, 0.5)
    assert "Among three" not in [figure.title for figure in metric_figures(measured)]
    ranked = replace(measured, accuracy_top3=0.9)
    figure = next(figure for figure in metric_figures(ranked) if figure.title == "Among three")
    assert (figure.value, figure.interval) == ("90.0\u202f%", "95\u202f%: 78.6\u202f% to 95.7\u202f%")
    assert ["accuracy_top3", 0.9] in metrics_table("run", "test", ranked)
    assert "accuracy_top3" not in [row[0] for row in metrics_table("run", "test", measured) if row]


def test_the_validation_part_has_its_own_figures(results_page: Any, open_project: Any, qtbot: Any) -> None:
    open_project(runs=1)
    made = results_page()
    qtbot.mouseClick(made.part.chips[1], Qt.MouseButton.LeftButton)
    assert made.tiles.tiles[0].value.text() == "100.0\u202f%"
    assert made.mix_up.text() == "No answer was wrong."


def test_another_run_is_shown_when_it_is_chosen(results_page: Any, open_project: Any) -> None:
    open_project(runs=2)
    made = results_page()
    assert made.chosen_run.id == 2 and made.tiles.tiles[0].meaning.text() == "25 of 31 answers are right."
    made.run.setCurrentIndex(1)
    assert made.chosen_run.id == 1 and made.tiles.tiles[0].meaning.text() == "24 of 30 answers are right."


def test_sizes_and_settings_appear_when_the_history_is_read(
    results_page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    made = results_page()
    qtbot.waitUntil(lambda: session.drain() is None and ("Weights", "1\u202f234") in made.facts.facts, timeout=10_000)
    facts = dict(made.facts.facts)
    assert facts["Examples"] == "training 64 · validation 30 · test 30"
    assert facts["Epochs"] == "3, kept: 3" and facts["Seed"] == "0" and facts["Training length"] == "Quick"


def test_a_cell_opens_its_examples_and_back_returns_to_the_matrix(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, answered: Any
) -> None:
    open_project(runs=1)
    answered({"sad": "<b>angry</b>"})
    made = results_page()
    cell = made.confusion.cell_rect(1, 2).center().toPoint()
    qtbot.mouseClick(made.confusion, Qt.MouseButton.LeftButton, pos=cell)
    qtbot.waitUntil(lambda: session.drain() is None and bool(made.examples.entries), timeout=10_000)
    sad = [e for e in session.project.examples.part("test").examples if e.label == "sad"]  # type: ignore[union-attr]
    assert [e.example.id for e in made.examples.entries] == [e.id for e in sad]
    assert made.examples.title.text().startswith("Labelled “sad”, answered “<b>angry</b>” · 1 example now, 2 when")
    assert made.examples.isVisible() and not made.confusion.isVisible()
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.confusion.isVisible() and made.confusion.hasFocus()


def test_figures_are_saved_as_a_table(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, tmp_path: Path
) -> None:
    open_project(runs=1)
    made = results_page()
    path = tmp_path / "figures.csv"
    made.export(path, "=run", "test", made._shown)
    qtbot.waitUntil(lambda: session.drain() is None and bool(session.messages), timeout=10_000)
    assert session.take_messages() == ["The figures were saved as “figures.csv”."]
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["run", "'=run"] and ["accuracy", "0.8"] in rows
    assert ["sad", "0", "8", "2"] in rows, "the confusion matrix"
    assert ["happy", "0.75", "0.9", str(18 / 22), "10"] in rows, "precision 9/12, recall 9/10, F1 18/22"


def test_a_table_that_cannot_be_written_is_named(
    results_page: Any, open_project: Any, session: Session, qtbot: Any, tmp_path: Path
) -> None:
    open_project(runs=1)
    made = results_page()
    (tmp_path / "file").write_text("")
    made.export(tmp_path / "file" / "figures.csv", "run", "test", made._shown)
    qtbot.waitUntil(lambda: session.drain() is None and bool(session.messages), timeout=10_000)
    (error,) = session.take_messages()
    assert "figures.csv" in str(error)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_texts_that_a_spreadsheet_would_run_are_neutralised(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"


def with_figures(session: Session, made: Any, qtbot: Any, **figures: Any) -> None:
    """Other figures of the only run, as soon as the page shows them."""
    run = session.project.runs[0]
    session.project.store.update_run(run.id, metrics={**run.metrics, **figures})
    session.project.reload_runs()
    qtbot.waitUntil(lambda: session.drain() is None and bool(made.overview.warning.text()), timeout=10_000)


def test_what_the_figures_leave_out_stands_on_one_line(
    results_page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    made = results_page()
    assert not made.overview.warning.isVisible()
    left_out = Omissions(unlabelled=(("", 5),), unknown=(UnknownLabels("test", 4, ("<i>bird</i>",)),))
    with_figures(session, made, qtbot, left_out=omissions_to_json(left_out))
    said = made.overview.warning.text()
    assert made.overview.warning.isVisible() and "\n" not in said
    assert "4 test examples count as wrong" in said and "<i>bird</i>" in said and "5 examples without a label" in said


def test_a_run_that_learned_nothing_says_so_above_its_figures(
    results_page: Any, open_project: Any, session: Session, qtbot: Any
) -> None:
    open_project(runs=1)
    made = results_page()
    nothing = metrics_from_confusion(("happy", "sad", "<b>angry</b>"), np.array([[10, 0, 0]] * 3), 1.0)
    with_figures(session, made, qtbot, test=metrics_to_json(nothing))
    assert "no more than always answering “happy”" in made.overview.warning.text()


def test_unknown_labels_are_wrong_in_every_figure_of_the_page() -> None:
    figures = metrics_from_confusion(("a", "b"), np.array([[5, 0], [0, 5]]), 0.1, Unknown(10, ("c",), (10, 0)))
    accuracy = metric_figures(figures)[0]
    assert accuracy.value == "50.0\u202f%" and "10 of 20" in accuracy.meaning
    assert "29.9" in accuracy.interval and "70.1" in accuracy.interval  # Wilson, 10 of 20: 0.299 to 0.701
    assert "cannot know" in mix_up_sentence(figures)
    rows = metrics_table("run", "test", figures)
    assert ["(unknown labels)", 10, 0] in rows and any(row and row[-1] == 10 for row in rows)


def test_four_right_answers_of_four_are_no_hundred_per_cent() -> None:
    from mmgui.core.data.runs import Run
    from mmgui.gui.results.result_texts import metric_figures, what_to_know

    metrics = metrics_from_confusion(("a", "b"), np.array([[2, 0], [0, 2]], np.int64), 0.1)
    assert metric_figures(metrics)[0].value == "4 of 4"
    run = Run(1, "x", Path("x"), {}, "completed", "")
    assert "4 examples are too few to say how good it is" in what_to_know(run, "test", metrics)
    many = metrics_from_confusion(("a", "b"), np.array([[50, 0], [0, 50]], np.int64), 0.1)
    assert metric_figures(many)[0].value == "100.0\u202f%" and "too few" not in what_to_know(run, "test", many)


def test_a_confidence_of_few_answers_is_counted() -> None:
    from mmgui.core.uncertainty.calibration import ReliabilityBin
    from mmgui.gui.results.confidence_texts import reliability_sentences

    few = (ReliabilityBin(0.9, 1.0, 0.95, 1.0, 4),)
    main = reliability_sentences(few, 0.05, None, 1.0, "test")[0]
    assert main.startswith("When it says 95\u202f%, it was right in 4 of 4 cases: too few to say.")


def test_a_run_without_a_test_part_does_not_hide_that_of_the_next(
    results_page: Any, open_project: Any, session: Session
) -> None:
    open_project(runs=2)
    made = results_page()
    run = session.project.run(2)
    figures = {name: value for name, value in run.metrics.items() if name != "test"}
    session.project.store.update_run(2, status="stopped", metrics=figures)
    session.project.reload_runs()
    session.drain()
    assert made.chosen_run.id == 2 and made.part.key == "validation"
    made.run.setCurrentIndex(1)
    assert made.chosen_run.id == 1 and made.part.key == "test"
