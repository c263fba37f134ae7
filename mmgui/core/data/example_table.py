"""The examples of a project as a table for other programs, with their files in a folder beside it.

What is written can be imported again: the columns are the fields, `label` and `split`.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.data.exporting import export_table
from mmgui.core.i18n import _
from mmgui.core.saving import saving
from mmgui.modalities import is_media


@dataclass(frozen=True, slots=True)
class SavedExamples:
    """folder: where the copied files are, None = the examples have none. missing: files that were gone."""

    folder: Path | None
    missing: int


def save_examples(
    examples: ExampleSet,
    path: Path,
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SavedExamples:
    """Write `path` (.csv, .tsv or .xlsx) and copy the files of the examples. A file that is gone leaves its cell empty.

    Raises DataError (a name of another kind, no space, no right), Cancelled; an older table then stays, and the folder
    of the files is taken away again.
    """
    fields = [field.name for field in examples.fields]
    media = {field.name: _plain(field.name, n) for n, field in enumerate(examples.fields) if is_media(field.modality)}
    folder = _free_folder(path) if media else None
    columns = [*fields, *(name if name not in fields else f"{name} 2" for name in ("label", "split"))]
    missing = 0

    def copied(value: str | None, name: str) -> str | None:
        """Where the file is now, as the table names it: "posts files/picture 12.png"."""
        nonlocal missing
        if value is None or folder is None:
            return None
        target = folder / f"{name}{Path(value).suffix}"
        try:
            shutil.copyfile(value, target)
        except FileNotFoundError:
            missing += 1
            return None
        return f"{folder.name}/{target.name}"

    def rows() -> Iterator[tuple[str | None, ...]]:
        for number, example in enumerate(examples.examples):
            if cancel is not None:
                cancel.raise_if_cancelled()
            if progress is not None:
                progress(number, len(examples))
            given = ((f, example.values.get(f)) for f in fields)
            values = (copied(v, f"{media[f]} {example.id}") if f in media else v for f, v in given)
            yield (*values, example.label, example.split)

    try:
        with saving(path):
            if folder is not None:
                folder.mkdir(parents=True)
            export_table(path, columns, rows(), cancel=cancel)
    except BaseException:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return SavedExamples(folder, missing)


def _plain(field: str, number: int) -> str:
    """A field's name as the beginning of a file's, whatever the project of somebody else holds; different for each."""
    plain = re.sub(r"[^\w -]+", "_", field).strip()[:40]
    return plain if plain == field else f"{plain} {number}".strip()


def _free_folder(path: Path) -> Path:
    """Beside the table and called after it; nothing that is there is written into."""
    for number in count(1):
        name = _("{name} files").format(name=path.stem)
        folder = path.with_name(name if number == 1 else f"{name} {number}")
        if not folder.exists():
            return folder
    raise AssertionError  # count never ends


__all__ = ["save_examples"]
