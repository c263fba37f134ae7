"""No figure flatters: unknown classes, copies, missing labels and columns, nothing learned, and runs that are there."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import write_posts

FAST = ("--preset", "quick", "--epochs", 1, "--set", "threads=1", "--no-film")
Row = tuple[str, str, str]
WORDS = {
    "cat": ("the kitten purrs", "a soft whisker"),
    "dog": ("the puppy barks", "a loud howl"),
    "bird": ("it sings", "wings"),
}


def rows(part: str, labels: Sequence[str], start: int = 0) -> list[Row]:
    return [(f"{WORDS[y.lower()][n % 2]} {part} {start + n}", y, part) for n, y in enumerate(labels)]


def table(path: Path, content: Sequence[Row], header: Sequence[str] = ("text", "label", "split")) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *content])
    return path


GIVEN = [*rows("train", ["cat", "dog"] * 8), *rows("validation", ["cat", "dog"] * 2), *rows("test", ["cat", "dog"] * 2)]


def metrics_of(run: Path) -> dict:
    return json.loads((run / "metrics.json").read_text())


# -- classes that training does not know ------------------------------------------------------------------------------


def test_a_class_that_is_only_in_test_counts_as_wrong_everywhere(mmgui, tmp_path: Path) -> None:
    source, run = table(tmp_path / "posts.csv", [*GIVEN, *rows("test", ["bird"] * 4)]), tmp_path / "run"
    answer = mmgui("train", source, "--run", run, *FAST, "--json")
    assert answer.code == 0, answer.err
    assert next(e for e in answer.lines if e["event"] == "run_started")["n_test"] == 8
    notices = [e["message"] for e in answer.lines if e["event"] == "notice"]
    assert any("4 test examples count as wrong" in n and "“bird”" in n for n in notices)
    test = metrics_of(run)["test"]
    assert test["n"] == 8 and test["accuracy"] <= 0.5
    assert test["unknown"]["count"] == 4 and test["unknown"]["labels"] == ["bird"]
    assert test["accuracy_known"] == pytest.approx(2 * test["accuracy"])
    assert len(test["confusion"]) == 2

    measured = mmgui("evaluate", run, source, "--part", "all", "--json").json
    assert measured["n"] == 28 and measured["unknown"]["count"] == 4 and measured["passed_over"] == 0
    said = mmgui("evaluate", run, source).out
    assert "n = 8" in said and "20 examples of other parts are not measured; --part all" in said
    assert "4 examples count as wrong" in said and "“bird”" in said
    assert "which count as 0 in the averages" in said

    assert mmgui("report", run, source, "--out", tmp_path / "report.html", "--card").code == 0
    page = (tmp_path / "report.html").read_text()
    assert "What to know of the figures: 4 test examples count as wrong" in page
    assert "labels that the model does not know (“bird”)" in page
    assert "4 test examples count as wrong" in (run / "MODEL_CARD.md").read_text().replace("\\", "")


@pytest.mark.parametrize("spelling", [("Cat", "Dog"), ("CAT", "DOG"), ("cat", "Dog")])
def test_a_test_source_with_other_spellings(mmgui, tmp_path: Path, spelling: tuple[str, str]) -> None:
    source = table(tmp_path / "train.csv", [r for r in GIVEN if r[2] != "test"])
    other = table(tmp_path / "test.csv", rows("x", spelling * 2), ("text", "label", "note"))
    answer = mmgui("train", source, "--run", tmp_path / "run", "--test", other, *FAST)
    if spelling == ("cat", "Dog"):  # half of them are known: the rest counts as wrong
        assert answer.code == 0 and metrics_of(tmp_path / "run")["test"]["unknown"]["count"] == 2
        return
    assert answer.code == 2 and not (tmp_path / "run").exists()
    assert f"“{spelling[0]}” may be “cat”; “{spelling[1]}” may be “dog”" in answer.err
    assert mmgui("train", source, "--run", tmp_path / "run", *FAST).code == 0
    measured = mmgui("evaluate", tmp_path / "run", other)
    assert measured.code == 2 and f"“{spelling[0]}” may be “cat”" in measured.err
    answered = mmgui("predict", tmp_path / "run", "--table", other, "--out", tmp_path / "out.csv")
    assert answered.code == 0 and f"“{spelling[0]}” may be “cat”" in answered.out


def test_a_test_source_without_the_text_is_refused_and_one_without_the_second_text_is_told(
    mmgui, tmp_path: Path
) -> None:
    content = [(title, title.upper(), y, part) for title, y, part in GIVEN if part != "test"]
    header = ("title", "text", "label", "split")
    source = table(tmp_path / "train.csv", content, header)
    fields = ("--field", "title=text:title", "--field", "words=text:text")
    other = table(tmp_path / "test.csv", rows("x", ["cat", "dog"] * 3), ("title", "label", "note"))
    run = tmp_path / "run"
    assert mmgui("train", source, "--run", run, *FAST, *fields).code == 0
    measured = mmgui("evaluate", run, other, "--field", "title=text:title", "--json")
    assert measured.code == 0 and measured.json["unread"] == ["words"]
    assert any("No column was read for “words”" in note for note in measured.json["notes"])
    assert mmgui("evaluate", run, other, "--field", "sound=text:title").code == 2


# -- copies -----------------------------------------------------------------------------------------------------------


def test_copies_leave_training_from_a_table_as_from_a_project(mmgui, tmp_path: Path) -> None:
    copies = [(text, y, "train") for text, y, part in GIVEN if part == "test"]
    source = table(tmp_path / "posts.csv", [*GIVEN, *copies])
    assert mmgui("import", source, "--project", tmp_path / "p.mmproj").code == 0
    sizes = []
    for number, one in enumerate((source, tmp_path / "p.mmproj")):
        answer = mmgui("train", one, "--run", tmp_path / f"run{number}", *FAST, "--json")
        start = next(e for e in answer.lines if e["event"] == "run_started")
        sizes.append((start["n_train"], start["n_validation"], start["n_test"]))
        if one == source:
            answer_of_table = answer
            assert "; 4 copies moved from training to test" in answer.err
    assert sizes == [(16, 4, 8)] * 2
    raced = mmgui("race", source, "--run", tmp_path / "race", "--entrants", "word-counts,words", "--epochs", 1)
    assert raced.code == 0 and "16 training, 4 validation, 8 test" in raced.err
    assert raced.err.count("4 copies moved") == 1
    first = answer_of_table.lines[0]
    assert first["event"] == "import" and first["moved"] == [{"from": "train", "to": "test", "count": 4}]
    assert answer_of_table.err.count("4 copies moved") == 1
    assert not any("copies moved" in e.get("message", "") for e in answer_of_table.lines)
    measured = mmgui("evaluate", tmp_path / "run0", source, "--part", "all", "--json").json
    assert measured["import"]["moved"] == []  # measuring moves nothing
    assert measured["trained_on"] == 16  # the four copies are test examples now
    assert mmgui("evaluate", tmp_path / "run0", source, "--json").json["trained_on"] == 0
    (tmp_path / "run0" / "learnt.safetensors").unlink()  # a run of an older program
    assert mmgui("evaluate", tmp_path / "run0", source, "--part", "all", "--json").json["trained_on"] == 0


def test_of_a_test_source_with_parts_only_its_test_part_measures(mmgui, tmp_path: Path) -> None:
    source, other = table(tmp_path / "train.csv", [r for r in GIVEN if r[2] != "test"]), tmp_path / "other.csv"
    table(other, [*rows("train", ["cat", "dog"] * 3, 40), *rows("test", ["cat", "dog"], 40)])
    answer = mmgui("train", source, "--run", tmp_path / "run", "--test", other, *FAST)
    assert answer.code == 0 and "6 examples of the test source are not used" in answer.err
    metrics = metrics_of(tmp_path / "run")
    assert metrics["test"]["n"] == 2 and metrics["left_out"]["passed_over"] == 6
    measured = mmgui("evaluate", tmp_path / "run", other, "--json").json
    assert measured["n"] == 2 and measured["passed_over"] == 6
    assert any("6 examples of other parts are not measured" in note for note in measured["notes"])


def test_equal_examples_with_different_labels_are_told_once_with_their_rows(mmgui, tmp_path: Path) -> None:
    twice = [(GIVEN[0][0], "dog", "train")]
    source = table(tmp_path / "posts.csv", [*GIVEN, *twice])
    answer = mmgui("train", source, "--run", tmp_path / "run", *FAST, "--json")
    assert answer.code == 0, answer.err
    assert answer.lines[0]["contradictions"] == [
        {"labels": ["cat", "dog"], "where": ["row 2 of posts.csv", "row 26 of posts.csv"]}
    ]
    assert answer.err.count("stands there with different labels") == 1
    assert metrics_of(tmp_path / "run")["left_out"]["contradictions"] == [["cat", "dog"]]
    measured = mmgui("evaluate", tmp_path / "run", source, "--json").json
    assert len(measured["import"]["contradictions"]) == 1


def test_copies_in_the_test_source_are_taken_out_of_training(mmgui, tmp_path: Path) -> None:
    source = table(tmp_path / "train.csv", [r for r in GIVEN if r[2] != "test"])
    copied = [*rows("train", ["cat", "dog"] * 2), *rows("new", ["cat", "dog"])]
    other = table(tmp_path / "test.csv", copied, ("text", "label", "note"))
    answer = mmgui("train", source, "--run", tmp_path / "run", "--test", other, *FAST, "--json")
    start = next(e for e in answer.lines if e["event"] == "run_started")
    assert (start["n_train"], start["n_validation"], start["n_test"]) == (12, 4, 6)
    assert "4 copies of test examples were taken out of training" in answer.err
    assert metrics_of(tmp_path / "run")["left_out"]["taken_out"] == 4


def test_a_source_tested_on_itself_is_refused(mmgui, tmp_path: Path) -> None:
    source = table(tmp_path / "posts.csv", rows("train", ["cat", "dog"] * 8))
    answer = mmgui("train", source, "--run", tmp_path / "run", "--test", source, *FAST)
    assert answer.code == 2 and "All 16 training examples are copies" in answer.err


# -- what is not there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (rows("test", ["cat", "dog"] * 6), "There is no training part"),
        ([*rows("validation", ["cat", "dog"] * 4), *rows("test", ["cat", "dog"] * 4)], "There is no training part"),
        ([("the same", y, "") for y in ["cat", "dog"] * 12], "All 24 examples are equal"),
        ([(f"text {n}", f"class {n}", "") for n in range(16)], "Each of the 16 classes has one example only"),
        ([*rows("train", ["cat"] * 8), *rows("test", ["cat", "dog"] * 2)], "one class only, “cat”; “dog” occurs"),
    ],
    ids=["all test", "no train", "all equal", "one of each", "one class in training"],
)  # fmt: skip
def test_what_cannot_be_trained_on_is_refused_with_the_real_reason(
    mmgui, tmp_path: Path, content: list[Row], said: str
) -> None:
    source = table(tmp_path / "posts.csv", content)
    split = () if not content[0][2] else ("--split", "split")
    answer = mmgui("train", source, "--run", tmp_path / "run", "--label", "label", *split, *FAST)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "run").exists()


def test_a_test_part_without_labels_is_told_and_gives_no_figure(mmgui, tmp_path: Path) -> None:
    unlabelled = [(f"what is this {n}", "", "test") for n in range(6)]
    source = table(tmp_path / "posts.csv", [*rows("train", ["cat", "dog"] * 8), *unlabelled])
    assert mmgui("import", source, "--project", tmp_path / "p.mmproj").code == 0
    for number, one in enumerate((source, tmp_path / "p.mmproj")):
        answer = mmgui("train", one, "--run", tmp_path / f"run{number}", *FAST)
        assert answer.code == 0
        assert "6 examples of the test part have no labels and are not used" in answer.err
        assert metrics_of(tmp_path / f"run{number}")["test"] is None
    said = "The test part (6 examples) has no labels: the examples of the other parts were measured."
    measured = mmgui("evaluate", tmp_path / "run0", source, "--json")
    assert said in measured.lines[-1]["notes"] and measured.lines[-1]["n"] == 16
    assert said not in mmgui("evaluate", tmp_path / "run0", source, "--part", "all", "--json").lines[-1]["notes"]
    refused = mmgui("evaluate", tmp_path / "run0", source, "--part", "test")
    assert refused.code == 2 and f"The part “test” of “{source}” has no labels." in refused.err
    refused = mmgui("evaluate", tmp_path / "run0", source, "--part", "validation")
    assert refused.code == 2 and f"“{source}” has no examples in the part “validation”." in refused.err


def test_one_example_of_each_class_is_the_reason_that_is_told(mmgui, tmp_path: Path) -> None:
    source = table(tmp_path / "kids.csv", [(f"a child {n}", f"child {n}", "") for n in range(6)])
    answer = mmgui("train", source, "--run", tmp_path / "run", *FAST)
    assert answer.code == 2 and "Each of the 6 classes has one example only." in answer.err


# -- nothing learned --------------------------------------------------------------------------------------------------


def test_a_model_that_learned_nothing_says_so(mmgui, tmp_path: Path) -> None:
    labels = [("a", "b")[n * 7919 % 5 % 2] for n in range(60)]
    content = [
        (f"drawing number {n}", y, ("train", "train", "validation", "test")[n % 4]) for n, y in enumerate(labels)
    ]
    source, run = table(tmp_path / "posts.csv", content), tmp_path / "run"
    answer = mmgui("train", source, "--run", run, *FAST, "--json")
    end = answer.lines[-1]
    assert end["event"] == "run_finished" and end["nothing_learned"] is True
    assert metrics_of(run)["nothing_learned"] is True
    assert answer.err.splitlines()[-1].startswith(("Nothing was learned", "It is not shown that anything was learned"))
    mmgui("report", run, "--out", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    short = page[page.index("In short") : page.index("In short") + 900]
    assert "Nothing was learned" in short or "It is not shown that anything was learned" in short
    assert "Always giving the most frequent answer" not in short


# -- what is there already --------------------------------------------------------------------------------------------


def test_a_run_is_replaced_only_if_that_was_asked_for(mmgui, tmp_path: Path) -> None:
    source, run = table(tmp_path / "posts.csv", GIVEN), tmp_path / "run"
    assert mmgui("train", source, "--run", run, *FAST).code == 0
    (run / "notes.txt").write_text("mine")
    (run / "MODEL_CARD.md").write_text("of the old one")
    before = (run / "best.safetensors").read_bytes()
    refused = mmgui("train", source, "--run", run, *FAST, "--seed", 3)
    assert refused.code == 2 and "holds a run already" in refused.complaint and "--overwrite" in refused.complaint
    assert (run / "best.safetensors").read_bytes() == before
    replaced = mmgui("train", source, "--run", run, *FAST, "--seed", 3, "--overwrite")
    assert replaced.code == 0 and "will be replaced" in replaced.err
    assert (run / "best.safetensors").read_bytes() != before
    assert (run / "notes.txt").read_text() == "mine" and not (run / "MODEL_CARD.md").exists()
    assert mmgui("train", source, "--run", run, *FAST, "--resume").code == 0
    assert mmgui("train", source, "--run", run, *FAST, "--resume", "--overwrite").code == 2


@pytest.mark.parametrize("name", ["best.safetensors", "metrics.json", "settings.json", "history.jsonl"])
def test_files_of_a_person_that_a_run_would_replace_are_named(mmgui, tmp_path: Path, name: str) -> None:
    source, run = table(tmp_path / "posts.csv", GIVEN), tmp_path / "mine"
    run.mkdir()
    (run / name).write_text("mine")
    for how in ((), ("--overwrite",)):
        answer = mmgui("train", source, "--run", run, *FAST, *how)
        assert answer.code == 2 and name in answer.complaint and "is no run" in answer.complaint
    assert (run / name).read_text() == "mine"
    (run / name).rename(run / "other.txt")
    assert mmgui("train", source, "--run", run, *FAST).code == 0
    assert (run / "other.txt").read_text() == "mine"


def test_a_class_folder_that_is_called_like_the_film_of_a_run_is_never_deleted(mmgui, tmp_path: Path) -> None:
    data = tmp_path / "media"
    for name in ("film", "photo"):
        (data / name).mkdir(parents=True)
        for number in range(4):
            (data / name / f"{number}.txt").write_text(f"{name} {number}")
    source, before = table(tmp_path / "posts.csv", GIVEN), sorted(p for p in data.rglob("*") if p.is_file())
    for where in (source, data):
        for how in ((), ("--overwrite",)):
            answer = mmgui("train", where, "--run", data, *FAST, *how)
            assert answer.code == 2 and "Choose another folder" in answer.complaint, answer
    run = tmp_path / "run"
    assert mmgui("train", source, "--run", run, "--epochs", 1).code == 0 and (run / "film" / "film.json").exists()
    (run / "film" / "mine.png").write_bytes(b"mine")
    assert mmgui("train", source, "--run", run, *FAST, "--overwrite", "--no-film").code == 0
    assert [p.name for p in (run / "film").iterdir()] == ["mine.png"]
    assert sorted(p for p in data.rglob("*") if p.is_file()) == before


def test_what_is_read_is_never_written_over_and_what_is_replaced_is_told(mmgui, run: Path, tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts", 6)
    picture = posts.parent / "0.png"
    before = picture.read_bytes()
    inputs = ("--input", f"picture={picture}", "--input", "words=yes")
    answer = mmgui("predict", run, *inputs, "--heatmap", picture)
    assert answer.code == 2 and "0.png” is the file that is read" in answer.complaint
    assert picture.read_bytes() == before
    other = posts.parent / "map.png"
    other.write_bytes(b"old")
    answer = mmgui("predict", run, *inputs, "--heatmap", other)
    assert answer.code == 0 and "map.png” is there already and will be replaced" in answer.err
    mine = posts.parent / "mine.csv"
    mine.write_text("text,label\nyes,a\n")
    answer = mmgui("predict", run, "--table", posts, "--out", mine)
    assert answer.code == 0 and "mine.csv” is there already and will be replaced" in answer.err


def test_a_race_replaces_no_run_in_silence(mmgui, tmp_path: Path) -> None:
    source, folder = table(tmp_path / "posts.csv", GIVEN), tmp_path / "race"
    words = ("race", source, "--run", folder, "--entrants", "word-counts,words", "--epochs", 1)
    assert mmgui(*words).code == 0
    refused = mmgui(*words)
    assert refused.code == 2 and "words” holds a run already" in refused.err
    assert mmgui(*words, "--overwrite").code == 0
    assert sorted(p.name for p in (folder / "races").iterdir()) == ["001.json", "002.json"]


# -- what looks the same ----------------------------------------------------------------------------------------------


def test_test_examples_that_look_like_training_to_the_model_are_told(mmgui, tmp_path: Path) -> None:
    near = [(f"{text.upper()} !!", y, "test") for text, y, part in GIVEN[:3]]
    source, run = table(tmp_path / "posts.csv", [*GIVEN, *near]), tmp_path / "run"
    answer = mmgui("train", source, "--run", run, *FAST)
    assert answer.code == 0 and "3 measured examples look to the model just like some of training" in answer.err
    assert metrics_of(run)["test"]["seen"] == 3 and metrics_of(run)["test"]["distinct"] == 7
    measured = mmgui("evaluate", run, source, "--json").json
    assert (measured["seen"], measured["distinct"], measured["trained_on"]) == (3, 7, 0)
    assert any("3 measured examples look to the model" in note for note in measured["notes"])
    everything = mmgui("evaluate", run, source, "--part", "all", "--json").json
    assert everything["seen"] - everything["trained_on"] == 3  # examples of training are told as such


def test_an_answered_table_tells_the_same_of_look_alikes_as_a_measured_one(mmgui, tmp_path: Path) -> None:
    run, out = tmp_path / "run", tmp_path / "out.csv"
    assert mmgui("train", table(tmp_path / "posts.csv", GIVEN), "--run", run, *FAST).code == 0
    train = [text for text, _y, part in GIVEN if part == "train"]
    texts = [(train[0], "cat"), *((f"{text.upper()} !!", "cat") for text in train[1:4]), ("zzz", "cat"), ("yyy", "dog")]
    other = table(tmp_path / "other.csv", [*texts, ("the puppy", "dog")], ("text", "label"))
    said = "3 measured examples look to the model just like some of training"
    measured, answered = mmgui("evaluate", run, other), mmgui("predict", run, "--table", other, "--out", out)
    assert said in measured.out and said in answered.out
    equal = "7 measured examples look to the model like only 6 different ones"  # two are of unknown words only
    assert equal in measured.out and equal in answered.out
    measured, answered = (
        mmgui("evaluate", run, other, "--json").json,
        mmgui("predict", run, "--table", other, "--out", out, "--json").json,
    )
    for figure, value in (("seen", 4), ("trained_on", 1), ("distinct", 6)):
        assert measured[figure] == answered[figure] == value, figure


def test_what_is_always_answered_is_that_of_training_wherever_it_is_measured(mmgui, tmp_path: Path) -> None:
    lines = [*rows("train", ["cat"] * 12 + ["dog"] * 6), *rows("test", ["cat"] * 3 + ["dog"] * 6)]
    source, run = table(tmp_path / "posts.csv", lines), tmp_path / "run"
    assert mmgui("train", source, "--run", run, *FAST).code == 0
    assert metrics_of(run)["test"]["usual"] == "cat"
    assert mmgui("evaluate", run, source, "--json").json["usual"] == "cat"


def test_labels_that_nearly_are_classes_are_told_though_some_are_known(mmgui, tmp_path: Path) -> None:
    run, stars = tmp_path / "run", {"cat": "1", "dog": "5"}
    source = table(tmp_path / "train.csv", [(text, stars[y], part) for text, y, part in GIVEN if part != "test"])
    content = [("the kitten", "1.0"), ("it purrs", "1.0"), ("the puppy", "5"), ("it barks", "5")]
    other = table(tmp_path / "test.csv", content, ("text", "label"))
    trained = mmgui("train", source, "--run", run, "--test", other, *FAST)
    answered = mmgui("predict", run, "--table", other, "--out", tmp_path / "out.csv")
    for said in (trained.err, mmgui("evaluate", run, other).out, answered.out):
        assert "“1.0” may be “1”." in said
        assert said.count("Add --join-labels to write labels that look alike in one way.") == 1
    joined = mmgui("evaluate", run, other, "--join-labels", "--json").json
    assert joined["unknown"]["count"] == 0 and not any("may be" in note for note in joined["notes"])


def test_measuring_with_other_labels_names_those_that_are_there(mmgui, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert mmgui("train", table(tmp_path / "posts.csv", GIVEN), "--run", run, *FAST).code == 0
    other = table(tmp_path / "other.csv", [("the kitten", "0"), ("the puppy", "1")] * 4, ("text", "label"))
    answer = mmgui("evaluate", run, other, "--label", "label")
    assert answer.code == 2
    assert "They have: “0”, “1”. It knows: cat, dog." in answer.complaint and "--join-labels" not in answer.err


def test_equal_examples_are_counted_once_where_chance_is_judged(mmgui, tmp_path: Path) -> None:
    run, other = tmp_path / "run", tmp_path / "other.csv"
    assert mmgui("train", table(tmp_path / "posts.csv", GIVEN), "--run", run, *FAST).code == 0
    table(other, [("the kitten purrs", "cat"), ("the puppy barks", "dog")] * 20, ("text", "label"))
    said = mmgui("evaluate", run, other)
    assert "38 repeat others" in said.err
    assert "40 measured examples look to the model like only 2 different ones" in said.out
    measured = mmgui("evaluate", run, other, "--json").json
    assert measured["distinct"] == 2 and measured["nothing_learned"] is True
    answered = mmgui("predict", run, "--table", other, "--out", tmp_path / "out.csv", "--json").json
    assert answered["distinct"] == 2 and answered["interval_95"][1] - answered["interval_95"][0] > 0.5


def test_what_a_table_notes_of_its_rows_is_said_beside_the_answers(mmgui, tmp_path: Path) -> None:
    source = table(tmp_path / "posts.csv", GIVEN)
    assert mmgui("train", source, "--run", tmp_path / "run", *FAST).code == 0
    other = table(
        tmp_path / "other.csv", [*(r[:2] for r in rows("x", ["cat", "dog"] * 3)), ("Total", "#N/A")], ("text", "label")
    )
    answer = mmgui("predict", tmp_path / "run", "--table", other, "--out", tmp_path / "out.csv")
    assert answer.code == 0 and "7 rows in" in answer.out and "1 row without a label is not counted." in answer.out
    assert "row 8 of other.csv: “Total”" in answer.err and "holds an error (#N/A)" in answer.err
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 7
