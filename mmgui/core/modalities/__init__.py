"""The kinds of fields: how a raw value of each is recognised and read safely.

A modality is one name on three floors: `core/modalities/NAME.py`, `core/models/encoders/NAME.py` and
`gui/modalities/NAME.py`. Each registers itself in its floor's registry; everybody else asks the registry.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import N_, _
from mmgui.core.registry import Registry

MAX_TEXT = 100_000  # characters; a longer "text" is a mistake in the table

# C0 and C1 control characters except tab and line feed, and halves of surrogate pairs (they cannot be stored).
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Modality:
    """A kind of field.

    name: as projects and models store it. default_field: what a new field of this kind is called.
    is_media: a value is the path of a file (else the text itself). suffixes: endings of its files, lower case.
    aliases: further words that people use for it. read_raw and check_raw: what `read` and `check` call.
    """

    name: str
    default_field: str
    label: str
    is_media: bool
    read_raw: Callable[[Any], Any]
    check_raw: Callable[[bytes, str], tuple[str, tuple[str, ...]]] | None = None
    suffixes: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()

    def title(self) -> str:
        """The word that people see, in the present language."""
        return _(self.label)

    def read(self, value: Any) -> Any:
        """The raw value: an (H, W, 3) uint8 array of an image, a str of a text.

        Raises DataError, naming the file, for a value that cannot be used.
        """
        return self.read_raw(value)

    def check(self, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
        """Pass the bytes of a media file through its gate: the suffix of what they are, and notes for the person.

        Raises DataError, which calls the file `name`.
        """
        return ("", ()) if self.check_raw is None else self.check_raw(data, name)


MODALITIES: Registry[Modality] = Registry("modality")


def find_modality(word: str) -> Modality:
    """The modality called `word`, by its name or an alias ("photo", "words"). Raises ExperimentError."""
    wanted = word.strip().lower()
    for _name, modality in MODALITIES:
        if wanted == modality.name or wanted in modality.aliases:
            return modality
    return MODALITIES.get(wanted)


def read_text(value: object) -> str:
    """A text without control characters; line ends become "\\n".

    Raises DataError if it is not text or longer than 100 000 characters.
    """
    if not isinstance(value, str):
        raise DataError(_("A text was expected, but this is something else."), detail=type(value).__name__)
    if len(value) > MAX_TEXT:
        raise DataError(
            _("A text has {count} characters; {limit} is the most.").format(count=len(value), limit=MAX_TEXT),
            _("Shorten it, or leave it out."),
        )
    if value.isprintable():
        return value
    return _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _read_picture_file(value: str | bytes | Path) -> Any:
    return import_module("mmgui.core.modalities.picture").read_picture(Path(value) if isinstance(value, str) else value)


def _check_picture_file(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    facts = import_module("mmgui.core.modalities.picture").check_picture(data, name=name)
    return facts.suffix, facts.notes


MODALITIES.register("image")(
    Modality(
        name="image",
        default_field="picture",
        label=N_("Picture"),
        is_media=True,
        read_raw=_read_picture_file,
        check_raw=_check_picture_file,
        suffixes=frozenset(
            {
                ".jpg",
                ".jpeg",
                ".jpe",
                ".jfif",
                ".jfi",
                ".pjpeg",
                ".pjp",
                ".png",
                ".apng",
                ".webp",
                ".bmp",
                ".dib",
                ".gif",
            }
        ),
        aliases=("picture", "photo", "pictures", "images"),
    )
)
MODALITIES.register("text")(
    Modality(
        name="text", default_field="words", label=N_("Words"), is_media=False, read_raw=read_text, aliases=("words",)
    )
)

# Image and text are told here, so that nothing waits for Pillow at the start; every later modality registers itself
# in its own file, and is found by being there.
for _module in iter_modules(__path__):
    if _module.name not in {"picture", "raw_file", "words", "word_features", "stop_words"}:
        import_module(f"{__name__}.{_module.name}")
