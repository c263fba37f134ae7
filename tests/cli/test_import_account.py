"""Imports on the command line end in one honest sentence; --json carries all of it; labels can be joined."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from mmgui.core.data.project import Project

PARTS = [*["train"] * 4, *["test"] * 2, "k0", "k0"]


def write_texts(path: Path, *rows: str, head: str = "text,label,split") -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def learnable(count: int = 24) -> list[str]:
    """Rows with a word that gives the label away."""
    parts = ("train", "train", "train", "validation", "test")
    pairs = (("kitten", "cat"), ("puppy", "dog"))
    return [f"the {pairs[n % 2][0]} number {n},{pairs[n % 2][1]},{parts[n // 2 % 5]}" for n in range(count)]


def test_a_clean_import_says_so_in_one_sentence(mmgui, tmp_path: Path) -> None:
    table = write_texts(tmp_path / "posts.csv", *learnable(10))
    answer = mmgui("import", table, "--project", tmp_path / "p.mmproj")
    assert (answer.code, answer.out.strip(), answer.err) == (0, "10 of 10 read.", "")


def test_copies_moves_missing_labels_and_contradictions_are_in_the_sentence_and_in_json(mmgui, tmp_path: Path) -> None:
    rows = [*learnable(20), "the puppy number 9,dog,train", "no label here,,train", "the kitten number 0,dog,train"]
    table = write_texts(tmp_path / "posts.csv", *rows)
    plain = mmgui("import", table, "--project", tmp_path / "p.mmproj")
    assert plain.code == 0
    assert plain.out.startswith("23 of 23 read, 1 of them without a label; 2 repeat others; 1 copy moved from training")
    assert "1 example stands there with different labels" in plain.out
    assert len(plain.out.splitlines()) == 1
    assert "row 2 of posts.csv, row 24 of posts.csv" in plain.err
    told = mmgui("import", table, "--project", tmp_path / "q.mmproj", "--json").json
    assert told["sentence"] == plain.out.strip()
    account = told["account"]
    assert account["moved"] == [{"from": "train", "to": "test", "count": 1}]
    assert account["contradictions"][0]["labels"] == ["cat", "dog"]
    assert account["unlabelled"] == 1
    assert account["offered"] == account["read"] + account["refused"] + account["left_out"] == told["total"]
    again = mmgui("import", table, "--project", tmp_path / "q.mmproj")
    assert "23 are copies of examples that were there already" in again.out


def test_json_names_everything_that_a_sentence_only_counts(mmgui, tmp_path: Path) -> None:
    for n in range(6):
        Image.new("RGB", (4, 4), (n, 9, 9)).save(tmp_path / f"Pic {n}.PNG")
        Image.new("RGB", (4, 4), (9, n, 9)).save(tmp_path / f"left {n}.png")
        (tmp_path / f"film {n}.mp4").write_bytes(b"film")
    rows = [f"pic {n}.png,{'cat' if n % 2 else 'dog'}" for n in range(4)]
    write_texts(tmp_path / "list.csv", *rows, "pic 4.png,", "pic 5.png,", *rows[:2], head="image,label")
    told = mmgui("import", tmp_path, "--project", tmp_path.parent / "p.mmproj", "--json").json
    assert {p["where"]: p["names"] for p in told["left_out"]} == {
        tmp_path.name: [f"left {n}.png" for n in range(6)],
        "film 0.mp4": [f"film {n}.mp4" for n in range(6)],
    }
    assert [p["names"] for p in told["notes"] if "another spelling" in p["what"]] == [
        [f"pic {n}.png → Pic {n}.PNG" for n in range(6)]
    ]
    account = told["account"]
    assert [w.partition(" of")[0] for w in account["unlabelled_where"]] == ["row 6", "row 7"]
    assert [[w.partition(" of")[0] for w in group] for group in account["repeated"]] == [
        ["row 2", "row 8"],
        ["row 3", "row 9"],
    ]


def test_json_keeps_problems_notes_and_what_was_left_out_apart(mmgui, tmp_path: Path) -> None:
    table = write_texts(tmp_path / "posts.csv", "x,x,cat", ",,dog", head="text,text,label")
    told = mmgui("import", table, "--project", tmp_path / "p.mmproj", "--json").json
    assert (told["imported"], told["total"]) == (1, 2)
    assert [(p["kind"], p["count"], p["row"]) for p in told["problems"]] == [("problem", 1, 3)]
    assert "nothing in the columns that are read" in told["problems"][0]["what"]
    assert {n["kind"] for n in told["notes"]} == {"note"}
    assert told["left_out"] == []
    assert set(told) >= {"fields", "classes", "splits", "readings", "encoding", "account"}


def test_words_that_are_no_parts_name_the_way_to_read_the_rows_all_the_same(mmgui, tmp_path: Path) -> None:
    table = write_texts(tmp_path / "posts.csv", *(f"text {n},cat,{part}" for n, part in enumerate(PARTS)))
    answer = mmgui("import", table, "--project", tmp_path / "p.mmproj")
    assert "“k0” is none of train" in answer.err and "To choose otherwise: --split none." in answer.err
    told = mmgui("import", table, "--project", tmp_path / "q.mmproj", "--split", "none", "--json").json
    assert (told["imported"], told["columns"]["split"]) == (8, None)
    table = write_texts(tmp_path / "good.csv", *(f"text {n},cat,{part}" for n, part in enumerate(PARTS[:6])))
    said = mmgui("import", table, "--project", tmp_path / "q.mmproj", "--split", "none").err
    assert "“split” holds words for training and test (“train”, “test”); it is not read as the parts." in said


def test_only_the_first_ten_of_a_kind_are_listed(mmgui, tmp_path: Path) -> None:
    rows = [*learnable(4), *(f"missing{n}.png,x,cat,train" for n in range(14))]
    table = write_texts(tmp_path / "posts.csv", *(r if r.startswith("missing") else f",{r}" for r in rows),
                        head="picture,text,label,split")  # fmt: skip
    answer = mmgui("import", table, "--project", tmp_path / "p.mmproj")
    assert answer.out.strip() == "4 of 18 read; 14 could not be used."
    assert sum("missing" in line for line in answer.err.splitlines()) == 10
    assert "… and 4 more" in answer.err


def test_more_contradictions_than_are_listed_are_counted(mmgui, tmp_path: Path) -> None:
    rows = [f"the same text,{'cat' if n % 2 else 'dog'}" for n in range(14)]
    rows += [f"other text {n // 2},{'cat' if n % 2 else 'dog'}" for n in range(24)]
    table = write_texts(tmp_path / "posts.csv", *rows, head="text,label")
    said = mmgui("import", table, "--project", tmp_path / "p.mmproj").err.split("Equal, but with different labels:")[1]
    assert said.splitlines()[1].endswith(", … and 4 more")
    assert "  … and 3 more" in said.splitlines()


def test_nothing_importable_is_code_2_with_the_reasons_summed_up(mmgui, tmp_path: Path) -> None:
    table = write_texts(tmp_path / "bad.csv", *(f"no{n}.png,cat" for n in range(12)), head="picture,label")
    for words in (("import", table, "--project", tmp_path / "p.mmproj"), ("train", table, "--run", tmp_path / "run")):
        answer = mmgui(*words)
        assert answer.code == 2
        last = answer.err.splitlines()[-1]
        assert "Nothing in “bad.csv” could be imported" in last
        assert "12 times" in last
        assert answer.out == ""
    assert not (tmp_path / "p.mmproj").exists()
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("command", ["import", "train"])
def test_a_table_that_gives_nothing_beside_folders_names_the_way_to_read_these_in_the_last_line(
    command: str, mmgui, tmp_path: Path
) -> None:
    for number, place in enumerate(("oak/1.png", "oak/2.png", "maple/1.png", "maple/2.png")):
        file = tmp_path / "leaves" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (number, 0, 7)).save(file)
    write_texts(tmp_path / "leaves/list.csv", "1.png,oak", "2.png,maple", head="picture,label")
    where = ("--project", tmp_path / "p.mmproj") if command == "import" else ("--run", tmp_path / "run")
    answer = mmgui(command, tmp_path / "leaves", *where)
    last = answer.err.splitlines()[-1]
    assert answer.code == 2
    assert "Read as: the table “list.csv”. It could also be: the classes are the folders “maple”, “oak”." in last
    assert last.endswith("To choose otherwise: --read-as classes.")


@pytest.mark.parametrize(
    ("spellings", "joined"),
    [(("Cat", "cat", "CAT", "cat\u00a0", "\u0441at"), 1), (("1", "1.0", "01"), 1), (("True", "true", "TRUE"), 1)],
)
def test_labels_that_look_alike_are_told_and_joined_only_when_asked(
    mmgui, tmp_path: Path, spellings: tuple[str, ...], joined: int
) -> None:
    rows = [f"text {n},{spellings[n % len(spellings)]},train" for n in range(15)]
    rows += [f"other {n},something else,train" for n in range(5)]
    table = write_texts(tmp_path / "posts.csv", *rows)
    plain = mmgui("import", table, "--project", tmp_path / "p.mmproj")
    assert "labels that look alike" in plain.out
    with Project.open(tmp_path / "p.mmproj") as project:
        assert len(project.example_set().classes) > joined + 1
    asked = mmgui("import", table, "--project", tmp_path / "q.mmproj", "--join-labels", "--json").json
    assert len(asked["classes"]) == joined + 1
    assert asked["account"]["alike"] == []
    assert any("written as" in note["what"] for note in asked["notes"])


def test_training_says_the_sentence_first_and_sends_it_as_the_first_event(mmgui, tmp_path: Path) -> None:
    table = write_texts(tmp_path / "posts.csv", *learnable(40), "without a label,,train")
    words = ("--run", tmp_path / "run", "--preset", "quick", "--epochs", 1, "--set", "threads=1", "--json")
    answer = mmgui("train", table, *words)
    assert answer.code == 0, answer.err
    assert answer.err.splitlines()[0] == "posts.csv: 41 of 41 read, 1 of them without a label."
    first = answer.lines[0]
    assert first["event"] == "import"
    assert first["sentence"] == "41 of 41 read, 1 of them without a label."
    assert (first["offered"], first["unlabelled"]) == (41, 1)


def test_a_guess_is_told_with_the_option_that_chooses_otherwise(mmgui, tmp_path: Path) -> None:
    rows = [f"Котёнок спит номер {n},кот" for n in range(6)] + [f"Щенок лает номер {n},пёс" for n in range(6)]
    (tmp_path / "posts.csv").write_bytes("\n".join(["text,label", *rows]).encode("cp1251"))
    answer = mmgui("import", tmp_path / "posts.csv", "--project", tmp_path / "p.mmproj")
    assert "a guess. To choose otherwise: --encoding NAME." in answer.err
    told = mmgui("import", tmp_path / "posts.csv", "--project", tmp_path / "q.mmproj", "--json").json
    assert [n["option"] for n in told["notes"]] == ["--encoding NAME"]


@pytest.mark.parametrize("name", ["klingon", "base64", "utf-99", ""])
def test_an_encoding_that_nobody_knows_is_refused(mmgui, tmp_path: Path, name: str) -> None:
    table = write_texts(tmp_path / "posts.csv", *learnable(4))
    answer = mmgui("import", table, "--project", tmp_path / "p.mmproj", "--encoding", name)
    if name:
        assert answer.code == 2
        assert name in answer.complaint
        assert not (tmp_path / "p.mmproj").exists()
    else:
        assert answer.code == 0


def test_predicting_one_example_refuses_an_address_in_one_sentence(mmgui, run: Path) -> None:
    for address in ("https://example.org/a.png", "http://example.org/a", "HTTPS://EXAMPLE.ORG/A.JPG"):
        answer = mmgui("predict", run, "--input", f"picture={address}")
        assert answer.code == 2
        assert "Addresses are not fetched" in answer.complaint


def test_the_lines_of_the_event_stream_are_json(mmgui, tmp_path: Path) -> None:
    table = write_texts(tmp_path / "posts.csv", *learnable(10))
    answer = mmgui("race", table, "--run", tmp_path / "race", "--entrants", "nobody", "--json")
    assert answer.code == 2
    assert json.loads(answer.out.splitlines()[0])["event"] == "import"


def test_evaluating_carries_the_account_of_its_table(mmgui, run: Path, posts: Path) -> None:
    answer = mmgui("evaluate", run, posts, "--json")
    assert answer.code == 0
    assert answer.json["import"]["sentence"] == "60 of 60 read."
    assert answer.err.splitlines()[0] == "posts.csv: 60 of 60 read."


def test_labels_in_another_spelling_are_joined_to_the_classes_of_the_model(mmgui, run: Path, posts: Path) -> None:
    text = posts.read_text(encoding="utf-8").replace(",same,", ",Same,").replace(",other,", ",OTHER ,")
    table = posts.parent / "spelled.csv"
    table.write_text(text, encoding="utf-8")
    joined = mmgui("evaluate", run, table, "--join-labels", "--part", "all", "--json")
    assert (joined.code, joined.json["n"]) == (0, 60)
    out = posts.parent / "answers.csv"
    told = mmgui("predict", run, "--table", table, "--out", out, "--join-labels", "--json")
    assert told.code == 0, told.err
    assert (told.json["compared"], told.json["unknown_labels"]) == (60, 0)
    assert ",Same," in out.read_text(encoding="utf-8-sig")  # the person's cells stay as they were


@pytest.mark.parametrize("words", [("train", "--run", "run"), ("import", "--project", "p.mmproj")])
def test_a_way_of_reading_that_is_not_there_is_refused_with_those_that_are(
    mmgui, tmp_path: Path, words: tuple[str, str, str]
) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        write_texts(folder / name, *learnable(8))
    command, option, place = words
    answer = mmgui(command, folder, option, tmp_path / place, "--read-as", "c.csv")
    assert answer.code == 2
    assert "“a.csv”, “b.csv”" in answer.complaint
    assert not (tmp_path / place).exists()
    table = mmgui(command, folder / "a.csv", option, tmp_path / place, "--read-as", "c.csv")
    assert "only one way" in table.complaint


def test_the_chosen_way_of_reading_is_taken_and_the_others_are_counted(mmgui, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    write_texts(folder / "a.csv", *learnable(8))
    write_texts(folder / "b.csv", *learnable(6))
    told = mmgui("import", folder, "--project", tmp_path / "p.mmproj", "--read-as", "b.csv", "--json").json
    assert (told["imported"], told["total"], told["reading"]) == (6, 14, "b.csv")
    assert [r["name"] for r in told["readings"]] == ["a.csv", "b.csv", "tables"]
    assert sum(p["count"] for p in told["left_out"]) == 8


@pytest.mark.parametrize("option", [("--read-as", "x"), ("--encoding", "cp1251"), ("--join-labels",)])
def test_options_about_tables_go_with_a_table_only(mmgui, run: Path, option: tuple[str, ...]) -> None:
    answer = mmgui("predict", run, "--input", "words=yes", *option)
    assert answer.code == 2
    assert f"{option[0]} goes with --table only" in answer.complaint


def test_json_says_which_column_was_read_as_what(mmgui, tmp_path: Path) -> None:
    rows = [f"some words number {i},{'xy'[i % 2]},{('train', 'test')[i % 2]}" for i in range(12)]
    table = write_texts(tmp_path / "posts.csv", *rows, head="post,kind,where")
    told = mmgui("import", table, "--project", tmp_path / "p.mmproj", "--json").json
    assert told["columns"] == {"label": "kind", "split": "where", "fields": {"words": "post"}}
    assert any("“kind” as the answers" in note["what"] for note in told["notes"])
    table = write_texts(tmp_path / "bare.csv", *(f"some words number {i}" for i in range(12)), head="text")
    told = mmgui("import", table, "--project", tmp_path / "q.mmproj", "--json").json
    assert told["columns"] == {"label": None, "split": None, "fields": {"words": "text"}}


def test_training_that_is_all_copies_is_told_at_the_import(mmgui, tmp_path: Path) -> None:
    rows = [f"the kitten  {n},{'ab'[n % 2]},train" for n in range(6)]
    rows += [f"the kitten {n},{'ab'[n % 2]},test" for n in range(6)]
    table = write_texts(tmp_path / "posts.csv", *rows)
    told = mmgui("import", table, "--project", tmp_path / "p.mmproj", "--json").json
    assert any("All training examples are copies" in note["what"] for note in told["notes"])
    assert told["splits"] == {"train": 6, "validation": 0, "test": 6}


@pytest.mark.parametrize(
    "options",
    [("--label", "mood", "--split", "mood"), ("--label", "mood", "--field", "w=text:mood"),
     ("--split", "part", "--field", "w=text:text", "--field", "v=text:part")],
)  # fmt: skip
def test_a_column_that_is_named_for_two_things_is_refused(mmgui, options: tuple[str, ...], tmp_path: Path) -> None:
    table = write_texts(tmp_path / "posts.csv", *learnable(10), head="text,mood,part")
    answer = mmgui("import", table, "--project", tmp_path / "p.mmproj", *options)
    assert answer.code == 2
    assert answer.complaint.startswith(f"mmgui: “{options[1]}” is named for two things.")


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        (("--field", "w=text:text", "--field", "v=text:mood"), (None, "part", {"w": "text", "v": "mood"})),
        (("--label", "part"), ("part", None, {"words": "text"})),
        (("--split", "part"), ("mood", "part", {"words": "text"})),
    ],
)
def test_a_column_that_was_named_is_guessed_for_nothing_else(
    mmgui, options: tuple[str, ...], columns: tuple[str | None, str | None, dict[str, str]], tmp_path: Path
) -> None:
    table = write_texts(tmp_path / "posts.csv", *learnable(10), head="text,mood,part")
    told = mmgui("import", table, "--project", tmp_path / "p.mmproj", "--json", *options).json
    assert told["columns"] == dict(zip(("label", "split", "fields"), columns, strict=True))
    named = {text.rpartition(":")[2] for text in options}
    assert not [n for n in told["notes"] if "Read by what they hold" in n["what"] and n["column"] in named]


def test_a_sheet_with_nothing_to_learn_from_is_named_with_how_to_read_another_one(mmgui, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name, rows in {"Counts": [("Mood", "Count"), ("glad", 2)], "my words": [("A", "B"), ("hi", "sad")]}.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows * 3 if name == "Counts" else rows):
                sheet.write_row(at, 0, row)
    answer = mmgui("import", tmp_path / "a.xlsx", "--project", tmp_path / "p.mmproj")
    assert answer.code == 2
    assert "It was read as “Counts”." in answer.complaint
    assert answer.complaint.endswith("To choose otherwise: --read-as 'my words'.")


@pytest.mark.parametrize("command", ["train", "race"])
def test_a_refusal_for_want_of_training_names_the_hidden_sheet(mmgui, command: str, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name in ("Train", "Validation", "Test"):
            sheet = book.add_worksheet(name)
            for row in range(20):
                sheet.write_row(row, 0, (f"some words {row}", "ab"[row % 2]) if row else ("text", "label"))
        book.get_worksheet_by_name("Validation").activate()
        book.get_worksheet_by_name("Validation").set_first_sheet()
        book.get_worksheet_by_name("Train").hide()
    refused = mmgui(command, tmp_path / "a.xlsx", "--run", tmp_path / "run")
    assert refused.code == 2
    assert "“Train” (19 rows)" in refused.err.splitlines()[-1]
    assert refused.err.splitlines()[-1].endswith("--read-as hidden-too.")
