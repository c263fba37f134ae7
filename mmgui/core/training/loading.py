"""From examples to tables of numbers: the pictures, the words. Everything is fitted on the training part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Split
from mmgui.core.errors import ExperimentError
from mmgui.core.events import Notice, Preparing
from mmgui.core.i18n import _, join_names, ngettext
from mmgui.core.modalities import MODALITIES
from mmgui.core.models.batches import MISSING, UNKNOWN, Table
from mmgui.core.models.catalogue import ENCODERS
from mmgui.core.models.encoders import FieldInput, Prepared
from mmgui.core.models.encoders.picture import PictureInput, PreparedPictures
from mmgui.core.models.input_keys import table_keys
from mmgui.core.models.picture_cache import CachedPictures, cache_pictures
from mmgui.core.training.dividing import Parts
from mmgui.core.training.presets import DataFacts, Plan
from mmgui.core.training.word_skill import skill_of_words

_PARTS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class Loaded:
    """The parts as numbers; validation and test may be empty only where the person's data has none.

    ids: per part (n,) which example each row of its table is. Labels that training does not know are UNKNOWN.
    keys: per part (n,) of each row what the model sees of it. unreadable: (part, how many) of the examples of which
    nothing can be read; they are in no table.
    """

    inputs: dict[str, FieldInput]
    tables: dict[Split, Table]
    ids: dict[Split, NDArray[np.int64]]
    keys: dict[Split, NDArray[np.uint64]]
    unreadable: tuple[tuple[str, int], ...] = ()


def look_at_data(parts: Parts) -> DataFacts:
    """The facts that the presets' rules need."""
    train = parts.examples["train"]
    counts = np.unique([parts.classes.index(e.label) for e in train if e.label is not None], return_counts=True)[1]
    sharing, picture_px, words_alone = 1.0, 0, 0.0
    for field in parts.fields:
        if MODALITIES.get(field.modality).is_media:
            values = [v for e in train if (v := e.values.get(field.name)) is not None]
            distinct = list(dict.fromkeys(values))
            sharing = max(sharing, len(values) / max(1, len(distinct)))
            if field.modality == "image":
                picture_px = max(picture_px, _usual_side(distinct[:: max(1, len(distinct) // 25)][:25]))
        elif field.modality == "text":
            told = [(v, e.label) for e in train if (v := e.values.get(field.name)) and e.label is not None]
            labels = np.array([parts.classes.index(label) for _text, label in told], np.int64)
            skill = skill_of_words([text for text, _label in told], labels, len(parts.classes))
            words_alone = max(words_alone, skill)
    return DataFacts(
        train=len(train),
        classes=len(parts.classes),
        modalities={f.name: f.modality for f in parts.fields},
        sharing=sharing,
        picture_px=picture_px,
        imbalance=float(counts.max() / counts.min()),
        words_alone=words_alone,
    )


def load_parts(
    parts: Parts, plan: Plan, inputs: dict[str, FieldInput] | None, cancel: CancelToken
) -> Iterator[Preparing | Notice | Loaded]:
    """Read every field once; progress on the way, the tables as the last value.

    inputs: those of the run that is continued; None = fit new ones on the training part.
    """
    everyone = [example for split in _PARTS for example in parts.examples[split]]
    count_train = len(parts.examples["train"])
    fitted: dict[str, FieldInput] = {}
    prepared: dict[str, Prepared] = {}
    columns = []
    for field in parts.fields:
        cancel.raise_if_cancelled()
        values = [example.values.get(field.name) for example in everyone]
        values = [v if v is None or v.strip() else None for v in values]
        name, parameters = plan.encoders[field.name]
        kind = ENCODERS.get(f"{field.modality}/{name}")
        number: dict[str, int] = {}
        column = np.array([MISSING if v is None else number.setdefault(v, len(number)) for v in values], np.int64)
        if not number:
            raise ExperimentError(
                _("The field “{name}” is empty in every example.").format(name=field.name),
                _("Choose another field, or add values to it."),
                parameter="fields",
            )
        if inputs is not None:
            given = inputs[field.name]
        else:
            media = MODALITIES.get(field.modality).is_media
            given = kind.fit([] if media else [v for v in values[:count_train] if v is not None], parameters)
        if isinstance(given, PictureInput):
            cached = None
            for step in cache_pictures(list(number), given.size_px, cancel=cancel):
                if isinstance(step, CachedPictures):
                    cached = step
                else:
                    yield Preparing("pictures", *step)
            assert cached is not None
            yield from _tell_problems(cached)
            column = np.where(column >= 0, cached.rows[column], MISSING)
            prepared[field.name] = PreparedPictures(cached.pixels)
        else:
            yield Preparing("words", 0, len(number))
            raw = list(number)
            if MODALITIES.get(field.modality).is_media:
                raw = [MODALITIES.get(field.modality).read(value) for value in number]
            prepared[field.name] = given.prepare(raw)
            yield Preparing("words", len(number), len(number))
        fitted[field.name] = given
        columns.append(column)
    index = np.stack(columns, 1)
    classes = {label: k for k, label in enumerate(parts.classes)}
    labels = np.array([classes.get(e.label or "", UNKNOWN) for e in everyone], np.int64)
    tables: dict[Split, Table] = {}
    ids: dict[Split, NDArray[np.int64]] = {}
    start = 0
    for split in _PARTS:
        rows = np.arange(start, start + len(parts.examples[split]))
        start += len(rows)
        rows = rows[(index[rows] >= 0).any(1)]
        tables[split] = Table(prepared, index[rows], labels[rows])
        ids[split] = np.array([everyone[row].id for row in rows], np.int64)
    titles: dict[Split, str] = {"train": _("training"), "validation": _("validation")}
    for split, title in titles.items():
        if not len(tables[split]):
            raise ExperimentError(
                _("No example of the {part} part can be read.").format(part=title),
                _("Check that the pictures are still where they were."),
                parameter="examples",
            )
    lost = {split: len(parts.examples[split]) - len(tables[split]) for split in _PARTS}
    keys = {split: table_keys(table) for split, table in tables.items()}
    yield Loaded(fitted, tables, ids, keys, tuple((split, count) for split, count in lost.items() if count))


def _tell_problems(cached: CachedPictures) -> Iterator[Notice]:
    if not cached.problems:
        return
    names = join_names(p.where for p in cached.problems[:3]) + (" …" if len(cached.problems) > 3 else "")
    yield Notice(
        ngettext(
            "{count} picture cannot be read and counts as missing: {names}",
            "{count} pictures cannot be read and count as missing: {names}",
            len(cached.problems),
        ).format(count=len(cached.problems), names=names)
    )


def _usual_side(paths: Sequence[str]) -> int:
    """The middle of the longer sides, from the headers only; files that cannot be read are left to the gate."""
    sides = []
    for path in paths:
        try:
            with Image.open(path, formats=("JPEG", "PNG", "WEBP", "BMP", "GIF")) as image:
                sides.append(max(image.size))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            continue
    return int(np.median(sides)) if sides else 0
