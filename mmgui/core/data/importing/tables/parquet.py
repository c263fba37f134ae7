"""Parquet tables, by polars; labels of Hugging Face files by name."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem
from mmgui.core.data.importing.label_remarks import shown_names
from mmgui.core.data.importing.tables.json_shapes import NestedLists
from mmgui.core.data.importing.tables.rows import (
    BATCH_ROWS,
    Cell,
    Row,
    Table,
    cell_from,
    row_name,
    unique_names,
)
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext


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
    named = [(i, class_names[name]) for i, name in enumerate(columns) if class_names.get(name)]
    lists = [i for i, t in enumerate(scan.collect_schema().dtypes()) if isinstance(t, polars.List | polars.Array)]

    def rows(problems: list[Problem], cancel: CancelToken | None) -> Iterator[Row]:
        number = 0
        unnamed: dict[str, list[tuple[int, str]]] = defaultdict(list)
        nested = NestedLists()
        try:
            for frame in scan.collect_batches(chunk_size=batch, maintain_order=True):
                for cells in frame.iter_rows():
                    if cancel is not None and number % 64 == 0:
                        cancel.raise_if_cancelled()
                    number += 1
                    if lists:
                        nested.add({columns[i]: cells[i] for i in lists})
                    for i, names in named:
                        if isinstance(cells[i], int) and cells[i] >= len(names):
                            unnamed[columns[i]].append((number, str(cells[i])))
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
        problems.extend(_unnamed_note(path, column, found) for column, found in unnamed.items())
        problems.extend(nested.notes(path))

    def _named(column: str, value: Any) -> Cell:
        names = class_names.get(column)
        if names and isinstance(value, int):  # −1 stands for "no label"
            return names[value] if 0 <= value < len(names) else None if value < 0 else str(value)
        return cell_from(value)

    return Table(path, unique_names(columns), rows, total)


def _unnamed_note(path: Path, column: str, found: Sequence[tuple[int, str]]) -> Problem:
    """found: rows and the numbers in them."""
    numbers = sorted({number for _row, number in found}, key=int)
    text = ngettext(
        "{count} row has a number in “{column}” that has no name in this file: {numbers}. The number is read as its "
        "class: check whether it is one.",
        "{count} rows have numbers in “{column}” that have no name in this file: {numbers}. Each number is read as a "
        "class: check whether it is one.",
        len(found),
    )
    what = text.format(count=len(found), column=column, numbers=shown_names(numbers))
    return Problem(path.name, what, found[0][0], column, kind="note")


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
