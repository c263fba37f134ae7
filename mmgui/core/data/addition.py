"""Adding examples to a project: what will change, and the account of it, before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from mmgui.core.cancel import CancelToken
from mmgui.core.data import records
from mmgui.core.data.account import Contradiction, ImportAccount, Moves, Shared, only_label
from mmgui.core.data.adding import changed_parts, divided, fractions_in_use, lacking_fields, new_records
from mmgui.core.data.copies import words_key
from mmgui.core.data.example import ExampleSet, Field, Problem, Split
from mmgui.core.data.labels import alike_labels, joined_labels, notes_of_joined
from mmgui.core.data.records import Record
from mmgui.core.data.sharing import shared_with_training
from mmgui.core.data.splitting import Fractions
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.modalities.contract import Modality


@dataclass(frozen=True)
class Addition:
    """Rows and fields that are new, and what the stored rows lose and get by them: another part, another label."""

    fields: tuple[Field, ...]
    rows: tuple[Record, ...]
    old_parts: Mapping[int, Split | None]
    parts: Mapping[int, Split | None]
    old_labels: Mapping[int, str | None]
    labels: Mapping[int, str | None]
    account: ImportAccount

    def write(self, connection: Connection, rows: Sequence[Record], cancel: CancelToken | None = None) -> None:
        """rows: those of the addition as they are now; what was done to them since may be kept."""
        records.insert_fields(connection, lacking_fields(records.select_fields(connection), self.fields))
        records.insert_records(connection, rows, cancel)
        records.update_column(connection, "split", self.parts)
        records.update_column(connection, "label", self.labels)

    def take_back(self, connection: Connection) -> list[Record]:
        """The rows that were there, for writing them again."""
        ids = [r.id for r in self.rows]
        held = records.select_records(connection, ids)
        records.delete_records(connection, ids)
        records.delete_fields(connection, [f.name for f in self.fields])
        records.update_column(connection, "split", self.old_parts)
        records.update_column(connection, "label", self.old_labels)
        return held


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants examples to be added: see Project.add."""

    fractions: Fractions | None
    seed: int
    join_labels: bool = False


def plan_addition(
    connection: Connection,
    offered: ExampleSet,
    media: Mapping[str, Modality],
    stored: Mapping[str, str | DataError],
    wish: Wish,
    told: Sequence[Problem],
    cancel: CancelToken | None = None,
) -> tuple[Addition, tuple[Problem, ...]]:
    """What adding would do, and which examples cannot be added because of their files.

    stored: per path of a media file its name in the project. told: what is known already of the source; it belongs
    into the account. Reads the database, writes nothing. Raises Cancelled.
    """
    known_fields = records.select_fields(connection)
    new_fields = tuple(lacking_fields(known_fields, offered.fields))
    fields = (*known_fields, *new_fields)
    failed: list[Problem] = []
    rows = new_records(offered, media, stored, records.next_id(connection), failed)
    known = records.select_records(connection)
    notes: tuple[Problem, ...] = ()
    old_labels: dict[int, str | None] = {}
    labels: dict[int, str | None] = {}
    if wish.join_labels:
        counts = label_counts([*known, *rows])
        new = joined_labels(counts)
        notes = notes_of_joined(new, counts, offered.name)
        old_labels = {r.id: r.label for r in known if r.label in new}
        labels = {id_: new[label] for id_, label in old_labels.items() if label is not None}
        known, rows = _relabelled(known, new), _relabelled(rows, new)
    old_parts: dict[int, Split | None] = {}
    parts: dict[int, Split | None] = {}
    moved: Moves = {}
    contradictions: tuple[Contradiction, ...] = ()
    shared: Shared = ()
    if wish.fractions is not None and rows:
        every = [*known, *rows]
        division = divided(fields, every, fractions_in_use(known, wish.fractions), wish.seed, True, cancel)
        changed = changed_parts(division, every)
        first = rows[0].id
        rows = [replace(r, split=changed.get(r.id, r.split)) for r in rows]
        old_parts = {r.id: r.split for r in known if r.id in changed}
        parts = {id_: changed[id_] for id_ in old_parts}
        moved = division.moved
        shared = shared_with_training(division.examples, lambda name: name)  # stored files are named by their content
        if division.all_copies:
            text = _(
                "All training examples are copies of test or validation examples; nothing was moved. A model cannot be "
                "trained on them: divide the examples anew, or add others."
            )
            notes = (*notes, Problem(offered.name, text, kind="note"))
        contradictions = tuple(c for c in division.contradictions if max(c.members) >= first)
    places: dict[frozenset[tuple[str, str | None]], list[str]] = {}
    for row in rows:
        places.setdefault(_key(row), []).append(row.origin)
    account = ImportAccount(
        read=len(rows),
        unlabelled=sum(r.label is None for r in rows),
        blank=tuple(r.origin for r in rows if r.label is None),
        problems=(*told, *failed, *notes),
        moved=moved,
        copies=_count_copies(known, rows),
        contradictions=contradictions,
        alike=alike_labels(label_counts([*known, *rows])),
        repeats=len(rows) - len(places),
        repeated=tuple(tuple(where) for where in places.values() if len(where) > 1),
        shared=shared,
        only_label=only_label([r.label for r in (*known, *rows)]),
    )
    return Addition(new_fields, tuple(rows), old_parts, parts, old_labels, labels, account), tuple(failed)


def label_counts(rows: Sequence[Record]) -> Counter[str]:
    return Counter(r.label for r in rows if r.label is not None)


def _relabelled(rows: Sequence[Record], new: Mapping[str, str]) -> list[Record]:
    return [replace(r, label=new[r.label]) if r.label is not None and r.label in new else r for r in rows]


def _count_copies(known: Sequence[Record], rows: Sequence[Record]) -> int:
    """How many of `rows` have the values of a known one; media are named by their content."""
    there = {_key(r) for r in known if r.values}
    return sum(_key(r) in there for r in rows) if there else 0


def _key(row: Record) -> frozenset[tuple[str, str | None]]:
    return frozenset((name, words_key(value)) for name, value in row.values.items())


__all__ = ["Addition", "Wish", "label_counts", "plan_addition"]
