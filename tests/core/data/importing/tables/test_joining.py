"""Tables that are read below each other: the columns that are one, and those that some of the tables lack."""

from pathlib import Path

import pytest

from mmgui.core.data.example import ImportResult
from mmgui.core.data.importing.source import read_source


def folder(tmp_path: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def told(result: ImportResult, where: str) -> list[str]:
    return [p.what for p in result.problems if p.where == where]


TRAIN = "text,label\n" + "".join(f"a cat is sitting here {i},cat\na dog runs there {i},dog\n" for i in range(4))


@pytest.mark.parametrize("names", ["sentence,class", "Text,Label"])
def test_columns_that_mean_the_same_become_one_as_the_training_table_calls_it(tmp_path: Path, names: str) -> None:
    source = folder(tmp_path, train=TRAIN, test=f"{names}\nwhat a lovely cat,cat\nwhat a loud dog,dog\n")
    result = read_source(source)
    test = [e for e in result.examples.examples if e.split == "test"]
    assert [(e.values["words"], e.label) for e in test] == [("what a lovely cat", "cat"), ("what a loud dog", "dog")]
    words, label = names.split(",")
    assert told(result, "test.csv") == [
        "Some columns are called otherwise than in “train.csv”: "
        f"“{words}” is read as “text”; “{label}” is read as “label”."
    ]


def test_table_without_a_column_of_the_others_is_named_with_its_rows(tmp_path: Path) -> None:
    result = read_source(folder(tmp_path, train=TRAIN, test="text\nwhat a lovely cat\nwhat a loud dog\n"))
    assert told(result, "test.csv") == [
        "This table has no column “label”, as others have that are read with it: it is empty in its rows (2). If it is "
        "called otherwise here, give it the same name."
    ]
    assert sum(e.label is None for e in result.examples.examples) == 2


def test_column_that_only_looks_like_answers_is_not_taken_for_them(tmp_path: Path) -> None:
    rows = "".join(f"what a lovely day it is {i},{'web' if i % 2 else 'mail'}\n" for i in range(6))
    result = read_source(folder(tmp_path, train=TRAIN, test=f"text,source\n{rows}"))
    assert {e.label for e in result.examples.examples if e.split == "test"} == {None}


def test_tables_with_the_same_columns_need_no_word(tmp_path: Path) -> None:
    result = read_source(folder(tmp_path, train=TRAIN, test="label,text\ncat,what a lovely cat\n"))
    assert not [p for p in result.problems if "column" in p.what]


@pytest.mark.parametrize("name", ["split", "set"])
def test_a_column_of_parts_in_the_training_table_divides_it_or_is_told(tmp_path: Path, name: str) -> None:
    parts = ["train", "train", "val", "", "test", "train", "train", "train"]
    rows = [f"{row},{part}\n" for row, part in zip(TRAIN.splitlines()[1:], parts, strict=True)]
    source = folder(tmp_path, train=f"text,label,{name}\n{''.join(rows)}", test="text,label\na lovely cat,cat\n")
    result = read_source(source)
    found = [sum(e.split == part for e in result.examples.examples) for part in ("train", "validation", "test")]
    if name == "split":
        assert found == [6, 1, 2]
        assert told(result, "train.csv") == [
            "2 rows are not read as training, because “split” says another part for them."
        ]
    else:
        assert found == [8, 0, 1]
        assert any("“set”" in what and "read from “split”" in what for what in told(result, tmp_path.name))


def test_a_table_that_is_called_test_is_never_learnt_from(tmp_path: Path) -> None:
    rows = "".join(f"another cat {i},cat,{part}\n" for i, part in enumerate(["train", "test", ""]))
    result = read_source(folder(tmp_path, train=TRAIN, test=f"text,label,split\n{rows}"))
    assert sum(e.split == "test" for e in result.examples.examples) == 3
    assert told(result, "test.csv") == [
        "“split” says “train” in 1 row. That is not read: the row is test, as the table is called."
    ]


def test_words_that_are_no_parts_change_nothing_and_are_told(tmp_path: Path) -> None:
    rows = "".join(f"{row},group {i % 2}\n" for i, row in enumerate(TRAIN.splitlines()[1:]))
    source = folder(tmp_path, train=f"text,label,split\n{rows}", test="text,label\na lovely cat,cat\n")
    result = read_source(source)
    assert sum(e.split == "train" for e in result.examples.examples) == 8
    assert told(result, "train.csv") == [
        "“split” says something else in 8 rows, such as “group 0”. That is not read: the rows are training, as the "
        "table is called."
    ]
