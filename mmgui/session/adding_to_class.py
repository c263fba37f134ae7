"""Many examples at once for one class of the open project: files that were dropped or pasted, and lines of text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mmgui.core.data.example import Example, ExampleSet, Field, Problem
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.modalities import in_order, kinds_of_file, prose, read_typed, typed_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mmgui.core.data.edits import Edit
    from mmgui.core.data.project import Project
    from mmgui.core.data.splitting import Fractions
    from mmgui.modalities.contract import Modality
    from mmgui.session.jobs import Job

_DEALT_FIRST, _DEALT_LATER = 3, 7  # of a class: one in each part, then 5 / 1 / 1; one by one all would be learnt from
_MOST_NAMES = 3
_MOST_CHARACTERS = 60  # of a name


def add_to_class(
    project: Project, label: str, files: Sequence[Path], texts: Sequence[str], job: Job, origin: str = ""
) -> Edit:
    """An example per file (those of a folder, one by one) and per line that is not blank. For a lane.

    Each has one value, in the first field of the project that takes it; a field that is lacking is made under its usual
    name. What the project has already is left out. They get a part as soon as there are enough of them to be dealt.
    origin: what a list calls them; by default the name of the file. The Edit's problems say what was left out.
    Raises DataError if nothing could be added.
    """
    from mmgui.core.data.adding import find_twins
    from mmgui.core.data.splitting import DEFAULT_FRACTIONS

    known, refused = project.example_set(), list[Problem]()
    fields = list(known.fields)
    examples: list[Example] = []
    for file in _unfolded(files):
        field = _field_for(fields, kinds_of_file(file))
        if field is None:
            what = _("“{name}” is of no kind that a class takes.").format(name=one_line(file.name, _MOST_CHARACTERS))
            refused.append(Problem(file.name, what))
        else:
            examples.append(Example(0, {field.name: str(file)}, label, None, origin or file.name))
    for line in (text.strip() for text in texts):
        if not line:
            continue
        field = _field_for(fields, _kinds_of_text(fields))
        assert field is not None
        try:
            read_typed(field.modality, line, field.name)
        except DataError as error:
            refused.append(Problem(one_line(line, _MOST_CHARACTERS), error.sentence()))
        else:
            examples.append(Example(0, {field.name: line}, label, None, origin or _("added by hand")))
    offered = ExampleSet(tuple(fields), tuple(examples))
    twins = find_twins(known, offered)
    new = tuple(e for place, e in enumerate(examples) if place not in twins)
    fractions: Fractions | None = DEFAULT_FRACTIONS if _are_enough(known, label, len(new)) else None
    used = tuple(f for f in fields if f in known.fields or any(f.name in e.values for e in new))
    edit = project.add(ExampleSet(used, new), fractions=fractions, cancel=job.cancel, progress=job.report)
    doubles = sum(twin.id == 0 for twin in twins.values())  # the id of what is only offered
    copies = (
        [Problem(label, _say_copies(len(twins) - doubles, doubles), kind="left out", count=len(twins))] if twins else []
    )
    edit = replace(edit, problems=(*refused, *edit.problems, *copies))
    if not edit.count:
        edit.undo()  # the fields that were made for it
        raise DataError(_say_left_out(edit.problems) or _("There is nothing to add."), _say_what_it_takes())
    return edit


def _are_enough(known: ExampleSet, label: str, count: int) -> bool:
    """Are so many new examples of a class, and those of it that wait for a part, enough to be dealt?"""
    ours = [e.split for e in known.examples if e.label == label]
    waiting = ours.count(None)
    return waiting + count >= (_DEALT_FIRST if waiting == len(ours) else _DEALT_LATER)


def say_added_to_class(label: str, edit: Edit) -> str:
    """How many, what was left out and why, and how to take it back."""
    added = ngettext(
        "{count} example was added to “{label}”; Ctrl+Z takes it back.",
        "{count} examples were added to “{label}”; Ctrl+Z takes them back.",
        edit.count,
    ).format(count=grouped(edit.count), label=one_line(label, _MOST_CHARACTERS))
    return join_sentences([added, _say_left_out(edit.problems)])


def _unfolded(files: Iterable[Path]) -> Iterable[Path]:
    """The files, and in place of a folder those that lie in it."""
    for file in files:
        if file.is_dir():
            try:
                inside = sorted(file.iterdir())
            except OSError as error:
                raise DataError(_("“{name}” cannot be read.").format(name=file.name), detail=str(error)) from error
            yield from (one for one in inside if one.is_file() and not one.name.startswith("."))
        else:
            yield file


def _field_for(fields: list[Field], kinds: Sequence[Modality]) -> Field | None:
    """The first of the fields that is of one of these kinds; else a new one of the first kind, which joins them."""
    names = [kind.name for kind in kinds]
    found = next((f for f in fields if f.modality in names), None)
    if found is None and kinds:
        usual, taken = kinds[0].default_field, {f.name for f in fields}
        found = Field(usual if usual not in taken else f"{usual} 2", kinds[0].name)
        fields.append(found)
    return found


def _kinds_of_text(fields: Sequence[Field]) -> tuple[Modality, ...]:
    """What a typed line may be: running text, unless the examples only have typed values of another kind."""
    used = {f.modality for f in fields}
    typed = tuple(kind for kind in typed_kinds() if kind.name in used)
    return typed if typed and prose().name not in used else (prose(),)


def _say_left_out(problems: Sequence[Problem]) -> str:
    """One sentence for all that cannot be used, and one for copies."""
    refused = [p for p in problems if p.kind == "problem"]
    copies = [p.what for p in problems if p.kind == "left out"]
    if len(refused) < 2:
        return join_sentences([*(p.what for p in refused), *copies])
    names = [f"“{one_line(p.where, _MOST_CHARACTERS)}”" for p in refused[:_MOST_NAMES]]
    if len(refused) > _MOST_NAMES:
        names.append("…")
    said = ngettext("{count} cannot be used: {names}.", "{count} cannot be used: {names}.", len(refused))
    return join_sentences([said.format(count=grouped(len(refused)), names=join_names(names)), *copies])


def _say_copies(known: int, doubles: int) -> str:
    """known: that the project has; doubles: that came twice in what was given."""
    said = []
    if known:
        text = ngettext(
            "{count} is in the project already and was left out.",
            "{count} are in the project already and were left out.",
            known,
        )
        said.append(text.format(count=grouped(known)))
    if doubles:
        text = ngettext(
            "{count} came twice in what you gave and was left out.",
            "{count} came twice in what you gave and were left out.",
            doubles,
        )
        said.append(text.format(count=grouped(doubles)))
    return join_sentences(said)


def _say_what_it_takes() -> str:
    endings = sorted({suffix for kind in in_order() if kind.is_media for suffix in kind.suffixes})
    return _("A class takes files that end in {endings}, and lines of text.").format(endings=join_names(endings))


__all__ = ["add_to_class", "say_added_to_class"]
