"""Where what is made may be written: never over what is read, never over a file of a project."""

from pathlib import Path

from mmgui.core.data.schema import DATABASE
from mmgui.core.errors import DataError
from mmgui.core.i18n import _


def check_place(out: Path, source: Path | None = None) -> None:
    """Refuse a name under which something would be lost, before anything is answered. Raises DataError.

    source: the file that is read, or the folder that is read as a whole, of which no file may be replaced (that a
    folder's only table is read makes it a file); None = the examples of a project.
    """
    if source is not None and _is_same(out, source):
        raise DataError(
            _("“{name}” is the file that is read.").format(name=out.name), _("Choose another name."), file=out
        )
    place = out.absolute().parent.resolve() / out.name  # a link at the very end is itself replaced, not what it names
    if source is not None and source.is_dir() and place.exists() and place.is_relative_to(source.resolve()):
        raise DataError(
            _("“{name}” lies in the folder that is read, and may be a part of it.").format(name=out.name),
            _("Choose another name."),
            file=out,
        )
    project = next((folder for folder in place.parents if (folder / DATABASE).is_file()), None)
    if project is not None and _is_own(place.relative_to(project)):
        raise DataError(
            _("“{name}” belongs to the project “{project}”.").format(name=out.name, project=project.name),
            _("Choose a name outside of the project's folder."),
            file=out,
        )


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are the same file, also by another spelling or a link."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return False


def _is_own(inner: Path) -> bool:
    """The database with its journals, and everything in media/. In runs/ no table is the project's own."""
    return inner.parts[0] == "media" or inner.as_posix().startswith(DATABASE)


__all__ = ["check_place"]
