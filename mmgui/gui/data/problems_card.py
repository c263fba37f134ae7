"""How the last import went: one sentence, what could not be used or was left out, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mmgui.core.data.account import Contradiction, ImportAccount
from mmgui.core.i18n import N_, join_names, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.card import Card, link_button
from mmgui.gui.kit.problem_list import ProblemList
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text, breakable
from mmgui.gui.kit.theme import SPACE, set_role


class ProblemsCard(Card):
    """Hidden until something was imported."""

    contradictions_wanted = Signal(object)  # ids of the examples, equal ones beside each other

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Last import"), parent)
        self._ids: tuple[int, ...] = ()
        self.summary = PlainLabel(wrap=True)
        self.list = ProblemList()
        bind_px(self.list, "setMinimumHeight", 20 * SPACE)
        self.contradictions = PlainLabel(wrap=True)
        set_role(self.contradictions, "warning")
        self.show_button = link_button(N_("Show these examples"))
        bind_text(self.show_button, "setAccessibleName", N_("Show the examples that contradict each other"))
        self.show_button.clicked.connect(self._show_contradictions)
        for part in (self.summary, self.list, self.contradictions, self.show_button):
            self.body.addWidget(part)
        self.hide()

    def _show_contradictions(self) -> None:
        self.contradictions_wanted.emit(self._ids)

    def show_account(self, account: ImportAccount | None, standing: Sequence[Contradiction] = ()) -> None:
        """standing: those contradictions of the import that nobody has mended since."""
        self.setVisible(account is not None)
        if account is None:
            return
        counted = replace(account, alike=(), contradictions=())  # they have their own lines, which follow every edit
        self.summary.setText(counted.sentence())
        set_role(self.summary, "good" if counted.is_clean and not counted.unlabelled else "warning")
        self.list.setVisible(bool(account.problems))
        self.list.set_problems(account.problems)
        self._ids = tuple(member for found in standing for member in found.members)
        self.contradictions.setText(breakable(say_contradictions(standing)) if standing else "")
        self.contradictions.setVisible(bool(standing))
        self.show_button.setVisible(bool(standing))


def say_contradictions(found: Sequence[Contradiction]) -> str:
    """ "2 examples stand there with different labels, for example “cat” and “dog”." """
    text = ngettext(
        "{count} example stands there with different labels, for example {labels}.",
        "{count} examples stand there with different labels, for example {labels}.",
        len(found),
    )
    labels = join_names([f"“{one_line(label, 40)}”" for label in found[0].labels[:4]])
    return text.format(count=grouped(len(found)), labels=labels)


__all__ = ["ProblemsCard", "say_contradictions"]
