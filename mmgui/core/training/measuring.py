"""The figures of a model on the parts of a run, with the names of the labels that it cannot know."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

from mmgui.core.data.example import Split
from mmgui.core.events import Metrics
from mmgui.core.models.batches import Table
from mmgui.core.models.fusion_model import FusionModel
from mmgui.core.models.input_keys import table_keys
from mmgui.core.training.dividing import Parts
from mmgui.core.training.loading import Loaded
from mmgui.core.training.metrics import with_names, with_repeats
from mmgui.core.training.step import evaluate


def measure_part(
    model: FusionModel,
    loaded: Loaded,
    parts: Parts,
    part: Split,
    device: torch.device,
    group_by: int | None,
    stop: Callable[[], bool],
) -> tuple[Metrics, dict[str, float]] | None:
    """The figures and the accuracy of each sense alone; None if `stop()` became true, or the part is empty."""
    table = loaded.tables[part]
    found = evaluate(model, table, parts.classes, device, group_by, stop) if len(table) else None
    if found is None:
        return None
    measured = set(loaded.ids[part].tolist())  # without those of which nothing could be read
    labels = [e.label for e in parts.examples[part] if e.id in measured]
    named = with_names(found[0], labels, parts.classes, parts.usual(part))
    return with_repeats(named, loaded.keys[part], loaded.keys["train"], table.labels), found[1]


def measure_at_end(
    model: FusionModel, loaded: Loaded, parts: Parts, device: torch.device, group_by: int | None
) -> tuple[Metrics | None, dict[str, dict[str, float]], dict[str, dict[str, int]]]:
    """The test figures, per part the accuracy of each sense alone, and how many of the examples differ in it."""
    test: Metrics | None = None
    alone: dict[str, dict[str, float]] = {}
    distinct: dict[str, dict[str, int]] = {}
    held_out: tuple[Split, ...] = ("validation", "test")
    for part in held_out:
        found = measure_part(model, loaded, parts, part, device, group_by, lambda: False)
        if found is not None:
            alone[part] = found[1]
            distinct[part] = {name: _distinct(loaded.tables[part], name) for name in found[1]}
            test = found[0] if part == "test" else test
    return test, alone, distinct


def _distinct(table: Table, name: str) -> int:
    """How many of the examples differ in what this sense sees; those without it look all the same to it."""
    column = list(table.prepared).index(name)
    own = replace(table, prepared={name: table.prepared[name]}, index=table.index[:, [column]])
    return len(np.unique(table_keys(own)))
