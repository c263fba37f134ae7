"""Folders that are only boxes around the classes or the parts, and what lies beside these."""

from mmgui.core.data.example import Problem
from mmgui.core.data.importing.file_names import is_generic
from mmgui.core.data.importing.folders.names import are_numbered, part_folders
from mmgui.core.data.importing.folders.tree import Branch
from mmgui.core.i18n import ngettext


def find_innermost(root: Branch) -> Branch:
    """Go into a folder as long as it is the only one, there is nothing else, and it holds more than one class."""
    base, place = root, root
    while (inner := _folder_to_enter(place)) is not None:
        place = inner
        if place.part is not None:
            break
        is_start = len(place.media_folders) > 1 or any(p.media_count for p, _s in part_folders(place))
        if place.tables or is_start or find_wrapper(place) is not None:
            base = place
            if len(place.media_folders) > 1 or part_folders(place):
                break
    return base


def find_wrapper(base: Branch) -> Branch | None:
    """The folder around the classes or parts: beside its folders lies at most half as much as in them, in no folders of
    its own kind. A folder beside it that is as large as one in it is a class rather."""
    folders = base.media_folders
    largest = max(folders, key=lambda f: f.media_count, default=base)
    inner, others = largest.media_folders, [f for f in folders if f is not largest]
    within = sum(f.media_count for f in inner)
    if len(inner) < 2 or (base.media_count - within) * 2 > within or any(f.part is not None for f in folders):
        return None
    if not others:
        return None if is_generic(largest.name) and not base.media else largest
    is_class = are_numbered([f.name for f in inner]) or any(f.part is not None and not f.media_folders for f in inner)
    is_among_classes = any(f.media_folders or f.media_count * len(inner) >= within for f in others)
    return None if is_class or is_among_classes else largest


def left_beside(root: Branch, base: Branch) -> Problem:
    """The examples beside a folder around the parts."""
    left = [p for p in root.all_media() if not p.startswith(f"{base.place}/")]
    text = ngettext(
        "{count} file beside the folder “{inner}” was left out: the parts lie in that folder.",
        "{count} files beside the folder “{inner}” were left out: the parts lie in that folder.",
        len(left),
    )
    said = text.format(count=len(left), inner=base.place)
    return Problem(left[0], said, kind="left out", count=len(left), names=tuple(left))


def _folder_to_enter(place: Branch) -> Branch | None:
    """The only folder if there is nothing else; or the wrapper of the parts, whatever lies beside it."""
    full = place.media_folders or place.folders
    if place.tables:
        return None
    if len(full) == 1 and not place.media:
        return full[0]
    wrapper = find_wrapper(place)
    return wrapper if wrapper is not None and part_folders(wrapper) else None
