"""Pictures: photos and drawings, in colour."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
RAW_SUFFIXES = (  # of photographs as cameras store them
    *(".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".dng", ".orf", ".rw2", ".raf", ".pef", ".srw"),
)
SIDES_LOOKED_AT = 25  # of the training pictures, for their usual size


class Pictures(Modality):
    """Raw: (H, W, 3) uint8 RGB. Parts: cells of a Grid over the picture."""

    name = "image"
    label = N_("Picture")
    default_field = "picture"
    is_media = True
    suffixes = frozenset(
        {".jpg", ".jpeg", ".jpe", ".jfif", ".jfi", ".pjpeg", ".pjp", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif"}
    )
    other_suffixes = frozenset({".tif", ".tiff", ".heic", ".heif", ".avif", ".svg", ".jp2", ".jxl", *RAW_SUFFIXES})
    aliases = ("picture", "photo", "pictures", "images")
    column_names = (
        *("picture", "image", "photo", "file_name", "filename", "file", "path", "img", "pic", "图片", "照片"),
        *("bild", "foto", "datei", "dateiname", "imagen", "archivo", "fichier", "immagine", "imagem", "arquivo"),
        *("картинка", "фото", "файл", "画像", "写真", "이미지", "사진"),
    )
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
        "nothing read": N_("There is nothing in the columns that are read: neither a picture nor words."),
        "empty row": N_("There is nothing in this row: neither a picture nor words."),
        "named too": N_("“{column}” names pictures too and is not read."),
        "choose it": N_("“{column}” seems to hold their names: choose it as pictures."),
        "without words": N_("{reason} The picture is kept without words."),
        "list of them": N_(
            "This list was left out, although it names these pictures: the folders were read. To read it, choose the "
            "file itself."
        ),
        "several in a cell": N_("“{path}” holds several pictures; a cell is read as one."),
        "one in a cell": N_("Give each picture a row or a column of its own."),
        "versions": N_(
            "Pictures of the same class are called alike, such as “{one}” and “{other}”. If they are versions of one "
            "picture, the figures will be too good, for some are learnt from and others tested with: keep one version "
            "of each, or divide them yourself into the parts “train” and “test”, by folders or by a column of a table."
        ),
    }
    counted: Mapping[str, Callable[[int], str]] = {
        "hidden": lambda count: ngettext(
            "{count} hidden picture was left out (its name begins with a dot).",
            "{count} hidden pictures were left out (their names begin with a dot).",
            count,
        ),
        "foreign letters": lambda count: ngettext(
            "{count} picture was left out: its path is written in letters of another system. Rename it.",
            "{count} pictures were left out: their paths are written in letters of another system. Rename them.",
            count,
        ),
        "in a folder": lambda count: ngettext(
            "This folder with {count} picture was left out: {why}.",
            "This folder with {count} pictures was left out: {why}.",
            count,
        ),
        "unused": lambda count: ngettext(
            "{count} picture in this folder was left out: no row that was read uses it ({names}).",
            "{count} pictures in this folder were left out: no row that was read uses them ({names}).",
            count,
        ),
        "without words": lambda count: ngettext(
            "{count} of {total} pictures has no text that is called like it: it is read without words.",
            "{count} of {total} pictures have no texts that are called like them: they are read without words.",
            count,
        ),
        "text alone": lambda count: ngettext(
            "{count} text ({ending}) was left out: no picture beside it is called like it, or another text is its "
            "words already.",
            "{count} texts ({ending}) were left out: no pictures beside them are called like them, or other texts are "
            "their words already.",
            count,
        ),
        "other folder": lambda count: ngettext(
            "{count} picture lies in a folder that is called like another label than the one it has here: {examples}. "
            "Check which is right.",
            "{count} pictures lie in folders that are called like other labels than those they have here: {examples}. "
            "Check which are right.",
            count,
        ),
        "several in a row": lambda count: ngettext(
            "The row holds {count} picture in “{column}”; an example has one there.",
            "The row holds {count} pictures in “{column}”; an example has one there: put them into rows of their own, "
            "or choose one.",
            count,
        ),
    }
    plain_method = PlainMethod(
        "nearest-pictures",
        N_("Nearest pictures"),
        N_("Plain method: looks for the most similar shrunken pictures (nearest neighbours)."),
        "mmgui.modalities.picture.plain:find_pictures",
    )

    def warm_up(self) -> None:
        _gate()

    def begins(self, start: bytes) -> bool:
        is_webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
        return is_webp or start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))

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
        some = distinct[:: max(1, len(distinct) // SIDES_LOOKED_AT)][:SIDES_LOOKED_AT]
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
