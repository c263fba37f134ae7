"""What stands below a heat map: what is shown now, a better kind of map if there is one, and why to believe it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmgui.core.i18n import _
from mmgui.gui.cards.quality_badge import QualityBadge, ShownQuality
from mmgui.gui.kit.card import link_button, muted_label
from mmgui.gui.kit.text_size import follow_text_size
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import set_role

_CAPTION_LINES = 2


class MapNotes(QWidget):
    """The badge stands elsewhere (in the card's head); a click on it unfolds its reason here."""

    better_wanted = Signal()

    def __init__(self, badge: QualityBadge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge = badge
        self._quality: ShownQuality | None = None
        self._explanation = self._caption = ""
        self.now = muted_label()  # what is shown now
        self.now.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.better = link_button("")
        self.reason = PlainLabel(wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self.now, self.better, self.reason):
            part.hide()
            layout.addWidget(part)
        badge.hide()
        badge.toggled.connect(self._show_reason)
        self.better.clicked.connect(self.better_wanted)
        follow_text_size(self, MapNotes._keep_room)

    def explain(self, sentence: str) -> None:
        """What the heat map means; "" if there is none."""
        self._explanation = sentence
        self._say_now()

    def set_caption(self, caption: str, is_wrong: bool = False) -> None:
        """What is shown in the heat map's place; "" = the heat map itself. is_wrong: it says what cannot be used."""
        self._caption = caption
        set_role(self.now, "bad" if is_wrong and caption else "muted")
        self._say_now()

    def show_quality(self, quality: ShownQuality | None) -> None:
        if quality == self._quality:
            return
        self._quality = quality
        self._badge.setVisible(quality is not None)
        if quality is None:
            self._badge.setChecked(False)
        else:
            self._badge.set_kind(quality.kind, is_passing=quality.is_passing)
        better = quality.better if quality is not None else ""
        text = _("A better map is available: {kind}. Show it").format(kind=better) if better else ""
        self.better.setText(text)
        self.better.setAccessibleName(text)
        self.better.setVisible(bool(text))
        self._show_reason()

    def _say_now(self) -> None:
        self.now.show_text(self._caption or self._explanation)
        self._keep_room()

    def _keep_room(self) -> None:
        """As much for the caption of a link, which comes and goes under the pointer, as for what the map means."""
        least = 0
        if self._explanation:
            metrics, room = self.now.fontMetrics(), QRect(0, 0, max(1, self.width()), 10_000)
            needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._explanation).height()
            least = max(needed, _CAPTION_LINES * metrics.lineSpacing())
        if least != self.now.minimumHeight():
            self.now.setMinimumHeight(least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def _show_reason(self, *_args: object) -> None:
        self.reason.show_text(self._quality.reason if self._quality is not None and self._badge.isChecked() else "")
        self._badge.setAccessibleDescription(self._quality.reason if self._quality is not None else "")


__all__ = ["MapNotes"]
