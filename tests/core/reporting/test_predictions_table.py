"""Round trips of whole tables (T13): what a person reads back in a spreadsheet is what was there, and what was said."""

import csv
import io
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled, DataError, ExperimentError
from mmgui.core.inference.predictor import Predictor
from mmgui.core.reporting.answered_table import table_sentences
from mmgui.core.reporting.predictions_table import AT_ONCE, predict_examples, predict_rows
from mmgui.core.reporting.table_columns import ColumnChoice, match_columns, open_source
from tests.core.reporting.conftest import HOSTILE

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


def predict_source(predictor, source, out, choice=None, **more):
    """Answer a table or folder with these columns, else with those that match."""
    table = open_source(source)
    if choice is None:
        choice = match_columns(table, predictor.fields, predictor.classes, None, predictor.columns).certain()
    return predict_rows(predictor, table, out, choice, **more)


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


def test_files_are_found_by_another_spelling_as_in_an_import_and_it_is_told(predictor, trained, tmp_path):
    folder = tmp_path / "given"
    (folder / "pics").mkdir(parents=True)
    for name in ("pics/caf\u00e9.png", "one.png"):
        shutil.copy(trained.examples.examples[0].values["picture"], folder / name)
    cells = ["pics/CAFE\u0301.PNG", "one", "one", "one.png", "two"]
    content = "id,words\n" + "".join(f"{cell},good news {n}\n" for n, cell in enumerate(cells))
    (folder / "posts.csv").write_text(content, encoding="utf-8")
    out = tmp_path / "answers.csv"
    said = predict_source(predictor, folder / "posts.csv", out, ColumnChoice({"picture": "id", "words": "words"}))
    assert said.respelt == (("pics/CAFE\u0301.PNG", "pics/caf\u00e9.png"), ("one", "one.png"))
    assert (said.answered, said.problems) == (4, 1)
    assert "“two” was not found" in read_csv(out)[4]["problem"]
    assert any("2 files were found by another spelling" in sentence for sentence in table_sentences(said))
    assert said.to_json()["respelt"][1] == {"written": "one", "file": "one.png"}


def test_a_column_of_names_without_ending_is_found_to_hold_the_pictures(predictor, trained, tmp_path):
    for n in range(4):
        shutil.copy(trained.examples.examples[n].values["picture"], tmp_path / f"a{n}.png")
    (tmp_path / "posts.csv").write_text("id,words\n" + "".join(f"a{n},good news {n}\n" for n in range(4)))
    said = predict_source(predictor, tmp_path / "posts.csv", tmp_path / "answers.csv")
    assert (said.answered, said.unread, len(said.respelt)) == (4, (), 4)


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
    wish = ColumnChoice({"picture": None, "words": "caption"})
    predict_source(predictor, source, tmp_path / "by-wish.csv", wish)
    assert (tmp_path / "by-wish.csv").read_bytes() == (tmp_path / "by-kind.csv").read_bytes()


def test_a_table_without_a_fitting_column_is_refused_by_name(predictor, tmp_path):
    source = tmp_path / "numbers.csv"
    source.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    with pytest.raises(ExperimentError, match=r"which column of “numbers\.csv” holds “picture”, “words”") as found:
        predict_source(predictor, source, tmp_path / "out.csv")
    assert "a, b" in found.value.hint
    with pytest.raises(ExperimentError, match=r"No column fits .* picture, words"):
        predict_source(predictor, source, tmp_path / "out.csv", ColumnChoice({"picture": None, "words": None}))
    with pytest.raises(DataError, match=r"“numbers\.csv” has no column “c”"):
        predict_source(predictor, source, tmp_path / "out.csv", ColumnChoice({"words": "a"}, "c"))
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
    # The labels are HOSTILE and "no & …": neither begins like a formula, so both stand in the file as they are.
    right = [r["answer"] == r["label"] for r in rows]
    assert [r["checked"] for r in rows] == ["right" if one else "wrong" for one in right]
    assert (said.label, said.compared, said.right, said.learnt) == ("label", 72, sum(right), 48)


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


def test_a_column_of_labels_says_of_each_row_whether_it_is_right(predictor, tmp_path):
    source, out = tmp_path / "posts.csv", tmp_path / "out.csv"
    texts = ["great news", "bad news", "so great news", "great news", "bad news"]
    answers = [predictor.predict({"words": t}, explain=False).answer for t in texts]
    other = next(c for c in predictor.classes if c != answers[1])
    labels = [f"  {answers[0]} ", other, answers[2], "never seen", ""]  # right, wrong, right, unknown, none
    parts = ["train", "test", "train", "test", "train"]
    with source.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("words", "label", "split"), *zip(texts, labels, parts, strict=True)])
    said = predict_source(predictor, source, out)
    rows = read_csv(out)
    assert [r["checked"] for r in rows] == ["right", "wrong", "right", "wrong", ""]
    assert [r["problem"] for r in rows] == ["", "", "", "The model does not know the label “never seen”.", ""]
    assert list(rows[0])[3:6] == ["answer", "checked", "confidence"]
    assert (said.label, said.compared, said.right, said.answered) == ("label", 3, 2, 5)
    assert (said.unknown, said.unknown_names) == (1, ("never seen",))
    assert said.learnt == 2  # the first and the third row


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_labels_and_cells_with_stray_characters_are_compared_and_written(predictor, tmp_path, name):
    answer = predictor.predict({"words": "great news"}, explain=False).answer
    rows = [
        {"words": "great news", "label": f"{answer[:2]}\x07{answer[2:]}\ud83d", "no\ud83dte": "half \ud83d pair"},
        {"words": "great \ud83dnews", "label": "sa\ud83d", "no\ud83dte": "x"},
    ]
    source, out = tmp_path / "posts.jsonl", tmp_path / name
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    said = predict_source(predictor, source, out)
    assert (said.rows, said.compared, said.right, said.unknown_names) == (2, 1, 1, ("sa",))
    columns = ["note", "checked"]
    frame = pl.read_csv(out, columns=columns) if name == "out.csv" else pl.read_excel(out, columns=columns)
    assert frame["note"].to_list() == ["half ? pair", "x"]
    assert frame["checked"].to_list() == ["right", "wrong"]


def test_what_is_read_is_never_written_over(predictor, table, tmp_path):
    before = table.read_bytes()
    (tmp_path / "link.csv").hardlink_to(table)
    for source in (table, table.parent):
        for out in (table, tmp_path / "link.csv", table.parent / ".." / table.parent.name / table.name):
            with pytest.raises(DataError, match="is the file that is read"):
                predict_source(predictor, source, out)
    assert table.read_bytes() == before
    predict_source(predictor, table.parent, table.parent / "answers.csv")  # beside it is a good place


def test_no_table_of_a_folder_that_is_read_as_a_whole_is_written_over(predictor, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for part in ("train", "test"):
        (folder / f"{part}.csv").write_text("words,label\ngreat news,a\n", encoding="utf-8")
    before = (folder / "test.csv").read_bytes()
    with pytest.raises(DataError, match=r"“test\.csv” lies in the folder that is read"):
        predict_source(predictor, folder, folder / "test.csv")
    assert (folder / "test.csv").read_bytes() == before
    assert predict_source(predictor, folder, tmp_path / "out.csv").rows == 2


def test_a_row_without_an_answer_is_neither_right_nor_wrong(predictor, table, tmp_path):
    text = table.read_text(encoding="utf-8").splitlines()
    labelled = [f"{line},{'truth' if n == 0 else HOSTILE}" for n, line in enumerate(text)]
    table.write_text("\n".join(labelled) + "\n", encoding="utf-8")
    choice = ColumnChoice({"picture": "picture", "words": "words"}, "truth")
    said = predict_source(predictor, table, tmp_path / "a.xlsx", choice)
    frame = pl.read_excel(tmp_path / "a.xlsx", engine="calamine")
    assert frame["checked"].is_null().to_list() == [False, False, False, True, True, True, True]
    assert (said.compared, said.problems) == (3, 4)


def test_without_a_column_of_labels_nothing_is_compared(predictor, table, tmp_path):
    said = predict_source(predictor, table, tmp_path / "a.csv")
    assert "checked" not in read_csv(tmp_path / "a.csv")[0]
    assert (said.label, said.compared, said.right) == (None, 0, 0)


def test_a_table_without_rows_becomes_one_without_rows(predictor, tmp_path):
    source = tmp_path / "posts.csv"
    source.write_text("picture,words,label\n", encoding="utf-8")
    said = predict_source(predictor, source, tmp_path / "out.csv")
    assert (said.rows, said.answered, said.problems, said.compared) == (0, 0, 0, 0)
    (header,) = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith("picture,words,label,answer,checked,confidence,")


def test_an_empty_file_is_refused_by_name(predictor, tmp_path):
    (tmp_path / "posts.csv").write_bytes(b"")
    with pytest.raises(DataError, match=r"“posts\.csv” is empty"):
        predict_source(predictor, tmp_path / "posts.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_fields_without_a_column_are_named(predictor, tmp_path):
    source = tmp_path / "posts.csv"
    source.write_text("words\ngreat news\n", encoding="utf-8")
    assert predict_source(predictor, source, tmp_path / "out.csv").unread == ("picture",)


@pytest.mark.parametrize("with_label", [True, False])
def test_rows_that_the_run_was_trained_on_are_counted_by_their_content(predictor, trained, tmp_path, with_label):
    folder = tmp_path / "given"
    folder.mkdir()
    rows = [("picture", "words", *["label"] * with_label)]
    for example in trained.examples.examples[:12]:  # parts: two thirds in training
        name = f"copy {example.id}.png"
        shutil.copy(example.values["picture"], folder / name)
        rows.append((name, f" {example.values['words']}  ", *[example.label] * with_label))
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    said = predict_source(predictor, folder / "posts.csv", tmp_path / "answers.csv")
    assert said.trained_on == said.to_json()["trained_on"] == 8
    assert predict_examples(predictor, trained.examples, tmp_path / "own.csv").trained_on == 48


def test_a_note_of_the_table_is_told_and_is_no_row(predictor, tmp_path):
    rows = "".join(f"great news number {n},{n}\n" for n in range(6))
    (tmp_path / "posts.csv").write_text(f"words,points\n{rows}Total,15\n", encoding="utf-8")
    said = predict_source(predictor, tmp_path / "posts.csv", tmp_path / "out.csv")
    assert (said.rows, said.answered, said.problems) == (7, 7, 0) and len(read_csv(tmp_path / "out.csv")) == 7
    [note] = said.notes
    assert note.where == "row 8 of posts.csv" and "looks like a sum" in note.what
    assert said.to_json()["notes"][0]["row"] == 8


def test_rows_without_a_label_are_counted_and_the_cells_that_have_none_are_told(predictor, tmp_path):
    known = predictor.classes[0]
    cells = [known, known, "", "#N/A", known]
    rows = "".join(f"great news number {n},{json.dumps(cell)}\n" for n, cell in enumerate(cells))
    (tmp_path / "posts.csv").write_text(f"words,label\n{rows}", encoding="utf-8")
    said = predict_source(predictor, tmp_path / "posts.csv", tmp_path / "out.csv")
    assert (said.rows, said.measured, said.unlabelled) == (5, 3, 2) and said.to_json()["unlabelled"] == 2
    assert "2 rows without a label are not counted." in table_sentences(said)
    assert any("#N/A" in note.what for note in said.notes)


def test_labels_that_the_model_does_not_know_are_said_whatever_their_column_is_called(predictor, tmp_path):
    rows = "".join(f"great news number {n},{('Katze', 'Hund')[n % 2]}\n" for n in range(4))
    for name in ("label", "Klasse"):
        (tmp_path / "posts.csv").write_text(f"words,{name}\n{rows}", encoding="utf-8")
        said = predict_source(predictor, tmp_path / "posts.csv", tmp_path / "out.csv")
        assert table_sentences(said)[0] == f"No row could be compared with “{name}”."
        assert "“Katze”" in table_sentences(said)[1] and said.to_json()["accuracy"] is None
