"""Words for the parts of a data set, as people write them in several languages."""

import pytest

from mmgui.core.data.importing import split_words
from mmgui.core.data.importing.split_words import (
    is_nearly_part,
    is_part_word,
    read_part,
    read_part_of_file,
    read_part_of_folder,
    read_split,
)

WORDS = {
    "train": "train|1. Training|1 train|"
    "Training set|train_data|TRAIN-SPLIT|trainset|in-sample|Trainingsdaten|entraînement|ENTRAINEMENT|"
    "jeu d'entraînement|entrenamiento|conjunto de entrenamiento|addestramento|treino|обучение|обучающая выборка|学習|"
    "学習用データ|訓練|トレーニング|训练集|训练数据|학습|훈련용|træning|träning|trainen|oefenset|eğitim|trénovací",
    "validation": "val|Dev set|validation data|valid|Validierung|validación|validação|validazione|валидация|"
    "валидационная выборка|検証|検証用|验证集|驗證|검증|validering|validatieset|doğrulama|walidacyjny",
    "test": "test|3) Test|"
    "Test set|test data|the test set|hold-out|out-of-sample|Out of Sample|Prüfung|Pruefung|Testdaten|"
    "Testmenge|essai|prueba|conjunto de prueba|teste|тест|тестовая выборка|контроль|テスト|テストデータ|测试集|"
    "测试数据|테스트|시험|testen|testset|testovací",
}


@pytest.mark.parametrize(("part", "word"), [(part, word) for part, words in WORDS.items() for word in words.split("|")])
def test_a_word_for_a_part_is_read(part: str, word: str) -> None:
    assert read_split(word) == part
    assert read_split(f"  {word.upper()} ") == part
    assert is_part_word(word)


@pytest.mark.parametrize(
    "word", ["", "set", "data", "dataset", "red", "trainval", "text", "trainer", "0", "fold1", "集"]
)
def test_other_words_are_no_parts(word: str) -> None:
    assert read_split(word) is None
    assert read_part_of_folder(word) is None


@pytest.mark.parametrize("word", ["trian", "trainng", "trainig", "tset", "tesst", "vaild", "validaton", "valiation"])
def test_a_slip_is_nearly_a_part_and_none(word: str) -> None:
    assert is_nearly_part(word) and not is_part_word(word) and read_split(word) is None


@pytest.mark.parametrize("word", ["train", "rest", "text", "best", "rain", "red", "te", "cat", "trailer", "brain"])
def test_words_of_their_own_are_no_slips(word: str) -> None:
    assert not is_nearly_part(word)


@pytest.mark.parametrize("column", ["is_test", "isTest", "IS TEST", "test", "holdout"])
def test_yes_and_no_in_a_column_called_like_a_part(column: str) -> None:
    for yes, no in [("True", "False"), ("1", "0"), ("yes", "no"), ("1.0", "0.0")]:
        assert read_part(yes, column) == "test"
        assert read_part(no, column) == "train"
    assert read_part("1", "is_train") == "train" and read_part("0", "is_train") == "test"
    assert read_part("true", "is_val") == "validation" and read_part("true", "is_valid") is None
    assert read_part("1", "split") is None and read_part("maybe", column) is None


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Trainingsdaten", "train"),
        ("Testbilder", "test"),
        ("val2017", "validation"),
        ("test_images", "test"),
        ("Train (80%)", "train"),
        ("test 20 %", "test"),
        ("Train - Kopie", "train"),
        ("test - Copy (2)", "test"),
        ("100%", None),
        ("tr", None),
    ],
)
def test_folders(name: str, part: str | None) -> None:
    assert read_part_of_folder(name) == part


@pytest.mark.parametrize(
    ("stem", "part"),
    [
        ("Testdaten", "test"),
        ("posts_train", "train"),
        ("posts_validate", "validation"),
        ("posts_test_public", "test"),
        ("contested", None),
        ("te", None),
        ("posts", None),
    ],
)
def test_files(stem: str, part: str | None) -> None:
    assert read_part_of_file(stem) == part


def test_a_long_text_is_not_compared_with_the_parts_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split_words, "_distance", lambda *_words: pytest.fail("this would take minutes for a table"))
    assert not is_nearly_part("the train is late " * 100)
