"""Where the rows lie in JSON: deeper, under keys that are labels, as lists of cells, in several lists."""

import json
from pathlib import Path
from typing import Any

import pytest

from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.errors import DataError

OBJECTS = [{"text": f"the animal {n} sleeps", "label": "cat" if n % 2 else "dog"} for n in range(8)]
CELLS = [(o["text"], o["label"]) for o in OBJECTS]
TEXTS = [o["text"] for o in OBJECTS]

Read = tuple[tuple[str, ...], list[tuple[object, ...]], list[Problem]]


def read(path: Path, value: Any, reading: str = "") -> Read:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    table = open_table(path, options=SourceOptions(reading=reading))
    problems = list(table.found)
    rows = [row.cells for row in table.rows(problems, None)]
    assert table.total == len(rows) + sum(p.lost for p in problems if p.kind == "problem")
    return table.columns, rows, problems


@pytest.mark.parametrize(
    "value",
    [
        {"meta": {"v": 1}, "data": {"items": OBJECTS}},
        {"data": {"items": OBJECTS}},
        {"a": {"b": {"c": {"d": OBJECTS}}}, "n": 1},
        {"result": {"columns": {"text": TEXTS, "label": [o["label"] for o in OBJECTS]}}, "ok": True},
    ],
)
def test_rows_that_lie_deeper_are_read(value: Any, tmp_path: Path) -> None:
    assert read(tmp_path / "a.json", value) == (("text", "label"), CELLS, [])


def test_parts_that_lie_deeper_are_parts(tmp_path: Path) -> None:
    value = {"data": {"train": OBJECTS[:5], "test": OBJECTS[5:]}, "v": 1}
    columns, rows, _problems = read(tmp_path / "a.json", value)
    assert columns == ("split", "text", "label")
    assert [row[0] for row in rows] == ["train"] * 5 + ["test"] * 3
    value = {"train": {"rows": OBJECTS[:5]}, "test": {"rows": OBJECTS[5:]}}
    assert [row[0] for row in read(tmp_path / "a.json", value)[1]] == ["train"] * 5 + ["test"] * 3


@pytest.mark.parametrize(
    "of_part",
    [
        lambda objects: objects,
        lambda objects: {"text": [o["text"] for o in objects], "label": [o["label"] for o in objects]},
        lambda objects: {"columns": ["text", "label"], "data": [[o["text"], o["label"]] for o in objects]},
        lambda objects: {label: [o["text"] for o in objects if o["label"] == label] for label in ("dog", "cat")},
        lambda objects: {str(n): o for n, o in enumerate(objects)},
    ],
)
def test_parts_are_read_together_whatever_table_each_is(of_part: Any, tmp_path: Path) -> None:
    value = {"train": of_part(OBJECTS[:4]), "dev": [], "test": of_part(OBJECTS[4:]), "version": 1}
    columns, rows, problems = read(tmp_path / "a.json", value)
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    expected = [("train" if n < 4 else "test", text, label) for n, (text, label) in enumerate(CELLS)]
    assert sorted((o["split"], o["text"], o["label"]) for o in found) == sorted(expected)
    assert not any("choose" in p.what for p in problems), "there is nothing else to choose"


def test_a_list_beside_the_parts_is_left_out_with_its_entries_and_can_be_read_instead(tmp_path: Path) -> None:
    more = [{"text": f"a bird {n}"} for n in range(9)]  # more than the parts have
    value = {"train": OBJECTS[:5], "test": OBJECTS[5:], "unsup": more, "version": 1}
    columns, rows, problems = read(tmp_path / "a.json", value)
    assert columns == ("split", "text", "label")
    assert [row[0] for row in rows] == ["train"] * 5 + ["test"] * 3
    assert [(p.kind, p.lost, p.option) for p in problems] == [("left out", 9, "--read-as unsup")]
    assert "“unsup”" in problems[0].what
    _columns, rows, problems = read(tmp_path / "a.json", value, "unsup")
    assert len(rows) == 9
    assert [(p.kind, p.lost) for p in problems] == [("left out", 5), ("left out", 3)]


@pytest.mark.parametrize("lists", [{"train": OBJECTS[:5], "test": OBJECTS[5:]}, {"data": OBJECTS}])
def test_names_of_classes_beside_the_rows_are_told_as_unread(lists: dict[str, Any], tmp_path: Path) -> None:
    _columns, rows, problems = read(tmp_path / "a.json", {"classes": ["cat", "dog"], **lists, "version": 1})
    assert len(rows) == 8
    assert [(p.kind, p.option, p.what) for p in problems] == [
        ("note", "", "“classes (2)” stands beside the rows and is not read.")
    ]


def test_figures_about_parts_are_no_parts(tmp_path: Path) -> None:
    value = {"train": {"text": "on training", "label": "good"}, "test": {"text": "on test", "label": "bad"}}
    columns, rows, _problems = read(tmp_path / "a.json", value)
    assert (columns, len(rows)) == (("id", "text", "label"), 2)


def test_names_beside_lists_of_cells_are_its_columns(tmp_path: Path) -> None:
    value = {"columns": ["text", "label"], "index": list(range(8)), "data": CELLS}
    assert read(tmp_path / "a.json", value) == (("text", "label"), CELLS, [])


def test_a_column_of_numbered_cells_may_lack_some_of_them(tmp_path: Path) -> None:
    value = {
        "text": {str(n): text for n, (text, _label) in enumerate(CELLS)},
        "label": {str(n): label for n, (_text, label) in enumerate(CELLS) if n != 3},
    }
    columns, rows, problems = read(tmp_path / "a.json", value)
    assert (columns, problems) == (("text", "label"), [])
    assert rows == [(text, None if n == 3 else label) for n, (text, label) in enumerate(CELLS)]


@pytest.mark.parametrize("cut", [3, 4, 6])
def test_keys_above_lists_of_texts_are_labels_and_that_is_told(cut: int, tmp_path: Path) -> None:
    columns, rows, problems = read(tmp_path / "a.json", {"cat": TEXTS[:cut], "dog": TEXTS[cut:]})
    assert columns == ("text", "label")
    assert rows == [(text, "cat" if n < cut else "dog") for n, text in enumerate(TEXTS)]
    assert [p.kind for p in problems] == ["note"]
    assert "“cat”, “dog”" in problems[0].what or "“cat” and “dog”" in problems[0].what


def test_keys_above_equally_long_lists_can_be_read_as_columns(tmp_path: Path) -> None:
    value = {"cat": TEXTS[:4], "dog": TEXTS[4:]}
    assert read(tmp_path / "a.json", value)[2][0].option == "--read-as columns"
    assert read(tmp_path / "a.json", value, "columns")[1] == list(zip(TEXTS[:4], TEXTS[4:], strict=True))


@pytest.mark.parametrize("names", [("text", "label"), ("Satz", "Tier"), ("文", "类")])
def test_columns_stay_columns_whatever_they_are_called(names: tuple[str, str], tmp_path: Path) -> None:
    value = dict(zip(names, (TEXTS, [o["label"] for o in OBJECTS]), strict=True))
    assert read(tmp_path / "a.json", value) == (names, CELLS, [])


def test_columns_with_something_beside_them_are_columns(tmp_path: Path) -> None:
    value = {"version": 2, "text": TEXTS, "label": [o["label"] for o in OBJECTS]}
    columns, rows, problems = read(tmp_path / "a.json", value)
    assert (columns, rows) == (("text", "label"), CELLS)
    assert "“version”" in problems[0].what


@pytest.mark.parametrize("odd", ["v1", None, 3, [1, 2]])
def test_one_odd_value_among_objects_is_named_and_the_objects_are_rows(odd: Any, tmp_path: Path) -> None:
    value = {f"a{n}": o for n, o in enumerate(OBJECTS)}
    columns, rows, problems = read(tmp_path / "a.json", {**value, "meta": odd})
    assert columns == ("id", "text", "label")
    assert [row[1:] for row in rows] == CELLS
    assert [(p.kind, p.lost) for p in problems] == [("problem", 1)]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_lists_of_objects_within_rows_are_told(name: str, tmp_path: Path) -> None:
    objects = [{"title": f"t {n}", "qas": [{"q": "a"}, {"q": "b"}]} for n in range(6)]
    text = json.dumps(objects) if name == "a.json" else "\n".join(map(json.dumps, objects))
    _columns, rows, problems = read(tmp_path / name, text)
    assert len(rows) == 6
    assert [(p.kind, p.column) for p in problems] == [("note", "qas")]
    assert "6 rows" in problems[0].what


def test_conversations_are_rows_and_few_objects_with_long_lists_are_not(tmp_path: Path) -> None:
    talks = [json.dumps({"messages": [{"role": "user", "content": "hi"}, {"role": "bot", "content": "ho"}]})] * 6
    assert len(read(tmp_path / "a.jsonl", "\n".join(talks))[1]) == 6
    parts = [json.dumps({"examples": OBJECTS[:5]}), json.dumps({"examples": OBJECTS[5:]})]
    assert read(tmp_path / "a.jsonl", "\n".join(parts))[:2] == (("text", "label"), CELLS)


def test_an_object_that_is_one_row_but_holds_lists_says_so(tmp_path: Path) -> None:
    _columns, rows, problems = read(tmp_path / "a.json", {"name": "x", "texts": TEXTS, "n": 3})
    assert len(rows) == 1
    assert [p.kind for p in problems] == ["note"]
    assert "“texts”" in problems[0].what


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_lists_of_cells_without_names_lose_no_row(name: str, tmp_path: Path) -> None:
    text = json.dumps(CELLS) if name == "a.json" else "\n".join(json.dumps(c) for c in CELLS)
    columns, rows, problems = read(tmp_path / name, text)
    assert (columns, rows) == (("column 1", "column 2"), CELLS)
    assert problems[0].option == "--read-as names"
    assert read(tmp_path / name, text, "names")[1] == CELLS[1:]


def test_lists_of_cells_that_are_longer_than_the_names_lose_no_cell(tmp_path: Path) -> None:
    value = [["text", "label"], *([t, c, "more"] for t, c in CELLS)]
    columns, rows, _problems = read(tmp_path / "a.json", value)
    assert columns == ("text", "label", "column 3")
    assert rows == [(t, c, "more") for t, c in CELLS]


@pytest.mark.parametrize("with_label", [True, False])
def test_lists_with_the_same_keys_are_read_together(with_label: bool, tmp_path: Path) -> None:
    objects = OBJECTS if with_label else [{"text": text} for text in TEXTS]
    value = {"one": objects[:5], "two": objects[5:], "count": 8}
    columns, rows, problems = read(tmp_path / "a.json", value)
    assert columns == (("text", "label", "list") if with_label else ("text", "label"))
    assert [row[-1] for row in rows] == ["one"] * 5 + ["two"] * 3
    assert [p.kind for p in problems] == ["note"]
    assert len(read(tmp_path / "a.json", value, "two")[1]) == 3


def test_lists_one_behind_the_other_are_one(tmp_path: Path) -> None:
    text = json.dumps(OBJECTS[:5]) + "\n" + json.dumps(OBJECTS[5:])
    assert read(tmp_path / "a.json", text) == (("text", "label"), CELLS, [])
    assert read(tmp_path / "a.jsonl", "\n".join(json.dumps([o]) for o in OBJECTS))[:2] == (("text", "label"), CELLS)


@pytest.mark.parametrize("keys", [TEXTS, [f"p{n}.png" for n in range(8)]])
def test_keys_with_a_label_each_are_examples(keys: list[str], tmp_path: Path) -> None:
    value = {key: o["label"] for key, o in zip(keys, OBJECTS, strict=True)}
    columns, rows, problems = read(tmp_path / "a.json", value)
    assert columns[1] == "label"
    assert rows == [(key, o["label"]) for key, o in zip(keys, OBJECTS, strict=True)]
    assert [p.kind for p in problems] == ["note"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_table_of_lines_that_is_called_json_is_read(name: str, separator: str, tmp_path: Path) -> None:
    text = "\n".join(separator.join(cells) for cells in [("text", "label"), *CELLS])
    assert read(tmp_path / name, text) == (("text", "label"), CELLS, [])


@pytest.mark.parametrize("between", ["", " ", ", "])
def test_two_objects_on_one_line_are_two_rows(between: str, tmp_path: Path) -> None:
    lines = [json.dumps(o) for o in OBJECTS]
    text = "\n".join([*lines[:3], lines[3] + between + lines[4], *lines[5:]])
    assert read(tmp_path / "a.jsonl", text) == (("text", "label"), CELLS, [])


def keyed(objects: list[dict[str, str]], before: str = "-N") -> dict[str, dict[str, str]]:
    return {f"{before}{n}": o for n, o in enumerate(objects)}


@pytest.mark.parametrize("beside", [{}, {"version": 2}, {"info": {"name": "x"}}])
def test_alike_objects_in_an_object_below_a_key_are_rows(beside: dict[str, Any], tmp_path: Path) -> None:
    columns, rows, problems = read(tmp_path / "a.json", {**beside, "posts": keyed(OBJECTS)})
    assert columns == ("id", "text", "label")
    assert [row[1:] for row in rows] == CELLS
    assert problems == []


def test_objects_of_another_kind_below_another_key_are_counted(tmp_path: Path) -> None:
    value = {"users": {"u1": {"name": "x"}, "u2": {"name": "y"}}, "posts": keyed(OBJECTS)}
    _columns, rows, problems = read(tmp_path / "a.json", value)
    assert [row[1:] for row in rows] == CELLS
    assert [(p.kind, p.count, p.option) for p in problems] == [("left out", 2, "--read-as users")]
    assert [row[1] for row in read(tmp_path / "a.json", value, "users")[1]] == ["x", "y"]


def test_alike_objects_below_several_keys_are_read_together(tmp_path: Path) -> None:
    value = {"2023": keyed(OBJECTS[:5], "a"), "2024": keyed(OBJECTS[5:], "b")}
    columns, rows, problems = read(tmp_path / "a.json", value)
    assert columns == ("id", "text", "label", "list")
    assert [row[1:3] for row in rows] == CELLS
    assert [p.kind for p in problems] == ["note"]


def test_texts_with_keys_of_their_own_below_their_labels_are_examples(tmp_path: Path) -> None:
    value = {"cat": {"a": TEXTS[0], "b": TEXTS[1]}, "dog": {"c": TEXTS[2], "d": TEXTS[3]}}
    columns, rows, [note] = read(tmp_path / "a.json", value)
    assert columns == ("text", "label")
    assert rows == list(zip(TEXTS[:4], ["cat", "cat", "dog", "dog"], strict=True))
    assert "“cat”, “dog”" in note.what


@pytest.mark.parametrize("names", [("texts", "labels"), ("text", "label"), ("images", "captions")])
def test_columns_of_different_lengths_are_refused_with_both(names: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"“{names[0]}” \\(8\\), “{names[1]}” \\(7\\)"):
        read(tmp_path / "a.json", {names[0]: TEXTS, names[1]: TEXTS[:7]})


def test_lists_within_objects_of_which_either_key_could_be_the_answer_are_refused_with_both(tmp_path: Path) -> None:
    value = {"as of": "2025", "class A": {"good": TEXTS[:4], "bad": TEXTS[4:]}, "class B": {"good": TEXTS, "odd": []}}
    with pytest.raises(DataError, match="such as “good” in “class A”") as caught:
        read(tmp_path / "a.json", value)
    assert "Write a row for each text" in caught.value.hint
    for parts in ({"train": {"cat": TEXTS[:4], "dog": TEXTS[4:]}, "test": {"cat": TEXTS[:2], "dog": TEXTS[2:5]}},):
        assert len(read(tmp_path / "b.json", parts)[1]) == 13
    tokens = {f"id {n}": {"tokens": ["a", "b", "c", "d"], "tags": ["X", "Y", "X", "Z"]} for n in range(4)}
    assert len(read(tmp_path / "c.json", tokens)[1]) == 4
