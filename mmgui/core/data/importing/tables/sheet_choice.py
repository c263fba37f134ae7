"""Which sheets of a workbook are read, and their values as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SourceOptions
from mmgui.core.data.importing.columns import guess_mapping
from mmgui.core.data.importing.split_words import read_part_of_file
from mmgui.core.data.importing.tables.header import find_header, has_known_names
from mmgui.core.data.importing.tables.rows import unique_names
from mmgui.core.data.importing.tables.sheet_parts import Sheet

if TYPE_CHECKING:
    import polars

MAX_SHEETS = 30  # sheets that are compared
# The readings of sheets that are called like parts, or have the same columns; of these those that are hidden too.
PARTS, ALIKE, HIDDEN_TOO = "parts", "alike", "hidden-too"
_HEAD = 100  # rows that the names are looked for in


@dataclass(frozen=True, eq=False)
class Values:
    """The values of a sheet as text; its row 0 is row 1 of the sheet, however many rows at the top are empty."""

    sheet: Sheet
    frame: "polars.DataFrame"

    def head(self) -> list[list[str]]:
        return [[c or "" for c in row] for row in self.frame.head(_HEAD).iter_rows()]

    def rank(self) -> int:
        """How much it looks like a table: 4 = with names that tables have, and something to learn from; 3 = rows and
        columns; 2 = one column with such a name; 1 = anything."""
        head = self.head()
        if not any(c.strip() for row in head for c in row):
            return 0
        header = find_header(head)
        below = head[header.data_at :]
        wide = sum(sum(bool(c.strip()) for c in row) >= 2 for row in below)
        names = [] if header.names_at is None else head[header.names_at]
        is_named = has_known_names(names)
        if wide and is_named:
            return 3 if _sums_up(names, below) else 4
        if wide >= 2 and wide * 2 >= len(below):
            return 3
        return 2 if is_named and below else 1

    @property
    def is_table(self) -> bool:
        return self.rank() >= 2


def choose_sheets(
    book: Any, sheets: Sequence[Sheet], options: SourceOptions, cancel: CancelToken | None
) -> Sequence[Values]:
    """The sheet that was wished for, else those of the parts, else the first visible one that looks most like a
    table."""
    wished = next((s for s in sheets if s.name == options.reading), None)
    if wished is not None:
        return [load_sheet(book, wished)]
    visible = [s for s in sheets if s.is_visible] or list(sheets)
    if parts := _sheets_of_parts(book, visible[:MAX_SHEETS], cancel):
        return parts
    best: tuple[int, Values] | None = None
    for sheet in visible[:MAX_SHEETS]:
        if cancel is not None:
            cancel.raise_if_cancelled()
        values = load_sheet(book, sheet)
        rank = values.rank()
        if best is None or rank > best[0]:
            best = (rank, values)
        if rank == 4:
            break
    if best is None:
        raise ValueError("no sheets")
    return [best[1]]


def _sheets_of_parts(book: Any, sheets: Sequence[Sheet], cancel: CancelToken | None) -> list[Values]:
    """The sheets that are called like parts and hold a table each; [] if they do not name two parts."""
    found = []
    for sheet in sheets:
        if read_part_of_file(sheet.name) is not None:
            if cancel is not None:
                cancel.raise_if_cancelled()
            found.append(load_sheet(book, sheet))
    return parts_among([values for values in found if values.sheet.is_visible and values.is_table])


def parts_among(found: Sequence[Values]) -> list[Values]:
    """Those that are called like parts; [] if they do not name two of them."""
    named = [(read_part_of_file(values.sheet.name), values) for values in found]
    parts = [values for part, values in named if part is not None]
    return parts if len({part for part, _values in named if part is not None}) > 1 else []


def _sums_up(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet only counts what stands elsewhere: no column for pictures or words, nor an empty one, over whose
    cells pictures may lie."""
    is_empty = any(name and not any(row[i].strip() for row in rows) for i, name in enumerate(names))
    return not is_empty and not guess_mapping(unique_names(names), [tuple(row) for row in rows]).fields


def load_sheet(book: Any, sheet: Sheet) -> Values:
    import polars

    loaded = book.load_sheet(sheet.name, header_row=None, skip_rows=0, dtypes="string")
    frame = loaded.to_polars()
    text = polars.all().cast(polars.String).str.replace(r"^1899-12-3[01] (\d\d:\d\d:\d\d)", "$1")
    text = text.str.replace(r"^(\d\d:\d\d):00$", "$1")  # a time of the day, which is stored as one of the first day
    text = text.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
    is_visible = sheet.is_visible and loaded.visible == "visible"
    return Values(Sheet(sheet.name, is_visible, sheet.part), frame.select(text) if frame.width else frame)
