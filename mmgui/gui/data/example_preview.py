"""One example large: the whole picture, the texts in full, and what is known of it; next and previous by arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import Example, Field
from mmgui.core.i18n import _
from mmgui.core.text import file_size, grouped, one_line, percent
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.elided_label import ElidedLabel
from mmgui.gui.kit.example_gallery import SPLIT_TITLES, ExampleGallery
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.media_reader import MediaReader, MediaSource
from mmgui.gui.kit.picture_view import PictureView
from mmgui.gui.kit.pictures import to_image
from mmgui.gui.kit.scrolling import TallScrollArea
from mmgui.gui.kit.sense_sentences import field_title
from mmgui.gui.kit.text_size import bind_px, scaled
from mmgui.gui.kit.texts import PlainLabel, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import Modality

if TYPE_CHECKING:
    from mmgui.modalities.contract import FieldInput
    from mmgui.session.session import Session

_BESIDE_FROM = 720  # px; in a narrower window the texts stand below the picture
_STEPS = {"Left": -1, "Right": 1, "Up": -1, "Down": 1, "PgUp": -1, "PgDown": 1}


class ExamplePreview(QDialog):
    """Shows an example of the gallery and moves in the gallery's order; `change_wanted` asks for its form."""

    change_wanted = Signal(object)  # Example

    def __init__(self, parent: QWidget, session: Session, gallery: ExampleGallery, example: Example) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Example"))
        self._session, self._gallery, self._example = session, gallery, example
        self.values: list[_ValueView] = []
        self.origin = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        set_role(self.origin, "title")
        self.facts = PlainLabel(wrap=True)
        self.answer = muted_label()
        self._pictures = QHBoxLayout()
        self._texts = QVBoxLayout()
        self.as_seen = QPushButton(_("As the model sees it"))
        self.as_seen.setCheckable(True)
        self.as_seen.toggled.connect(self._show)
        self.before, self.place, self.after = (
            QPushButton(_("Previous")),
            muted_label(wrap=False),
            QPushButton(_("Next")),
        )
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.change = QPushButton(_("Edit…"))
        self.change.clicked.connect(self._change)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.close)
        for button in (self.as_seen, self.before, self.after, self.change, close):
            button.setAutoDefault(False)
        self._lay_out(close)
        for keys, step in _STEPS.items():
            QShortcut(QKeySequence(keys), self, lambda step=step: self._step(step))
        QShortcut(QKeySequence("Home"), self, lambda: self._go(0))
        QShortcut(QKeySequence("End"), self, lambda: self._go(self._gallery.cards.rowCount() - 1))
        gallery.cards.modelReset.connect(self._find_again)
        session.subscribe("run_answers", self._show_answer)
        self.resize(parent.size() * 0.9)
        self._show()

    def _lay_out(self, close: QPushButton) -> None:
        texts = QWidget()
        texts.setProperty("role", "page")
        texts.setLayout(self._texts)
        self._texts.setContentsMargins(0, 0, SPACE, 0)
        self._texts.setSpacing(SPACE)
        self._texts.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = TallScrollArea(texts)
        bind_px(area, "setMinimumWidth", 30 * SPACE)
        area.setMinimumHeight(12 * SPACE)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addWidget(self.origin)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column.addLayout(self._body, 1)
        self._body.setSpacing(2 * SPACE)
        self._body.addLayout(self._pictures, 3)
        self._body.addWidget(area, 2)
        column.addWidget(self.facts)
        column.addWidget(self.answer)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(SPACE)
        for part in (self.before, self.place, self.after):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.as_seen, self.change, close):
            row.addWidget(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(across if self.width() >= scaled(_BESIDE_FROM) else down)

    # -- which one ---------------------------------------------------------------------------------------------------

    @property
    def example(self) -> Example:
        return self._example

    def _step(self, step: int) -> None:
        row = self._gallery.cards.row_of(self._example.id)
        if row is not None:
            self._go(row + step)

    def _go(self, row: int) -> None:
        if 0 <= row < self._gallery.cards.rowCount():
            self._gallery.choose_row(row)
            self._example = self._gallery.cards.example(row)
            self._show()

    def _find_again(self) -> None:
        """The list changed below: show the example as it is now, or end with it."""
        row = self._gallery.cards.row_of(self._example.id)
        if row is None:
            self.close()
        elif self._gallery.cards.example(row) != self._example:
            self._go(row)

    def _change(self) -> None:
        self.close()
        self.change_wanted.emit(self._example)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        examples = self._session.project.examples
        if examples is None:
            self.close()
            return
        example, cards = self._example, self._gallery.cards
        for view in self.values:
            discard(view, self._pictures if view.is_picture else self._texts)
        self.values = []
        is_read = False
        for field in examples.fields:
            value = example.values.get(field.name)
            if value and field.modality in MODALITIES:
                read = self._session.model.input_of(field)
                is_read = is_read or read is not None
                title = field_title(field, examples.fields)
                view = _ValueView(field, title, value, example, read if self.as_seen.isChecked() else None)
                self.values.append(view)
                (self._pictures if view.is_picture else self._texts).addWidget(view, 1 if view.is_picture else 0)
        self.as_seen.setEnabled(is_read)
        why = _("What is left of it at the size, and up to the word, that the open model reads.")
        self._say(self.as_seen, why if is_read else _("No model is open that reads this. Train one or load one."))
        row = cards.row_of(example.id) or 0
        self.before.setEnabled(row > 0)
        self.after.setEnabled(row + 1 < cards.rowCount())
        self.place.setText(_("{place} of {count}").format(place=grouped(row + 1), count=grouped(cards.rowCount())))
        self.origin.setText(one_line(example.origin, 300) or _("Typed by hand"))
        label = one_line(example.label, 200) if example.label is not None else _("no label")
        part = _(SPLIT_TITLES[example.split]) if example.split else ""
        self.facts.setText(_dotted(_("Label: {label}").format(label=label), part))
        self._show_answer()

    @staticmethod
    def _say(button: QPushButton, text: str) -> None:
        plain_tooltip(button, text)
        button.setAccessibleDescription(text)

    def _show_answer(self) -> None:
        """What the open model says of it, as soon as it has looked."""
        run_id = self._session.model.run_id
        explained = self._session.run_answers.explained(run_id, self._example) if run_id is not None else None
        prediction = explained.prediction if explained is not None else None
        self.answer.setVisible(run_id is not None)
        if run_id is None:
            return
        if prediction is not None:
            best = max(range(len(prediction.classes)), key=lambda k: prediction.probabilities[k])
            answer, share = one_line(prediction.classes[best], 60), percent(prediction.probabilities[best])
            self.answer.setText(_("The open model says {answer} ({share}).").format(answer=answer, share=share))
        elif explained is not None:
            self.answer.setText(explained.problem)
        else:
            self.answer.setText(_("Looking…"))
            self._session.run_answers.ask([(run_id, self._example)])


class _ValueView(QWidget):
    """The value of one field: a title, the image or the text in full, and below it what can be said of a file."""

    def __init__(self, field: Field, title: str, value: str, example: Example, given: FieldInput | None) -> None:
        """given: show what this makes of the value, None = the value itself."""
        super().__init__()
        kind = MODALITIES.get(field.modality)
        self.is_picture = kind.has_image
        self._name = _file_name(Path(value), example) if kind.is_media else ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        head = PlainLabel(title)
        set_role(head, "title")
        column.addWidget(head)
        self.note = muted_label()
        self.view: PictureView | None = None
        self.text: PlainLabel | None = None
        self._reader = MediaReader(_look(kind, value, given), self)
        self._reader.ready.connect(self._loaded)
        self._reader.refused.connect(self._refused)
        if self.is_picture:
            self.view = PictureView()
            self.view.setAcceptDrops(False)
            self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.view.setAccessibleName(_dotted(title, self._name))
            self.view.set_empty_text(_("One moment…"))
            column.addWidget(self.view, 1)
        else:
            self.text = PlainLabel(self._name or value, wrap=True)
            self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(self.text)
        column.addWidget(self.note)
        if kind.has_image or kind.is_media or given is not None:
            self._reader.start(Path(value))
        self.note.hide()

    @property
    def is_reading(self) -> bool:
        return self._reader.is_reading

    def _loaded(self, _source: object, found: tuple[QImage | None, str, str]) -> None:
        image, text, said = found
        if self.view is not None:
            self.view.set_picture(image)
        elif self.text is not None and text:
            self.text.setText(text)
        self.note.show_text(_dotted(self._name, said))

    def _refused(self, error: BaseException) -> None:
        if self.view is not None:
            self.view.set_empty_text(_("cannot be shown"))
        self.note.show_text(_dotted(self._name, getattr(error, "message", str(error))))


def _look(kind: Modality, value: str, given: FieldInput | None) -> Callable[[MediaSource], object]:
    """Reads the value on a thread: its image, its text, and what is said of its size."""

    def read(_source: MediaSource) -> tuple[QImage | None, str, str]:
        raw: Any = kind.read(Path(value) if kind.is_media else value)
        if given is not None:
            raw = given.reduce(raw)
        image = to_image(kind.image(raw)) if kind.has_image else None
        said = [kind.say_size(raw)]
        if kind.is_media and given is None:
            said.append(file_size(Path(value).stat().st_size))
        return image, raw if isinstance(raw, str) else "", _dotted(*said)

    return read


def _dotted(*parts: str) -> str:
    """What is there of these, beside each other."""
    return " · ".join(part for part in parts if part)


def _file_name(path: Path, example: Example) -> str:
    """What a person calls a file that the project stores under the hash of its content: its origin ends in the name."""
    known = [part for part in example.origin.split(" · ") if part.lower().endswith(path.suffix.lower())]
    return one_line(known[-1].rpartition("/")[2] if known else path.name)


__all__ = ["ExamplePreview"]
