"""Data: the examples as cards, what can be said about them, and everything that changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from mmgui.core.data.account import still_standing
from mmgui.core.data.example import SPLITS, Example
from mmgui.core.i18n import N_, _
from mmgui.core.text import grouped
from mmgui.gui.actions import Actions
from mmgui.gui.cards.data_card import make_data_cards
from mmgui.gui.cards.field_card import FieldValue
from mmgui.gui.cards.picture_files import with_files
from mmgui.gui.data.classes_card import ClassesCard
from mmgui.gui.data.example_dialog import ExampleDialog, changed_values
from mmgui.gui.data.example_preview import ExamplePreview
from mmgui.gui.data.filter_bar import ExampleFilterBar
from mmgui.gui.data.mapping_page import MappingPage
from mmgui.gui.data.problems_card import ProblemsCard
from mmgui.gui.data.selection_bar import SelectionBar
from mmgui.gui.data.split_card import SplitCard
from mmgui.gui.kit.card import Card
from mmgui.gui.kit.drop_area import DropArea
from mmgui.gui.kit.example_gallery import ExampleGallery
from mmgui.gui.kit.example_model import BY_A_MODEL, ExampleFilter
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.scrolling import ScrollArea, TallScrollArea
from mmgui.gui.kit.steps import NoSteps, Steps
from mmgui.gui.kit.text_size import bind_px, follow_text_size, scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE
from mmgui.gui.kit.touch_slider import TouchSlider
from mmgui.gui.kit.wrap_row import WrapRow, side_by_side
from mmgui.session.session import Session

Keep: TypeAlias = Callable[[Mapping[str, FieldValue], str | None], None]
SCENE = "feelings"
_SIDE_PX, _NARROW_SIDE_PX = 360, 280
_NARROW_PX = 1000
_LEAST_GALLERY_PX = 240  # a card with its words, at the usual size
CARD_SIZES = range(96, 416, 8)  # px


class DataPage(QWidget):
    """Three faces: nothing yet, a source to be imported, the examples."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self.drop = self._make_empty_state()
        self.gallery, self.filters, self.selection = ExampleGallery(), ExampleFilterBar(), SelectionBar()
        self.classes_card, self.split = ClassesCard(session, actions.commands), SplitCard()
        self.classes, self.alike = self.classes_card.list, self.classes_card.alike
        self.card_size = TouchSlider()
        self.problems, self.data_cards = ProblemsCard(), make_data_cards()
        self._is_by_hand = self._is_by_hand_next = False  # the classes of the project that is open, or will be
        self._empty, self._content = QWidget(), self._make_content()
        layout = QVBoxLayout(self._empty)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.addWidget(self.drop)
        self._stack = QStackedWidget()
        for face in (self._empty, self._content):
            self._stack.addWidget(face)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._connect()
        self._show_examples()
        self._show_problems()
        self._show_preview()
        follow_text_size(self, DataPage._arrange)

    def _connect(self) -> None:
        self.drop.paths_given.connect(self._actions.commands.take_paths)
        self.filters.changed.connect(self._filter)
        self.classes_card.class_chosen.connect(self.filters.choose_class)
        self.problems.contradictions_wanted.connect(self.filters.show_only)
        self.gallery.selection_moved.connect(self._selection_moved)
        self.gallery.chosen.connect(self._preview)
        self.card_size.valueChanged.connect(self._size_moved)
        self.card_size.sliderReleased.connect(self._keep_size)
        self.gallery.delete_wanted.connect(self._session.project.delete)
        self.selection.label_wanted.connect(self._set_label)
        self.selection.split_wanted.connect(self._set_split)
        self.selection.edit_wanted.connect(self._edit_selected)
        self.selection.delete_wanted.connect(self._delete)
        self.split.resplit_wanted.connect(self._session.project.resplit)
        for card in self.data_cards.values():
            card.changed.connect(self._settings_changed)
        self._session.subscribe("project", self._project_changed)
        self._session.subscribe("examples", self._show_examples)
        self._session.subscribe("preview", self._show_preview)
        self._session.subscribe("model", self._show_figures)
        self._session.subscribe("run_answers", self._show_figures)
        self._session.subscribe("problems", self._show_problems)

    @cached_property
    def mapping(self) -> MappingPage:
        """The face of a source before it is imported, made at the first one."""
        page = MappingPage(self._session, self._actions)
        self._stack.addWidget(page)
        return page

    def refresh(self) -> None:
        """Say texts made from data in the present language."""
        for part in (self.filters, self.selection, self.classes_card):
            part.refresh()
        if self._session.project.preview is not None:
            self.mapping.refresh()
        for card in self.data_cards.values():
            card.refresh()
        self._show_examples()
        self._show_problems()

    # -- parts -------------------------------------------------------------------------------------------------------

    def _make_empty_state(self) -> DropArea:
        area = DropArea()
        bind_text(area.title, "setText", N_("Bring your examples"))
        bind_text(
            area.sentence,
            "setText",
            N_(
                "Drop a table (CSV, Excel, JSONL, Parquet) with a column of pictures, a folder with one sub-folder "
                "per answer, or an image folder. Nothing leaves this computer."
            ),
        )
        self.by_hand = QPushButton()
        bind_text(self.by_hand, "setText", N_("Make classes by hand"))
        self.by_hand.clicked.connect(self._make_by_hand)
        scene = QPushButton()
        bind_text(scene, "setText", N_("Or start with the built-in scene: feelings"))
        scene.clicked.connect(partial(self._actions.commands.open_scene, SCENE))
        row = FlowLayout(is_centred=True)
        area.content.addLayout(row)
        for button in (
            self._actions.button("import_file", "primary"),
            self._actions.button("import_folder"),
            self.by_hand,
            scene,
        ):
            row.addWidget(button)
        return area

    def _make_content(self) -> QWidget:
        bind_text(self.gallery, "setAccessibleName", N_("Examples"))
        self.gallery.set_card_px(self._session.settings.card_px)
        self.card_size.setRange(CARD_SIZES.start, CARD_SIZES.stop)
        self.card_size.setSingleStep(CARD_SIZES.step)
        self.card_size.setPageStep(2 * CARD_SIZES.step)
        self.card_size.setValue(self._session.settings.card_px)
        self.card_size.setFixedWidth(14 * SPACE)
        for setter in ("setAccessibleName", "setToolTip"):
            bind_text(self.card_size, setter, N_("Size of the cards"))
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._make_left(), 1)
        row.addWidget(self._make_side())
        return content

    def _make_left(self) -> QWidget:
        """The examples with what finds and changes them: scrolled to where that leaves too little of the examples."""
        column = QWidget()
        column.setProperty("role", "page")
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE)
        left.addWidget(self.filters)
        left.addWidget(self.gallery, 1)
        bind_px(self.gallery, "setMinimumHeight", _LEAST_GALLERY_PX)
        steps = [self._actions.tool_button(name) for name in ("undo", "redo")]
        left.addWidget(WrapRow(self.selection, side_by_side(self.card_size, *steps, is_right=True)))
        self.scrolled = area = TallScrollArea(column)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _make_side(self) -> QWidget:
        self.add = QPushButton()
        bind_text(self.add, "setText", N_("Add one by hand…"))
        self.add.clicked.connect(self._add_by_hand)
        more = Card(N_("More examples"))
        for button in (self._actions.button("import_file"), self._actions.button("import_folder"), self.add):
            more.body.addWidget(button)
        side = QWidget()
        side.setProperty("role", "page")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(2 * SPACE)
        for card in (self.classes_card, self.problems, self.split, *self.data_cards.values(), more):
            column.addWidget(card)
        column.addStretch(1)
        scroll = ScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(side)
        self._side = scroll
        return scroll

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._side.setFixedWidth(scaled(_NARROW_SIDE_PX) if self.width() < scaled(_NARROW_PX) else scaled(_SIDE_PX))

    @property
    def shown_topic(self) -> str:
        """What the help should speak of."""
        if self._session.project.preview is not None:
            return "mapping"
        return "by hand" if self._is_by_hand else "data"

    @property
    def undo_steps(self) -> Steps | None:
        """What Undo means here: while a source is looked at, nothing of the examples behind it."""
        return None if self._session.project.preview is None else NoSteps()

    # -- the session's side ------------------------------------------------------------------------------------------

    def _project_changed(self) -> None:
        self.gallery.thumbnails.forget()
        self._is_by_hand, self._is_by_hand_next = self._is_by_hand_next, False
        self.filters.reset()
        self.gallery.verticalScrollBar().setValue(0)
        for card in self.data_cards.values():
            card.set_settings(self._session.project.cleaning)
        self._show_examples()
        if self._is_by_hand:
            self.classes_card.start_naming()

    def _show_face(self) -> None:
        examples = self._session.project.examples
        if self._session.project.preview is not None:
            self._stack.setCurrentWidget(self.mapping)
        else:
            is_begun = examples is not None and bool(len(examples) or examples.noted_classes or self._is_by_hand)
            self._stack.setCurrentWidget(self._content if is_begun else self._empty)

    def _show_preview(self) -> None:
        preview = self._session.project.preview
        if preview is not None:
            self.mapping.show_preview(preview)
        self._show_face()

    def _show_problems(self) -> None:
        account, examples = self._session.project.last_import, self._session.project.examples
        standing = still_standing(account.contradictions, examples) if account and examples else ()
        self.problems.show_account(account, standing)

    def _show_examples(self) -> None:
        examples = self._session.project.examples
        self._show_face()
        if examples is None:
            self.gallery.set_examples(None)
            return
        classes = examples.known_classes
        self.filters.set_classes(classes)
        self.selection.set_classes(classes)
        self.gallery.set_examples(examples)
        self.classes_card.show_examples(examples)
        self._show_problems()
        self.split.show_examples(examples)
        for part in (self.filters, self.split):
            part.setVisible(len(examples) > 0)
        self.add.setVisible(bool(examples.fields))
        for modality, card in self.data_cards.items():
            card.setVisible(any(field.modality == modality for field in examples.fields))
        self._count_shown()
        self._selection_moved(self.gallery.selected)

    def _filter(self, wanted: ExampleFilter) -> None:
        self.gallery.set_filter(wanted)
        self.classes.set_chosen(wanted.label)
        self._count_shown()
        self._show_figures()

    def _show_figures(self) -> None:
        """How sure the open model is of each example, how odd each is; asked for only where that is the order."""
        run_id, examples = self._session.model.run_id, self._session.project.examples
        self.filters.set_has_model(run_id is not None)
        order = self.filters.filter.order
        if run_id is None or examples is None or order not in BY_A_MODEL:
            return
        parts = [part for part in SPLITS if any(e.split == part for e in examples.examples)]
        answers = [self._session.run_answers.answers(run_id, part) for part in parts]
        known: dict[int, float] = {}
        for said in answers:
            if said is None:
                continue
            figures = said.confidences if order == "confidence" else said.doubts
            if figures is not None:
                sign = 1 if order == "confidence" else -1  # the least sure, and the oddest, come first
                known |= zip(said.ids.tolist(), (sign * figures).tolist(), strict=True)
        self.gallery.set_figures(known)

    def _count_shown(self) -> None:
        examples = self._session.project.examples
        count = len(examples) if examples else 0
        self.filters.show_count(self.gallery.cards.rowCount(), count)
        label = self.filters.filter.label
        if not count or (label is not None and not self._session.classes.count(label)):
            text = _("Nothing here yet. Make classes on the right, then drop, paste or type their examples.")
        else:
            text = _("No example fits the search and the filters.\nTake them back to see all {count}.")
        self.gallery.say_if_empty(text.format(count=grouped(count)))

    def _selection_moved(self, chosen: tuple[Example, ...]) -> None:
        self.selection.show_selection(chosen)
        examples = self._session.project.examples
        if examples is None or not len(examples):
            return
        example = chosen[0] if chosen else examples.examples[0]
        for modality, card in self.data_cards.items():
            names = [field.name for field in examples.fields if field.modality == modality]
            card.show_values([example.values.get(name) or "" for name in names])

    # -- intents -----------------------------------------------------------------------------------------------------

    def _ids(self) -> tuple[int, ...]:
        return tuple(example.id for example in self.gallery.selected)

    def _set_label(self, label: str | None) -> None:
        self._session.project.set_label(self._ids(), label)

    def _set_split(self, split: str) -> None:
        self._session.project.set_split(self._ids(), split)  # type: ignore[arg-type]

    def _settings_changed(self) -> None:
        """What any of the cards changes holds for the next training."""
        chosen = {name: value for card in self.data_cards.values() for name, value in card.settings.items()}
        self._session.project.set_cleaning(chosen)

    def _delete(self) -> None:
        """At once: Undo brings them back."""
        self._session.project.delete(self._ids())

    def _preview(self, example: Example) -> None:
        preview = ExamplePreview(self.window(), self._session, self.gallery, example)
        preview.change_wanted.connect(self._edit)
        preview.open()

    def _size_moved(self, width: int) -> None:
        self.gallery.set_card_px(width)
        if not self.card_size.isSliderDown():  # by keys, or by a touch beside the handle
            self._keep_size()

    def _keep_size(self) -> None:
        if self.card_size.value() != self._session.settings.card_px:
            self._session.change_settings(card_px=self.card_size.value())

    def _edit_selected(self) -> None:
        chosen = self.gallery.selected
        if len(chosen) == 1:
            self._edit(chosen[0])

    def _edit(self, example: Example) -> None:
        self._open_dialog(example, partial(self._keep_changes, example))

    def _make_by_hand(self) -> None:
        """Show the classes of the open project, or of a new one, before there is any example."""
        if self._session.project.is_open:
            self._is_by_hand = True
            self._show_examples()
            self.classes_card.start_naming()
        else:
            self._is_by_hand_next = True
            self._session.project.create_unnamed(self._not_by_hand)

    def _not_by_hand(self, _error: BaseException) -> None:
        """The new project could not be made: the next one that is opened is any other."""
        self._is_by_hand_next = False

    def _add_by_hand(self) -> None:
        self._open_dialog(None, self._keep_new)

    def _open_dialog(self, example: Example | None, then: Keep) -> None:
        examples = self._session.project.examples
        if examples is not None:
            dialog = ExampleDialog(
                self.window(), examples.fields, examples.known_classes, example, then, examples.examples
            )
            dialog.open()

    def _keep_new(self, values: Mapping[str, FieldValue], label: str | None) -> None:
        with_files(self._session, values, lambda plain: self._session.project.add_example(plain, label))

    def _keep_changes(self, example: Example, values: Mapping[str, FieldValue], label: str | None) -> None:
        if label != example.label:
            self._session.project.set_label([example.id], label)

        def change(plain: Mapping[str, str | None]) -> None:
            for name, value in plain.items():
                self._session.project.set_value(example.id, name, value)

        changed = changed_values(example, values)
        if changed:
            with_files(self._session, changed, change)


__all__ = ["DataPage"]
