"""mmgui report, mmgui predict --table, and --heatmap OUT.svg."""

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_report_of_a_run_with_its_source(mmgui, run: Path, posts: Path, tmp_path: Path) -> None:
    answer = mmgui("report", run, posts, "--out", tmp_path / "r.html", "--card", "--json")
    assert answer.code == 0
    assert answer.json == {"report": str(tmp_path / "r.html"), "card": str(run / "MODEL_CARD.md")}
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "of 12 examples are answered correctly" in text
    assert "data:image/png;base64" in text
    (run / "MODEL_CARD.md").unlink()


def test_a_report_without_a_source_says_that_no_examples_were_there(mmgui, run: Path, tmp_path: Path) -> None:
    answer = mmgui("report", run, "--out", tmp_path / "r.html")
    assert answer.code == 0
    assert str(tmp_path / "r.html") in answer.out
    assert "no examples at hand" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_pdf_is_drawn_without_a_screen(run: Path, posts: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mmgui", "report", str(run), str(posts), "--out", str(tmp_path / "r.pdf")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "r.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") >= 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "{run}", "--out", "{tmp}/r.docx"), "docx"),
        (("report", "{tmp}", "--out", "{tmp}/r.html"), "no complete model"),
        (("report", "{run}", "{tmp}/gone.csv", "--out", "{tmp}/r.html"), "does not exist"),
        (("predict", "{run}", "--table", "{posts}"), "--out"),
        (("predict", "{run}", "--table", "{tmp}/gone.csv", "--out", "{tmp}/a.csv"), "does not exist"),
        (("predict", "{run}", "--table", "{posts}", "--out", "{posts}"), "file that is read"),
        (("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.docx"), "docx"),
        (("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--label", "mood"), "no column “mood”"),
        (("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--field", "words=x"), "label, split"),
        (("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--field", "word=text"), "picture, words"),
        (("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--field", "words"), "NAME=COLUMN"),
        (
            (
                "predict",
                "{run}",
                "--table",
                "{posts}",
                "--out",
                "{tmp}/a.csv",
                "--field",
                "words=text",
                "--field",
                "words=",
            ),
            "“words” is named twice",
        ),
        (
            ("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--input", "words=yes"),
            "--input is about one example",
        ),
        (("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--flip"), "--flip is about one example"),
        (
            ("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--heatmap", "{tmp}/a.png"),
            "--heatmap is about one example",
        ),
        (
            ("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--method", "gradients"),
            "--method is about one example",
        ),
        (
            ("predict", "{run}", "--table", "{posts}", "--out", "{tmp}/a.csv", "--count", "3"),
            "--count goes with scene:NAME only",
        ),
        (("predict", "{run}", "--table", "", "--out", "{tmp}/a.csv"), "--table: it is empty"),
        (("predict", "{run}", "--input", "words=yes", "--out", "{tmp}/a.csv"), "--out goes with --table only"),
        (("predict", "{run}", "--input", "words=yes", "--label", "x"), "--label goes with --table only"),
        (("predict", "{run}", "--table", "scene:emoji", "--out", "{tmp}/a.csv", "--field", "words=x"), "no columns"),
        (("predict", "{run}", "--table", "scene:emoji", "--out", "{tmp}/a.csv", "--label", "x"), "no columns"),
    ],
)
def test_wrong_use_is_one_plain_line(mmgui, run: Path, posts: Path, tmp_path: Path, words, said: str) -> None:
    answer = mmgui(*(str(w).format(run=run, tmp=tmp_path, posts=posts) for w in words))
    assert answer.code == 2
    assert said in answer.complaint


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_whole_table_is_answered(mmgui, run: Path, posts: Path, tmp_path: Path, name: str) -> None:
    answer = mmgui("predict", run, "--table", posts, "--out", tmp_path / name, "--json")
    assert answer.code == 0
    found = answer.json
    assert (found["table"], found["rows"]) == (str(tmp_path / name), 60)
    assert (found["answered"], found["problems"]) == (60, 0)
    assert (found["label"], found["compared"], found["unknown_labels"]) == ("label", 60, 0)
    assert found["accuracy"] == found["right"] / 60
    assert found["interval_95"][0] < found["accuracy"] < found["interval_95"][1]
    assert found["in_training_part"] == 36  # three of five rows, see write_posts
    if name.endswith(".csv"):
        rows = read_rows(tmp_path / name)
        assert {r["answer"] for r in rows} <= {"same", "other"}
        assert rows[0]["text"] == "yes says number 0"
        assert sum(r["checked"] == "right" for r in rows) == found["right"]


def test_without_true_labels_nothing_is_said_of_them(mmgui, run: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text\nyes says\nno says\n", encoding="utf-8")
    answer = mmgui("predict", run, "--table", tmp_path / "t.csv", "--out", tmp_path / "a.csv")
    assert answer.out.splitlines() == [f"2 rows in {tmp_path / 'a.csv'}", "No column was read for “picture”."]
    found = mmgui("predict", run, "--table", tmp_path / "t.csv", "--out", tmp_path / "a.csv", "--json").json
    assert found == {
        "table": str(tmp_path / "a.csv"), "rows": 2, "answered": 2, "problems": 0, "unread": ["picture"],
        "trained_on": 0,
    }  # fmt: skip


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """Two columns that could be the words; the labels stand in one whose name does not say so."""
    rows = "".join(
        f"{'yes' if n % 2 else 'no'} says {n},a remark on {n},{('same', 'other')[n % 2]}\n" for n in range(20)
    )
    (tmp_path / "t.csv").write_text(f"said,remark,verdict\n{rows}", encoding="utf-8")
    return tmp_path / "t.csv"


def test_a_column_in_doubt_is_asked_for_on_one_line(mmgui, run: Path, doubtful: Path, tmp_path: Path) -> None:
    answer = mmgui("predict", run, "--table", doubtful, "--out", tmp_path / "a.csv")
    assert answer.code == 2
    assert "which column of “t.csv” holds “words”" in answer.complaint
    assert "--field words=COLUMN" in answer.complaint and "said, remark, verdict" in answer.complaint
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("wish", ["words=said", "words=text:said", "words=words:said"])
def test_a_column_in_doubt_can_be_named(mmgui, run: Path, doubtful: Path, tmp_path: Path, wish: str) -> None:
    out = tmp_path / "a.csv"
    answer = mmgui("predict", run, "--table", doubtful, "--out", out, "--field", wish, "--label", "verdict")
    assert answer.code == 0
    rows = read_rows(out)
    right = sum(r["answer"] == r["verdict"] for r in rows)
    assert [r["checked"] == "right" for r in rows] == [r["answer"] == r["verdict"] for r in rows]
    assert f"Compared with “verdict”: {right} of 20 right (" in answer.out
    assert "\u202f" not in answer.out  # a terminal may not have the narrow space
    single = mmgui("predict", run, "--input", f"words={rows[0]['said']}", "--json").json
    assert single["label"] == rows[0]["answer"]  # the words were read from the column that was named


@pytest.mark.parametrize("name", ["metadata.csv", "train.csv"])
def test_a_table_in_the_folder_that_is_read_is_not_written_over(mmgui, run: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / name).write_text("text,label\nyes says,same\n", encoding="utf-8")
    answer = mmgui("predict", run, "--table", tmp_path / "posts", "--out", tmp_path / "posts" / name)
    assert answer.code == 2
    assert "Choose another name." in answer.complaint and f"“{name}”" in answer.complaint
    assert (tmp_path / "posts" / name).read_text(encoding="utf-8") == "text,label\nyes says,same\n"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_nothing_that_a_table_says_acts_on_the_terminal(mmgui, run: Path, tmp_path: Path, suffix: str) -> None:
    bad = "\x1b]0;pwned\x07\x9b"
    source, out = tmp_path / f"t{bad}.jsonl", tmp_path / f"a{bad}.{suffix}"
    rows = [{"text": "yes says", f"label{bad}": label} for label in ("sa\x07me", "sa\ud83d", bad)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    answer = mmgui("predict", run, "--table", source, "--out", out, "--label", "label]0;pwned")
    assert answer.code == 0, answer.err
    assert all(line.isprintable() for line in answer.out.splitlines())
    assert "“sa”" in answer.out and "“]0;pwned”" in answer.out and " of 3 right" in answer.out
    answer = mmgui("predict", run, "--table", source, "--out", out, "--label", "label]0;pwned", "--json")
    assert answer.out.strip().isprintable()
    assert answer.json["table"] == str(out)  # a program reads the true name
    assert (answer.json["compared"], answer.json["unknown_labels"]) == (1, 2)


def test_class_names_of_a_run_do_not_act_on_the_terminal(mmgui, run: Path, monkeypatch) -> None:
    from dataclasses import replace

    from mmgui.core.inference.predictor import Predictor

    predict = Predictor.predict
    hostile = ("ot\x1b[2Jher", "sa\x9bme\ud83d")
    monkeypatch.setattr(Predictor, "predict", lambda *a, **k: replace(predict(*a, **k), classes=hostile))
    answer = mmgui("predict", run, "--input", "words=yes")
    assert answer.code == 0 and "same" in answer.out and all(line.isprintable() for line in answer.out.splitlines())
    answer = mmgui("predict", run, "--input", "words=yes", "--json")
    assert set(answer.json["probabilities"]) == set(hostile) and answer.out.strip().isprintable()


def test_help_shows_how_a_column_is_named(mmgui) -> None:
    said = " ".join(mmgui("predict", "--help").out.split())
    assert "NAME=COLUMN: read field NAME from COLUMN" in said
    assert "image:photo" in " ".join(mmgui("train", "--help").out.split())


def test_columns_can_be_named(mmgui, run: Path, posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    answer = mmgui("predict", run, "--table", posts, "--out", out, "--field", "words=text:text")
    assert answer.code == 0
    assert {r["missing"] for r in read_rows(out)} == {""}  # what is not named is matched all the same
    assert mmgui("predict", run, "--table", posts, "--out", out, "--field", "picture=").code == 0
    assert {r["missing"] for r in read_rows(out)} == {"picture"}


def test_predict_saves_picture_and_words_as_svg(mmgui, run: Path, posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.svg"
    picture = ("--input", f"picture={posts.parent / '1.png'}", "--input", "words=yes <b>says</b>")
    assert mmgui("predict", run, *picture, "--heatmap", out).code == 0
    root = ET.parse(out).getroot()
    texts = ["".join(n.itertext()) for n in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(list(root.iter("{http://www.w3.org/2000/svg}image"))) == 2
    assert "yes" in texts
    assert "<b>" in "".join(texts)
    words = tmp_path / "words.svg"
    assert mmgui("predict", run, "--input", "words=yes", "--heatmap", words).code == 0
    assert not list(ET.parse(words).getroot().iter("{http://www.w3.org/2000/svg}image"))


@pytest.mark.parametrize(
    ("wish", "said"), [("zh_CN", "例子与解释"), ("en", "Examples, explained"), (None, "Examples, exp")]
)
def test_the_report_is_in_the_language_that_was_asked_for(mmgui, run: Path, posts: Path, tmp_path: Path, wish, said):
    words = () if wish is None else ("--language", wish)
    assert mmgui("report", run, posts, "--out", tmp_path / "r.html", *words).code == 0
    assert said in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["report", "evaluate", "predict"])
def test_a_language_that_is_not_there_is_named(mmgui, run: Path, posts: Path, tmp_path: Path, command: str) -> None:
    rest = {"report": (posts, "--out", tmp_path / "r.html"), "evaluate": (posts,), "predict": ("--input", "words=yes")}
    answer = mmgui(command, run, *rest[command], "--language", "tlh")
    assert answer.code == 2
    assert "tlh" in answer.complaint and "zh_CN" in answer.complaint


def test_predict_and_evaluate_answer_in_the_language_that_was_asked_for(mmgui, run: Path, posts: Path) -> None:
    assert "准确率" in mmgui("evaluate", run, posts, "--language", "zh_CN").out
    said = mmgui("predict", run, "--input", "words=yes", "--input", f"picture={posts.parent / '1.png'}",
                 "--language", "zh_CN").out  # fmt: skip
    assert any("一" <= letter <= "鿿" for letter in said)


def test_help_says_what_language_sets(mmgui) -> None:
    assert "what this command writes" in " ".join(mmgui("report", "--help").out.split())
