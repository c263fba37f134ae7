"""The model that answers: name, how good it is, how large; and the way to another one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from mmgui.core.i18n import N_, _, join_sentences, ngettext
from mmgui.core.measured import accuracy_or_count, say_too_few
from mmgui.core.models.catalogue import fusion_title
from mmgui.core.text import grouped, measured_percent, one_line
from mmgui.gui.kit.card import Card, link_button
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.texts import PlainLabel, button_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE

if TYPE_CHECKING:
    from mmgui.session.open_model import ModelCard


class ModelFacts(Card):
    """Shows what it is told; the choice of a run and the wish for a file are signals."""

    run_chosen = Signal(int)
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Model"), parent)
        self._runs: tuple[tuple[int, str], ...] = ()
        self.lines = [PlainLabel(wrap=True) for _number in range(3)]
        self.other_run = link_button(N_("Load another run…"))
        self.other_file = link_button(N_("Load a model file…"))
        for part in self.lines:
            self.body.addWidget(part)
        ways = QWidget()
        flow = FlowLayout(ways, 2 * SPACE, 0)
        for button in (self.other_run, self.other_file):
            flow.addWidget(button)
        self.body.addWidget(ways)
        self.menu = QMenu(self)
        self.other_run.clicked.connect(self._open_menu)
        self.other_file.clicked.connect(self.file_wanted)

    def show_model(self, card: ModelCard | None, runs: Sequence[tuple[int, str]], title: str = "") -> None:
        """runs: (id, title) of the finished runs, newest first. title: of the model, if it is a run."""
        self._runs = tuple(runs)
        self.other_run.setVisible(bool(self._runs))
        if card is None:
            texts = [_("No model is loaded."), "", ""]
        else:
            texts = [
                title or one_line(card.name),
                _say_how_good(card),
                f"{one_line(fusion_title(card.fusion))} · {say_weights(card.weights)}",
            ]
            plain_tooltip(self.lines[0], str(card.path))
        for line, text in zip(self.lines, texts, strict=True):
            line.show_text(text)
        self.menu.clear()
        for run_id, name in self._runs:
            self.menu.addAction(button_text(name)).triggered.connect(partial(self._choose, run_id))

    def _choose(self, run_id: int, _checked: bool = False) -> None:
        self.run_chosen.emit(run_id)

    def _open_menu(self) -> None:
        self.menu.popup(self.other_run.mapToGlobal(self.other_run.rect().bottomLeft()))


def _say_how_good(card: ModelCard) -> str:
    """On the test part; "" if nothing was measured there."""
    if card.tested is not None and (few := say_too_few(card.tested)):
        return join_sentences(
            (_("right in {share} examples of the test.").format(share=accuracy_or_count(card.tested)), few)
        )
    if card.accuracy is None:
        return ""
    return _("right in {share} of the test (accuracy {accuracy:.2f})").format(
        share=measured_percent(card.accuracy), accuracy=card.accuracy
    )


def say_weights(count: int) -> str:
    """ "0.6 M weights"."""
    if count >= 100_000:
        return _("{count} M weights").format(count=f"{count / 1e6:.1f}")
    return ngettext("{count} weight", "{count} weights", count).format(count=grouped(count))


__all__ = ["ModelFacts", "say_weights"]
