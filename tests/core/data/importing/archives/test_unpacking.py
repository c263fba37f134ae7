"""Archives: class folders and tables in them are read, and nothing leaves the folder they are unpacked to (T11)."""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import shutil
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.account import nothing_imported
from mmgui.core.data.example import SourceOptions
from mmgui.core.data.importing.archives import unpacking
from mmgui.core.data.importing.archives.names import safe_parts
from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.errors import Cancelled, DataError

KINDS = ("zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tm")


def png(number: int = 0) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(buffer, "PNG")
    return buffer.getvalue()


def pack(path: Path, files: dict[str, bytes]) -> Path:
    if path.suffix in {".zip", ".tm"}:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in files.items():
                packed.writestr(name, data)
    else:
        with tarfile.open(path, f"w:{path.name.partition('.tar')[2].strip('.')}") as packed:
            for name, data in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                packed.addfile(info, io.BytesIO(data))
    return path


CLASSES = {f"{name}/{i}.png": png(i + 10 * n) for n, name in enumerate(("cat", "dog")) for i in range(3)}


@pytest.fixture(autouse=True)
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where archives are unpacked in this test."""
    place = tmp_path / "unpacked"
    place.mkdir()
    monkeypatch.setattr(unpacking.tempfile, "tempdir", str(place))
    unpacking._unpacker.cache_clear()
    yield place
    unpacking._unpacker.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_of_class_folders_is_read(kind: str, tmp_path: Path) -> None:
    path = pack(tmp_path / f"pets.{kind}", CLASSES)
    result = read_source(path)
    assert result.examples.class_counts() == {"cat": 3, "dog": 3}
    assert result.examples.examples[0].origin == "cat/0.png"
    assert result.examples.name == path.stem
    assert result.total == 6
    assert preview_source(path).total == 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("around", ["", "data/"])
def test_an_archive_of_a_table_with_pictures_is_read(kind: str, around: str, tmp_path: Path) -> None:
    rows = "".join(f"{name},some words,{name[:3]}\n" for name in CLASSES)
    files = {around + name: data for name, data in CLASSES.items()}
    path = pack(tmp_path / f"posts.{kind}", {f"{around}posts.csv": f"image,text,label\n{rows}".encode(), **files})
    result = read_source(path)
    assert result.examples.class_counts() == {"cat": 3, "dog": 3}
    assert {f.name for f in result.examples.fields} == {"picture", "words"}
    assert result.examples.examples[0].origin == "row 2 of posts.csv"


def test_what_is_not_unpacked_is_named_and_counted(tmp_path: Path) -> None:
    more = {
        "cat/film.mp4": b"x",
        "dog/film.mp4": b"x",
        "inner.zip": b"PK",
        "README.md": b"x",
        "__MACOSX/cat/._0.png": b"x",
    }
    result = read_source(pack(tmp_path / "pets.zip", {**CLASSES, **more, "cat/noending": png(99)}))
    assert len(result.examples) == 7
    assert {p.where: p.count for p in result.problems} == {"inner.zip": 1, "cat/film.mp4": 2}
    assert result.total == 10


def test_an_archive_is_unpacked_once(tmp_path: Path, unpacked: Path) -> None:
    path = pack(tmp_path / "pets.zip", CLASSES)
    first = read_source(path).examples.examples[0].values["picture"]
    preview_source(path)
    assert read_source(path).examples.examples[0].values["picture"] == first
    assert len(list(unpacked.glob("mmgui-archive-*/*"))) == 1
    pack(path, {"bird/1.png": png(1)})
    os.utime(path, (1, 1))
    assert read_source(path).examples.class_counts() == {"bird": 1}


def tree(folder: Path, without: Path) -> str:
    """A fingerprint of everything below `folder` except below `without`."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if not p.is_relative_to(without)):
        digest.update(str(path).encode())
        if path.is_file() and not path.is_symlink():
            digest.update(path.read_bytes())
    return digest.hexdigest()


EVIL = (
    *("../up.png", "../../up.png", "a/../../../up.png", "/abs.png", "//abs.png", "..\\up.png", "a\\..\\..\\up.png"),
    *("C:/win.png", "C:\\win.png", "\\\\server\\share\\x.png", "./../up.png", "cat/../../pwned/1.png"),
)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_nothing_is_written_outside(kind: str, tmp_path: Path, unpacked: Path) -> None:
    path = pack(tmp_path / f"evil.{kind}", {**dict.fromkeys(EVIL, png()), **CLASSES})
    before = tree(tmp_path, unpacked)
    result = read_source(path)
    assert tree(tmp_path, unpacked) == before
    assert len(result.examples) == 6
    assert sum(p.lost for p in result.problems) == len(EVIL)
    roots = [p for p in unpacked.iterdir() if p.name.startswith("mmgui-archive-")]
    assert [p.name for p in unpacked.iterdir()] == [p.name for p in roots]
    names = {p.name for p in roots[0].rglob("*")}
    assert not names & {"up.png", "win.png", "abs.png", "x.png", "pwned"}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_links_and_devices_are_never_made_and_never_followed(kind: str, tmp_path: Path, unpacked: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "1.png").write_bytes(png(5))
    path = tmp_path / f"evil.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as packed:
            for name, target in (("bird", secret), ("cat/link.png", secret / "1.png")):
                info = zipfile.ZipInfo(name)
                info.external_attr = 0o120777 << 16
                packed.writestr(info, str(target))
            packed.writestr("bird/2.png", png())
            for name, data in CLASSES.items():
                packed.writestr(name, data)
    else:
        with tarfile.open(path, "w") as packed:
            for name, type_, target in (
                ("bird", tarfile.SYMTYPE, str(secret)),
                ("cat/link.png", tarfile.SYMTYPE, str(secret / "1.png")),
                ("cat/hard.png", tarfile.LNKTYPE, "../../secret/1.png"),
                ("cat/pipe.png", tarfile.FIFOTYPE, ""),
                ("cat/device.png", tarfile.CHRTYPE, ""),
            ):
                info = tarfile.TarInfo(name)
                info.type, info.linkname = type_, target
                packed.addfile(info)
            for name, data in {"bird/2.png": png(), **CLASSES}.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                packed.addfile(info, io.BytesIO(data))
    before = tree(tmp_path, unpacked)
    result = read_source(path)
    assert tree(tmp_path, unpacked) == before
    assert not [p for p in unpacked.rglob("*") if not (p.is_file() or p.is_dir()) or p.is_symlink()]
    assert result.examples.class_counts() == {"bird": 1, "cat": 3, "dog": 3}
    assert sum(p.lost for p in result.problems) == (2 if kind == "zip" else 5)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.xz"])
def test_a_bomb_is_refused_and_leaves_nothing(
    kind: str, tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE_OF_RATIO", 1 << 20)
    path = pack(tmp_path / f"bomb.{kind}", {f"cat/{i}.bmp": b"\0" * (1 << 20) for i in range(32)})
    assert path.stat().st_size < 1 << 17
    with pytest.raises(DataError, match="too large"):
        read_source(path)
    assert not [p for p in unpacked.rglob("*") if p.is_file()]


def test_a_size_that_is_a_lie_does_not_pass_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "lie.zip", {"cat/0.bmp": b"\0" * 200_000, **CLASSES})
    data = path.read_bytes().replace(struct.pack("<I", 200_000), struct.pack("<I", 10))
    path.write_bytes(data)
    monkeypatch.setattr(unpacking, "MOST_BYTES_OF_ONE", 100_000)
    result = read_source(path)
    assert len(result.examples) == 6
    assert result.total == 7


def test_too_many_files_and_a_full_disk_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "many.zip", CLASSES)
    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "MOST_MEMBERS", 5)
        with pytest.raises(DataError, match="too large"):
            read_source(path)
    monkeypatch.setattr(unpacking, "SPARE_BYTES", 1 << 60)
    with pytest.raises(DataError, match="too large"):
        read_source(path)


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize("first", ["cat/0.png", "./cat/0.png"])
def test_of_a_name_that_stands_there_twice_the_last_counts(kind: str, first: str, tmp_path: Path) -> None:
    path = pack(tmp_path / f"twice.{kind}", {first: png(1), "dog/0.png": png(3)})
    if kind == "zip":
        with zipfile.ZipFile(path, "a") as packed, warnings.catch_warnings(action="ignore"):
            packed.writestr("cat/0.png", png(2))
    else:
        with tarfile.open(path, "a") as appended:
            info = tarfile.TarInfo("cat/0.png")
            info.size = len(png(2))
            appended.addfile(info, io.BytesIO(png(2)))
    result = read_source(path)
    assert Path(result.examples.examples[0].values["picture"] or "").read_bytes() == png(2)
    assert {p.where: p.kind for p in result.problems} == {"cat/0.png": "left out"} and result.total == 3


def patched(path: Path, field: int, value: int) -> Path:
    """The zip with another value in a field of all of its headers. field: its place in those before the files."""
    data = bytearray(path.read_bytes())
    for magic, at in ((b"PK\x03\x04", field), (b"PK\x01\x02", field + 2)):
        place = data.find(magic)
        while place >= 0:
            data[place + at] = value
            place = data.find(magic, place + 4)
    path.write_bytes(data)
    return path


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="password"):
        read_source(patched(pack(tmp_path / "locked.zip", CLASSES), 6, 1))


def test_files_packed_in_another_way_are_not_called_damaged(tmp_path: Path) -> None:
    deflate64 = 9
    with pytest.raises(DataError) as caught:
        read_source(patched(pack(tmp_path / "odd.zip", CLASSES), 8, deflate64))
    assert "not known here" in caught.value.message and "damaged" not in caught.value.message


def test_papers_and_texts_in_an_archive_are_read_as_in_a_folder(tmp_path: Path) -> None:
    names = ("legal/letter.txt", "legal/notice_1.txt", "legal/LICENSE", "other/n0.md", "other/readme.rst")
    files = {name: f"some words of {name}".encode() for name in names}
    result = read_source(pack(tmp_path / "papers.zip", {**files, "README": b"x", "README.md": b"x"}))
    assert result.examples.class_counts() == {"legal": 2, "other": 2}
    assert {p.where: p.kind for p in result.problems} == {"legal/LICENSE": "left out"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_that_is_cut_off_is_refused_or_what_is_missing_is_said(kind: str, tmp_path: Path) -> None:
    pixels = {f"{c}/{i}.png": png(i) + os.urandom(3000) for c in ("cat", "dog") for i in range(20)}
    path = pack(tmp_path / f"pets.{kind}", pixels)
    whole = path.read_bytes()
    for share in (0.2, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        os.utime(path, (share, share))
        try:
            result = read_source(path)
        except DataError:
            continue
        assert any(p.kind == "problem" for p in result.problems)


@pytest.mark.parametrize("at", [0, 1, 100, 512])
def test_a_tar_that_is_cut_off_between_two_files_is_noticed(at: int, tmp_path: Path) -> None:
    path = pack(tmp_path / "pets.tar", CLASSES)
    with tarfile.open(path) as packed:
        place = packed.getmember("dog/0.png").offset
    path.write_bytes(path.read_bytes()[: place + at])
    result = read_source(path)
    assert result.examples.class_counts() == {"cat": 3}
    assert any(p.kind == "problem" for p in result.problems)


def test_what_is_passed_over_in_a_packed_tar_counts_for_the_cap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE_OF_RATIO", 1 << 20)
    with pytest.raises(DataError, match="too large"):
        read_source(pack(tmp_path / "bomb.tar.gz", {**CLASSES, "film.mp4": b"\0" * (64 << 20)}))


@pytest.mark.parametrize("files", [{}, {"a.mp4": b"x"}, {"inner.zip": b"PK\x05\x06" + b"\0" * 18}])
def test_an_archive_without_anything_to_read_says_so(files: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"pets\.zip"):
        read_source(pack(tmp_path / "pets.zip", files))


@pytest.mark.parametrize("inner", ["inner.zip", "deep/inner.tar.gz"])
def test_an_archive_in_an_archive_is_named_and_counted(inner: str, tmp_path: Path) -> None:
    data = pack(tmp_path / Path(inner).name, CLASSES).read_bytes()
    with pytest.raises(DataError) as caught:
        read_source(pack(tmp_path / "alone.zip", {inner: data}))
    assert inner in caught.value.message
    result = read_source(pack(tmp_path / "outer.zip", {inner: data, **CLASSES, "dog/odd": data}))
    assert {p.where: p.count for p in result.problems} == {inner: 1, "dog/odd": 1}
    said = {p.where: p.what for p in result.problems}
    assert "Unpack both" in said[inner] and "without an ending" in said["dog/odd"]
    assert result.total == 8


def test_an_archive_of_texts_is_read(tmp_path: Path) -> None:
    files = {f"reviews/{c}/{i}.txt": f"{c} {i}".encode() for c in ("pos", "neg") for i in range(3)}
    assert read_source(pack(tmp_path / "reviews.tar.gz", files)).examples.class_counts() == {"neg": 3, "pos": 3}


def test_names_from_a_chinese_windows_are_read_in_its_letters(tmp_path: Path) -> None:
    names = {"猫咪": "cat", "小狗狗": "dog"}
    path = tmp_path / "pets.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            for i in range(2):
                packed.writestr(f"{'x' * len(name.encode('gb18030'))}{names[name]}/{i}.png", png(i))
    data = path.read_bytes()
    for name, english in names.items():
        raw = name.encode("gb18030")
        data = data.replace(b"x" * len(raw) + english.encode(), raw + english.encode())
    path.write_bytes(data)
    result = read_source(path)
    assert result.examples.class_counts() == {"小狗狗dog": 2, "猫咪cat": 2}
    assert [p.kind for p in result.problems] == ["note"]


def test_a_person_may_say_in_which_letters_the_names_are(tmp_path: Path) -> None:
    path = tmp_path / "pets.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for i in range(4):
            packed.writestr(f"{'xxxx' if i % 2 else 'yyyy'}/{i}.png", png(i))
    data = path.read_bytes().replace(b"xxxx", "いぬ".encode("cp932")).replace(b"yyyy", "ねこ".encode("cp932"))
    path.write_bytes(data)
    guessed = read_source(path)
    assert [p.option for p in guessed.problems] == ["--encoding NAME"]
    wished = read_source(path, options=SourceOptions(encoding="cp932"))
    assert (wished.examples.class_counts(), wished.problems) == ({"いぬ": 2, "ねこ": 2}, ())
    other = read_source(path, options=SourceOptions(encoding="utf-16"))
    assert other.examples.class_counts() == guessed.examples.class_counts()


def test_files_in_folders_of_the_system_are_counted_and_locks_of_office_are_not(tmp_path: Path) -> None:
    more = {"cat/@eaDir/0.png": png(90), "__MACOSX/cat/._0.png": b"x", "~$pets.xlsx": b"x", "cat/~$a.png": png(91)}
    result = read_source(pack(tmp_path / "pets.zip", {**CLASSES, **more}))
    assert len(result.examples) == 7
    assert {p.where: p.count for p in result.problems} == {"cat/@eaDir/0.png": 1}


TABLE = "picture,text,label\na.png,hello you,cat\na.png,hello there,dog\n"
PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl"])
def test_a_packed_table_is_read_with_the_pictures_beside_it(suffix: str, packer: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    rows = [line.split(",") for line in TABLE.splitlines()]
    objects = "".join(json.dumps(dict(zip(rows[0], row, strict=True))) + "\n" for row in rows[1:])
    text = objects if suffix == "jsonl" else TABLE.replace(",", "\t" if suffix == "tsv" else ",")
    path = tmp_path / f"posts.{suffix}.{packer}"
    path.write_bytes(PACKERS[packer](text.encode()))
    result = read_source(path)
    assert [(e.values["picture"], e.label) for e in result.examples.examples] == [
        (str(tmp_path / "a.png"), "cat"),
        (str(tmp_path / "a.png"), "dog"),
    ]
    assert f"posts.{suffix}" in result.examples.examples[0].origin
    assert preview_source(path).total == 2
    assert not result.problems


def test_a_packed_table_that_becomes_too_large_is_refused_and_leaves_nothing(
    tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES_OF_ONE", 1 << 20)
    path = tmp_path / "posts.csv.gz"
    path.write_bytes(gzip.compress(b"text,label\n" + b"hello you,cat\n" * 100_000))
    with pytest.raises(DataError, match="too large when it is unpacked"):
        read_source(path)
    assert not [p for p in unpacked.rglob("*") if p.is_file()]


def test_a_packed_table_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv.gz"
    lines = "".join(f"text {hashlib.sha256(str(n).encode()).hexdigest()},cat\n" for n in range(1000))
    path.write_bytes(gzip.compress(f"text,label\n{lines}".encode())[:-20])
    with pytest.raises(DataError, match="damaged packed file"):
        read_source(path)


def test_a_packed_file_that_is_called_like_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    with pytest.raises(DataError, match="a packed file"):
        read_source(path)


def test_unpacking_can_be_cancelled_and_leaves_nothing(tmp_path: Path, unpacked: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_source(pack(tmp_path / "pets.zip", CLASSES), cancel=cancel)
    assert not [p for p in unpacked.rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("con/nul.png", ["_con", "_nul.png"]),
        ("a:b/c?.png", ["a_b", "c_.png"]),
        ("cat. /x.png", ["cat", "x.png"]),
        ("COM1.txt", ["_COM1.txt"]),
        ("cat/./1.png", ["cat", "1.png"]),
    ],
)
def test_names_are_made_such_that_windows_can_store_them(name: str, parts: list[str]) -> None:
    assert safe_parts(name, is_windows=True) == parts
    assert safe_parts("con/nul.png", is_windows=False) == ["con", "nul.png"]


@pytest.mark.parametrize("more", [{}, {"run.sh": b"echo 1"}])
def test_archives_in_an_archive_with_nothing_else_that_is_read_are_named_with_what_to_do(
    more: dict[str, bytes], tmp_path: Path
) -> None:
    inner = pack(tmp_path / "train.tar.gz", CLASSES).read_bytes()
    files = {"readme.txt": b"About the data.", "train.tar.gz": inner, "test.tar.gz": inner, **more}
    with pytest.raises(DataError) as caught:
        read_source(pack(tmp_path / "paket.zip", files))
    said = caught.value.sentence()
    assert "There is: “train.tar.gz”, “test.tar.gz”" in said
    assert "This archive in the archive is not unpacked. Unpack both, and choose the folder." in said


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_empty_class_in_an_archive_is_told_as_in_a_folder(kind: str, tmp_path: Path) -> None:
    for name in ("pets/cat/1.png", "pets/dog/2.png", "pets/owl/Thumbs.db", "pets/toad/run.xyz", "__MACOSX/x/._a"):
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(len(name)) if name.endswith(".png") else b"x")
    (tmp_path / "from/pets/fish").mkdir()
    packed = tmp_path / f"pets (2).{kind}"
    if kind == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted((tmp_path / "from").rglob("*")):
                archive.write(path, path.relative_to(tmp_path / "from"))
    else:
        with tarfile.open(packed, "w:gz") as archive:
            archive.add(tmp_path / "from", "")
    result = read_source(packed)
    assert result.examples.class_counts() == {"cat": 1, "dog": 1}
    empty = [p.where for p in result.problems if p.what == "This folder is empty."]
    assert empty == ["pets/fish", "pets/owl"]  # what lay in pets/toad is counted
    assert [p.where for p in result.problems if "looked for in “pets”" in p.what] == [packed.name]


def test_an_empty_folder_is_never_made_outside(tmp_path: Path, unpacked: Path) -> None:
    path = pack(tmp_path / "pets.zip", {**CLASSES, "../out/": b"", "cat/0.png/": b"", "/abs/": b"", "cat/": b""})
    assert len(read_source(path).examples) == 6
    assert {p.name for p in unpacked.rglob("*") if p.is_dir()} >= {"cat", "dog"}
    assert not [p for p in unpacked.rglob("*") if p.name in {"out", "abs"}]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_paths_that_begin_with_what_the_archive_is_called_are_found(kind: str, tmp_path: Path) -> None:
    rows = "".join(f"pets/{name},{name[:3]}\n" for name in CLASSES)
    path = pack(tmp_path / f"pets.{kind}", {"list.csv": f"image,label\n{rows}".encode(), **CLASSES})
    assert len(read_source(path).examples) == 6


def put_names(path: Path, names: dict[str, str], codec: str) -> Path:
    """The archive with other names, of as many bytes, in an old encoding."""
    data = path.read_bytes()
    for plain, name in names.items():
        assert len(plain) == len(name.encode(codec))
        data = data.replace(plain.encode(), name.encode(codec))
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("codec", ["cp932", "utf-8-sig"])
def test_names_in_a_zip_are_read_as_the_table_in_it_writes_them(codec: str, tmp_path: Path) -> None:
    rows = "".join(f"写真/表{i}.png,{'ab'[i % 2]}\n" for i in range(6))
    files = {f"aaaa/bb{i}.png": png(i) for i in range(6)}
    path = pack(tmp_path / "shashin.zip", {"list.csv": f"image,種類\n{rows}".encode(codec), **files})
    result = read_source(put_names(path, {"aaaa": "写真", "/bb": "/表"}, "cp932"))
    assert len(result.examples) == result.total == 6
    assert "The names in the archive are read as Shift-JIS (Japanese); that is a guess." in {
        p.what for p in result.problems
    }


def test_where_no_name_in_a_zip_fits_the_last_line_tells_how_they_were_read(tmp_path: Path) -> None:
    rows = "".join(f"dog{i}.png,{'ab'[i % 2]}\n" for i in range(6))
    path = pack(tmp_path / "x.zip", {"list.csv": f"image,label\n{rows}".encode(), "aa.png": png()})
    result = read_source(put_names(path, {"aa": "表"}, "cp932"))
    error = nothing_imported(path.name, result.problems, path)
    assert error.hint is not None and error.hint.endswith("; that is a guess.")


def test_an_archive_with_a_very_long_name_is_read(tmp_path: Path, unpacked: Path) -> None:
    assert len(read_source(pack(tmp_path / f"{'ö' * 120}.zip", CLASSES)).examples) == 6
    assert max(len(p.name) for p in unpacked.rglob("*")) == 60


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_web_page_is_called_one_at_once_where_nothing_else_is_there(is_packed: bool, tmp_path: Path) -> None:
    source = tmp_path / "sheet"
    (source / "resources").mkdir(parents=True)
    (source / "resources/sheet.css").write_text("a {}")
    (source / "Sheet1.html").write_text("<html><table><tr><td>hello</td></tr></table></html>")
    if is_packed:
        source = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", source))
    with pytest.raises(DataError) as caught:
        read_source(source)
    assert "“Sheet1.html” is a web page, not a table. If it holds a table, copy that into" in caught.value.sentence()
    assert "sheet.css" not in caught.value.sentence()


@pytest.mark.parametrize(
    ("first", "second"), [("a.zip.001", "a.zip.002"), ("a.z01", "a.zip"), ("a.part1.rar", "a.part2.rar")]
)
def test_pieces_of_a_divided_archive_are_said_to_be_such(first: str, second: str, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for i in range(20):
            archive.writestr(f"cat/{i}.bin", bytes(range(256)))
    data = whole.getvalue()
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / first).write_bytes(data[: len(data) // 2])
    (folder / second).write_bytes(data[len(data) // 2 :])
    for name in (first, second):
        with pytest.raises(DataError, match="a piece of a divided archive") as raised:
            read_source(folder / name)
        assert "unpack them together" in raised.value.hint
    with pytest.raises(DataError, match="Pieces of a divided archive are not read one by one"):
        read_source(folder)
    (folder / "posts.csv").write_text("text,label\nsome words,a\nother words,b\n")
    assert any("divided archive" in p.what and p.kind == "left out" for p in read_source(folder).problems)
