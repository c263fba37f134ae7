"""Classes that look alike: which, and a button that writes them in one way."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.core.data.labels import alike_labels, joined_labels, shown_labels
from mmgui.core.i18n import N_, _, join_names, join_parts, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.kit.card import link_button
from mmgui.gui.kit.texts import PlainLabel, bind_text, breakable, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role

_MOST = 3  # groups that are named


class AlikeHint(QWidget):
    """Hidden while all classes look different. A hint only: nothing is joined before the button is pressed."""

    join_wanted = Signal(object)  # old label → new label

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] | None = None
        self._new: dict[str, str] = {}
        self.sentence = PlainLabel(wrap=True)
        set_role(self.sentence, "warning")
        self.button = link_button(N_("Write them in one way"))
        bind_text(self.button, "setAccessibleName", N_("Write labels that look alike in one way"))
        self.button.clicked.connect(self._join)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self.sentence)
        layout.addWidget(self.button)
        self.hide()

    def _join(self) -> None:
        self.join_wanted.emit(self._new)

    def show_classes(self, counts: Mapping[str, int]) -> None:
        """Look at the classes of a project with their sizes."""
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self._new = joined_labels(counts)
            self._say(alike_labels(counts))

    def refresh(self) -> None:
        """Say it in the present language."""
        self._say(alike_labels(self._counts or {}))

    def _say(self, groups: tuple[tuple[str, ...], ...]) -> None:
        self.setVisible(bool(groups))
        shown = join_parts(shown_labels(group, lambda name: one_line(name, 40)) for group in groups[:_MOST])
        text = _("These labels look alike: {labels}.").format(labels=shown) if groups else ""
        if len(groups) > _MOST:
            more = len(groups) - _MOST
            text += ngettext(" There is {count} more group.", " There are {count} more groups.", more).format(
                count=grouped(more)
            )
        self.sentence.setText(breakable(text))
        kept = join_names([f"“{one_line(group[0], 40)}”" for group in groups[:_MOST]])
        plain_tooltip(self.button, _("They become {labels}. Undo takes it back.").format(labels=kept) if groups else "")


__all__ = ["AlikeHint"]
