"""The examples of a project as a table for other programs, with their files in a folder beside it.

What is written can be imported again: the columns are the fields, `label` and `split`.
"""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.data.exporting import export_table
from mmgui.core.i18n import _
from mmgui.core.saving import saving
from mmgui.modalities import is_media


def save_examples(
    examples: ExampleSet,
    path: Path,
    *,
    cancel: CancelToken | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path | None:
    """Write `path` (.csv, .tsv or .xlsx) and copy the files of the examples; the folder where they are, None = none.

    Raises DataError (a name of another kind, no space, no right), Cancelled; an older table then stays, and the folder
    of the files is taken away again.
    """
    fields = [field.name for field in examples.fields]
    media = {field.name for field in examples.fields if is_media(field.modality)}
    folder = _free_folder(path) if media else None
    columns = [*fields, *(name if name not in fields else f"{name} 2" for name in ("label", "split"))]

    def rows() -> Iterator[tuple[str | None, ...]]:
        for number, example in enumerate(examples.examples):
            if cancel is not None:
                cancel.raise_if_cancelled()
            if progress is not None:
                progress(number, len(examples))
            values = (_copied(example, f, folder) if f in media else example.values.get(f) for f in fields)
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
    return folder


def _copied(example: Example, field: str, folder: Path | None) -> str | None:
    """Where a file now is, as the table names it: "posts files/picture 12.png"."""
    value = example.values.get(field)
    if value is None or folder is None:
        return None
    target = folder / f"{field} {example.id}{Path(value).suffix}"
    shutil.copyfile(value, target)
    return f"{folder.name}/{target.name}"


def _free_folder(path: Path) -> Path:
    """Beside the table and called after it; nothing that is there is written into."""
    for number in count(1):
        name = _("{name} files").format(name=path.stem)
        folder = path.with_name(name if number == 1 else f"{name} {number}")
        if not folder.exists():
            return folder
    raise AssertionError  # count never ends


__all__ = ["save_examples"]
