"""Which sense decided: the shares, what each sense alone would answer, and a sentence when they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.modalities import MODALITIES
from mmgui.gui.texts import PlainLabel, safe_name
from mmgui.gui.theme import MODALITY_COLORS, SPACE, current
from mmgui.gui.widgets.card import Card
from mmgui.gui.widgets.contribution_bar import ContributionBar, Share
from mmgui.gui.widgets.probability_bars import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction


class SensesCard(Card):
    """ "Which sense decided?" Hidden while there is nothing to compare."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Which sense decided?"), parent)
        self.bar = ContributionBar()
        self.body.addWidget(self.bar)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE)
        self.boxes: list[_SenseBox] = []
        self.body.addLayout(self._row)
        self.sentence = PlainLabel(wrap=True)
        self.body.addWidget(self.sentence)

    def show_prediction(self, prediction: Prediction | None, fields: Sequence[Field]) -> None:
        shown = [f for f in fields if prediction is not None and f.name in prediction.contributions]
        self.setVisible(prediction is not None and len(fields) > 1 and bool(shown))
        if prediction is None or not shown:
            return
        self.bar.set_shares(
            [Share(field_title(f, fields), f.modality, prediction.contributions[f.name]) for f in shown]
        )
        singles = {f: prediction.single[f.name] for f in shown if prediction.single.get(f.name)}
        while len(self.boxes) < len(singles):
            self.boxes.append(_SenseBox())
            self._row.addWidget(self.boxes[-1], 1)
        for number, box in enumerate(self.boxes):
            box.setVisible(number < len(singles))
        for box, (field, probabilities) in zip(self.boxes, singles.items(), strict=False):
            best = max(range(len(probabilities)), key=lambda k: probabilities[k])
            box.show_answer(field_title(field, fields), field.modality, prediction.classes[best], probabilities[best])
        text = say_agreement(prediction, fields)
        self.sentence.setText(text)
        self.sentence.setVisible(bool(text))


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

    def show_answer(self, title: str, modality: str, answer: str, probability: float) -> None:
        self.title.setText(_("{sense} only").format(sense=title))
        self.answer.setText(f"{safe_name(answer, 60)} {percent(probability)}")
        self._modality = modality
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._modality:
            self._colour()

    def _colour(self) -> None:
        colour, theme = MODALITY_COLORS.get(self._modality, current().muted), current()
        sheet = f"#sense {{ border: 1px solid {theme.border}; border-left: 4px solid {colour}; border-radius: 8px; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


def field_title(field: Field, fields: Sequence[Field]) -> str:
    """ "Picture"; with its own name if the model has several fields of that kind."""
    if field.modality not in MODALITIES:
        return safe_name(field.name, 40)
    title = MODALITIES.get(field.modality).title()
    is_alone = sum(f.modality == field.modality for f in fields) == 1
    return title if is_alone else f"{title} ({safe_name(field.name, 30)})"


def say_agreement(prediction: Prediction, fields: Sequence[Field]) -> str:
    """What the senses say alone, and together; "" if fewer than two were there."""
    alone = {}
    for field in fields:
        probabilities = prediction.single.get(field.name)
        if probabilities and field.name not in prediction.missing:
            best = max(range(len(probabilities)), key=lambda k: probabilities[k])
            alone[field_title(field, fields)] = prediction.classes[best]
    if prediction.missing:
        names = [field_title(f, fields) for f in fields if f.name in prediction.missing]
        return _("Missing: {names}. The model answered with what is there.").format(names=", ".join(names))
    if len(alone) < 2:
        return ""
    answers = set(alone.values())
    together = safe_name(prediction.answer)
    if answers == {prediction.answer}:
        return _("The senses agree: each alone says {answer}.").format(answer=together)
    if len(answers) == 1:
        return _("Each sense alone says {alone}; only together they say {answer}.").format(
            alone=safe_name(answers.pop()), answer=together
        )
    said = ", ".join(
        _("{sense} alone says {answer}").format(sense=sense, answer=safe_name(answer))
        for sense, answer in alone.items()
    )
    return _("The senses disagree: {said}. Together: {answer}.").format(said=said, answer=together)


__all__ = ["SensesCard", "field_title", "say_agreement"]
