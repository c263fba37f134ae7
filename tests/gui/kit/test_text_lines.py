"""Texts broken into lines: as many as there is room for, and none begins with a full stop."""

from PySide6.QtGui import QFont, QFontMetrics

from mmgui.gui.kit.text_lines import wrapped


def test_text_on_cards_breaks_between_words_and_ends_with_dots(qapp):
    font = QFont(qapp.font())
    metrics = QFontMetrics(font)
    lines = wrapped("one two three four five six seven", font, metrics.horizontalAdvance("one two thr"), 2)
    assert lines[0] == "one two" and lines[1].startswith("three") and lines[1].endswith("…")
    assert wrapped("没有空格的很长的一句话在这里", font, metrics.horizontalAdvance("没有空格") + 1, 2)[0] == "没有空格"
    assert wrapped("", font, 50, 2) == []
    assert len(wrapped("a" * 500, font, 60, 3)) == 3


def test_no_line_begins_with_a_sign_that_ends_a_sentence(qapp):
    font = QFont(qapp.font())
    metrics = QFontMetrics(font)
    text = "今天真好。我们去公园，看花！好吗？"
    for count in range(3, 9):
        lines = wrapped(text, font, metrics.horizontalAdvance("好" * count) + 1, 9)
        assert "".join(lines) == text
        assert not any(line[0] in "。，！？" for line in lines), lines
