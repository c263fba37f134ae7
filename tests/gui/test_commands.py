"""Keeping a report and the answers to a table from the menu: the dialogs, what they ask for, and what is sent on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog

from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult
from mmgui.core.data.project import Project
from mmgui.gui.commands import folder_to_start_in


@pytest.fixture
def project_with_runs(tmp_path):
    """Three labelled texts; two runs that ended with figures, one that did not."""
    examples = tuple(Example(k, {"words": f"text {k}"}, "ab"[k % 2], "train") for k in range(3))
    with Project.create(tmp_path / "p.mmproj") as project:
        project.add(ImportResult(ExampleSet((Field("words", "text"),), examples), ()))
        for figures in ({"test": {"accuracy": 0.5}}, {"test": {"accuracy": 0.9}}, {}):
            run = project.add_run("attention", {"fusion": "attention"})
            project.update_run(run.id, status="completed" if figures else "stopped", metrics=figures)
    return tmp_path / "p.mmproj"


def dialog_of(window, qtbot) -> QFileDialog:
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QFileDialog)))
    return next(d for d in window.findChildren(QFileDialog) if d.isVisible())


def choose(dialog, path) -> None:
    dialog.fileSelected.emit(str(path))
    dialog.done(QFileDialog.DialogCode.Accepted)


def test_a_report_is_asked_for_and_sent_to_the_session(
    window, qtbot, session, project_with_runs, tmp_path, monkeypatch
):
    action = _action(window)
    assert not action.isEnabled()
    session.project.open(project_with_runs)
    qtbot.waitUntil(action.isEnabled)
    asked = []
    monkeypatch.setattr(session.exports, "save_report", lambda run_id, path, _pdf: asked.append((run_id, path)))
    action.trigger()
    dialog = dialog_of(window, qtbot)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert [f.split("(")[1] for f in dialog.nameFilters()] == ["*.html)", "*.pdf)"]
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "pdf"
    choose(dialog, tmp_path / "kept" / "r.pdf")
    assert asked == [(session.project.runs[1].id, tmp_path / "kept" / "r.pdf")]  # the newest with figures
    assert session.settings.last_folder == str(tmp_path / "kept")


def test_a_table_is_asked_for_and_then_a_name(window, qtbot, session, tmp_path, monkeypatch):
    action = _action(window, "save_predictions")
    assert not action.isEnabled()  # no model is loaded
    asked = []
    monkeypatch.setattr(session.exports, "save_predictions", lambda source, path, _ask: asked.append((source, path)))
    from mmgui.gui.commands import Commands

    Commands(session, window).save_predictions()
    first = dialog_of(window, qtbot)
    assert {"*.csv", "*.ods", "*.json", "*.parquet", "*.zip", "*.tgz"} < set(first.nameFilters()[0][8:-1].split())
    choose(first, tmp_path / "posts.csv")
    second = dialog_of(window, qtbot)
    assert second.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert second.defaultSuffix() == "xlsx"
    choose(second, tmp_path / "answers.xlsx")
    assert asked == [(tmp_path / "posts.csv", tmp_path / "answers.xlsx")]


def test_the_window_gives_the_session_its_way_to_draw_pages(
    window, qtbot, session, project_with_runs, tmp_path, monkeypatch
):
    from mmgui.core.reporting.blocks import Paragraph, Report, Section

    action = _action(window)
    session.project.open(project_with_runs)
    qtbot.waitUntil(action.isEnabled)
    ways = []
    monkeypatch.setattr(session.exports, "save_report", lambda _run_id, _path, write_pdf: ways.append(write_pdf))
    action.trigger()
    choose(dialog_of(window, qtbot), tmp_path / "r.pdf")
    report = Report("t", "s", "en", "m", (Section("x", (Paragraph("y"),)),))
    ways[0](tmp_path / "r.pdf", report, None)
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def _action(window, name: str = "save_report"):
    from PySide6.QtGui import QAction

    return window.findChild(QAction, name)


def test_a_project_is_renamed_copied_and_its_examples_kept(
    window, qtbot, session, project_with_runs, tmp_path, monkeypatch
):
    assert not any(_action(window, name).isEnabled() for name in ("rename_project", "copy_project", "save_examples"))
    session.project.open(project_with_runs)
    rename = _action(window, "rename_project")
    qtbot.waitUntil(rename.isEnabled)
    rename.trigger()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QInputDialog)))
    question = next(d for d in window.findChildren(QInputDialog) if d.isVisible())
    assert question.textValue() == "p"
    question.setTextValue("Holidays")
    question.accept()
    qtbot.waitUntil(lambda: window.top_bar.name.text() == "Holidays", timeout=10_000)
    assert session.project.path == tmp_path / "Holidays.mmproj" and window.windowTitle().startswith("Holidays")
    asked = []
    for name in ("copy_project", "save_examples"):
        monkeypatch.setattr(session.exports, name, asked.append)
        _action(window, name).trigger()
        dialog = dialog_of(window, qtbot)
        assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
        choose(dialog, tmp_path / f"{name} v1.2")
    assert asked == [tmp_path / "copy_project v1.2.mmproj", tmp_path / "save_examples v1.2.xlsx"]


def test_a_model_is_saved_as_one_file_or_as_a_folder(window, qtbot, session, plant, tmp_path, monkeypatch):
    save = _action(window, "save_model")
    assert not save.isEnabled()
    plant()
    qtbot.waitUntil(save.isEnabled)
    asked = []
    monkeypatch.setattr(session.exports, "save_model", asked.append)
    save.trigger()
    dialog = dialog_of(window, qtbot)
    assert dialog.defaultSuffix() == "mmmodel"
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == ""
    choose(dialog, tmp_path / "model")
    assert asked == [tmp_path / "model"]


def test_a_file_dialog_starts_in_the_last_folder_or_at_home_and_never_in_the_working_directory(tmp_path):
    assert folder_to_start_in(str(tmp_path)) == str(tmp_path)
    for gone in ("", str(tmp_path / "gone")):
        assert folder_to_start_in(gone) == str(Path.home())
