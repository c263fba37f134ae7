"""The help: every page in two minutes, opened where one is, in the reader's language and size."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.i18n import _
from mmgui.gui.commands import PLACES
from mmgui.gui.help.help_dialog import HelpDialog
from mmgui.gui.help.sections import SECTIONS
from mmgui.gui.kit.terms import TERMS

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)")


def opened(window):
    QTest.keyClick(window, Qt.Key.Key_F1)
    return window.findChild(HelpDialog)


@pytest.mark.parametrize("place", PLACES)
def test_f1_opens_the_section_of_the_page(place, visit, window):
    visit(place)
    dialog = opened(window)
    assert dialog.section == place and dialog.title.text() == _(SECTIONS[place].title)
    assert [label.text() for label in dialog.texts] == [_(text) for text in SECTIONS[place].paragraphs]
    dialog.close()


@pytest.mark.parametrize("view", ["film", "race"])
def test_on_the_film_and_the_race_it_speaks_of_them(view, visit, window):
    page = visit("train")
    page.views.show_view(view)
    dialog = opened(window)
    assert dialog.section == view
    dialog.close()


def test_arrow_keys_walk_through_the_sections_to_the_terms(window):
    dialog = opened(window)
    seen = []
    for _step in SECTIONS:
        seen.append(dialog.section)
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert seen == list(SECTIONS) and dialog.section == "terms"
    said = [label.text() for label in dialog.texts]
    assert {"Precision", "Recall", "F1", "The article's network"} <= set(said) and len(said) == 2 * len(TERMS)
    dialog.close()


def test_it_can_be_read_in_about_two_minutes():
    words = sum(len(text.split()) for section in SECTIONS.values() for text in section.paragraphs)
    assert 300 < words < 600  # 250 a minute


def test_on_the_mapping_page_it_speaks_of_columns(visit, window, session, table, qtbot):
    visit("data")
    session.project.look_at(table)
    qtbot.waitUntil(lambda: session.project.preview is not None, timeout=10_000)
    dialog = opened(window)
    assert dialog.section == "mapping" and "which column is which" in dialog.texts[0].text()
    dialog.close()


def test_on_classes_by_hand_it_speaks_of_them(visit, window, session, qtbot):
    page = visit("data")
    page._make_by_hand()
    qtbot.waitUntil(lambda: session.project.is_open and page._is_by_hand, timeout=10_000)
    dialog = opened(window)
    assert dialog.section == "by hand" and "drop or paste pictures on each" in dialog.texts[0].text()
    dialog.close()


def test_on_doubtful_labels_it_speaks_of_them(visit, window, open_project, qtbot):
    open_project(runs=1)
    page = visit("results")
    page.section.chips[1].click()
    page.mistakes.order.chips[2].click()
    dialog = opened(window)
    assert dialog.section == "labels" and "does not believe" in dialog.texts[0].text()
    dialog.close()
