"""No label is lost: the program killed at any moment (T15), the disk full at any byte (T16)."""

import errno
import io
import multiprocessing
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from mmgui.core import files
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.project import Project
from mmgui.core.errors import ProjectError

ROUNDS = int(os.environ.get("MMGUI_KILL_ROUNDS", "40"))
WORDS = (Field("words", "text"),)
BOTH = (Field("picture", "image"), *WORDS)


def texts(count: int) -> ExampleSet:
    return ExampleSet(WORDS, tuple(Example(n, {"words": f"text {n}"}, "old") for n in range(count)))


def pictures(folder: Path, count: int) -> ExampleSet:
    folder.mkdir(exist_ok=True)
    examples = []
    for n in range(count):
        buffer = io.BytesIO()
        Image.new("RGB", (8, 8), (n, n, n)).save(buffer, "PNG")
        (folder / f"{n}.png").write_bytes(buffer.getvalue())
        examples.append(Example(n, {"picture": str(folder / f"{n}.png"), "words": f"picture {n}"}, "new"))
    return ExampleSet(BOTH, tuple(examples))


def label_and_tell(path: Path, offered: ExampleSet, number: int, told: Connection) -> None:
    """What the killed program does: every kind of change in turn, telling of each once it has returned."""
    with Project.open(path) as project:
        ids = [e.id for e in project.example_set().examples if e.label != "new"]
        told.send(("ready", 0, ""))
        for n in range(10_000):
            one = ids[n % len(ids)]
            label = f"r{number}-{n}"
            told.send(("begin", one, label))
            project.set_label([one], label)
            told.send(("done", one, label))
            if n % 5 == 4:
                told.send(("begin add", 0, ""))
                project.add(offered)
                told.send(("done add", 0, ""))


@pytest.mark.slow
def test_killed_at_any_moment_the_project_is_old_or_new_and_no_label_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "demo.mmproj"
    with Project.create(path) as project:
        project.add(texts(20))
        expected = {e.id: {e.label} for e in project.example_set().examples}
    offered = pictures(tmp_path / "in", 5)
    added, maybe_added = 0, 0
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mmgui.core.data.project", "mmgui.modalities.picture.values"])
    dice = random.Random(4)
    killed_inside = 0
    for number in range(ROUNDS):
        told, tell = context.Pipe(duplex=False)
        process = context.Process(target=label_and_tell, args=(path, offered, number, tell))
        process.start()
        tell.close()
        assert told.recv()[0] == "ready"
        time.sleep(dice.uniform(0, 0.12))  # the moment is what is random here
        process.kill()
        process.join()
        last = ""
        try:
            while True:
                last, one, label = told.recv()
                if last == "begin":
                    expected[one] = expected[one] | {label}
                elif last == "done":
                    expected[one] = {label}
                elif last == "begin add":
                    maybe_added = 1
                else:
                    added, maybe_added = added + 1, 0
        except EOFError:
            pass
        killed_inside += last.startswith("begin")
        with Project.open(path) as project:
            examples = project.example_set()
        old = {e.id: e.label for e in examples.examples if e.label != "new"}
        assert old.keys() == expected.keys()
        for one, label in old.items():
            assert label in expected[one], f"round {number}"
            expected[one] = {label}
        new = examples.examples[20:] if maybe_added or added else ()
        assert len(new) in {5 * added, 5 * (added + maybe_added)}
        added, maybe_added = len(new) // 5, 0
        for e in new:
            assert Image.open(e.values["picture"] or "").getpixel((0, 0)) is not None
        assert len(examples) == 20 + len(new)
    assert killed_inside > ROUNDS // 4, "the kills missed the interesting moments"


def test_every_connection_syncs_each_commit_and_checks_references(tmp_path: Path) -> None:
    with Project.create(tmp_path / "demo") as project, project._database.reading() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


class FullDisk:
    """A file that takes `room` more bytes and then no more, as a full disk does."""

    def __init__(self, file: IO[bytes], room: list[int]) -> None:
        self.file, self.room = file, room

    def write(self, data: bytes) -> int:
        if len(data) > self.room[0]:
            self.file.write(data[: self.room[0]])
            self.room[0] = 0
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room[0] -= len(data)
        return self.file.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self.file, name)


@pytest.mark.parametrize("room", [0, 1, 70, 200, 400])
def test_a_disk_full_while_copying_pictures_leaves_the_project_as_it_was(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = pictures(tmp_path / "in", 8)
    assert sum(f.stat().st_size for f in (tmp_path / "in").iterdir()) > 500
    with Project.create(tmp_path / "demo") as project:
        project.add(texts(5))
        before = project.example_set()
        left = [room]
        real = files.atomic_file

        @contextmanager
        def full(path: Path) -> Iterator[IO[bytes]]:
            with real(path) as file:
                yield FullDisk(file, left)  # type: ignore[misc]

        monkeypatch.setattr(files, "atomic_file", full)
        with pytest.raises(ProjectError, match="disk is full"):
            project.add(offered)
        assert project.example_set() == before
        assert project.fields == WORDS
        for copy in project.media_folder.rglob("*"):
            assert copy.is_dir() or Image.open(copy).load(), "half a picture was left behind"
        monkeypatch.undo()
        project.add(offered)
        assert len(project) == 13


@pytest.mark.parametrize("pages", [0, 1, 2, 5])
def test_a_disk_full_while_the_database_grows_leaves_it_as_it_was(pages: int, tmp_path: Path) -> None:
    """SQLite itself refuses to grow beyond max_page_count with the error of a full disk."""
    with Project.create(tmp_path / "demo") as project:
        project.add(texts(50))
        before = project.example_set()
        with project._database.reading() as connection:
            count = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {count + pages}")
        with pytest.raises(ProjectError, match="disk is full"):
            project.add(texts(5_000))
        assert project.example_set() == before
        with project._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        project.add(texts(5_000))
        assert len(project) == 5_050
    database = sqlite3.connect(tmp_path / "demo.mmproj" / "project.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    database.close()


def test_a_project_that_cannot_be_created_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mmgui.core.data import project_folder

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(project_folder, "create_database", full)
    with pytest.raises(ProjectError, match="disk is full"):
        Project.create(tmp_path / "demo")
    assert list(tmp_path.iterdir()) == []
