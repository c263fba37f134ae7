"""Pages of a PDF that fill themselves from top to bottom: what does not fit goes to the next page as a whole."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from mmgui.core.i18n import _
from mmgui.core.text import plain

INK, MUTED, RULE = "#15181c", "#4a5058", "#c9ced5"
MARGIN, FOOT = 54.0, 26.0  # pixels of 1/96 inch, as everything here
_DOTS_PER_INCH = 1200
_LATIN = ("Segoe UI", "Noto Sans", "DejaVu Sans", "Liberation Sans")
_CHINESE = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC")


class PdfPages:
    """An A4 document under way. Lengths are in pixels of 1/96 inch; `y` is where the next thing goes."""

    def __init__(self, title: str, footer: str) -> None:
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setResolution(_DOTS_PER_INCH)
        self._writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._writer.setTitle(title)
        self._writer.setCreator("Multimodal Playground")
        size = QPageSize.size(QPageSize.PageSizeId.A4, QPageSize.Unit.Point) * (96 / 72)
        self.width = size.width() - 2 * MARGIN
        self._bottom = size.height() - MARGIN - FOOT
        self._page_height = size.height()
        self._footer = footer
        self.painter = QPainter(self._writer)
        self.painter.scale(_DOTS_PER_INCH / 96, _DOTS_PER_INCH / 96)
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.number = 1
        self.y = MARGIN
        self._draw_footer()

    @property
    def room(self) -> float:
        """The height that is left on this page."""
        return self._bottom - self.y

    @property
    def full_height(self) -> float:
        return self._bottom - MARGIN

    @property
    def is_fresh(self) -> bool:
        """Nothing was drawn on this page yet."""
        return self.y <= MARGIN

    def need(self, height: float) -> bool:
        """Go to the next page unless `height` fits on this one; True if it did."""
        if height <= self.room or self.is_fresh:
            return False
        self._writer.newPage()
        self.number += 1
        self.y = MARGIN
        self._draw_footer()
        return True

    def text(self, document: QTextDocument, x: float = 0.0, after: float = 8.0) -> None:
        """Draw a text at the left edge (+ x), on the next page if it does not fit here."""
        height = document.size().height()
        self.need(height)
        self.draw(document, x, self.y)
        self.y += height + after

    def draw(self, document: QTextDocument, x: float, y: float) -> None:
        self.painter.save()
        self.painter.translate(MARGIN + x, y)
        document.drawContents(self.painter)
        self.painter.restore()

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.painter.fillRect(QRectF(MARGIN + x, y, width, height), QColor(colour))

    def line(self, y: float, colour: str = RULE, thickness: float = 1.0) -> None:
        self.box(0, y, self.width, thickness, colour)

    def paint(self, x: float, width: float, height: float, how: Callable[[QPainter, QRectF], None]) -> None:
        """Let `how` paint into a rectangle at the present place; `y` stays."""
        self.painter.save()
        how(self.painter, QRectF(QPointF(MARGIN + x, self.y), QSizeF(width, height)))
        self.painter.restore()

    def finish(self) -> bytes:
        """End the document; its bytes."""
        self.painter.end()
        self._buffer.close()
        data = self._buffer.data()
        return bytes(data.data()) if isinstance(data, QByteArray) else bytes(data)

    def cancel(self) -> None:
        """Leave it unfinished: a painter must end before its device."""
        if self.painter.isActive():
            self.painter.end()

    def _draw_footer(self) -> None:
        y = self._page_height - MARGIN * 0.75
        page = _("Page {number}").format(number=self.number)
        left = plain_document(self._footer, font(11), self.width * 0.8, MUTED)
        right = plain_document(page, font(11), self.width * 0.2, MUTED, align=Qt.AlignmentFlag.AlignRight)
        self.draw(left, 0, y)
        self.draw(right, self.width * 0.8, y)


def font(size_px: float, *, bold: bool = False) -> QFont:
    """The face of reports: one that is installed, with one for Chinese after it; never hinted, for print."""
    made = QFont()
    made.setFamilies(list(_families(made.defaultFamily())))
    made.setPixelSize(round(size_px))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=8)
def _families(standard: str) -> tuple[str, ...]:
    """Installed faces, a Latin one first, also under Chinese: digits that Qt takes from a Chinese OpenType face are
    drawn, but come out of the PDF as nothing when a person copies or searches them (seen with Qt 6.11)."""
    there = set(QFontDatabase.families())
    latin = [name for name in _LATIN if name in there][:1] or [standard]
    return (*latin, *[name for name in _CHINESE if name in there][:1])


def plain_document(
    text: str,
    face: QFont,
    width: float,
    colour: str = INK,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> QTextDocument:
    """A text that is shown literally, wrapped to `width`."""
    return rich_document(((text, colour, "", False),), face, width, align=align)


def rich_document(
    pieces: Sequence[tuple[str, str, str, bool]],
    face: QFont,
    width: float,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    line_height: int = 125,
) -> QTextDocument:
    """Pieces of (text, colour, background or "", is it underlined), each literal, wrapped to `width`.

    line_height: in per cent.
    """
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    document.setDefaultFont(face)
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    cursor = QTextCursor(document)
    block = QTextBlockFormat()
    block.setAlignment(align)
    block.setLineHeight(float(line_height), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.setBlockFormat(block)
    for text, colour, background, is_underlined in pieces:
        form = QTextCharFormat()
        form.setFont(face)
        form.setForeground(QColor(colour))
        if background:
            form.setBackground(QColor(background))
        form.setFontUnderline(is_underlined)
        cursor.insertText(plain(text), form)
    document.setTextWidth(max(10.0, width))
    return document


def natural_width(text: str, face: QFont) -> float:
    """How wide the longest line of a text is."""
    metrics = QFontMetricsF(face)
    return max((metrics.horizontalAdvance(line) for line in plain(text).split("\n")), default=0.0)


def first_baseline(document: QTextDocument) -> float:
    """How far below its top the first line of a text stands: Chinese and Latin faces differ, rows must not."""
    layout = document.firstBlock().layout()
    return layout.lineAt(0).ascent() if layout.lineCount() else 0.0
