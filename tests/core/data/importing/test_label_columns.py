"""Which classes each column would give, counted over the rows and not only over those that are shown."""

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing import label_columns
from mmgui.core.data.importing.source import preview_source
from mmgui.core.errors import Cancelled


@pytest.fixture
def table(tmp_path):
    """700 rows: a number of its own, one of 3 moods or nothing, and always the same word."""
    rows = [f"{n},{('good', 'bad', 'so so', '')[min(3, n % 5)]},same,a text {n}" for n in range(700)]
    path = tmp_path / "posts.csv"
    path.write_text("\n".join(["number,mood,source,text", *rows]), encoding="utf-8")
    return path


def columns(path):
    return {found.column: found for found in preview_source(path).labels}


def test_classes_are_counted_over_all_rows_the_most_frequent_first(table):
    found = columns(table)
    mood = found["mood"]
    assert mood.classes == (("bad", 140), ("good", 140), ("so so", 140))
    assert (mood.distinct, mood.filled, mood.rows) == (3, 420, 700)
    assert (found["source"].classes, found["source"].distinct) == ((("same", 700),), 1)
    assert (found["number"].distinct, found["number"].filled) == (700, 700)
    assert len(found["number"].classes) == 40


def test_what_the_import_would_remark_is_remarked_before_it(tmp_path):
    path = tmp_path / "pets.csv"
    path.write_text("text,kind\n" + "".join(f"t{n},{('cat', 'dog', 'cat|dog')[n % 3]}\n" for n in range(30)), "utf-8")
    (remark,) = columns(path)["kind"].remarks
    assert "several labels (“cat|dog”)" in remark


def test_labels_are_counted_as_the_import_writes_them(tmp_path):
    path = tmp_path / "pets.csv"
    path.write_text('text,kind\na," cat "\nb,"cat"\nc,"big\ncat"\nd,"big  cat"\n', "utf-8")
    assert columns(path)["kind"].classes == (("big cat", 2), ("cat", 2))


def test_a_long_table_is_counted_in_part(table, monkeypatch):
    monkeypatch.setattr(label_columns, "MOST_ROWS", 100)
    assert {found.rows for found in columns(table).values()} == {100}


def test_of_a_wide_table_fewer_rows_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(label_columns, "_MOST_CELLS", 200)
    path = tmp_path / "wide.csv"
    names = ["text", "kind", *(f"n{k}" for k in range(18))]
    rows = [f"a text number {n},{'ab'[n % 2]}" + ",7" * 18 for n in range(40)]
    path.write_text("\n".join([",".join(names), *rows]), "utf-8")
    assert columns(path)["kind"].rows == 10 and columns(path)["kind"].classes == (("a", 5), ("b", 5))


def test_counting_can_be_stopped(table):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        preview_source(table, cancel=cancel)
