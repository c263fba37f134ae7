"""The PDF of a report: pages, text that can be searched, nothing cut off, English and Chinese."""

import io
import re
import threading
import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFontDatabase

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled, DataError
from mmgui.core.explaining.word_lines import Piece
from mmgui.core.i18n import set_language
from mmgui.core.reporting.blocks import (
    Chart,
    DataTable,
    ExampleCard,
    Facts,
    Paragraph,
    Report,
    Section,
    ShownImage,
    ShownWords,
)
from mmgui.core.reporting.charts_svg import Bar, bar_chart
from mmgui.gui.pdf_pages import PdfPages, font, plain_document
from mmgui.gui.report_pdf import report_pdf, save_report_pdf

HOSTILE = "<img src=file:///etc/passwd><b>bold</b>"


def png(width: int = 60, height: int = 90) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), (250, 10, 10), np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def card(text: str = "words of it") -> ExampleCard:
    words = ShownWords((Piece(text, 0.9, is_strong=True), Piece(" and more", None)))
    images = (ShownImage(png(), (60, 90), "a picture"),)
    return ExampleCard("Right: “a”", "good", images, (words,), (("Together", "a 99%"),), ("Why.",))


def made(*blocks: object, title: str = "Report: x") -> Report:
    return Report(title, "Run y", "en", "Made on a day.", (Section("First", tuple(blocks)),))  # type: ignore[arg-type]


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", data))


def letters(data: bytes) -> set[str]:
    """The characters that the fonts' ToUnicode tables name: what a reader can search and copy."""
    found: set[str] = set()
    for table in re.findall(rb"begincmap(.*?)endcmap", data, re.DOTALL):
        for block in re.findall(rb"\[([^\]]*)\]", table):
            found |= {chr(int(code, 16)) for code in re.findall(rb"<([0-9a-fA-F]{4})>", block)}
        for start in re.findall(rb"<[0-9a-fA-F]{4}> <[0-9a-fA-F]{4}> <([0-9a-fA-F]{4})>", table):
            found.add(chr(int(start, 16)))
    return found


def test_several_images_and_texts_of_an_example_stand_under_each_other_with_their_names(qapp):
    one = card()
    images = tuple(replace(one.images[0], title=title) for title in ("Qfront", "Xback"))
    words = tuple(replace(one.words[0], title=title) for title in ("Zheadline", "Jpost"))
    data = report_pdf(made(*[replace(one, images=images, words=words)] * 3))
    assert set("QXZJ") <= letters(data)
    assert pages(data) == 2  # an example is some 380 px high, a page some 960
    assert pages(report_pdf(made(*[replace(one, images=())] * 3))) == 1


def test_a_short_report_is_one_page_with_its_text(qapp):
    data = report_pdf(made(Paragraph("Quick zebra 0123456789"), Facts((("Seed", "7"),))))
    assert data.startswith(b"%PDF-")
    assert pages(data) == 1
    assert set("Quickzebra0123456789") <= letters(data)


def test_hostile_text_is_drawn_and_not_read_as_markup(qapp):
    data = report_pdf(made(Paragraph(HOSTILE), Facts(((HOSTILE, HOSTILE),)), card(HOSTILE), title=HOSTILE))
    assert set("<>=/:") <= letters(data)
    assert b"root:" not in data


def test_a_long_table_goes_on_with_its_head_on_every_page(qapp):
    rows = tuple((f"class {k}", str(k)) for k in range(200))
    data = report_pdf(made(DataTable(("Class", "Examples"), rows)))
    assert 5 <= pages(data) <= 9


def test_charts_and_pictures_are_never_cut(qapp):
    chart = bar_chart("Bars", [Bar(f"bar {k}", 0.5) for k in range(20)])
    tall = Chart(chart.svg, 460, 9000, "far too tall")
    data = report_pdf(made(*[chart] * 5, tall, *[card()] * 9))
    assert pages(data) >= 5


def test_what_does_not_fit_goes_to_the_next_page_whole(qapp):
    page = PdfPages("t", "f")
    try:
        page.y = page.y + page.room - 30
        assert page.need(31)
        assert page.number == 2
        assert not page.need(page.full_height + 500)  # a fresh page takes anything: there is no larger one
    finally:
        page.cancel()


def test_a_word_without_blanks_wraps(qapp):
    document = plain_document("x" * 900, font(13), 300)
    assert document.size().width() <= 301
    assert document.size().height() > 10 * 13


def test_chinese_is_drawn_with_its_signs(qapp):
    if not any("CJK" in name or "YaHei" in name or "PingFang" in name for name in QFontDatabase.families()):
        pytest.skip("no Chinese font on this machine (Debian: apt-get install fonts-noto-cjk)")
    set_language("zh_CN")
    data = report_pdf(made(Paragraph("测试部分，180 个例子"), title="报告：感受"))
    # Qt names some signs by their radical's code (⼦ for 子); NFKC makes them one again, as readers' searches do
    assert set("测试部分例子报告感受180") <= {unicodedata.normalize("NFKC", letter) for letter in letters(data)}


def test_it_is_drawn_on_a_lane_while_the_window_lives(qapp, tmp_path):
    failed: list[BaseException] = []

    def work() -> None:
        try:
            save_report_pdf(tmp_path / "r.pdf", made(Paragraph("from a lane"), card(), bar_chart("", [Bar("a", 0.3)])))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert failed == []
    assert pages((tmp_path / "r.pdf").read_bytes()) == 1


def test_cancel_and_a_bad_place_leave_the_old_file(qapp, tmp_path):
    old = tmp_path / "r.pdf"
    old.write_bytes(b"old")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        save_report_pdf(old, made(Paragraph("x")), cancel)
    assert old.read_bytes() == b"old"
    with pytest.raises(DataError, match="cannot be written"):
        save_report_pdf(old / "inside.pdf", made(Paragraph("x")))
    assert old.read_bytes() == b"old"


def test_sections_flow_on_and_a_short_one_takes_no_page_of_its_own(qapp):
    lists = [Section(f"Part {k}", (Facts(tuple((f"name {n}", "value") for n in range(10))),)) for k in range(8)]
    data = report_pdf(Report("Report: x", "Run y", "en", "Made on a day.", tuple(lists)))
    assert pages(data) <= 3  # 8 lists of some 270 px on pages of about 960 px


def test_charts_of_one_size_stand_side_by_side(qapp):
    chart = bar_chart("Bars", [Bar(f"bar {k}", 0.5) for k in range(16)])
    assert chart.height > 420  # two of them in a column fill a page
    assert pages(report_pdf(made(*[chart] * 4))) == 1
    other = bar_chart("Bars", [Bar(f"bar {k}", 0.5) for k in range(17)])
    assert pages(report_pdf(made(chart, other, chart))) == 2
