"""The model's answer with its probabilities, or "I don't know"; and where it looked most, said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import N_, _, join_parts
from mmgui.core.text import one_line, percent
from mmgui.gui.kit.card import Card, link_button, muted_label
from mmgui.gui.kit.fading import fade
from mmgui.gui.kit.sense_sentences import say_unfamiliar, weighs_little
from mmgui.gui.kit.text_size import follow_text_size
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import set_role
from mmgui.gui.trying.least_sure_slider import LeastSureSlider
from mmgui.gui.trying.probability_bars import ProbabilityBars
from mmgui.modalities import MODALITIES, say_give

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmgui.core.data.example import Field
    from mmgui.core.inference.prediction import Prediction


class AnswerCard(Card):
    """ "The model says"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("The model says"), parent)
        self.time = muted_label(wrap=False)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self.time)
        self.bars = ProbabilityBars()
        self.guess, self.unfamiliar, self.strongest = (PlainLabel(wrap=True) for _number in range(3))
        set_role(self.unfamiliar, "warning")
        self.truth, self.note = muted_label(), muted_label()
        self.correct = link_button(N_("The label is wrong…"))
        self.correct.hide()
        self.least_sure = LeastSureSlider()
        self._told = (self.bars, self.unfamiliar, self.strongest, self.truth)
        for part in (*self._told, self.correct, self.note, self.least_sure):
            self.body.addWidget(part)
        layout = self.bars.layout()
        layout.insertWidget(1, self.guess)  # type: ignore[union-attr]
        follow_text_size(self, AnswerCard._fit_time)

    def show_prediction(self, prediction: Prediction | None, fields: Sequence[Field], label: str | None) -> None:
        """label: what the example that was loaded is labelled with; None if it is not from the data or was changed."""
        for shown in self._told:
            fade(shown, False)
        self.correct.setVisible(prediction is not None and label is not None)
        if prediction is None:
            self.bars.set_values((), ())
            for part in (self.guess, self.unfamiliar, self.strongest, self.truth, self.time):
                part.show_text("")
            self.note.show_text(say_give(f.modality for f in fields))
            return
        is_unsure = self.is_unsure(prediction)
        headline = _("I don't know") if is_unsure else ""
        self.bars.set_values(prediction.classes, prediction.probabilities, headline=headline)
        best = {"answer": one_line(prediction.answer), "share": percent(prediction.confidence)}
        guess = _("Its best guess is {answer}, but it is only {share} sure.").format(**best) if is_unsure else ""
        self.guess.show_text(guess)
        self.unfamiliar.show_text(say_unfamiliar(prediction, fields))
        self.strongest.show_text(say_strongest(prediction, fields))
        self.truth.show_text(say_truth(prediction.answer, label))
        self.note.show_text("")
        milliseconds = max(1, round(prediction.seconds * 1000))
        self._fit_time()
        self.time.show_text(_("Answered in {count} ms.").format(count=milliseconds))

    def is_unsure(self, prediction: Prediction) -> bool:
        """It is less sure than it must be: the card says “I don't know”."""
        return prediction.confidence * 100 < self.least_sure.percent

    def show_waiting(self, is_coming: bool) -> None:
        """The answer to what is given now takes a while, or did not come: the old one fades."""
        for part in self._told:
            fade(part, True)
        self.note.show_text("")
        self._fit_time()
        self.time.show_text(_("Answering…") if is_coming else _("No answer."))

    def _fit_time(self) -> None:
        """A fixed size: the figure changes at every keystroke, and nothing may be laid out anew because of it."""
        metrics = self.time.fontMetrics()
        width = metrics.horizontalAdvance(_("Answered in {count} ms.").format(count="88888")) + 4
        if self.time.size() != QSize(width, metrics.height() + 2):
            self.time.setFixedSize(width, metrics.height() + 2)


def say_strongest(prediction: Prediction, fields: Sequence[Field]) -> str:
    """ "Strongest: lower middle of the picture; the word “great”."; "" if no map says anything.

    Of a sense that hardly counts in the answer, or speaks against it, no place is strong.
    """
    places = []
    for field in fields:
        heat_map = prediction.heat_maps.get(field.name)
        if heat_map is not None and not weighs_little(prediction, field.name):
            places.append(MODALITIES.get(field.modality).describe(heat_map.layout, heat_map.weights))
    said = join_parts(place for place in places if place)
    return _("Strongest: {places}.").format(places=said) if said else ""


def say_truth(answer: str, label: str | None) -> str:
    if label is None:
        return ""
    if label == answer:
        return _("The example is labelled “{label}”: the model is right.").format(label=one_line(label))
    return _("The example is labelled “{label}”: the model is wrong here.").format(label=one_line(label))


__all__ = ["AnswerCard", "say_strongest", "say_truth"]
