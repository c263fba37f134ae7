"""From examples to tables of numbers, field by field. Everything is fitted on the training part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Split
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.events import Notice, Preparing
from mmgui.core.i18n import _, join_names
from mmgui.core.models.batches import MISSING, UNKNOWN, Table
from mmgui.core.models.input_keys import table_keys
from mmgui.core.training.dividing import Parts
from mmgui.core.training.presets import DataFacts, Plan
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import FieldInput, LoadedValues, Modality, Prepared

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
    sharing, told = 1.0, {"picture_px": 0.0, "words_alone": 0.0}
    for field in parts.fields:
        modality = MODALITIES.get(field.modality)
        given = [(v, e.label) for e in train if (v := e.values.get(field.name)) and e.label is not None]
        values = [value for value, _label in given]
        if modality.is_media:
            sharing = max(sharing, len(values) / max(1, len(set(values))))
        labels = np.array([parts.classes.index(label) for _value, label in given], np.int64)
        for name, fact in modality.facts(values, labels, len(parts.classes)).items():
            told[name] = max(told.get(name, 0.0), fact)
    return DataFacts(
        train=len(train),
        classes=len(parts.classes),
        modalities={f.name: f.modality for f in parts.fields},
        sharing=sharing,
        picture_px=int(told["picture_px"]),
        imbalance=float(counts.max() / counts.min()),
        words_alone=told["words_alone"],
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
        modality = MODALITIES.get(field.modality)
        kind = modality.encoder(name)
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
            typed = [] if modality.is_media else [v for v in values[:count_train] if v is not None]
            given = kind.fit(_read_each(modality, typed), parameters)
        loaded = None
        for step in modality.load(list(number), given, cancel):
            if isinstance(step, LoadedValues):
                loaded = step
            else:
                yield Preparing(modality.name, *step)
        assert loaded is not None
        if loaded.problems:
            more = " …" if len(loaded.problems) > 3 else ""
            names = join_names(name for name, _reason in loaded.problems[:3]) + more
            yield Notice(modality.say_unreadable(names, len(loaded.problems)))
        column = np.where(column >= 0, loaded.rows[column], MISSING)
        prepared[field.name] = loaded.prepared
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
                _("Check that the files are still where they were."),
                parameter="examples",
            )
    lost = {split: len(parts.examples[split]) - len(tables[split]) for split in _PARTS}
    keys = {split: table_keys(table) for split, table in tables.items()}
    yield Loaded(fitted, tables, ids, keys, tuple((split, count) for split, count in lost.items() if count))


def _read_each(modality: Modality, values: Sequence[str]) -> list[Any]:
    """The raw values without those that cannot be read, which `Modality.load` tells and counts as missing."""
    raw: dict[str, list[Any]] = {}
    for value in values:
        if value not in raw:
            try:
                raw[value] = [modality.read(value)]
            except DataError:
                raw[value] = []
    return [one for value in values for one in raw[value]]
