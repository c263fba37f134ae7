"""The table of the classes: room for names."""

from typing import Any

import pytest

from mmgui.core.events import ClassMetrics
from mmgui.gui.results.class_table import ClassTable


@pytest.mark.parametrize(("name", "is_whole"), [("People & Body parts", True), ("a name without an end " * 9, False)])
def test_a_long_name_is_shown_whole_where_there_is_room_and_leaves_the_bars_theirs(
    qtbot: Any, name: str, is_whole: bool
) -> None:
    table = ClassTable()
    qtbot.addWidget(table)
    table.resize(560, 200)
    table.show_classes([ClassMetrics(name, 0.5, 0.6, 0.7, 25)])
    table.show()
    assert (table.columnWidth(0) >= table.sizeHintForColumn(0)) == is_whole
    assert all(table.columnWidth(column) >= 80 for column in (1, 2, 3))
