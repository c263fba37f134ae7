"""What the scene `feelings` says and makes; what is the same for all scenes is tested in tests/core/scenes."""

import csv
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.scenes import SCENES
from mmgui.core.scenes.feelings.rule import CLASSES
from mmgui.core.scenes.feelings.scene import Feelings
from tests.core.scenes.feelings.posts import every_post

FEELINGS = Feelings()


def test_the_post_that_the_story_quotes_is_one_that_the_scene_writes() -> None:
    """Else a person types it into Try, and the model calls it unfamiliar."""
    quoted = FEELINGS.story().split("“")[1].split("”")[0]
    assert any(quoted == post.words for post in every_post("en", "cheerful"))


def test_the_scene_is_found_by_name_and_tells_about_itself() -> None:
    scene = SCENES.get("feelings")
    assert [(f.name, f.modality) for f in scene.fields] == [("picture", "image"), ("words", "text")]
    assert scene.languages == ("en", "zh_CN", "both")
    assert scene.default_count == 1200
    assert all(name in scene.rule() for name in CLASSES)


def test_pictures_and_table_agree_with_the_examples(tmp_path: Path) -> None:
    examples = FEELINGS.make(tmp_path, 18, 3, "both")
    with (tmp_path / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(examples) == 18
    assert list(rows[0]) == ["file_name", "words", "label", "evidence_picture", "evidence_words", "language"]
    assert rows[0]["file_name"] == "pictures/0001.png"
    for row, example in zip(rows, examples.examples, strict=True):
        path = Path(example.values["picture"] or "")
        assert path.is_absolute()
        assert path == tmp_path / row["file_name"]
        assert (example.values["words"], example.label, example.split) == (row["words"], row["label"], None)
        assert example.origin == row["file_name"]
        with Image.open(path) as image:
            image.load()
            assert (image.format, image.mode, image.size) == ("PNG", "RGB", (384, 384))
        x0, y0, x1, y1 = (int(v) for v in row["evidence_picture"].split())
        assert 0 <= x0 < x1 <= 384
        assert 0 <= y0 < y1 <= 384
        assert all(words in row["words"] for words in row["evidence_words"].split("|"))


def test_neither_sense_is_enough_and_both_are() -> None:
    assert FEELINGS.best_possible(["picture"]) == pytest.approx(2 / 3)
    assert FEELINGS.best_possible(["words"]) == pytest.approx(4 / 9)
    assert FEELINGS.best_possible(["picture", "words"]) == 1.0
