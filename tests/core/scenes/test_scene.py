"""What is true of every built-in scene: files and table, balance, difficulty, errors, cancelling."""

import csv
import hashlib
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.source import read_source
from mmgui.core.errors import Cancelled, DataError, ExperimentError
from mmgui.core.i18n import set_language
from mmgui.core.scenes import SCENES
from mmgui.core.scenes.scene import Scene

ALL = pytest.mark.parametrize("scene", [scene for _name, scene in SCENES], ids=SCENES.names())


def _digest(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@ALL
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_scene_tells_about_itself_in_both_languages(scene: Scene, language: str) -> None:
    set_language("en")
    english = (scene.title(), scene.story(), scene.rule(), *vars_of(scene))
    try:
        set_language(language)
        said = (scene.title(), scene.story(), scene.rule(), *vars_of(scene))
    finally:
        set_language("en")
    assert all(said)
    assert (said == english) == (language == "en")
    assert all(a != b for a, b in zip(said, english, strict=True)) == (language != "en")


def vars_of(scene: Scene) -> tuple[str, str, str]:
    lesson = scene.lesson()
    return lesson.to_try, lesson.to_notice, lesson.to_ask


@ALL
def test_what_it_writes_is_read_back_as_it_was_made(scene: Scene, tmp_path: Path) -> None:
    made = scene.make(tmp_path, 24, 3, "en")
    assert tuple(_rows(tmp_path)[0]) == scene.columns()
    outcome = read_source(tmp_path)
    assert [(f.name, f.modality) for f in outcome.examples.fields] == [(f.name, f.modality) for f in scene.fields]
    read = [(dict(e.values), e.label) for e in outcome.examples.examples]
    assert read == [(dict(e.values), e.label) for e in made.examples]
    assert not [p for p in outcome.problems if p.kind != "note"]


@ALL
def test_every_sense_names_what_decides(scene: Scene, tmp_path: Path) -> None:
    scene.make(tmp_path, 24, 3, "en")
    for field in scene.fields:
        named = [row[f"evidence_{field.name}"] for row in _rows(tmp_path)]
        assert sum(map(bool, named)) >= 6, f"{field.name} says where to look in {sum(map(bool, named))} of 24"


@ALL
def test_same_seed_gives_the_same_bytes_and_another_seed_others(scene: Scene, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        scene.make(tmp_path / name, 6, seed, "en")
    assert _digest(tmp_path / "a") == _digest(tmp_path / "b")
    assert _digest(tmp_path / "a") != _digest(tmp_path / "c")


@ALL
def test_difficulty_changes_what_is_shown_and_never_the_answer(scene: Scene, tmp_path: Path) -> None:
    for name, difficulty in (("easy", 0.0), ("hard", 1.0)):
        scene.make(tmp_path / name, 12, 7, "en", difficulty=difficulty)
    easy, hard = _rows(tmp_path / "easy"), _rows(tmp_path / "hard")
    assert [row["label"] for row in easy] == [row["label"] for row in hard]
    assert _digest(tmp_path / "easy") != _digest(tmp_path / "hard")


@ALL
@pytest.mark.parametrize("language", ["en", "zh_CN", "both"])
def test_every_cell_is_equally_frequent(scene: Scene, language: str) -> None:
    known = {"en", "zh_CN"} if language == "both" else {language}
    size = len(scene.cells()) * len(known)
    for count in (1, size, 2 * size + 1):
        plan = scene.plan(count, 0, language)
        assert len(plan) == count
        counts = Counter(plan)
        assert {code for _cell, code in plan} <= known
        sizes = [counts[cell, code] for cell in scene.cells() for code in known]
        assert max(sizes) - min(sizes) <= 1
    assert scene.plan(size, 0, language) != scene.plan(size, 1, language)


@ALL
def test_more_senses_are_never_worse_and_all_of_them_beat_each(scene: Scene) -> None:
    names = [f.name for f in scene.fields]
    best = {
        senses: scene.best_possible(senses) for size in range(len(names) + 1) for senses in combinations(names, size)
    }
    for fewer, low in best.items():
        assert 0.0 < low <= 1.0
        assert all(low <= high + 1e-12 for more, high in best.items() if set(fewer) < set(more))
    assert best[tuple(names)] > max(best[(name,)] for name in names) + 0.05, "one sense is enough: nothing to fuse"


@ALL
@pytest.mark.parametrize("count", [0, -1, 100_001, 2.5, True])
def test_a_count_that_cannot_be_made_is_refused(scene: Scene, tmp_path: Path, count: int) -> None:
    with pytest.raises(ExperimentError) as error:
        scene.make(tmp_path / "new", count, 0, "en")
    assert error.value.parameter == "count"
    assert "100000" in error.value.sentence()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5])
def test_a_seed_that_cannot_be_used_is_refused(tmp_path: Path, seed: int) -> None:
    with pytest.raises(ExperimentError) as error:
        SCENES.get("feelings").make(tmp_path, 1, seed, "en")
    assert error.value.parameter == "seed"


def test_an_unknown_language_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="klingon"):
        SCENES.get("feelings").make(tmp_path, 1, 0, "klingon")


@pytest.mark.parametrize("difficulty", [-0.1, 1.5, float("nan")])
def test_a_difficulty_that_cannot_be_used_is_refused(tmp_path: Path, difficulty: float) -> None:
    with pytest.raises(ExperimentError) as error:
        SCENES.get("feelings").make(tmp_path, 1, 0, "en", difficulty=difficulty)
    assert error.value.parameter == "difficulty"


@ALL
def test_progress_counts_to_the_end(scene: Scene, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    scene.make(tmp_path, 4, 0, "en", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


@ALL
def test_cancel_stops_between_two_examples_and_leaves_no_table(scene: Scene, tmp_path: Path) -> None:
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        scene.make(tmp_path, 50, 0, "en", cancel=cancel, progress=lambda _done, _total: cancel.cancel())
    assert len(list(tmp_path.rglob("*0001.*"))) == len([p for p in tmp_path.rglob("*") if p.is_file()])
    assert not (tmp_path / "metadata.csv").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    place = tmp_path / "taken"
    place.write_text("a file where the folder should be")
    with pytest.raises(DataError, match="taken"):
        SCENES.get("feelings").make(place, 1, 0, "en")


def test_the_list_of_scenes_costs_no_library() -> None:
    """Home shows them at once: what draws and writes is imported with the first example."""
    slow = ("numpy", "PIL", "pydantic", "soundfile")
    code = f"import sys, mmgui.core.scenes; print([m for m in {slow} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
