"""Round trips of whole tables (T13): what a person reads back in a spreadsheet is what was there, and what was said."""

import csv
import io
import shutil
from pathlib import Path

import polars as pl
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import FieldMapping, ImportMapping
from mmgui.core.errors import Cancelled, DataError, ExperimentError
from mmgui.core.inference.predictor import Predictor
from mmgui.core.reporting.predictions_table import AT_ONCE, predict_examples, predict_source

FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture(scope="module")
def predictor(trained) -> Predictor:
    return Predictor.load(trained.run)


@pytest.fixture
def table(trained, tmp_path) -> Path:
    """Six rows: good, formula, picture missing, picture broken, outside, nothing at all; and one torn by its quotes."""
    folder = tmp_path / "given"
    folder.mkdir()
    picture = trained.examples.examples[0].values["picture"]
    shutil.copy(picture, folder / "a.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    rows = [
        ("picture", "words", "note"),
        ("a.png", "so great news", "first"),
        ("a.png", FORMULA, "-5"),
        ("", "bad news", "no picture"),
        ("broken.png", "great news", "x"),
        ("../secret.png", "great news", "x"),
        ("gone.png", "great news", "x"),
        ("", "", "nothing"),
    ]
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return folder / "posts.csv"


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_csv_keeps_the_own_columns_and_adds_the_answers(predictor, table, tmp_path):
    out = tmp_path / "answers.csv"
    said = predict_source(predictor, table, out)
    assert (said.rows, said.answered, said.problems) == (7, 3, 4)
    rows = read_csv(out)
    assert [r["note"] for r in rows] == ["first", "-5", "no picture", "x", "x", "x", "nothing"]  # -5 is a number
    own = predictor.predict({"picture": str(table.parent / "a.png"), "words": "so great news"})
    assert rows[0]["answer"].lstrip("'") == own.answer
    assert float(rows[0]["confidence"]) == pytest.approx(own.confidence, abs=1e-5)
    for name, probability in zip(own.classes, own.probabilities, strict=True):
        assert float(rows[0][f"p({name})"]) == pytest.approx(probability, abs=1e-5)
    for name, share in own.contributions.items():
        assert float(rows[0][f"share({name})"]) == pytest.approx(share, abs=1e-3)


def test_a_formula_is_no_formula_any_more_in_a_csv_and_a_text_in_an_xlsx(predictor, table, tmp_path):
    predict_source(predictor, table, tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv")[1]["words"] == "'" + FORMULA
    predict_source(predictor, table, tmp_path / "a.xlsx")
    frame = pl.read_excel(tmp_path / "a.xlsx", engine="calamine")
    assert frame["words"][1] == FORMULA  # a stored text; nothing runs it
    import zipfile

    sheet = zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert frame["answer"].null_count() == 4
    assert frame.height == 7


def test_rows_without_an_answer_stay_with_the_reason(predictor, table, tmp_path):
    predict_source(predictor, table, tmp_path / "a.csv")
    rows = read_csv(tmp_path / "a.csv")
    assert [bool(r["answer"]) for r in rows] == [True, True, True, False, False, False, False]
    assert rows[2]["missing"] == "picture"
    assert "broken.png" in rows[3]["problem"]
    assert "outside" in rows[4]["problem"]
    assert "gone.png" in rows[5]["problem"]
    assert "nothing in this row" in rows[6]["problem"]
    assert all(not r["problem"] for r in rows[:3])


def test_a_row_that_the_table_itself_cannot_read_keeps_its_place(predictor, tmp_path):
    source = tmp_path / "posts.csv"
    source.write_text("words,label\ngreat news,a\nbad,news,b,c\nbad news,d\n", encoding="utf-8")
    said = predict_source(predictor, source, tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")
    assert said.rows == len(rows) == 3
    assert "row 3" in rows[1]["problem"]
    assert rows[2]["words"] == "bad news"


def test_a_column_called_answer_is_not_overwritten(predictor, tmp_path):
    source = tmp_path / "posts.csv"
    source.write_text("words,answer,problem\ngreat news,mine,also mine\n", encoding="utf-8")
    predict_source(predictor, source, tmp_path / "out.csv")
    row = read_csv(tmp_path / "out.csv")[0]
    assert (row["answer"], row["problem"]) == ("mine", "also mine")
    assert row["answer (2)"]
    assert row["problem (2)"] == ""


def test_columns_are_found_by_name_by_kind_and_by_wish(predictor, trained, tmp_path):
    texts = [e.values["words"] for e in trained.examples.examples[:12]]
    source = tmp_path / "posts.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("caption", "number"), *((t, n) for n, t in enumerate(texts))])
    expected = [predictor.predict({"words": t}, explain=False).answer for t in texts]
    predict_source(predictor, source, tmp_path / "by-kind.csv")
    assert [r["answer"].lstrip("'") for r in read_csv(tmp_path / "by-kind.csv")] == expected
    wish = ImportMapping((FieldMapping("words", "text", "caption"),))
    predict_source(predictor, source, tmp_path / "by-wish.csv", wish)
    assert (tmp_path / "by-wish.csv").read_bytes() == (tmp_path / "by-kind.csv").read_bytes()


def test_a_table_without_a_fitting_column_is_refused_by_name(predictor, tmp_path):
    source = tmp_path / "numbers.csv"
    source.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    with pytest.raises((ExperimentError, DataError), match="column"):
        predict_source(predictor, source, tmp_path / "out.csv", ImportMapping((FieldMapping("x", "sound", "a"),)))
    assert not (tmp_path / "out.csv").exists()


def test_examples_of_a_project_are_answered_with_label_and_split(predictor, trained, tmp_path):
    progress: list[tuple[int, int]] = []
    said = predict_examples(
        predictor, trained.examples, tmp_path / "all.csv", progress=lambda done, total: progress.append((done, total))
    )
    rows = read_csv(tmp_path / "all.csv")
    assert said.answered == len(rows) == len(trained.examples)
    assert [int(r["id"]) for r in rows] == [e.id for e in trained.examples.examples]
    assert {r["split"] for r in rows} == {"train", "validation", "test"}
    assert progress[-1] == (72, 72)


def test_more_rows_than_are_answered_at_once_keep_their_order(predictor, tmp_path):
    count = AT_ONCE * 2 + 3
    source = tmp_path / "long.csv"
    source.write_text("words\n" + "".join(f"great news {n}\n" for n in range(count)), encoding="utf-8")
    assert predict_source(predictor, source, tmp_path / "out.csv").rows == count
    assert [r["words"] for r in read_csv(tmp_path / "out.csv")] == [f"great news {n}" for n in range(count)]


def test_cancel_in_the_middle_leaves_the_old_file(predictor, tmp_path):
    source, out = tmp_path / "long.csv", tmp_path / "out.csv"
    source.write_text("words\n" + "".join(f"great news {n}\n" for n in range(AT_ONCE * 3)), encoding="utf-8")
    out.write_text("old")
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        predict_source(predictor, source, out, cancel=cancel, progress=lambda _done, _total: cancel.cancel())
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["long.csv", "out.csv"]


@pytest.mark.parametrize("name", ["out.pdf", "out"])
def test_an_ending_that_is_no_table_is_refused(predictor, table, tmp_path, name):
    with pytest.raises(DataError, match="cannot be written"):
        predict_source(predictor, table, tmp_path / name)
