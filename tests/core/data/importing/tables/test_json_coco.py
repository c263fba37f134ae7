"""COCO files: lists that belong together by numbers."""

import json
from pathlib import Path
from typing import Any

from mmgui.core.data.importing.tables.opening import open_table
from mmgui.core.data.importing.tables.rows import Table

IMAGES = [{"id": n + 7, "file_name": f"{n}.png", "width": 4} for n in range(4)]
CATEGORIES = [{"id": 5, "name": "cat"}, {"id": 9, "name": "dog"}]


def mark(image: int, category: int, **more: Any) -> dict[str, Any]:
    return {"id": 100 + image, "image_id": image + 7, "category_id": category, "bbox": [0, 0, 1, 1], **more}


def coco(path: Path, annotations: list[dict[str, Any]]) -> Table:
    path.write_text(json.dumps({"images": IMAGES, "categories": CATEGORIES, "annotations": annotations}))
    return open_table(path)


def test_each_picture_has_the_category_of_its_annotations(tmp_path: Path) -> None:
    table = coco(tmp_path / "a.json", [mark(0, 5), mark(1, 9), mark(1, 9), mark(2, 5)])
    assert table.columns == ("file_name", "label")
    expected = [("0.png", "cat"), ("1.png", "dog"), ("2.png", "cat"), ("3.png", None)]
    assert [row.cells for row in table.rows([], None)] == expected
    assert [p.kind for p in table.found] == ["note"]
    assert "COCO" in table.found[0].what


def test_pictures_with_several_categories_and_annotations_that_belong_nowhere_are_told(tmp_path: Path) -> None:
    table = coco(tmp_path / "a.json", [mark(0, 5), mark(0, 9), mark(1, 9), mark(2, 77), mark(90, 5)])
    assert [row.cells[1] for row in table.rows([], None)] == [None, "dog", None, None]
    said = table.found[0].what
    assert "1 picture has several categories (“0.png”)" in said
    assert "2 annotations belong to no picture or no category" in said


def test_each_caption_is_a_row_with_its_picture(tmp_path: Path) -> None:
    captions = [{"id": n, "image_id": n // 2 + 7, "caption": f"a cat {n}"} for n in range(5)]
    table = coco(tmp_path / "a.json", [*captions, {"id": 9, "image_id": 90, "caption": "lost"}])
    assert [row.cells for row in table.rows([], None)] == [(f"{n // 2}.png", f"a cat {n}") for n in range(5)]
    assert "1 annotation belongs to no picture" in table.found[0].what
