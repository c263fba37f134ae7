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
