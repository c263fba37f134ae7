"""Radar: lists of returns, or maps of strengths over range and azimuth, from files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Grid, Layout
from mmgui.core.parameters import Parameter
from mmgui.modalities import register
from mmgui.modalities.contract import EncoderPart, Fill, Modality, PlainMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Radar(Modality):
    """Raw: (n, 4) float32 returns or a (R, A, 1) float32 map, see values.py. Parts: each return, as Spans of a text
    that lists them; of a map the sectors of a Grid over range (far above near) and azimuth (left to right)."""

    name = "radar"
    label = N_("Radar")
    default_field = "radar"
    is_media = True
    suffixes = frozenset({".npy"})
    table_suffixes = frozenset({".csv"})
    aliases = ("radars", "lidar")
    column_names = ("radar", "radar_file", "returns", "雷达")
    colour = "#6b6f1d"
    order = 20
    parts = N_("returns")
    encoders = (
        EncoderPart(
            name="set",
            label=N_("Network over returns"),
            sentence=N_(
                "Looks at each return by itself, wherever it stands in the list, then at the strongest signs of all "
                "(deep set); of a map at each sector."
            ),
            parameters=(
                Parameter(
                    "radar_patterns", 64, N_("Radar patterns"), N_("How many patterns it looks for in a return."),
                    low=4, high=512,
                ),
            ),
            builder="mmgui.modalities.radar.encoders:SET",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the radar: {share}."),
        "alone": N_("the radar alone says {answer}"),
        "silent": N_("the radar alone does not say"),
        "hardly": N_("The radar hardly counts in this answer, so its map explains hardly anything of it."),
        "against": N_("The radar speaks against this answer: the model gives it because of something else."),
        "spoke against": N_("the radar spoke against it"),
        "give": N_("radar returns"),
        "unfamiliar": N_("What the radar saw is unlike anything it was trained on."),
        "partly met": N_("Parts of what the radar saw are new to it, so it is less sure."),
        "reading": N_("Reading radar files: {done} of {total}"),
        "missing": N_("no radar"),
        "one": N_("A radar file"),
        "one file": N_("“{name}” is a single radar file."),
        "not read": N_("The model that is open reads no radar files."),
        "import them": N_("To teach a model, import the folder “{name}” with all the radar files in it."),
        "named too": N_("“{column}” names radar files too and is not read."),
        "choose it": N_("“{column}” seems to hold their names: choose it as radar."),
        "without words": N_("{reason} The radar file is kept without words."),
        "list of them": N_(
            "This list was left out, although it names these radar files: the folders were read. To read it, choose "
            "the file itself."
        ),
        "several in a cell": N_("“{path}” holds several radar files; a cell is read as one."),
        "one in a cell": N_("Give each radar file a row or a column of its own."),
        "versions": N_(
            "Radar files of the same class are called alike, such as “{one}” and “{other}”. If they are versions of "
            "one of them, the figures will be too good, for some are learnt from and others tested with: keep one "
            "version of each, or divide them yourself into the parts “train” and “test”, by folders or by a column of "
            "a table."
        ),
    }
    counted: Mapping[str, Callable[[int], str]] = {
        "unused": lambda count: ngettext(
            "{count} radar file in this folder was left out: no row that was read uses it ({names}).",
            "{count} radar files in this folder were left out: no row that was read uses them ({names}).",
            count,
        ),
        "without words": lambda count: ngettext(
            "{count} of {total} radar files has no text that is called like it: it is read without words.",
            "{count} of {total} radar files have no texts that are called like them: they are read without words.",
            count,
        ),
    }
    plain_method = PlainMethod(
        "nearest-ahead",
        N_("Nearest return in each direction"),
        N_("Plain method: the nearest and the fastest return of each direction (logistic regression)."),
        "mmgui.modalities.radar.plain:weigh_directions",
    )

    def warm_up(self) -> None:
        _values()

    def begins(self, start: bytes) -> bool:
        """A .npy file, or a table that begins with our own columns: no other table is taken for radar by itself."""
        return start.startswith((b"\x93NUMPY", b"range_m,azimuth_"))

    def read(self, value: str | bytes | Path | NDArray[np.float32], name: str = "") -> NDArray[np.float32]:
        """What a file holds, see values.py; a raw value stays. Raises DataError."""
        if isinstance(value, str | bytes | Path):
            raw: NDArray[np.float32] = _values().read_scan(Path(value) if isinstance(value, str) else value, name).raw
            return raw
        is_list = value.ndim == 2 and value.shape[1] == len(_values().COLUMNS)
        is_map = value.ndim == 3 and value.shape[2] == 1 and 0 not in value.shape
        if not (is_list or is_map) or value.dtype != "float32":
            raise DataError(_("These radar returns have an unknown form."), detail=f"{value.shape} {value.dtype}")
        return value

    def check(self, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
        scan = _values().read_scan(data, name)
        return scan.suffix, scan.notes

    def mask(
        self, raw: NDArray[np.float32], layout: Layout, keep: NDArray[np.bool_], fill: Fill = "plain"
    ) -> NDArray[np.float32]:
        """Returns are taken out of the list. In a map comes what is weakest in it ("plain") or its mean ("average")."""
        if raw.ndim == 2:
            return raw[keep]
        assert isinstance(layout, Grid)
        return _sectors().take_out(raw, layout, keep, float(raw.min() if fill == "plain" else raw.mean()))  # type: ignore[no-any-return]

    def image(self, raw: NDArray[np.float32], longest_px: int | None = None) -> NDArray[np.uint8]:
        """Returns as dots in a fan, seen from above; a map as a rectangle, far above near, under its sectors."""
        pixels: NDArray[np.uint8] = _drawing().draw_scan(raw, longest_px)
        return pixels

    def say_size(self, raw: NDArray[np.float32]) -> str:
        if raw.ndim == 3:
            return _("map of {rows} × {columns}").format(rows=raw.shape[0], columns=raw.shape[1])
        return ngettext("{count} return", "{count} returns", len(raw)).format(count=len(raw))

    def say_unreadable(self, names: str, count: int) -> str:
        return ngettext(
            "{count} radar file cannot be read and counts as missing: {names}",
            "{count} radar files cannot be read and count as missing: {names}",
            count,
        ).format(count=count, names=names)

    def describe(self, layout: Layout, weights: NDArray[Any]) -> str:
        """ "a strong return at 18 m, 5° left, coming closer at 9 m/s"; "" for a flat or empty map."""
        if not layout.count or weights.max() <= 0 or (layout.count > 1 and weights.max() - weights.min() < 0.02):
            return ""
        return str(_places().describe_part(layout, int(weights.argmax())))

    def describe_parts(self, layout: Layout, numbers: Collection[int]) -> str:
        """The one return, or the middle of sectors that lie together; "" for several returns."""
        return str(_places().describe_middle(layout, numbers))

    def say_would_mask(self, layout: Layout, numbers: Collection[int]) -> str:
        return ngettext(
            "The framed return would not be there; all else stays.",
            "The framed returns would not be there; all else stays.",
            len(numbers),
        )

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("With the radar of example {number} instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With the radar of example {number} instead it would no longer be sure (best guess: {answer}, {share})."
            )
        )
        return text.format(number=number, answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with the radar of example {number}.").format(number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("All that the radar saw would be replaced by what is shown here; all else stays.")


def _values() -> Any:
    """values.py, when the first file comes: nothing waits for NumPy at the start."""
    return import_module("mmgui.modalities.radar.values")


def _sectors() -> Any:
    return import_module("mmgui.modalities.radar.sectors")


def _drawing() -> Any:
    return import_module("mmgui.modalities.radar.drawing")


def _places() -> Any:
    return import_module("mmgui.modalities.radar.places")


register(Radar())
