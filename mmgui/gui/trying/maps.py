"""The heat maps of the Try page: what they mean, whether to believe them, what belongs together, the real numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from mmgui.core.explaining.overlay import method_title
from mmgui.core.i18n import _, join_sentences, ngettext
from mmgui.core.layouts import Grid, Layout, Spans
from mmgui.core.text import one_line
from mmgui.gui.cards.field_card import FieldCard, Link
from mmgui.gui.cards.quality_badge import ShownQuality, ShownQualityKind
from mmgui.gui.kit.sense_sentences import field_title, say_unfamiliar, say_weighs_little, weighs_little
from mmgui.gui.kit.theme import modality_colour
from mmgui.gui.trying.heat_controls import HeatControls, explain_map
from mmgui.gui.trying.numbers_dialog import NumbersDialog
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
        self._dialog: NumbersDialog | None = None
        self._queries: tuple[tuple[str, int], ...] = ()  # the fields and parts that can be chosen in it
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._ask_links)
        controls.touch_mode_chosen.connect(self._set_touch_mode)
        controls.numbers_wanted.connect(self.open_numbers)
        session.subscribe("map_quality", self._map_quality_changed)
        session.subscribe("links", self._links_changed)

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
        self._fill_dialog()

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

    # -- the real numbers --------------------------------------------------------------------------------------------

    def open_numbers(self) -> None:
        """The formula of attention with the numbers of what is shown."""
        if self._dialog is None:
            self._queries = ()
            self._dialog = NumbersDialog(self._window.window())
            self._dialog.part_chosen.connect(self._ask_numbers)
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

    def _ask_numbers(self, query: int) -> None:
        if 0 <= query < len(self._queries):
            self._session.model.ask_attention_numbers(*self._queries[query])

    def _fill_dialog(self) -> None:
        model, dialog = self._session.model, self._dialog
        if dialog is None:
            return
        links = model.links
        if not links:
            self._queries = ()
            dialog.show_numbers(None, is_coming=model.is_asking("links") or self._idle.isActive())
            return
        layouts = layouts_that_ask(links)
        queries = tuple((name, part) for name, layout in layouts.items() for part in range(layout.count))
        if queries != self._queries or dialog.layouts != (links[0].layout, links[0].other_layout):
            self._queries = queries
            strongest = queries.index((links[0].field, strongest_part(links[0], self._prediction)))
            asking = self._cards.get(links[0].field)
            are_words = asking is not None and asking.modality.is_prose
            dialog.set_parts(self._titles(layouts), (links[0].layout, links[0].other_layout), strongest, are_words)
            self._ask_numbers(strongest)
        dialog.show_numbers(model.attention_numbers, is_coming=model.is_asking("numbers"))

    def _titles(self, layouts: Mapping[str, Layout]) -> list[str]:
        """Of every part; with that of its field if there are several."""
        card = self._session.model.card
        fields = {f.name: field_title(f, card.fields) for f in card.fields} if card is not None else {}
        said = []
        for name, layout in layouts.items():
            title = f"{fields.get(name, name)}: " if len(layouts) > 1 else ""
            said += [title + say_part(layout, part) for part in range(layout.count)]
        return said


def same_part(layout: Layout, part: int, other: Layout) -> int | None:
    """The part of another layout of the same value that lies where this one does; None if none does."""
    if isinstance(layout, Grid) and isinstance(other, Grid):
        row, column = layout.cells((part,))[0]
        return (
            (2 * row + 1) * other.rows // (2 * layout.rows) * other.columns
            + (2 * column + 1) * other.columns // (2 * layout.columns)
        )  # fmt: skip
    if isinstance(layout, Spans) and isinstance(other, Spans):
        return min(other.at(*layout.places[part]), default=None)
    return None


def say_part(layout: Layout, part: int) -> str:
    """ "happy", "row 1, column 2"."""
    if isinstance(layout, Spans):
        return one_line(layout.words((part,))[0], 40)
    row, column = layout.cells((part,))[0]
    return _("row {row}, column {column}").format(row=row + 1, column=column + 1)


def say_link(layout: Layout, part: int, other: Layout, method: str, *, is_nothing: bool, are_words: bool = True) -> str:
    """What is shown over `other` while the person points at a part of `layout`. are_words: what `other` holds."""
    if isinstance(layout, Grid):
        if isinstance(other, Spans) and are_words:
            return _("Words that belong to this place")
        return _("What belongs to this place")
    if is_nothing:
        text = _("“{word}” looks at nothing in particular")
    elif method == "attention":
        text = _("What “{word}” looks at")
    else:
        text = _("What belongs to “{word}”")
    return text.format(word=say_part(layout, part))


def layouts_that_ask(links: Sequence[Interaction]) -> dict[str, Layout]:
    """The fields whose parts can be the query of the formula: of two the first one, of more all."""
    if len(links) == 1:
        return {links[0].field: links[0].layout}
    layouts = {link.field: link.layout for link in links}
    return layouts | {link.other: link.other_layout for link in links if link.other not in layouts}


def strongest_part(link: Interaction, prediction: Prediction | None) -> int:
    """Which linked part of the field weighs the most on the page; by the links' own strength if no map says."""
    shown = prediction.heat_maps.get(link.field) if prediction is not None else None
    weights = [0.0] * link.layout.count
    if shown is not None:
        for part, weight in enumerate(shown.weights.tolist()):
            same = same_part(shown.layout, part, link.layout)
            if same is not None:
                weights[same] = max(weights[same], weight)
    if not any(weights):
        weights = link.strengths.tolist()
    return max(range(len(weights)), key=weights.__getitem__)


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


__all__ = ["IDLE_MS", "TryMaps", "same_part", "say_link", "say_part", "say_reason", "strongest_part"]
