"""Which sense decided: the shares, what each sense alone would answer, and a sentence when they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.contribution_bar import ContributionBar, Share
from mmgui.gui.kit.fading import fade
from mmgui.gui.kit.sense_sentences import field_title, is_clear, say_agreement, say_decided, say_undecided
from mmgui.gui.kit.texts import PlainLabel, bind_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, current, modality_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction


class SensesCard(Card):
    """ "Which sense decided?" Hidden while there is nothing to compare."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Which sense decided?"), parent)
        self.decided = PlainLabel(wrap=True)
        self.decided.setObjectName("decided")
        self.body.addWidget(self.decided)
        self.bar = ContributionBar()
        self.body.addWidget(self.bar)
        self._row = QHBoxLayout()
        self.body.addLayout(self._row)
        self._row.setSpacing(SPACE)
        self.boxes: list[_SenseBox] = []
        self.about_boxes = muted_label()
        bind_text(
            self.about_boxes,
            "setText",
            N_("“Only”: what that sense's own part says. To take the other one away can give another answer."),
        )
        self.body.addWidget(self.about_boxes)
        self.sentence = PlainLabel(wrap=True)
        self.body.addWidget(self.sentence)

    def show_waiting(self) -> None:
        """What stands here belongs to an older answer, and the new one takes a while."""
        for part in (self.decided, self.bar, self.sentence, *self.boxes):
            fade(part, True)

    def show_prediction(
        self, prediction: Prediction | None, fields: Sequence[Field], *, is_unsure: bool = False
    ) -> None:
        """is_unsure: the program says that it does not know, so nothing is said to have decided."""
        for part in (self.decided, self.bar, self.sentence, *self.boxes):
            fade(part, False)
        shown = [f for f in fields if prediction is not None and f.name in prediction.contributions]
        is_shown = prediction is not None and len(fields) > 1 and bool(shown)
        self.setVisible(is_shown)
        if prediction is None or not shown:
            return
        self.decided.show_text(say_undecided(prediction) if is_unsure else say_decided(prediction, fields))
        self.bar.set_shares(
            [Share(field_title(f, fields), f.modality, prediction.contributions[f.name]) for f in shown]
        )
        singles = {f: prediction.single[f.name] for f in shown if prediction.single.get(f.name)}
        if len(singles) < 2:  # one sense alone says what the answer says; two figures for the same would contradict
            singles = {}
        while len(self.boxes) < len(singles):
            self.boxes.append(_SenseBox())
            self._row.addWidget(self.boxes[-1], 1)
        for number, box in enumerate(self.boxes):
            box.setVisible(number < len(singles))
        self.about_boxes.setVisible(bool(singles))
        for box, (field, probabilities) in zip(self.boxes, singles.items(), strict=False):
            best = max(range(len(probabilities)), key=lambda k: probabilities[k])
            said = f"{one_line(prediction.classes[best], 60)} {percent(probabilities[best])}"
            if not is_clear(probabilities):
                said = _("nothing clear ({answer})").format(answer=said)
            box.show_answer(field_title(field, fields), field.modality, said)
        self.sentence.show_text(say_agreement(prediction, fields, is_unsure=is_unsure))


class _SenseBox(QFrame):
    """ "Picture only: sad 71 %"."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sense")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._modality = ""
        self.title, self.answer = PlainLabel(wrap=True), PlainLabel(wrap=True)
        self.title.setStyleSheet("font-weight: 600;")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE // 2, SPACE, SPACE, SPACE)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.answer)
        layout.addStretch(1)

    def show_answer(self, title: str, modality: str, answer: str) -> None:
        self.title.setText(_("{sense} only").format(sense=title))
        why = _(
            "What the part of the model says that has only this sense. The whole model may answer otherwise when the "
            "other one is taken away."
        )
        plain_tooltip(self, why)
        self.answer.setText(answer)
        if modality != self._modality:
            self._modality = modality
            self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._modality:
            self._colour()

    def _colour(self) -> None:
        colour, theme = modality_colour(self._modality), current()
        sheet = f"#sense {{ border: 1px solid {theme.border}; border-left: 4px solid {colour}; border-radius: 8px; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


__all__ = ["SensesCard", "field_title", "say_agreement"]
