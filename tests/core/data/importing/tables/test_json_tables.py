"""JSON in all the shapes that programs write."""

import json
from pathlib import Path
from typing import Any

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.errors import Cancelled, DataError

OBJECTS = [{"text": f"the animal {n} sleeps", "label": "cat" if n % 2 else "dog"} for n in range(8)]
CELLS = [(o["text"], o["label"]) for o in OBJECTS]
SHAPES: dict[str, str] = {
    "lines": "\n".join(map(json.dumps, OBJECTS)),
    "blank lines between": "\n\n".join(map(json.dumps, OBJECTS)) + "\n",
    "a list": json.dumps(OBJECTS),
    "a list over lines": json.dumps(OBJECTS, indent=1),
    "a list with a comma too many": "[\n" + ",\n".join(map(json.dumps, OBJECTS)) + ",\n]",
    "objects over lines": "\n".join(json.dumps(o, indent=2) for o in OBJECTS),
    "objects with commas": ",\n".join(json.dumps(o, indent=2) for o in OBJECTS),
    "an object with a list": json.dumps({"version": 1, "data": OBJECTS}),
    "an object with a list over lines": json.dumps({"info": {"a": [1]}, "rows": OBJECTS}, indent=1),
    "columns": json.dumps({"text": [o["text"] for o in OBJECTS], "label": [o["label"] for o in OBJECTS]}),
    "columns of pandas": json.dumps({k: {str(i): o[k] for i, o in enumerate(OBJECTS)} for k in ("text", "label")}),
    "lists": json.dumps([["text", "label"], *CELLS]),
    "one mark before": "\ufeff" + json.dumps(OBJECTS),
}


def read(path: Path, **options: Any) -> tuple[tuple[str, ...], list[tuple[object, ...]], list[Problem]]:
    table = open_table(path, options=SourceOptions(**options))
    problems = list(table.found)
    rows = [row.cells for row in table.rows(problems, None)]
    assert table.total == len(rows) + sum(p.kind == "problem" and p.row is not None for p in problems) or problems
    return table.columns, rows, problems


@pytest.mark.parametrize("name", ["data.json", "data.jsonl", "data.ndjson", "data.txt", "data.csv"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_table(shape: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SHAPES[shape], encoding="utf-8")
    columns, rows, problems = read(tmp_path / name)
    assert (columns, rows) == (("text", "label"), CELLS)
    assert ["it holds JSON" in p.what for p in problems] == [True] * name.endswith(".csv")


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_other_encodings_of_unicode(codec: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps([{"text": "小猫 żółty"}], ensure_ascii=False).encode(codec))
    assert read(tmp_path / "a.json")[1] == [("小猫 żółty",)]


@pytest.mark.parametrize("first", [120, 1500])
def test_a_key_that_comes_late_is_a_column(first: int, tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"n {n}"}) for n in range(first)] + [json.dumps(o) for o in OBJECTS]
    for name, text in (("a.jsonl", "\n".join(lines)), ("a.json", f"[{','.join(lines)}]")):
        (tmp_path / name).write_text(text)
        columns, rows, problems = read(tmp_path / name)
        assert columns == ("text", "label")
        assert rows[:first] == [(f"n {n}", None) for n in range(first)]
        assert rows[first:] == CELLS
        assert problems == []


def test_objects_within_become_columns_and_a_list_of_one_its_value(tmp_path: Path) -> None:
    value = {"image": {"path": "a.png", "bytes": None}, "text": {"en": "hi", "de": {"a": "ho"}}, "label": ["cat"]}
    more = {"label": [["dog"]], "text": {}, "tags": ["x", "y"], "none": []}
    (tmp_path / "a.jsonl").write_text(json.dumps(value) + "\n" + json.dumps(more))
    columns, rows, _problems = read(tmp_path / "a.jsonl")
    assert columns == ("image", "text.en", "text.de.a", "label", "text", "tags", "none")
    assert rows[0][:4] == ("a.png", "hi", "ho", "cat")
    assert rows[1][3] == "dog"
    assert rows[1][5:] == ('["x", "y"]', None)


def test_numbers_and_truth_are_written_as_in_json(tmp_path: Path) -> None:
    values = [1, 1.0, 2.5, True, False, "1", None, "", 10**20]
    (tmp_path / "a.json").write_text(json.dumps([{"label": v, "text": "a"} for v in values]))
    found = [row[0] for row in read(tmp_path / "a.json")[1]]
    assert found == ["1", "1", "2.5", "true", "false", "1", None, "", "100000000000000000000"]


def test_a_broken_line_in_the_middle_is_named_and_the_others_read(tmp_path: Path) -> None:
    lines = [json.dumps(o) for o in OBJECTS]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines[:3], '{"text": broken', *lines[3:], "[1, 2]"]))
    _columns, rows, problems = read(tmp_path / "a.jsonl")
    assert rows == CELLS
    assert [(p.row, p.kind) for p in problems] == [(4, "problem"), (10, "problem")]


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.97])
@pytest.mark.parametrize("inside", [True, False])
def test_a_list_that_is_cut_off_keeps_what_is_whole_and_counts_the_rest(
    inside: bool, keep: float, tmp_path: Path
) -> None:
    text = json.dumps({"data": OBJECTS} if inside else OBJECTS, indent=1)
    (tmp_path / "a.json").write_text(text[: int(len(text) * keep)])
    _columns, rows, problems = read(tmp_path / "a.json")
    assert rows == CELLS[: len(rows)]
    assert 0 < len(rows) < 8
    assert problems[0].kind == "problem"
    assert problems[0].lost >= 1
    assert "damaged" in problems[0].what


def test_several_lists_are_told_and_can_be_chosen(tmp_path: Path) -> None:
    value = {"images": [{"file": "a.png"}], "notes": OBJECTS, "empty": []}
    (tmp_path / "a.json").write_text(json.dumps(value))
    table = open_table(tmp_path / "a.json")
    assert (table.reading, [r.name for r in table.readings]) == ("notes", ["images", "notes"])
    assert "“images”" in table.found[0].what
    assert read(tmp_path / "a.json", reading="images")[:2] == (("file",), [("a.png",)])


def test_lists_called_train_and_test_are_parts_of_one_table(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"train": OBJECTS[:5], "test": OBJECTS[5:]}))
    columns, rows, problems = read(tmp_path / "a.json")
    assert columns == ("split", "text", "label")
    assert [row[0] for row in rows] == ["train"] * 5 + ["test"] * 3
    assert problems == []


@pytest.mark.parametrize(
    "text", ["[]", "{}", '"hello"', '["a", "b"]', "[1, 2]", "null", "{broken", "[{broken}]", "x y"]
)
def test_json_without_objects_is_refused_by_name(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(DataError, match=r"a\.json") as error:
        open_table(tmp_path / "a.json")
    assert error.value.hint


def test_notebooks_and_exports_whose_pictures_are_elsewhere_are_told(tmp_path: Path) -> None:
    task = {"id": 1, "data": {"image": "/data/upload/0.png", "text": "hi"}, "annotations": [{"result": []}]}
    (tmp_path / "a.json").write_text(json.dumps([task] * 3))
    with pytest.raises(DataError, match="Label Studio"):
        open_table(tmp_path / "a.json")
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [{"source": ["x"]}], "nbformat": 4, "metadata": {}}))
    with pytest.raises(DataError, match="a notebook"):
        open_table(tmp_path / "a.ipynb")
    marks = {"version": "5", "shapes": [{"label": "cat", "points": [[1, 1], [2, 2]]}], "imagePath": "0.png"}
    (tmp_path / "0.json").write_text(json.dumps(marks))
    with pytest.raises(DataError, match="a labelme file"):
        open_table(tmp_path / "0.json")


def test_what_stands_around_the_json_in_an_answer_of_a_language_model_is_passed_over_and_told(tmp_path: Path) -> None:
    text = "Sure, here it is:\n\n```json\n{}\n```\nAsk for [more] if you like!\n"
    (tmp_path / "a.json").write_text(text.format(json.dumps(OBJECTS, indent=1)))
    columns, rows, problems = read(tmp_path / "a.json")
    assert (columns, rows) == (("text", "label"), CELLS)
    assert [(p.kind, p.what) for p in problems] == [
        ("note", "What stands around the JSON was passed over: “Sure, here it is:”.")
    ]


def test_an_export_of_texts_alone_is_flattened(tmp_path: Path) -> None:
    task = {"data": {"text": "hi"}, "annotations": [{"result": [{"value": {"choices": ["cat"]}}]}]}
    (tmp_path / "a.json").write_text(json.dumps([task] * 3))
    columns, rows, _problems = read(tmp_path / "a.json")
    assert columns == ("data.text", "annotations.result.value.choices")
    assert rows == [("hi", "cat")] * 3


def test_endless_depth_and_endless_keys_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 100_000)
    with pytest.raises(DataError):
        open_table(tmp_path / "a.json")
    (tmp_path / "a.json").write_text(json.dumps([{f"k{n}": 1 for n in range(20_000)}]))
    with pytest.raises(DataError, match="different keys"):
        open_table(tmp_path / "a.json")


def test_a_large_file_is_refused_or_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text(json.dumps(OBJECTS * 500))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        open_table(tmp_path / "a.json", cancel)
    monkeypatch.setattr("mmgui.core.data.importing.tables.json_tables.MAX_WHOLE", 1000)
    with pytest.raises(DataError, match="larger than"):
        open_table(tmp_path / "a.json")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize(
    "text",
    [
        str(OBJECTS),
        "\n".join(map(str, OBJECTS)),
        str({"data": OBJECTS}),
        '[{"text": "it\'s late", "label": None, "ok": True}]',
        "[\n  {\n    'text': \"it's late\",\n    'label': 'a'\n  }\n]",
    ],
)
def test_objects_as_python_prints_them_are_called_so(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError) as caught:
        read(tmp_path / name)
    assert "its objects are written as Python prints them" in caught.value.message
    assert "json.dump" in caught.value.hint


def test_a_line_as_python_prints_it_is_called_so_and_broken_json_is_not(tmp_path: Path) -> None:
    lines = [*map(json.dumps, OBJECTS[:4]), str(OBJECTS[4]), '{"text": "she said {\'a\': 1}", "label": "b']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    _columns, _rows, problems = read(tmp_path / "a.jsonl")
    assert ["Python" in p.what for p in problems] == [True, False]


def test_files_of_lines_put_behind_each_other_keep_the_first_line_of_each(tmp_path: Path) -> None:
    lines = [f'{{"text": "words {i}", "label": "{"ab"[i % 2]}"}}' for i in range(6)]
    whole = "\ufeff" + "\n".join(lines[:3]) + "\n\ufeff" + "\n".join(lines[3:]) + "\n\ufeff\n"
    (tmp_path / "all.jsonl").write_text(whole, encoding="utf-8")
    result = read_source(tmp_path / "all.jsonl")
    assert (len(result.examples), result.problems) == (6, ())


def test_objects_within_rows_are_counted(tmp_path: Path) -> None:
    pages = [{"page": n, "items": [{"body": f"some words {i}"} for i in range(4)]} for n in range(3)]
    (tmp_path / "pages.jsonl").write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")
    assert any("in 3 rows (12 in all)" in p.what for p in read_source(tmp_path / "pages.jsonl").problems)
