"""A built-in scene as a large card: real pictures of it, its story, and one button."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mmgui.core.i18n import N_, _
from mmgui.core.text import one_line
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.text_lines import wrapped
from mmgui.gui.kit.text_size import bind_px, follow_text_size
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import RADIUS, SPACE, current, set_role
from mmgui.gui.kit.touch_slider import TouchSlider

_PICTURES = 4
_GAP = 1.5 * SPACE  # between two pictures
_LINES = 3  # of what is said below a picture
_LEVELS = 4  # of difficulty above the easiest


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """One example of a scene: `pixels` are width × height × 3 bytes RGB, rows without padding; none = words only."""

    pixels: bytes
    width: int
    height: int
    words: str
    label: str

    def image(self) -> QImage:
        return QImage(self.pixels, self.width, self.height, 3 * self.width, QImage.Format.Format_RGB888).copy()


class PreviewStrip(QWidget):
    """Pictures side by side with rounded corners, what is said below, and the answer as a small tag."""

    def __init__(self) -> None:
        super().__init__()
        self._images: list[tuple[QImage, str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(20 * SPACE)

    def sizeHint(self) -> QSize:
        return QSize(80 * SPACE, self.heightForWidth(80 * SPACE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """As tall as the pictures are at this width, so that the text follows them directly."""
        side = (width - (_PICTURES - 1) * _GAP) / _PICTURES
        return max(20 * SPACE, round(side) + self._below())

    def _below(self) -> int:
        return (1 + _LINES) * self.fontMetrics().height() + SPACE

    def show_pictures(self, pictures: tuple[PreviewPicture, ...]) -> None:
        self._images = []
        for p in pictures[:_PICTURES]:
            self._images.append((p.image(), one_line(p.words), p.label))
        self.setAccessibleName(", ".join(_(label) for _image, _words, label in self._images))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        gap, line, below = _GAP, self.fontMetrics().height(), self._below()
        side = min((self.width() - (_PICTURES - 1) * gap) / _PICTURES, self.height() - below)
        left = (self.width() - _PICTURES * side - (_PICTURES - 1) * gap) / 2
        for place in range(_PICTURES):
            frame = QRectF(left + place * (side + gap), 0, side, side)
            corners = QPainterPath()
            corners.addRoundedRect(frame, RADIUS, RADIUS)
            if place >= len(self._images) or self._images[place][0].isNull():
                painter.fillPath(corners, QColor(theme.track))
            if place >= len(self._images):
                continue
            image, words, label = self._images[place]
            size = image.size().toSizeF().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            target = QRectF(frame.topLeft(), size)
            target.moveCenter(frame.center())
            painter.save()
            painter.setClipPath(corners)
            painter.drawImage(target, image)
            painter.restore()
            font = painter.font()
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            text = QRectF(frame.left(), frame.bottom() + SPACE / 2, side, line)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _(label))
            font.setBold(False)
            painter.setFont(font)
            painter.setPen(QColor(theme.muted))
            said = QRectF(frame.left(), text.bottom() + 2, side, self.height() - text.bottom() - 2)
            lines = max(1, min(_LINES, int(said.height() // line)))
            shown = "\n".join(wrapped(f"“{words}”", painter.font(), said.width(), lines)) if words else ""
            painter.drawText(said, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)


class SceneCard(QFrame):
    """Emits `chosen` on its button or a click anywhere on it; shows how far the making of examples is."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._usual = 0
        self.strip = PreviewStrip()
        self.heading, self.words = PlainLabel(wrap=True), muted_label()
        set_role(self.heading, "title")
        self.start = QPushButton()
        set_role(self.start, "primary")
        bind_text(self.start, "setText", N_("Start with this scene"))
        bind_icon(self.start, "play", "on_accent")
        self.start.clicked.connect(self.chosen)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        bind_text(self.progress, "setAccessibleName", N_("Progress"))
        self.progress.hide()
        self.state = muted_label(wrap=False)
        self.state.hide()
        self.level = muted_label(wrap=False)
        self.difficulty = TouchSlider()
        self.difficulty.setRange(0, _LEVELS)
        self.difficulty.setPageStep(1)
        bind_px(self.difficulty, "setFixedWidth", 14 * SPACE)
        for setter in ("setAccessibleName", "setToolTip"):
            bind_text(self.difficulty, setter, N_("Difficulty: how clearly the examples show what decides"))
        self.difficulty.valueChanged.connect(self._show_level)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.strip)
        layout.addSpacing(SPACE)
        layout.addWidget(self.heading)
        layout.addWidget(self.words)
        layout.addSpacing(SPACE)
        row = QHBoxLayout()
        layout.addLayout(row)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.start)
        row.addWidget(self.progress, 1)
        row.addWidget(self.state)
        row.addStretch(1)
        row.addWidget(self.level)
        row.addWidget(self.difficulty)
        layout.addStretch(1)
        follow_text_size(self, SceneCard._fit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The sheet's least height of a button is that of its usual text."""
        self.start.setMinimumHeight(self.start.sizeHint().height())

    def show_scene(self, title: str, story: str, difficulty: float) -> None:
        """In the present language. difficulty: 0 to 1, the scene's usual one."""
        self.heading.setText(title)
        self.words.setText(story)
        self._usual = round(difficulty * _LEVELS)
        self.difficulty.setValue(self._usual)
        self._show_level()

    @property
    def percent(self) -> int | None:
        """The difficulty that was chosen; None is the scene's usual one."""
        level = self.difficulty.value()
        return None if level == self._usual else 100 * level // _LEVELS

    def _show_level(self) -> None:
        level = self.difficulty.value()
        self.level.setText(_("Easy") if level == 0 else _("Hardest") if level == _LEVELS else _("Harder"))

    def show_progress(self, done: int, total: int) -> None:
        """The examples are being made: done of total (0 of 0 while that is not known)."""
        self.start.setEnabled(False)
        self.progress.setRange(0, max(0, total))
        self.progress.setValue(done)
        self.progress.show()
        self.state.setText(
            _("Making examples… {done} of {total}").format(done=done, total=total) if total else _("Opening…")
        )
        self.state.show()

    def show_ready(self) -> None:
        self.start.setEnabled(True)
        self.progress.hide()
        self.state.hide()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and self.start.isEnabled()
            and self.rect().contains(event.position().toPoint())
        ):
            self.chosen.emit()
