"""How the cells of typed columns are kept: a column is looked at before its first cell is."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final, TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.tables.rows import Table
from mmgui.modalities import typed_kinds
from mmgui.modalities.contract import Modality

SAMPLE_ROWS: Final = 200
Keeper: TypeAlias = Callable[[str], tuple[str, tuple[str, ...]]]  # see Modality.keeper


def keepers_of(table: Table, kinds: Mapping[int, Modality], cancel: CancelToken | None) -> dict[int, Keeper]:
    """Of those columns, by their places, that are of typed kinds."""
    typed = {place: kind for place, kind in kinds.items() if kind in typed_kinds()}
    if not typed:
        return {}
    rows = [row.cells for row in islice(table.rows([], cancel), SAMPLE_ROWS)]
    cells = {place: [row[place] for row in rows if place < len(row)] for place in typed}
    values = {p: [c.strip() for c in found if isinstance(c, str) and c.strip()] for p, found in cells.items()}
    return {place: kind.keeper(values[place]) for place, kind in typed.items()}


__all__ = ["Keeper", "keepers_of"]
