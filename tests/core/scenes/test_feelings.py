"""Making the scene's examples: files, table, balance, errors, cancelling."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled, DataError, ExperimentError
from mmgui.core.scenes import SCENES
from mmgui.core.scenes.feelings import COLUMNS, FEELINGS, plan_examples
from mmgui.core.scenes.feelings_rule import CELLS, CLASSES
from tests.core.scenes.posts import every_post


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _digest(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_post_that_the_story_quotes_is_one_that_the_scene_writes() -> None:
    """Else a person types it into Try, and the model calls it unfamiliar."""
    quoted = FEELINGS.story().split("“")[1].split("”")[0]
    assert any(quoted == post.words for post in every_post("en", "cheerful"))


def test_the_scene_is_found_by_name_and_tells_about_itself() -> None:
    scene = SCENES.get("feelings")
    assert [(f.name, f.modality) for f in scene.fields] == [("picture", "image"), ("words", "text")]
    assert scene.languages == ("en", "zh_CN", "both")
    assert scene.default_count == 1200
    assert scene.title()
    assert scene.story()
    assert all(name in scene.rule() for name in CLASSES)


def test_pictures_and_table_agree_with_the_examples(tmp_path: Path) -> None:
    examples = FEELINGS.make(tmp_path, 18, 3, "both")
    rows = _rows(tmp_path)
    assert len(rows) == len(examples) == 18
    assert tuple(rows[0]) == COLUMNS
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


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        FEELINGS.make(tmp_path / name, 6, seed, "en")
    assert _digest(tmp_path / "a") == _digest(tmp_path / "b")
    assert not set(_digest(tmp_path / "a").values()) & set(_digest(tmp_path / "c").values())


@pytest.mark.parametrize(("language", "codes"), [("en", {"en"}), ("zh_CN", {"zh_CN"}), ("both", {"en", "zh_CN"})])
@pytest.mark.parametrize("count", [1, 9, 100, 1200])
def test_every_cell_is_equally_frequent(language: str, codes: set[str], count: int) -> None:
    plan = plan_examples(count, 0, language)
    assert len(plan) == count
    assert {code for _e, _t, code in plan} <= codes
    counts = Counter(plan)
    sizes = [counts[expression, tone, code] for expression, tone in CELLS for code in codes]
    assert max(sizes) - min(sizes) <= 1


def test_the_order_is_shuffled_by_seed() -> None:
    assert plan_examples(90, 0, "en") != plan_examples(90, 1, "en")
    assert sorted(plan_examples(90, 0, "en")) == sorted(plan_examples(90, 1, "en"))


@pytest.mark.parametrize("count", [0, -1, 100_001, 2.5, True])
def test_a_count_that_cannot_be_made_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(ExperimentError) as error:
        FEELINGS.make(tmp_path / "new", count, 0, "en")
    assert error.value.parameter == "count"
    assert "100000" in error.value.sentence()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5])
def test_a_seed_that_cannot_be_used_is_refused(tmp_path: Path, seed: int) -> None:
    with pytest.raises(ExperimentError) as error:
        FEELINGS.make(tmp_path, 1, seed, "en")
    assert error.value.parameter == "seed"


def test_an_unknown_language_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="klingon"):
        FEELINGS.make(tmp_path, 1, 0, "klingon")


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    FEELINGS.make(tmp_path, 4, 0, "en", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_cancel_stops_between_two_examples_and_leaves_no_table(tmp_path: Path) -> None:
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        FEELINGS.make(tmp_path, 50, 0, "en", cancel=cancel, progress=lambda _done, _total: cancel.cancel())
    assert len(list((tmp_path / "pictures").iterdir())) == 1
    assert not (tmp_path / "metadata.csv").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    place = tmp_path / "taken"
    place.write_text("a file where the folder should be")
    with pytest.raises(DataError, match="taken"):
        FEELINGS.make(place, 1, 0, "en")
