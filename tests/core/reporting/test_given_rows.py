"""From the rows of a table to what a model reads, whatever kinds of files it holds."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars
import pytest

from mmgui.core.data.example import Field
from mmgui.core.data.importing.finding import Finder
from mmgui.core.data.importing.source import open_source
from mmgui.core.reporting.given_rows import FoundFiles, GivenRow, checked_row, read_rows
from tests.beeps import SAMPLES, beeps_alone
from tests.end_to_end.test_third_modality import write_wav


@pytest.fixture(autouse=True)
def beeps() -> Iterator[None]:
    with beeps_alone():
        yield


def given(path: Path, fields: Sequence[Field]) -> list[GivenRow]:
    columns = {field.name: place for place, field in enumerate(fields)}
    return list(read_rows(open_source(path), columns, (None, None), fields, "", FoundFiles(Finder()), [], None))


def test_sounds_within_a_table_are_read_and_broken_ones_are_told(tmp_path: Path) -> None:
    write_wav(tmp_path / "1.wav", np.full(SAMPLES, 0.5))
    data = (tmp_path / "1.wav").read_bytes()
    polars.DataFrame({"sound": [{"bytes": d, "path": "1.wav"} for d in (data, data[:20])]}).write_parquet(
        tmp_path / "t.parquet"
    )
    good, bad = given(tmp_path / "t.parquet", [Field("sound", "beep")])
    assert good.values["sound"].shape == (SAMPLES,) and good.stored == {"sound": data} and not good.problem
    assert "damaged or cut off" in bad.problem


def test_a_folder_in_the_place_of_a_file_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "sounds").mkdir()
    (tmp_path / "t.csv").write_text("sound\nsounds\n", encoding="utf-8")
    [row] = given(tmp_path / "t.csv", [Field("sound", "beep")])
    assert row.problem == "“sounds” is a folder, not a file."


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("image", "text"), "There is nothing in this row: neither a picture nor words."),
        (("text",), "There is nothing in this row: neither a picture nor words."),
        (("beep", "text"), "There is nothing in this row."),
    ],
)
def test_an_empty_row_is_told_in_the_words_of_what_is_read(kinds: Sequence[str], said: str) -> None:
    fields = [Field(kind, kind) for kind in kinds]
    assert checked_row((), dict.fromkeys(kinds), fields, None, False).problem == said
