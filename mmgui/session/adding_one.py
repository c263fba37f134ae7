"""One example more in the open project, by hand: not twice the same, and told where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.modalities import read_typed, typed_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mmgui.core.data.edits import Edit
    from mmgui.core.data.project import Project


def one_by_hand(fields: tuple[Field, ...], values: Mapping[str, str | None], label: str | None) -> ExampleSet:
    """A set with one example of the training part."""
    example = Example(0, {f.name: values.get(f.name) for f in fields}, label, "train", _("added by hand"))
    return ExampleSet(fields, (example,))


def add_unless_known(project: Project, one: ExampleSet) -> Edit:
    """Add the only example of a set. Raises DataError if the project has one with the same values, or if a file or a
    typed value cannot be read."""
    from mmgui.core.data.adding import find_twins

    for field in one.fields:
        value = one.examples[0].values.get(field.name)
        if value and field.modality in {kind.name for kind in typed_kinds()}:
            read_typed(field.modality, value, field.name)
    twins = find_twins(project.example_set(), one)
    if twins:
        raise DataError(
            _("This example is in the project already: it is number {number}.").format(number=twins[0].id),
            _("Change its words or its picture, or give the known one another label on the Data page."),
        )
    edit = project.add(one)
    if edit.problems:
        raise DataError(edit.problems[0].what)
    return edit


def say_added(examples: ExampleSet) -> str:
    """Which part the newest example went to, with its label, and how to take it back."""
    newest = max(examples.examples, key=lambda e: e.id)
    label = newest.label if newest.label is not None else _("no label")
    text = {
        "train": _("Added to the training part: {label}. Ctrl+Z on the Data page takes it back."),
        "validation": _("Added to the validation part: {label}. Ctrl+Z on the Data page takes it back."),
        "test": _("Added to the test part: {label}. Ctrl+Z on the Data page takes it back."),
    }.get(newest.split or "", _("Added to the examples: {label}. Ctrl+Z on the Data page takes it back."))
    return text.format(label=label)


__all__ = ["add_unless_known", "one_by_hand", "say_added"]
