"""A project on disk: what goes in comes out, every change can be undone, and what is not ours is left alone."""

import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, ImportResult
from mmgui.core.data.project import Project
from mmgui.core.data.schema import APPLICATION_ID, VERSION
from mmgui.core.errors import Cancelled, DataError, ProjectError

BOTH = (Field("picture", "image"), Field("words", "text"))


def png(number: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), (number % 256, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def some_examples(folder: Path, count: int = 12) -> ExampleSet:
    folder.mkdir(exist_ok=True)
    examples = []
    for n in range(count):
        file = folder / f"{n}.png"
        file.write_bytes(png(n // 2))  # every picture twice
        values = {"picture": str(file), "words": f"text {n}" if n else None}
        examples.append(Example(n, values, "ab"[n % 2], None, f"row {n}"))
    return ExampleSet(BOTH, tuple(examples))


@pytest.fixture
def project(tmp_path: Path) -> object:
    with Project.create(tmp_path / "demo") as made:
        yield made


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() else ""
        for p in sorted(folder.rglob("*"))
    }


def labels(project: Project) -> dict[int, str | None]:
    return {e.id: e.label for e in project.example_set().examples}


def test_examples_come_back_with_copied_pictures_and_a_split(project: Project, tmp_path: Path) -> None:
    given = some_examples(tmp_path / "in")
    seen: list[tuple[int, int]] = []
    edit = project.add(given, progress=lambda done, total: seen.append((done, total)))
    shutil.rmtree(tmp_path / "in")
    stored = project.example_set()
    assert stored.fields == project.fields == BOTH
    assert stored.name == project.name == "demo"
    assert [(e.values["words"], e.label, e.origin) for e in stored.examples] == [
        (e.values["words"], e.label, f"{e.origin} · {Path(e.values['picture'] or '').name}") for e in given.examples
    ]
    for n, e in enumerate(stored.examples):
        path = Path(e.values["picture"] or "")
        assert path.is_relative_to(project.folder / "media")
        assert path.read_bytes() == png(n // 2)
        assert path.stem == hashlib.sha256(png(n // 2)).hexdigest()
        assert path.parent.name == path.stem[:2]
    assert len(list((project.folder / "media").glob("*/*"))) == 6
    assert {e.split for e in stored.examples} == {"train", "validation", "test"}
    assert edit.description == "Add 12 examples"
    assert seen[-1] == (12, 12)


def test_everything_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    with Project.create(tmp_path / "demo.mmproj", "Grüße 你好") as project:
        project.add(some_examples(tmp_path / "in"))
        before = project.example_set()
        run = project.add_run("attention one", {"fusion": "attention"})
        project.update_run(run.id, status="completed", metrics={"accuracy": 0.5})
        project.add_run("of a race", {"fusion": "gated"}, race=3)
    with Project.open(tmp_path / "demo.mmproj" / "project.sqlite") as project:
        assert project.example_set() == before
        assert project.name == "Grüße 你好"
        assert [(r.name, r.status, r.metrics, r.folder.is_dir()) for r in project.runs()] == [
            ("attention one", "completed", {"accuracy": 0.5}, True),
            ("of a race", "running", {}, True),
        ]
        assert [(r.race, r.experiment) for r in project.runs()] == [
            (None, {"fusion": "attention"}),
            (3, {"fusion": "gated"}),
        ]
    assert sorted(p.name for p in (tmp_path / "demo.mmproj").iterdir()) == [".lock", "media", "project.sqlite", "runs"]


def test_each_edit_can_be_undone_and_redone(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in"))
    ids = [e.id for e in project.example_set().examples]
    other = tmp_path / "other.png"
    other.write_bytes(png(200))
    for change, description in (
        (lambda: project.set_label(ids[:3], " new\nlabel "), "Label 3 examples “new label”"),
        (lambda: project.set_label(ids[:1], None), "Remove the label of 1 example"),
        (lambda: project.rename_class("a", "b"), "Rename the class “a” to “b”"),
        (lambda: project.set_split(ids[:2], None), "Move 2 examples to no part"),
        (lambda: project.resplit((0.5, 0.25, 0.25), seed=9), "Divide the examples 50\u202f% / 25\u202f% / 25\u202f%"),
        (lambda: project.set_values(ids[0], "words", "a new text"), "Change “words”"),
        (lambda: project.set_values(ids[1], "words", None), "Change “words”"),
        (lambda: project.set_values(ids[1], "picture", str(other)), "Change “picture”"),
        (lambda: project.delete(ids[4:7]), "Delete 3 examples"),
        (lambda: project.add(some_examples(tmp_path / "in", 3)), "Add 3 examples"),
    ):
        before = project.example_set()
        edit = change()
        after = project.example_set()
        assert after != before, description
        assert edit.description == description
        for _ in range(2):
            edit.undo()
            assert project.example_set() == before, description
            edit.redo()
            assert project.example_set() == after, description
        edit.undo()


def test_undoing_the_first_import_removes_its_fields_too(project: Project, tmp_path: Path) -> None:
    edit = project.add(some_examples(tmp_path / "in"))
    edit.undo()
    assert project.fields == ()
    assert len(project) == 0
    edit.redo()
    assert project.fields == BOTH
    assert len(project) == 12


def test_numbers_of_deleted_examples_are_never_given_again(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in", 3))
    last = max(labels(project))
    edit = project.delete([last])
    project.add(some_examples(tmp_path / "in", 1))
    edit.undo()
    assert sorted(labels(project)) == [last - 2, last - 1, last, last + 1]


def test_a_given_split_is_kept_and_can_be_overruled(project: Project, tmp_path: Path) -> None:
    given = some_examples(tmp_path / "in")
    project.add(given, split="train", fractions=None)
    assert {e.split for e in project.example_set().examples} == {"train"}
    more = ExampleSet(BOTH[1:], (Example(0, {"words": "fresh"}, "a"),))
    project.add(more, split="test", fractions=None)
    project.resplit(keep_given=True)
    result = project.example_set()
    assert [e.values["words"] for e in result.part("test").examples] == ["fresh"]
    assert len(result.part("validation")) >= 2
    assert len(result.part("train")) >= 8


def test_adding_moves_no_example_and_brings_back_no_part_that_was_left_out(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in", 20), fractions=(0.8, 0.2, 0))
    before = {e.id: e.split for e in project.example_set().examples}
    assert set(before.values()) == {"train", "validation"}
    project.add(ExampleSet(BOTH[1:], (Example(0, {"words": "by hand"}, "a", "train"),)))
    project.add(ExampleSet(BOTH[1:], tuple(Example(n, {"words": f"more {n}"}, "a") for n in range(20))))
    after = {e.id: e.split for e in project.example_set().examples}
    assert {i: after[i] for i in before} == before
    assert set(after.values()) == {"train", "validation"}
    project.rename_class("a", "c")


def test_a_broken_or_vanished_picture_leaves_its_example_out_with_a_problem(project: Project, tmp_path: Path) -> None:
    given = some_examples(tmp_path / "in", 4)
    (tmp_path / "in/1.png").unlink()
    (tmp_path / "in/2.png").write_bytes(b"no picture")
    edit = project.add(ImportResult(given, ()))
    assert [p.where for p in edit.problems] == ["row 1", "row 2"]
    assert len(project) == edit.count == 2


def test_a_field_of_another_kind_is_refused(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in", 2))
    with pytest.raises(ProjectError, match="words"):
        project.add(ExampleSet((Field("words", "image"),), ()))


def test_impossible_values_are_refused_and_change_nothing(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in", 2))
    before = project.example_set()
    first = before.examples[0].id
    for attempt in (
        lambda: project.set_label([first], "x" * 300),
        lambda: project.rename_class("a", "  "),
        lambda: project.set_values(first, "picture", str(tmp_path / "gone.png")),
        lambda: project.set_values(first, "smell", "rose"),
        lambda: project.set_values(999, "words", "rose"),
        lambda: project.update_run(5, status="x"),
    ):
        with pytest.raises((DataError, ProjectError)):
            attempt()
    assert project.example_set() == before
    assert project.set_label([12345], "x").count == 0


def test_cancelling_an_import_leaves_the_project_as_it_was(project: Project, tmp_path: Path) -> None:
    cancel = CancelToken()

    def stop(done: int, total: int) -> None:
        cancel.cancel()

    with pytest.raises(Cancelled):
        project.add(some_examples(tmp_path / "in"), cancel=cancel, progress=stop)
    assert len(project) == 0
    assert project.fields == ()
    project.remove_unused_media()
    assert list((project.folder / "media").glob("*/*")) == []


def test_unused_media_are_removed_and_used_ones_kept(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in"))
    ids = sorted(labels(project))
    assert project.remove_unused_media() == 0
    project.delete(ids[:2])  # the two that share picture 0
    assert project.remove_unused_media() == 1 and project.remove_unused_media() == 0
    assert all(Path(e.values["picture"] or "").is_file() for e in project.example_set().examples)


def test_media_of_a_kind_that_only_a_newer_program_knows_are_not_taken_for_unused(
    project: Project, tmp_path: Path
) -> None:
    project.add(some_examples(tmp_path / "in"))
    project.delete(sorted(labels(project))[:2])
    with sqlite3.connect(project.folder / "project.sqlite") as database:
        database.execute("UPDATE fields SET modality = 'smell' WHERE modality = 'image'")
    before = sorted((project.folder / "media").glob("*/*"))
    assert project.remove_unused_media() == 0 and sorted((project.folder / "media").glob("*/*")) == before


def test_a_hostile_media_name_in_the_database_cannot_lead_out(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in", 1))
    with sqlite3.connect(project.folder / "project.sqlite") as database:
        database.execute("UPDATE example_values SET value = '../../../../etc/passwd'")
    database.close()
    assert Path(project.example_set().examples[0].values["picture"] or "").parent == project.folder / "media"


def test_runs_get_numbered_folders_and_can_be_deleted(project: Project) -> None:
    first = project.add_run("attention / balanced", {})
    second = project.add_run("../../evil", {"seed": 1}, status="failed")
    assert first.folder == project.runs_folder / "001-attention-balanced"
    assert second.folder.parent == project.runs_folder
    (first.folder / "best.safetensors").write_bytes(b"x")
    project.delete_run(first.id)
    assert not first.folder.exists()
    assert [r.id for r in project.runs()] == [second.id]
    project.update_run(second.id, name="good")
    assert (project.runs()[0].name, project.runs()[0].status) == ("good", "failed")
    project.update_run(second.id)


def test_several_threads_read_and_write_at_once(project: Project, tmp_path: Path) -> None:
    project.add(some_examples(tmp_path / "in"))
    ids = sorted(labels(project))
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for n in range(10):
                project.set_label([ids[number]], f"t{number}-{n}")
                assert len(project.example_set()) == 12
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [labels(project)[i] for i in ids[:6]] == [f"t{n}-9" for n in range(6)]


def test_a_second_program_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from mmgui.core.data.project import Project; from mmgui.core.errors import ProjectError\n"
        "try: Project.open(Path(sys.argv[1])).close(); print('opened')\n"
        "except ProjectError as error: print(error.message)"
    )

    def other() -> str:
        command = [sys.executable, "-c", code, str(tmp_path / "demo.mmproj")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with Project.create(tmp_path / "demo") as project:
        assert "already open" in other()
        with pytest.raises(ProjectError, match="already open"):
            Project.open(project.folder)
        project.add(some_examples(tmp_path / "media"))  # still works
    assert "opened" in other()


def version_1(folder: Path) -> None:
    """A project as version 1 wrote it, by hand: no origin of examples, no figures of runs, no index."""
    folder.mkdir()
    database = sqlite3.connect(folder / "project.sqlite")
    database.executescript(
        f"""
        PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;
        CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE fields (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, modality TEXT NOT NULL);
        CREATE TABLE examples (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT,
            split TEXT CHECK (split IN ('train', 'validation', 'test')));
        CREATE TABLE example_values (example_id INTEGER NOT NULL REFERENCES examples(id) ON DELETE CASCADE,
            field_id INTEGER NOT NULL REFERENCES fields(id) ON DELETE CASCADE, value TEXT NOT NULL,
            PRIMARY KEY (example_id, field_id)) WITHOUT ROWID;
        CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, folder TEXT NOT NULL UNIQUE,
            experiment TEXT NOT NULL, status TEXT NOT NULL, created TEXT NOT NULL);
        INSERT INTO info VALUES ('name', 'old one'), ('created', '2025-01-01T00:00:00+00:00');
        INSERT INTO fields VALUES (1, 'words', 'text');
        INSERT INTO examples VALUES (1, 'good', 'train'), (5, NULL, NULL);
        INSERT INTO example_values VALUES (1, 1, 'hello'), (5, 1, 'there');
        INSERT INTO runs VALUES (1, 'first', '001-first', '{{"seed": 3}}', 'completed', '2025-01-02T00:00:00+00:00');
        """
    )
    database.close()


def test_a_version_1_project_is_upgraded_and_a_copy_kept(tmp_path: Path) -> None:
    folder = tmp_path / "old.mmproj"
    version_1(folder)
    with Project.open(folder) as project:
        assert project.example_set().examples == (
            Example(1, {"words": "hello"}, "good", "train", ""),
            Example(5, {"words": "there"}, None, None, ""),
        )
        assert project.runs()[0].experiment == {"seed": 3}
        assert project.runs()[0].metrics == {}
        project.update_run(1, metrics={"accuracy": 1.0})
    database = sqlite3.connect(folder / "project.sqlite")
    assert database.execute("PRAGMA user_version").fetchone()[0] == VERSION == 2
    database.close()
    backup = sqlite3.connect(folder / "project.version-1.sqlite")
    assert backup.execute("PRAGMA user_version").fetchone()[0] == 1
    assert backup.execute("SELECT count(*) FROM examples").fetchone()[0] == 2
    backup.close()
    Project.open(folder).close()


def test_a_failed_upgrade_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mmgui.core.data import schema

    folder = tmp_path / "old.mmproj"
    version_1(folder)

    def fail_half_way(connection: object) -> None:
        connection.exec_driver_sql("ALTER TABLE examples ADD COLUMN origin TEXT")  # type: ignore[attr-defined]
        connection.exec_driver_sql("THIS IS NOT SQL")  # type: ignore[attr-defined]

    monkeypatch.setitem(schema.UPGRADES, 1, fail_half_way)
    with pytest.raises(ProjectError):
        Project.open(folder)
    monkeypatch.undo()
    database = sqlite3.connect(folder / "project.sqlite")
    assert database.execute("PRAGMA user_version").fetchone()[0] == 1
    assert "origin" not in {row[1] for row in database.execute("PRAGMA table_info(examples)")}
    database.close()
    with Project.open(folder) as project:
        assert len(project) == 2


def flip_version(folder: Path) -> None:
    database = sqlite3.connect(folder / "project.sqlite")
    database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()


def other_program(folder: Path) -> None:
    (folder / "project.sqlite").unlink()
    database = sqlite3.connect(folder / "project.sqlite")
    database.execute("CREATE TABLE bookmarks (a)")
    database.close()


def drop_table(folder: Path) -> None:
    database = sqlite3.connect(folder / "project.sqlite")
    database.execute("DROP TABLE example_values")
    database.close()


def overwrite(start: int, size: int, folder: Path) -> None:
    with (folder / "project.sqlite").open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * size)


def with_a_log(folder: Path) -> None:
    """Damaged in the middle, and with a write-ahead log of a killed program beside it."""
    database = sqlite3.connect(folder / "project.sqlite")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("UPDATE info SET value = 'changed'")
    database.commit()
    log = (folder / "project.sqlite-wal").read_bytes()
    database.close()
    overwrite(4096, 20_000, folder)
    (folder / "project.sqlite-wal").write_bytes(log[: len(log) // 2])


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (flip_version, "newer version"),
        (other_program, "another program"),
        (drop_table, "damaged"),
        (lambda f: (f / "project.sqlite").write_bytes(b""), "damaged"),
        (lambda f: (f / "project.sqlite").write_bytes(b"hello" * 100), "damaged"),
        (lambda f: os.truncate(f / "project.sqlite", 9000), "damaged"),
        (lambda f: overwrite(4096, 20_000, f), "damaged"),
        (lambda f: overwrite(100, 4000, f), "damaged"),
        (with_a_log, "damaged"),
        (lambda f: (f / "project.sqlite").unlink(), "not a project"),
        (lambda f: shutil.rmtree(f), "not found"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_the_reason_and_not_a_byte_changes(
    damage: object, reason: str, tmp_path: Path
) -> None:
    with Project.create(tmp_path / "demo") as project:
        project.add(some_examples(tmp_path / "in", 40))
    damage(project.folder)  # type: ignore[operator]
    before = snapshot(project.folder)
    with pytest.raises(ProjectError, match=reason):
        Project.open(project.folder)
    assert snapshot(project.folder) == before


def test_creating_over_something_is_refused_and_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "full.mmproj").mkdir()
    (tmp_path / "full.mmproj/diary.txt").write_text("mine")
    with pytest.raises(ProjectError, match="exists"):
        Project.create(tmp_path / "full")
    assert (tmp_path / "full.mmproj/diary.txt").read_text() == "mine"
    (tmp_path / "empty.mmproj").mkdir()
    Project.create(tmp_path / "empty.mmproj").close()
    (tmp_path / "file").write_text("x")
    with pytest.raises(ProjectError):
        Project.create(tmp_path / "file" / "demo")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.mmproj", "file", "full.mmproj"]


def test_a_read_only_folder_gives_a_plain_error_and_stays_as_it_is() -> None:
    """Root may write anywhere: the attempt is made by a process of the user "nobody"."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    root = Path(tempfile.mkdtemp())
    try:
        with Project.create(root / "demo") as project:
            pass
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = snapshot(root)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if os.getuid() == 0:
                    os.setgid(65534)
                    os.setuid(65534)
                for attempt in (Project.open, lambda p: Project.create(p.parent / "new")):
                    try:
                        attempt(project.folder)
                        os.write(writer, b"no error\n")
                    except ProjectError as error:
                        os.write(writer, error.sentence().encode() + b"\n")
                    except BaseException as error:
                        os.write(writer, repr(error).encode() + b"\n")
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            told = pipe.read().splitlines()
        os.waitpid(child, 0)
        assert len(told) == 2
        assert all("read-only" in line for line in told), told
        assert snapshot(root) == before
    finally:
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(root)


def test_the_training_length_stays_with_the_project(tmp_path: Path) -> None:
    with Project.create(tmp_path / "one.mmproj") as made:
        assert made.preset is None
        made.note_preset("quick")
    with Project.open(tmp_path / "one.mmproj") as again:
        assert again.preset == "quick"
