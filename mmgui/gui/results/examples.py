"""A list of examples with what the run answered and where it looked, a page of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _, join_names, join_parts, language, ngettext, with_percent_sign
from mmgui.core.layouts import Spans
from mmgui.core.text import grouped, one_line, percent, whole_percents
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.contribution_bar import Share
from mmgui.gui.kit.example_tile import SeenPicture, TileContent
from mmgui.gui.kit.label_menu import label_menu, pop_up
from mmgui.gui.kit.pager import Pager
from mmgui.gui.kit.senses_card import field_title
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.tile_grid import TileGrid
from mmgui.gui.kit.weighed_words import WeighedText
from mmgui.modalities import MODALITIES

if TYPE_CHECKING:
    from mmgui.core.data.example import Example, Field
    from mmgui.core.run.example_answers import ExampleAnswers, Rows
    from mmgui.session.explained_examples import ExplainedExample
    from mmgui.session.session import Session

PAGE = 24  # examples at a time


@dataclass(frozen=True, slots=True)
class ListedExample:
    """An example and what a run said. run_id: whose maps are shown with it; label: of now; measured: at that time."""

    run_id: int
    example: Example
    label: str | None
    answer: str
    confidence: float
    measured: str | None = None


def listed(
    session: Session, run_id: int, answers: ExampleAnswers, rows: Sequence[int] | Rows
) -> tuple[ListedExample, ...]:
    """The examples of these rows that are still in the project, in this order."""
    examples = session.project.examples
    known = {e.id: e for e in examples.examples} if examples is not None else {}
    said, sure = answers.answers, answers.confidences
    found = []
    for row in (int(r) for r in rows):
        example = known.get(int(answers.ids[row]))
        if example is not None:
            number = int(answers.labels[row])
            measured = answers.classes[number] if number >= 0 else example.label  # one that the model does not know
            answer = answers.classes[int(said[row])]
            found.append(ListedExample(run_id, example, example.label, answer, float(sure[row]), measured))
    return tuple(found)


def tile_content(
    entry: ListedExample, explained: ExplainedExample | None, fields: Sequence[Field], heading: str = ""
) -> TileContent:
    """What the tile of an example shows: at once what is known, with maps as soon as somebody has looked."""
    prediction = explained.prediction if explained is not None else None
    pictures, texts, places, is_awaited = [], [], [], False
    for field in fields:
        value = entry.example.values.get(field.name)
        modality = MODALITIES.get(field.modality) if field.modality in MODALITIES else None
        heat_map = prediction.heat_maps.get(field.name) if prediction is not None else None
        layout = heat_map.layout if heat_map is not None else None
        if modality is not None and heat_map is not None:
            places.append(modality.describe(heat_map.layout, heat_map.weights))
        if explained is not None and field.name in explained.images:
            pictures.append(SeenPicture(explained.images[field.name], heat_map.grid if heat_map is not None else None))
        elif heat_map is not None and isinstance(layout, Spans):
            texts.append(WeighedText(layout.text, heat_map.words))
        elif modality is not None and modality.has_image:
            is_awaited = is_awaited or (explained is None and bool(value))
        elif value:
            texts.append(WeighedText(Path(value).name if modality is not None and modality.is_media else value))
    shares: list[Share] = []
    if prediction is not None and len(fields) > 1:
        shares = [
            Share(field_title(f, fields), f.modality, prediction.contributions[f.name])
            for f in fields
            if f.name in prediction.contributions
        ]
    decided = share_sentence(shares)
    note = _("Looking…") if explained is None else explained.problem
    found = join_parts(place for place in places if place)
    aside = say_label(entry.label, entry.answer)
    if entry.measured is not None and entry.measured != entry.label:
        aside = join_parts((aside, _("was “{label}”").format(label=one_line(entry.measured, 40))))
    sign = "" if entry.label is None else "✓ " if entry.label == entry.answer else "✗ "
    verdict = f"{sign}{one_line(entry.answer, 40)} {percent(entry.confidence)}"
    return TileContent(
        entry.label,
        entry.answer,
        entry.confidence,
        aside,
        heading,
        tuple(pictures),
        is_awaited or bool(pictures),
        tuple(texts),
        notes=tuple(said for said in (note or decided,) if said),
        shares=tuple(shares) if shares or (explained is None and len(fields) > 1) else None,
        name=" ".join(part for part in (heading, aside, verdict) if part),
        about=(decided, _("It looked most at: {places}.").format(places=found) if found else "", note),
        key=(entry, explained, tuple(fields), heading, language()),
    )


def say_label(label: str | None, answer: str) -> str:
    if label is None:
        return _("no label")
    return _("as labelled") if label == answer else _("labelled “{label}”").format(label=one_line(label, 40))


def share_sentence(shares: Sequence[Share]) -> str:
    """ "Decided by: words 62 %, picture 38 %", the greatest first."""
    if not shares:
        return ""
    whole = whole_percents([s.share for s in shares])
    order = sorted(range(len(shares)), key=lambda k: -shares[k].share)
    said = join_names(f"{one_line(shares[k].title, 30)} {with_percent_sign(whole[k])}" for k in order)
    return _("Decided by: {senses}").format(senses=said)


class ExplainedList(QWidget):
    """Examples, a page at a time, which their runs look at while somebody sees them."""

    opened = Signal(int, object)  # run id, Example: wished on the Try page

    def __init__(self, session: Session, page: int) -> None:
        super().__init__()
        self._session = session
        self.pager = Pager(page)
        self.pager.turned.connect(self._show_page)
        session.subscribe("run_answers", self._explained_changed)

    def _on_page(self) -> Iterable[ListedExample]:
        """What is on this page, in the order in which it is looked at; each list says it."""
        return ()

    def _show_cards(self) -> None:
        """Show what is known of the page; each list does it."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _show_page(self) -> None:
        self._show_cards()
        self._ask()

    def _fields(self) -> tuple[Field, ...]:
        examples = self._session.project.examples
        return () if examples is None else examples.fields

    def _ask(self) -> None:
        if self.isVisible():
            run_answers = self._session.run_answers
            wishes = [(e.run_id, e.example) for e in self._on_page()]
            missing = [(run_id, e) for run_id, e in wishes if run_answers.explained(run_id, e) is None]
            if missing:
                run_answers.ask(missing)

    def _offer_label(self, entry: ListedExample, place: QPoint) -> None:
        """To correct a wrong label where it is seen."""
        pop_up(label_menu(self, self._session, entry.example, entry.example.label), place)

    def _explained_changed(self) -> None:
        if self.isVisible():
            self._show_cards()
            if not self._session.run_answers.is_explaining:
                self._ask()  # what was forgotten meanwhile, because something else was asked for


class ExampleList(ExplainedList):
    """A title, cards, and arrows to the next page. Clicking a card wishes to open it on the Try page."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, PAGE)
        self._entries: tuple[ListedExample, ...] = ()
        self._title = ""
        self.title = PlainLabel(wrap=True)
        set_role(self.title, "title")
        self.hint = muted_label()
        bind_text(self.hint, "setText", N_("Click an example to open it on the Try page with this run’s model."))
        self.grid = TileGrid()
        self.grid.chosen.connect(self._chosen)
        self.grid.menu_wanted.connect(lambda number, place: self._offer_label(self.shown[number], place))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        head = QHBoxLayout()
        column.addLayout(head)
        head.setSpacing(SPACE)
        head.addWidget(self.title, 1)
        head.addWidget(self.pager)
        column.addWidget(self.hint)
        column.addWidget(self.grid)
        column.addStretch(1)

    def show_examples(self, title: str, entries: Sequence[ListedExample]) -> None:
        """Show these, the first page of them; the same ones stay on their page."""
        is_new = [(e.run_id, e.example.id) for e in entries] != [(e.run_id, e.example.id) for e in self._entries]
        self._title, self._entries = title, tuple(entries)
        self._show(is_new=is_new)

    def say(self, text: str) -> None:
        """A sentence instead of examples."""
        self.show_examples(text, ())

    @property
    def entries(self) -> tuple[ListedExample, ...]:
        """Everything in the list, on all pages."""
        return self._entries

    @property
    def shown(self) -> tuple[ListedExample, ...]:
        """What is on this page."""
        return self._entries[self.pager.rows]

    def refresh(self) -> None:
        self._show()

    def _show(self, *, is_new: bool = False) -> None:
        self.pager.show_count(len(self._entries), is_new=is_new)
        self.title.setText(self._title)
        self.hint.setVisible(bool(self._entries))
        self._show_page()

    def _on_page(self) -> tuple[ListedExample, ...]:
        return self.shown

    def _show_cards(self) -> None:
        run_answers, fields = self._session.run_answers, self._fields()
        self.grid.show_contents(
            [tile_content(e, run_answers.explained(e.run_id, e.example), fields) for e in self.shown]
        )

    def _chosen(self, number: int) -> None:
        entry = self.shown[number]
        self.opened.emit(entry.run_id, entry.example)


def count_sentence(title: str, count: int, expected: int) -> str:
    """ "title · 3 examples"; says so if the data was changed since it was measured."""
    said = ngettext("{count} example", "{count} examples", count).format(count=grouped(count))
    if count != expected:
        said = _("{count} now, {expected} when it was measured: the data was changed since").format(
            count=said, expected=grouped(expected)
        )
    return f"{title} · {said}"


__all__ = ["PAGE", "ExampleList", "ListedExample", "count_sentence", "listed", "tile_content"]
