"""Labels that look alike: which are grouped, which never, and which spelling is kept."""

import pytest

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.labels import alike_labels, joined_labels, shown_labels, spelling_of, with_joined_labels


@pytest.mark.parametrize(
    "group",
    [
        ("cat", "Cat", "CAT"),
        ("cat", "cat*", "Cat *", "cat²"),
        ("cat", "\u0441at"),  # a Cyrillic c
        ("apple", "\u0430pple", "APPLE"),
        ("NO", "\u039d\u039f", "no"),  # Greek capitals
        ("cat", "ｃａｔ"),  # full width
        ("new york", "new\u00a0york", "New  York", "new_york", "newyork"),
        ("cat", "c\u200bat", "\ufeffcat"),
        ("café", "cafe\u0301"),
        ("кот", "КОТ", "Кот"),
        ("Straße", "STRASSE"),
        ("istanbul", "İstanbul"),
        ("1", "1.0", "01", "+1"),
        ("1", "1,0"),
        ("0", "00", "-0", "0.0"),
        (".5", "0.5", "0,5", "+0,5"),
        ("1.5", "1,5", "01,5"),
        ("-12.25", "-12,25"),
        ("True", "true", "TRUE"),
        ("ko-op", "ko\u2010op", "ko\u2013op"),
        ("猫", "猫 "),
        ("cat", "'cat'", '"cat"', "“Cat”", "'cat'."),
        ("cat", "cat.", "Cat. "),
        ("cat", "cat,", "cat;", "cat!", "cat."),
        ("猫", "猫。", "猫，", "猫！"),
        ("rock'n'roll", "rock’n’roll", "rock`n`roll", "rock´n´roll"),
        ("café", "caf&eacute;", "caf&#233;"),
        ("1", "'1'", '"1.0"'),
        ("❤", "❤\ufe0f", "❤\ufe0e"),
        ("cat", "cat\u3164"),
    ],
)
def test_spellings_of_one_label_are_a_group(group) -> None:
    found = alike_labels(dict.fromkeys((*group, "something else"), 3))
    assert [set(g) for g in found] == [set(group)]


@pytest.mark.parametrize(
    "names",
    [
        ("cat", "cats"),
        ("cat", "cat?"),
        ("A", "A*"),
        ("m", "m²"),
        ("cat", "cat2"),
        ("1", "10", "2"),
        ("1.10", "1.1"),
        ("1,000", "1"),
        ("1,500", "1.500"),
        ("3.1", "3.10"),
        ("1,5", "15"),
        ("1 2", "12"),
        ("café", "cafe"),
        ("-1", "1"),
        ("0.5", "5"),
        ("yes", "true", "1"),
        ("猫", "貓"),
        tuple("aAbBcCdDeEfF"),  # the letters themselves are the classes
        ("", "\u200b", "x"),
        ("rock 'n' roll", "rock n roll"),
        ("...", "''", "x"),
        ("AT&T", "AT"),
        ("👍", "👍🏽"),
        (),
    ],
)
def test_labels_that_differ_otherwise_are_left_alone(names) -> None:
    assert alike_labels(dict.fromkeys(names, 3)) == ()


@pytest.mark.parametrize(
    "group",
    [
        ("شاکی", "شاكي", "شاکي", "شاكى"),
        ("کلاه", "كلاہ", "كــلاه"),
        ("مدرسة", "مدرسۃ"),
        ("1", "١", "۱", "१", "1.0"),
        ("1.5", "۱٫۵"),
        ("class 2", "class ۲"),
        ("می‌دانم", "می دانم", "ميدانم"),
    ],
)
def test_letters_and_digits_of_arabic_and_persian_keyboards_are_a_group(group: tuple[str, ...]) -> None:
    [found] = alike_labels(dict.fromkeys(group, 1))
    assert set(found) == set(group)
    assert len(set(joined_labels(dict.fromkeys(group, 1)).values())) == 1
    assert all(spelling_of(group[:1])(name) == group[0] for name in group)


@pytest.mark.parametrize("names", [("مدرسة", "مدرسه"), ("شاکی", "راضی"), ("۱", "۲"), ("۱۲", "۱ ۲"), ("آب", "اب")])
def test_other_letters_and_digits_of_arabic_scripts_are_left_alone(names: tuple[str, ...]) -> None:
    assert not alike_labels(dict.fromkeys(names, 1))


def test_two_single_letters_are_still_a_hint() -> None:
    assert alike_labels({"a": 3, "A": 1, "b": 2}) == (("a", "A"),)


def test_a_group_is_whole_even_if_its_ends_look_alike_only_by_a_third() -> None:
    counts = {"\u0412ar": 1, "\u0432ar": 1, "bar": 5}  # В looks like B, в is В's lower case
    assert [set(g) for g in alike_labels(counts)] == [set(counts)]


def test_the_largest_group_comes_first_and_in_it_the_most_frequent_spelling() -> None:
    counts = {"dog": 1, "Dog": 2, "cat": 10, "Cat": 90, "bird": 500}
    assert alike_labels(counts) == (("Cat", "cat"), ("Dog", "dog"))


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ({"CAT": 9, "cat": 4, "Cat": 1}, "CAT"),
        ({"\u0441at": 4, "cat": 4}, "cat"),
        ({"ｃａｔ": 4, "cat": 4}, "cat"),
        ({"c\u200bat": 4, "cat": 4}, "cat"),
        ({"CAT": 4, "cat": 4, "Cat": 4}, "cat"),
        ({"1.0": 4, "01": 4, "1": 4}, "1"),
        ({"1.0": 5, "1": 4}, "1.0"),
        ({"dog²": 4, "dog": 4, "dog*": 4}, "dog"),
        ({"'cat'": 4, "cat.": 4, "cat": 4}, "cat"),
        ({"caf&eacute;": 4, "café": 4}, "café"),
    ],
)
def test_the_most_frequent_spelling_wins_and_of_equals_the_plainest(counts, kept) -> None:
    assert set(joined_labels(counts).values()) == {kept}
    assert set(joined_labels(counts)) == set(counts) - {kept}


def test_a_known_label_wins_over_a_more_frequent_one() -> None:
    assert joined_labels({"Cat": 90, "CAT": 3}, known=("cat", "dog")) == {"Cat": "cat", "CAT": "cat"}
    assert joined_labels({"Cat": 90}, known=("cat", "CAT")) == {"Cat": "cat"}
    assert joined_labels({"cat": 3, "CAT": 4}, known=("cat", "CAT")) == {}


def test_thousands_of_names_are_no_classes() -> None:
    assert alike_labels({f"{word} {n}": 1 for n in range(2000) for word in ("Name", "name")}) == ()


def test_joining_writes_the_labels_and_tells_how_many() -> None:
    labels = ("cat", "cat", "Cat", "CAT", "dog", None)
    examples = tuple(Example(n, {"words": f"text {n}"}, label) for n, label in enumerate(labels))
    joined, notes = with_joined_labels(ExampleSet((Field("words", "text"),), examples, "posts"))
    assert joined.class_counts() == {"cat": 4, "dog": 1}
    assert [(n.where, n.kind, n.lost) for n in notes] == [("posts", "note", 0)]
    assert "“Cat”" in notes[0].what
    assert "2 examples" in notes[0].what


def test_one_label_was_written_however_many_examples_have_it() -> None:
    labels = ("cat", "cat", "cat", "CAT", "CAT", "dog")
    examples = tuple(Example(n, {"words": f"text {n}"}, label) for n, label in enumerate(labels))
    _joined, [note] = with_joined_labels(ExampleSet((Field("words", "text"),), examples, "posts"))
    assert note.what == "“CAT” was written as “cat” (2 examples)."


def test_joining_tells_apart_what_looks_equal_on_a_screen() -> None:
    labels = ("g\u00f3lya", "go\u0301lya", "go\u0301lya", "fecske")
    examples = tuple(Example(n, {"words": f"text {n}"}, label) for n, label in enumerate(labels))
    _joined, notes = with_joined_labels(ExampleSet((Field("words", "text"),), examples, "birds"))
    assert notes[0].what.count("accents as separate characters") == 1


def test_joining_leaves_a_set_without_alike_labels_as_it_is() -> None:
    examples = ExampleSet((Field("words", "text"),), (Example(0, {"words": "a"}, "cat"),))
    assert with_joined_labels(examples) == (examples, ())


def test_labels_are_turned_into_the_known_one_that_looks_like_them() -> None:
    spelled = spelling_of(("cat", "dog", "1"))
    assert [spelled(label) for label in ("Cat", "\u0441at", "cat", "1.0", "bird", "")] == [
        "cat", "cat", "cat", "1", "bird", "",
    ]  # fmt: skip
    assert spelling_of(("cat", "CAT"))("Cat") == "Cat"  # two fit: it stays


@pytest.mark.parametrize(
    ("group", "shown"),
    [
        (("cat", "Cat"), "“cat”, “Cat”"),
        (("cat", "c\u200bat"), "“cat”, “c\u200bat” (invisible characters)"),
        (("\u0441at", "cat"), "“\u0441at” (look-alike characters), “cat”"),
        (("dog", "ｄｏｇ"), "“dog”, “ｄｏｇ” (letters of another width)"),
        (("café", "cafe\u0301"), "“café”, “cafe\u0301” (accents as separate characters)"),
        (("кот", "КОТ"), "“кот”, “КОТ”"),
        (("猫", "猫。"), "“猫”, “猫。”"),
        (("❤", "❤\ufe0f"), "“❤”, “❤\ufe0f” (invisible characters)"),
    ],
)
def test_what_nobody_sees_on_a_screen_is_said(group, shown) -> None:
    assert shown_labels(group) == shown
