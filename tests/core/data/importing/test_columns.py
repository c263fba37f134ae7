"""The first guess of what columns mean."""

from pathlib import Path

import pytest

from mmgui.core.data.example import FieldMapping, ImportMapping
from mmgui.core.data.importing.columns import guess_mapping, parse_field_option
from mmgui.core.errors import ExperimentError

PICTURE = FieldMapping("picture", "image", "image")


def guess(table: dict[str, list[str]]) -> ImportMapping:
    return guess_mapping(tuple(table), list(zip(*table.values(), strict=True)))


def test_the_emoji_table_is_guessed_as_a_person_would() -> None:
    mapping = guess(
        {
            "image": ["images/1f680.png", "images/1f9cf.png", "images/1f69b.png"],
            "text": ["rocket. launch", "deaf person. ear", "lorry. truck"],
            "text_zh": ["火箭。发射、太空、旅行、火箭", "失聪者。听力、听力障碍", "铰接式货车。卡车、拖车"],
            "label": ["Travel & Places", "People & Body", "Travel & Places"],
            "emoji": ["🚀", "🧏", "🚛"],
        }
    )
    assert mapping == ImportMapping((PICTURE, FieldMapping("words", "text", "text")), "label", None)


def test_a_column_of_addresses_is_read_only_where_no_other_names_files() -> None:
    table = {"photo": ["1.png", "2.png"], "photo_URL": ["https://a.org/?f=1.png", "https://a.org/?f=2.png"]}
    assert [f.column for f in guess(table | {"label": ["a", "b"]}).fields] == ["photo"]
    del table["photo"]
    assert [f.column for f in guess(table | {"label": ["a", "b"]}).fields] == ["photo_URL"]


@pytest.mark.parametrize("name", ["text", "words", "caption", "question", "post", "description", "Tweet", "文本"])
def test_the_text_column_is_found_by_its_name(name: str) -> None:
    table = {"notes": ["a much longer remark about it"] * 2, name: ["short one", "other one"], "label": ["a", "b"]}
    assert guess(table).fields == (FieldMapping("words", "text", name),)


def test_without_a_telling_name_the_longest_text_wins() -> None:
    table = {"t1": ["a b", "c d"], "t2": ["a longer text here", "and another one"], "n": ["1", "2"]}
    assert guess(table).fields[0].column == "t2"


def test_without_a_telling_name_a_column_without_blanks_wins_over_one_with_many() -> None:
    good = [f"the food, day {n}" for n in range(8)]
    table = {"good": good, "bad": [f"the weather on day {n}" * (n % 2) for n in range(8)], "n": ["1", "2"] * 4}
    assert guess(table).fields[0].column == "good"


@pytest.mark.parametrize("name", ["label", "Class", "category", "target", "answer", "标签", "class_name"])
def test_the_label_is_found_by_its_name(name: str) -> None:
    assert guess({"text": ["hello you", "hi there"], name: ["a", "b"]}).label_column == name


def test_the_label_is_found_by_its_few_values() -> None:
    table = {
        "text": [f"text number {n}" for n in range(12)],
        "k": ["x", "y", "z"] * 4,
        "v": [f"{n}.5" for n in range(12)],
    }
    assert guess(table).label_column == "k"


def test_measurements_with_few_values_are_no_label() -> None:
    assert guess({"text": [f"text {n}" for n in range(8)], "v": ["0.5", "1.5"] * 4}).label_column is None


def test_the_split_is_found_by_name_and_by_values() -> None:
    assert guess({"text": ["a b", "c d"], "split": ["train", "val"]}).split_column == "split"
    assert guess({"text": ["a b", "c d"], "where": ["Train", "TEST"]}).split_column == "where"
    assert guess({"text": ["a b", "c d"], "set": ["red", "blue"]}).split_column is None


@pytest.mark.parametrize("odd", [["tset"], ["unlabeled", "???"], ["", "fold"]])
def test_a_column_of_mostly_known_words_is_the_split(odd: list[str]) -> None:
    words = ["train"] * 6 + ["val", "test", "eval", "Hold-out"] + odd
    table = {"text": [f"some words {i}" for i in range(len(words))], "label": ["a", "b"] * (len(words) // 2)}
    table = {name: cells[: len(words)] + ["a"] * (len(words) - len(cells)) for name, cells in table.items()}
    for name in ("split", "where", "Usage"):
        assert guess({**table, name: words}).split_column == name


@pytest.mark.parametrize(
    "words",
    [["valid"] * 9 + ["invalid"], ["train"] * 5 + ["bus"] * 5, ["tr", "te"] * 5, ["0", "1"] * 5, ["test"] * 10],
)
def test_a_column_of_classes_is_no_split(words: list[str]) -> None:
    table = {"text": [f"some words {i}" for i in range(10)], "state": words}
    assert guess(table).split_column is None
    assert guess({"text": table["text"], "label": ["train", "test"] * 5}).split_column is None


@pytest.mark.parametrize("name", ["picture_id", "image", "file", "photo_no"])
def test_numbers_are_no_pictures_unless_they_name_files(name: str) -> None:
    table = {name: [str(i) for i in range(8)], "text": [f"some words {i}" for i in range(8)], "label": ["a", "b"] * 4}
    assert guess(table) == ImportMapping((FieldMapping("words", "text", "text"),), "label", None)
    rows = list(zip(*table.values(), strict=True))
    assert guess_mapping(tuple(table), rows, lambda _value: True).fields[0] == FieldMapping("picture", "image", name)


def test_ids_without_an_ending_are_pictures_if_most_name_files() -> None:
    table = {"id_code": [f"cat{i}" for i in range(10)], "diagnosis": ["0", "1"] * 5}
    rows = list(zip(*table.values(), strict=True))
    assert guess(table).fields == ()
    assert guess_mapping(tuple(table), rows, lambda v: v != "cat3").fields[0].column == "id_code"
    assert guess_mapping(tuple(table), rows, lambda v: v in {"cat3", "cat4"}).fields == ()


def test_the_text_itself_is_taken_before_its_title() -> None:
    table = {"title": ["post 0", "post 1"], "body": ["the kitten purrs", "the puppy barks"], "label": ["a", "b"]}
    assert guess(table).fields[0].column == "body"
    assert guess({"title": table["title"], "label": ["a", "b"]}).fields[0].column == "title"


@pytest.mark.parametrize("ending", ["jfif", "JPE", "pjpeg", "jfi", "png"])
def test_every_ending_of_pictures_marks_their_column(ending: str) -> None:
    assert guess({"scan": [f"a.{ending}", f"b.{ending}"], "label": ["x", "y"]}).fields[0].column == "scan"


def test_columns_of_evidence_are_never_fields() -> None:
    table = {"file_name": ["a.png", "b.png"], "evidence_words": ["great day", "bad day"], "label": ["x", "y"]}
    mapping = guess(table)
    assert [f.column for f in mapping.fields] == ["file_name"]
    assert guess({"evidence": ["a.png"], "text": ["hi there"]}).fields[0].column == "text"


def test_pictures_are_known_by_content_whatever_the_column_is_called() -> None:
    table = {"left": ["l/1.jpg", "l/2.jpg"], "image": ["r/1.JPEG", "r/2.webp"], "label": ["a", "b"]}
    fields = guess(table).fields
    assert [(f.name, f.column) for f in fields] == [("left", "left"), ("picture", "image")]


def test_films_are_neither_words_nor_labels() -> None:
    table = {"image": ["1.png", "2.png"], "film": ["a/1.mp4", "a/2.mp4"], "label": ["1", "2"]}
    assert guess(table) == ImportMapping((PICTURE,), "label", None)


def test_unreadable_formats_still_mark_the_column_of_pictures() -> None:
    assert guess({"photo": ["1.heic", "2.HEIC"], "text": ["a b", "c d"]}).fields[0].modality == "image"


def test_an_empty_table_is_guessed_by_names_alone() -> None:
    mapping = guess_mapping(("text", "label"), [])
    assert mapping == ImportMapping((FieldMapping("words", "text", "text"),), "label", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("photo=image:file_name", FieldMapping("photo", "image", "file_name")),
        ("photo = Picture : my file", FieldMapping("photo", "image", "my file")),
        ("caption=words:title", FieldMapping("caption", "text", "title")),
        ("text=text", FieldMapping("text", "text", "text")),
        ("t=text:a:b=c", FieldMapping("t", "text", "a:b=c")),
    ],
)
def test_a_field_option_is_read(text: str, expected: FieldMapping) -> None:
    assert parse_field_option(text) == expected


@pytest.mark.parametrize("text", ["", "photo", "=image:a", "photo=:a", "photo=smell:a"])
def test_a_wrong_field_option_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        parse_field_option(text)
    assert caught.value.hint


def test_numbers_are_pictures_only_by_name_and_in_one_folder() -> None:
    rows = [(str(n), f"some words {n}") for n in range(8)]
    assert guess_mapping(("id", "text"), rows, lambda v: Path("pics") / v).fields[0].column == "text"
    columns = ("photo", "text")
    assert guess_mapping(columns, rows, lambda v: Path("pics") / v).fields[0].column == "photo"
    assert guess_mapping(columns, rows, lambda v: Path("pics") / v / v).fields[0].column == "text"  # here and there


@pytest.mark.parametrize(
    "label", [["0.00", "1.00"], ["0.25", "0.75"], ["$0.00", "$1.00"], ["node.js", "asp.net"], ["cat.png", "dog.png"]]
)
def test_what_repeats_in_a_column_that_is_called_label_is_the_label(label: list[str]) -> None:
    mapping = guess({"text": [f"some words {i}" for i in range(4)], "label": label * 2})
    assert mapping == ImportMapping((FieldMapping("words", "text", "text"),), "label", None)


def test_pictures_that_differ_are_no_label_whatever_their_column_is_called() -> None:
    mapping = guess({"text": [f"some words {i}" for i in range(4)], "target": ["a.png", "b.png", "c.png", "d.png"]})
    assert mapping.label_column is None
    assert {f.column: f.modality for f in mapping.fields} == {"text": "text", "target": "image"}


def test_whole_numbers_with_decimals_are_classes_like_those_without() -> None:
    assert (
        guess({"text": [f"some words {i}" for i in range(4)], "rating": ["1.00", "2.00"] * 2}).label_column == "rating"
    )


def test_amounts_of_money_are_words_where_their_column_says_so() -> None:
    mapping = guess({"text": ["$0.50", "$1.50", "$2.50", "$3.50"], "label": ["cat", "dog"] * 2})
    assert mapping == ImportMapping((FieldMapping("words", "text", "text"),), "label", None)


@pytest.mark.parametrize(
    ("number", "words"),
    [("tweet_id", "tweet_text"), ("review_id", "review_body"), ("text_id", "content"), ("tweet_id", "Inhalt")],
)
def test_numbers_of_texts_are_not_the_words(number: str, words: str) -> None:
    texts = [f"some words {i}" for i in range(4)]
    mapping = guess({number: ["900", "900", "901", "901"], words: texts, "kind": ["cat", "cat", "cat", "dog"]})
    assert mapping == ImportMapping((FieldMapping("words", "text", words),), "kind", None)


def test_the_last_word_of_a_name_says_more_than_its_first() -> None:
    texts = ["some words here", "other words there"]
    assert guess({"text_source": ["a web page", "a news page"], "post_text": texts}).fields[0].column == "post_text"


@pytest.mark.parametrize("name", ["ClassId", "classId", "class_id", "category_id", "labelId"])
def test_numbers_of_classes_are_the_label_whatever_numbers_stand_beside_them(name: str) -> None:
    sizes = [str(20 + i % 3) for i in range(12)]
    table = {"Width": sizes, name: [str(i % 5) for i in range(12)], "Path": [f"{i}.png" for i in range(12)]}
    assert guess(table).label_column == name


@pytest.mark.parametrize(
    ("guess", "truth"),
    [
        *(("prediction", "truth"), ("predicted", "actual"), ("predicted label", "true label"), ("y_pred", "y_true")),
        *(("given answer", "correct answer"), ("Vorhersage", "Wahrheit"), ("gegebene Antwort", "richtige Antwort")),
        *(("pred_class", "class"), ("predicted_label", "mood")),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_guesses_of_a_model_are_not_the_answers_beside_others(guess: str, truth: str, is_first: bool) -> None:
    names = ("text", guess, truth) if is_first else ("text", truth, guess)
    rows = [(f"some words number {i}", "ab"[i % 2], "abc"[i % 3]) for i in range(12)]
    assert guess_mapping(names, rows).label_column == truth
    assert guess_mapping(("text", guess), [row[:2] for row in rows]).label_column == guess


@pytest.mark.parametrize(
    "name", ["label_text", "LabelText", "text_label", "label description", "label_desc", "class_text", "class_name"]
)
def test_the_answers_in_other_words_are_no_field(name: str) -> None:
    told = ["a broken screen", "all is well"] * 4
    table = {"image": [f"{n}.png" for n in range(8)], "label": ["1", "0"] * 4, name: told}
    assert guess(table) == ImportMapping((PICTURE,), "label", None)
    table["story"] = [f"it came to us on day {n}" for n in range(8)]
    assert [f.column for f in guess(table).fields] == ["image", "story"]


def test_words_that_are_called_like_the_answers_are_a_field_unless_they_repeat_them() -> None:
    """The columns of a well-known table of tweets are Sentiment and SentimentText."""
    own = {"Sentiment": ["1", "0"] * 5, "SentimentText": [f"what a day {n}" for n in range(10)]}
    assert [f.column for f in guess(own).fields] == ["SentimentText"]
    repeated = own | {"SentimentText": ["a good one", "a bad one"] * 5, "post": own["SentimentText"]}
    assert [f.column for f in guess(repeated).fields] == ["post"]
    del repeated["post"]
    assert guess(repeated).fields == ()
