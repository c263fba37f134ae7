"""What was found on opening a source, and the choices there are: which sheet or table, and which letters."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.data.example import Problem, SourceOptions, SourcePreview
from mmgui.core.data.importing.tables.letters import title_of
from mmgui.core.i18n import N_, _, join_names, join_sentences
from mmgui.core.text import one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.combo_box import ComboBox
from mmgui.gui.kit.problem_list import ProblemList
from mmgui.gui.kit.text_size import follow_text_size
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE

_MOST_LINES = 4  # of what was found, seen at once


class SourceChoices(QWidget):
    """Hidden when there is nothing to say and nothing to choose."""

    options_chosen = Signal(object)  # SourceOptions: look at the source again in this way

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = SourceOptions()
        self.found = ProblemList(is_wrapped=False)
        self.readings, self.encodings = ComboBox(), ComboBox()
        self.letters = PlainLabel()
        self._reading_title, self._encoding_title = PlainLabel(), PlainLabel()
        bind_text(self._reading_title, "setText", N_("Read"))
        bind_text(self._encoding_title, "setText", N_("Letters"))
        bind_text(self.readings, "setAccessibleName", N_("How to read the source"))
        bind_text(self.encodings, "setAccessibleName", N_("How the letters are stored"))
        self.guess = muted_label(wrap=False)
        bind_text(self.guess, "setText", N_("a guess: are these words right?"))
        for box in (self.readings, self.encodings):
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(22)
        self.readings.activated.connect(self._reading_chosen)
        self.encodings.activated.connect(self._encoding_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        lines: tuple[tuple[QWidget, ...], ...] = (
            (self._reading_title, self.readings),
            (self._encoding_title, self.encodings, self.letters, self.guess),
        )
        for parts in lines:
            line = QHBoxLayout()
            layout.addLayout(line)
            line.setSpacing(SPACE)
            for part in parts:
                line.addWidget(part)
            line.addStretch(1)
        self.found.horizontalHeader().hide()
        layout.addWidget(self.found)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        follow_text_size(self, SourceChoices._fit)

    def _fit(self) -> None:
        lines = min(_MOST_LINES, self.found.problems.rowCount())
        self.found.setFixedHeight(lines * self.found.verticalHeader().defaultSectionSize() + SPACE)

    def show_preview(self, preview: SourcePreview, options: SourceOptions) -> None:
        """options: how the source was looked at."""
        self._options = options
        self._show_readings(preview)
        self._show_encoding(preview)
        self.found.setVisible(bool(preview.found))
        self.found.set_problems([self._with_choice(problem) for problem in preview.found])
        self._fit()
        parts = (self.found, self.readings, self.encodings)
        self.setVisible(any(not part.isHidden() for part in parts))

    def _with_choice(self, problem: Problem) -> Problem:
        """What was found, and that it can be chosen otherwise if the choice stands above."""
        box = {"--read-as": self.readings, "--encoding": self.encodings}.get(problem.option.partition(" ")[0])
        if box is None or box.isHidden():
            return problem
        return replace(problem, what=join_sentences([problem.what, _("You can choose otherwise above.")]))

    def _show_readings(self, preview: SourcePreview) -> None:
        self.readings.clear()
        for reading in preview.readings:
            self.readings.addItem(one_line(reading.title, 80), reading.name)
        self.readings.setCurrentIndex(self.readings.findData(preview.reading))
        for part in (self._reading_title, self.readings):
            part.setVisible(len(preview.readings) > 1)

    def _show_encoding(self, preview: SourcePreview) -> None:
        found = preview.encoding
        codecs = [] if found is None else [found.codec, *(c for c in found.choices if c != found.codec)]
        is_open = found is not None and len(codecs) > 1 and (found.is_guess or bool(self._options.encoding))
        self.encodings.clear()
        for codec in codecs:
            self.encodings.addItem(title_of(codec), codec)
        self.encodings.setCurrentIndex(0 if codecs else -1)
        letters = found.letters[:3] if found is not None else ()
        self.letters.setText(join_names([f"“{one_line(word, 24)}”" for word in letters]))
        for part in (self._encoding_title, self.encodings):
            part.setVisible(is_open)
        self.letters.setVisible(is_open and bool(letters))
        self.guess.setVisible(is_open and bool(letters) and not self._options.encoding)

    def _reading_chosen(self, _index: int) -> None:
        self.options_chosen.emit(replace(self._options, reading=self.readings.currentData()))

    def _encoding_chosen(self, _index: int) -> None:
        self.options_chosen.emit(replace(self._options, encoding=self.encodings.currentData()))


__all__ = ["SourceChoices"]
