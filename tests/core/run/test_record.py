"""The files of a run: what was saved is read, and what is absent or damaged is not known."""

import math
from pathlib import Path

import numpy as np
import pytest

from mmgui.core.film.film import FILM_FOLDER, remove_film
from mmgui.core.run.folder import is_run
from mmgui.core.run.record import METRICS, SETTINGS, Arrays


def test_figures_that_are_no_numbers_are_kept_as_they_are(tmp_path: Path) -> None:
    METRICS.save(tmp_path, {"loss": math.nan, "n": 3, "test": {"loss": math.inf}})
    found = METRICS.read(tmp_path)
    assert found is not None and math.isnan(found["loss"]) and found["test"]["loss"] == math.inf and found["n"] == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_not_known(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SETTINGS.name).write_bytes(content)
    assert SETTINGS.read(tmp_path) is None and SETTINGS.read(tmp_path / "nowhere") is None


def test_a_file_that_an_editor_saved_with_a_mark_at_its_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / SETTINGS.name).write_bytes(b'\xef\xbb\xbf{"fingerprint": "x"}')
    assert SETTINGS.read(tmp_path) == {"fingerprint": "x"}


def test_arrays_come_back_and_damaged_ones_do_not(tmp_path: Path) -> None:
    arrays = Arrays("some.safetensors")
    arrays.save(tmp_path, {"a": np.arange(6).reshape(2, 3)[:, ::-1]})
    assert arrays.read(tmp_path)["a"].tolist() == [[2, 1, 0], [5, 4, 3]]
    (tmp_path / arrays.name).write_bytes(b"\x00" * 20)
    assert arrays.read(tmp_path) == {}


def test_a_run_of_any_version_is_a_run_and_other_files_are_none(tmp_path: Path) -> None:
    assert not is_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "my web page"}')
    assert not is_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format_version": 99}')
    assert is_run(tmp_path)


def test_a_file_in_the_place_of_the_film_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILM_FOLDER).write_text("mine")
    remove_film(tmp_path)
    assert (tmp_path / FILM_FOLDER).read_text() == "mine"
