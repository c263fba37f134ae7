"""A first guess of what the columns of a table mean, for a person to correct."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from mmgui.core.data.example import FieldMapping, ImportMapping, Split, write_columns
from mmgui.core.data.importing.column_names import (
    LABEL_NAMES,
    SPLIT_NAMES,
    SUREST,
    by_name,
    field_names,
    is_called_like_ids,
    is_called_like_parts,
    says_guess,
    says_label,
    typed_kind_of,
    words_answers,
)
from mmgui.core.data.importing.file_names import kind_of_file, kind_of_name, kind_of_start, media_kinds, without_aside
from mmgui.core.data.importing.finding import holds_letters, why_no_file
from mmgui.core.data.importing.model_answers import columns_of_models
from mmgui.core.data.importing.repeated_answers import tells_answers
from mmgui.core.data.importing.split_words import (
    MOST_PART_WORDS,
    flags_of,
    is_flag,
    is_nearly_part,
    is_part_word,
    is_plain_flag,
    may_be_train,
    parts_hinted_at,
    read_part,
    read_split,
)
from mmgui.core.data.importing.tables.rows import Blob, Cell, unique_names
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _
from mmgui.modalities import find_modality, prose, typed_kinds
from mmgui.modalities.contract import Modality

SAMPLE_ROWS = 500
MOSTLY = 0.8  # of the values in a column that say what it is, the others being slips
MOST_FIELDS = 10  # that are guessed: the shares of more cannot be computed (explaining/contribution.py)
_TRIED = 20  # values of a column that are looked for among the files
_FIRST_ROWS = ("0", "1")
_FIELD_OPTION = re.compile(r"^\s*([^=:]+?)\s*=\s*([^=:]+?)\s*(?::\s*(.+?)\s*)?$")


def guess_mapping(
    columns: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    names_file: Callable[[str], Path | bool | None] | None = None,
) -> ImportMapping:
    """Which columns are fields, label and split, from their names and the first rows.

    sample: rows of cells in the order of `columns`. All columns of files become fields, of the kind that most of the
    files are for (those with nothing but web addresses only where there are no others), but only one of running text:
    the one with the most telling name, else the one with the longest texts. Of typed values of another kind all become
    fields that are called so, then those that are so by what they hold, MOST_FIELDS in all; of a kind that joins
    columns several become one field, and a single one only where there is no other field. Columns that start with
    "evidence" never do (they tell where the answer lies), nor do the answers in other words (tells_answers) and what a
    model answered (model_answers.py). There may be no label and no split.
    names_file: the file beside the table that a value names, however it is spelt; asked for a few values if no column
    says by itself that it holds files (ids without an ending).
    """
    cells = {name: [row[i] for row in sample if i < len(row)] for i, name in enumerate(columns)}
    values = {name: [c.strip() for c in cells[name] if isinstance(c, str) and c.strip()] for name in columns}
    of_models = columns_of_models(columns)
    left = [n for n in columns if not n.lower().startswith("evidence") and n not in of_models]
    classes = [name for name in left if _are_classes(name, values[name])]

    media = {n: kind for n in left if n not in classes and (kind := kind_of_cells(cells[n]))}
    if not media:  # no telling ending: trust a telling name if its values look like file names
        media = _called_like_files([n for n in left if _look_like_names(values[n])], values, names_file)
    media |= {n: kind for n in left if n not in (*media, *classes) and (kind := _kind_of_tables(n, values[n]))}
    letters = next(iter(media_kinds()), None)
    if letters is not None:  # files as letters are never passed over: their gate says what to do
        media |= {n: letters for n in left if n not in (*media, *classes) and _hold_letters(values[n])}
    files_here = {n: kind for n, kind in media.items() if not values[n] or not all(map(why_no_file, values[n]))}
    files = [name for name in left if name not in classes and _holds_other_files(values[name])]
    left = [name for name in left if name not in (*media, *files)]
    media = files_here or media

    split = by_name([n for n in left if _name_parts(values[n])], SPLIT_NAMES)
    split = split or next((n for n in left if not by_name([n], LABEL_NAMES) and _are_parts(values[n])), None)
    split = split or _flag_of_parts(left, values, cells)
    left = [name for name in left if name != split]

    label = _label(left, values)
    left = [n for n in left if n != label and not (label and tells_answers(n, label, cells[n], cells[label]))]

    filled = [n for n in left if values[n] or not sample]
    typed = {n: kind for n in filled if (kind := _typed_by_name(n, values[n]))}
    filled = [n for n in filled if n not in typed]
    by_content = {n: kind for n in left if n not in typed and (kind := _typed_by_content(n, values[n]))}
    words = by_name([n for n in filled if not is_called_like_ids(n)], prose().column_names)
    words = words or _longest_text([n for n in left if n not in (*typed, *by_content)], values)
    words = words or by_name(filled, prose().column_names)
    found = media | typed | ({words: prose()} if words else {})
    if not found and names_file is not None:  # nothing else could be read: trust numbers
        found = media = _naming_files(left, values, names_file, trust_numbers=True)
    held = {n: kind for n, kind in by_content.items() if n not in found}
    joined = {kind: [n for n in held if held[n] is kind] for kind in held.values() if kind.joins_columns}
    held = {n: kind for n, kind in held.items() if kind not in joined}
    joined = {kind: names for kind, names in joined.items() if len(names) > 1 or not (found or held)}
    spare = [*typed, *held][max(0, MOST_FIELDS - len(joined) - (len(found) - len(typed))) :]
    found = {n: kind for n, kind in (found | held).items() if n not in spare}
    first = [n for n in columns if n in media]
    fields = _named_fields({n: found[n] for n in (*first, *(n for n in columns if n in found))})
    return ImportMapping(_with_joined(fields, joined), label, split)


def typed_kind(name: str, values: Sequence[str]) -> Modality | None:
    """The kind of typed values but words of which a column is, by its name or else by what it holds."""
    return _typed_by_name(name, values) or _typed_by_content(name, values)


def label_candidates(
    columns: Sequence[str], values: Mapping[str, Sequence[str]], mapping: ImportMapping
) -> tuple[str, ...]:
    """The other columns that could be the answers as well as the one that was taken: by their names or their values."""
    if mapping.label_column is None:
        return ()
    filled = [n for n in columns if n not in mapping.used and values[n]]
    left = [n for n in filled if len(set(values[n])) < len(values[n])]
    few = [n for n in left if _few_values([n], values) and not is_called_like_parts(n) and not is_called_like_ids(n)]
    few = [n for n in few if read_split(n) is None and not _may_be_parts(values[n])]
    return tuple(n for n in filled if words_answers(n) or n in few or (n in left and says_label(n)))


def parse_field_option(text: str) -> FieldMapping:
    """Read NAME=MODALITY:COLUMN, as in "photo=image:file_name"; without ":COLUMN" the column is called NAME. A kind
    that joins columns takes several: NAME=MODALITY:COLUMN,COLUMN.

    MODALITY may be an everyday word: picture, photo, words. Raises ExperimentError.
    """
    match = _FIELD_OPTION.match(text)
    if match is None:
        raise ExperimentError(
            _("“{text}” does not describe a field.").format(text=text),
            _("Write NAME=KIND:COLUMN, for example photo=image:file_name or caption=text:title."),
            parameter="field",
        )
    name, modality, column = match.groups()
    return FieldMapping(name, find_modality(modality).name, column or name)


def _named_fields(found: Mapping[str, Modality]) -> tuple[FieldMapping, ...]:
    """The first column of files of each kind, by its name, and that of words as the kind is called; the others as they
    are themselves."""
    own = {kind: [column for column in found if found[column] is kind] for kind in {*found.values()} - {*typed_kinds()}}
    first = {kind: by_name(columns, kind.column_names) or columns[0] for kind, columns in own.items()}
    own_names = [kind.default_field if first.get(kind) == column else column for column, kind in found.items()]
    names = unique_names(own_names)
    return tuple(FieldMapping(n, kind.name, column) for n, (column, kind) in zip(names, found.items(), strict=True))


def _with_joined(
    fields: tuple[FieldMapping, ...], joined: Mapping[Modality, Sequence[str]]
) -> tuple[FieldMapping, ...]:
    """The fields and, called as its kind is, one more for each kind that joins columns."""
    names = unique_names([*(f.name for f in fields), *(kind.default_field for kind in joined)])[len(fields) :]
    more = zip(names, joined.items(), strict=True)
    return (*fields, *(FieldMapping(name, kind.name, write_columns(columns)) for name, (kind, columns) in more))


def kind_of_cells(cells: Sequence[Cell]) -> Modality | None:
    """The kind of most of the files that a column holds or names; None if fewer than half of its cells do."""
    filled = [c for c in cells if c is not None and (isinstance(c, Blob) or c.strip())]
    known = media_kinds()
    found = Counter(kind for cell in filled if (kind := _kind_of(cell, known)))
    return found.most_common(1)[0][0] if found and found.total() * 2 >= len(filled) else None


def _kind_of(cell: str | Blob, known: Sequence[Modality]) -> Modality | None:
    """Bytes that say nothing are taken for those of the first kind: its gate names them."""
    if isinstance(cell, Blob):
        return kind_of_start(cell.data) or kind_of_name(cell.name, known) or next(iter(known), None)
    return kind_of_name(without_aside(cell), known) if len(cell) < 1024 else None


def _kind_of_tables(name: str, values: Sequence[str]) -> Modality | None:
    """The kind that a column is called like, if its values name files of that kind that end as tables do."""
    for kind in media_kinds():
        endings = tuple(kind.table_suffixes)
        if endings and by_name([name], kind.column_names) and values:
            found = sum(value.lower().endswith(endings) for value in values)
            return kind if found * 2 >= len(values) else None
    return None


def _holds_other_files(values: Sequence[str]) -> bool:
    """Paths of sounds and the like are neither words nor labels."""
    return bool(values) and sum(is_other_file(v) for v in values) > len(values) / 2


def is_other_file(value: str) -> bool:
    """Whether a value looks like the name of a file: an amount ("0.50", "$1.00") does not."""
    return re.fullmatch(r"\S{1,300}\.(?!\d+$)[a-z0-9]{2,4}", value) is not None


def _are_classes(name: str, values: Sequence[str]) -> bool:
    """Whether a column is called like the answers and its values repeat, so that names of files in it are classes:
    "node.js", "cat.png"."""
    return says_label(name) and len(set(values)) * 2 <= len(values)


def _called_like_files(
    columns: Sequence[str],
    values: Mapping[str, Sequence[str]],
    names_file: Callable[[str], Path | bool | None] | None,
) -> dict[str, Modality]:
    """Columns with the surest names of a kind of files, each of the kind of those that are there; else one of which the
    values name files."""
    plain = [n for n in columns if not are_numbers(values[n])]
    named: dict[str, Modality] = {}
    for kind in media_kinds():
        if name := by_name([n for n in plain if n not in named], kind.column_names[:SUREST]):
            there = [] if names_file is None else [names_file(value) for value in values[name][:_TRIED]]
            named[name] = _kind_of_files(there) or kind
    return named if named or names_file is None else _naming_files(columns, values, names_file)


def _typed_by_name(name: str, values: Sequence[str]) -> Modality | None:
    """The kind of typed values that a column is called like, if it reads most of what stands there."""
    kind = typed_kind_of(name)
    return kind if kind and sum(_is_read(kind, value) for value in values) * 2 >= len(values) else None


def _is_read(kind: Modality, value: str) -> bool:
    try:
        kind.read(value)
    except DataError:
        return False
    return True


def _typed_by_content(name: str, values: Sequence[str]) -> Modality | None:
    """The kind of typed values of which a column is by what it holds; numbers of rows and parts are of none."""
    if not values or is_called_like_ids(name) or is_called_like_parts(name) or are_row_numbers(values):
        return None
    kinds = (kind for kind in typed_kinds() if not (kind.joins_columns and (says_label(name) or says_guess(name))))
    return next((kind for kind in kinds if kind.takes(values)), None)


def _kind_of_files(files: Sequence[Path | bool | None]) -> Modality | None:
    kinds = Counter(kind for file in files if isinstance(file, Path) and (kind := kind_of_file(file)))
    return kinds.most_common(1)[0][0] if kinds else None


def _naming_files(
    columns: Sequence[str],
    values: Mapping[str, Sequence[str]],
    names_file: Callable[[str], Path | bool | None],
    trust_numbers: bool = False,
) -> dict[str, Modality]:
    """The first column of which the values are names of files. Numbers must all be, in one folder, and the column must
    be called like files, or not begin as the numbers of rows do: these are easily those of files too."""
    for name in columns:
        tried = list(dict.fromkeys(values[name]))
        if len(tried) * 2 < len(values[name]) or len(tried) < 2:
            continue  # a class is repeated, the name of a file hardly
        tried = tried[:_TRIED]
        are_bare = are_numbers(tried)
        are_rows = are_bare and tried[0] in _FIRST_ROWS and not by_name([name], field_names(are_media=True))
        if are_rows and not trust_numbers:
            continue
        found = [file for value in tried if (file := names_file(value))]
        folders = {file.parent for file in found if isinstance(file, Path)}
        if (len(found) == len(tried) and len(folders) <= 1) or (len(found) >= MOSTLY * len(tried) and not are_bare):
            return {name: _kind_of_files(found) or media_kinds()[0]}
    return {}


def _hold_letters(values: Sequence[str]) -> bool:
    return bool(values) and sum(map(holds_letters, values)) * 2 > len(values)


def _look_like_names(values: Sequence[str]) -> bool:
    return bool(values) and all(len(v) < 300 and " " not in v and not v.startswith(("http:", "https:")) for v in values)


def _label(left: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """The column with the answers: by its name, a filled one before an empty one; else by its few values. One with
    the guesses of a model only if there is no other."""
    guesses = [n for n in left if says_guess(n)]
    if 0 < len(guesses) < len(left):
        return _label([n for n in left if n not in guesses], values) or _label(guesses, values)
    filled = [n for n in left if values[n]]
    plain = [n for n in filled if n.lower() not in prose().column_names and not _typed_by_name(n, values[n])]
    few = [n for n in plain if not (is_called_like_parts(n) or is_called_like_ids(n) or _may_be_parts(values[n]))]
    return (
        by_name(filled, LABEL_NAMES)
        or by_name(left, LABEL_NAMES)
        or _few_values(few, values)
        or _few_values(plain, values)
    )


def _name_parts(values: Sequence[str]) -> bool:
    """Whether the values of a column that is called like one of parts are parts: half of them, the others are slips."""
    known = [v for v in values if is_part_word(v)]
    near = [v for v in values if is_nearly_part(v)]
    parts = {read_split(v) for v in known} - {None}
    count = len(known) + len(near)
    is_sure = _leaves_train(parts, values) if parts else len(set(near)) > 1
    return is_sure and (count == len(values) or (count * 2 >= len(values) and count >= 2))


def _are_parts(values: Sequence[str]) -> bool:
    """Whether the values alone say that a column is one of parts: nearly all are words for at least two of them, or
    half of them are, with training among them."""
    known = [v for v in values if is_part_word(v, trust_short=False)]
    parts = {read_split(v) for v in known} - {None}
    near = [v for v in values if is_nearly_part(v)] if parts else []
    most = 0.5 if len(parts) > 1 and "train" in parts else MOSTLY
    is_sure = len(parts) + len(set(near)) > 1 and _leaves_train(parts, values)
    return is_sure and len(known) + len(near) >= most * len(values)


def _may_be_parts(values: Sequence[str]) -> bool:
    """Whether a column of few values holds words for the parts, though not all are known (part_columns.py tells it)."""
    distinct = set(values)
    return len(distinct) <= MOST_PART_WORDS and len(parts_hinted_at(distinct)) > 1


def _leaves_train(parts: Collection[Split | None], values: Sequence[str]) -> bool:
    """Whether training is among the known parts, or at most one unknown word may be it (odd_parts.py): else nothing but
    the rows that nobody learns from would be read."""
    unknown = {v.casefold() for v in values if not is_part_word(v) and may_be_train(v)}
    return "train" in parts or len(unknown) <= 1


def _flag_of_parts(
    columns: Sequence[str], values: Mapping[str, Sequence[str]], cells: Mapping[str, Sequence[Cell]]
) -> str | None:
    """The column of yes and no that says the part ("is_test"). None if there are several that say different things."""
    flags = [n for n in columns if flags_of(n) and _hold_flags(n, values[n], cells[n])]
    has_answers = any(by_name([n], LABEL_NAMES) for n in columns)
    rows = max((len(values[n]) for n in columns), default=0)
    varied = {n for n in flags if len(set(values[n])) > 1 or len(values[n]) < rows}
    flags = [n for n in flags if not is_plain_flag(n) or (has_answers and n in varied)]
    if len(flags) == 2 and {flags_of(n) for n in flags} == {("train", "test"), ("test", "train")}:
        said = [[read_part(cell if isinstance(cell, str) else "", n) for cell in cells[n]] for n in flags]
        return flags[0] if said[0] == said[1] else None
    return flags[0] if len(flags) == 1 else None


def _hold_flags(column: str, values: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether yes and no stand there, and nothing else; or mostly, among them what is training: the rest is told."""
    flags = [v for v in values if is_flag(v)]
    if len(flags) == len(values):
        return bool(flags)
    parts = {read_part(v, column) for v in flags} | ({"train"} if len(values) < len(cells) else set())
    most = MOSTLY if is_plain_flag(column) else 0.5
    return len(flags) > 1 and len(flags) >= most * len(values) and "train" in parts and len(parts) > 1


def _few_values(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """The column with the fewest (but at least two) short values that repeat."""
    best: tuple[int, str] | None = None
    for name in columns:
        found = values[name]
        distinct = len(set(found))
        if len(found) < 4 or not 2 <= distinct <= min(50, len(found) / 2) or max(map(len, found)) > 60:
            continue
        if are_amounts(found):
            continue  # measurements are no classes
        if best is None or distinct < best[0]:
            best = (distinct, name)
    return best[1] if best else None


def _longest_text(columns: Sequence[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """The column with the most text in all its rows, if any looks like language at all."""
    lengths = {n: sum(map(len, values[n])) for n in columns if is_language(values[n])}
    return max(lengths, key=lambda n: lengths[n]) if lengths else None


def is_language(values: Sequence[str]) -> bool:
    """Whether the values of a column read like words of a language."""
    if not values or are_numbers(values):
        return False
    wordy = sum(" " in v or any("\u3040" <= c <= "\u9fff" for c in v) for v in values)
    return wordy * 10 >= len(values) * 3


def are_numbers(values: Sequence[str]) -> bool:
    try:
        for value in values:
            float(value)
    except ValueError:
        return False
    return True


def are_row_numbers(values: Sequence[str]) -> bool:
    """Whether they count up one by one."""
    return (
        len(values) > 1
        and all(v.isdecimal() for v in values)
        and all(int(after) == int(before) + 1 for before, after in pairwise(values))
    )


def are_amounts(values: Sequence[str]) -> bool:
    """Whether they are numbers, some of them no whole ones."""
    return bool(values) and are_numbers(values) and not all(float(v).is_integer() for v in values)
