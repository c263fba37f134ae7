"""Parquet tables, by polars; labels of Hugging Face files by name."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.columns import kind_of_cells
from mmgui.core.data.importing.file_names import kind_of_all
from mmgui.core.data.importing.tables.json_shapes import holds_objects, nested_notes
from mmgui.core.data.importing.tables.rows import (
    BATCH_ROWS,
    Cell,
    Row,
    Table,
    cell_from,
    holds_several,
    row_name,
    unique_names,
)
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext
from mmgui.modalities.contract import Modality


def open_parquet(path: Path) -> Table:
    """Look at a Parquet file: its columns, and how to read its rows. Raises DataError that names the file."""
    import polars

    try:
        scan = polars.scan_parquet(path, glob=False)
        columns = tuple(scan.collect_schema().names())
        total = int(scan.select(polars.len()).collect().item())
        class_names = _class_names(polars.read_parquet_metadata(path).get("huggingface", ""))
    except (Exception, polars.exceptions.PanicException) as error:
        raise _no_parquet(path, error) from error
    # Files make rows heavy: small batches of them, so that memory stays bounded.
    heavy = polars.Struct | polars.Binary | polars.List
    batch = 200 if any(isinstance(t, heavy) for t in scan.collect_schema().dtypes()) else BATCH_ROWS
    lists = [i for i, t in enumerate(scan.collect_schema().dtypes()) if isinstance(t, polars.List | polars.Array)]

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        number = 0
        several: dict[int, list[Modality | None]] = defaultdict(list)
        nested: Counter[int] = Counter()
        try:
            for frame in scan.collect_batches(chunk_size=batch, maintain_order=True):
                for cells in frame.iter_rows():
                    if cancel is not None and number % 64 == 0:
                        cancel.raise_if_cancelled()
                    number += 1
                    for i in lists:
                        if holds_several(cells[i]):
                            several[i].append(kind_of_cells(list(map(cell_from, cells[i]))))
                        else:
                            nested[i] += holds_objects(cells[i])
                    yield Row(number, row_name(number, path), tuple(map(_named, columns, cells)), path.parent)
        except (polars.exceptions.PolarsError, polars.exceptions.PanicException) as error:
            raise _no_parquet(path, error) from error
        if number < total:  # damaged: polars then ends early without a word
            text = ngettext(
                "The file is damaged: {count} row of it could not be read.",
                "The file is damaged: {count} rows of it could not be read.",
                total - number,
            )
            problems.append(Problem(path.name, text.format(count=total - number), count=total - number))
        problems.extend(_several_note(path, columns[i], kinds) for i, kinds in sorted(several.items()))
        problems.extend(nested_notes(path, {columns[i]: n for i, n in nested.items() if n}))

    def _named(column: str, value: Any) -> Cell:
        names = class_names.get(column)
        if names and isinstance(value, int):  # −1 stands for "no label"
            return names[value] if 0 <= value < len(names) else None if value < 0 else str(value)
        return cell_from(value)

    return Table(path, unique_names(columns), rows, total)


def _several_note(path: Path, column: str, kinds: Sequence[Modality | None]) -> Problem:
    """kinds: of the files, for each row that holds several of them in this column."""
    text = kind_of_all(kinds).say_count("several in a row", len(kinds))
    return Problem(path.name, text.format(count=len(kinds), column=column), column=column, kind="note")


def _class_names(note: str) -> dict[str, list[str]]:
    """Hugging Face stores labels as numbers and their names in a note inside the file."""
    try:
        features = json.loads(note)["info"]["features"]
        return {
            name: [str(n) for n in feature["names"]]
            for name, feature in features.items()
            if isinstance(feature, dict) and isinstance(feature.get("names"), list)
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _no_parquet(path: Path, error: BaseException) -> DataError:
    return DataError(
        _("“{name}” cannot be read as a Parquet table.").format(name=path.name),
        _("Copy it again from where it came."),
        str(error),
        file=path,
    )
