"""What the program may ask of a modality, a kind of field: everything in one place, without torch and without Qt.

A new modality is a folder beside this file (or any package that calls `register`): its `__init__.py` holds a subclass
of `Modality`, `encoders.py` the networks that read it (torch), `card.py` its card on the screen (Qt), `data_card.py`
what the Data page offers for it (Qt). Only `read`, `mask`, the encoder, and `image` if the parts are a Grid must be
written; all else has a plain answer here that a room makes better. Its texts may lie in `locale/LANGUAGE.po` beside it.

A typed value that is blank is missing: the program decides it everywhere, and reads none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import N_, _, join_names, ngettext
from mmgui.core.layouts import Grid, Layout
from mmgui.core.parameters import Part, Value
from mmgui.core.read_text import read_text
from mmgui.core.text import one_line
from mmgui.modalities.counted import COUNTED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from mmgui.core.cancel import CancelToken

Fill: TypeAlias = Literal["plain", "average"]
# From the cells of a row, by their columns, to the value as it is stored, which `Modality.read` takes; "" = none. The
# cells stand as in the table, a blank one is None, and one at least is not. Raises DataError.
CellReader: TypeAlias = Callable[[Mapping[str, str | None]], str]
_SHOWN_WORDS: Final = 8


class Prepared(Protocol):
    """Many values of one field as numbers, numbered from 0; a batch takes the ones that it needs."""

    def __len__(self) -> int: ...

    def take(self, rows: NDArray[np.int64]) -> Any:
        """The values `rows` (distinct, in that order) as input of the encoder: a tensor, or a few of them that know
        `to(device)` and `pieces()`, per value the bytes of all that the encoder sees (input_keys.py)."""
        ...


class FieldInput(Protocol):
    """How a field's raw values become numbers. Fitted on the training part only and saved with the run as JSON."""

    def prepare(self, values: Sequence[Any]) -> Prepared:
        """values: raw ones, as `Modality.read` or `mask` gives them."""
        ...

    def reduce(self, raw: Any) -> Any:
        """The value as small as the model needs it: prepare([reduce(raw)]) equals prepare([raw])."""
        ...

    def layout(self, raw: Any) -> Layout:
        """The parts of this value that a map gives weights to."""
        ...

    def model_dump(self, *, mode: str = ...) -> dict[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class EncoderPart(Part):
    """One kind of network that reads the values of a modality. builder: "package.module:NAME" of its `Builder`, which
    is imported when a model is made.

    Settings are found by the names of their parameters alone: `register` refuses one that means something else already.
    """

    builder: str

    def fit(self, values: Sequence[Any], settings: Mapping[str, Value]) -> FieldInput:
        """values: raw ones of the training part that `read` takes, but none of media, which are not read twice: what a
        network has to know of them, such as how loud they are, it learns (BatchNorm). Raises ExperimentError."""
        return self._builder.fit(values, settings)

    def load(self, saved: Mapping[str, Any]) -> FieldInput:
        """The same from a manifest. Raises ValidationError."""
        return self._builder.load(saved)

    def build(
        self, given: FieldInput, width: int, classes: int, dropout: float, values: Mapping[str, Value]
    ) -> nn.Module:
        """A core.models.encoder.Encoder. width: D; classes: K."""
        return self._builder.build(given, width, classes, dropout, values)

    @property
    def _builder(self) -> Builder:
        found: Builder = find_code(self.builder)
        return found


@dataclass(frozen=True)
class Builder:
    """How an encoder is made; see the methods of EncoderPart of the same names."""

    fit: Callable[[Sequence[Any], Mapping[str, Value]], FieldInput]
    load: Callable[[Mapping[str, Any]], FieldInput]
    build: Callable[[Any, int, int, float, Mapping[str, Value]], nn.Module]


@dataclass(frozen=True)
class LoadedValues:
    """prepared: the values that could be read. rows: (n,) which of them each value is, -1 = none. problems: (which
    value, why) of the others."""

    prepared: Prepared
    rows: NDArray[np.int64]
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlainMethod:
    """The plain method that a network on this modality has to beat in a race: title and sentence, marked with N_().

    answer: "package.module:NAME" of a training.baselines.PlainAnswer; modalities/text/plain.py is one to copy from.
    """

    name: str
    label: str
    sentence: str
    answer: str


class Modality:
    """A kind of field. Sentences are marked with N_() and translated when they are said.

    name: as projects and models store it. label: its title, a noun; sentences have it in quotation marks.
    default_field: how a new field of this kind is called. is_media: a value is the path of a file (else the value
    itself as text). is_prose: columns of running text are of this kind, however they are called. joins_columns: a value
    is made of the cells of one or of several columns of a table. suffixes: endings of its files, lower case;
    other_suffixes: of those that cannot be read, which are told by name instead of passed over; table_suffixes: of
    those that tables have as well, so that such a file is of this kind only if its first bytes say so (`begins`), or a
    column that is called like this kind names it.
    aliases: further words that people use for it, lower case. column_names: how its columns are called, lower case, the
    surest first; of media the first few say it whatever a column holds, of typed kinds each says it if `read` takes
    half of the cells. colour: of its bars and frames, #rrggbb. order: where
    its card stands, small numbers first. encoders: the usual one first. parts: what its parts are, in the plural.
    phrases, counted: whole sentences of its own, see PHRASES and COUNTED; other languages bend articles and verbs with
    the noun, so they are never put together.
    """

    name: str = ""
    label: str = ""
    default_field: str = ""
    is_media: bool = False
    is_prose: bool = False
    joins_columns: bool = False
    suffixes: frozenset[str] = frozenset()
    other_suffixes: frozenset[str] = frozenset()
    table_suffixes: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    colour: str = "#7b4fb0"
    order: int = 50
    encoders: tuple[EncoderPart, ...] = ()
    parts: str = N_("parts")
    phrases: Mapping[str, str] = {}
    counted: Mapping[str, Callable[[int], str]] = {}
    plain_method: PlainMethod | None = None

    # -- what it is --------------------------------------------------------------------------------------------------

    @property
    def room(self) -> str:
        """The package in which it stands."""
        return type(self).__module__

    def module(self, name: str) -> Any:
        """One of the further files of its room ("card"), imported; None if it has no such file."""
        is_folder = hasattr(import_module(self.room), "__path__")
        return import_module(f"{self.room}.{name}") if is_folder and find_spec(f"{self.room}.{name}") else None

    def title(self) -> str:
        """The word that people see, in the present language."""
        return _(self.label)

    def encoder(self, name: str) -> EncoderPart:
        """Raises ExperimentError that names the known ones."""
        found: EncoderPart = find_part(_("encoder"), self.encoders, name)
        return found

    def say(self, key: str) -> str:
        """One of its own sentences in the present language, "" if it has none of that kind."""
        text = self.phrases.get(key, "")
        return _(text) if text else ""

    def say_count(self, key: str, count: int) -> str:
        """The sentence for so many, its own or the plain one of COUNTED; what is in braces is still to be filled in."""
        return self.counted.get(key, COUNTED[key])(count)

    # -- values ------------------------------------------------------------------------------------------------------

    def begins(self, start: bytes) -> bool:
        """Whether the first 16 bytes of a file say that it is of this kind; asked where its name does not."""
        return False

    def takes(self, values: Sequence[str]) -> bool:
        """Whether a column of a table with these values (the first ones, none blank) is of this kind, though its name
        does not say it; asked for typed kinds only, and not for the answers, the parts and numbers of rows. Of a kind
        that joins columns all these become one field."""
        return False

    def make_reader(self, columns: Mapping[str, Sequence[str]]) -> CellReader:
        """How the rows of a table are read; asked for typed kinds. columns: the first cells of each column of the
        field, none blank, for how cells are written may be a matter of the column. Only a kind that joins columns gets
        several. Here: the cell as it stands, if `read` takes it."""

        def read_cells(cells: Mapping[str, str | None]) -> str:
            (cell,) = cells.values()
            text = read_text(cell).strip()
            if text:
                self.read(text)
            return text

        return read_cells

    def say_columns(self, columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        """(column, sentence): what a person should know of how all these cells, none of them blank, were read."""
        return iter(())

    def warm_up(self) -> None:
        """Import what reading a value needs, before the first one comes; nothing that imports torch."""

    def import_networks(self) -> None:
        """Import the code of its encoders, and torch with it, before the first model is made."""
        for encoder in self.encoders:
            import_module(encoder.builder.partition(":")[0])

    def read(self, value: Any, name: str = "") -> Any:
        """The raw value from what a person gave: a path or bytes of media, the text of others (never a blank one); a
        raw value stays, also one from which `mask` took everything.

        A file is opened by core.raw_file only, which cannot be blocked or surprised. Raises DataError, which calls the
        file `name` (default: its own), for a value that cannot be used.
        """
        return value

    def check(self, data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
        """Pass the bytes of a media file through its gate: the suffix of what they are, and notes for the person.

        Raises DataError, which calls the file `name`. Here: what `read` takes, under the first of the suffixes in the
        alphabet.
        """
        self.read(data, name)
        return (min(self.suffixes) if self.suffixes else "", ())

    def load(
        self, values: Sequence[str], given: FieldInput, cancel: CancelToken
    ) -> Iterator[tuple[int, int] | LoadedValues]:
        """Read many distinct values for a training: (done, total) now and then, and the values as the last thing.

        A value that cannot be read becomes a problem. Raises Cancelled.
        """
        import numpy as np

        raw: list[Any] = []
        rows, problems = [], []
        for number, value in enumerate(values):
            if number % 64 == 0:
                cancel.raise_if_cancelled()
                yield number, len(values)
            try:
                raw.append(given.reduce(self.read(value)))
                rows.append(len(raw) - 1)
            except DataError as error:
                rows.append(-1)
                problems.append((Path(value).name if self.is_media else one_line(value, 40), error.sentence()))
        yield len(values), len(values)
        yield LoadedValues(given.prepare(raw), np.array(rows, np.int64), tuple(problems))

    def facts(self, values: Sequence[Any], labels: NDArray[np.int64], classes: int) -> Mapping[str, float]:
        """What presets look at; values: as stored, of training examples with these labels (numbers of classes)."""
        return {}

    def say_unreadable(self, names: str, count: int) -> str:
        """Values that cannot be read count as missing; names: of the first ones."""
        return ngettext(
            "{count} value of “{title}” cannot be read and counts as missing: {names}",
            "{count} values of “{title}” cannot be read and count as missing: {names}",
            count,
        ).format(count=count, title=self.title(), names=names)

    def shown_text(self, value: str) -> str:
        """A typed value as people read it, from what is stored: the text in which the Spans of its layout lie."""
        return value

    # -- parts -------------------------------------------------------------------------------------------------------

    def mask(self, raw: Any, layout: Any, keep: NDArray[np.bool_], fill: Fill = "plain") -> Any:
        """The value with the parts whose `keep` (P,) is False taken out. With all of them gone, `FieldInput` still
        takes what is left, such as a blank text with no parts.

        raw: the value, whole or as small as the model needs it. layout: that of `FieldInput.layout`, its coarse form,
        or another grid; `Grid.boxes` says where its cells lie on a value of any size. fill: "plain" puts what says
        nothing to any model in their place, as a person's finger does; "average" keeps what this value is like on the
        whole, so that only the pattern in these parts goes; where a value has no pattern, as one number has none, it
        is as good as "plain".
        """
        raise TypeError(f"{type(self).__name__} does not say how parts of a value are taken out")

    @property
    def has_image(self) -> bool:
        """Whether its values can be shown as images."""
        return type(self).image is not Modality.image

    def image(self, raw: Any, longest_px: int | None = None) -> NDArray[np.uint8]:
        """(H, W, 3) uint8, the value as an image under the cells of its Grid; at most so large on its longer side."""
        raise TypeError(f"{type(self).__name__} does not say how a value looks")

    def say_size(self, raw: Any) -> str:
        """How large a value is, for somebody who looks at it: here the pixels of its image, "" if it has none."""
        if not self.has_image:
            return ""
        height, width = self.image(raw).shape[:2]
        return _("{width} × {height} pixels").format(width=width, height=height)

    def describe(self, layout: Any, weights: NDArray[Any]) -> str:
        """Where the greatest weight lies, in words; "" if the map says nothing."""
        if not layout.count or weights.max() <= 0 or (layout.count > 1 and weights.max() - weights.min() < 0.02):
            return ""
        best = int(weights.argmax())
        if isinstance(layout, Grid):
            row, column = layout.cells((best,))[0]
            return _("row {row}, column {column}").format(row=row + 1, column=column + 1)
        return _("“{part}”").format(part=one_line(layout.words((best,))[0], 40))

    def describe_parts(self, layout: Any, numbers: Collection[int]) -> str:
        """Where these parts lie, in words; "" if they lie too far apart, or words do not say it."""
        return ""

    # -- sentences about changes -------------------------------------------------------------------------------------

    def say_masked(self, layout: Any, numbers: Collection[int], answer: str, share: str, is_sure: bool) -> str:
        """What the model would say without these parts, and how probable that is to it."""
        if layout.count == 1:
            text = (
                _("Without “{title}” it would say {answer} ({share}).")
                if is_sure
                else _("Without “{title}” it would no longer be sure (best guess: {answer}, {share}).")
            )
            return text.format(title=self.title(), answer=answer, share=share)
        if is_sure:
            text = ngettext(
                "Without {count} of the {total} {parts} it would say {answer} ({share}).",
                "Without {count} of the {total} {parts} it would say {answer} ({share}).",
                len(numbers),
            )
        else:
            text = ngettext(
                "Without {count} of the {total} {parts} it would no longer be sure (best guess: {answer}, {share}).",
                "Without {count} of the {total} {parts} it would no longer be sure (best guess: {answer}, {share}).",
                len(numbers),
            )
        return text.format(count=len(numbers), total=layout.count, parts=_(self.parts), answer=answer, share=share)

    def say_shown_masked(self, layout: Any, numbers: Collection[int]) -> str:
        """What is shown while these parts are out."""
        if layout.count == 1:
            return _("Shown now: without “{title}”.").format(title=self.title())
        return ngettext(
            "Shown now: without {count} of the {total} {parts}.",
            "Shown now: without {count} of the {total} {parts}.",
            len(numbers),
        ).format(count=len(numbers), total=layout.count, parts=_(self.parts))

    def say_would_mask(self, layout: Any, numbers: Collection[int]) -> str:
        """What taking them out would do, for somebody who looks at it before trying it."""
        return _("What is framed would be left out; all else stays.")

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        """What the model would say with the value of example `number` instead."""
        text = (
            _("With “{title}” of example {number} instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With “{title}” of example {number} instead it would no longer be sure (best guess: {answer}, {share})."
            )
        )
        return text.format(title=self.title(), number=number, answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with “{title}” of example {number}.").format(title=self.title(), number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("“{title}” would be replaced by the one shown here; all else stays.").format(title=self.title())


# Of each kind of sentence what pictures say. A room may leave any of them out: a plainer one with its title stands in.
# Of typed kinds those up to "empty row" are asked, of media all.
PHRASES: Final[Mapping[str, str]] = {
    "decided": "Mostly the picture: {share}.",
    "alone": "the picture alone says {answer}",
    "silent": "the picture alone does not say",
    "hardly": "The picture hardly counts in this answer, so its map explains hardly anything of it.",
    "against": "The picture speaks against this answer: the model gives it because of something else.",
    "spoke against": "the picture spoke against it",
    "unfamiliar": "The picture is unlike anything it was trained on.",
    "partly met": "Parts of the picture are new to it, so it is less sure.",
    "reading": "Reading pictures: {done} of {total}",
    "give": "a picture",
    "nothing read": "There is nothing in the columns that are read: neither a picture nor words.",
    "empty row": "There is nothing in this row: neither a picture nor words.",
    "missing": "no picture",
    "one": "A picture",
    "one file": "“{name}” is a single picture.",
    "not read": "The model that is open reads no pictures.",
    "import them": "To teach a model, import the folder “{name}” with all the pictures in it.",
    "named too": "“{column}” names pictures too and is not read.",
    "choose it": "“{column}” seems to hold their names: choose it as pictures.",
    "without words": "{reason} The picture is kept without words.",
    "list of them": "This list was left out, although it names these pictures: the folders were read. To read it, "
    "choose the file itself.",
    "several in a cell": "“{path}” holds several pictures; a cell is read as one.",
    "one in a cell": "Give each picture a row or a column of its own.",
    "versions": "Pictures of the same class are called alike, such as “{one}” and “{other}”. If they are versions of "
    "one picture, the figures will be too good, for some are learnt from and others tested with: keep one version of "
    "each, or divide them yourself into the parts “train” and “test”, by folders or by a column of a table.",
}


def find_code(place: str) -> Any:
    """What "package.module:NAME" names, imported now. Raises ValueError if a room names what is not there."""
    module, _colon, name = place.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ValueError(f"a room names {place!r}, which is not there") from error


def find_part(kind: str, parts: Sequence[Any], name: str) -> Any:
    """The part of that name. Raises ExperimentError that names the known ones."""
    for part in parts:
        if part.name == name:
            return part
    raise ExperimentError(
        _("There is no {kind} called “{name}”.").format(kind=kind, name=name),
        _("Known are: {names}.").format(names=join_names(part.name for part in parts)),
        parameter=kind,
    )


def quote_words(words: Sequence[str]) -> str:
    """ "“great”, “needed”", at most eight of them."""
    shown = [_("“{word}”").format(word=one_line(word)) for word in words[:_SHOWN_WORDS]]
    return join_names([*shown, "…"] if len(words) > _SHOWN_WORDS else shown)
