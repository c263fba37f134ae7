"""From examples that are offered to rows that can be stored, and back."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import MAX_LABEL, Example, ExampleSet, Field, Problem, Split
from mmgui.core.data.records import Record
from mmgui.core.data.splitting import Division, Fractions, content_hash, divide_examples
from mmgui.core.errors import DataError, ProjectError
from mmgui.core.i18n import _
from mmgui.core.paths import cache_folder
from mmgui.core.read_text import read_text
from mmgui.modalities import find_modality, is_media
from mmgui.modalities.contract import Modality


def lacking_fields(known_fields: Iterable[Field], fields: Iterable[Field]) -> list[Field]:
    """Those of `fields` that are not known. Raises ProjectError if a known one is of another kind."""
    known = {f.name: f.modality for f in known_fields}
    for field in fields:
        if known.get(field.name, field.modality) != field.modality:
            raise ProjectError(
                _("The field “{name}” holds {old} in this project, but {new} in what is added.").format(
                    name=field.name,
                    old=find_modality(known[field.name]).title(),
                    new=find_modality(field.modality).title(),
                ),
                _("Give the new field another name."),
            )
    return [f for f in fields if f.name not in known]


def clean_label(label: str | None) -> str | None:
    """A label on one line; an empty one is none. Raises DataError if it is far too long."""
    label = " ".join(read_text(label).split()) if label is not None else None
    if label and len(label) > MAX_LABEL:
        raise DataError(_("A label may have at most {limit} characters.").format(limit=MAX_LABEL))
    return label or None


def new_records(
    offered: ExampleSet,
    media: Mapping[str, Modality],
    stored: Mapping[str, str | DataError],
    first: int,
    problems: list[Problem],
) -> list[Record]:
    """The examples as rows; one whose media file failed becomes a problem instead."""
    rows: list[Record] = []
    names = [f.name for f in offered.fields]
    for example in offered.examples:
        values: dict[str, str] = {}
        failed: DataError | None = None
        for name in names:
            value = example.values.get(name)
            if value is None:
                continue
            if name in media:
                place = stored[value]
                if isinstance(place, DataError):
                    failed = place
                else:
                    values[name] = place
            else:
                values[name] = read_text(value)
        if failed is not None:
            problems.append(Problem(example.origin or failed.file or "", failed.sentence()))
        else:
            origin = origin_with_names(example, media)
            rows.append(Record(first + len(rows), values, clean_label(example.label), example.split, origin))
    return rows


def origin_with_names(example: Example, media: Iterable[str]) -> str:
    """Where an example came from, with the names of its files: "row 12 of posts.csv · 0.png".

    media: the fields that hold files, which a project stores under other names. What was pasted has no name.
    """
    files = [Path(value) for field in media if (value := example.values.get(field))]
    names = [file.name for file in files if file.parent != cache_folder()]
    return " · ".join(part for part in (example.origin, *(n for n in names if n not in example.origin)) if part)


def fractions_in_use(known: list[Record], fractions: Fractions) -> Fractions:
    """The fractions without the parts that a divided project chose to do without."""
    used = {r.split for r in known} - {None}
    if "train" not in used or len(used) < 2:
        return fractions
    train, validation, test = fractions
    return train, validation if "validation" in used else 0.0, test if "test" in used else 0.0


def find_twins(known: ExampleSet, offered: ExampleSet) -> dict[int, Example]:
    """Per place in `offered` the example of a project, or one offered before it, that has exactly these values.

    Media in a project are named by their content; those that are offered may be any files. What cannot be read has no
    twin.
    """
    media = {f.name for f in (*known.fields, *offered.fields) if is_media(f.modality)}
    stored: dict[str, str] = {}  # per file of the project what names its content
    first: dict[frozenset[tuple[str, str]], Example] = {}
    for example in known.examples:
        parts = [(name, value) for name, value in example.values.items() if value]
        for place, (name, value) in enumerate(parts):
            if name in media:
                stored[value] = value.rpartition("/")[2].partition(".")[0]  # Path is 10 × slower
                parts[place] = name, stored[value]
        first.setdefault(frozenset(parts), example)
    content = content_hash()
    twins = {}
    for number, example in enumerate(offered.examples):
        key = frozenset(
            (name, (stored.get(value) or content(value)) if name in media else read_text(value))
            for name, value in example.values.items()
            if value
        )
        twin = first.setdefault(key, example)
        if twin is not example:
            twins[number] = twin
    return twins


def divided(
    fields: tuple[Field, ...],
    rows: list[Record],
    fractions: Fractions,
    seed: int,
    keep_given: bool,
    cancel: CancelToken | None,
) -> Division:
    """The rows with their parts. Stored names of media are hashes: equal content, equal name."""
    examples = tuple(Example(r.id, r.values, r.label, r.split, r.origin) for r in rows)
    return divide_examples(
        ExampleSet(fields, examples), fractions, seed, keep_given=keep_given, content_of=lambda v: v, cancel=cancel
    )


def changed_parts(division: Division, rows: list[Record]) -> dict[int, Split | None]:
    """The new part of every row whose part changes."""
    pairs = zip(division.examples.examples, rows, strict=True)
    return {e.id: e.split for e, row in pairs if e.split != row.split}


def assembled_set(fields: tuple[Field, ...], rows: list[Record], name: str, path: Callable[[str], str]) -> ExampleSet:
    """Stored rows as examples; `path` turns the stored name of a media file into its absolute path."""
    media = {f.name for f in fields if is_media(f.modality)}
    names = [f.name for f in fields]
    examples = tuple(
        Example(
            row.id,
            {n: path(v) if (v := row.values.get(n)) is not None and n in media else v for n in names},
            row.label,
            row.split,
            row.origin,
        )
        for row in rows
    )
    return ExampleSet(fields, examples, name)
