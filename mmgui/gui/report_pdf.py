"""A report as PDF: the same blocks as the web page, drawn by Qt on A4 pages with page numbers. Works in any thread."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from mmgui.core.cancel import CancelToken
from mmgui.core.explaining.word_lines import word_colours
from mmgui.core.files import write_bytes
from mmgui.core.reporting.blocks import Block, Chart, DataTable, ExampleCard, Facts, Paragraph, Report, Section, Tone
from mmgui.core.saving import saving
from mmgui.gui.pdf_pages import (
    INK,
    MUTED,
    RULE,
    PdfPages,
    first_baseline,
    font,
    natural_width,
    plain_document,
    rich_document,
)

_TEXT_PX, _NOTE_PX, _TABLE_PX = 13.5, 12.0, 12.0
_ABOVE = 24.0  # a section's heading, with the line between
_GAP = 12.0  # between two columns
_PICTURE_PX = 150.0
_PICTURES_PX = 720.0  # all of an example under each other: they fit on a page
_LEAST_COLUMN = 46.0
_ROW_PX = 22.0  # of a table or a list of facts, about
_MANY_FACTS = 6  # from so many short ones on in two columns
_CHART_SCALE = 0.75  # charts are drawn for a screen
_SHORT_TABLE = 12  # rows that are kept together on a page
_BARS: dict[Tone, tuple[str, str]] = {"good": ("#1f7a4d", ""), "warning": ("#b26a00", "#fff6e6")}


def report_pdf(report: Report, cancel: CancelToken | None = None) -> bytes:
    """The PDF file of a report. Needs a QGuiApplication, may run in any thread. Raises Cancelled."""
    pages = PdfPages(report.title, report.title)
    try:
        pages.text(plain_document(report.title, font(27, bold=True), pages.width), after=4)
        pages.text(plain_document(report.subtitle, font(15), pages.width, MUTED), after=2)
        pages.text(plain_document(report.made, font(_NOTE_PX), pages.width, MUTED), after=10)
        for section in report.sections:
            if cancel is not None:
                cancel.raise_if_cancelled()
            _section(pages, section)
        return pages.finish()
    finally:
        pages.cancel()


def save_report_pdf(path: Path, report: Report, cancel: CancelToken | None = None) -> None:
    """Write the report as PDF, whole or not at all. Raises DataError if the place cannot be written, Cancelled."""
    data = report_pdf(report, cancel)
    with saving(path):
        write_bytes(path, data)


def _section(pages: PdfPages, section: Section) -> None:
    heading = plain_document(section.title, font(18, bold=True), pages.width)
    pages.need(heading.size().height() + _ABOVE + 6 + _height(pages, section.blocks))
    if not pages.is_fresh:
        pages.y += _ABOVE - 10
        pages.line(pages.y)
        pages.y += 10
    pages.text(heading, after=6)
    place = 0
    while place < len(section.blocks):
        rest = section.blocks[place:]
        pages.need(_height(pages, rest))
        alike = _charts_alike(rest)
        if len(alike) > 1:
            for start in range(0, len(alike), 2):
                _charts(pages, alike[start : start + 2], columns=2)
        else:
            _draw(pages, rest[0])
        place += max(1, len(alike))


def _charts_alike(blocks: Sequence[Block]) -> tuple[Chart, ...]:
    """The charts of one size with which the blocks begin (curves over the same epochs): they go side by side."""
    alike: list[Chart] = []
    for block in blocks:
        if not isinstance(block, Chart) or (alike and (block.width, block.height) != (alike[0].width, alike[0].height)):
            break
        alike.append(block)
    return tuple(alike)


def _height(pages: PdfPages, blocks: Sequence[Block]) -> float:
    """About how much room the first block wants at the least, with what it introduces: nothing stands alone at the
    foot of a page."""
    if not blocks:
        return 0.0
    match blocks[0]:
        case Chart() as chart:
            return _chart_size(pages, chart, min(2, len(_charts_alike(blocks))))[1]
        case ExampleCard():
            return _PICTURE_PX + 50
        case DataTable(_header, rows):
            return _ROW_PX * (len(rows) + 1) if len(rows) <= _SHORT_TABLE else 4 * _ROW_PX
        case Facts(rows):
            return _ROW_PX * min(len(rows), 3)  # it goes on over the page: no line of it needs the others
        case Paragraph() as paragraph:
            own = _paragraph_text(pages, paragraph)[0].size().height() + 8
            introduces = paragraph.tone != "note" and len(blocks) > 1 and not isinstance(blocks[1], Paragraph)
            return own + (_height(pages, blocks[1:]) if introduces else 0.0)


def _draw(pages: PdfPages, block: Block) -> None:
    match block:
        case Paragraph():
            _paragraph(pages, block)
        case Facts():
            _facts(pages, block)
        case DataTable():
            _table(pages, block)
        case Chart():
            _charts(pages, (block,), columns=1)
        case ExampleCard():
            _example(pages, block)


def _paragraph_text(pages: PdfPages, block: Paragraph) -> tuple[QTextDocument, float]:
    """The text as it is drawn, and its indentation."""
    is_note, is_lead = block.tone == "note", block.tone == "lead"
    face = font(16 if is_lead else _NOTE_PX if is_note else _TEXT_PX, bold=is_lead)
    indent = 12.0 if block.tone in _BARS else 0.0
    return plain_document(block.text, face, pages.width - 2 * indent, MUTED if is_note else INK), indent


def _paragraph(pages: PdfPages, block: Paragraph) -> None:
    bar, background = _BARS.get(block.tone, ("", ""))
    document, indent = _paragraph_text(pages, block)
    height = document.size().height()
    pages.need(height)
    if background:
        pages.box(0, pages.y - 2, pages.width, height + 4, background)
    if bar:
        pages.box(0, pages.y - 2, 3, height + 4, bar)
    pages.text(document, x=indent)


def _facts(pages: PdfPages, block: Facts) -> None:
    """Names with values; many short ones in two columns, filled downwards, the long ones below."""
    face = font(_TEXT_PX)
    left = min(pages.width * 0.35, max((natural_width(name, face) for name, _value in block.rows), default=0) + _GAP)
    half = (pages.width - _GAP) / 2
    short = [row for row in block.rows if left + natural_width(row[1], face) + _GAP <= half]
    if len(short) < _MANY_FACTS:
        short = []
    middle = (len(short) + 1) // 2
    beside = [*short[middle:], ("", "")][:middle]
    for first, second in zip(short[:middle], beside, strict=True):
        widths = (left, half + _GAP - left, left, half - left)
        _row(pages, (*first, *second), widths, (MUTED, INK, MUTED, INK))
    for row in block.rows:
        if row not in short:
            _row(pages, row, (left, pages.width - left), (MUTED, INK))
    pages.y += 6


def _row(pages: PdfPages, cells: Sequence[str], widths: Sequence[float], colours: Sequence[str]) -> None:
    documents = [
        plain_document(cell, font(_TEXT_PX), width - _GAP, colour)
        for cell, width, colour in zip(cells, widths, colours, strict=True)
    ]
    height = max(d.size().height() for d in documents)
    pages.need(height)
    x, deepest = 0.0, max(first_baseline(d) for d in documents)
    for document, width in zip(documents, widths, strict=True):
        pages.draw(document, x, pages.y + deepest - first_baseline(document))
        x += width
    pages.y += height + 2


def _table(pages: PdfPages, block: DataTable) -> None:
    widths = _column_widths(pages, block)
    if not widths:
        return
    header = _cells(block.header, widths, block.texts, is_header=True)
    _table_row(pages, header, widths, is_header=True)
    for row in block.rows:
        documents = _cells(row, widths, block.texts)
        if pages.need(max(d.size().height() for d in documents) + 7):
            _table_row(pages, header, widths, is_header=True)  # the head again on the new page
        _table_row(pages, documents, widths)
    if block.caption:
        pages.y += 3
        pages.text(plain_document(block.caption, font(_NOTE_PX), pages.width, MUTED), after=0)
    pages.y += 12


def _column_widths(pages: PdfPages, block: DataTable) -> list[float]:
    """As wide as the longest cell; if that is too much, the widest columns give way and their cells wrap."""
    plain, bold = font(_TABLE_PX), font(_TABLE_PX, bold=True)
    widths = []
    for place, title in enumerate(block.header):
        words = max((natural_width(word, bold) for word in title.split()), default=0.0)
        cells = max((natural_width(row[place], plain) for row in block.rows), default=0.0)
        head = natural_width(title, bold)
        # a long heading over short figures wraps
        widths.append(max(words, cells, head if place < block.texts else min(head, 84.0)) + _GAP + 2)
    excess = sum(widths) - pages.width
    while excess > 0.5:
        widest = max(range(len(widths)), key=widths.__getitem__)
        others = sorted((w for k, w in enumerate(widths) if k != widest), reverse=True)
        floor = max(_LEAST_COLUMN, others[0] if others else _LEAST_COLUMN)
        cut = min(excess, max(2.0, widths[widest] - floor))
        widths[widest] -= cut
        excess -= cut
        if widths[widest] <= _LEAST_COLUMN:
            return [pages.width / len(widths)] * len(widths)
    return widths


def _cells(row: Sequence[str], widths: Sequence[float], texts: int, *, is_header: bool = False) -> list[QTextDocument]:
    face = font(_TABLE_PX, bold=is_header)
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    return [
        plain_document(cell, face, width - _GAP, align=left if place < texts else right)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _table_row(
    pages: PdfPages, documents: Sequence[QTextDocument], widths: Sequence[float], *, is_header: bool = False
) -> None:
    height = max(d.size().height() for d in documents)
    if is_header:
        pages.need(height + 40)
    x, deepest = 0.0, max(first_baseline(d) for d in documents)
    for document, width in zip(documents, widths, strict=True):
        down = height - document.size().height() if is_header else deepest - first_baseline(document)
        pages.draw(document, x, pages.y + 2 + down)
        x += width
    pages.y += height + 5
    pages.box(0, pages.y, sum(widths), 1.2 if is_header else 0.6, RULE if is_header else "#e3e6ea")
    pages.y += 2


def _chart_size(pages: PdfPages, block: Chart, columns: int) -> tuple[float, float]:
    width = (pages.width - (columns - 1) * _GAP) / columns
    factor = min(_CHART_SCALE, width / block.width, pages.full_height * 0.9 / block.height)
    return block.width * factor, block.height * factor


def _charts(pages: PdfPages, charts: Sequence[Chart], columns: int) -> None:
    """A row of charts of one size, each as wide as a column."""
    width, height = _chart_size(pages, charts[0], columns)
    pages.need(height)
    for place, chart in enumerate(charts):
        renderer = QSvgRenderer(QByteArray(chart.svg.encode()))

        def paint(painter: QPainter, where: QRectF, renderer: QSvgRenderer = renderer) -> None:
            renderer.render(painter, where)

        pages.paint(place * (width + _GAP), width, height, paint)
    pages.y += height + 10


def _example(pages: PdfPages, card: ExampleCard) -> None:
    pictures = _example_pictures(card)
    left = _PICTURE_PX + 18 if pictures else 0.0
    inside = pages.width - 24
    title = plain_document(card.title, font(_TEXT_PX + 0.5, bold=True), inside - 8)
    parts = _example_texts(card, inside - left)
    texts = sum(max(d.size().height() for d in group) + 4 for _x, group in parts)
    beside = sum(caption + size.height() for _caption, caption, _image, size in pictures) + 6 * (len(pictures) - 1)
    height = title.size().height() + 12 + max(beside, texts) + 14
    pages.need(min(height, pages.full_height))
    top = pages.y
    bar = _BARS.get(card.tone, (RULE, ""))[0]
    pages.box(0, top, 3, height - 8, bar)
    pages.draw(title, 12, top)
    pages.y = top + title.size().height() + 8
    y = pages.y
    for caption, above, image, size in pictures:
        if above:
            pages.draw(caption, 12, pages.y)
        pages.y += above

        def paint(painter: QPainter, where: QRectF, image: QImage = image) -> None:
            painter.drawImage(where, image)

        pages.paint(12 + (_PICTURE_PX - size.width()) / 2, size.width(), size.height(), paint)
        pages.y += size.height() + 6
    for x, group in parts:
        deepest = max(first_baseline(d) for d in group)
        for document in group:
            across = 12 + left + (x if document is not group[0] else 0.0)
            pages.draw(document, across, y + deepest - first_baseline(document))
        y += max(d.size().height() for d in group) + 4
    pages.y = top + height + 8


def _example_pictures(card: ExampleCard) -> list[tuple[QTextDocument, float, QImage, QSizeF]]:
    """Under each other: (whose it is, how high that stands above it), (the picture, its size on the page)."""
    found = []
    for shown in card.images:
        image = QImage.fromData(QByteArray(shown.png))
        if not image.isNull():
            caption = plain_document(shown.title, font(_NOTE_PX), _PICTURE_PX, MUTED)
            side = min(_PICTURE_PX, _PICTURES_PX / len(card.images))
            size = image.size().toSizeF() * (side / max(image.width(), image.height()))
            found.append((caption, caption.size().height() if shown.title else 0.0, image, size))
    return found


def _example_texts(card: ExampleCard, width: float) -> list[tuple[float, list[QTextDocument]]]:
    """Rows under each other: (where the second column begins, one or two texts)."""
    rows: list[tuple[float, list[QTextDocument]]] = []
    for shown in card.words:
        pieces = []
        for piece in shown.pieces:
            background, ink = ("", INK) if piece.weight is None else word_colours(piece.weight, colours="ember")
            pieces.append((piece.text, ink, background, piece.is_strong))
        if shown.title:
            rows.append((0.0, [plain_document(shown.title, font(_NOTE_PX), width, MUTED)]))
        rows.append((0.0, [rich_document(pieces, font(_TEXT_PX + 1), width, line_height=150)]))
    column = max((natural_width(name, font(_NOTE_PX)) for name, _value in card.facts), default=0.0) + _GAP
    column = min(column, width * 0.45)
    for name, value in card.facts:
        cells = [
            plain_document(name, font(_NOTE_PX), column - 6, MUTED),
            plain_document(value, font(_NOTE_PX), width - column),
        ]
        rows.append((column, cells))
    rows += [(0.0, [plain_document(s, font(_NOTE_PX - 0.5), width, MUTED)]) for s in card.sentences]
    return rows
