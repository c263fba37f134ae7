"""How an import went: "imported 1 231 of 1 247, 16 problems", and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _, ngettext
from mmgui.gui.texts import PlainLabel
from mmgui.gui.theme import SPACE, set_role
from mmgui.gui.widgets.card import Card
from mmgui.gui.widgets.problem_list import ProblemList

if TYPE_CHECKING:
    from mmgui.session.open_project import ImportOutcome


class ProblemsCard(Card):
    """Hidden until something was imported."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Last import"), parent)
        self.summary = PlainLabel(wrap=True)
        self.list = ProblemList()
        self.list.setMinimumHeight(20 * SPACE)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.list)
        self.hide()

    def show_outcome(self, outcome: ImportOutcome | None) -> None:
        self.setVisible(outcome is not None)
        if outcome is None:
            return
        self.summary.setText(say_outcome(outcome.imported, outcome.total, len(outcome.problems)))
        set_role(self.summary, "warning" if outcome.problems else "good")
        self.list.setVisible(bool(outcome.problems))
        self.list.set_problems(outcome.problems)


def say_outcome(imported: int, total: int, problems: int) -> str:
    """ "Imported 1 231 of 1 247, 16 problems." """
    done = _("Imported {imported} of {total}").format(imported=grouped(imported), total=grouped(total))
    if not problems:
        return _("{done}, no problems.").format(done=done)
    found = ngettext("{count} problem", "{count} problems", problems).format(count=grouped(problems))
    return _("{done}, {problems}.").format(done=done, problems=found)


def grouped(number: int) -> str:
    """ "1 231", with a narrow space that never breaks."""
    return f"{number:,}".replace(",", "\u202f")


__all__ = ["ProblemsCard", "grouped", "say_outcome"]
