"""The picture cache: decoded once, found again, whole or absent, bounded."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled
from mmgui.modalities.picture import cache as picture_cache
from mmgui.modalities.picture.cache import CachedPictures, cache_pictures
from mmgui.modalities.picture.values import read_picture, resize_picture


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    dice = np.random.default_rng(0)
    made = []
    for number in range(5):
        path = tmp_path / f"{number}.png"
        Image.fromarray(dice.integers(0, 256, (20, 30, 3)).astype(np.uint8)).save(path)
        made.append(str(path))
    return made


def cached(paths: list[str], folder: Path, size_px: int = 16) -> CachedPictures:
    *_progress, last = cache_pictures(paths, size_px, cancel=CancelToken(), folder=folder)
    assert isinstance(last, CachedPictures)
    return last


def test_pixels_are_those_of_the_gate(paths: list[str], tmp_path: Path) -> None:
    found = cached(paths, tmp_path / "cache")
    for path, row in zip(paths, found.rows, strict=True):
        assert np.array_equal(found.pixels[row], resize_picture(read_picture(Path(path)), 16))
    assert isinstance(found.pixels, np.memmap) and not found.pixels.flags.writeable


def test_a_second_run_decodes_nothing(paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cached(paths, tmp_path / "cache").decoded == 5

    def refuse(*_given: Any) -> Any:
        raise AssertionError("decoded again")

    monkeypatch.setattr(picture_cache, "read_picture", refuse)
    assert cached(paths, tmp_path / "cache").decoded == 0
    assert cached(paths[::-1][:3], tmp_path / "cache").decoded == 0  # other order, fewer: rows of the older pack


def test_only_new_pictures_are_decoded(paths: list[str], tmp_path: Path) -> None:
    cached(paths[:3], tmp_path / "cache")
    assert cached(paths, tmp_path / "cache").decoded == 2


def test_a_changed_file_is_decoded_again(paths: list[str], tmp_path: Path) -> None:
    cached(paths, tmp_path / "cache")
    Image.new("RGB", (9, 9), (255, 0, 0)).save(paths[2])
    found = cached(paths, tmp_path / "cache")
    assert found.decoded == 1 and found.pixels[found.rows[2]].reshape(-1, 3).mean(0).tolist() == [255, 0, 0]


def test_equal_files_share_a_row(paths: list[str], tmp_path: Path) -> None:
    copy = tmp_path / "copy.png"
    copy.write_bytes(Path(paths[1]).read_bytes())
    found = cached([*paths, str(copy)], tmp_path / "cache")
    assert found.rows[5] == found.rows[1] and found.decoded == 5


def test_broken_and_vanished_pictures_are_named_and_the_rest_is_kept(paths: list[str], tmp_path: Path) -> None:
    Path(paths[1]).write_bytes(b"no picture at all")
    Path(paths[3]).unlink()
    for _time in range(2):  # the second time from the pack
        found = cached(paths, tmp_path / "cache")
        assert (found.rows >= 0).tolist() == [True, False, True, False, True]
        assert [p.where for p in found.problems] == ["1.png", "3.png"]


def test_a_damaged_index_means_decoding_again(paths: list[str], tmp_path: Path) -> None:
    cached(paths, tmp_path / "cache")
    for index in (tmp_path / "cache").rglob("*.json"):
        index.write_text('{"version": 1, "rows": [')
    assert cached(paths, tmp_path / "cache").decoded == 5


def test_a_cancelled_reading_leaves_nothing_behind(paths: list[str], tmp_path: Path) -> None:
    cancel = CancelToken()
    steps = cache_pictures(paths, 16, cancel=cancel, folder=tmp_path / "cache")
    next(steps)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(steps)
    assert list((tmp_path / "cache").rglob("*.npy")) == []


def test_the_longest_unused_pack_goes_when_the_bound_is_reached(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_cache, "MAX_CACHE_BYTES", 3_000)  # one pack of three pictures has about 2 400 bytes
    first = cached(paths[:3], tmp_path / "cache")
    cached(paths[2:], tmp_path / "cache")
    packs = list((tmp_path / "cache").rglob("*.npy"))
    assert len(packs) == 1
    assert first.pixels.shape == (3, 16, 16, 3) and int(first.pixels[0, 0, 0, 0]) >= 0  # still mapped
