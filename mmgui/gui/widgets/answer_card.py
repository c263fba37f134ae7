"""The model's answer with its probabilities, and where it looked most, said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _
from mmgui.gui.modalities import MODALITY_VIEWS
from mmgui.gui.texts import PlainLabel, safe_name
from mmgui.gui.widgets.card import Card, muted_label
from mmgui.gui.widgets.probability_bars import ProbabilityBars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction


class AnswerCard(Card):
    """ "The model says"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("The model says"), parent)
        self.bars = ProbabilityBars()
        self.strongest = PlainLabel(wrap=True)
        self.truth = muted_label()
        self.note = muted_label()
        for part in (self.bars, self.strongest, self.truth, self.note):
            self.body.addWidget(part)

    def show_prediction(self, prediction: Prediction | None, fields: Sequence[Field], label: str | None) -> None:
        """label: what the example that was loaded is labelled with; None if it is not from the data or was changed."""
        if prediction is None:
            self.bars.set_values((), ())
            for part in (self.strongest, self.truth):
                part.setText("")
                part.hide()
            self.note.setText(_("Give it a picture or some words."))
            self.note.show()
            return
        self.bars.set_values(prediction.classes, prediction.probabilities)
        self._set(self.strongest, say_strongest(prediction, fields))
        self._set(self.truth, say_truth(prediction.answer, label))
        milliseconds = max(1, round(prediction.seconds * 1000))
        self._set(self.note, _("Answered in {count} ms.").format(count=milliseconds))

    @staticmethod
    def _set(target: PlainLabel, text: str) -> None:
        target.setText(text)
        target.setVisible(bool(text))


def say_strongest(prediction: Prediction, fields: Sequence[Field]) -> str:
    """ "Strongest: lower middle of the picture; the word “great”."; "" if no map says anything."""
    places = []
    for field in fields:
        heat_map = prediction.heat_maps.get(field.name)
        if heat_map is not None and field.modality in MODALITY_VIEWS:
            places.append(MODALITY_VIEWS.get(field.modality).describe_strongest(heat_map))
    said = "; ".join(place for place in places if place)
    return _("Strongest: {places}.").format(places=said) if said else ""


def say_truth(answer: str, label: str | None) -> str:
    if label is None:
        return ""
    if label == answer:
        return _("The example is labelled “{label}”: the model is right.").format(label=safe_name(label))
    return _("The example is labelled “{label}”: the model is wrong here.").format(label=safe_name(label))


__all__ = ["AnswerCard", "say_strongest", "say_truth"]
