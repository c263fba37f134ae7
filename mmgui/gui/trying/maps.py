"""The heat maps of the Try page: what they mean, whether to believe them, what belongs together, the real numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from mmgui.core.explaining.overlay import method_title
from mmgui.core.i18n import _, join_sentences, ngettext
from mmgui.core.layouts import Layout, Spans
from mmgui.gui.cards.field_card import FieldCard, Link
from mmgui.gui.cards.quality_badge import ShownQuality, ShownQualityKind
from mmgui.gui.kit.sense_sentences import say_unfamiliar, say_weighs_little, weighs_little
from mmgui.gui.kit.theme import modality_colour
from mmgui.gui.trying.heat_controls import HeatControls, explain_map
from mmgui.gui.trying.linked_parts import same_part, say_link
from mmgui.gui.trying.numbers_dialog import NumbersDialog
from mmgui.gui.trying.shown_numbers import ShownNumbers
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.explaining.findings import Interaction
    from mmgui.core.explaining.map_quality import QualityReport
    from mmgui.core.heat_map import HeatMap
    from mmgui.core.inference.prediction import Prediction

IDLE_MS = 250  # links are looked for when nothing was typed for so long: never while somebody types


class TryMaps(QObject):
    """Couples the cards with what the session knows of their maps."""

    def __init__(self, session: Session, controls: HeatControls, predict: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._controls, self._predict = session, controls, predict
        self._window = parent
        self._cards: Mapping[str, FieldCard] = {}
        self._prediction: Prediction | None = None
        self._asked_for = -1  # the answer whose links were asked for
        self._pointed: tuple[str, Layout, int] | None = None  # a field, and the part of its value
        self._linked: dict[str, Interaction] = {}  # the fields whose cards show a link in their maps' places
        self._numbers = ShownNumbers(session, parent)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._ask_links)
        controls.touch_mode_chosen.connect(self._set_touch_mode)
        controls.numbers_wanted.connect(self.open_numbers)
        session.subscribe("map_quality", self._map_quality_changed)
        session.subscribe("links", self._links_changed)
        self._was_learning = session.is_learning
        for topic in ("training", "race"):
            session.subscribe(topic, self._learning_changed)

    def _learning_changed(self) -> None:
        """The examination waits until a training has ended: the badges say so, and do not seem to be at work."""
        if self._session.is_learning != self._was_learning:
            self._was_learning = self._session.is_learning
            self.refresh()

    def set_cards(self, cards: Mapping[str, FieldCard]) -> None:
        self._cards, self._pointed, self._linked = cards, None, {}
        for name, card in cards.items():
            card.pointed.connect(partial(self._point, name))
            card.better_wanted.connect(partial(self._show_better, name))
            card.set_touch_mode(self._controls.touch_mode)

    def show_prediction(self, prediction: Prediction | None) -> None:
        """After the cards have their new maps."""
        self._prediction = prediction
        self._linked = {}  # new maps have taken the links' places
        self._idle.stop()
        self.come_into_view()
        self._show_pointed()
        self.refresh()

    @property
    def is_reading(self) -> bool:
        """A card is still reading what it was given."""
        return any(card.is_reading for card in self._cards.values())

    def clear(self) -> None:
        """Take the maps away: what they explain is not shown any more, and the new answer takes a while."""
        for card in self._cards.values():
            card.show_heat_map(None)
            card.show_quality(None)
        self._prediction, self._linked = None, {}
        self._idle.stop()

    def come_into_view(self) -> None:
        """Look for links as soon as the hands rest; an answer that came while nobody saw the page has none yet.

        While a model learns they wait until somebody points at something: nothing may slow it down unasked.
        """
        if self._are_links_lacking() and self._window.isVisible() and not self._session.is_learning:
            self._idle.start()

    def refresh(self) -> None:
        """Say what is known of the maps in the present language."""
        maps = self._prediction.heat_maps if self._prediction is not None else {}
        for name, card in self._cards.items():
            shown = maps.get(name)
            text = explain_map(shown.method, shown.layout, card.modality.is_prose) if shown is not None else ""
            card.explain(join_sentences(part for part in (self._say_read(name, card), text) if part))
            card.show_quality(self._quality_of(name))

    def _say_read(self, name: str, card: FieldCard) -> str:
        """That the model reads only the beginning of a long text; "" if it reads all of it."""
        shown = self._prediction.heat_maps.get(name) if self._prediction is not None else None
        model = self._session.model.card
        field = next((f for f in model.fields if f.name == name), None) if model is not None else None
        layout = shown.layout if shown is not None else None
        if field is None or not isinstance(layout, Spans) or not layout.count:
            return ""
        end = layout.places[-1][1]
        given = self._session.model.input_of(field) if any(map(str.isalnum, layout.text[end:])) else None
        if given is None or len(given.reduce(layout.text)) >= len(layout.text):
            return ""
        return ngettext(
            "Only the first of the {parts} is read.", "Only the first {count} {parts} are read.", layout.count
        ).format(count=layout.count, parts=_(card.modality.parts))

    # -- whether a map can be believed -------------------------------------------------------------------------------

    def _quality_of(self, field: str) -> ShownQuality | None:
        """Of what the field's card shows now: its map, or a link in the map's place."""
        shown = self._prediction.heat_maps.get(field) if self._prediction is not None else None
        if shown is None:
            return None
        link = self._linked.get(field)
        general = self._quality(shown) if link is None else self._link_quality(link, field, shown)
        return replace(self._in_this_answer(general, field), is_passing=link is not None)

    def _in_this_answer(self, general: ShownQuality, name: str) -> ShownQuality:
        """A map that is good in general is worth little where its sense is unfamiliar or bears nothing."""
        shown, card = self._prediction, self._session.model.card
        field = next((f for f in card.fields if f.name == name), None) if card is not None else None
        if shown is None or card is None or field is None or general.kind not in ("green", "amber"):
            return general
        is_unfamiliar, weight = name in shown.unfamiliar, weighs_little(shown, name)
        if not is_unfamiliar and not weight:
            return general
        here = [
            say_unfamiliar(replace(shown, unfamiliar=(name,), partly_met=()), card.fields) if is_unfamiliar else "",
            "" if is_unfamiliar and weight == "against" else say_weighs_little(shown, field, card.fields),
        ]
        before = " ".join(sentence for sentence in here if sentence)
        measured = _("What was found in general, on test examples:")
        kind: ShownQualityKind = "unfamiliar" if is_unfamiliar else weight or "hardly"
        return ShownQuality(kind, f"{before}\n{measured}\n{general.reason}", general.better)

    def _link_quality(self, link: Interaction, field: str, shown: HeatMap) -> ShownQuality:
        """Links are attention, or what two parts do together; nobody examines the latter.

        What is offered below the map stays: nothing may jump under the finger.
        """
        report, better = self._session.model.map_quality, self._quality(shown).better
        found = report.of(field, link.method) if report is not None else None
        if found is None:
            return ShownQuality("grey", _("Whether this link can be believed has not been examined."), better)
        return ShownQuality(found.badge, found.reason(), better)

    def _quality(self, shown: HeatMap) -> ShownQuality:
        report, method = self._session.model.map_quality, shown.method
        if report is None:
            if self._session.map_check.is_examining and self._session.is_learning:
                return ShownQuality("later", _("This map is examined as soon as nothing is being trained any more."))
            if self._session.map_check.is_examining:
                return ShownQuality(
                    "examining",
                    _(
                        "Test examples are being tried: does hiding what the map marks change the answer, and does "
                        "the map change when the weights are random? It takes a while and does not disturb you."
                    ),
                )
            return ShownQuality("grey", _("This map has not been examined yet."))
        found = report.of(shown.field, method)
        kind: ShownQualityKind = "single" if found and found.is_single else report.badge(shown.field, method)
        better = self._better(report, shown.field, method)
        return ShownQuality(kind, say_reason(report, shown.field, method), method_title(better) if better else "")

    def _better(self, report: QualityReport, field: str, method: str) -> str:
        """The kind of map that is green where this one is not; "" if there is none."""
        card = self._session.model.card
        if card is None or report.badge(field, method) == "green":
            return ""
        best = report.best_method(field, (method, *(m for m in card.methods if m != method)))
        return best if best != method and report.badge(field, best) == "green" else ""

    def _show_better(self, field: str) -> None:
        report, shown = self._session.model.map_quality, self._prediction
        if report is not None and shown is not None and field in shown.heat_maps:
            self._controls.choose_method(self._better(report, field, shown.heat_maps[field].method))

    def _map_quality_changed(self) -> None:
        if self._controls.chosen_method == "auto" and self._is_another_best():
            self._predict()
        self.refresh()

    def _is_another_best(self) -> bool:
        """Whether the best kind of map is not the one shown. Only then: a new answer takes links and flips away."""
        report, card = self._session.model.map_quality, self._session.model.card
        if report is None or card is None or self._prediction is None:
            return False
        return any(
            report.best_method(field, card.methods) != shown.method
            for field, shown in self._prediction.heat_maps.items()
        )

    # -- what belongs together ---------------------------------------------------------------------------------------

    def _set_touch_mode(self, _mode: str) -> None:
        for card in self._cards.values():
            card.set_touch_mode(self._controls.touch_mode)

    def _ask_links(self) -> None:
        model = self._session.model
        if model.links is None and not model.is_answering:
            self._asked_for = self._prediction.number if self._prediction is not None else -1
            model.ask_links()

    def _are_links_lacking(self) -> bool:
        """Of an answer to several senses, and not asked for yet."""
        shown = self._prediction
        if shown is None or len(shown.heat_maps) < 2 or shown.number == self._asked_for:
            return False
        return self._session.model.links is None

    def _links_changed(self) -> None:
        self._show_pointed()
        self._fill_numbers()

    def _point(self, field: str, layout: Layout | None, part: int | None) -> None:
        self._pointed = None if layout is None or part is None else (field, layout, part)
        if self._pointed is not None and not self._idle.isActive() and self._are_links_lacking():
            self._ask_links()
        self._show_pointed()

    def _show_pointed(self) -> None:
        """What belongs to what is pointed at, in the cards of the other senses; heat maps again where nothing does."""
        found = self._links_of_pointed()
        before, self._linked = self._linked, {name: interaction for name, (interaction, _link) in found.items()}
        for name in before:
            if name in self._cards and name not in found:
                self._cards[name].show_link(None)
                self._cards[name].show_quality(self._quality_of(name))
        for name, card in self._cards.items():
            card.set_is_touched(bool(found) and self._pointed is not None and self._pointed[0] == name)
        for name, (_interaction, link) in found.items():
            self._cards[name].show_link(link)
            self._cards[name].show_quality(self._quality_of(name))

    def _links_of_pointed(self) -> dict[str, tuple[Interaction, Link]]:
        """By the field whose card shows it."""
        found = {}
        for interaction in self._session.model.links or ():
            if self._pointed is None or self._pointed[0] not in (interaction.field, interaction.other):
                continue
            field, layout, number = self._pointed
            partner, its_layout = interaction.partner(field)
            own_layout = interaction.partner(partner)[1]
            part = same_part(layout, number, own_layout)
            if part is None or partner not in self._cards:
                continue
            weights = interaction.seen_from(field, part)
            is_nothing = float(weights.max(initial=0.0)) <= 0
            are_words = self._cards[partner].modality.is_prose
            method = interaction.method
            caption = say_link(layout, number, its_layout, method, is_nothing=is_nothing, are_words=are_words)
            found[partner] = (interaction, Link(its_layout, weights, caption, self._colour(field)))
        return found

    def _colour(self, name: str) -> str:
        card = self._session.model.card
        return modality_colour(next((f.modality for f in card.fields if f.name == name), "") if card else "")

    def open_numbers(self) -> None:
        """The formula of attention with the numbers of what is shown."""
        self._numbers.open()
        self._ask_links()
        self._fill_numbers()

    @property
    def numbers(self) -> NumbersDialog | None:
        """The open window of numbers."""
        return self._numbers.dialog

    def _fill_numbers(self) -> None:
        self._numbers.fill(self._prediction, self._cards, is_coming=self._idle.isActive())


def say_reason(report: QualityReport, field: str, method: str) -> str:
    """The report's reason, with the figures of the deletion test."""
    reason, found = report.reason(field, method), report.of(field, method)
    if found is None or found.badge == "grey":
        return reason
    figures = _(
        "While it was hidden step by step, the answer kept {share} of its probability on average, in random order "
        "{random}; less is better (area under the deletion curve)."
    ).format(share=f"{found.deletion:.2f}", random=f"{found.deletion_random:.2f}")
    return f"{reason}\n{figures}"


__all__ = ["IDLE_MS", "TryMaps", "say_reason"]
