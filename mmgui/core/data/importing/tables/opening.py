"""How a table file is opened, whatever kind it is of."""

from dataclasses import replace
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, SourceOptions
from mmgui.core.data.importing.tables import contents
from mmgui.core.data.importing.tables.rows import Table
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.raw_file import open_raw

_UNENDED = (".crdownload", ".part", ".partial", ".download", ".opdownload")  # as browsers call what is on its way


def open_table(path: Path, cancel: CancelToken | None = None, options: SourceOptions = SourceOptions()) -> Table:
    """Look at a table file: its columns, and how to read its rows. What it holds decides, not its ending.

    Raises DataError that names the file, and says what it is if it is no table; Cancelled.
    """
    if path.name.startswith("~$"):
        text = _("“{name}” is not the table, but what a spreadsheet program leaves while the table is open.")
        raise DataError(text.format(name=path.name), _("Choose the table itself."), file=path)
    table = _open(path, cancel, options)
    if path.suffix.lower() not in _UNENDED:
        return table
    text = _("By its name this is a download that has not ended: rows may be missing. Download it again to be sure.")
    return replace(table, found=(*table.found, Problem(path.name, text, kind="note")))


def _open(path: Path, cancel: CancelToken | None, options: SourceOptions) -> Table:
    with open_raw(path) as file:
        start = file.read(contents.START_BYTES)
    if not start:
        raise DataError(_("“{name}” is empty.").format(name=path.name), file=path)
    kind = contents.kind_of_bytes(path, start)
    if kind == "parquet":
        from mmgui.core.data.importing.tables.parquet import open_parquet

        return open_parquet(path)
    if kind == "spreadsheet":
        from mmgui.core.data.importing.tables.spreadsheets import open_spreadsheet

        return open_spreadsheet(path, cancel, options)
    if kind == "archive":
        raise contents.PACKED.refusal(path)
    return _open_text(path, cancel, options)


def _open_text(path: Path, cancel: CancelToken | None, options: SourceOptions) -> Table:
    from mmgui.core.data.importing.tables.delimited import open_delimited
    from mmgui.core.data.importing.tables.encodings import decoded, detect_encoding
    from mmgui.core.data.importing.tables.json_tables import open_json

    encoding = detect_encoding(path, cancel, options.encoding)
    text = next(decoded(path, encoding, cancel), "")[: contents.SAMPLE_CHARACTERS]
    if contents.kind_of_text(path, text) == "json":
        table = open_json(path, encoding, cancel, options)
        if path.suffix.lower() not in (".csv", ".tsv", ".tab"):
            return table
        text = _("By its name this is a table with signs between the cells, but it holds JSON, and was read so.")
        return replace(table, found=(*table.found, Problem(path.name, text, kind="note")))
    return open_delimited(path, encoding, cancel, options)
