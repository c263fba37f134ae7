"""Before a race: what it is, who takes part, how long, and the races that were run before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.models.catalogue import PRESETS, preset_title
from mmgui.core.text import duration, one_line, plain
from mmgui.gui.kit.card import Card, muted_label, title_label
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.steady_button import SteadyButton
from mmgui.gui.kit.texts import bind_text, button_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.tick_box import TickBox
from mmgui.gui.race.runners import race_line

if TYPE_CHECKING:
    from mmgui.core.race.entrants import Entrant, RacePlan, RaceResult
    from mmgui.session.session import Session

_MOST_PAST = 8  # races in the list
_KINDS = {"baseline": N_("Plain methods"), "single": N_("One sense"), "fusion": N_("All together (fusion)")}


class RaceSetup(QWidget):
    """Makes a RacePlan. `start_wanted`; `past_wanted(number)`: look at an earlier race."""

    start_wanted = Signal()
    past_wanted = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._entrants: tuple[Entrant, ...] = ()
        self.boxes: dict[str, TickBox] = {}
        self._preset, self._order = "quick", "turns"
        card = Card(N_("A race between the senses"))
        self.about = muted_label()
        bind_text(
            self.about,
            "setText",
            N_(
                "Is it worth looking at everything together? Single senses, ways of joining them and plain methods "
                "without a network learn from the same examples; the examples kept for testing say who was right, "
                "and how sure that is."
            ),
        )
        self.who = title_label(N_("Who takes part?"))
        self.kinds = QWidget()
        columns = QHBoxLayout(self.kinds)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(SPACE)
        self._columns: dict[str, QVBoxLayout] = {}
        for kind, title in _KINDS.items():
            heading = muted_label(wrap=False)
            bind_text(heading, "setText", title)
            self._columns[kind] = QVBoxLayout()
            self._columns[kind].setSpacing(2)
            outer = QVBoxLayout()
            columns.addLayout(outer, 1)
            outer.addWidget(heading)
            outer.addLayout(self._columns[kind])
            outer.addStretch(1)
        self.presets = ChipChooser()
        self.presets.chosen.connect(self._preset_chosen)
        self.order = ChipChooser()
        self.order.chosen.connect(self._order_chosen)
        self.estimate = muted_label()
        self.start_button = SteadyButton()
        set_role(self.start_button, "primary")
        bind_text(self.start_button, "setText", N_("Start the race"))
        bind_text(self.start_button, "setAccessibleName", N_("Start the race"))
        bind_icon(self.start_button, "play", "on_accent")
        self.start_button.clicked.connect(self.start_wanted)
        body = card.body
        body.addWidget(self.about)
        body.addSpacing(SPACE // 2)
        body.addWidget(self.who)
        body.addWidget(self.kinds)
        body.addSpacing(SPACE // 2)
        body.addWidget(title_label(N_("Training length")))
        body.addWidget(self.presets)
        body.addWidget(title_label(N_("In which order?")))
        body.addWidget(self.order)
        body.addSpacing(SPACE // 2)
        body.addWidget(self.estimate)
        body.addWidget(self.start_button)
        self.past = Card(N_("Earlier races"))
        self._past_list = QVBoxLayout()
        self.past.body.addLayout(self._past_list)
        self._past_list.setSpacing(0)
        self._shown_past: tuple[object, ...] = ()
        self.past_buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE - 4)
        column.addWidget(card)
        column.addWidget(self.past)
        column.addStretch(1)

    def plan(self) -> RacePlan:
        """What is chosen now."""
        from mmgui.core.race.entrants import RacePlan

        return RacePlan(
            entrants=tuple(e for e in self._entrants if self.boxes[e.name].isChecked()),
            preset=self._preset,  # type: ignore[arg-type]
            device=self._session.settings.device,  # type: ignore[arg-type]
            interleaved=self._order == "turns",
        )

    def refresh(self) -> None:
        """Read the session again, in the language of now."""
        race = self._session.race
        self._show_entrants(race.everyone(self._preset))
        self.who.setVisible(bool(self._entrants))
        self.kinds.setVisible(bool(self._entrants))
        self.presets.set_options([Option(key, preset_title(key)) for key in PRESETS], self._preset)
        orders = (
            Option("turns", _("In turns"), _("Everyone learns an epoch, then the next: a race to watch.")),
            Option("whole", _("One after another"), _("Who has finished is kept if you stop early.")),
        )
        self.order.set_options(orders, self._order)
        self._show_past(race.past)
        self._show_estimate()

    # -- parts -------------------------------------------------------------------------------------------------------

    def _show_entrants(self, entrants: tuple[Entrant, ...]) -> None:
        if [e.name for e in entrants] != list(self.boxes):
            was = {name: box.isChecked() for name, box in self.boxes.items()}
            for entrant in self._entrants:
                discard(self.boxes[entrant.name], self._columns[entrant.kind])
            self.boxes = {}
            for entrant in entrants:
                box = TickBox()
                box.setChecked(was.get(entrant.name, entrant.is_usual))
                box.toggled.connect(self._show_estimate)
                self._columns[entrant.kind].addWidget(box)
                self.boxes[entrant.name] = box
        self._entrants = entrants
        for entrant in entrants:
            box, explanation = self.boxes[entrant.name], plain(entrant.explain())
            box.setText(button_text(one_line(entrant.title(), 24)))
            box.setAccessibleName(one_line(entrant.title(), 60))
            box.setAccessibleDescription(explanation)
            plain_tooltip(box, explanation)

    def _show_estimate(self, _on: bool = False) -> None:
        plan = self.plan()
        self.start_button.setEnabled(self._session.race.can_start and len(plan.entrants) >= 2)
        if self._session.training.is_active:
            self.estimate.setText(_("A training is running; the race can start when it has ended."))
        elif self._entrants and len(plan.entrants) < 2:
            self.estimate.setText(_("Choose at least two."))
        else:
            self.estimate.setText(self._estimate_text(plan))

    def _estimate_text(self, plan: RacePlan) -> str:
        if not plan.entrants or self._session.project.examples is None:
            return ""
        seconds = self._session.race.estimate(plan)
        if seconds is None:
            return _("How long it takes is not known yet: nothing has been trained here at this length.")
        if seconds < 1:
            return _("This takes a moment.")
        text = _("This takes about {duration}, judging by what was trained here.")
        return text.format(duration=duration(_coarse(seconds)))

    def _show_past(self, past: Sequence[RaceResult]) -> None:
        shown = [(race.number, race_line(race)) for race in reversed(past)][:_MOST_PAST]
        self.past.setVisible(bool(shown))
        if tuple(shown) == self._shown_past:
            return
        self._shown_past = tuple(shown)
        for button in self.past_buttons:
            discard(button, self._past_list)
        self.past_buttons = []
        for number, line in shown:
            button = QPushButton(button_text(line))
            set_role(button, "link")
            button.setAccessibleName(line)
            button.clicked.connect(partial(self._past_clicked, number))
            self._past_list.addWidget(button)
            self.past_buttons.append(button)

    def _past_clicked(self, number: int, _checked: bool = False) -> None:
        self.past_wanted.emit(number)

    def _preset_chosen(self, key: str) -> None:
        self._preset = key
        self.refresh()

    def _order_chosen(self, key: str) -> None:
        self._order = key


def _coarse(seconds: float) -> float:
    return round(seconds / 10) * 10 if seconds >= 20 else seconds
