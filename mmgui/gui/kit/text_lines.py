"""A text broken into a few lines for painting, by Qt's rules: no line begins with a full stop, in Chinese neither."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption


def wrapped(text: str, font: QFont, width: float, lines: int) -> list[str]:
    """At most `lines` lines of a text that fit `width`, the last one elided. Cuts inside a word only if it must."""
    text = " ".join(text.split())
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    result: list[str] = []
    layout.beginLayout()
    while text and len(result) < lines and (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        start = line.textStart()
        if len(result) == lines - 1:
            rest = text[start:]
            result.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, int(width)))
        else:
            result.append(text[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return result


__all__ = ["wrapped"]
