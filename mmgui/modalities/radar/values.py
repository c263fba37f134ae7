"""What a radar saw, from a file: a list of returns, or a map of strengths over range and azimuth. The gate for both.

Returns are (n, 4) float32: range in metres, azimuth in degrees (0 = straight ahead, left is negative), closing speed in
metres per second (negative = it moves away), strength in any unit. A map is (R, A, 1) float32: strengths, rows from
near to far, columns from left to right. Nothing else is in a raw value: no NaN, no infinity.

`.npy` is read without pickle, its header (numpy.lib.format, versions 1 to 3) before anything else.
"""

from __future__ import annotations

import ast
import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext
from mmgui.core.raw_file import read_raw
from mmgui.core.text import one_line

COLUMNS: Final = ("range_m", "azimuth_deg", "closing_speed_mps", "strength")
MOST_RETURNS: Final = 128  # of a list; the strongest stay
MAP_SIDE: Final = 96  # of a map, at most; a larger one is averaged
FARTHEST_M: Final = 1_000.0
MOST_BYTES: Final = 64 * 2**20
_MOST_SIDE: Final = 16_384  # of a map, before it is averaged
_LONGEST_HEADER: Final = 10_000  # bytes, as NumPy has it
_NO_HEADER: Final = (  # what comes of a header that is none
    *(ValueError, SyntaxError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(RecursionError, MemoryError),
)
_RANGE, _AZIMUTH, _SPEED, _STRENGTH = range(4)
# How people call the columns, without units; of speeds the second word turns the sign.
_NAMES: Final = {
    **dict.fromkeys(("range", "distance", "dist", "r", "距离"), (_RANGE, 1.0)),
    **dict.fromkeys(("azimuth", "angle", "az", "bearing", "theta", "方位角", "方位", "角度"), (_AZIMUTH, 1.0)),
    **dict.fromkeys(("closing_speed", "closing", "closing_velocity", "接近速度"), (_SPEED, 1.0)),
    **dict.fromkeys(("speed", "velocity", "doppler", "range_rate", "radial_velocity", "v", "速度"), (_SPEED, -1.0)),
    **dict.fromkeys(("strength", "power", "intensity", "rcs", "snr", "amplitude", "强度", "功率"), (_STRENGTH, 1.0)),
}
_UNITS: Final = re.compile(r"[\s_]*[(\[]?(m/s|mps|m_s|metres?|meters?|m|degrees?|deg|°|dbsm|dbm|db)[)\]]?$")
_RADIANS: Final = re.compile(r"[\s_]*[(\[]?(radians?|rad)[)\]]?$")


@dataclass(frozen=True, eq=False)
class Scan:
    """raw: see above. left_out: returns without a place. too_many: returns that were more than are kept. mended: cells
    of a map that were no numbers. suffix: of what the file is."""

    raw: NDArray[np.float32]
    suffix: str
    left_out: int = 0
    too_many: int = 0
    mended: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it was read."""
        said = []
        if self.left_out:
            text = ngettext(
                "{count} return without a distance or an angle was left out.",
                "{count} returns without a distance or an angle were left out.",
                self.left_out,
            )
            said.append(text.format(count=self.left_out))
        if self.too_many:
            text = _("Only the strongest {most} of {count} returns are read.")
            said.append(text.format(most=MOST_RETURNS, count=self.too_many))
        if self.mended:
            text = ngettext(
                "{count} cell of the map is no number and counts as empty.",
                "{count} cells of the map are no numbers and count as empty.",
                self.mended,
            )
            said.append(text.format(count=self.mended))
        return tuple(said)


def is_map(raw: NDArray[np.float32]) -> bool:
    return raw.ndim == 3


def read_scan(source: bytes | Path, name: str = "") -> Scan:
    """Raises DataError, which calls the file `name` (default: its own)."""
    shown = name or (source.name if isinstance(source, Path) else _("radar file"))
    data = source if isinstance(source, bytes) else read_raw(source, name, MOST_BYTES)
    return _read_npy(data, shown) if data.startswith(b"\x93NUMPY") else _read_csv(data, shown)


def scan_of(values: NDArray[Any], name: str, suffix: str = ".npy") -> Scan:
    """A scan from numbers of one of the two forms. Raises DataError."""
    if values.dtype.names:
        known = _places(values.dtype.names)
        if known is None:
            raise _refusal(_("“{name}” has no columns for range and azimuth.").format(name=name), name)
        values = np.stack([np.asarray(values[n], np.float64).ravel() for n in values.dtype.names], 1)
        return _returns_of(_ordered(values, known), name, suffix)
    if values.ndim == 3 and values.shape[2] == 1:
        values = values[:, :, 0]
    if values.ndim == 2 and values.shape[1] == len(COLUMNS):
        return _returns_of(values.astype(np.float64), name, suffix)
    return _map_of(values, name, suffix)


def as_csv(raw: NDArray[np.float32]) -> bytes:
    """A list of returns as a file that `read_scan` reads back, to three decimals."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"{v:.3f}".rstrip("0").rstrip(".") for v in row] for row in raw.tolist())
    return table.getvalue().encode()


# -- the two kinds of files ------------------------------------------------------------------------------------------


def _read_npy(data: bytes, name: str) -> Scan:
    """The header is a literal of Python, which is read as such and never run; the numbers are taken as they lie."""
    damaged = _("“{name}” is damaged, or no .npy file.").format(name=name)
    try:
        start, size = (10, 2) if data[6] == 1 else (12, 4)
        end = start + int.from_bytes(data[start - size : start], "little")
        if data[6] not in (1, 2, 3) or end - start > _LONGEST_HEADER:
            raise _refusal(damaged, name)
        head = ast.literal_eval(data[start:end].decode("latin1").strip())
        is_fortran, shape = bool(head["fortran_order"]), tuple(int(side) for side in head["shape"])
        kind = np.lib.format.descr_to_dtype(head["descr"])
    except _NO_HEADER as error:
        raise _refusal(damaged, name, str(error)) from error
    if kind.hasobject:
        text = _("“{name}” holds Python objects, which are not opened: they could run code.")
        raise _refusal(text.format(name=name), name)
    kinds = [kind] if kind.names is None else [kind[field] for field in kind.names]
    if any(one.kind not in "fiub" or one.subdtype is not None for one in kinds):
        raise _refusal(_("“{name}” holds no plain numbers.").format(name=name), name, str(kind))
    fewest = 1 if kind.names else 2
    if not fewest <= len(shape) <= 3 or not 0 <= min(shape) <= max(shape) <= 10**7:
        raise _wrong_form(shape, name)
    count = math.prod(shape)
    if count * kind.itemsize > len(data) - end:
        raise _refusal(_("“{name}” is cut off: it says that more follows.").format(name=name), name)
    values = np.frombuffer(data, kind, count, end).reshape(shape, order="F" if is_fortran else "C")
    return scan_of(values, name)


def _read_csv(data: bytes, name: str) -> Scan:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(_("“{name}” is neither a .npy file nor a table of text.").format(name=name), name) from error
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines or "\0" in text:
        raise _refusal(_("“{name}” holds no radar returns.").format(name=name), name)
    mark = max(";\t,", key=lines[0].count)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]
    except csv.Error as error:
        raise _refusal(_("“{name}” is damaged.").format(name=name), name, str(error)) from error
    places = _places(rows[0])
    if places is not None:
        width = len(rows[0])
        values = np.array([[_number(c, mark) for c in (row + [""] * width)[:width]] for row in rows[1:]], np.float64)
        return _returns_of(_ordered(values.reshape(-1, width), places), name, ".csv")
    widths = {len(row) for row in rows}
    cells = [[_number(cell, mark) for cell in row] for row in rows]
    if len(widths) > 1 or np.isnan(cells[0]).all() or rows[0][0][:1].isalpha():
        text = _("“{name}” is no radar file: it has neither columns for range and azimuth nor a map of numbers.")
        raise _refusal(text.format(name=name), name)
    return scan_of(np.array(cells, np.float64), name, ".csv")


def _number(cell: str, mark: str) -> float:
    try:
        return float(cell.replace(",", ".") if mark != "," else cell)
    except ValueError:
        return float("nan")


def _places(names: Any) -> dict[int, tuple[int, float]] | None:
    """Column of COLUMNS → (place in the file, factor); None if there is no range or no azimuth."""
    found: dict[int, tuple[int, float]] = {}
    for place, name in enumerate(names):
        low = str(name).strip().lower().replace("-", "_")
        factor = 180 / np.pi if _RADIANS.search(low) else 1.0
        plain = re.sub(r"[\s_]+", "_", _RADIANS.sub("", _UNITS.sub("", low))).strip("_")
        known = _NAMES.get(plain) or _NAMES.get(low)
        if known is not None and known[0] not in found:
            found[known[0]] = (place, known[1] * factor)
    return found if _RANGE in found and _AZIMUTH in found else None


def _ordered(values: NDArray[np.float64], places: dict[int, tuple[int, float]]) -> NDArray[np.float64]:
    """(n, 4) in the order of COLUMNS; what the file does not say of speed and strength is 0."""
    ordered = np.zeros((len(values), len(COLUMNS)))
    for column, (place, factor) in places.items():
        ordered[:, column] = values[:, place] * factor
    return ordered


# -- the two forms ---------------------------------------------------------------------------------------------------


def _returns_of(values: NDArray[np.float64], name: str, suffix: str) -> Scan:
    """values: (n, 4). What has no place is left out; what is no number of speed or strength counts as 0."""
    has_place = np.isfinite(values[:, :2]).all(1) & (values[:, _RANGE] >= 0) & (values[:, _RANGE] <= FARTHEST_M)
    kept = values[has_place]
    if not len(kept):
        raise _refusal(_("“{name}” holds no radar returns.").format(name=name), name)
    kept = np.nan_to_num(kept, nan=0.0, posinf=0.0, neginf=0.0).clip(-1e6, 1e6)
    kept[:, _AZIMUTH] = (kept[:, _AZIMUTH] + 180) % 360 - 180
    too_many = len(kept) if len(kept) > MOST_RETURNS else 0
    if too_many:
        strongest = np.argsort(-kept[:, _STRENGTH], kind="stable")[:MOST_RETURNS]
        kept = kept[np.sort(strongest)]
    return Scan(kept.astype(np.float32), suffix, int((~has_place).sum()), too_many)


def _map_of(values: NDArray[Any], name: str, suffix: str) -> Scan:
    """values: (R, A) of any size."""
    if values.ndim != 2 or min(values.shape) < 2 or max(values.shape) > _MOST_SIDE:
        raise _wrong_form(values.shape, name)
    is_number = np.isfinite(values)
    if not is_number.any():
        raise _refusal(_("“{name}” holds no numbers.").format(name=name), name)
    with np.errstate(over="ignore"):
        clean = np.where(is_number, values, np.min(values[is_number])).astype(np.float64).clip(-1e6, 1e6)
    for axis in (0, 1):
        if clean.shape[axis] > MAP_SIDE:
            ends = np.arange(MAP_SIDE + 1) * clean.shape[axis] // MAP_SIDE
            sums = np.add.reduceat(clean, ends[:-1], axis)
            lengths = np.array([b - a for a, b in pairwise(ends.tolist())])
            clean = sums / (lengths[:, None] if axis == 0 else lengths)
    return Scan(clean.astype(np.float32)[:, :, None], suffix, mended=int((~is_number).sum()))


def _wrong_form(shape: Sequence[int], name: str) -> DataError:
    text = _("“{name}” has the form {form}; a radar file is a map of two dimensions or a list of returns.")
    return _refusal(text.format(name=name, form=" × ".join(map(str, shape[:6])) or "1"), name)


def _refusal(text: str, name: str, detail: str = "") -> DataError:
    hint = _("Save it as a table with the columns {columns}, or as a map of numbers (.npy).")
    return DataError(text, hint.format(columns=", ".join(COLUMNS)), one_line(detail), file=name)
