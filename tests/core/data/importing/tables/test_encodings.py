"""Letters of old encodings: recognised, shown as a guess, and overruled by a person."""

from pathlib import Path

import pytest

from mmgui.core.data.example import SourceOptions
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.importing.tables.encodings import decode_text, detect_encoding
from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.errors import DataError

RUSSIAN = ("котёнок мурлычет на коврике", "щенок громко лает у двери", "собака виляет хвостом", "мышь убежала от кошки")
JAPANESE = ("子猫がマットの上で鳴く", "子犬がドアで大きく吠える", "ネコはサカナが好き")
POLISH = ("żółty kot śpi na kanapie", "szczeniak głośno szczeka", "mały piesek śpi pod stołem", "źdźbło trawy")
GREEK = ("η γάτα γουργουρίζει στον καναπέ", "το κουτάβι γαβγίζει δυνατά", "σήμερα ο καιρός είναι καλός")
TURKISH = ("yavru kedi usulca mırıldanır", "köpek yüksek sesle havlıyor", "şimdi hava çok güzel")
GERMAN = ("das Kätzchen schnurrt süß", "der Hund läuft über die Straße", "große Hunde bellen häufig")
LETTERS = [
    ("cp1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("cp866", RUSSIAN),
    ("cp932", JAPANESE),
    ("euc_jp", JAPANESE),
    ("big5", ("小貓輕輕地呼嚕", "小狗大聲地吠叫", "貓爬上了窗簾", "今天天氣很好")),
    ("gbk", ("小猫轻轻地打呼噜", "小狗大声地叫", "猫爬上了窗帘", "今天天气很好")),
    ("cp949", ("고양이가 조용히 가르랑거린다", "강아지가 크게 짖는다", "오늘은 날씨가 아주 좋습니다")),
    ("iso8859-2", POLISH),
    ("cp1250", POLISH),
    ("iso8859-7", GREEK),
    ("cp1253", GREEK),
    ("cp1254", TURKISH),
    ("cp1252", GERMAN),
]


def write(path: Path, texts: tuple[str, ...], codec: str, times: int = 1) -> Path:
    rows = [f"{text},{'cat' if i % 2 else 'dog'}" for i, text in enumerate(texts * times)]
    path.write_bytes("\r\n".join(["text,label", *rows, ""]).encode(codec))
    return path


@pytest.mark.parametrize("times", [1, 60])
@pytest.mark.parametrize(("codec", "texts"), LETTERS)
def test_letters_of_old_encodings_are_read_right_and_told_as_a_guess(
    codec: str, texts: tuple[str, ...], times: int, tmp_path: Path
) -> None:
    table = open_table(write(tmp_path / "posts.csv", texts, codec, times))
    assert [row.cells[0] for row in table.rows([], None)][: len(texts)] == list(texts)
    assert table.encoding is not None
    assert table.encoding.is_guess
    assert any(word in " ".join(texts) for word in table.encoding.letters)
    assert table.encoding.codec not in table.encoding.choices
    note = next(p for p in table.found if p.kind == "note")
    assert "a guess" in note.what
    assert note.option == "--encoding NAME" and "--" not in note.what
    assert note.lost == 0


def test_the_last_line_of_a_long_plain_file_tells_its_encoding(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    plain = "the small animal sleeps,cat\n" * 60_000
    file.write_bytes(("text,label\n" + plain + "котёнок мурлычет на коврике,cat\n").encode("cp1251"))
    assert detect_encoding(file).codec == "cp1251"


def test_a_letter_at_the_border_of_two_pieces_hides_no_encoding(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    for shift in range(2):
        head = "text,label\n" + "x" * ((1 << 20) - 14 - shift) + "\n"
        file.write_bytes((head + "ねこ,cat\n" + "子猫がマットの上で鳴く,cat\n" * 3).encode("cp932"))
        assert detect_encoding(file).codec == "cp932"


def test_short_chinese_words_between_numbers_are_no_thai(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(("words,label\n" + "".join(f"第{n}行,类{n % 7}\n" for n in range(2000))).encode("gb18030"))
    assert detect_encoding(file).codec == "gb18030"


@pytest.mark.parametrize("text", ["naïve", "café au lait", "5 € for “it”", "Grüße", "El Niño"])
def test_one_accent_in_a_plain_table_is_western(text: str, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(("text,label\n" + "plain words here,a\n" * 40 + f"{text},b\n").encode("cp1252"))
    table = open_table(file)
    assert [row.cells[0] for row in table.rows([], None)][-1] == text


def test_a_person_overrules_the_guess(tmp_path: Path) -> None:
    file = write(tmp_path / "posts.csv", RUSSIAN, "koi8-r")
    table = open_table(file, options=SourceOptions(encoding="cp1251"))
    assert next(iter(table.rows([], None))).cells[0] != RUSSIAN[0]
    table = open_table(file, options=SourceOptions(encoding="KOI8-R"))
    assert next(iter(table.rows([], None))).cells[0] == RUSSIAN[0]
    assert table.encoding is not None
    assert (table.encoding.codec, table.encoding.is_guess) == ("koi8-r", False)


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "\0"])
def test_an_encoding_that_is_none_is_refused_with_some_that_are(name: str, tmp_path: Path) -> None:
    file = write(tmp_path / "posts.csv", RUSSIAN, "koi8-r")
    with pytest.raises(DataError) as error:
        open_table(file, options=SourceOptions(encoding=name))
    assert "cp1251" in error.value.hint


def test_letters_that_the_chosen_encoding_cannot_read_are_counted(tmp_path: Path) -> None:
    file = write(tmp_path / "posts.csv", GERMAN, "cp1252")
    table = open_table(file, options=SourceOptions(encoding="utf-8"))
    note = next(p for p in table.found if "cannot be read" in p.what)
    assert note.what.startswith("8 characters")
    assert note.kind == "note"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_chosen_encoding_takes_the_place_of_the_guess_alone(tmp_path: Path, codec: str) -> None:
    table = open_table(write(tmp_path / "posts.csv", GERMAN, codec), options=SourceOptions(encoding="cp1251"))
    [note] = [p.what for p in table.found]
    title = "UTF-16" if codec == "utf-16" else "UTF-8"
    assert note == f"It is plainly {title} and is read as such, not as Windows-1251 (Cyrillic)."
    assert next(iter(table.rows([], None))).cells == (GERMAN[0], "dog")


def test_texts_that_say_what_they_are_in_keep_their_letters(tmp_path: Path) -> None:
    for name, codec in (("a/1", "utf-8"), ("a/2", "utf-8-sig"), ("b/1", "mac-roman"), ("b/2", "utf-16")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.txt").write_bytes(f"où est passé l'élève {name}".encode(codec))
    result = read_source(tmp_path, options=SourceOptions(encoding="mac-roman"))
    assert [e.values["words"] for e in result.examples.examples] == [
        f"où est passé l'élève {name}" for name in ("a/1", "a/2", "b/1", "b/2")
    ]
    notes = [p.what for p in result.problems if "plainly" in p.what]
    assert [n.split(" is ")[0].split(" are ")[0] for n in notes] == ["2 texts", "1 text"]


def test_utf8_is_no_guess_and_damage_in_it_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes("text,label\nGrüße aus Köln,a\nschöne Größe,b\nüber,c\n".encode() + b"half \xe4,d\n")
    table = open_table(file)
    assert table.encoding is not None
    assert (table.encoding.codec, table.encoding.is_guess) == ("utf-8", False)
    assert [p.what[:2] for p in table.found] == ["1 "]


@pytest.mark.parametrize(("codec", "texts"), [*LETTERS, ("utf-8", RUSSIAN), ("utf-8-sig", JAPANESE), ("utf-16", GREEK)])
def test_a_caption_is_read_by_the_same_rules(codec: str, texts: tuple[str, ...]) -> None:
    text, encoding = decode_text("\n".join(texts).encode(codec))
    assert text == "\n".join(texts)
    assert encoding.is_guess == (not encoding.codec.startswith("utf"))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("before", [0, (1 << 20) - 11, (1 << 20) - 12, (1 << 20) - 13])
def test_a_replacement_sign_that_the_file_itself_holds_is_no_wrong_byte(
    before: int, codec: str, tmp_path: Path
) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(f"text,label\n{'x' * before}\ufffd\ufffd caf\ufffd,cat\nmore,dog\n".encode(codec))
    encoding = detect_encoding(file)
    assert (encoding.codec, encoding.replaced, encoding.shown.is_guess) == (codec, 0, False)
    assert decode_text("caf\ufffd".encode())[1].codec == "utf-8"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_that_is_cut_within_a_letter_says_so(codec: str, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(f"text,label\nhello there,cat\n{RUSSIAN[0]},dog".encode(codec)[:-1])
    table = open_table(file)
    assert [p.kind for p in table.found] == ["note"]
    assert "1 character of it cannot be read" in table.found[0].what


def test_wrong_bytes_behind_a_true_mark_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(f"text,label\n{RUSSIAN[0]},cat\n".encode("utf-8-sig") + b"odd \xe4 one \xff,dog\n")
    table = open_table(file)
    assert table.columns == ("text", "label")
    assert table.encoding is not None
    assert table.encoding.codec == "utf-8-sig"
    assert "2 characters of it cannot be read" in table.found[0].what


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
@pytest.mark.parametrize(("codec", "texts"), [("cp1252", GERMAN), ("cp1251", RUSSIAN), ("euc_jp", JAPANESE)])
def test_a_mark_that_lies_is_passed_over_and_the_letters_are_guessed(
    codec: str, texts: tuple[str, ...], mark: bytes, tmp_path: Path
) -> None:
    file = write(tmp_path / "posts.csv", texts, codec, 10)
    file.write_bytes(mark + file.read_bytes())
    table = open_table(file)
    assert table.columns == ("text", "label")
    assert [row.cells[0] for row in table.rows([], None)][: len(texts)] == list(texts)
    assert table.encoding is not None
    assert table.encoding.is_guess
    assert decode_text(file.read_bytes())[0].startswith("text,label")


def test_japanese_letters_that_are_switched_by_signs_are_read(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "posts.csv", JAPANESE, "iso2022_jp"))
    assert [row.cells[0] for row in table.rows([], None)] == list(JAPANESE)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    ("usual", "odd", "texts", "said"),
    [
        ("utf-8", "cp1252", GERMAN, "cannot be read as UTF-8"),
        ("cp1252", "utf-8", GERMAN, "Some lines of it seem to be in UTF-8, unlike the others"),
        ("cp1251", "utf-8", RUSSIAN, "Some lines of it seem to be in UTF-8, unlike the others"),
    ],
)
def test_lines_in_another_encoding_than_the_others_are_named(
    usual: str, odd: str, texts: tuple[str, ...], said: str, end: bytes, tmp_path: Path
) -> None:
    rows = [f"{n} {texts[n % len(texts)]},{'ab'[n % 2]}" for n in range(24)]
    written = [row.encode(odd if n in (7, 19) else usual) for n, row in enumerate(rows)]
    (tmp_path / "a.csv").write_bytes(end.join([b"text,label", *written, b""]))
    [note] = [p for p in open_table(tmp_path / "a.csv").found if "lines" in p.what]
    assert said in note.what and "They are the lines 9, 21." in note.what
    (tmp_path / "b.csv").write_bytes(end.join([b"text,label", *(row.encode(usual) for row in rows), b""]))
    assert not any("lines" in p.what for p in open_table(tmp_path / "b.csv").found)


def test_single_letters_that_could_be_utf8_are_letters_of_their_own(tmp_path: Path) -> None:
    rows = ["Её дом", "Ещё раз", "котёнок мурлычет", "щенок лает", "мышь убежала"] * 4
    (tmp_path / "a.csv").write_bytes("\n".join(["text,label", *(f"{row},a" for row in rows)]).encode("cp1251"))
    assert not any("lines" in p.what for p in open_table(tmp_path / "a.csv").found)


@pytest.mark.parametrize(
    ("codec", "texts"), [(c, t) for c, t in LETTERS if c in {"cp932", "euc_jp", "big5", "gbk", "cp949"}]
)
def test_half_a_letter_does_not_hide_an_encoding_of_two_bytes_and_its_line_is_named(
    tmp_path: Path, codec: str, texts: tuple[str, ...]
) -> None:
    lines = write(tmp_path / "posts.csv", texts, codec, times=4).read_bytes().split(b"\r\n")
    lines[5] = texts[0][:4].encode(codec)[:-1] + b",cat"
    (tmp_path / "posts.csv").write_bytes(b"\r\n".join(lines))
    table = open_table(tmp_path / "posts.csv")
    assert [row.cells for row in table.rows([], None)][:2] == [(texts[0], "dog"), (texts[1], "cat")]
    [damage] = [p.what for p in table.found if "cannot be read" in p.what]
    assert damage.startswith("1 character") and damage.endswith("It is line 6.")


def test_an_error_about_columns_tells_that_the_letters_are_a_guess(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("номер,год\n1,2\n3,4\n1,2\n3,4\n".encode("cp1251"))
    with pytest.raises(DataError, match="No column") as caught:
        read_source(tmp_path / "a.csv")
    assert caught.value.hint.endswith(": a guess.")
    assert caught.value.option == "--encoding NAME"
