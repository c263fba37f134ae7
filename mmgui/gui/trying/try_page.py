"""Try: give the model something, see its answer, where it looked, and which sense decided."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.i18n import N_
from mmgui.gui.actions import Actions
from mmgui.gui.cards.field_card import FieldCard
from mmgui.gui.cards.lookup import card_of
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.example_gallery import ExampleGallery
from mmgui.gui.kit.label_menu import label_menu, pop_up
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.picture_view import PictureView
from mmgui.gui.kit.run_entries import run_title
from mmgui.gui.kit.scrolling import TallScrollArea
from mmgui.gui.kit.sense_sentences import weighs_little
from mmgui.gui.kit.senses_card import SensesCard
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.trying.answer_card import AnswerCard
from mmgui.gui.trying.counterfactual_card import CounterfactualCard
from mmgui.gui.trying.counterfactuals import TryCounterfactuals
from mmgui.gui.trying.cover_history import CoverHistory
from mmgui.gui.trying.exports import TryExports
from mmgui.gui.trying.heat_controls import HeatControls
from mmgui.gui.trying.lesson_card import LessonCard
from mmgui.gui.trying.maps import TryMaps
from mmgui.gui.trying.model_facts import ModelFacts
from mmgui.gui.trying.no_model import NoModel
from mmgui.gui.trying.save_card import SaveCard
from mmgui.gui.trying.still_learning import StillLearning
from mmgui.gui.trying.uncertainty import TryUncertainty
from mmgui.gui.trying.waiting import TryWaiting
from mmgui.gui.trying.worsening import TryWorsening
from mmgui.modalities import MODALITIES, kinds_of_file
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.inference.prediction import Prediction

_NARROW_PX = 1040  # below it the third column goes under the others


class TryPage(QWidget):
    """Shows the session's model and newest prediction; asks for a new one at every change."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._fields: tuple[Field, ...] = ()
        self._model_path: Path | None = None
        self._wanted: tuple[int, Example] | None = None  # an example to show as soon as this run's model is loaded
        self._number = -1  # the request whose answer is shown; -1 = none
        self._shown_examples: ExampleSet | None = None
        self._shown_project: Path | None = None
        self._loaded: Example | None = None  # the example that was put into the cards last
        self.cards: dict[str, FieldCard] = {}
        self.covers = self.undo_steps = CoverHistory(actions.refresh)  # what Undo means on this page
        self.controls = HeatControls(self)
        self.controls.hide()
        self.answer, self.senses, self.counterfactuals = AnswerCard(), SensesCard(), CounterfactualCard()
        self.maps = TryMaps(session, self.controls, self._predict, self)
        self.trying_counterfactuals = TryCounterfactuals(
            session, self.counterfactuals, lambda: self.answer.least_sure.percent / 100, self
        )
        self.waiting = TryWaiting(session, self.answer, self.senses, self.maps, self)
        self.another = Card(N_("Try another"))
        self.examples = ExampleGallery(is_compact=True)
        self.facts, self.keep, self.still_learning = ModelFacts(), SaveCard(), StillLearning(session)
        self.lesson = LessonCard(session)
        self.worsening = TryWorsening(session, self)
        self.keep.add_table_button(actions.button("save_predictions", "link"))
        self.exports = TryExports(session, self.keep, self.controls, self._shown_prediction, self)
        self._stack = QStackedWidget()
        self.no_model = NoModel(session, actions)
        self._stack.addWidget(self.no_model)
        self._stack.addWidget(self._make_content())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self.still_learning)  # below, where its coming and going moves nothing
        self._connect()
        self.lesson.refresh()
        self.worsening.refresh()
        self._model_changed()
        self.least_sure = TryUncertainty(session, self.answer.least_sure, self._show_answer, self)
        follow_text_size(self, TryPage._arrange)

    def _connect(self) -> None:
        self.controls.strength_changed.connect(self._set_strength)
        self.controls.method_chosen.connect(self._predict)
        self.controls.colours_chosen.connect(self._set_colours)
        self.answer.correct.clicked.connect(self._offer_label)
        self.examples.clicked.connect(self._load_row)
        self.examples.chosen.connect(self._load)
        self.facts.run_chosen.connect(self._session.model.load_run)
        self.facts.file_wanted.connect(partial(self._actions.trigger, "load_model"))
        self._session.subscribe("model", self._model_changed)
        self._session.subscribe("prediction", self._show_prediction)
        self._session.subscribe("runs", self._show_model)
        self._session.subscribe("training", self._training_changed)
        self._session.subscribe("jobs", self.no_model.refresh)
        for asking in (self.still_learning.wanted, self.no_model.best_wanted):
            asking.connect(self._session.training.try_best)
        self._session.subscribe("examples", self._examples_changed)
        self._session.subscribe("project", self._examples_changed)

    def refresh(self) -> None:
        """Say texts made from data in the present language."""
        self._training_changed()
        for card in self.cards.values():
            card.refresh()
        self.controls.refresh()
        self.keep.refresh()
        self.lesson.refresh()
        self._show_model()
        self._show_prediction()
        self.waiting.refresh()
        self.maps.refresh()
        self.counterfactuals.refresh()
        self.least_sure.refresh()

    # -- parts -------------------------------------------------------------------------------------------------------

    def _training_changed(self) -> None:
        self.no_model.refresh()
        self.still_learning.refresh()

    def _make_content(self) -> QWidget:
        self._inputs = QVBoxLayout()
        self._inputs.setSpacing(3 * SPACE // 2)
        self._inputs.addWidget(self.worsening.row)
        self._inputs.addStretch(1)  # cards stand above it
        answers = QVBoxLayout()
        answers.setSpacing(3 * SPACE // 2)
        answers.addWidget(self.answer)
        answers.addWidget(self.senses)
        answers.addWidget(self.lesson)
        answers.addStretch(1)
        bind_px(self.examples, "setFixedHeight", 28 * SPACE)
        bind_text(self.examples, "setAccessibleName", N_("Test examples"))
        hint = muted_label()
        bind_text(hint, "setText", N_("Examples that the model has never learnt from."))
        self.another.body.addWidget(self.examples)
        self.another.body.addWidget(hint)
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._side.setSpacing(3 * SPACE // 2)
        for cards in ((self.counterfactuals, self.another), (self.facts, self.keep)):
            pair = QVBoxLayout()
            self._side.addLayout(pair)
            pair.setSpacing(3 * SPACE // 2)
            for card in cards:
                pair.addWidget(card)
            pair.addStretch(1)
        self._side.addStretch(1)
        content = QWidget()
        content.setProperty("role", "page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(2 * SPACE, 3 * SPACE // 2, 2 * SPACE, 3 * SPACE // 2)
        self._columns.setSpacing(2 * SPACE)
        above = QHBoxLayout()
        self._columns.addLayout(above, 92)
        above.setSpacing(2 * SPACE)
        above.addWidget(_column(self._inputs, 320), 46)
        above.addWidget(_column(answers, 280), 46)
        self._columns.addWidget(_column(self._side, 240), 33)
        self._scroll = TallScrollArea(content)
        return self._scroll

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.maps.come_into_view()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.width() < scaled(_NARROW_PX)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self._side.setDirection(directions.LeftToRight if is_narrow else directions.TopToBottom)
        for place, stretch in enumerate((1, 1, 0) if is_narrow else (0, 0, 1)):  # below the others: two by two
            self._side.setStretch(place, stretch)
        for card in self.cards.values():
            for view in card.findChildren(PictureView):
                view.updateGeometry()

    # -- the session's side ------------------------------------------------------------------------------------------

    def _model_changed(self) -> None:
        card = self._session.model.card
        self._stack.setCurrentIndex(0 if card is None else 1)
        if card is not None:
            if card.fields != self._fields:
                self._make_cards(card.fields)
            for field in card.fields:
                self.cards[field.name].set_known(self._session.model.input_of(field))
            self.controls.set_methods(card.methods)
            self.controls.set_kinds(shown.modality for shown in self.cards.values())
            if card.path != self._model_path:
                self._model_path = card.path
                self._scroll.verticalScrollBar().setValue(0)
                self._number = -1
                self._examples_changed()
                self._predict()
            elif self._session.model.prediction is None:  # the same model was loaded again
                self._predict()
        else:
            self._model_path = None
        self.still_learning.refresh()
        self._show_model()
        self._show_prediction()
        if self._wanted is not None and self._wanted[0] == self._session.model.run_id:
            self._load_wanted()

    def show_example(self, run_id: int, example: Example) -> None:
        """Show an example with a run's model; it is loaded first, if it is another one."""
        self._wanted = (run_id, example)
        if self._session.model.run_id == run_id:
            self._load_wanted()
        else:
            self._session.model.load_run(run_id)

    def show_file(self, path: Path) -> None:
        """Put a media file into the first card that takes such files."""
        kinds = {kind.name for kind in kinds_of_file(path)}
        name = next((f.name for f in self._fields if f.modality in kinds), None)
        if name is not None:
            self.cards[name].set_value(path)

    def _load_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._load(wanted[1])

    def _make_cards(self, fields: tuple[Field, ...]) -> None:
        for card in self.cards.values():
            discard(card, self._inputs)
        self.controls.setParent(self)
        self._fields, self._shown_examples = fields, None
        known = sorted(fields, key=lambda f: MODALITIES.get(f.modality).order)
        self.cards = {f.name: card_of(f) for f in known}
        for number, (name, card) in enumerate(self.cards.items()):
            card.setObjectName(f"field-{name}")
            card.value_changed.connect(partial(self._card_changed, name))
            card.refused.connect(self._refused)
            if number == 0:
                card.add_controls(self.controls)
                self.controls.show()
            self._inputs.insertWidget(1 + number, card)
        self.covers.begin(self.cards)
        self._set_strength(self.controls.strength)
        self._set_colours(self.controls.legend.colours)
        self.maps.set_cards(self.cards)
        self.worsening.set_cards(self.cards)
        self.trying_counterfactuals.set_cards(self.cards)
        self.exports.set_cards(self.cards)

    def _show_model(self) -> None:
        runs = [(run.id, run_title(self._session, run)) for run in reversed(self._session.project.runs) if run.metrics]
        shown = self._session.project.run(self._session.model.run_id or -1)  # one that still learns is not in the list
        self.facts.show_model(self._session.model.card, runs, run_title(self._session, shown) if shown else "")

    def _examples_changed(self) -> None:
        """Offer the test part, or everything if there is no test part; load the first one into an empty page."""
        examples = self._session.project.examples
        if examples is None or not set(self.cards) & {f.name for f in examples.fields}:
            self.another.hide()
            self.examples.set_examples(None)
            self._shown_examples = None
        elif examples is not self._shown_examples:
            test = examples.part("test")
            shown = test if len(test) else examples
            path = self._session.project.path
            is_new = self._shown_examples is None or path != self._shown_project
            is_untouched = self._is_shown(self._loaded)  # what is shown is one of the project before
            self._shown_examples, self._shown_project = examples, path
            self.another.show()
            self.examples.set_examples(shown)
            has_own = any(card.kept_value() is not None for card in self.cards.values()) and not is_untouched
            if is_new:
                self._scroll.verticalScrollBar().setValue(0)
            if is_new and len(shown) and not has_own:
                self._load(shown.examples[0])
            self._show_answer()  # a label may be another one now
        self.exports.allow()

    # -- prediction --------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.covers.wanted(event) is not None:
            event.accept()  # a cover is taken back before an edit of the project; in a text field the typing
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (move := self.covers.wanted(event)) is not None:
            move()
        else:
            super().keyPressEvent(event)

    def _card_changed(self, name: str) -> None:
        self.covers.note(name, self.cards[name])
        self._value_changed()

    def _value_changed(self) -> None:
        self.trying_counterfactuals.values_changed()
        self._predict()

    def _predict(self, *_: object) -> None:
        """Ask for an answer to what the cards show now; the session drops what is out of date."""
        if self.maps.is_reading:
            self.waiting.begin()
            return  # the card will call again
        values = {name: card.shown_value() for name, card in self.cards.items()}
        if all(value is None for value in values.values()):
            self._number = -1
            self._show_prediction()
        else:
            self._number = self._session.model.predict(values, self.controls.chosen_method)
            self.waiting.begin()
        self.exports.allow()

    def _show_prediction(self) -> None:
        """The cards, the answer and what explains it; an answer to something older is passed over."""
        prediction = self._shown_prediction()
        if prediction is None and self._number >= 0 and self._session.model.prediction is not None:
            return  # the newer one is on its way
        if prediction is not None or self._number < 0:
            self.waiting.end()
        for name, card in self.cards.items():
            card.set_is_pale(prediction is not None and bool(weighs_little(prediction, name)))
            card.show_heat_map(prediction.heat_maps.get(name) if prediction is not None else None)
        self._show_answer()
        if self.waiting.is_late:
            self._show_senses(prediction)
        self.maps.show_prediction(prediction)
        self.trying_counterfactuals.show_prediction(prediction)
        classes = self._session.classes.names or (prediction.classes if prediction is not None else ())
        self.keep.show_choices(classes, prediction.answer if prediction is not None else None, self._known_label())
        self.exports.allow()

    def _show_answer(self) -> None:
        if not self.waiting.is_late:  # else "Answering…" stands there
            prediction = self._shown_prediction()
            self.answer.show_prediction(prediction, self._fields, self._known_label())
            self._show_senses(prediction)
        self.trying_counterfactuals.refresh()

    def _show_senses(self, prediction: Prediction | None) -> None:
        is_unsure = prediction is not None and self.answer.is_unsure(prediction)
        self.senses.show_prediction(prediction, self._fields, is_unsure=is_unsure)

    def _shown_prediction(self) -> Prediction | None:
        """The answer to what the cards show; None while there is none."""
        prediction = self._session.model.prediction
        return prediction if prediction is not None and prediction.number == self._number >= 0 else None

    def _known_label(self) -> str | None:
        """The label of the chosen test example, as long as the cards still show it unchanged."""
        example = self._shown_example()
        return example.label if example is not None else None

    def _offer_label(self) -> None:
        """To correct the label of the example that is shown, where the mistake is seen."""
        if (example := self._shown_example()) is not None:
            below = self.answer.correct.mapToGlobal(self.answer.correct.rect().bottomLeft())
            pop_up(label_menu(self, self._session, example, example.label), below)

    def _shown_example(self) -> Example | None:
        """The chosen test example, if the cards show exactly that, with nothing hidden."""
        chosen = self.examples.selected
        return chosen[0] if len(chosen) == 1 and self._is_shown(chosen[0]) else None

    def _is_shown(self, example: Example | None) -> bool:
        """Whether the cards show exactly this example, with nothing hidden."""
        if example is None:
            return False
        for name, card in self.cards.items():
            kept = card.kept_value()
            shown = str(kept) if isinstance(kept, str | Path) else kept
            if card.hidden()[1]:
                return False
            if not isinstance(shown, str | None) or (shown or None) != (example.values.get(name) or None):
                return False
        return True

    def _load_row(self, index: QModelIndex) -> None:
        self._load(self.examples.cards.example(index.row()))

    def _load(self, example: Example) -> None:
        self._loaded = example
        if [e.id for e in self.examples.selected] != [example.id]:
            self.examples.select([example.id])
        for name, card in self.cards.items():
            card.set_value(example.values.get(name))

    def _refused(self, error: BaseException) -> None:
        self._session.tell(error)
        self._predict()

    def _set_strength(self, strength: float) -> None:
        for card in self.cards.values():
            card.set_strength(strength)

    def _set_colours(self, name: str) -> None:
        for card in self.cards.values():
            card.set_colours(name)


def _column(layout: QLayout, least_px: int) -> QWidget:
    """A column whose width follows its share of the page, not its content."""
    column = QWidget()
    column.setProperty("role", "page")
    layout.setContentsMargins(0, 0, 0, 0)
    column.setLayout(layout)
    bind_px(column, "setMinimumWidth", least_px)
    column.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return column


__all__ = ["TryPage"]
