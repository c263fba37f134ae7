"""Changes of classes as a whole: made, named anew, joined, coloured, deleted. Each is one Edit."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from mmgui.core.data import notes, records
from mmgui.core.data.adding import clean_label
from mmgui.core.data.edits import Edit
from mmgui.core.data.transactions import Transactions
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext

Noted: TypeAlias = dict[str, str]


def add_class(database: Transactions, name: str, colour: str) -> Edit:
    """Make a class that no example has yet. Raises DataError for an impossible name, or one that is taken."""
    wanted = _good_name(name)

    def noted(before: Noted, used: set[str | None]) -> Noted:
        if wanted in before or wanted in used:
            raise DataError(_("There is a class “{name}” already.").format(name=wanted))
        return {**before, wanted: colour}

    return _change(database, {}, noted, lambda _count: _("Add the class “{name}”").format(name=wanted))


def colour_class(database: Transactions, name: str, colour: str) -> Edit:
    """colour: "#rrggbb", "" = the usual one."""
    text = _("Colour the class “{name}”").format(name=name)
    return _change(database, {}, lambda before, _used: {**before, name: colour}, lambda _count: text)


def rename_class(database: Transactions, old: str, new: str) -> Edit:
    """If `new` is in use, the two classes become one, which keeps its colour. Raises DataError for an empty name."""
    wanted = _good_name(new)
    text = _("Rename the class “{old}” to “{new}”").format(old=old, new=wanted)
    return _relabel(database, {old: wanted}, lambda _count: text)


def join_labels(database: Transactions, new: Mapping[str, str]) -> Edit:
    """Every example labelled with a key of `new` gets its value."""
    wanted = {old: name for old, label in new.items() if (name := clean_label(label)) is not None}

    def text(count: int) -> str:
        return ngettext(
            "Write the label of {count} example in one way", "Write the labels of {count} examples in one way", count
        ).format(count=count)

    return _relabel(database, wanted, text)


def delete_class(database: Transactions, name: str, *, with_examples: bool) -> Edit:
    """Take a class away: its examples stay without a label, or go with it."""
    text = _("Delete the class “{name}”").format(name=name)
    if not with_examples:
        return _relabel(database, {name: None}, lambda _count: text)
    with database.changing() as connection:
        labels = records.select_column(connection, "label")
        gone = records.select_records(connection, [id_ for id_, label in labels.items() if label == name])
        before = notes.select_classes(connection)

    def redo() -> None:
        with database.changing() as connection:
            records.delete_records(connection, [r.id for r in gone])
            notes.write_classes(connection, {n: c for n, c in before.items() if n != name})
            notes.note_unused_media(connection)

    def undo() -> None:
        with database.changing() as connection:
            records.insert_records(connection, gone)
            notes.write_classes(connection, before)

    redo()
    return Edit(text, len(gone), undo, redo)


def _good_name(name: str) -> str:
    wanted = clean_label(name)
    if wanted is None:
        raise DataError(_("A class needs a name."))
    return wanted


def _relabel(database: Transactions, new: Mapping[str, str | None], text: Callable[[int], str]) -> Edit:
    def noted(before: Noted, used: set[str | None]) -> Noted:
        """A class takes its colour with it to a new name, but not into another class."""
        after = {name: colour for name, colour in before.items() if new.get(name, name) == name}
        for old, wanted in new.items():
            if wanted is not None and wanted not in used and old in before:
                after.setdefault(wanted, before[old])
        return after

    return _change(database, new, noted, text)


def _change(
    database: Transactions,
    new: Mapping[str, str | None],
    noted: Callable[[Noted, set[str | None]], Noted],
    text: Callable[[int], str],
) -> Edit:
    """new: label by old label. noted: from the classes that were noted, and the labels in use, to those after."""
    with database.changing() as connection:
        labels = records.select_column(connection, "label")
        old = {id_: label for id_, label in labels.items() if label in new}
        renamed = {id_: new[label] for id_, label in old.items() if label is not None}
        before = notes.select_classes(connection)
        after = noted(before, set(labels.values()))
        records.update_column(connection, "label", renamed)
        notes.write_classes(connection, after)

    def put(values: Mapping[int, str | None], classes: Noted) -> None:
        with database.changing() as connection:
            records.update_column(connection, "label", values)
            notes.write_classes(connection, classes)

    return Edit(text(len(old)), len(old), lambda: put(old, before), lambda: put(renamed, after))


__all__ = ["add_class", "colour_class", "delete_class", "join_labels", "rename_class"]
