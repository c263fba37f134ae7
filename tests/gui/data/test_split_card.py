"""The split card: how many wait for a part, in words that fit the number."""

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.gui.data.split_card import SplitCard


def test_one_that_waits_is_told_as_one(qtbot):
    card = SplitCard()
    qtbot.addWidget(card)
    fields, parts = (Field("words", "text"),), ("train", "validation", "test", None, None)
    examples = tuple(Example(n, {"words": str(n)}, "a", part) for n, part in enumerate(parts))
    for count, told in ((5, "2 are in no part yet."), (4, "1 is in no part yet."), (3, "")):
        card.show_examples(ExampleSet(fields, examples[:count]))
        assert card.unsplit.text() == told
