"""The badge: a word, a colour and a shape, all three."""

import pytest
from PySide6.QtGui import QImage

from mmgui.gui.cards.quality_badge import QualityBadge

WORDS = {"green": "trustworthy", "amber": "with caution", "grey": "not examined", "examining": "examining…"}
HERE = {"unfamiliar": "unfamiliar", "hardly": "hardly counts", "against": "speaks against"}


def made(qtbot, kind):
    badge = QualityBadge()
    qtbot.addWidget(badge)
    badge.set_kind(kind)
    badge.resize(badge.sizeHint())
    return badge


@pytest.mark.parametrize("kind", [*WORDS, *HERE])
def test_the_badge_says_its_colour_in_a_word(qtbot, kind):
    badge = made(qtbot, kind)
    word = {**WORDS, **HERE}[kind]
    assert badge.text() == word
    assert word in badge.accessibleName()


def test_without_colours_the_marks_still_differ(qtbot):
    shapes = []
    for kind in WORDS:
        grey = made(qtbot, kind).grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        shapes.append(tuple(grey.pixelColor(x, y).red() < 170 for y in range(11, 29) for x in range(8, 20)))
    assert len(set(shapes)) == 4


def test_where_its_word_does_not_fit_the_tooltip_says_it(qtbot):
    badge = made(qtbot, "examining")
    assert not badge.is_cut and "examining…" not in badge.toolTip()
    with qtbot.waitExposed(badge):
        badge.show()
    badge.setFixedWidth(60)
    assert badge.is_cut and "examining…" in badge.toolTip()


@pytest.mark.parametrize("kind", list(HERE))
def test_what_is_worth_little_in_this_answer_is_not_green(qtbot, kind):
    badge = made(qtbot, kind)
    assert badge.colour() == made(qtbot, "amber" if kind == "unfamiliar" else "grey").colour()
    assert badge.colour() != made(qtbot, "green").colour()
