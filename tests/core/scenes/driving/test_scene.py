"""What the scene `driving` makes; what is the same for all scenes is tested in tests/core/scenes."""

import csv
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from mmgui.core.scenes.driving.rule import HIDDEN_FROM, OF_ROAD, OF_STREET, SKIES, Cell, answer_of
from mmgui.core.scenes.driving.scene import Driving, draw_fog
from mmgui.modalities import find_modality

DRIVING = Driving()


def test_pictures_radar_and_table_agree_with_the_examples(tmp_path: Path) -> None:
    examples = DRIVING.make(tmp_path, 18, 3, "both")
    with (tmp_path / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file_name", "radar", "label", "evidence_picture", "evidence_radar", "language"]
    assert (rows[0]["file_name"], rows[0]["radar"]) == ("camera/0001.jpg", "radar/0001.csv")
    for row, example in zip(rows, examples.examples, strict=True):
        assert example.values["picture"] == str(tmp_path / row["file_name"])
        with Image.open(tmp_path / row["file_name"]) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (384, 384))
        returns = find_modality("radar").read(tmp_path / row["radar"])
        ahead = int(np.abs(returns[:, 1]).argmin()) + 1
        assert row["evidence_radar"] in ("", str(ahead))


@pytest.mark.parametrize("seen", OF_STREET)
@pytest.mark.parametrize("ahead", OF_ROAD)
def test_evidence_is_named_where_a_sense_alone_demands_the_answer(seen: str, ahead: str) -> None:
    answer = answer_of(seen, ahead)  # type: ignore[arg-type]
    clear = DRIVING.draw(Random(1), Cell(seen, ahead, "day"), "en", 0.0)  # type: ignore[arg-type]
    hidden = DRIVING.draw(Random(1), Cell(seen, ahead, "fog"), "en", 0.0)  # type: ignore[arg-type]
    assert clear.label == hidden.label == answer
    assert bool(clear.evidence["picture"]) == (OF_STREET[seen] == answer != OF_ROAD[ahead])  # type: ignore[index]
    assert bool(clear.evidence["radar"]) == (OF_ROAD[ahead] == answer != OF_STREET[seen])  # type: ignore[index]
    assert hidden.evidence["picture"] == "" and bool(hidden.evidence["radar"]) == bool(clear.evidence["radar"])
    if clear.evidence["picture"]:
        x0, y0, x1, y1 = map(int, clear.evidence["picture"].split())
        assert 0 <= x0 < x1 <= 384 and 0 <= y0 < y1 <= 384 and (x1 - x0) * (y1 - y0) < 0.2 * 384**2


def test_all_levels_of_fog_are_made() -> None:
    levels = [draw_fog(Random(n), sky) for n, sky in enumerate(SKIES * 60)]
    counts, _edges = np.histogram([level for level in levels if level], 6, (0, 1))
    assert (counts > 5).all() and levels.count(0.0) == 7 * 60
    assert np.mean([level >= HIDDEN_FROM for level in levels]) == pytest.approx(0.1)
