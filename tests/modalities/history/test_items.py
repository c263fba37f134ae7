"""Reading lists of items, and telling a column of them from sentences, names, places and amounts."""

import json
import random

import numpy as np
import pytest

from mmgui.core.errors import DataError
from mmgui.modalities import MODALITIES
from mmgui.modalities.history.items import LAST, are_histories, parse_items, separator_of, write_items
from mmgui.modalities.history.items_input import HistoryInput


def read(text: str) -> list[str]:
    return list(json.loads(MODALITIES.get("history").read(text)))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ('["seeds", "garden hose"]', ["seeds", "garden hose"]),
        ("['seeds', 'garden hose']", ["seeds", "garden hose"]),  # as pandas writes it
        ("[seeds, garden hose]", ["seeds", "garden hose"]),
        ("seeds | garden hose, green", ["seeds", "garden hose, green"]),
        ("seeds; hose ;gloves", ["seeds", "hose", "gloves"]),
        ("home > garden > hoses", ["home", "garden", "hoses"]),
        ("home -> garden", ["home", "garden"]),
        ("seeds,hose", ["seeds", "hose"]),
        ("种子、水管，手套", ["种子", "水管，手套"]),
        ("[3, 14.0, null, 7]", ["3", "14.0", "7"]),
        ('["a | b", "c; d"]', ["a | b", "c; d"]),
        ("garden   hose", ["garden hose"]),
        ("[]", []),
        ("||", []),
        ('["a\\u0000b", "c\\nd"]', ["ab", "c d"]),
        ("[1, 2", ["[1", "2"]),
    ],
)
def test_a_history_is_read_from_lists_and_separators(text: str, items: list[str]) -> None:
    assert read(text) == items


@pytest.mark.parametrize("text", ['[{"id": 3}]', "[[1], 2]", "[true]", "x" * 300, f'["{"y" * 201}"]'])
def test_what_is_no_item_is_refused_with_its_number(text: str) -> None:
    with pytest.raises(DataError, match="Item 1 of the history"):
        read(text)


def test_deeply_nested_brackets_are_refused_and_not_followed() -> None:
    with pytest.raises(DataError):
        read("[" * 100_000 + "]" * 100_000)


def test_a_value_is_read_again_as_it_is_and_a_blank_one_stays() -> None:
    history = MODALITIES.get("history")
    kept = history.read("seeds | garden hose")
    assert history.read(kept) == kept and history.read(" ") == " "


def test_only_the_last_items_are_kept() -> None:
    assert json.loads(write_items([str(n) for n in range(10_000)])) == [str(n) for n in range(10_000 - LAST, 10_000)]


def test_the_separator_is_the_one_of_the_column() -> None:
    history = MODALITIES.get("history")
    read_cells = history.make_reader({"x": ["a, green | b", "c | d", "e | f"]})
    assert read_cells({"x": "garden hose, green"}) == '["garden hose, green"]'
    in_lists = history.make_reader({"x": ['["a", "b"]', '["c; d", "e"]', "f"]})
    assert in_lists({"x": "c; d"}) == '["c; d"]'  # a list of one, of which the table gives the item
    long = " | ".join(["x"] * 12_000)
    assert len(json.loads(read_cells({"x": long}))) == LAST
    assert list(history.say_columns({"x": [long, "a | b", long]})) == [
        ("x", "In 2 rows “x” has over 100 items; only the last 100 are read.")
    ]


def test_where_no_separator_is_common_each_cell_has_its_own() -> None:
    assert separator_of(["a", "b; c", "d"]) is None
    assert parse_items("b; c") == ["b", "c"]


SHOPPING = ["seeds | hose", "hose | gloves | seeds", "gloves | hose", "rope | seeds | hose", "rope | gloves"]
PROSE = [
    "I bought seeds, a hose, and gloves today, and I am very happy with them.",
    "Well, what a day, what a garden, I said.",
    "The hose, which was green, broke, so I want my money back.",
    "Thanks, it works, but the gloves are too small for me.",
]


@pytest.mark.parametrize(
    ("values", "are"),
    [
        (SHOPPING, True),
        ([value.replace(" | ", ", ") for value in SHOPPING], True),
        ([json.dumps(value.split(" | ")) for value in SHOPPING], True),
        ([str(value.split(" | ")) for value in SHOPPING], True),
        (["[3, 5]", "[5]", "[3, 8, 5]"], True),
        (["3,5,8", "5,3", "8,5,3,12", "12,3"], True),
        (PROSE * 5, False),
        ([f"the {n} day, the sun, and {n} more; well | done" for n in range(20)], False),
        (["Smith, John", "Smith, Mary", "Jones, John", "Jones, Mary"] * 3, False),
        (["Berlin, Germany", "Paris, France", "Lyon, France", "Berlin, Germany"] * 3, False),
        (["3,5", "4,2", "3,2", "4,5"] * 3, False),
        (["1,234", "1,234,567", "234", "1,567,234"] * 3, False),
        (["[0.1, 0.2]", "[0.3]", "[0.5, 0.25, 3]"], False),
        (["[10, 20, 30, 40]", "[11, 22, 31, 44]"], False),
        (["happy", "sad", "happy"], False),
        (["2024-01-03 10:00", "2024-01-04 11:00"], False),
        (["a@b.org;c@d.org", "x@y.org;z@y.org;q@r.org"], False),
    ],
)
def test_a_column_of_lists_is_told_from_others(values: list[str], are: bool) -> None:
    assert are_histories(values) is are


def test_anything_is_read_or_refused_in_one_sentence() -> None:
    chance = random.Random(0)
    pieces = [
        *"[]'\",;|>、\n\t\0\ud800{}:\\",
        "null",
        "NaN",
        "1e999",
        "true",
        "seeds",
        "🙂",
        "é",
        "\\u0000",
        "3.5",
        "x" * 300,
    ]
    history, given = MODALITIES.get("history"), HistoryInput(names=("seeds",))
    for _number in range(400):
        text = "".join(chance.choice(pieces) for _piece in range(chance.choice([0, 1, 3, 9, 30])))
        text = f"[{text}]" if chance.random() < 0.3 else text
        try:
            raw = history.read(text)
        except DataError as error:
            assert error.message.startswith("Item ") and "\n" not in error.message
            continue
        layout = given.layout(raw)
        assert history.read(raw) == raw and len(given.prepare([raw])) == 1
        masked = history.mask(raw, layout, np.array([chance.random() < 0.5 for _part in layout.places], np.bool_))
        assert history.read(masked) == masked and {*given.layout(masked).places} <= {*layout.places}
