"""COCO files: pictures, annotations and categories in lists of their own, which belong together by numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from mmgui.core.i18n import _, join_names, join_sentences, ngettext

_SHOWN = 3  # pictures in a sentence


def join_coco(value: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str] | None:
    """A row for each picture with its category as the label (or one for each caption), and what a person should know;
    None if it is no COCO file. A picture with several categories has no label, for an example has one.
    """
    images, annotations = _objects(value.get("images")), _objects(value.get("annotations"))
    if not images or not all("file_name" in v and "id" in v for v in images):
        return None
    if not annotations or not all("image_id" in v for v in annotations):
        return None
    files = {str(v["id"]): v["file_name"] for v in images}
    if any("caption" in v for v in annotations):
        known = [v for v in annotations if str(v["image_id"]) in files]
        rows = [{"file_name": files[str(v["image_id"])], "caption": v.get("caption")} for v in known]
        said = _("This is a COCO file: each of its captions is an example, with its picture.")
        return rows, join_sentences([said, *_unused(len(annotations) - len(known))])
    names = {str(v.get("id")): v.get("name") for v in _objects(value.get("categories"))}
    found: dict[str, dict[Any, None]] = {image: {} for image in files}
    unused = 0
    for v in annotations:
        image, category = str(v["image_id"]), str(v.get("category_id"))
        if image in files and category in names:
            found[image][names[category]] = None
        else:
            unused += 1
    rows = [
        {
            "file_name": v["file_name"],
            "label": next(iter(found[str(v["id"])])) if len(found[str(v["id"])]) == 1 else None,
        }
        for v in images
    ]
    said = _(
        "This is a COCO file: each of its pictures is an example, with the category of its annotations as the label."
    )
    several = [str(files[image]) for image, categories in found.items() if len(categories) > 1]
    return rows, join_sentences([said, *_several(several), *_unused(unused)])


def _objects(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) and all(isinstance(v, dict) for v in value) else []


def _several(files: Sequence[str]) -> list[str]:
    if not files:
        return []
    text = ngettext(
        "{count} picture has several categories ({names}) and is read without a label, for an example has one.",
        "{count} pictures have several categories ({names}) and are read without a label, for an example has one.",
        len(files),
    )
    shown = join_names([*(f"“{name[:60]}”" for name in files[:_SHOWN]), *(["…"] if len(files) > _SHOWN else [])])
    return [text.format(count=len(files), names=shown)]


def _unused(count: int) -> list[str]:
    if not count:
        return []
    text = ngettext(
        "{count} annotation belongs to no picture or no category of the file and is not used.",
        "{count} annotations belong to no picture or no category of the file and are not used.",
        count,
    )
    return [text.format(count=count)]


__all__ = ["join_coco"]
