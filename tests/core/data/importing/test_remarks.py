"""Notes on columns that are read otherwise than somebody could think: plain tables get none."""

import base64
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.example import SourceOptions
from mmgui.core.data.importing.source import read_source

TEXTS = [f"some words number {i}" for i in range(12)]


def notes(folder: Path, **columns: list[str]) -> list[str]:
    """The notes on a table; every example of it is read."""
    lines = [",".join(columns), *(",".join(cells) for cells in zip(*columns.values(), strict=True))]
    (folder / "posts.csv").write_text("\n".join(lines) + "\n")
    result = read_source(folder / "posts.csv")
    assert len(result.examples) == result.total == 12
    assert {p.kind for p in result.problems} <= {"note"}
    return [p.what for p in result.problems]


@pytest.mark.parametrize("sign", ["|", ";", "/", "+"])
def test_several_labels_in_a_cell_are_said(sign: str, tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=["cat", "dog", f"cat{sign}dog"] * 4)
    assert f"cat{sign}dog" in said
    assert "one label" in said


def test_yes_and_no_that_are_written_in_several_ways_are_said(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=["true", "yes", "1", "false", "no", "0"] * 2)
    assert said.startswith("The labels in “label” say yes and no in several ways (“0”, “1”, “false”, “no”…)")
    assert notes(tmp_path, text=TEXTS, label=["yes", "no"] * 6) == []


def test_labels_of_a_form_that_nobody_filled_in_are_said(tmp_path: Path) -> None:
    labels = ["Bitte wählen", "cat", "-- auswählen --", "dog", "Please select…", "请选择"] * 2
    (said,) = notes(tmp_path, text=TEXTS, label=labels)
    assert said.startswith("“-- auswählen --”, “Bitte wählen”, “Please select…”, “请选择” in “label” seem to say")
    assert notes(tmp_path, text=TEXTS, label=["selected", "wahl", "choose life"] * 4) == []


def test_a_name_with_a_sign_in_it_is_one_label(tmp_path: Path) -> None:
    assert notes(tmp_path, text=TEXTS, label=["black/white", "red+blue", "Rock; Pop"] * 4) == []


def test_columns_of_0_and_1_are_said_with_the_one_that_is_read(tmp_path: Path) -> None:
    flags = {"toxic": ["0", "1"] * 6, "obscene": ["1", "0"] * 6, "insult": ["0", "0", "1"] * 4}
    said, guessed = notes(tmp_path, text=TEXTS, **flags)
    assert "“obscene”" in said and "“insult”" in said
    assert "only “toxic” is read" in said
    assert "“toxic” as the answers" in guessed


def test_labels_that_are_all_different_are_said(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=[f"item {i}" for i in range(12)])
    assert "12 in 12 rows" in said


@pytest.mark.parametrize("name", ["fold", "split", "k-fold"])
def test_parts_in_numbers_are_said(name: str, tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=["a", "b"] * 6, **{name: ["0", "1", "2"] * 4})
    assert f"“{name}”" in said


def test_films_are_said(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=["a", "b"] * 6, film=[f"a/{i}.mp4" for i in range(12)])
    assert "“film”" in said


def test_a_longer_text_that_is_not_read_is_said(tmp_path: Path) -> None:
    long = [f"{text} and much more of it" for text in TEXTS]
    [said] = notes(tmp_path, text=TEXTS, label=["a", "b"] * 6, remarks=long)
    assert "“remarks” is not read" in said


def test_plain_tables_get_no_note(tmp_path: Path) -> None:
    assert notes(tmp_path, id=[str(i) for i in range(12)], text=TEXTS, label=["a", "b", "c"] * 4) == []


def test_columns_that_were_taken_for_what_they_hold_are_said(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, rating=["1", "2", "3"] * 4, emoji=["x"] * 12)
    assert "“rating” as the answers" in said and "words" not in said
    assert [p.option for p in read_source(tmp_path / "posts.csv").problems] == ["--label, --split, --field"]
    said = notes(tmp_path, remark=TEXTS, kind=["a", "b"] * 6, where=["train", "test"] * 6)[0]
    assert "“kind” as the answers" in said and "“where” as the parts" in said and "“remark” as the words" in said


@pytest.mark.parametrize(
    ("taken", "other"), [("label", "emotion"), ("target", "target_name"), ("class", "category"), ("Klasse", "y")]
)
def test_a_second_column_that_is_called_like_the_answers_is_said(taken: str, other: str, tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, **{other: ["x", "y", "z"] * 4, taken: ["a", "b"] * 6})
    assert f"“{taken}” is read as the answers" in said or f"“{other}” is read as the answers" in said
    assert f"“{taken}”" in said and f"“{other}”" in said


def test_a_second_column_with_few_values_is_said_if_no_name_decides(tmp_path: Path) -> None:
    said = notes(tmp_path, text=TEXTS, mood=["glad", "sad", "calm"] * 4, verified=["yes", "no"] * 6)
    assert any("“mood” could be meant too" in text for text in said)


def json_notes(folder: Path, rows: list[dict[str, object]]) -> list[str]:
    (folder / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = read_source(folder / "posts.jsonl")
    assert len(result.examples) == result.total == len(rows)
    return [p.what for p in result.problems]


def test_several_labels_in_a_list_are_said(tmp_path: Path) -> None:
    labels = [["cat"], ["dog"], ["cat", "cute"]] * 4
    [said] = json_notes(tmp_path, [{"text": t, "labels": names} for t, names in zip(TEXTS, labels, strict=True)])
    assert 'several labels (“["cat", "cute"]”)' in said


def test_conversations_are_said_to_be_read_with_their_brackets(tmp_path: Path) -> None:
    turns = [[{"role": "user", "content": t}, {"role": "assistant", "content": "I see."}] for t in TEXTS]
    nested, said = json_notes(tmp_path, [{"messages": turn} for turn in turns])
    assert "“messages” holds lists of objects in 12 rows" in nested
    assert said.startswith("Cells of “messages” hold lists or objects (“[{") and "with its brackets" in said


def test_lists_of_texts_are_said_to_be_read_with_their_brackets(tmp_path: Path) -> None:
    [said] = json_notes(tmp_path, [{"text": [t, "and more"], "label": "ab"[i % 2]} for i, t in enumerate(TEXTS)])
    assert '(“["some words number 0", "and more"]”)' in said


def test_texts_in_brackets_are_no_lists(tmp_path: Path) -> None:
    assert notes(tmp_path, text=[f"[laughs] {t}" for t in TEXTS], label=["a", "b"] * 6) == []
    assert notes(tmp_path, text=[f"[{t}]" for t in TEXTS], label=["a", "b"] * 6) == []


def test_every_other_column_of_words_is_named(tmp_path: Path) -> None:
    short = [f"a word {i}" for i in range(12)]
    [said] = notes(tmp_path, premise=TEXTS, hypothesis=short, extra=TEXTS, label=["yes", "no"] * 6)
    assert said == "“premise” is read as words; “hypothesis”, “extra” are not read."


def test_columns_of_0_and_1_beside_other_answers_are_said(tmp_path: Path) -> None:
    flags = {"toxic": ["0", "1"] * 6, "severe_toxic": ["1", "0"] * 6}
    [said] = notes(tmp_path, text=TEXTS, **flags, label_source=["a", "b", "a"] * 4)
    assert said == "“label_source” is read as the answers; “toxic”, “severe_toxic” hold only “0”, “1” and are not read."


@pytest.mark.parametrize(("yes", "no"), [("TRUE", "FALSE"), ("oui", "non"), ("はい", "いいえ")])
def test_check_boxes_of_several_classes_are_said_like_0_and_1(yes: str, no: str, tmp_path: Path) -> None:
    boxes = {"glad": [yes, no] * 6, "sad": [no, yes, yes] * 4}
    said = notes(tmp_path, text=TEXTS, **boxes)
    shown = "”, “".join(sorted((yes, no)))
    assert any(f"“glad”, “sad” hold only “{shown}”. An example has one label" in text for text in said), said


def test_minus_one_among_numbers_of_classes_is_pointed_at(tmp_path: Path) -> None:
    assert any("“-1” in “label”" in text for text in notes(tmp_path, text=TEXTS, label=["0", "1", "-1"] * 4))
    for labels in (["1", "-1"], ["0", "1"], ["-1", "-2", "0"]):
        assert not any("“-1”" in text for text in notes(tmp_path, text=TEXTS, label=(labels * 12)[:12]))


def test_cells_with_several_labels_are_counted_whatever_stands_between(tmp_path: Path) -> None:
    labels = ["glad", "sad", "glad; sad", "glad / sad", "sad", "glad"] * 2
    said = notes(tmp_path, text=TEXTS, label=labels)
    assert any("4 of the first 12 cells of “label” seem to hold several labels" in text for text in said), said


def test_pictures_that_are_written_as_numbers_are_said(tmp_path: Path) -> None:
    pixels = [" ".join(str((i * 37 + n * n) % 256) for n in range(64)) for i in range(12)]
    said = [s for s in notes(tmp_path, pixels=pixels, emotion=["0", "1"] * 6) if "point by point" in s]
    assert len(said) == 1
    assert "“pixels”" in said[0]


def test_a_few_numbers_in_a_text_are_words(tmp_path: Path) -> None:
    assert notes(tmp_path, text=[f"{i} 2 3 4 and so on" for i in range(12)], label=["cat", "dog"] * 6) == []


def test_scores_are_named_where_no_column_is_read_as_the_answers(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, score=[f"{i / 12:.2f}" for i in range(12)], id=[f"{i}" for i in range(12)])
    assert said.startswith("No column is read as the answers. “score” holds numbers and is not read")


def test_labels_that_are_amounts_are_said_to_be_read_as_classes(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=[f"{i / 12:.3f}" for i in range(12)])
    assert "12 different ones in 12 rows" in said and "not as an amount" in said


def test_rows_that_were_rejected_in_prodigy_are_counted(tmp_path: Path) -> None:
    answers = ["accept", "reject", "ignore", "accept"] * 3
    said, *_others = notes(tmp_path, text=TEXTS, label=["cat", "dog"] * 6, answer=answers)
    assert said.startswith("6 of the first 12 rows are rejected or ignored in “answer”")


def test_numbers_that_repeat_below_a_name_of_numbers_are_no_other_answers(tmp_path: Path) -> None:
    kinds = ["cat", "cat", "cat", "dog"] * 3
    [guessed] = notes(tmp_path, text=TEXTS, tweet_id=["900", "901", "902"] * 4, kind=kinds)
    assert "“kind” as the answers" in guessed


def test_a_table_that_lies_on_its_side_is_said_to(tmp_path: Path) -> None:
    rows = [["text", *TEXTS], ["label", *["cat", "dog"] * 6], ["id", *map(str, range(12))]]
    (tmp_path / "posts.csv").write_text("\n".join(map(",".join, rows)) + "\n")
    [said] = [p.what for p in read_source(tmp_path / "posts.csv").problems if "on its side" in p.what]
    assert "begin with “text”, “label”, “id”" in said


def test_a_wide_table_with_few_rows_does_not_lie_on_its_side(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(
        "label,text,id,source,day\ncat,a small animal,1,web,2\nanswer,another one,2,web,3\n"
    )
    assert not [p for p in read_source(tmp_path / "posts.csv").problems if "on its side" in p.what]


def test_several_labels_are_shown_by_a_cell_that_holds_them(tmp_path: Path) -> None:
    found = notes(tmp_path, text=[f"a post {i}" for i in range(12)], label=["cat", "dog", "n/a", "cat/dog"] * 3)
    assert any("several labels (“cat/dog”)" in note for note in found)


def test_decimal_commas_are_not_several_labels(tmp_path: Path) -> None:
    texts = [f"a post {i}" for i in range(12)]
    assert not any("several" in n for n in notes(tmp_path, text=texts, label=['"1,0"', '"1,5"', "1", '"2,0"'] * 3))
    assert any("several" in n for n in notes(tmp_path, text=texts, label=['"1,3"', "1", "3", '"1,3,4"'] * 3))


@pytest.mark.parametrize(("taken", "other"), [("Klasse", "Stimmung"), ("group", "mood"), ("class", "Note")])
def test_another_column_that_could_be_the_answers_is_named_whatever_it_is_called(
    taken: str, other: str, tmp_path: Path
) -> None:
    values = ["1", "2", "3"] * 4 if other == "Note" else ["happy", "sad"] * 6
    [said] = notes(tmp_path, text=TEXTS, **{taken: ["7a"] * 6 + ["7b"] * 6, other: values})
    assert said == f"“{taken}” is read as the answers; “{other}” could be meant too and is not read."


@pytest.mark.parametrize("values", [["8c"] * 12, [f"K{i}" for i in range(12)]])
def test_answers_that_are_all_the_same_or_all_different_are_told_with_a_column_that_would_do(
    values: list[str], tmp_path: Path
) -> None:
    said = notes(tmp_path, text=TEXTS, Klasse=values, Ergebnis=["good", "bad"] * 6, Ort=["here", "there", "far"] * 4)
    assert "“Klasse” is read as the answers; “Ergebnis”, “Ort” could be meant too and are not read." in said


def test_the_command_line_is_told_how_to_choose_other_answers(tmp_path: Path) -> None:
    rows = [f"{text},{'7a' if i < 6 else '7b'},{'sad' if i % 2 else 'happy'}" for i, text in enumerate(TEXTS)]
    (tmp_path / "a.csv").write_text("\n".join(["text,Klasse,mood", *rows]), encoding="utf-8")
    [note] = read_source(tmp_path / "a.csv").problems
    assert "--label" in note.option


def test_several_columns_of_pictures_without_answers_are_told_for_they_may_be_the_classes(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        Image.new("RGB", (8, 8), (ord(name), 0, 0)).save(tmp_path / f"{name}.png")
    (tmp_path / "t.csv").write_text("Hund,Katze\na.png,b.png\nc.png,d.png\n")
    [note] = read_source(tmp_path / "t.csv").problems
    assert "“Hund”, “Katze”" in note.what and "If these columns are the classes" in note.what
    assert "--field" in note.option
    (tmp_path / "t.csv").write_text("before,after,label\na.png,b.png,good\nc.png,d.png,bad\n")
    [note] = read_source(tmp_path / "t.csv").problems
    assert "“before”, “after”, each an input of its own" in note.what


def test_texts_in_a_column_for_each_class_are_told(tmp_path: Path) -> None:
    others = [f"{text} again and again" for text in TEXTS]
    _taken, said = notes(tmp_path, Spam=TEXTS, Ham=others)
    assert said.startswith("If the columns “Ham”, “Spam” are the classes, write all texts into one column")
    assert not any("are the classes" in said for said in notes(tmp_path, Spam=TEXTS, Ham=others, label=["a", "b"] * 6))


@pytest.mark.parametrize("sign", ["s. o.", "S.O.", "siehe oben", "dito", "Ditto", '""""', '"-""-"', "同上", "〃"])
def test_labels_that_mean_as_above_are_said(sign: str, tmp_path: Path) -> None:
    (said,) = notes(tmp_path, text=TEXTS, label=["cat", sign, sign, "dog", sign, "dog"] * 2)
    assert "in “label” seems to mean “as above”, but is read as a class" in said
    assert notes(tmp_path, text=TEXTS, label=["so", "do", "ditto machine"] * 4) == []


def test_what_was_chosen_is_told_as_no_guess(tmp_path: Path) -> None:
    rows = [f"{text},{'test' if i < 4 else 'train'},{'ab'[i % 2]}" for i, text in enumerate(TEXTS)]
    (tmp_path / "a.csv").write_text("\n".join(["text,Gruppe,Ton", *rows]))
    [note] = read_source(tmp_path / "a.csv").problems
    assert "“Ton” as the answers; “Gruppe” as the parts" in note.what
    [note] = read_source(tmp_path / "a.csv", options=SourceOptions(chosen=("Gruppe",))).problems
    assert "“Ton” as the answers." in note.what
    assert not read_source(tmp_path / "a.csv", options=SourceOptions(chosen=("Gruppe", "Ton"))).problems


def test_short_values_are_named_where_nothing_is_read_as_the_answers(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, tag=[f"tag{i}" for i in range(12)], id=[str(i) for i in range(12)])
    assert said == "No column is read as the answers. If “tag” holds them, choose it."


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_letters_that_were_damaged_before_are_told(codec: str, tmp_path: Path) -> None:
    texts = [f"{'schön’' if codec == 'cp1252' else 'schön'} {i} café".encode().decode(codec) for i in range(12)]
    [said] = notes(tmp_path, text=texts, label=["a", "b"] * 6)
    assert texts[0].split()[0] in said
    assert "should probably be “schön" in said


def test_foreign_letters_are_no_damage(tmp_path: Path) -> None:
    assert notes(tmp_path, text=[f"Ährenöl für Zoë {i} Ã" for i in range(12)], label=["süß", "übel"] * 6) == []


@pytest.mark.parametrize("side", [4, 60])
@pytest.mark.parametrize("start", ["data:image/png;base64,", ""])
def test_pictures_as_letters_are_told_however_long_and_never_passed_over(side: int, start: str, tmp_path: Path) -> None:
    lines = ["text,image,label"]
    for n in range(8):
        out = io.BytesIO()
        noise = bytes((n * 31 + i * i) % 256 for i in range(side * side * 3))
        Image.frombytes("RGB", (side, side), noise).save(out, "PNG")
        lines.append(f'some words number {n},"{start}{base64.b64encode(out.getvalue()).decode()}",{"ab"[n % 2]}')
    (tmp_path / "posts.csv").write_text("\n".join(lines) + "\n")
    result = read_source(tmp_path / "posts.csv")
    assert len(result.examples) == 0, "never words only, in silence"
    assert any("a picture as letters (base64)" in p.what and p.lost == 8 for p in result.problems)


def test_the_answers_in_other_words_are_named_and_not_read(tmp_path: Path) -> None:
    [said] = notes(tmp_path, text=TEXTS, label=["0", "1"] * 6, label_desc=["it is whole", "it is broken"] * 6)
    assert said == "“label” is read as the answers; “label_desc” could be meant too and is not read."


def test_other_words_are_named_though_the_answers_were_chosen(tmp_path: Path) -> None:
    lines = [f"{text},{'ab'[n % 2]},{('it is whole', 'it is broken')[n % 2]}" for n, text in enumerate(TEXTS)]
    (tmp_path / "a.csv").write_text("\n".join(["text,label,label_text", *lines]))
    result = read_source(tmp_path / "a.csv", options=SourceOptions(chosen=("label",)))
    assert [p.what for p in result.problems] == ["“text” is read as words; “label_text” is not read."]


def test_where_the_answers_are_a_guess_every_column_that_is_not_read_is_named(tmp_path: Path) -> None:
    groups, votes = ["A", "B"] * 6, ["sim", "nao", "não", "Sim", "talvez", "nunca", *[f"voto {n}" for n in range(6)]]
    told = notes(tmp_path, text=TEXTS, turma=groups, resposta=votes, estado=["novo"] * 12)
    [said] = [note for note in told if note.startswith("Read by what they hold")]
    assert "“turma” as the answers" in said
    assert all(sum(f"“{name}”" in note for note in told) == 1 for name in ("resposta", "estado")), told
    [said] = notes(tmp_path, text=TEXTS, turma=groups)
    assert "not read" not in said
