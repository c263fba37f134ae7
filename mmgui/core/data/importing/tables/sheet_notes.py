"""What is told of a sheet beside its rows: which one was read, what was filled, what has no value."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mmgui.core.data.example import Problem, ProblemKind
from mmgui.core.data.importing.tables.sheet_parts import Place, Sheet, SheetParts
from mmgui.core.i18n import _, join_names, join_sentences, ngettext

_NAMED = 12  # rows that are named one by one


def sheet_note(
    path: Path, read: Sequence[Sheet], sheets: Sequence[Sheet], counts: Mapping[str, int], option: str = ""
) -> list[Problem]:
    """Which of several sheets were read, and how to read another one. counts: the rows of sheets that were left out.

    option: how to read more of them together, "" if they cannot be.
    """
    if len(sheets) < 2:
        return []
    names = [s.name for s in read]
    shown = [s.name for s in sheets if s.is_visible and s.name not in names]
    hidden = [s.name for s in sheets if not s.is_visible and s.name not in names]
    said = [_("The sheet “{name}” is read.").format(name=names[0])]
    if len(names) > 1:
        text = _("The sheets {names} are read together.")
        said = [text.format(names=join_names(f"“{name}”" for name in names))]
    with_rows = {name: f"“{name}”" + _row_count(counts.get(name, 0)) for name in (*shown, *hidden)}
    if shown:
        said.append(_("There are also: {names}.").format(names=join_names(with_rows[name] for name in shown)))
    if option and len(names) == 1:
        said.append(_("Those with the same columns can be read together."))
    if hidden:
        said.append(_("Hidden and not read: {names}.").format(names=join_names(with_rows[name] for name in hidden)))
    others = [name for name in (*shown, *hidden) if name in counts] or shown or names[len(names) == 1 :]
    if not option and others:
        option = f"--read-as {shlex.quote(others[0])}"
    kind: ProblemKind = "left out" if counts else "note"
    return [Problem(path.name, join_sentences(said), kind=kind, count=sum(counts.values()) or 1, option=option)]


def _row_count(count: int) -> str:
    return ngettext(" ({count} row)", " ({count} rows)", count).format(count=count) if count else ""


def hidden_note(path: Path, rows: Sequence[int]) -> list[Problem]:
    """Rows that nobody sees in the spreadsheet program and that were read all the same. rows: from 0."""
    if not rows:
        return []
    text = ngettext(
        "{count} hidden row is read like the others ({rows}). Delete it in a spreadsheet program if it does not belong "
        "to the data.",
        "{count} hidden rows are read like the others ({rows}); a filter may have hidden them. Delete them in a "
        "spreadsheet program if they do not belong to the data.",
        len(rows),
    )
    return [_note(path, text.format(count=len(rows), rows=_rows(rows)), None)]


def found_in_sheet(
    path: Path,
    parts: SheetParts,
    data_at: int,
    name_of: Callable[[int], str | None],
    filled: Mapping[int, Mapping[int, str]],
) -> list[Problem]:
    """Merged cells that were filled, formulas without a value, errors, and pictures that belong to no row."""
    problems = []
    if not parts.is_whole:
        text = _(
            "The file is damaged: merged cells, formulas without a result and pictures could not be looked for. Save "
            "it again with a spreadsheet program."
        )
        problems.append(_note(path, text, None))
    if filled:
        count = sum(map(len, filled.values()))
        text = ngettext(
            "{count} row below a merged cell got its value ({rows}).",
            "{count} rows below merged cells got their value ({rows}).",
            count,
        )
        problems.append(_note(path, text.format(count=count, rows=_rows(sorted(filled))), None))
    for column_at, form in parts.forms.items():
        if (name := name_of(column_at)) is not None:
            text = _(
                "The sheet shows the cells of “{column}” in another form ({form}) than they are read in. To read what "
                "is shown, write it into the cells as text."
            )
            problems.append(_note(path, text.format(column=name, form=form), name))
    formulas = [place for place in parts.formulas if place[0] >= data_at]
    for column, places in _by_column(formulas, name_of).items():
        text = ngettext(
            "{count} cell of “{column}” holds a formula whose result was never stored, and is read as empty ({rows}). "
            "Open the file in a spreadsheet program and save it there.",
            "{count} cells of “{column}” hold formulas whose results were never stored, and are read as empty "
            "({rows}). Open the file in a spreadsheet program and save it there.",
            len(places),
        )
        said = text.format(count=len(places), column=column, rows=_rows([row for row, _c in places]))
        problems.append(_note(path, said, column))
    errors = [place for place in parts.errors if place[0] >= data_at]
    for column, places in _by_column(errors, name_of).items():
        problems.append(errors_note(path, column, {place[0]: parts.errors[place] for place in places}))
    return problems + _pictures(path, parts, data_at)


def errors_note(path: Path, column: str, errors: Mapping[int, str]) -> Problem:
    """Cells of a column that hold "#REF!" and the like. errors: what stands in them, by row (from 0)."""
    text = ngettext(
        "{count} cell of “{column}” holds an error ({kinds}) and is read as empty ({rows}).",
        "{count} cells of “{column}” hold errors ({kinds}) and are read as empty ({rows}).",
        len(errors),
    )
    kinds = join_names(sorted(set(errors.values())))
    return _note(path, text.format(count=len(errors), column=column, kinds=kinds, rows=_rows(list(errors))), column)


def _pictures(path: Path, parts: SheetParts, data_at: int) -> list[Problem]:
    above = sum(row < data_at for row, _column in parts.pictures)
    problems = []
    if above:
        text = ngettext(
            "{count} picture above the rows of the table is not read.",
            "{count} pictures above the rows of the table are not read.",
            above,
        )
        problems.append(Problem(path.name, text.format(count=above), kind="left out", count=above))
    if parts.doubled:
        text = ngettext(
            "{count} picture lies over a cell that has one already, and is not read. Give each picture a row.",
            "{count} pictures lie over cells that have one already, and are not read. Give each picture a row.",
            parts.doubled,
        )
        problems.append(Problem(path.name, text.format(count=parts.doubled), kind="left out", count=parts.doubled))
    return problems


def _by_column(places: Sequence[Place], name_of: Callable[[int], str | None]) -> dict[str, list[Place]]:
    columns: dict[str, list[Place]] = {}
    for place in places:
        if (name := name_of(place[1])) is not None:
            columns.setdefault(name, []).append(place)
    return columns


def _note(path: Path, said: str, column: str | None) -> Problem:
    return Problem(path.name, said, column=column, kind="note")


def _rows(numbers: Sequence[int]) -> str:
    """ "rows 2, 4, 6, …", as the spreadsheet counts them."""
    shown = join_names([*(str(n + 1) for n in numbers[:_NAMED]), *(["…"] if len(numbers) > _NAMED else [])])
    return ngettext("row {rows}", "rows {rows}", len(numbers)).format(rows=shown)
