"""Pictures that are called as if they were versions of each other: told, for they are divided as if they were not."""

from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.data.importing.source import read_source


def notes(folder: Path, *names: str) -> str:
    """What is told of a folder with pictures of these names."""
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(file)
    return "\n".join(p.what for p in read_source(folder).problems)


@pytest.mark.parametrize(
    "names",
    [
        [f"{kind}/{c}/leaf {i} of may.png" for kind in ("color", "gray") for c in ("ok", "ill") for i in range(3)],
        [f"{c}/{i}{end}.png" for c in ("ok", "ill") for i in range(3) for end in ("", " (WhatsApp)")],
        [f"{kind}/{c}/{i}{end}.png" for kind, end in (("a", ""), ("b", "_flip")) for c in "xy" for i in range(3)],
    ],
)
def test_pictures_that_may_be_versions_of_each_other_are_told(names: list[str], tmp_path: Path) -> None:
    assert "versions of one picture" in notes(tmp_path, *names)


@pytest.mark.parametrize("name", ["{i}", "IMG_{i:04}", "cat_{i}"])
def test_pictures_that_are_counted_by_several_persons_are_no_versions(name: str, tmp_path: Path) -> None:
    names = [f"{p}/{c}/{name.format(i=i)}.png" for p in ("anna", "ben") for c in "xy" for i in range(4)]
    assert "versions" not in notes(tmp_path, *names, "anna/x/cat.png", "ben/y/cat.png")


@pytest.mark.parametrize("head", ["picture,label", "picture,label,split"])
def test_pictures_of_a_table_that_may_be_versions_are_told_unless_it_says_the_parts(head: str, tmp_path: Path) -> None:
    names = [f"zoo {i}{end}.png" for i in range(8) for end in ("", "_klein")]
    parts = [f",{'test' if i < 4 else 'train'}" * ("split" in head) for i in range(16)]
    rows = [f"{name},{'xy'[i // 2 % 2]}{parts[i]}" for i, name in enumerate(names)]
    (tmp_path / "list.csv").write_text("\n".join([head, *rows]))
    assert ("such as “zoo 0.png” and “zoo 0_klein.png”" in notes(tmp_path, *names)) is ("split" not in head)


def test_a_picture_in_several_rows_or_columns_of_a_table_is_no_version(tmp_path: Path) -> None:
    names = [f"{place}/zoo {i} of may.png" for i in range(4) for place in ("before", "after")]
    rows = [f"{one},{other},x" for one, other in zip(names[::2], names[1::2], strict=True)]
    (tmp_path / "list.csv").write_text("\n".join(["before,after,label", *rows, *rows]))
    assert "versions" not in notes(tmp_path, *names)
