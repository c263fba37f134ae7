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
    [(["trian"] * 8 + ["test"] * 4, 8), (["train"] * 8 + ["tset"] * 4, 4), (["traning", "tset"] * 6, 12)],
)
def test_rows_with_a_slip_are_left_out_and_never_dealt(words: list[str], left: int, tmp_path: Path) -> None:
    result = imported(tmp_path, "split", words)
    assert len(result.examples) == 12 - left
    assert sum(p.lost for p in result.problems) == left
    assert all("none of train, validation and test" in p.what for p in result.problems)


@pytest.mark.parametrize("values", [["alpha", "beta"], ["fold1", "fold2", "fold3"], ["A", "B", "C", "D"]])
@pytest.mark.parametrize("name", ["split", "Teil", "fold", "subset", "conjunto", "划分", "my_partition"])
def test_a_column_of_unknown_words_is_told_with_its_values(values: list[str], name: str, tmp_path: Path) -> None:
    result = imported(tmp_path, name, (values * 12)[:12])
    assert parts(result) == {None: 12}
    [note] = result.problems
    assert note.kind == "note" and f"“{name}” is not read" in note.what and all(f"“{v}”" in note.what for v in values)


def test_a_word_for_test_among_unknown_ones_is_told(tmp_path: Path) -> None:
    [note] = imported(tmp_path, "fold", ["fold1", "fold2", "fold3", "test"] * 3).problems
    assert "few of its words are known" in note.what and "“test”" in note.what


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
