"""The heat maps of the Try page: what they mean, whether to believe them, what belongs together, the real numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from mmgui.core.i18n import _
from mmgui.core.text import one_line
from mmgui.gui.modalities import FieldCard, Place, Span
from mmgui.gui.widgets.heat_controls import HeatControls, explain_map, method_title
from mmgui.gui.widgets.honesty_badge import Belief
from mmgui.gui.widgets.numbers_dialog import NumbersDialog
from mmgui.gui.widgets.sense_sentences import say_unfamiliar, say_weighs_little, weighs_little
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.explaining.badges import HonestyReport
    from mmgui.core.inference.prediction import HeatMap, Prediction
    from mmgui.core.inference.why_values import Links

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
        self._pointed: tuple[str, Place | Span] | None = None
        self._linked = ""  # the field whose card shows a link in its map's place
        self._dialog: NumbersDialog | None = None
        self._dialog_words: tuple[tuple[int, int], ...] = ()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._ask_links)
        controls.touch_mode_chosen.connect(self._set_touch_mode)
        controls.numbers_wanted.connect(self.open_numbers)
        session.subscribe("honesty", self._honesty_changed)
        session.subscribe("links", self._links_changed)

    def set_cards(self, cards: Mapping[str, FieldCard]) -> None:
        self._cards, self._pointed, self._linked = cards, None, ""
        for name, card in cards.items():
            card.pointed.connect(partial(self._point, name))
            card.better_wanted.connect(partial(self._show_better, name))
            card.set_touch_mode(self._controls.touch_mode)

    def show_prediction(self, prediction: Prediction | None) -> None:
        """After the cards have their new maps."""
        self._prediction = prediction
        self._linked = ""  # a new map has taken the link's place
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
            card.show_belief(None)
        self._prediction, self._linked = None, ""
        self._idle.stop()

    def come_into_view(self) -> None:
        """Look for links as soon as the hands rest; an answer that came while nobody saw the page has none yet."""
        if self._are_links_lacking() and self._window.isVisible():
            self._idle.start()

    def refresh(self) -> None:
        """Say what is known of the maps in the present language."""
        maps = self._prediction.heat_maps if self._prediction is not None else {}
        for name, card in self._cards.items():
            shown = maps.get(name)
            card.explain(explain_map(shown.method) if shown is not None else "")
            card.show_belief(self._belief_of(name))

    # -- whether a map can be believed -------------------------------------------------------------------------------

    def _belief_of(self, field: str) -> Belief | None:
        """Of what the field's card shows now: its map, or a link in the map's place."""
        shown = self._prediction.heat_maps.get(field) if self._prediction is not None else None
        if shown is None:
            return None
        links = self._session.model.links
        if field != self._linked or links is None:
            return self._in_this_answer(self._belief(shown), field)
        return self._in_this_answer(self._link_belief(links, field, shown), field)

    def _in_this_answer(self, general: Belief, name: str) -> Belief:
        """A map that is good in general is worth little where its sense is unfamiliar or bears nothing."""
        shown, card = self._prediction, self._session.model.card
        field = next((f for f in card.fields if f.name == name), None) if card is not None else None
        if shown is None or card is None or field is None or general.kind not in ("green", "amber"):
            return general
        is_unfamiliar, weight = name in shown.unfamiliar, weighs_little(shown, name)
        if not is_unfamiliar and not weight:
            return general
        here = [
            say_unfamiliar(replace(shown, unfamiliar=(name,)), card.fields) if is_unfamiliar else "",
            "" if is_unfamiliar and weight == "against" else say_weighs_little(shown, field, card.fields),
        ]
        before = " ".join(sentence for sentence in here if sentence)
        measured = _("What was found in general, on test examples:")
        return Belief("unfamiliar" if is_unfamiliar else weight or "hardly", f"{before}\n{measured}\n{general.reason}",
                      general.better)  # fmt: skip

    def _link_belief(self, links: Links, field: str, shown: HeatMap) -> Belief:
        """Links are attention, or what word and place do together; nobody examines the latter.

        What is offered below the map stays: nothing may jump under the finger.
        """
        report, better = self._session.model.honesty, self._belief(shown).better
        found = report.of(field, links.method) if report is not None else None
        if found is None:
            return Belief("grey", _("Whether this link can be believed has not been examined."), better)
        return Belief(found.badge, found.reason(), better)

    def _belief(self, shown: HeatMap) -> Belief:
        report, method = self._session.model.honesty, plain_method(shown.method)
        if report is None:
            if self._session.study.is_examining:
                return Belief(
                    "examining",
                    _(
                        "Test examples are being tried: does hiding what the map marks change the answer, and does "
                        "the map change when the weights are random? It takes a while and does not disturb you."
                    ),
                )
            return Belief("grey", _("This map has not been examined yet."))
        badge = report.badge(shown.field, method)
        better = self._better(report, shown.field, method)
        return Belief(badge, say_reason(report, shown.field, method), method_title(better) if better else "")

    def _better(self, report: HonestyReport, field: str, method: str) -> str:
        """The kind of map that is green where this one is not; "" if there is none."""
        card = self._session.model.card
        if card is None or report.badge(field, method) == "green":
            return ""
        best = report.best_method(field, (method, *(m for m in card.methods if m != method)))
        return best if best != method and report.badge(field, best) == "green" else ""

    def _show_better(self, field: str) -> None:
        report, shown = self._session.model.honesty, self._prediction
        if report is not None and shown is not None and field in shown.heat_maps:
            self._controls.choose_method(self._better(report, field, plain_method(shown.heat_maps[field].method)))

    def _honesty_changed(self) -> None:
        if self._controls.chosen_method == "auto" and self._is_another_best():
            self._predict()
        self.refresh()

    def _is_another_best(self) -> bool:
        """Whether the best kind of map is not the one shown. Only then: a new answer takes links and flips away."""
        report, card = self._session.model.honesty, self._session.model.card
        if report is None or card is None or self._prediction is None:
            return False
        return any(
            report.best_method(field, card.methods) != plain_method(shown.method)
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
        """Of an answer to a picture and words, and not asked for yet."""
        shown = self._prediction
        if shown is None or len(shown.heat_maps) < 2 or shown.number == self._asked_for:
            return False
        return self._session.model.links is None

    def _links_changed(self) -> None:
        self._show_pointed()
        self._fill_dialog()

    def _point(self, field: str, where: Place | Span | None) -> None:
        self._pointed = None if where is None else (field, where)
        if where is not None and not self._idle.isActive() and self._are_links_lacking():
            self._ask_links()
        self._show_pointed()

    def _show_pointed(self) -> None:
        """The link of what is pointed at, in the other sense's card; the heat map again where nothing is."""
        links = self._session.model.links
        target, found, caption, touched = "", None, "", None
        if links is not None and self._pointed is not None:
            field, where = self._pointed
            if isinstance(where, Span) and field == links.word_field and links.picture_field in self._cards:
                target = links.picture_field
                found, caption = self._places_of(links, where)
            elif isinstance(where, Place) and field == links.picture_field and links.word_field in self._cards:
                target, touched = links.word_field, where
                found, caption = words_of(links, where), _("Words that belong to this place")
        before, self._linked = self._linked, target if found is not None else ""
        if before in self._cards and before != self._linked:
            self._cards[before].show_link(None, "")
            self._cards[before].show_belief(self._belief_of(before))
        for name, card in self._cards.items():
            card.mark_touched(touched if links is not None and name == links.picture_field else None)
        if self._linked:
            self._cards[target].show_link(found, caption)
            self._cards[target].show_belief(self._belief_of(target))

    def _places_of(self, links: Links, span: Span) -> tuple[HeatMap | None, str]:
        from mmgui.core.inference.prediction import HeatMap

        grid = links.grid_for(span.start, span.end)
        if grid is None:
            return None, ""
        text = self._cards[links.word_field].kept_value()
        word = one_line(text[span.start : span.end], 40) if isinstance(text, str) else ""
        if float(grid.max(initial=0.0)) <= 0:
            caption = _("“{word}” looks at nothing in particular").format(word=word)
        elif links.method == "attention":
            caption = _("What “{word}” looks at").format(word=word)
        else:
            caption = _("What belongs to “{word}”").format(word=word)
        return HeatMap(links.picture_field, "link", grid=grid), caption

    # -- the real numbers --------------------------------------------------------------------------------------------

    def open_numbers(self) -> None:
        """The formula of attention with the numbers of what is shown."""
        if self._dialog is None:
            self._dialog_words = ()
            self._dialog = NumbersDialog(self._window.window())
            self._dialog.word_chosen.connect(self._session.model.ask_attention_numbers)
            self._dialog.finished.connect(self._dialog_closed)
        self._ask_links()
        self._fill_dialog()
        if self._dialog.isVisible():
            self._dialog.raise_()
        else:
            self._dialog.show()

    @property
    def numbers(self) -> NumbersDialog | None:
        """The open window of numbers."""
        return self._dialog

    def _dialog_closed(self, _result: int) -> None:
        self._dialog = None

    def _fill_dialog(self) -> None:
        model, dialog = self._session.model, self._dialog
        if dialog is None:
            return
        links = model.links
        if links is None:
            if self._dialog_words:
                self._dialog_words = ()
            dialog.show_numbers(None, is_coming=model.is_asking("links") or self._idle.isActive())
            return
        text = self._cards[links.word_field].kept_value() if links.word_field in self._cards else None
        if links.spans != self._dialog_words and isinstance(text, str):
            self._dialog_words = links.spans
            strongest = strongest_word(links, self._prediction)
            dialog.set_words([text[start:end] for start, end in links.spans], strongest)
            model.ask_attention_numbers(strongest)
        dialog.show_numbers(model.attention_numbers, is_coming=model.is_asking("numbers"))


def plain_method(method: str) -> str:
    """As the kinds are chosen and judged: Grad-CAM is the gradients' map of a picture."""
    return "gradients" if method == "gradcam" else method


def words_of(links: Links, place: Place) -> HeatMap:
    """How much each word belongs to a place of the picture."""
    from mmgui.core.inference.prediction import HeatMap, WordWeight

    rows, columns = links.grids.shape[1:]
    weights = links.words_for(min(rows - 1, int(place.y * rows)), min(columns - 1, int(place.x * columns)))
    words = tuple(
        WordWeight("", start, end, float(weight)) for (start, end), weight in zip(links.spans, weights, strict=True)
    )
    return HeatMap(links.word_field, "link", words=words)


def strongest_word(links: Links, prediction: Prediction | None) -> int:
    """Which linked word weighs the most on the page; by the links' own strength if no map says. -1 without a word."""
    shown = prediction.heat_maps.get(links.word_field) if prediction is not None else None
    words = shown.words if shown is not None else ()
    weights = [
        max((w.weight for w in words if w.start < end and start < w.end), default=0.0) for start, end in links.spans
    ]
    if not any(weights):
        weights = (links.strengths if links.strengths is not None else links.grids.sum((1, 2))).tolist()
    return max(range(len(weights)), key=weights.__getitem__, default=-1)


def say_reason(report: HonestyReport, field: str, method: str) -> str:
    """The report's reason, with the figures of the deletion test."""
    reason, found = report.reason(field, method), report.of(field, method)
    if found is None or found.badge == "grey":
        return reason
    figures = _(
        "While it was hidden step by step, the answer kept {share} of its probability on average, in random order "
        "{random}; less is better (area under the deletion curve)."
    ).format(share=f"{found.deletion:.2f}", random=f"{found.deletion_random:.2f}")
    return f"{reason}\n{figures}"


__all__ = ["IDLE_MS", "TryMaps", "plain_method", "say_reason", "strongest_word", "words_of"]
