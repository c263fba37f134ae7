"""From tables and folders to examples: what is kept, what is left out, and that nothing outside is ever read (T12)."""

import io
import json
import os
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import polars
import pytest
from PIL import Image

from mmgui.core.data.example import FieldMapping, ImportMapping, ImportResult, SourceOptions
from mmgui.core.data.importing import source as source_module
from mmgui.core.data.importing.source import preview_source, read_source, resolve_inside
from mmgui.core.errors import DataError
from mmgui.modalities.picture import values as picture_module

DATA = Path(__file__).parents[4] / "../shared/data"


def png(colour: tuple[int, int, int] = (255, 0, 0)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(buffer, "PNG")
    return buffer.getvalue()


def put(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png((number % 256, number // 256, 7)))


def told(result: ImportResult) -> dict[str, str]:
    return {p.where: p.what for p in result.problems}


def test_good_rows_are_kept_and_each_bad_one_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.png", "b.png")
    (tmp_path / "broken.png").write_bytes(png()[:40])
    (tmp_path / "empty.png").touch()
    (tmp_path / "posts.csv").write_text(
        "image,text,label\n"
        "a.png,hello,x\n"
        "gone.png,hello,x\n"
        "broken.png,hello,x\n"
        "empty.png,hello,x\n"
        ",only words,x\n"
        "b.png,,y\n"
        ",,y\n"
        "b.png,no label,\n"
        "a.png,ragged\n"
    )
    result = read_source(tmp_path / "posts.csv")
    assert [(e.values["picture"] is not None, e.values["words"], e.label) for e in result.examples.examples] == [
        (True, "hello", "x"),
        (False, "only words", "x"),
        (True, None, "y"),
        (True, "no label", None),
    ]
    assert result.examples.examples[0].values["picture"] == str(tmp_path / "a.png")
    assert result.examples.examples[1].origin == "row 6 of posts.csv"
    problems = told(result)
    assert {p.row for p in result.problems} == {3, 4, 5, 8, 10}
    assert "gone.png" in problems["row 3 of posts.csv"]
    assert "broken.png" in problems["row 4 of posts.csv"]
    assert "empty" in problems["row 5 of posts.csv"]
    assert "neither" in problems["row 8 of posts.csv"]
    assert result.total == 9


@pytest.mark.parametrize(
    "path",
    [
        "../secret.png",
        "inside/../../secret.png",
        "/etc/passwd",
        "{outside}",
        "//server/share/a.png",
        "\\\\server\\share\\a.png",
        "\\\\.\\PhysicalDrive0",
        "\\\\?\\C:\\a.png",
        "C:\\Windows\\win.ini",
        "C:a.png",
        "..\\secret.png",
        "link.png",
        "linked_folder/secret.png",
        "circle",
        "file:///etc/passwd",
        "https://example.org/a.png",
        "a\0.png",
        "x" * 5000,
    ],
)
def test_a_path_that_leads_out_of_the_folder_is_refused_and_counted(path: str, tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret.png", tmp_path / "table"
    put(tmp_path, "secret.png")
    put(folder, "good.png", "inside/x.png")
    (folder / "link.png").symlink_to(outside)
    (folder / "linked_folder").symlink_to(tmp_path)
    (folder / "circle").symlink_to(folder / "circle")
    path = path.format(outside=outside)
    table = folder / "t.jsonl"
    table.write_text("".join(json.dumps({"image": p, "label": "x"}) + "\n" for p in ("good.png", path)))
    mapping = ImportMapping((FieldMapping("picture", "image", "image"),), "label")
    result = read_source(table, mapping)
    assert [e.values["picture"] for e in result.examples.examples] == [str(folder / "good.png")]
    assert [p.row for p in result.problems] == [2]
    assert result.total == 2


@pytest.mark.parametrize(
    "path", ["a.png", "./a.png", "sub/b.png", "sub\\b.png", "sub/../a.png", "linked.png", "{full}"]
)
def test_a_path_inside_the_folder_is_found_in_every_notation(path: str, tmp_path: Path) -> None:
    put(tmp_path, "a.png", "sub/b.png")
    (tmp_path / "linked.png").symlink_to(tmp_path / "a.png")
    found = resolve_inside(tmp_path, path.format(full=tmp_path / "a.png"))
    assert found in {tmp_path / "a.png", tmp_path / "sub/b.png"}


def test_paths_that_were_copied_with_their_quotes_are_pictures(tmp_path: Path) -> None:
    names = [f"IMG {number}.png" for number in range(8)]
    put(tmp_path, *names)
    rows = [f'"""C:\\Users\\Ida\\Pictures\\{name}""",{"cat" if n % 2 else "dog"}' for n, name in enumerate(names)]
    (tmp_path / "t.csv").write_text("\n".join(["Bild,Tier", *rows]))
    found = read_source(tmp_path / "t.csv", None)
    assert len(found.examples) == 8 and all(p.kind == "note" for p in found.problems)
    assert [Path(str(next(iter(e.values.values())))).name for e in found.examples.examples] == names


def test_a_preview_names_the_files_of_its_cells_but_none_outside(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    put(inner, "a.png", "other.txt")
    put(tmp_path, "outside.png")
    (inner / "t.csv").write_text(f"image,note\nA.PNG,other.txt\n../outside.png,OTHER.TXT\n{tmp_path}/outside.png,x\n")
    files = preview_source(inner / "t.csv").files
    assert files == ({"image": inner / "a.png", "note": inner / "other.txt"}, {}, {})


def test_each_distinct_picture_passes_the_gate_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.png", "b.png")
    (tmp_path / "bad.png").write_bytes(b"nothing")
    names = ["a.png", "./a.png", "b.png", "bad.png"] * 50
    (tmp_path / "t.csv").write_text("image,label\n" + "".join(f"{n},{i % 3}\n" for i, n in enumerate(names)))
    seen: list[str] = []
    real = picture_module.check_picture
    monkeypatch.setattr(picture_module, "check_picture", lambda data, name: seen.append(name) or real(data, name=name))
    result = read_source(tmp_path / "t.csv")
    assert sorted(seen) == ["a.png", "b.png", "bad.png"]
    assert len(result.examples) == 150
    assert len(result.problems) == 50


def test_a_pipe_in_the_folder_is_a_problem_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    put(tmp_path, "a.png")
    (tmp_path / "t.csv").write_text("image,label\npipe.png,x\na.png,x\n")
    result = read_source(tmp_path / "t.csv")
    assert len(result.examples) == 1
    assert "pipe.png" in result.problems[0].what


def test_an_animation_is_kept_with_a_note(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), c) for c in ("red", "blue")]
    frames[0].save(tmp_path / "dance.gif", save_all=True, append_images=frames[1:])
    (tmp_path / "t.csv").write_text("image,label\ndance.gif,x\n")
    result = read_source(tmp_path / "t.csv")
    assert len(result.examples) == result.total == 1
    assert "first frame" in result.problems[0].what


def test_a_folder_per_class_gives_labels_and_names_unreadable_pictures(tmp_path: Path) -> None:
    put(tmp_path, "cats/1.png", "cats/deep/2.png", "dogs/3.png")
    (tmp_path / "dogs/phone.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    (tmp_path / "dogs/notes.pdf").write_bytes(b"%PDF")
    (tmp_path / "dogs/.hidden.png").write_bytes(b"x")
    result = read_source(tmp_path)
    assert [(e.origin, e.label) for e in result.examples.examples] == [
        ("cats/1.png", "cats"),
        ("cats/deep/2.png", "cats"),
        ("dogs/3.png", "dogs"),
    ]
    assert list(told(result)) == ["dogs/.hidden.png", "cats/deep", "dogs/notes.pdf", "dogs/phone.heic"]
    assert "JPEG" in told(result)["dogs/phone.heic"]
    assert [p.kind for p in result.problems] == ["left out", "note", "left out", "problem"]
    assert result.total == 6


@pytest.mark.parametrize("validation", ["val", "valid", "validation", "dev", "Validation"])
def test_sub_folders_named_after_parts_become_the_split(validation: str, tmp_path: Path) -> None:
    put(tmp_path, "train/a/1.png", "train/b/2.png", f"{validation}/a/3.png", "test/b/4.png")
    result = read_source(tmp_path)
    found = {(e.label, e.split) for e in result.examples.examples}
    assert found == {("a", "train"), ("b", "train"), ("a", "validation"), ("b", "test")}
    assert {e.origin for e in result.examples.examples} >= {"train/a/1.png", "test/b/4.png"}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_hugging_face_image_folder_is_read_with_its_texts(kind: str, tmp_path: Path) -> None:
    for part in ("train", "test"):
        put(tmp_path / part, "images/1.png", "2.png")
        frame = polars.DataFrame(
            {"file_name": ["images/1.png", "2.png"], "text": ["one cat", "two dogs"], "label": ["a", "b"]}
        )
        file = tmp_path / part / f"metadata.{kind}"
        {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}[kind](file)
    result = read_source(tmp_path)
    assert {f.name: f.modality for f in result.examples.fields} == {"picture": "image", "words": "text"}
    assert [(e.values["words"], e.label, e.split) for e in result.examples.examples] == [
        ("one cat", "a", "test"),
        ("two dogs", "b", "test"),
        ("one cat", "a", "train"),
        ("two dogs", "b", "train"),
    ]
    assert result.problems == ()


def test_tables_named_after_parts_become_the_split(tmp_path: Path) -> None:
    (tmp_path / "train-00000-of-00001.csv").write_text("text,label\nhello there,a\n")
    (tmp_path / "validation.csv").write_text("text,label\ngood bye,b\n")
    result = read_source(tmp_path)
    assert [(e.label, e.split) for e in result.examples.examples] == [("a", "train"), ("b", "validation")]


def test_text_files_beside_pictures_become_their_words(tmp_path: Path) -> None:
    put(tmp_path, "cats/1.png", "dogs/2.png")
    (tmp_path / "cats/1.txt").write_text("a sleepy cat\n")
    result = read_source(tmp_path)
    assert [e.values["words"] for e in result.examples.examples] == ["a sleepy cat", None]


def test_a_folder_with_nothing_usable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("hi")
    with pytest.raises(DataError, match="no pictures and no table"):
        read_source(tmp_path)


def test_linked_folders_that_lead_out_are_not_entered(tmp_path: Path) -> None:
    put(tmp_path / "outside", "secret.png")
    put(tmp_path / "data", "cats/1.png")
    (tmp_path / "data/dogs").symlink_to(tmp_path / "outside")
    assert [e.origin for e in read_source(tmp_path / "data").examples.examples] == ["cats/1.png"]


def test_pictures_inside_a_parquet_file_go_through_the_gate_into_the_media_folder(tmp_path: Path) -> None:
    rows = [{"bytes": png((1, 2, 3)), "path": "a.jpg"}, {"bytes": b"broken", "path": "b.png"}, None]
    polars.DataFrame({"image": rows, "text": ["x", "y", "z"], "label": [0, 1, 1]}).write_parquet(tmp_path / "t.parquet")
    for folder in (tmp_path / "media", None):
        result = read_source(tmp_path / "t.parquet", media_folder=folder)
        first, second = result.examples.examples
        path = Path(first.values["picture"] or "")
        assert path.is_absolute()
        assert path.suffix == ".png"  # what it is, not what it is called
        assert path.read_bytes() == png((1, 2, 3))
        assert second.values == {"picture": None, "words": "z"}
        assert "b.png" in result.problems[0].what
        assert folder is None or path.parent == folder


def test_a_mapping_that_does_not_fit_is_refused_with_the_columns_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text,label\nhello there,a\n")
    words = FieldMapping("words", "words", "text")
    with pytest.raises(DataError, match="caption") as caught:
        read_source(tmp_path / "t.csv", ImportMapping((FieldMapping("words", "text", "caption"),)))
    assert "text, label" in caught.value.hint
    with pytest.raises(DataError, match="two fields"):
        read_source(tmp_path / "t.csv", ImportMapping((words, words)))
    with pytest.raises(DataError, match="looks like"):
        read_source(tmp_path / "t.csv", ImportMapping(()))
    assert read_source(tmp_path / "t.csv", ImportMapping((words,))).examples.fields[0].modality == "text"


def test_an_odd_word_in_the_split_column_is_told_once_and_its_rows_left_out(tmp_path: Path) -> None:
    rows = "hello there,a,train\n" + "hello you,a,fold3\n" * 9
    (tmp_path / "t.csv").write_text("text,label,split\n" + rows)
    mapping = ImportMapping((FieldMapping("words", "text", "text"),), "label", "split")
    result = read_source(tmp_path / "t.csv", mapping)
    assert [e.split for e in result.examples.examples] == ["train"]
    assert [(p.row, p.count, p.column) for p in result.problems] == [(3, 9, "split")]
    assert "“fold3”" in result.problems[0].what
    assert result.total == 10


@pytest.mark.parametrize("odd", ["tset", "unlabeled", "???", "训炼"])
@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx", "parquet"])
def test_the_rows_with_known_words_keep_their_part_beside_an_odd_one(kind: str, odd: str, tmp_path: Path) -> None:
    words = ["train"] * 8 + ["Val", " val ", "TEST", odd, "test", ""]
    text = "今天天气很好 {}" if kind == "gb18030" else "some words {}"
    rows = [{"text": text.format(i), "label": "ab"[i % 2], "split": word} for i, word in enumerate(words)]
    frame = polars.DataFrame(rows)
    path = tmp_path / f"posts.{'csv' if kind == 'gb18030' else kind}"
    if kind in {"csv", "gb18030"}:
        path.write_bytes(frame.write_csv().encode("utf-8" if kind == "csv" else "gb18030"))
    else:
        frame.write_excel(path) if kind == "xlsx" else frame.write_parquet(path)
    result = read_source(path)
    assert Counter(e.split for e in result.examples.examples) == {"train": 9, "validation": 2, "test": 2}
    told_of = [p for p in result.problems if p.kind == "problem"]
    assert [p.count for p in told_of] == [1]
    assert f"“{odd}”" in told_of[0].what
    assert result.total == 14


def test_many_odd_words_are_told_a_few_and_all_counted(tmp_path: Path) -> None:
    rows = "hello there,a,train\nhello there,b,train\n" * 100 + "".join(f"hello you,a,odd{i}\n" for i in range(100))
    (tmp_path / "t.csv").write_text("text,label,split\n" + rows)
    result = read_source(tmp_path / "t.csv")
    assert len(result.examples) == 200
    assert len(result.problems) <= 51
    assert result.total == 300


def test_a_hundred_thousand_equal_problems_are_summed_up(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("image,text,label\n" + "gone{0}.png,hello you,a\n" * 20_000)
    result = read_source(tmp_path / "t.csv")
    assert len(result.problems) < 1100
    assert result.total == 20_000


@pytest.mark.parametrize("kind", ["table", "folder", "archive"])
def test_an_unknown_reading_is_refused_with_those_that_are_there(kind: str, tmp_path: Path) -> None:
    put(tmp_path / "data", "bird/1.png", "fish/2.png", "train/3.png")
    source = tmp_path / "data"
    if kind == "archive":
        shutil.make_archive(str(tmp_path / "packed"), "zip", source)
        source = tmp_path / "packed.zip"
    if kind == "table":
        source = tmp_path / "two"
        source.mkdir()
        (source / "a.csv").write_text("text,label\nhello you,a\n")
        (source / "b.csv").write_text("text,other\nhello you,a\n")
    with pytest.raises(DataError, match="nonsense") as caught:
        read_source(source, options=SourceOptions(reading="nonsense"))
    assert ("b.csv" if kind == "table" else "parts") in caught.value.hint


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text,label\n" + "hello there,a\n" * 450)
    calls: list[tuple[int, int]] = []
    read_source(tmp_path / "t.csv", progress=lambda done, total: calls.append((done, total)))
    assert calls == [(200, 450), (400, 450), (450, 450)]


def test_the_preview_shows_cells_shortened_and_reads_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "read_raw", lambda *a, **k: pytest.fail("a picture was read"))
    (tmp_path / "t.csv").write_text("image,text,label\n" + f"gone.png,{'long ' * 100},a\n" * 50)
    preview = preview_source(tmp_path / "t.csv")
    assert preview.columns == ("image", "text", "label")
    assert preview.total == 50
    assert len(preview.rows) == 20
    assert len(preview.rows[0]["text"]) == 200
    assert preview.guess.label_column == "label"


@pytest.mark.skipif(not DATA.exists(), reason="the real data sets are not on this machine")
def test_the_real_emoji_table_imports_without_a_problem() -> None:
    """Counts from the data's NOTES.txt: 1 247 training and 315 test emoji in 8 groups."""
    result = read_source(DATA / "emoji_group" / "train.csv")
    assert len(result.examples.classes) == 8
    array = np.asarray(Image.open(result.examples.examples[0].values["picture"] or ""))
    assert array.shape[:2] == (72, 72)
    both = read_source(DATA / "emoji_group")
    assert (len(both.examples.part("train")), len(both.examples.part("test"))) == (1247, 315)


def test_a_label_that_nobody_sees_is_none_and_told(tmp_path: Path) -> None:
    labels = ["cat", "\u200b", "\u3164", "\ufe0f", "dog"]
    (tmp_path / "a.csv").write_text("text,label\n" + "".join(f"some words {n},{x}\n" for n, x in enumerate(labels)))
    result = read_source(tmp_path / "a.csv")
    assert [e.label for e in result.examples.examples] == ["cat", None, None, None, "dog"]
    assert [(p.kind, p.row, p.column) for p in result.problems] == [("note", row, "label") for row in (3, 4, 5)]
