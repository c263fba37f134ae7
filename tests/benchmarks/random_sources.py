"""Random sources (folders, tables, archives, odd names): none may raise anything but a DataError, and nothing that was
offered may be uncounted. The generator knows how many pictures, rows and other files it offered.

python tests/benchmarks/random_sources.py --count 2000 --seed 1
"""

import argparse
import csv
import io
import json
import os
import random
import shutil
import sys
import tarfile
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image

from mmgui.core.data.importing.source import preview_source, read_source
from mmgui.core.errors import DataError

CLASSES = (
    *("cat", "dog", "train", "valid", "test", "invalid", "Training", "日本", "a%20b", "#1", "-x", "_", "cat ", "con"),
    *("nul", "é" * 3, "1", "10", "😀", "two  words", "images", "labels", "a'b", "[x]", "c;d", "fold1", "fold2", "data"),
)
WORDS = (
    "the kitten purrs",
    "a puppy, barking",
    "“quoted” words",
    "naïve café",
    "猫在睡觉",
    "x" * 300,
    "tab\tinside",
    "-",
    "=1+1",
)
ENDINGS = (".png", ".PNG", ".jpg", ".jpeg", ".jfif", ".jpe", ".pjpeg", ".webp", "", ".jpg_large", ".gif")
OTHERS = ("film.mp4", "notes.pdf", "film.avi", "what.xyz", "noending", "stray.txt", "notes.md", "numbers.npy")
RUBBISH = ("Thumbs.db", ".DS_Store", "desktop.ini", "._a.png")
PAPERS = ("README.md", "LICENSE")  # about the data where they lie around it, files like others in a class
PARTS = ("train", "Train", "val", "validation", "test", "eval", "holdout", "tset", "unlabeled", "")


@dataclass
class Offer:
    """What a source holds. pictures: paths; rows: per table; others: files that can never be examples."""

    path: Path
    pictures: set[Path] = field(default_factory=set)
    passed_over: int = 0  # pictures in hidden folders, behind links that lead out, with names that cannot be stored
    others: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    named: dict[str, set[Path]] = field(default_factory=dict)  # per table: the pictures that its rows name
    is_table: bool = False  # the table itself is the source, not its folder

    def totals(self) -> set[int]:
        """How many may be offered: with the folders read, or with one or all of the tables."""
        rows = sum(self.tables.values())
        if self.is_table:
            return {rows}
        folders = len(self.pictures) + self.passed_over + self.others + rows
        every = {frozenset[Path]()} | {frozenset(n) for n in self.named.values()}
        every.add(frozenset(p for n in self.named.values() for p in n))
        return {folders} | {rows + self.passed_over + len(self.pictures - n) for n in every}

    @property
    def is_empty(self) -> bool:
        return not self.pictures and not sum(self.tables.values())


class Maker:
    def __init__(self, seed: int, place: Path) -> None:
        self.dice, self.place = random.Random(seed), place
        self._number = 0

    def source(self) -> Offer:
        make: Callable[[], Offer] = self.dice.choices(
            (self.class_folders, self.table, self.parts, self.archive), weights=(4, 4, 2, 3)
        )[0]
        return make()

    def picture(self) -> bytes:
        self._number += 1
        colour = (self._number % 256, self._number // 256 % 256, 7)
        buffer = io.BytesIO()
        Image.new("RGB", (4, 4), colour).save(buffer, self.dice.choice(("PNG", "JPEG")))
        return buffer.getvalue()

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def put_picture(self, offer: Offer, path: Path, data: bytes | None = None) -> None:
        if path.exists() or path.is_symlink():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        data = data if data is not None else self.picture()
        if path.suffix and self.chance(0.08):
            data = self.dice.choice((data[:30], b"", b"<html>no</html>", b"version https://git-lfs.github.com/spec/v1"))
            if path.suffix == ".jpg_large":  # known by its content only
                return
        path.write_bytes(data)
        offer.pictures.add(path)

    def put_other(self, offer: Offer, path: Path) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"nothing to see")
        offer.others += 1

    def fill_class(self, offer: Offer, folder: Path, deep: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(self.dice.randrange(0, 6)):
            name = self.dice.choice(
                (str(number), f"IMG {number}", f"é{number}", f"猫{number}", f"a#b{number}", f" {number}")
            )
            self.put_picture(offer, folder / (name + self.dice.choice(ENDINGS)))
            if self.chance(0.15):
                stem = folder / f"{number}.png"
                if not stem.with_suffix(".txt").exists():
                    self.put_picture(offer, stem)
                    if stem in offer.pictures:
                        stem.with_suffix(".txt").write_text(self.dice.choice(("a cat", "0 0.5 0.5 0.1 0.1\n", "")))
                        self.captions.append(stem.with_suffix(".txt"))
        if self.chance(0.2):
            self.put_other(offer, folder / self.dice.choice(OTHERS))
        if self.chance(0.2):
            (folder / self.dice.choice(RUBBISH)).write_bytes(b"x")
        if deep and self.chance(0.25):
            for name in self.dice.sample(("session1", "session2", "cat", "dog", "train", "test"), 2):
                self.fill_class(offer, folder / name, deep - 1)

    def class_folders(self, *, plain: bool = False) -> Offer:
        root = self.place / "data"
        root.mkdir()
        offer = Offer(root)
        self.captions: list[Path] = []
        base = root
        for _ in range(self.dice.choice((0, 0, 0, 1, 2))):
            base = base / self.dice.choice(("data", "pets", "images", "archive"))
        for name in self.dice.sample(CLASSES, self.dice.randrange(1, 6)):
            self.fill_class(offer, base / name, 2)
        if self.chance(0.2):
            self.put_picture(offer, base / "loose.png")
        if self.chance(0.3):
            self.stray_table(offer, base)
        if self.chance(0.2):
            (root / self.dice.choice(PAPERS)).write_bytes(b"x")
        if not plain:
            self.odd_things(offer, base)
        offer.others += self.unused_captions(offer)
        return offer

    def unused_captions(self, offer: Offer) -> int:
        """Texts beside pictures that hold boxes are left out as a whole; which they are is decided by most of them."""
        self.boxes = len(self.captions)
        return 0

    def stray_table(self, offer: Offer, folder: Path) -> None:
        path = folder / self.dice.choice(("notes.csv", "posts.csv", "sample_submission.csv", "train.csv"))
        rows = self.dice.randrange(1, 6)
        path.write_text("text,label\n" + "".join(f"some words {i},{'ab'[i % 2]}\n" for i in range(rows)))
        offer.tables[path.name] = rows

    def odd_things(self, offer: Offer, base: Path) -> None:
        if self.chance(0.2):
            count = self.dice.randrange(1, 4)
            for i in range(count):
                (base / ".hidden").mkdir(exist_ok=True)
                (base / ".hidden" / f"{i}.png").write_bytes(self.picture())
            offer.passed_over += count
        if self.chance(0.2):
            outside = self.place / "outside"
            outside.mkdir()
            for i in range(2):
                (outside / f"{i}.png").write_bytes(self.picture())
            (base / "linked").symlink_to(outside)
            offer.passed_over += 2
        if self.chance(0.1):
            (base / "circle").symlink_to(base)
        if self.chance(0.1):
            link = base / "dead.png"
            if not link.exists():
                link.symlink_to(self.place / "nowhere.png")
                offer.pictures.add(link)
        if self.chance(0.15) and sys.platform == "linux":
            Path(os.fsdecode(os.fsencode(base) + b"/\xff\xfe.png")).write_bytes(self.picture())
            offer.passed_over += 1
        if self.chance(0.15):
            (base / "empty").mkdir(exist_ok=True)

    def parts(self) -> Offer:
        root = self.place / "data"
        root.mkdir()
        offer = Offer(root)
        self.captions = []
        for part in self.dice.sample(("train", "Test", "valid", "Testing", "dev"), self.dice.randrange(1, 4)):
            if self.chance(0.2):
                for i in range(3):
                    self.put_picture(offer, root / part / f"{i}.png")
            else:
                for name in self.dice.sample(("cat", "dog", "bird"), 2):
                    self.fill_class(offer, root / part / name, 0)
        if self.chance(0.4):
            self.fill_class(offer, root / "unsorted", 0)
        if self.chance(0.2):
            self.put_picture(offer, root / "loose.png")
        self.odd_things(offer, root)
        return offer

    def table(self, *, plain: bool = False) -> Offer:
        root = self.place / "data"
        root.mkdir()
        offer = Offer(root)
        names = [f"{self.dice.choice(('cat', 'dog', 'É', 'a b'))}{i}" for i in range(self.dice.randrange(2, 12))]
        pics = root / self.dice.choice(("pics", "images", "."))
        files: list[Path] = []
        for name in names:
            path = pics / (name + self.dice.choice((".png", ".jpg", ".jfif", ".JPG")))
            self.put_picture(offer, path)
            files.append(path)
        spell = self.dice.choice(("plain", "plain", "mixed"))
        rows, named = [], set[Path]()
        has_split, has_picture = self.chance(0.4), self.chance(0.85)
        for path in self.dice.choices(files, k=self.dice.randrange(1, 25)):
            cell = self.spelt(path, root, plain) if spell == "mixed" else path.relative_to(root).as_posix()
            if self.chance(0.05):
                cell = self.dice.choice(
                    ("gone.png", "../out.png", "https://e.org/a.png", "", "data:image/png;base64,aa", "/etc/passwd")
                )
            elif has_picture:
                named.add(path)
            row = {"image": cell} if has_picture else {}
            row |= {"text": self.dice.choice(WORDS), "label": self.dice.choice(("a", "b", "1", ""))}
            if has_split:
                row["split"] = self.dice.choices(PARTS, weights=(30, 5, 10, 5, 10, 3, 3, 1, 1, 1))[0]
            rows.append(row)
        name = self.write_table(root, rows)
        offer.tables[name] = len(rows)
        offer.named[name] = named
        if not plain and self.chance(0.5):
            offer.is_table, offer.path = True, root / name
        return offer

    def spelt(self, path: Path, root: Path, is_moved: bool) -> str:
        plain = path.relative_to(root).as_posix()
        return self.dice.choice(
            (
                plain,
                plain.upper(),
                unicodedata.normalize("NFD", plain),
                f" {plain} ",
                f"'{plain}'",
                plain.replace("/", "\\"),
                quote(plain),
                plain if is_moved else path.as_uri(),
                path.name,
                plain.rpartition(".")[0],
                path.stem,
                "./" + plain,
            )
        )

    def write_table(self, root: Path, rows: list[dict[str, str]]) -> str:
        kind = self.dice.choice(("csv", "csv", "csv", "tsv", "jsonl", "json", "parquet", "xlsx", "gb18030"))
        plain_names = all(row.get("image", "").isascii() for row in rows)
        if kind == "gb18030" and not (plain_names and any("猫" in row["text"] for row in rows)):
            kind = "csv"  # nobody can tell it from other encodings by one É
        keys = list(rows[0])
        path = root / f"posts.{'csv' if kind == 'gb18030' else kind}"
        if kind in {"csv", "tsv", "gb18030"}:
            sign = "\t" if kind == "tsv" else self.dice.choice(",;")
            encoding = "gb18030" if kind == "gb18030" else self.dice.choice(("utf-8", "utf-8-sig", "utf-16"))
            with path.open("w", newline="", encoding=encoding) as file:
                writer = csv.DictWriter(file, keys, delimiter=sign)
                writer.writeheader()
                writer.writerows(rows)
        elif kind == "jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        elif kind == "json":
            path.write_text(json.dumps(rows, indent=1))
        else:
            import polars

            frame = polars.DataFrame(rows)
            frame.write_parquet(path) if kind == "parquet" else frame.write_excel(path)
        return path.name

    def archive(self) -> Offer:
        inner = self.class_folders(plain=True) if self.chance(0.6) else self.table(plain=True)
        kind = self.dice.choice(("zip", "tar", "tar.gz", "tar.bz2", "tar.xz"))
        path = self.place / f"packed.{kind}"
        files = sorted(p for p in inner.path.rglob("*") if p.is_file())
        odd = self.dice.sample(("../up.png", "/abs.png", "a/../../b.png", "C:/x.png", "inner.zip", "link.png"), 2)
        odd = odd if self.chance(0.4) else []
        if kind == "zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
                for file in files:
                    packed.write(file, file.relative_to(inner.path).as_posix())
                for name in odd:
                    info = zipfile.ZipInfo(name)
                    info.external_attr = (0o120777 if name == "link.png" else 0o100644) << 16
                    packed.writestr(info, b"/etc/passwd" if name == "link.png" else self.picture())
        else:
            mode: Any = f"w:{kind.partition('.')[2]}"
            with tarfile.open(path, mode) as tape:
                for file in files:
                    tape.add(file, file.relative_to(inner.path).as_posix())
                for name in odd:
                    member = tarfile.TarInfo(name)
                    data = self.picture()
                    if name == "link.png":
                        member.type, member.linkname, data = tarfile.SYMTYPE, "/etc/passwd", b""
                    member.size = len(data)
                    tape.addfile(member, io.BytesIO(data))
        inner.path = path
        inner.passed_over += len(odd)
        return inner


def check(seed: int, place: Path) -> str:
    """ "ok", "refused" (rightly: it holds nothing), or a sentence that says what is wrong with this seed's source."""
    maker = Maker(seed, place)
    offer = maker.source()
    captions = len(getattr(maker, "captions", ()))
    try:
        preview_source(offer.path)
        result = read_source(offer.path)
    except DataError as error:
        return "refused" if offer.is_empty else f"seed {seed}: refused, but it holds something: {error.sentence()}"
    except Exception as error:
        return f"seed {seed}: {type(error).__name__}: {error}"
    wanted = offer.totals()
    wanted |= {total + captions for total in wanted}  # texts beside pictures that turn out to be boxes
    if offer.path.suffix not in {"", ".csv"} and not offer.is_table:  # not unpacked, whatever is read then
        wanted |= {total + some for total in wanted for some in range(offer.others + 1)}
    if result.total not in wanted:
        told = "; ".join(f"{p.kind} {p.lost} {p.where}: {p.what}" for p in result.problems)
        return f"seed {seed}: {len(result.examples)} read, {result.total} offered, wanted {sorted(wanted)}: {told}"
    return "ok"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    words = parser.parse_args()
    found: Counter[str] = Counter()
    begin = time.perf_counter()
    for seed in range(words.seed, words.seed + words.count):
        place = Path(tempfile.mkdtemp(prefix="mmgui-random-"))
        try:
            said = check(seed, place)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        found[said if said in {"ok", "refused"} else "wrong"] += 1
        if said not in {"ok", "refused"}:
            print(said, flush=True)
    print(f"{words.count} sources in {time.perf_counter() - begin:.1f} s:", dict(found))
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
