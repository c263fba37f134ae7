"""How far a training is: a bar and a line "epoch 14 of 20 · about 18 s left · 1 140 examples/s"."""

from dataclasses import dataclass

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import duration, grouped
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE

_STEPS = 250  # each is painted at once, with all that waits to be painted


@dataclass(frozen=True, slots=True)
class Progress:
    """title: what is going on, translated. share: 0..1. None = unknown, for all but the title."""

    title: str
    share: float | None
    seconds_left: float | None = None
    examples_per_second: float | None = None


class TrainingProgress(QWidget):
    """Bar above text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        bind_text(self.bar, "setAccessibleName", N_("Progress"))
        self.line = muted_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.bar)
        column.addWidget(self.line)

    def show_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, 0 if progress.share is None else _STEPS)
        if progress.share is not None:
            self.bar.setValue(round(progress.share * _STEPS))
        parts = [progress.title]
        if progress.seconds_left is not None:
            parts.append(_("about {duration} left").format(duration=duration(_calm(progress.seconds_left))))
        if progress.examples_per_second:
            parts.append(_("{count} examples/s").format(count=grouped(round(progress.examples_per_second))))
        self.line.setText(" · ".join(parts))


def _calm(seconds: float) -> float:
    """Coarser for longer times, so that the text does not flicker."""
    if seconds < 10:
        return max(1.0, seconds)
    return round(seconds / 5) * 5 if seconds < 90 else seconds
