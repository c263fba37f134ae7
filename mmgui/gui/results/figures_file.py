"""Saving the figures of a run as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.saving import SavedFile, saving
from mmgui.gui.commands import folder_to_start_in
from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.session.jobs import Job

if TYPE_CHECKING:
    from mmgui.core.events import Metrics
    from mmgui.session.session import Session


def ask_where(parent: QWidget, session: Session, run: str, part: str, metrics: Metrics) -> None:
    """Ask for a file and write the figures into it. run: the run's name as people read it."""
    dialog = FileDialog(parent, _("Save the figures"), folder_to_start_in(session.settings.last_folder))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    table = _("Table")
    dialog.setNameFilters([f"{table} (*.csv)"])
    dialog.setDefaultSuffix("csv")
    plain = "".join(c if c.isalnum() or c in " -_" else "_" for c in f"{run} {part}").strip()
    dialog.selectFile(f"{plain or part}.csv")
    dialog.fileSelected.connect(lambda path: save_figures(session, Path(path), run, part, metrics))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save_figures(session: Session, path: Path, run: str, part: str, metrics: Metrics) -> None:
    """Write the figures as a table, in the background; what goes wrong arrives as a message."""
    session.change_settings(last_folder=str(path.parent))

    def work(_job: Job) -> None:
        from mmgui.core.reporting.metrics_csv import write_metrics_csv

        with saving(path):
            write_metrics_csv(path, run, part, metrics)

    def done(_nothing: None) -> None:
        session.tell(SavedFile(_("The figures were saved as “{name}”.").format(name=path.name), path))

    session.submit("quick", Job(N_("Saving the figures"), work, on_success=done))


__all__ = ["ask_where", "save_figures"]
