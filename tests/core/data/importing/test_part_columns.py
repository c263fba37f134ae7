"""A column that is called like parts is read, or told with its values; test rows never go to training in silence."""

from collections import Counter
from pathlib import Path

import pytest

from mmgui.core.data.example import ImportResult
from mmgui.core.data.importing.source import read_source


def imported(folder: Path, name: str, words: list[str], label: str = "label") -> ImportResult:
    lines = [f"text,{label},{name}"]
    lines += [f"some words number {i},{'ab'[i % 2]},{word}" for i, word in enumerate(words)]
    (folder / "posts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = read_source(folder / "posts.csv")
    assert result.total == len(words)
    return result


def parts(result: ImportResult) -> dict[str | None, int]:
    return dict(Counter(e.split for e in result.examples.examples))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("split", ["Training set", "Validation set", "Test set"]),
        ("Teil", ["Training", "Validierung", "Prüfung"]),
        ("split", ["entraînement", "validation", "essai"]),
        ("conjunto", ["entrenamiento", "validación", "prueba"]),
        ("выборка", ["обучение", "валидация", "тест"]),
        ("区分", ["学習", "検証", "テスト"]),
        ("划分", ["训练", "验证", "测试"]),
        ("množica", ["učna", "validacijska", "testna"]),
        ("množica", ["učna množica", "validacijska množica", "testna množica"]),
        ("skup", ["skup za treniranje", "validacija", "ispitni"]),
        ("conjunt", ["entrenament", "validació", "prova"]),
        ("분할", ["학습", "검증", "테스트"]),
    ],
)
def test_parts_in_other_words_and_languages_are_kept(name: str, words: list[str], tmp_path: Path) -> None:
    result = imported(tmp_path, name, [words[0]] * 6 + [words[1]] * 3 + [words[2]] * 3)
    assert parts(result) == {"train": 6, "validation": 3, "test": 3}
    assert not result.problems


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [("is_test", "True", "False"), ("isTest", "1", "0"), ("is_train", "0", "1"), ("train", "0", "1")],
)
def test_a_column_of_yes_and_no_is_read_and_told(name: str, yes: str, no: str, tmp_path: Path) -> None:
    result = imported(tmp_path, name, [no] * 9 + [yes] * 3)
    assert parts(result) == {"train": 9, "test": 3}
    [note] = result.problems
    assert note.kind == "note" and f"“{name}” is read as the parts" in note.what


def test_two_columns_of_yes_and_no_are_read_if_they_agree(tmp_path: Path) -> None:
    for test, expected in [("0,1", {"train": 8, "test": 4}), ("1,1", {None: 12})]:
        result = imported(tmp_path, "is_train,is_test", ["1,0"] * 8 + [test] * 4)
        assert parts(result) == expected
        assert any("is_t" in p.what for p in result.problems)


@pytest.mark.parametrize(
    ("words", "left"),
    [(["train"] * 8 + ["tset"] * 4, 4), (["trainng", "tset"] * 6, 12)],
)
def test_rows_with_a_slip_are_left_out_and_never_dealt(words: list[str], left: int, tmp_path: Path) -> None:
    result = imported(tmp_path, "split", words)
    assert len(result.examples) == 12 - left
    assert sum(p.lost for p in result.problems) == left
    assert all("none of train, validation and test" in p.what for p in result.problems)


@pytest.mark.parametrize("words", [["trian"] * 8 + ["test"] * 4, ["foo"] * 6 + ["val"] * 3 + ["test"] * 3])
def test_the_one_unknown_word_of_most_rows_is_training(words: list[str], tmp_path: Path) -> None:
    result = imported(tmp_path, "split", words)
    assert [e.split == "train" for e in result.examples.examples] == [w == words[0] for w in words]
    assert [e.id for e in result.examples.examples] == list(range(12))
    [note] = result.problems
    assert note.kind == "note" and f"“{words[0]}” is read as training" in note.what and note.what.endswith(": "
        f"{words.count(words[0])} rows.")  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [["foo"] * 6 + ["bar"] * 2 + ["test"] * 4, ["foo", "bar", "test", "test"] * 3],
)
def test_the_rows_for_testing_are_never_read_alone(words: list[str], tmp_path: Path) -> None:
    result = imported(tmp_path, "split", words)
    assert parts(result) == {None: 12}
    assert any("“split” is not read as the parts" in p.what and "“foo”" in p.what for p in result.problems)


def test_a_slip_in_a_table_of_test_rows_is_no_training(tmp_path: Path) -> None:
    result = imported(tmp_path, "split", ["test"] * 11 + ["tset"])
    assert parts(result) == {"test": 11} and sum(p.lost for p in result.problems) == 1


def test_rows_that_are_left_to_the_program_are_dealt(tmp_path: Path) -> None:
    result = imported(tmp_path, "ml_use", ["TRAIN"] * 4 + ["TEST"] * 2 + ["UNASSIGNED"] * 6)
    assert parts(result) == {"train": 4, "test": 2, None: 6}
    assert not sum(p.lost for p in result.problems)


@pytest.mark.parametrize(("name", "yes"), [("test", "x"), ("Testset", "1"), ("holdout", "yes"), ("is_test", "ja")])
def test_an_empty_cell_beside_yes_is_no(name: str, yes: str, tmp_path: Path) -> None:
    result = imported(tmp_path, name, [""] * 9 + [yes] * 3)
    assert parts(result) == {"train": 9, "test": 3}
    assert any(f"“{name}” is read as the parts" in p.what for p in result.problems)


def test_half_of_the_words_say_what_a_column_is_whatever_its_name(tmp_path: Path) -> None:
    result = imported(tmp_path, "role", ["train"] * 5 + ["test"] * 3 + ["pilot"] * 4)
    assert parts(result) == {"train": 5, "test": 3}
    assert any("“pilot”" in p.what and p.lost == 4 for p in result.problems)
    result = imported(tmp_path, "group_name", ["train"] * 5 + ["test"] * 3 + ["pilot"] * 4)
    [note] = [p for p in result.problems if "not read as the parts" in p.what]
    assert "“group_name”" in note.what and "--split" in note.option


@pytest.mark.parametrize("values", [["alpha", "beta"], ["fold1", "fold2", "fold3"], ["A", "B", "C", "D"]])
@pytest.mark.parametrize("name", ["split", "Teil", "fold", "subset", "conjunto", "划分", "my_partition"])
def test_a_column_of_unknown_words_is_told_with_its_values(values: list[str], name: str, tmp_path: Path) -> None:
    result = imported(tmp_path, name, (values * 12)[:12])
    assert parts(result) == {None: 12}
    [note] = result.problems
    assert note.kind == "note" and f"“{name}” is not read" in note.what and all(f"“{v}”" in note.what for v in values)


def test_a_word_for_test_among_unknown_ones_is_told(tmp_path: Path) -> None:
    [note] = imported(tmp_path, "fold", ["fold1", "fold2", "fold3", "test"] * 3).problems
    assert "the words of most rows are not known" in note.what
    assert "“fold1”" in note.what and "“test”" not in note.what, "only what is not known is named"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["antrenare", "validare", "testare"], ["antrenare", "validare", "testare"]),
        (["apmācība", "validācijas", "testēšana"], ["apmācība", "validācijas", "testēšana"]),
        (["alpha", "beta", "test"], ["alpha", "beta"]),
    ],
)
@pytest.mark.parametrize("label", ["label", "soort"])
def test_words_that_begin_like_parts_are_told_whatever_the_column_is_called(
    words: list[str], told: list[str], label: str, tmp_path: Path
) -> None:
    result = imported(tmp_path, "qwerty", words * 6, label)
    assert set(parts(result)) == {None} and result.examples.classes == ("a", "b")
    [note] = [p for p in result.problems if "“qwerty” is not read as the parts" in p.what]
    assert note.kind == "note" and "Write train, validation or test" in note.what
    assert all(f"“{word}”" in note.what for word in told)


def test_a_column_of_words_for_the_parts_is_not_taken_for_the_answers(tmp_path: Path) -> None:
    rows = [f"a sentence {i},{'abcd'[i % 4]},{('antrenare', 'validare', 'testare')[i % 3]}" for i in range(24)]
    (tmp_path / "posts.csv").write_text("\n".join(["fraza,soort,qwerty", *rows]) + "\n", encoding="utf-8")
    result = read_source(tmp_path / "posts.csv")
    assert result.examples.classes == ("a", "b", "c", "d")
    assert not any("could be meant too" in p.what for p in result.problems)


def test_beside_the_parts_only_a_column_that_holds_known_ones_is_told(tmp_path: Path) -> None:
    words = ["train,antrenare,train", "train,validare,test", "test,testare,train"] * 4
    result = imported(tmp_path, "split,qwerty,role", words)
    assert parts(result) == {"train": 8, "test": 4}
    assert [p.column for p in result.problems if "parts are read from “split”" in p.what] == ["role"]


@pytest.mark.parametrize(
    "words", [["valid", "invalid"], ["testimony", "letter"], ["none", "extra", "full"], ["x", "y"]]
)
def test_a_column_of_other_words_is_not_told_as_one_of_parts(words: list[str], tmp_path: Path) -> None:
    assert not any("parts" in p.what for p in imported(tmp_path, "qwerty", words * 6).problems)


@pytest.mark.parametrize("blank", ["", "-"])
def test_a_few_rows_without_a_part_are_training_and_named(blank: str, tmp_path: Path) -> None:
    words = ["train"] * 10 + ["val"] * 3 + ["test"] * 4 + [blank] * 2
    result = imported(tmp_path, "split", words)
    assert parts(result) == {"train": 12, "validation": 3, "test": 4}
    [note] = [p for p in result.problems if "say no part" in p.what]
    assert note.what.startswith("2 rows say no part (row 19 of ") and note.option == "--split none"


def test_many_rows_without_a_part_are_left_to_the_program_and_told(tmp_path: Path) -> None:
    result = imported(tmp_path, "split", ["train"] * 3 + ["test"] * 2 + [""] * 7)
    assert parts(result) == {"train": 3, "test": 2, None: 7}
    assert any("dealt among all parts" in p.what for p in result.problems)


@pytest.mark.parametrize("empty", [500, 520, 900])
def test_parts_that_begin_behind_the_first_rows_are_read(empty: int, tmp_path: Path) -> None:
    result = imported(tmp_path, "split", [""] * empty + ["train"] * 20 + ["test"] * 10)
    assert parts(result) == {None: empty, "train": 20, "test": 10}


def test_unknown_words_behind_the_first_rows_are_told(tmp_path: Path) -> None:
    [note] = imported(tmp_path, "part", [""] * 600 + ["alpha", "beta"] * 10).problems
    assert "“alpha”" in note.what


def test_labels_words_and_pictures_behind_the_first_rows_are_found(tmp_path: Path) -> None:
    rows = [f"post number {i},,x" for i in range(510)] + [f"post number {i},{'ab'[i % 2]},y" for i in range(40)]
    (tmp_path / "posts.csv").write_text("\n".join(["text,label,kind", *rows]) + "\n")
    assert read_source(tmp_path / "posts.csv").examples.classes == ("a", "b")
    rows = [f"{i},,a" for i in range(510)] + [f"{i},post number {i},b" for i in range(40)]
    (tmp_path / "late.csv").write_text("\n".join(["id,text,label", *rows]) + "\n")
    result = read_source(tmp_path / "late.csv")
    assert (len(result.examples), result.total) == (40, 550)


@pytest.mark.parametrize(("first", "second"), [("label", "class"), ("class", "label"), ("answer", "Kategorie")])
def test_an_empty_column_is_no_label_beside_a_filled_one(first: str, second: str, tmp_path: Path) -> None:
    lines = [f"text,{first},{second}", *(f"some words {i},,{'ab'[i % 2]}" for i in range(12))]
    (tmp_path / "posts.csv").write_text("\n".join(lines) + "\n")
    assert read_source(tmp_path / "posts.csv").examples.classes == ("a", "b")


@pytest.mark.parametrize("test", ["test", "Testdaten?", "test set"])
def test_columns_for_training_and_test_that_mark_with_x_are_read(test: str, tmp_path: Path) -> None:
    result = imported(tmp_path, f"train,{test}", ["x,"] * 9 + [",x"] * 3)
    assert parts(result) == {"train": 9, "test": 3}
    assert any("“train” is read as the parts" in p.what for p in result.problems)
    assert parts(imported(tmp_path, test, [""] * 9 + ["x"] * 3)) == {"train": 9, "test": 3}


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("x", "")])
def test_three_columns_for_the_parts_are_said_not_to_be_read(yes: str, no: str, tmp_path: Path) -> None:
    rows = [f"{yes},{no},{no}"] * 6 + [f"{no},{yes},{no}"] * 3 + [f"{no},{no},{yes}"] * 3
    result = imported(tmp_path, "train,valid,test", rows)
    assert parts(result) == {None: 12}
    told = [p.column for p in result.problems if "into one column" in p.what]
    assert told == ["train", "valid", "test"]


@pytest.mark.parametrize("name", ["für Test", "for testing", "used for test", "nur zum Test", "Test (x)", "zum Testen"])
@pytest.mark.parametrize(("yes", "no"), [("x", ""), ("ja", "nein")])
def test_a_column_of_marks_with_a_part_in_its_name_is_told(name: str, yes: str, no: str, tmp_path: Path) -> None:
    result = imported(tmp_path, name, [no] * 9 + [yes] * 3)
    assert parts(result) == {None: 12}
    [note] = [p for p in result.problems if "into one column" in p.what]
    assert (note.column, note.kind) == (name, "note") and f"“{name}” marks rows (“" in note.what


@pytest.mark.parametrize("name", ["Test score", "test question"])
def test_a_column_of_other_values_with_a_part_in_its_name_is_no_part(name: str, tmp_path: Path) -> None:
    assert not any("parts" in p.what for p in imported(tmp_path, name, ["3", "4", "2"] * 4).problems)


def test_a_column_that_says_which_rows_are_valid_is_no_part(tmp_path: Path) -> None:
    assert not imported(tmp_path, "valid", ["1"] * 8 + ["0"] * 4).problems


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("is_test", "True", "False"),
        ("is_train", "no", "yes"),
        ("test", "x", "0"),
        ("est_test", "vrai", "faux"),
        ("ist Training?", "nein", "ja"),
        ("是否测试", "是", "否"),
        ("es_prueba", "VERDADERO", "FALSO"),
    ],
)
def test_one_odd_word_among_marks_keeps_the_parts(name: str, yes: str, no: str, tmp_path: Path) -> None:
    result = imported(tmp_path, name, [no] * 9 + [yes] * 4 + ["?"])
    assert parts(result) == {"train": 9, "test": 4}
    [odd] = [p for p in result.problems if p.kind == "problem"]
    assert odd.what.startswith("“?” is neither yes nor no: 1 row was left out.") and odd.row == 15


@pytest.mark.parametrize("values", [["yes"] * 4 + ["maybe"] * 9, ["yes"] * 8 + ["?"] * 2])
def test_marks_without_training_or_mostly_odd_are_told_and_not_read(values: list[str], tmp_path: Path) -> None:
    result = imported(tmp_path, "is_test", values)
    assert set(parts(result)) == {None} and any("“is_test” is not read as the parts" in p.what for p in result.problems)
