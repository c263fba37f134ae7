"""What a person should know of a table's columns: nothing is missing, but they may expect something else."""

import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from mmgui.core.data.example import ImportMapping, Problem
from mmgui.core.data.importing.column_names import (
    is_called_like_ids,
    is_called_like_parts,
    says_label,
    says_words,
    typed_kind_of,
)
from mmgui.core.data.importing.columns import (
    MOST_FIELDS,
    are_amounts,
    are_numbers,
    guess_mapping,
    is_language,
    is_other_file,
    kind_of_cells,
    label_candidates,
    typed_kind,
)
from mmgui.core.data.importing.label_remarks import MOST_SHOWN, on_labels, shown_names
from mmgui.core.data.importing.model_answers import on_model_answers, without_models
from mmgui.core.data.importing.split_words import flags_of, is_flag
from mmgui.core.data.importing.tables.header import has_known_names
from mmgui.core.data.importing.tables.rows import Cell
from mmgui.core.i18n import _, join_names, join_parts, join_sentences, ngettext
from mmgui.modalities import find_modality, prose, typed_kinds

_STRUCTURE = re.compile(r"\[\s*[\[{\"'].*\]|\{\s*[\"'].*\}", re.DOTALL)  # a list or an object, as programs write them
_NUMBERS = re.compile(r"\[?\s*(?:-?\d+(?:\.\d+)?[\s,;]+){15,}-?\d+(?:\.\d+)?\s*\]?")
_SOME_NUMBERS = 20  # characters
_MOST_TURNED = 20  # rows of a table that lies on its side
_OPTIONS = "--label, --split, --field"  # how the command line takes what columns mean
_ANSWER = "answer"  # the column in which Prodigy says what became of a row


def remarks(
    source: str,
    columns: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    mapping: ImportMapping,
    chosen: Collection[str] = (),
) -> list[Problem]:
    """Notes on columns that are read otherwise than somebody could think, or not at all. sample: the first rows;
    chosen: the columns of which a person said what they mean."""
    cells = {name: [row[i] for row in sample if i < len(row)] for i, name in enumerate(columns)}
    values = {n: [c.strip() for c in cells[n] if isinstance(c, str) and c.strip()] for n in columns}
    values = without_models(columns, values, {*mapping.used, *chosen})
    of_models = on_model_answers(columns, mapping)
    flags = _flags(mapping, values)
    notes = [
        *_on_turned(columns, sample),
        *on_labels(mapping, values),
        *_on_prodigy(mapping, values),
        *_on_flags(mapping, flags, values),
        *_on_structures(mapping, values),
        *_on_numbers(mapping, values),
        *_on_letters(mapping, values),
        *_on_other_files(mapping, values),
    ]
    guesses = [
        *_on_other_labels(mapping, [n for n in values if n not in flags], values, chosen),
        *_on_amounts(mapping, [n for n in values if n not in flags], values),
        *_on_words(mapping, values, chosen),
        *_on_many(mapping, values),
        *_on_several_files(mapping, chosen),
    ]
    told = [text for _column, text in guesses]
    guesses += _on_guess(mapping, columns, sample, chosen, [n for n, v in values.items() if v and not _names(told, n)])
    guessed = [Problem(source, text, column=column, kind="note", option=_OPTIONS) for column, text in guesses]
    answers = [
        Problem(source, text, column=column, kind="note", option=f"--label {shlex.quote(column)}")
        if column != mapping.label_column
        else Problem(source, text, column=column, kind="note")
        for column, text in of_models
    ]
    return [*(Problem(source, text, column=column, kind="note") for column, text in notes), *answers, *guessed]


def _on_turned(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> Iterator[tuple[str, str]]:
    """A table that lies on its side: few long rows, of which the first cell is what columns are called."""
    first = [*columns[:1], *(row[0] for row in sample if row and isinstance(row[0], str))]
    if 1 <= len(sample) < min(len(columns) - 1, _MOST_TURNED) and all(has_known_names([c]) for c in first):
        text = _(
            "The table seems to lie on its side: its rows begin with {names}, as columns are called. Turn it, so that "
            "each example has a row of its own."
        )
        yield first[0], text.format(names=shown_names(first))


def _on_amounts(
    mapping: ImportMapping, columns: Sequence[str], values: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Scores and the like where no column was taken for the answers."""
    if mapping.label_column is not None:
        return
    unread = [n for n in columns if n not in mapping.used]
    others = [n for n in unread if are_amounts(values[n]) or _are_counts(n, values[n])]
    if not others:
        others = [n for n in unread if _are_short(n, values[n])]
        text = ngettext(
            "No column is read as the answers. If {others} holds them, choose it.",
            "No column is read as the answers. If one of {others} holds them, choose it.",
            len(others),
        )
    else:
        text = ngettext(
            "No column is read as the answers. {others} holds numbers and is not read: choose it if each different "
            "number is a class.",
            "No column is read as the answers. {others} hold numbers and are not read: choose one of them if each "
            "different number is a class.",
            len(others),
        )
    if others:
        yield others[0], text.format(others=shown_names(others))


def _are_short(name: str, values: Sequence[str]) -> bool:
    """Whether they could be answers, as far as one sees: words or dates, no numbers of rows and no names of files."""
    is_free = not is_called_like_ids(name) and not is_called_like_parts(name) and not are_numbers(values)
    is_plain = not is_language(values) and not any(
        is_other_file(v) or _STRUCTURE.fullmatch(v) or "://" in v for v in values
    )
    return len(set(values)) > 1 and is_free and is_plain and max(map(len, values)) <= MOST_SHOWN


def _are_counts(name: str, values: Sequence[str]) -> bool:
    """Whether they are numbers that repeat, not those of the rows."""
    is_varied = 1 < len(set(values)) < len(values)
    return is_varied and are_numbers(values) and not is_called_like_ids(name)


def _on_prodigy(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """What a person accepted, rejected or passed over in the program Prodigy."""
    counts = Counter(values.get(_ANSWER, ()) if _ANSWER not in mapping.used else ())
    unaccepted = counts["reject"] + counts["ignore"]
    if unaccepted and counts.keys() <= {"accept", "reject", "ignore"}:
        text = ngettext(
            "{count} of the first {rows} rows is rejected or ignored in “{column}”, as Prodigy writes it. It is read "
            "like the accepted ones: delete it if it should not be.",
            "{count} of the first {rows} rows are rejected or ignored in “{column}”, as Prodigy writes it. They are "
            "read like the accepted ones: delete them if they should not be.",
            unaccepted,
        )
        yield _ANSWER, text.format(count=unaccepted, rows=counts.total(), column=_ANSWER)


def _on_flags(
    mapping: ImportMapping, flags: Sequence[str], values: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Several columns of yes and no: one label each, as tools write that allow several labels for an example."""
    if not flags:
        return
    shown, said = shown_names(flags), shown_names(sorted({v for name in flags for v in values[name]}))
    if mapping.label_column in flags:
        text = _("The columns {names} hold only {values}. An example has one label: only “{label}” is read.")
        yield flags[0], text.format(names=shown, values=said, label=mapping.label_column)
    elif mapping.label_column is None:
        text = _("The columns {names} hold only {values}. An example has one label: choose one of them.")
        yield flags[0], text.format(names=shown, values=said)
    else:
        text = _("“{label}” is read as the answers; {names} hold only {values} and are not read.")
        yield flags[0], text.format(names=shown, values=said, label=mapping.label_column)


def _flags(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns of yes and no, if there are several; those of parts are told elsewhere."""
    read = mapping.used - {mapping.label_column}
    flags = [n for n, v in values.items() if n not in read and v and all(map(is_flag, v)) and flags_of(n) is None]
    return flags if len(flags) > 1 else []


def _on_guess(
    mapping: ImportMapping,
    columns: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    chosen: Collection[str],
    untold: Sequence[str],
) -> Iterator[tuple[str, str]]:
    """Columns that were taken for what they hold, not for what they are called; with the answers among them, any other
    that is not read could be meant. untold: the filled ones of which no other note speaks."""
    guess = guess_mapping(columns, sample)
    said = []
    label, split = mapping.label_column, mapping.split_column
    if label is not None and label == guess.label_column and not says_label(label):
        said.append((label, _("“{column}” as the answers").format(column=label)))
    if split is not None and split == guess.split_column and not is_called_like_parts(split):
        said.append((split, _("“{column}” as the parts").format(column=split)))
    for field in guess.fields:
        kind = find_modality(field.modality)
        if kind in typed_kinds() and field in mapping.fields and typed_kind_of(field.column) is not kind:
            shown = shown_names(field.columns) if kind.joins_columns else f"“{field.column}”"
            said.append((field.columns[0], _("{columns} as “{title}”").format(columns=shown, title=kind.title())))
    said = [(name, text) for name, text in said if name not in chosen]
    if said:
        words = [name for name in _prose_columns(mapping) if not says_words(name) and name not in chosen]
        said += [(name, _("“{column}” as the words").format(column=name)) for name in words]
        text = _("Read by what they hold, for their names do not say it: {columns}. Choose others if that is wrong.")
        texts = [text.format(columns=join_parts([part for _name, part in said]))]
        if label in {name for name, _text in said} and (others := [n for n in untold if n not in mapping.used]):
            text = ngettext("{others} is not read.", "{others} are not read.", len(others))
            texts.append(text.format(others=join_names(f"“{name[:MOST_SHOWN]}”" for name in others)))
        yield said[0][0], join_sentences(texts)


def _names(texts: Sequence[str], column: str) -> bool:
    return any(f"“{column[:MOST_SHOWN]}”" in text for text in texts)


def _on_other_labels(
    mapping: ImportMapping, columns: Sequence[str], values: Mapping[str, Sequence[str]], chosen: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Other columns that could be the answers, unless these were chosen."""
    others = _other_labels(mapping, columns, values, chosen)
    if others:
        text = ngettext(
            "“{label}” is read as the answers; {others} could be meant too and is not read.",
            "“{label}” is read as the answers; {others} could be meant too and are not read.",
            len(others),
        )
        yield others[0], text.format(label=mapping.label_column, others=shown_names(others))


def _other_labels(
    mapping: ImportMapping, columns: Sequence[str], values: Mapping[str, Sequence[str]], chosen: Collection[str]
) -> Sequence[str]:
    return () if mapping.label_column in chosen else label_candidates(columns, values, mapping)


def _on_words(
    mapping: ImportMapping, values: Mapping[str, Sequence[str]], chosen: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Other columns that read like words. Without answers, the columns may be the classes."""
    words = _prose_columns(mapping)
    told = {*mapping.used, *_other_labels(mapping, [*values], values, chosen)}
    others = [n for n, v in values.items() if n not in told and (is_language(v) or (says_words(n) and v))]
    if words and others:
        text = ngettext(
            "{taken} is read as words; {others} is not read.", "{taken} is read as words; {others} are not read.",
            len(others),
        )  # fmt: skip
        yield others[0], text.format(taken=shown_names(words), others=shown_names(others))
        if mapping.label_column is None and not chosen:
            text = _(
                "If the columns {columns} are the classes, write all texts into one column, and the class of each into "
                "another one."
            )
            yield others[0], text.format(columns=shown_names([*words, *others]))


def _on_many(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Columns of typed values that no model takes, because there are too many."""
    is_full = len(mapping.fields) >= MOST_FIELDS
    others = [n for n, v in values.items() if is_full and n not in mapping.used and typed_kind(n, v)]
    if others:
        text = ngettext(
            "{count} more column of values is not read, for a model takes at most {most} fields: {others}.",
            "{count} more columns of values are not read, for a model takes at most {most} fields: {others}.",
            len(others),
        )
        yield others[0], text.format(count=len(others), most=MOST_FIELDS, others=shown_names(others))


def _on_several_files(mapping: ImportMapping, chosen: Collection[str]) -> Iterator[tuple[str, str]]:
    """Several columns of files of one kind: two inputs. Without answers, the columns may be the classes."""
    kinds = Counter(f.modality for f in mapping.fields if find_modality(f.modality).is_media)
    columns = [f.column for f in mapping.fields if kinds[f.modality] > 1]
    if not columns:
        return
    if mapping.label_column is None:
        text = _(
            "Each row is read as one example with a file from each of {columns}, without a label. If these columns are "
            "the classes, write one file and its class into each row."
        )
        yield columns[0], text.format(columns=shown_names(columns))
    elif not set(columns) <= set(chosen):
        text = _(
            "Each row is read as one example with a file from each of {columns}, each an input of its own. If one is "
            "enough, choose it."
        )
        yield columns[0], text.format(columns=shown_names(columns))


def _prose_columns(mapping: ImportMapping) -> list[str]:
    """The columns that are read as running text."""
    return [f.column for f in mapping.fields if f.modality == prose().name]


def _on_structures(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Words that are lists or objects: conversations, answers to choose from."""
    for name in _prose_columns(mapping):
        found = [v for v in values[name] if _STRUCTURE.fullmatch(v)]
        if found and len(found) * 10 >= len(values[name]):
            text = _(
                "Cells of “{column}” hold lists or objects (“{example}”). Each is read as one text, with its brackets, "
                "quotes and keys: what should be read needs a column of its own."
            )
            example = found[0] if len(found[0]) <= MOST_SHOWN else found[0][: MOST_SHOWN - 1] + "…"
            yield name, text.format(column=name, example=" ".join(example.split()))


def _on_numbers(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Words that are nothing but numbers: pictures, point by point."""
    for name in _prose_columns(mapping):
        found = [v for v in values[name] if _NUMBERS.fullmatch(v)]
        if found and len(found) * 2 >= len(values[name]):
            text = _(
                "Cells of “{column}” hold only numbers (“{example}…”), as pictures that are written point by point. "
                "They are read as words: to have pictures, save each as a file, and write its name into the table."
            )
            yield name, text.format(column=name, example=found[0][:_SOME_NUMBERS])


def _on_letters(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Letters that a program before read as Latin-1 though they were UTF-8, and stored so: "schÃ¶n"."""
    for name in [*_prose_columns(mapping), mapping.label_column or ""]:
        words = [word for value in values.get(name, ()) if not value.isascii() for word in value.split()]
        foreign = [(word, _mended(word)) for word in words if not word.isascii()]
        damaged = [(word, mended) for word, mended in foreign if mended]
        if damaged and len(damaged) * 2 >= len(foreign):
            text = _(
                "Letters of “{column}” seem to have been damaged before: “{word}” should probably be “{mended}”. They "
                "are read as they stand. Export the file anew, or mend it in an editor."
            )
            word, mended = damaged[0]
            yield name, text.format(column=name, word=word[:MOST_SHOWN], mended=mended[:MOST_SHOWN])


def _mended(word: str) -> str:
    """What a word was before its bytes were read as Latin-1 or as cp1252; "" if it is no such word."""
    for codec in ("latin-1", "cp1252"):
        try:
            return word.encode(codec).decode()
        except UnicodeError:
            continue
    return ""


def _on_other_files(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Files of kinds that cannot be read; those of kinds that can and were not chosen."""
    used = mapping.used
    for name, found in values.items():
        is_free = name not in used and not are_numbers(found)
        if is_free and (kind := kind_of_cells(found)):
            text = kind.say("named too") or _("“{column}” names files of the kind “{title}” and is not read.")
            yield name, text.format(column=name, title=kind.title())
        elif is_free and sum(is_other_file(v) for v in found) * 2 > len(found):
            text = _("“{column}” names files that are no pictures (“{example}”); they are not read.")
            yield name, text.format(column=name, example=found[0][:60])
