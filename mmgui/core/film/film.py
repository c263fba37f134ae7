"""The learning film: a few validation examples as the model saw them at the end of every epoch, kept in the run.

    film/film.json              classes, fields, and the pool of examples: texts, places of words, shapes of the maps
    film/pictures.safetensors   the pool's pictures, small, so that a run can be shown without its project
    film/00001.safetensors      per recorded epoch: probabilities, single-sense answers, both heat maps as bytes

A pool larger than what is shown is recorded, so that the telling ones can be chosen when it is known which they are.
Free of torch: the window reads films too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mmgui.core import files
from mmgui.core.data.example import Field as DataField
from mmgui.core.layouts import Grid, Layout, Spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmgui.core.heat_map import HeatMap

FILM_FOLDER: Final = "film"
MAX_FRAMES: Final = 300  # of a longer training only every second, third, ... epoch is recorded
PICTURE_PX: Final = 128  # the longer side of a picture in the film
MAX_WORDS: Final = 120  # a text is kept up to this many words
_HEADER, _PICTURES = "film.json", "pictures.safetensors"
_MOST_BYTES: Final = 64 * 2**20  # a larger file is none of ours


@dataclass(frozen=True, eq=False)
class FilmExample:
    """One example of the pool as a person sees it. label: number of its class.

    Of each present field either the text and the places text[start:end] of its words (Spans), or an image (h, w, 3)
    uint8 and (rows, columns) of the map over it (Grid), whatever modality it is of.
    """

    id: int
    label: int
    texts: dict[str, str]
    words: dict[str, tuple[tuple[int, int], ...]]
    pictures: dict[str, NDArray[np.uint8]]
    grids: dict[str, tuple[int, int]]

    def has(self, field: str) -> bool:
        return field in self.texts or field in self.grids

    def layout(self, field: str) -> Layout | None:
        """The parts of its value that are kept; None if it is missing."""
        if field in self.grids:
            return Grid(*self.grids[field], *self.pictures[field].shape[:2])
        return Spans(self.texts[field], self.words.get(field, ())) if field in self.texts else None


@dataclass(frozen=True, eq=False)
class Frame:
    """What the model said and where it looked after one epoch, for the n examples of the pool.

    probabilities: (n, K) float32. single: per field (n, K), not a number where the sense is missing; a field without an
    answer of its own is left out. maps: per field uint8 weights (255 = 1) of all examples one after the other, as
    `FilmExample.words` and `.grids` count them. stamp: tells two writings of the same epoch apart.
    """

    epoch: int
    probabilities: NDArray[np.float32]
    single: Mapping[str, NDArray[np.float32]]
    maps: Mapping[str, NDArray[np.uint8]]
    stamp: int = 0


@dataclass(frozen=True, eq=False)
class Film:
    """A whole film. epochs: how many the training was to have. pinned: ids that the person chose before it began."""

    classes: tuple[str, ...]
    fields: tuple[DataField, ...]
    examples: tuple[FilmExample, ...]
    epochs: int
    pinned: tuple[int, ...] = ()
    frames: tuple[Frame, ...] = ()

    def map(self, frame: Frame, number: int, field: str) -> HeatMap | None:
        """Where the model looked in example `number` of the pool; None where nothing was recorded of that field."""
        layout, values = self.examples[number].layout(field), frame.maps.get(field)
        if layout is None or not layout.count or values is None:
            return None
        import numpy as np

        from mmgui.core.heat_map import HeatMap

        start = sum(map_length(example, field) for example in self.examples[:number])
        weights = values[start : start + layout.count].astype(np.float32) / np.float32(255)
        return HeatMap(field, "gradients", layout, weights)

    def answer(self, frame: Frame, number: int) -> int:
        """The number of the class that was answered."""
        return int(frame.probabilities[number].argmax())

    def single_answer(self, frame: Frame, number: int, field: str) -> tuple[int, float] | None:
        """(class, probability) of one sense alone; None if it is missing or gives no answer of its own."""
        values = frame.single.get(field)
        if values is None or not bool((values[number] == values[number]).all()):
            return None
        best = int(values[number].argmax())
        return best, float(values[number][best])

    def truth_line(self, number: int) -> tuple[float, ...]:
        """The probability of the right answer, frame by frame."""
        label = self.examples[number].label
        return tuple(float(frame.probabilities[number, label]) for frame in self.frames)

    def is_right(self, frame: Frame, number: int) -> bool:
        return self.answer(frame, number) == self.examples[number].label

    def count_of(self, field: str) -> int:
        """How many bytes the maps of `field` take in a frame."""
        return sum(map_length(example, field) for example in self.examples)


def map_length(example: FilmExample, field: str) -> int:
    """How many weights the map of one example has."""
    layout = example.layout(field)
    return 0 if layout is None else layout.count


def is_recorded(epoch: int, epochs: int) -> bool:
    """Whether this epoch of a training of `epochs` belongs into the film. The first and the last one always do."""
    step = -(-epochs // MAX_FRAMES)
    return (epoch - 1) % step == 0 or epoch == epochs


# -- writing ----------------------------------------------------------------------------------------------------------


class _StoredField(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    modality: str


class _StoredExample(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: int
    label: int = Field(ge=0)
    texts: dict[str, str] = Field(default_factory=dict)
    words: dict[str, list[tuple[int, int]]] = Field(default_factory=dict)
    grids: dict[str, tuple[int, int]] = Field(default_factory=dict)


class _StoredFilm(BaseModel):
    """film.json"""

    model_config = ConfigDict(extra="ignore")

    format: int = Field(default=1, ge=1, le=1)
    classes: list[str] = Field(min_length=2)
    fields: list[_StoredField] = Field(min_length=1)
    epochs: int = Field(ge=1)
    pinned: list[int] = Field(default_factory=list)
    examples: list[_StoredExample] = Field(max_length=1000)


class FilmWriter:
    """Writes a film beside the other files of a run, each file whole or not at all. All methods raise OSError."""

    def __init__(self, run_dir: Path) -> None:
        self._folder = run_dir / FILM_FOLDER

    def begin(self, film: Film) -> None:
        """A new film; what an earlier training left goes away."""
        from safetensors.numpy import save

        remove_film(self._folder.parent)
        pictures = {
            f"{number}.{place}": example.pictures[field.name]
            for number, example in enumerate(film.examples)
            for place, field in enumerate(film.fields)
            if field.name in example.pictures
        }
        files.write_bytes(self._folder / _PICTURES, save(pictures))
        self.write_header(film)

    def write_header(self, film: Film) -> None:
        """film.json alone: a continued training may have other epochs."""
        stored = _StoredFilm(
            classes=list(film.classes),
            fields=[_StoredField(name=f.name, modality=f.modality) for f in film.fields],
            epochs=film.epochs,
            pinned=list(film.pinned),
            examples=[
                _StoredExample(
                    id=e.id,
                    label=e.label,
                    texts=dict(e.texts),
                    words={name: list(places) for name, places in e.words.items()},
                    grids=dict(e.grids),
                )
                for e in film.examples
            ],
        )
        files.write_json(self._folder / _HEADER, stored.model_dump(mode="json"))

    def drop_from(self, epoch: int) -> None:
        """Remove the frames of this epoch and later ones: a continued training records them anew."""
        for path in self._folder.glob("[0-9]*.safetensors"):
            number = _epoch_of(path)
            if number is not None and number >= epoch:
                path.unlink(missing_ok=True)

    def add(self, film: Film, frame: Frame) -> None:
        """Keep one frame."""
        from safetensors.numpy import save

        arrays: dict[str, NDArray[Any]] = {"probabilities": frame.probabilities}
        for place, field in enumerate(film.fields):
            if field.name in frame.single:
                arrays[f"single.{place}"] = frame.single[field.name]
            if field.name in frame.maps:
                arrays[f"maps.{place}"] = frame.maps[field.name]
        files.write_bytes(self._folder / f"{frame.epoch:05d}.safetensors", save(arrays))


def remove_film(run_dir: Path) -> None:
    """Take away the film of a run, if there is one; what else lies in a folder of that name stays."""
    folder = run_dir / FILM_FOLDER
    if not folder.is_dir():
        return
    for path in (folder / _HEADER, folder / _PICTURES, *folder.glob("[0-9]*.safetensors")):
        path.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


# -- reading ----------------------------------------------------------------------------------------------------------


def read_film(run_dir: Path, known: Film | None = None) -> Film | None:
    """The film of a run as far as it is recorded; None if it has none, or a damaged one.

    known: an earlier reading of the same film, whose frames are not read again. Damaged frames are passed over.
    """
    folder = run_dir / FILM_FOLDER
    head = _read_header(folder, known)
    if head is None:
        return None
    had = {frame.epoch: frame for frame in known.frames} if known is not None else {}
    frames = []
    for path in sorted(folder.glob("[0-9]*.safetensors"))[: 4 * MAX_FRAMES]:
        epoch = _epoch_of(path)
        if epoch is None:
            continue
        with suppress(OSError):
            status = path.stat()
            old = had.get(epoch)
            if old is not None and old.stamp == status.st_mtime_ns:
                frames.append(old)
            else:
                frame = _frame_from(files.read_small(path, _MOST_BYTES), head, epoch, status.st_mtime_ns)
                if frame is not None:
                    frames.append(frame)
    return replace(head, frames=tuple(frames))


def _read_header(folder: Path, known: Film | None) -> Film | None:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        stored = _StoredFilm.model_validate_json(files.read_small(folder / _HEADER, _MOST_BYTES))
        if known is not None and _is_same(stored, known):
            return replace(known, frames=())
        pictures = load(files.read_small(folder / _PICTURES, _MOST_BYTES))
        return _film_from(stored, pictures)
    except (OSError, ValidationError, SafetensorError, ValueError, KeyError):
        return None


def _is_same(stored: _StoredFilm, known: Film) -> bool:
    return (
        tuple(stored.classes) == known.classes
        and stored.epochs == known.epochs
        and [(e.id, e.label, e.texts) for e in stored.examples]
        == [(e.id, e.label, dict(e.texts)) for e in known.examples]
    )


def _film_from(stored: _StoredFilm, pictures: Mapping[str, NDArray[np.uint8]]) -> Film:
    """Raises ValueError for what does not fit together."""
    fields = tuple(DataField(f.name, f.modality) for f in stored.fields)
    examples = []
    for number, given in enumerate(stored.examples):
        if given.label >= len(stored.classes):
            raise ValueError("a label is no class")
        own = {}
        for place, field in enumerate(fields):
            picture = pictures.get(f"{number}.{place}")
            if picture is not None:
                if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != "uint8" or 0 in picture.shape:
                    raise ValueError("a picture has an unknown form")
                if max(picture.shape) > PICTURE_PX:
                    raise ValueError("a picture is too large")
                own[field.name] = picture
        for name, places in given.words.items():
            if name not in given.texts:
                raise ValueError("words without their text")
            if any(not 0 <= a <= b <= len(given.texts.get(name, "")) for a, b in places):
                raise ValueError("a word lies outside its text")
        if any(not (1 <= rows <= 64 and 1 <= columns <= 64) for rows, columns in given.grids.values()):
            raise ValueError("a map has an unknown size")
        if not given.grids.keys() <= own.keys():
            raise ValueError("a map without its picture")
        examples.append(
            FilmExample(
                given.id,
                given.label,
                given.texts,
                {name: tuple(places) for name, places in given.words.items()},
                own,
                given.grids,
            )
        )
    return Film(tuple(stored.classes), fields, tuple(examples), stored.epochs, tuple(stored.pinned))


def _frame_from(data: bytes, head: Film, epoch: int, stamp: int) -> Frame | None:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(data)
    except (SafetensorError, ValueError, KeyError):  # KeyError: a kind of number that numpy does not have
        return None
    shape = (len(head.examples), len(head.classes))
    probabilities = arrays.get("probabilities")
    if probabilities is None or not _are_probabilities(probabilities, shape):
        return None
    single, maps = {}, {}
    for place, field in enumerate(head.fields):
        alone, weights = arrays.get(f"single.{place}"), arrays.get(f"maps.{place}")
        if alone is not None and _are_probabilities(alone, shape, may_miss=True):
            single[field.name] = alone
        if weights is not None and _is_like(weights, (head.count_of(field.name),), "uint8"):
            maps[field.name] = weights
    return Frame(epoch, probabilities, single, maps, stamp)


def _are_probabilities(array: NDArray[Any], shape: Sequence[int], *, may_miss: bool = False) -> bool:
    """may_miss: NaN stands for the answer of a sense that is missing."""
    import numpy as np

    if not _is_like(array, shape, "float32"):
        return False
    is_fine = (array >= 0) & (array <= 1.001)
    return bool((is_fine | np.isnan(array) if may_miss else is_fine).all())


def _is_like(array: NDArray[np.generic], shape: Sequence[int], kind: str) -> bool:
    return array.shape == tuple(shape) and array.dtype == kind


def _epoch_of(path: Path) -> int | None:
    return int(path.stem) if path.stem.isdecimal() else None
