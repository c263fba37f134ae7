"""What file names promise is kept."""

import tarfile
import zipfile
from pathlib import Path

import pytest

from mmgui.core.data.importing.file_names import ARCHIVE_ENDINGS
from mmgui.core.data.importing.source import preview_source

PACKING = {"tar": "", "gz": "gz", "tgz": "gz", "bz2": "bz2", "tbz": "bz2", "tbz2": "bz2", "xz": "xz", "txz": "xz"}


@pytest.mark.parametrize("ending", ARCHIVE_ENDINGS)
def test_an_archive_with_each_of_these_endings_can_be_looked_into(tmp_path: Path, ending: str) -> None:
    table, place = tmp_path / "posts.csv", tmp_path / f"packed{ending}"
    table.write_text("text,label\ngood news,a\nbad news,b\n")
    if ending == ".zip":
        with zipfile.ZipFile(place, "w") as packed:
            packed.write(table, "posts.csv")
    else:
        with tarfile.open(place, f"w:{PACKING[ending.rpartition('.')[2]]}") as packed:
            packed.add(table, "posts.csv")
    assert preview_source(place).columns == ("text", "label")
