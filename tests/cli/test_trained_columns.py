"""A run remembers the columns that it was trained on: what it is measured on later is read from the same ones."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

FAST = ("--preset", "quick", "--epochs", 1, "--set", "threads=1", "--no-film")
WORDS = ("a soft kitten purrs", "the loud puppy barks")


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def classes_and_marks(tmp_path: Path) -> Path:
    """Two columns that could both be the answers: the name of “class” says it more, “mark” is meant."""
    rows = [(f"{n // 2 % 2 + 1}", f"{WORDS[n % 2]} {n}", f"{n % 2 + 1}") for n in range(32)]
    return table(tmp_path / "marks.csv", ("class", "text", "mark"), rows)


def test_evaluate_and_predict_take_the_label_column_of_the_training(mmgui, classes_and_marks: Path) -> None:
    run, folder = classes_and_marks.parent / "run", classes_and_marks.parent
    assert mmgui("train", classes_and_marks, "--run", run, *FAST, "--label", "mark").code == 0
    own = mmgui("evaluate", run, classes_and_marks, "--json").json
    assert own == mmgui("evaluate", run, classes_and_marks, "--label", "mark", "--json").json
    assert own["n"] == 32 and not any("; the run was" in note for note in own["notes"])
    answered = mmgui("predict", run, "--table", classes_and_marks, "--out", folder / "out.csv", "--json").json
    assert answered["label"] == "mark" and answered["accuracy"] == own["accuracy"]


def test_evaluate_does_not_measure_a_model_against_its_own_answers(mmgui, tmp_path: Path) -> None:
    rows = [(f"{WORDS[n % 2]} {n}", ("cat", "dog")[n % 2]) for n in range(32)]
    source, run, out = table(tmp_path / "posts.csv", ("text", "answer"), rows), tmp_path / "run", tmp_path / "out.csv"
    assert mmgui("train", source, "--run", run, *FAST, "--label", "answer").code == 0
    new = table(tmp_path / "new.csv", ("text",), [row[:1] for row in rows])
    assert mmgui("predict", run, "--table", new, "--out", out).code == 0
    refused = mmgui("evaluate", run, out)
    assert refused.code == 2 and "“answer” holds a model's answers, not true labels." in refused.err.splitlines()[-1]
    chosen = mmgui("evaluate", run, out, "--label", "answer")
    assert chosen.code == 0 and "chosen as the labels" in chosen.err
    assert mmgui("predict", run, "--table", source, "--out", out).code == 0
    again, before = (mmgui("evaluate", run, path, "--json").json for path in (out, source))
    assert (again["n"], again["accuracy"]) == (before["n"], before["accuracy"])


def test_another_label_column_than_in_training_is_told(mmgui, classes_and_marks: Path) -> None:
    run, folder = classes_and_marks.parent / "run", classes_and_marks.parent
    assert mmgui("train", classes_and_marks, "--run", run, *FAST, "--label", "mark").code == 0
    rows = list(csv.reader(classes_and_marks.read_text().splitlines()))[1:]
    other = table(folder / "other.csv", ("class", "text"), [row[:2] for row in rows])
    said = "The answers are taken from “class”; the run was trained on those in “mark”."
    assert said in mmgui("evaluate", run, other, "--json").json["notes"]
    answer = mmgui("predict", run, "--table", other, "--out", folder / "out.csv")
    assert answer.code == 0 and said in answer.out
    assert mmgui("predict", run, "--table", other, "--out", folder / "out.csv", "--json").json["other_columns"] == [
        said
    ]


def test_evaluate_predict_and_report_read_the_words_of_the_training(mmgui, tmp_path: Path) -> None:
    rows = [(f"some text {n}", f"{WORDS[n % 2]} {n}", ("cat", "dog")[n % 2]) for n in range(32)]
    source, run = table(tmp_path / "posts.csv", ("text", "comment", "label"), rows), tmp_path / "run"
    assert mmgui("train", source, "--run", run, *FAST, "--field", "words=text:comment").code == 0
    manifest = json.loads((run / "manifest.json").read_text())
    assert manifest["fields"][0]["column"] == "comment" and manifest["label_column"] == "label"
    measured = mmgui("evaluate", run, source, "--json").json
    assert measured["trained_on"] > 16
    answered = mmgui("predict", run, "--table", source, "--out", tmp_path / "out.csv", "--json").json
    assert answered["trained_on"] == measured["trained_on"]
    assert mmgui("report", run, source, "--out", tmp_path / "report.html").code == 0
    report = (tmp_path / "report.html").read_text()
    assert "purrs" in report and "some text" not in report

    alike = table(tmp_path / "alike.csv", ("text", "Comment ", "LABEL"), rows)
    noted = mmgui("evaluate", run, alike, "--json").json
    assert noted["trained_on"] == measured["trained_on"] and not any("; the run" in note for note in noted["notes"])
    other = table(tmp_path / "other.csv", ("text", "label"), [(row[1], row[2]) for row in rows])
    said = "“words” is read from “text”; the run was trained on “comment”."
    assert said in mmgui("evaluate", run, other, "--json").json["notes"]


def pictures(folder: Path, columns: Sequence[str]) -> Path:
    rows = []
    for n in range(32):
        for side in columns:
            Image.new("RGB", (8, 8), (200 * (n % 2), n, len(side))).save(_made(folder) / f"{side}{n}.png")
        rows.append((*(f"{side}{n}.png" for side in columns), ("cat", "dog")[n % 2]))
    return table(folder / "cards.csv", (*columns, "label"), rows)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_of_two_columns_of_pictures_the_one_of_the_training_is_read(mmgui, tmp_path: Path) -> None:
    source, run = pictures(tmp_path / "cards", ("back", "front")), tmp_path / "run"
    assert mmgui("train", source, "--run", run, *FAST, "--field", "picture=image:front").code == 0
    own = mmgui("evaluate", run, source, "--json").json
    chosen = mmgui("evaluate", run, source, "--field", "picture=image:front", "--json").json
    assert own["trained_on"] == chosen["trained_on"] > 16 and own["accuracy"] == chosen["accuracy"]
    assert not any("front" in note for note in own["notes"])
    assert [p["what"] for p in own["import"]["problems"]] == ["“back” names pictures too and is not read."]
    answered = mmgui("predict", run, "--table", source, "--out", tmp_path / "out.csv", "--json").json
    assert answered["trained_on"] == own["trained_on"]

    other = pictures(tmp_path / "others", ("side", "top"))
    notes = mmgui("evaluate", run, other, "--json").json["notes"]
    assert "“picture” is read from “side”; the run was trained on “front”." in notes
    assert "“picture” is read from “side”, not from “top”; --field chooses." in notes


def test_the_test_source_of_a_training_is_read_from_the_same_columns(mmgui, classes_and_marks: Path) -> None:
    folder = classes_and_marks.parent
    rows = list(csv.reader(classes_and_marks.read_text().splitlines()))[1:]
    swapped = [(row[0], f"{row[1]} too", row[2]) for row in rows]
    other = table(folder / "other.csv", ("label", "text", "class"), swapped)
    assert mmgui("train", classes_and_marks, "--run", folder / "run", *FAST, "--test", other).code == 0
    measured = json.loads((folder / "run" / "metrics.json").read_text())["test"]
    assert (
        measured["accuracy"] == mmgui("evaluate", folder / "run", other, "--label", "class", "--json").json["accuracy"]
    )


def test_a_run_of_an_older_program_is_read_by_the_guess(mmgui, classes_and_marks: Path) -> None:
    run = classes_and_marks.parent / "run"
    assert mmgui("train", classes_and_marks, "--run", run, *FAST, "--label", "mark").code == 0
    manifest = json.loads((run / "manifest.json").read_text())
    for name in ("label_column", "split_column"):
        del manifest[name]
    del manifest["fields"][0]["column"]
    (run / "manifest.json").write_text(json.dumps(manifest | {"format_version": 1}))
    answer = mmgui("evaluate", run, classes_and_marks)
    assert answer.code == 0 and "; the run was trained on" not in answer.out
