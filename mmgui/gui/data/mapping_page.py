"""Before an import: what the columns mean was guessed, and every guess can be corrected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mmgui.core.data.example import FieldMapping, ImportMapping, SourceOptions, SourcePreview, write_columns
from mmgui.core.i18n import N_, _, join_sentences, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.actions import Actions
from mmgui.gui.data.label_choice import LabelChoice
from mmgui.gui.data.source_choices import SourceChoices
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.option_cards import ChipChooser, Option
from mmgui.gui.kit.scrolling import TallScrollArea
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import PlainLabel, bind_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.thumbnails import Thumbnails
from mmgui.modalities import MODALITIES, in_order, is_media
from mmgui.session.session import Session

_THUMBNAIL = QSize(64, 48)
_MOST_ROWS = 20
_LABEL, _SPLIT, _IGNORE = "label", "split", "ignore"
_NEW, _ADD = "new", "add"
_LEAST_TABLE_PX = 160  # in a low window the page scrolls instead
_LEAST_PX, _MOST_PX, _IGNORED_PX = 196, 320, 110  # of a column


class MappingPage(QWidget):
    """Shows `session.project.preview`; Import or Cancel ends it."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session = session
        self._preview: SourcePreview | None = None
        self.heading = PlainLabel(wrap=True)
        set_role(self.heading, "heading")
        self.sentence = muted_label()
        self.choices = SourceChoices()
        self.choices.options_chosen.connect(self._look_again)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setTabKeyNavigation(False)
        self.table.setIconSize(_THUMBNAIL)
        self.table.setWordWrap(False)
        bind_px(self.table, "setMinimumHeight", _LEAST_TABLE_PX)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        bind_text(self.table, "setAccessibleName", N_("Columns and first rows"))
        self.boxes: list[ComboBox] = []
        self.table.viewport().installEventFilter(self)
        self.thumbnails = Thumbnails(_THUMBNAIL, self, ratio=self.devicePixelRatioF())
        self.thumbnails.loaded.connect(self._show_thumbnails)
        self._waiting: dict[str, list[tuple[int, int]]] = {}  # value → (row, column)
        self.label = LabelChoice()
        self.label.column_wanted.connect(self._move_label)
        self.target = ChipChooser()
        bind_text(self.target, "setAccessibleName", N_("Import into"))
        self.fault = PlainLabel(wrap=True)
        set_role(self.fault, "bad")
        self.import_button = QPushButton()
        set_role(self.import_button, "primary")
        self.import_button.clicked.connect(self._import)
        self.cancel_button = QPushButton()
        bind_text(self.cancel_button, "setText", N_("Cancel"))
        self.cancel_button.clicked.connect(self._session.project.drop_preview)
        card = Card(N_("What is in which column?"))
        card.body.addWidget(self.choices)
        card.body.addWidget(self.sentence)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.label)
        into = QHBoxLayout()
        card.body.addLayout(into)
        into.setSpacing(SPACE)
        title = PlainLabel()
        bind_text(title, "setText", N_("Import into"))
        into.addWidget(title)
        into.addWidget(self.target, 1)
        buttons = QHBoxLayout()
        card.body.addLayout(buttons)
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.fault, 1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.import_button)
        content = QWidget()
        content.setProperty("role", "page")
        content.setMinimumWidth(1)  # as narrow as the window: the boxes give way
        layout = QVBoxLayout(content)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.heading)
        layout.addWidget(card, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(TallScrollArea(content))

    def show_preview(self, preview: SourcePreview) -> None:
        """Fill the table; the guess is chosen in the drop-downs. Of the same preview the person's choices stay."""
        is_same = preview is self._preview
        is_same_source = self._preview is not None and preview.source == self._preview.source
        self._preview = preview
        if is_same:
            self.refresh()
        else:
            self._show_target(self.target.key if is_same_source else "")
            self._fill()

    def refresh(self) -> None:
        if self._preview is not None:
            self._show_target(self.target.key)
            chosen = [box.currentData() for box in self.boxes]
            self._fill()
            for box, role in zip(self.boxes, chosen, strict=True):
                box.setCurrentIndex(box.findData(role))

    def _look_again(self, options: SourceOptions) -> None:
        """Another sheet, table or encoding: what is in its columns is guessed anew."""
        assert self._preview is not None
        self.import_button.setEnabled(False)  # until the answer is there, which may be another set of columns
        self._session.project.look_at(self._preview.source, options=options)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            self._spread_columns()
        return super().eventFilter(watched, event)

    # -- where to ----------------------------------------------------------------------------------------------------

    def _show_target(self, key: str) -> None:
        """A new project, or more examples for the open one. key: what was chosen, "" = what suits the source."""
        assert self._preview is not None
        project, source = self._session.project, self._preview.source
        name = one_line(project.new_name(source), 40)
        options = [Option(_NEW, _("New project “{name}”").format(name=name))]
        if project.is_open:
            options.append(Option(_ADD, _("Add to “{name}”").format(name=one_line(project.name, 40))))
        known = [option.key for option in options]
        suits = _ADD if _ADD in known and project.fits(self._preview) else _NEW
        self.target.set_options(options, key if key in known else suits)

    # -- the table ---------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        preview = self._preview
        assert preview is not None
        self.heading.setText(one_line(preview.source.name))
        self.choices.show_preview(preview, self._session.project.preview_options)
        rows = preview.rows[:_MOST_ROWS]
        count = ngettext("{count} row.", "{count} rows.", preview.total).format(count=grouped(preview.total))
        self.sentence.setText(join_sentences([count, _("This is a first guess: choose what each column means.")]))
        self.table.clear()
        self.table.setColumnCount(0)  # forgets the order of the columns of the source before
        self.table.setColumnCount(len(preview.columns))
        self.table.setRowCount(len(rows) + 1)
        self.table.setRowHeight(0, 48)
        self.boxes = []
        self._waiting = {}
        for column, name in enumerate(preview.columns):
            header = QTableWidgetItem(one_line(name, 60))
            header.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.table.setHorizontalHeaderItem(column, header)
            box = self._make_box(name)
            self.boxes.append(box)
            self.table.setCellWidget(0, column, box)
            for row, values in enumerate(rows, start=1):
                item = QTableWidgetItem(one_line(values.get(name, ""), 160))
                self.table.setItem(row, column, item)
        self.label.set_columns(preview.labels)
        self._put_used_first()
        self._roles_changed()

    def _put_used_first(self) -> None:
        """The columns that mean something stand on the left, in the order of the source, so that none is overlooked."""
        header = self.table.horizontalHeader()
        used = [box.currentData() != _IGNORE for box in self.boxes]
        for place, column in enumerate(sorted(range(len(used)), key=lambda c: not used[c])):
            header.moveSection(header.visualIndex(column), place)

    def _spread_columns(self) -> None:
        """Share the width among the columns; those that are ignored take little."""
        used = [box.currentData() != _IGNORE for box in self.boxes]
        room = self.table.viewport().width() - _IGNORED_PX * used.count(False)
        width = min(_MOST_PX, max(_LEAST_PX, room // max(1, used.count(True))))
        for column, is_used in enumerate(used):
            self.table.setColumnWidth(column, width if is_used else _IGNORED_PX)

    def _make_box(self, column: str) -> ComboBox:
        box = ComboBox()
        for modality in in_order():
            box.addItem(modality.title(), modality.name)
        box.addItem(_("Label (the answer)"), _LABEL)
        box.addItem(_("Part of the split"), _SPLIT)
        box.addItem(_("Ignore"), _IGNORE)
        box.setAccessibleName(_("Meaning of the column “{name}”").format(name=one_line(column, 60)))
        box.setCurrentIndex(box.findData(self._guessed_role(column)))
        box.currentIndexChanged.connect(self._roles_changed)
        return box

    def _guessed_role(self, column: str) -> str:
        assert self._preview is not None
        guess = self._preview.guess
        if column == guess.label_column:
            return _LABEL
        if column == guess.split_column:
            return _SPLIT
        return next((f.modality for f in guess.fields if column in f.columns), _IGNORE)

    def _roles_changed(self, *_values: object) -> None:
        """Show files that can be seen where such are meant; say what does not fit."""
        self._spread_columns()
        self._show_images()
        fault = self._fault()
        self.label.show_column(self._label_column(), self._preview.total if self._preview else 0)
        self.fault.setText(fault)
        self.import_button.setEnabled(not fault)
        total = self._preview.total if self._preview else 0
        text = ngettext("Import {count} row", "Import {count} rows", total).format(count=grouped(total))
        self.import_button.setText(text)

    def _show_images(self) -> None:
        preview = self._preview
        assert preview is not None
        self._waiting = {}
        is_tall = False
        for column, name in enumerate(preview.columns):
            role = self.boxes[column].currentData()
            is_seen = role in MODALITIES and MODALITIES.get(role).has_image
            is_tall = is_tall or is_seen
            values = preview.files if is_media(role) else preview.rows
            for row, given in enumerate(values[:_MOST_ROWS], start=1):
                item = self.table.item(row, column)
                if item is None:
                    continue
                item.setData(Qt.ItemDataRole.DecorationRole, None)
                if is_seen and given.get(name):
                    value = str(given[name])
                    self._waiting.setdefault(value, []).append((row, column))
                    self._decorate(value)
        for row in range(1, self.table.rowCount()):
            self.table.setRowHeight(row, 56 if is_tall else 30)

    def _show_thumbnails(self, values: tuple[str, ...]) -> None:
        for value in values:
            self._decorate(value)

    def _decorate(self, value: str) -> None:
        for row, column in self._waiting.get(value, ()):
            image = self.thumbnails.get(value, self.boxes[column].currentData())
            item = self.table.item(row, column)
            if item is not None and image is not None:
                item.setData(Qt.ItemDataRole.DecorationRole, QPixmap.fromImage(image))

    # -- the mapping -------------------------------------------------------------------------------------------------

    def _roles(self) -> dict[str, str]:
        assert self._preview is not None
        return {name: box.currentData() for name, box in zip(self._preview.columns, self.boxes, strict=True)}

    def _label_column(self) -> str | None:
        return next((column for column, role in self._roles().items() if role == _LABEL), None)

    def _move_label(self, wanted: str | None) -> None:
        """The answers are in another column, or in none; a column that was the label means again what was guessed."""
        assert self._preview is not None
        for name, box in zip(self._preview.columns, self.boxes, strict=True):
            guessed = self._guessed_role(name)
            if name == wanted:
                box.setCurrentIndex(box.findData(_LABEL))
            elif box.currentData() == _LABEL:
                box.setCurrentIndex(box.findData(guessed if guessed != _LABEL else _IGNORE))

    def _fault(self) -> str:
        roles = list(self._roles().values())
        if not any(role in MODALITIES for role in roles):
            return _("Choose at least one column that a model can learn from.")
        if roles.count(_LABEL) > 1:
            return _("Only one column can be the label.")
        if roles.count(_SPLIT) > 1:
            return _("Only one column can be the part of the split.")
        return ""

    def mapping(self) -> ImportMapping:
        """What the drop-downs say. Fields keep their guessed names; further ones are named after their columns. All
        columns of a kind that joins them are one field."""
        assert self._preview is not None
        roles = self._roles()
        guessed = {(c, f.modality): f.name for f in self._preview.guess.fields for c in f.columns}
        joined = {role: [c for c, other in roles.items() if other == role] for role in roles.values() if _joins(role)}
        taken: set[str] = set()
        fields = []
        for column, role in roles.items():
            if role not in MODALITIES or column in joined.get(role, ())[1:]:
                continue
            default = MODALITIES.get(role).default_field
            name = guessed.get((column, role)) or (default if default not in guessed.values() else column)
            while name in taken:
                name = column if column not in taken else f"{name} 2"
            taken.add(name)
            fields.append(FieldMapping(name, role, write_columns(joined[role]) if role in joined else column))
        split = next((column for column, role in roles.items() if role == _SPLIT), None)
        return ImportMapping(tuple(fields), self._label_column(), split)

    def _import(self) -> None:
        if self._preview is not None and not self._fault():
            source: Path = self._preview.source
            project = self._session.project
            project.import_source(
                source, self.mapping(), options=project.preview_options, is_new_wanted=self.target.key == _NEW
            )
            self.import_button.setEnabled(False)
            self.import_button.setText(_("Importing…"))
            plain_tooltip(self.import_button, str(source))


def _joins(role: str) -> bool:
    return role in MODALITIES and MODALITIES.get(role).joins_columns


__all__ = ["MappingPage"]
