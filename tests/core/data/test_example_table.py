"""Examples as a table: what is written is imported again as it was."""

from pathlib import Path

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.example_table import save_examples
from mmgui.core.data.importing.source import read_source
from mmgui.core.errors import Cancelled, DataError
from tests.core.data.test_project import png

BOTH = (Field("picture", "image"), Field("words", "text"))


@pytest.fixture
def examples(tmp_path: Path) -> ExampleSet:
    made = []
    for n in range(12):
        picture = tmp_path / f"{n}.png"
        picture.write_bytes(png(n))
        values = {"picture": str(picture), "words": f"a lovely day, the {n}th" if n else None}
        made.append(Example(n + 1, values, "ab"[n % 2] if n != 3 else None, ("train", "train", "test")[n % 3]))
    return ExampleSet(BOTH, tuple(made))


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx"])
def test_what_is_written_is_imported_again_as_it_was(examples: ExampleSet, tmp_path: Path, ending: str) -> None:
    told: list[tuple[int, int]] = []
    table = tmp_path / "out" / f"my posts{ending}"
    folder = save_examples(examples, table, progress=lambda done, of: told.append((done, of))).folder
    assert folder == table.with_name("my posts files") and told[-1] == (11, 12)
    found = read_source(table)
    assert not found.problems, found.problems
    assert {f.modality for f in found.examples.fields} == {"image", "text"}
    names = {f.modality: f.name for f in found.examples.fields}
    for before, after in zip(examples.examples, found.examples.examples, strict=True):
        assert (after.label, after.split) == (before.label, before.split)
        assert after.values[names["text"]] == before.values["words"]
        copy = Path(after.values[names["image"]] or "")
        assert copy.parent == folder and copy.read_bytes() == Path(before.values["picture"] or "").read_bytes()


def test_words_alone_need_no_folder_and_a_field_called_label_stays(tmp_path: Path) -> None:
    alone = ExampleSet((Field("label", "text"),), (Example(1, {"label": "a text"}, "yes"),))
    assert save_examples(alone, tmp_path / "t.csv").folder is None
    assert (tmp_path / "t.csv").read_text("utf-8-sig").splitlines() == ["label,label 2,split", "a text,yes,"]


def test_nothing_of_an_older_table_is_written_over_by_halves(examples: ExampleSet, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    first = save_examples(examples, table).folder
    old = table.read_bytes()
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        save_examples(examples, table, cancel=cancel)
    with pytest.raises(DataError, match="cannot be written as"):
        save_examples(examples, tmp_path / "t.pdf")
    assert table.read_bytes() == old and first is not None and len(list(first.iterdir())) == 12
    assert not list(tmp_path.glob("t files *")) and not (tmp_path / "t.pdf").exists()


def test_a_file_that_is_gone_leaves_its_cell_empty_and_is_counted(examples: ExampleSet, tmp_path: Path) -> None:
    Path(examples.examples[5].values["picture"] or "").unlink()
    saved = save_examples(examples, tmp_path / "t.csv")
    assert saved.missing == 1 and saved.folder is not None and len(list(saved.folder.iterdir())) == 11
    assert read_source(tmp_path / "t.csv").examples.examples[5].values["words"] == "a lovely day, the 5th"


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "a/b", "x" * 300, "..", "con\x00trol"])
def test_no_name_of_a_field_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    picture = tmp_path / "in" / "a.png"
    picture.parent.mkdir()
    picture.write_bytes(png(1))
    fields = (Field(name, "image"), Field(name + "!", "image"))
    hostile = ExampleSet(fields, (Example(1, {f.name: str(picture) for f in fields}, "yes"),))
    saved = save_examples(hostile, tmp_path / "out" / "t.xlsx")
    assert saved.folder is not None and len(list(saved.folder.iterdir())) == 2
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.parent for path in written} == {picture.parent, saved.folder, tmp_path / "out"}
