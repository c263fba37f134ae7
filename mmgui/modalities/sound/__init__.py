"""Sounds: speech, noises and music, from files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Grid
from mmgui.core.parameters import Parameter
from mmgui.modalities import register
from mmgui.modalities.contract import EncoderPart, Fill, Modality, PlainMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Sounds(Modality):
    """Raw: (BANDS, T) uint8 levels, see spectrogram.py. Parts: cells of a Grid over pitch (high above low) and time."""

    name = "sound"
    label = N_("Sound")
    default_field = "sound"
    is_media = True
    suffixes = frozenset({".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3"})
    other_suffixes = frozenset({".m4a", ".aac", ".wma", ".aif", ".aiff", ".amr", ".mid", ".midi"})
    aliases = ("sounds", "audio")
    column_names = (
        *("sound", "audio", "wav", "recording", "clip", "声音", "录音", "音频"),
        *("ton", "aufnahme", "sonido", "son", "suono", "som", "звук", "аудио", "音声", "소리"),
    )
    colour = "#4b8f29"
    order = 10
    parts = N_("pieces of the sound")
    encoders = (
        EncoderPart(
            name="cnn",
            label=N_("Small convolutional network"),
            sentence=N_("Listens for patterns of pitch and time in the spectrogram, and keeps where they are (CNN)."),
            parameters=(
                Parameter(
                    "sound_patterns", 16, N_("Sound patterns"),
                    N_("How many patterns the first layer listens for; later layers have up to four times as many."),
                    low=4, high=128,
                ),
            ),
            builder="mmgui.modalities.sound.encoders:CNN",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the sound: {share}."),
        "alone": N_("the sound alone says {answer}"),
        "silent": N_("the sound alone does not say"),
        "hardly": N_("The sound hardly counts in this answer, so its map explains hardly anything of it."),
        "against": N_("The sound speaks against this answer: the model gives it because of something else."),
        "spoke against": N_("the sound spoke against it"),
        "give": N_("a sound"),
        "unfamiliar": N_("The sound is unlike anything it was trained on."),
        "partly met": N_("Parts of the sound are new to it, so it is less sure."),
        "reading": N_("Listening to sounds: {done} of {total}"),
        "missing": N_("no sound"),
        "one": N_("A sound"),
        "one file": N_("“{name}” is a single sound."),
        "not read": N_("The model that is open hears no sounds."),
        "import them": N_("To teach a model, import the folder “{name}” with all the sounds in it."),
        "named too": N_("“{column}” names sounds too and is not read."),
        "choose it": N_("“{column}” seems to hold their names: choose it as sounds."),
        "without words": N_("{reason} The sound is kept without words."),
        "list of them": N_(
            "This list was left out, although it names these sounds: the folders were read. To read it, choose the "
            "file itself."
        ),
        "several in a cell": N_("“{path}” holds several sounds; a cell is read as one."),
        "one in a cell": N_("Give each sound a row or a column of its own."),
        "versions": N_(
            "Sounds of the same class are called alike, such as “{one}” and “{other}”. If they are versions of one "
            "sound, the figures will be too good, for some are learnt from and others tested with: keep one version "
            "of each, or divide them yourself into the parts “train” and “test”, by folders or by a column of a table."
        ),
    }
    counted: Mapping[str, Callable[[int], str]] = {
        "unused": lambda count: ngettext(
            "{count} sound in this folder was left out: no row that was read uses it ({names}).",
            "{count} sounds in this folder were left out: no row that was read uses them ({names}).",
            count,
        ),
        "without words": lambda count: ngettext(
            "{count} of {total} sounds has no text that is called like it: it is read without words.",
            "{count} of {total} sounds have no texts that are called like them: they are read without words.",
            count,
        ),
    }
    plain_method = PlainMethod(
        "mean-bands",
        N_("Mean loudness of each pitch"),
        N_("Plain method: how loud each pitch is on the whole (logistic regression)."),
        "mmgui.modalities.sound.plain:weigh_bands",
    )

    def warm_up(self) -> None:
        _gate()

    def begins(self, start: bytes) -> bool:
        is_wave = start[:4] in (b"RIFF", b"RF64") and start[8:12] == b"WAVE"
        is_mpeg = len(start) > 2 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2  # layer III
        return is_wave or is_mpeg or start.startswith((b"fLaC", b"OggS", b"ID3"))

    def read(self, value: str | bytes | Path | NDArray[np.uint8], name: str = "") -> NDArray[np.uint8]:
        """The levels of the first seconds of a file, see values.py; levels stay. Raises DataError."""
        if isinstance(value, str | bytes | Path):
            heard = _gate().read_sound(Path(value) if isinstance(value, str) else value, name)
            levels: NDArray[np.uint8] = _spectrogram().levels_of(heard.samples)
            return levels
        if value.ndim != 2 or value.shape[0] != _spectrogram().BANDS or value.dtype != "uint8" or 0 in value.shape:
            raise DataError(_("This sound has an unknown form."), detail=f"{value.shape} {value.dtype}")
        return value

    def check(self, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
        heard = _gate().read_sound(data, name)
        return heard.suffix, heard.notes

    def mask(
        self, raw: NDArray[np.uint8], layout: Grid, keep: NDArray[np.bool_], fill: Fill = "plain"
    ) -> NDArray[np.uint8]:
        """fill: "plain" is the background of the sound, "average" how loud each pitch is in it on the whole."""
        spectrogram = _spectrogram()
        put = spectrogram.background(raw) if fill == "plain" else raw.mean(1, keepdims=True).round().astype(raw.dtype)
        covered: NDArray[np.uint8] = spectrogram.take_out(raw, layout, keep, put)
        return covered

    def image(self, raw: NDArray[np.uint8], longest_px: int | None = None) -> NDArray[np.uint8]:
        """A spectrogram, twice as wide as high."""
        pixels: NDArray[np.uint8] = _spectrogram().picture_of(raw, longest_px)
        return pixels

    def say_size(self, raw: NDArray[np.uint8]) -> str:
        return _("{seconds} s").format(seconds=f"{_spectrogram().seconds_of(raw.shape[1]):.1f}")

    def say_unreadable(self, names: str, count: int) -> str:
        return ngettext(
            "{count} sound cannot be read and counts as missing: {names}",
            "{count} sounds cannot be read and count as missing: {names}",
            count,
        ).format(count=count, names=names)

    def describe(self, layout: Grid, weights: NDArray[Any]) -> str:
        """ "high tones at 0.4 s"; "" for a flat or empty map."""
        return str(_places().describe_place(layout, weights))

    def describe_parts(self, layout: Grid, numbers: Collection[int]) -> str:
        """The middle of the parts in words; "" if they lie too far apart for that to be true."""
        return str(_places().describe_middle(layout, numbers))

    def say_would_mask(self, layout: Grid, numbers: Collection[int]) -> str:
        return ngettext(
            "The framed piece would be as quiet as the background; all else stays.",
            "The framed pieces would be as quiet as the background; all else stays.",
            len(numbers),
        )

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("With the sound of example {number} instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With the sound of example {number} instead it would no longer be sure (best guess: {answer}, {share})."
            )
        )
        return text.format(number=number, answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with the sound of example {number}.").format(number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("The whole sound would be replaced by the one shown here; all else stays.")


def _gate() -> Any:
    """values.py, when the first sound comes: nothing waits for its libraries at the start."""
    return import_module("mmgui.modalities.sound.values")


def _spectrogram() -> Any:
    return import_module("mmgui.modalities.sound.spectrogram")


def _places() -> Any:
    return import_module("mmgui.modalities.sound.places")


register(Sounds())
