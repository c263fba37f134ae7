"""The order of the examples in a list."""

import pytest

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.gui.kit.example_model import ExampleFilter, ExampleModel, Order

WORDS = Field("words", "text")
EXAMPLES = (
    Example(1, {"words": "zebra"}, "b", origin="pictures/10.png"),
    Example(2, {"words": "Ant 12"}, None, origin="pictures/2.png"),
    Example(3, {"words": "ant 3"}, "a", origin="pictures/1.png"),
    Example(4, {"words": None}, "B", origin=""),
)


@pytest.mark.parametrize(
    ("order", "ids"),
    [("", [1, 2, 3, 4]), ("origin", [3, 2, 1, 4]), ("label", [3, 1, 4, 2]), ("words", [3, 2, 1, 4])],
)
def test_numbers_count_as_numbers_and_nothing_comes_last(qapp: object, order: Order, ids: list[int]) -> None:
    model = ExampleModel()
    model.set_examples(ExampleSet((WORDS,), EXAMPLES))
    model.set_filter(ExampleFilter(order=order))
    assert [model.example(row).id for row in range(model.rowCount())] == ids


def test_an_order_goes_with_a_filter(qapp: object) -> None:
    model = ExampleModel()
    model.set_filter(ExampleFilter(text="ant", order="words"))
    model.set_examples(ExampleSet((WORDS,), EXAMPLES))
    assert [model.example(row).id for row in range(model.rowCount())] == [3, 2]
