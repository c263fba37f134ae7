"""What the scene `shopping` says and makes; what is the same for all scenes is tested in tests/core/scenes."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.stats import chi2_contingency

from mmgui.core.scenes import SCENES
from mmgui.core.scenes.shopping.purchases import load_goods
from mmgui.core.scenes.shopping.rule import CLASSES
from mmgui.modalities import MODALITIES

SHOPPING = SCENES.get("shopping")


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 examples, half of them in Chinese."""
    folder = tmp_path_factory.mktemp("many")
    SHOPPING.make(folder, 600, 5, "both")
    return folder


def test_it_is_found_by_name_and_names_every_shelf() -> None:
    assert [(f.name, f.modality) for f in SHOPPING.fields] == [
        ("picture", "image"), ("history", "history"), ("words", "text"),
    ]  # fmt: skip
    assert all(name in SHOPPING.rule() for name in CLASSES)


def test_the_things_of_the_story_are_of_the_scene() -> None:
    story = SHOPPING.story()
    assert sum(item in story for item in load_goods("en")["outdoors"]) == 2


def test_pictures_histories_and_evidence_agree(many: Path) -> None:
    for row in rows_of(many)[:60]:
        with Image.open(many / row["file_name"]) as image:
            image.load()
            assert (image.format, image.mode, image.size) == ("PNG", "RGB", (384, 384))
        assert bool(row["evidence_picture"]) != bool(row["evidence_history"] and row["evidence_words"])
        if row["evidence_picture"]:
            x0, y0, x1, y1 = (int(v) for v in row["evidence_picture"].split())
            assert 0 <= x0 < x1 <= 384 and 0 <= y0 < y1 <= 384
        items = json.loads(row["history"])
        assert MODALITIES.get("history").read(row["history"]) == row["history"]
        assert not row["evidence_history"] or json.loads(row["evidence_history"]) == items[-2:]
        assert row["evidence_words"] in row["words"]


def test_labels_are_balanced_and_no_length_tells_them(many: Path) -> None:
    """Counts over 600 examples; the thresholds are those of chance (chi-square, p > 0.01)."""
    rows = rows_of(many)
    labels = [row["label"] for row in rows]
    assert all(abs(labels.count(name) - 100) <= 12 for name in CLASSES)
    cues = {
        "sentence": [len(row["words"]) for row in rows],
        "things bought": [len(json.loads(row["history"])) for row in rows],
    }
    for cue, values in cues.items():
        is_high = np.array(values) > np.median(values)
        table = np.array([[np.sum(is_high & (np.array(labels) == n)), np.sum(~is_high & (np.array(labels) == n))]
                          for n in CLASSES])  # fmt: skip
        assert chi2_contingency(table).pvalue > 0.01, cue
