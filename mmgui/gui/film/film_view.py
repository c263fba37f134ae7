"""The learning film of the run that the Train page shows: what the model looks at, epoch by epoch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.gui.actions import Actions
from mmgui.gui.film.choose_examples_dialog import ChooseExamplesDialog
from mmgui.gui.film.film_tile import tile_content
from mmgui.gui.film.player import LearningFilm
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.run_entries import run_title
from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.texts import PlainLabel, bind_text, button_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.session.session import Session

_SENTENCE_LINES = 3
_NOTHING = ""  # a button without a text
_LOW_PX = 60 * SPACE  # a lower view has one line for the sentence


class FilmView(QWidget):
    """Shows `session.film`. Hidden, it costs nothing: nothing is read and nothing is drawn.

    `run_wanted(id)`: the person wants the film of that run.
    """

    run_wanted = Signal(int)

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._run_id: int | None = None
        self._titles: dict[QPushButton, str] = {}
        self.choose_button = self._button(N_("Choose examples…"), "label", self._choose)
        self.others_button = self._button(N_("Others"), "shuffle", self._others)
        self.save_button = self._button(N_("Save the film…"), "export", self._save)
        bind_text(self.others_button, "setToolTip", N_("Show other examples; those that you keep stay."))
        self.film = LearningFilm()
        self.film.index_changed.connect(self._draw)
        self.film.kept.connect(self._toggle_kept)
        self.sentence = FilmSentence()
        self.empty = muted_label()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.other_run = QPushButton()
        self.other_run.clicked.connect(self._show_other_run)
        self._with_text = True
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE - 2)
        for button in self._titles:
            row.addWidget(button)
        row.addStretch(1)
        self._body = QWidget()
        self._body.setProperty("role", "page")
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(SPACE - 2)
        body.addWidget(self.film, 1)
        body.addWidget(self.sentence)
        body.addWidget(buttons)
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body, 1)
        self._nothing = QWidget()
        self._nothing.setProperty("role", "page")
        nothing = QVBoxLayout(self._nothing)
        nothing.setSpacing(2 * SPACE)
        nothing.addStretch(1)
        nothing.addWidget(self.empty)
        nothing.addWidget(self.other_run, 0, Qt.AlignmentFlag.AlignHCenter)
        nothing.addStretch(1)
        column.addWidget(self._nothing, 1)
        scroll = ScrollArea()
        scroll.setWidget(inner)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        for topic in ("film", "training", "runs"):
            session.subscribe(topic, self._changed)
        self.refresh()

    # -- what the page asks ------------------------------------------------------------------------------------------

    def show_run(self, run_id: int | None) -> None:
        """The film of this run, as soon as it can be seen."""
        self._run_id = run_id
        if self.isVisible():
            self._session.film.show(run_id)
            self._changed()

    def refresh(self) -> None:
        """Everything again, in the language of now."""
        self.film.refresh()
        self._fit()
        self._changed()

    # -- the session's side ------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        if not self.isVisible():
            return
        reel = self._session.film
        film = reel.film
        has_frames = film is not None and bool(film.frames)
        self._body.setVisible(has_frames)
        self._nothing.setVisible(not has_frames)
        self.save_button.setEnabled(has_frames and not reel.is_saving)
        if film is None or not film.frames:
            self.empty.setText(self._why_empty())
            self._offer_other_run()
            self.film.set_epochs((), 0)
            return
        total = film.epochs if reel.is_live else film.frames[-1].epoch
        before = self.film.index
        self.film.set_epochs([frame.epoch for frame in film.frames], total)
        if self.film.index == before:  # else it has been drawn
            self._draw()

    def _why_empty(self) -> str:
        reel = self._session.film
        if reel.is_live or (self._run_id is None and self._session.training.is_active):
            return _("The first picture of the film comes at the end of the first epoch.")
        if self._run_id is None:
            return _("Press Start: while the model learns, the film shows what it looks at, epoch by epoch.")
        if not reel.is_known:
            return ""
        return _("This run has no learning film. It is recorded while a model learns: start a new training.")

    def _offer_other_run(self) -> None:
        """A run without a film is no dead end while another one has one."""
        reel, runs = self._session.film, self._session.project
        other = None if reel.is_live or not reel.is_known else reel.newest_with_film
        run = None if other is None or other == self._run_id else runs.run(other)
        self.other_run.setVisible(run is not None)
        if run is not None:
            text = _("Show the film of “{run}”").format(run=one_line(run_title(self._session, run), 40))
            self.other_run.setText(button_text(text))
            self.other_run.setAccessibleName(text)

    def _show_other_run(self) -> None:
        run_id = self._session.film.newest_with_film
        if run_id is not None:
            self.run_wanted.emit(run_id)

    def _draw(self, *_index: object) -> None:
        film, shown = self._session.film.film, self._session.film.shown
        if film is None or not film.frames or not self.isVisible():
            return
        from mmgui.core.film.change import describe_change

        index = min(self.film.index, len(film.frames) - 1)
        kept = frozenset(self._session.film.kept)
        self.film.show_contents([tile_content(film, s, place + 1, index, kept) for place, s in enumerate(shown)])
        self.sentence.say(describe_change(film, [s.number for s in shown], index))

    # -- what the person does ----------------------------------------------------------------------------------------

    def _toggle_kept(self, place: int) -> None:
        reel = self._session.film
        if reel.film is None or place >= len(reel.shown):
            return
        number = reel.film.examples[reel.shown[place].number].id
        reel.keep(number, number not in reel.kept)

    def _others(self) -> None:
        self._session.film.show_others()

    def _choose(self) -> None:
        from dataclasses import replace

        from mmgui.core.film.choice import SHOWN

        examples, reel = self._session.project.examples, self._session.film
        if examples is None:
            return
        known = frozenset(e.id for e in reel.film.examples) if reel.film is not None else frozenset()
        shown = tuple(reel.film.examples[s.number].id for s in reel.shown) if reel.film is not None else ()
        dialog = ChooseExamplesDialog(
            self, replace(examples, examples=reel.choosable), shown or reel.kept, known, SHOWN, reel.pin
        )
        dialog.open()

    def _save(self) -> None:
        dialog = FileDialog(self.window(), _("Save the film"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        webp, gif = _("Animated WebP"), _("Animated GIF")
        dialog.setNameFilters([f"{webp} (*.webp)", f"{gif} (*.gif)"])
        dialog.setDefaultSuffix("webp")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix("gif" if "*.gif" in text else "webp"))
        run = None if self._run_id is None else self._session.project.run(self._run_id)
        name = one_line(run_title(self._session, run), 40).replace("/", "-") if run is not None else ""
        dialog.selectFile(_("film of {run}").format(run=name) if name else _("film"))
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    def _save_to(self, name: str) -> None:
        from pathlib import Path

        self._session.film.save(Path(name))

    # -- parts -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Buttons stay on one line, and the sentence takes what is left for it: the cards need the room."""
        self.sentence.set_lines(1 if self.height() < scaled(_LOW_PX) else _SENTENCE_LINES)
        needed = sum(_width_with_text(button, _(title)) for button, title in self._titles.items())
        with_text = needed + (len(self._titles) - 1) * (SPACE - 2) <= self.width()
        if with_text == self._with_text:
            return
        self._with_text = with_text
        for button, title in self._titles.items():
            text, tooltip = (title, _NOTHING) if with_text else (_NOTHING, title)
            bind_text(button, "setText", text)
            if button is not self.others_button:
                bind_text(button, "setToolTip", tooltip)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.film.show(self._run_id)
        self._changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._session.film.rest()

    def _button(self, text: str, icon_name: str, act: object) -> QPushButton:
        button = QPushButton()
        self._titles[button] = text
        bind_text(button, "setText", text)
        bind_text(button, "setAccessibleName", text)
        bind_icon(button, icon_name)
        button.clicked.connect(act)
        return button


class FilmSentence(PlainLabel):
    """A few lines that never ask for more; what does not fit ends in "…", and the whole text is the tooltip."""

    def __init__(self) -> None:
        self._whole, self._lines = "", 0
        super().__init__(wrap=True)
        set_role(self, "muted")
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.set_lines(_SENTENCE_LINES)
        follow_text_size(self, FilmSentence._fit)

    @property
    def whole(self) -> str:
        """The text without any cut."""
        return self._whole

    def set_lines(self, lines: int) -> None:
        """Always so high, also for a short text: else the cards would jump."""
        if lines != self._lines:
            self._lines = lines
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 2)
        self._cut()

    def say(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._lines:
            lines, self._lines = self._lines, 0
            self.set_lines(lines)

    def _cut(self) -> None:
        """The longest beginning that fits, found by halving."""
        if self._fits(self._whole):
            shown = self._whole
        else:
            low, high = 0, len(self._whole)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._fits(self._whole[:middle].rstrip() + "…") else (low, middle)
            shown = self._whole[:low].rstrip() + "…"
        self.setText(shown)
        plain_tooltip(self, "" if shown == self._whole else self._whole)

    def _fits(self, text: str) -> bool:
        room = QRect(0, 0, max(1, self.width()), 10_000)
        needed = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        return needed.height() <= self._lines * self.fontMetrics().lineSpacing() and needed.width() <= room.width()


def _width_with_text(button: QPushButton, text: str) -> int:
    """What the button needs for icon and text, whether it shows the text now or not."""
    metrics = button.fontMetrics()
    return button.sizeHint().width() - metrics.horizontalAdvance(button.text()) + metrics.horizontalAdvance(text)


__all__ = ["FilmView"]
