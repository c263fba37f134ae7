"""Pictures: photos and drawings, in colour."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Grid
from mmgui.core.parameters import Parameter
from mmgui.modalities import register
from mmgui.modalities.contract import EncoderPart, FieldInput, Fill, LoadedValues, Modality, PlainMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.cancel import CancelToken

_SIZE = Parameter(
    "size_px", 64, N_("Picture size"), N_("Pictures are read as squares of so many pixels."), low=16, high=512
)
_LOOKED_AT = 25  # of the training pictures, for their usual size


class Pictures(Modality):
    """Raw: (H, W, 3) uint8 RGB. Parts: cells of a Grid over the picture."""

    name = "image"
    label = N_("Picture")
    default_field = "picture"
    is_media = True
    suffixes = frozenset(
        {".jpg", ".jpeg", ".jpe", ".jfif", ".jfi", ".pjpeg", ".pjp", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif"}
    )
    aliases = ("picture", "photo", "pictures", "images")
    column_names = ("picture", "image", "photo", "file_name", "filename", "file", "path", "img", "pic", "图片", "照片")
    colour = "#0f7fa8"
    order = 0
    parts = N_("places")
    encoders = (
        EncoderPart(
            name="cnn",
            label=N_("Small convolutional network"),
            sentence=N_("Looks for edges, then shapes, then parts, and keeps where they are (CNN)."),
            parameters=(
                _SIZE,
                Parameter(
                    "channels", 24, N_("Picture channels"),
                    N_("How many patterns the first layer looks for; later layers have up to four times as many."),
                    low=4, high=256,
                ),
                Parameter("depth", 1, N_("Extra layers"), N_("Further layers on the finest grid."), low=0, high=8),
            ),
            builder="mmgui.modalities.picture.encoders:CNN",
        ),
        EncoderPart(
            name="article",
            label=N_("The article's network"),
            sentence=N_("Two convolutions with pooling; gives one vector, no places."),
            parameters=(_SIZE,),
            builder="mmgui.modalities.picture.encoders:ARTICLE",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the picture: {share}."),
        "alone": N_("the picture alone says {answer}"),
        "silent": N_("the picture alone does not say"),
        "hardly": N_("The picture hardly counts in this answer, so its map explains hardly anything of it."),
        "against": N_("The picture speaks against this answer: the model gives it because of something else."),
        "spoke against": N_("the picture spoke against it"),
        "give": N_("a picture"),
        "unfamiliar": N_("The picture is unlike anything it was trained on."),
        "reading": N_("Reading pictures: {done} of {total}"),
        "missing": N_("no picture"),
        "one": N_("A picture"),
        "one file": N_("“{name}” is a single picture."),
        "not read": N_("The model that is open reads no pictures."),
        "import them": N_("To teach a model, import the folder “{name}” with all the pictures in it."),
    }
    plain_method = PlainMethod(
        "nearest-pictures",
        N_("Nearest pictures"),
        N_("Plain method: looks for the most similar shrunken pictures (nearest neighbours)."),
        "mmgui.modalities.picture.plain:find_pictures",
    )

    def warm_up(self) -> None:
        _gate()

    def read(self, value: str | bytes | Path | NDArray[np.uint8], name: str = "") -> NDArray[np.uint8]:
        """The pixels as people see them, see values.read_picture; pixels stay. Raises DataError."""
        if isinstance(value, str | bytes | Path):
            source = Path(value) if isinstance(value, str) else value
            pixels: NDArray[np.uint8] = _gate().read_picture(source, name=name)
            return pixels
        if value.ndim != 3 or value.shape[2] != 3 or value.dtype != "uint8" or 0 in value.shape:
            raise DataError(
                _("This picture has an unknown form."),
                _("Pixels are given as height × width × 3 bytes."),
                f"{value.shape} {value.dtype}",
            )
        return value

    def check(self, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
        facts = _gate().check_picture(data, name=name)
        return facts.suffix, facts.notes

    def load(
        self, values: Sequence[str], given: FieldInput, cancel: CancelToken
    ) -> Iterator[tuple[int, int] | LoadedValues]:
        """Every distinct picture is decoded once and kept for later runs, see cache.py."""
        loaded: Iterator[tuple[int, int] | LoadedValues] = import_module("mmgui.modalities.picture.encoders").load(
            values, given, cancel
        )
        return loaded

    def say_unreadable(self, names: str, count: int) -> str:
        return ngettext(
            "{count} picture cannot be read and counts as missing: {names}",
            "{count} pictures cannot be read and count as missing: {names}",
            count,
        ).format(count=count, names=names)

    def facts(self, values: Sequence[str], labels: NDArray[np.int64], classes: int) -> Mapping[str, float]:
        """picture_px: the middle of the longer sides."""
        distinct = list(dict.fromkeys(values))
        some = distinct[:: max(1, len(distinct) // _LOOKED_AT)][:_LOOKED_AT]
        return {"picture_px": _gate().usual_side([Path(path) for path in some])}

    def mask(
        self, raw: NDArray[np.uint8], layout: Grid, keep: NDArray[np.bool_], fill: Fill = "plain"
    ) -> NDArray[np.uint8]:
        """fill: "plain" is the grey that pictures are padded with, which the model has learnt to mean nothing;
        "average" the picture's mean colour. A cell has at least one pixel, so in a tiny picture cells overlap."""
        covered = raw.copy()
        colour = _gate().PADDING if fill == "plain" else raw.mean((0, 1)).round().astype(raw.dtype)
        for is_kept, (top, bottom, left, right) in zip(keep, layout.boxes(*raw.shape[:2]), strict=True):
            if not is_kept:
                covered[top:bottom, left:right] = colour
        return covered

    def image(self, raw: NDArray[np.uint8], longest_px: int | None = None) -> NDArray[np.uint8]:
        if longest_px is None:
            return raw
        small: NDArray[np.uint8] = _gate().small_picture(raw, longest_px)
        return small

    def describe(self, layout: Grid, weights: NDArray[Any]) -> str:
        """ "lower middle of the picture"; "" for a flat or empty map."""
        return str(_places().describe_place(layout.grid(weights)))

    def describe_parts(self, layout: Grid, numbers: Collection[int]) -> str:
        """The middle of the parts in words; "" if they lie too far apart for that to be true."""
        return str(_places().describe_middle(layout, numbers))

    def say_masked(self, layout: Grid, numbers: Collection[int], answer: str, share: str, is_sure: bool) -> str:
        place = self.describe_parts(layout, numbers)
        if is_sure and place:
            text = ngettext(
                "With {count} of the {total} parts of the picture covered ({place}) it would say {answer} ({share}).",
                "With {count} of the {total} parts of the picture covered ({place}) it would say {answer} ({share}).",
                len(numbers),
            )
        elif is_sure:
            text = ngettext(
                "With {count} of the {total} parts of the picture covered it would say {answer} ({share}).",
                "With {count} of the {total} parts of the picture covered it would say {answer} ({share}).",
                len(numbers),
            )
        elif place:
            text = ngettext(
                "With {count} of the {total} parts of the picture covered ({place}) it would no longer be sure (best "
                "guess: {answer}, {share}).",
                "With {count} of the {total} parts of the picture covered ({place}) it would no longer be sure (best "
                "guess: {answer}, {share}).",
                len(numbers),
            )
        else:
            text = ngettext(
                "With {count} of the {total} parts of the picture covered it would no longer be sure (best guess: "
                "{answer}, {share}).",
                "With {count} of the {total} parts of the picture covered it would no longer be sure (best guess: "
                "{answer}, {share}).",
                len(numbers),
            )
        return text.format(count=len(numbers), total=layout.count, place=place, answer=answer, share=share)

    def say_shown_masked(self, layout: Grid, numbers: Collection[int]) -> str:
        text = ngettext(
            "Shown now: with {count} of the {total} parts of the picture covered.",
            "Shown now: with {count} of the {total} parts of the picture covered.",
            len(numbers),
        )
        return text.format(count=len(numbers), total=layout.count)

    def say_would_mask(self, layout: Grid, numbers: Collection[int]) -> str:
        return ngettext(
            "The framed part would be covered with grey; all else stays.",
            "The framed parts would be covered with grey; all else stays.",
            len(numbers),
        )

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("With the picture of example {number} instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With the picture of example {number} instead it would no longer be sure (best guess: {answer}, "
                "{share})."
            )
        )
        return text.format(number=number, answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with the picture of example {number}.").format(number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("The whole picture would be replaced by the one shown here; all else stays.")


def _gate() -> Any:
    """values.py, when the first picture comes: nothing waits for Pillow at the start."""
    return import_module("mmgui.modalities.picture.values")


def _places() -> Any:
    return import_module("mmgui.modalities.picture.places")


register(Pictures())
