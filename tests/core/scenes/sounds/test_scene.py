"""What the scene `sounds` says and makes; what is the same for all scenes is tested in tests/core/scenes."""

import csv
from collections import defaultdict
from pathlib import Path
from random import Random

import soundfile
from PIL import Image
from scipy.stats import f_oneway

from mmgui.core.scenes import SCENES
from mmgui.core.scenes.scene import MediaFile
from mmgui.core.scenes.sounds.rule import CELLS, RULE
from mmgui.core.scenes.sounds.scene import Sounds

SOUNDS = Sounds()


def test_the_scene_is_found_by_name_and_its_rule_names_every_class() -> None:
    scene = SCENES.get("sounds")
    assert [(f.name, f.modality) for f in scene.fields] == [("picture", "image"), ("sound", "sound")]
    assert all(label in scene.rule() for label in RULE.values())


def test_pictures_sounds_and_table_agree_with_the_examples(tmp_path: Path) -> None:
    examples = SOUNDS.make(tmp_path, 20, 3, "en")
    with (tmp_path / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file_name", "sound", "label", "evidence_picture", "evidence_sound", "language"]
    for row, example in zip(rows, examples.examples, strict=True):
        assert example.values == {
            "picture": str(tmp_path / row["file_name"]),
            "sound": str(tmp_path / row["sound"]),
        }
        assert example.label == row["label"]
        with Image.open(tmp_path / row["file_name"]) as image:
            image.load()
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (384, 384))
        samples, rate = soundfile.read(tmp_path / row["sound"])
        start, end, low, high = (float(v) for v in row["evidence_sound"].split())
        assert rate == 16_000
        assert 0 <= start < end <= len(samples) / rate
        assert 50 <= low < high <= 8_000


def test_the_picture_does_not_change_with_the_sound_nor_the_sound_with_the_picture() -> None:
    """By the same chance: so neither can tell the other one."""
    pictures, sounds = defaultdict(set), defaultdict(set)
    for cell in CELLS:
        values = SOUNDS.draw(Random(5), cell, "en", 0.0).values
        picture, sound = values["picture"], values["sound"]
        assert isinstance(picture, MediaFile) and isinstance(sound, MediaFile)
        pictures[cell.thing].add(picture.data)
        sounds[cell.noise].add(sound.data)
    assert all(len(found) == 1 for found in (*pictures.values(), *sounds.values()))
    assert len(pictures) == 5
    assert len(sounds) == 6


def test_sizes_of_the_sound_files_tell_nothing() -> None:
    sizes: dict[str, list[int]] = defaultdict(list)
    for number in range(600):
        drawn = SOUNDS.draw(Random(f"size {number}"), CELLS[number % len(CELLS)], "en", 0.0)
        sound = drawn.values["sound"]
        assert isinstance(sound, MediaFile)
        sizes[drawn.label].append(len(sound.data))
    assert f_oneway(*sizes.values()).pvalue > 0.001
