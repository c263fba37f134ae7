import io
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mmgui.core.errors import DataError
from mmgui.modalities import find_modality
from mmgui.modalities.radar.values import MAP_SIDE, MOST_RETURNS, as_csv, read_scan


def packed(values: NDArray[np.generic]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def header(shape: str, descr: str = "'<f4'", length: int = 118) -> bytes:
    """The start of a .npy file that says so, whatever follows."""
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(length - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("range_m,azimuth_deg,closing_speed_mps,strength\n18,-5,9,12\n", (18, -5, 9, 12)),
        ("strength;azimuth;range;closing speed\n12;-5;18;9\n", (18, -5, 9, 12)),
        ("Azimuth (deg)\tDistance (m)\tSNR (dB)\n-5\t18\t12\n", (18, -5, 0, 12)),
        ("azimuth;range;strength\n-5,5;18,25;12,5\n", (18.25, -5.5, 0, 12.5)),
        ("angle_rad,dist,doppler\n0.5235988,18,-9\n", (18, 30, 9, 0)),  # a growing range is a speed away
        ("\ufeff距离,方位角,接近速度,强度\n18,-5,9,12\n", (18, -5, 9, 12)),
    ],
)
def test_columns_are_known_by_their_names_in_any_order(text: str, row: tuple[float, ...]) -> None:
    scan = read_scan(text.encode("utf-8"), "a.csv")
    assert scan.raw[0] == pytest.approx(row, abs=1e-4) and scan.suffix == ".csv" and scan.notes == ()


def test_lists_and_maps_are_read_from_npy() -> None:
    rows = np.arange(12.0).reshape(3, 4)
    assert (read_scan(packed(rows)).raw == rows).all()
    named = np.array([(9.0, 18)], [("closing", "f4"), ("range", "i2")])
    with pytest.raises(DataError, match="no columns for range and azimuth"):
        read_scan(packed(named), "a.npy")
    named = np.array([(9.0, 18, -5)], [("closing", "f4"), ("range", "i2"), ("azimuth", "f8")])
    assert read_scan(packed(named)).raw.tolist() == [[18, -5, 9, 0]]
    grid = np.random.default_rng(0).random((40, 30))
    assert read_scan(packed(grid)).raw.shape == (40, 30, 1) == read_scan(packed(grid[:, :, None])).raw.shape
    table = "\n".join(",".join(map(str, row)) for row in grid.tolist())
    assert read_scan(table.encode()).raw == pytest.approx(read_scan(packed(grid)).raw)


def test_a_large_map_is_averaged_and_its_mean_stays() -> None:
    grid = np.random.default_rng(0).random((MAP_SIDE * 4, 30))
    raw = read_scan(packed(grid)).raw
    assert raw.shape == (MAP_SIDE, 30, 1)
    assert raw[:, :, 0] == pytest.approx(grid.reshape(MAP_SIDE, 4, 30).mean(1), abs=1e-6)


def test_what_is_no_number_is_left_out_or_counts_as_nothing_and_that_is_said() -> None:
    rows = np.array([[18, 0, np.nan, np.inf], [np.nan, 0, 1, 1], [5, -np.inf, 1, 1], [-3, 0, 1, 1]])
    scan = read_scan(packed(rows))
    assert scan.raw.tolist() == [[18, 0, 0, 0]]
    assert scan.notes == ("3 returns without a distance or an angle were left out.",)
    grid = np.ones((5, 6))
    grid[0, 0], grid[1, 1] = np.nan, np.inf
    scan = read_scan(packed(grid))
    assert np.isfinite(scan.raw).all() and scan.notes == ("2 cells of the map are no numbers and count as empty.",)


def test_of_too_many_returns_the_strongest_stay() -> None:
    rows = np.random.default_rng(0).random((1_000, 4))
    scan = read_scan(packed(rows))
    assert len(scan.raw) == MOST_RETURNS and scan.raw[:, 3].min() >= np.sort(rows[:, 3])[-MOST_RETURNS] - 1e-6
    assert scan.notes == (f"Only the strongest {MOST_RETURNS} of 1000 returns are read.",)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("it was unpickled",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed(np.array([Evil()], dtype=object)), "holds Python objects"),
        (packed(np.zeros((1,) * 10)), "has the form 1 × 1 × 1 × 1 × 1 × 1"),
        (packed(np.zeros(7)), "has the form 7"),
        (packed(np.zeros((0, 9))), "has the form 0 × 9"),
        (packed(np.zeros((4, 4, 3))), "has the form 4 × 4 × 3"),
        (packed(np.zeros((0, 4))), "holds no radar returns"),
        (packed(np.full((3, 4), np.nan)), "holds no radar returns"),
        (packed(np.full((3, 5), np.nan)), "holds no numbers"),
        (packed(np.array([["a", "b"]])), "holds no plain numbers"),
        (packed(np.zeros((3, 5), complex)), "holds no plain numbers"),
        (header("(100000000000, 100000000000)") + b"\0" * 64, "has the form 100000000000 × 100000000000"),
        (header("(9000000, 9000000)") + b"\0" * 64, "is cut off"),
        (header("(-3, 5)") + b"\0" * 64, "is damaged, or no .npy file|is cut off|has the form"),
        (header("(" + "(" * 60), "is damaged, or no .npy file"),
        (header("(3, 5)", "'O'") + pickle.dumps(1), "holds Python objects"),
        (b"\x93NUMPY", "is damaged, or no .npy file"),
        (b"\x93NUMPY\x09\x00" + bytes(80), "is damaged, or no .npy file"),
        (b"", "holds no radar returns"),
        (b"\xff\xfe\x00\x01" * 9, "is neither a .npy file nor a table of text"),
        (b"name,age\nAnna,7\n", "is no radar file"),
        (b"1,2,3\n4,5\n", "is no radar file"),
        (b"range,azimuth\n", "holds no radar returns"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "odd.npy").write_bytes(data)
    with pytest.raises(DataError, match=f"“odd.npy” ({said})") as error:
        read_scan(tmp_path / "odd.npy")
    assert "\n" not in error.value.message
    with pytest.raises(DataError, match=f"“other” ({said})"):
        read_scan(data, "other")


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    for turn in range(300):
        whole = packed(chance.random((5, 4))) if turn % 2 else as_csv(chance.random((5, 4)).astype(np.float32))
        data = bytearray(whole[: int(chance.integers(1, len(whole)))] if turn % 3 else whole)
        for place in chance.integers(0, len(data), 6):
            data[place] = chance.integers(256)
        try:
            raw = read_scan(bytes(data), "odd").raw
        except DataError as error:
            assert error.message.startswith("“odd” ") and "\n" not in error.message
        else:
            assert np.isfinite(raw).all() and raw.dtype == np.float32


def test_a_list_is_written_as_it_is_read(returns: NDArray[np.float32], radar_file: Path) -> None:
    kind = find_modality("radar")
    assert kind.read(radar_file) == pytest.approx(returns)
    assert kind.check(as_csv(returns), "a.csv") == (".csv", ())
    assert kind.begins(as_csv(returns)[:16]) and kind.begins(packed(returns)[:16])
    assert not kind.begins(b"name,age,weight_"[:16])


def test_a_raw_value_stays_and_another_array_is_refused(returns: NDArray[np.float32]) -> None:
    kind = find_modality("radar")
    assert kind.read(returns) is returns and kind.read(returns[:0]).shape == (0, 4)
    for odd in (returns[:, :3], returns.astype(np.float64), returns[0]):
        with pytest.raises(DataError, match="unknown form"):
            kind.read(odd)
