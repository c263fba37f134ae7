"""What is read of a history, on the Data page."""

import json
from typing import Any

from mmgui.modalities.history.data_card import ItemsCard


def test_the_items_and_how_many_are_read(qtbot: Any) -> None:
    card = ItemsCard()
    qtbot.addWidget(card)
    for value, shown, said in (
        ('["seeds", "garden hose"]', ["seeds", "garden hose"], "2 items are read, the latest last."),
        ("[]", [], "The history is empty: nothing came before."),
        ("", [], "There is no history."),
        ('[{"id": 3}]', [], "Item 1 of the history is neither a word nor a number."),
    ):
        card.show_values([value])
        assert [chip.text() for chip in card.strip.chips] == shown and card.summary.text().startswith(said)
    card.show_values([json.dumps([str(n) for n in range(101)])])
    assert len(card.strip.chips) == 100 and "only the last 100 are read" in card.summary.text()
