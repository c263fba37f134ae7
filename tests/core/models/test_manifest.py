"""The description of a model beside its weights: names of our parts, never anything that could be imported."""

import json
from pathlib import Path
from typing import Any

import pytest

from mmgui.core.errors import CheckpointError
from mmgui.core.models.manifest import FieldPart, Manifest, find_model, load_manifest, save_manifest


def make_manifest() -> Manifest:
    return Manifest(
        name="run 1",
        fields=(
            FieldPart(name="picture", modality="image", encoder="convolutions", settings={"size_px": 64}),
            FieldPart(
                name="我的 words",
                modality="text",
                encoder="ngrams",
                input={"vocabulary": ["a", "不"], "max_words": 8},
            ),
        ),
        classes=("happy", "sad"),
        fusion="attention",
        settings={"width": 64, "dropout": 0.1, "norm": None},
        weights=12,
        experiment={"preset": "quick"},
        sizes={"train": 3},
    )


def test_saved_manifest_comes_back_equal(tmp_path: Path) -> None:
    manifest = make_manifest()
    save_manifest(tmp_path / "manifest.json", manifest)
    assert load_manifest(tmp_path / "manifest.json") == manifest
    assert manifest.versions["torch"] and manifest.created.tzinfo is not None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fusion", "os.system"),
        ("fusion", "../evil"),
        ("fusion", ""),
        ("fusion", 7),
        ("classes", ["one"]),
        ("classes", ["a", "a"]),
        ("classes", "ab"),
        ("fields", []),
        ("fields", [{"name": "p", "modality": "image", "encoder": "torch.nn.Linear"}]),
        ("fields", [{"name": "p", "modality": "image", "encoder": "x", "class": "os.system"}]),
        ("format", "something else"),
        ("format_version", 0),
        ("weights", -1),
        ("surprise", 1),
        ("created", "yesterday"),
    ],
)
def test_a_manifest_with_something_wrong_is_refused(tmp_path: Path, key: str, value: Any) -> None:
    path = tmp_path / "manifest.json"
    values = make_manifest().model_dump(mode="json")
    path.write_text(json.dumps({**values, key: value}), encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"manifest\.json.*damaged"):
        load_manifest(path)


def test_a_newer_format_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    values = make_manifest().model_dump(mode="json")
    path.write_text(json.dumps({**values, "format_version": 9, "new_part": {}}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="newer version") as caught:
        load_manifest(path)
    assert "Update" in caught.value.hint


def test_a_manifest_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    save_manifest(path, make_manifest())
    whole = path.read_bytes().rstrip()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(CheckpointError):
            load_manifest(path)
    path.write_bytes(b"[" * 100_000)
    with pytest.raises(CheckpointError):
        load_manifest(path)


def test_a_model_is_found_by_its_folder_or_its_weights(tmp_path: Path) -> None:
    for name in ("manifest.json", "best.safetensors", "other.safetensors", "other.json"):
        (tmp_path / name).write_bytes(b"x")
    assert find_model(tmp_path) == (tmp_path / "manifest.json", tmp_path / "best.safetensors")
    assert find_model(tmp_path / "best.safetensors")[0] == tmp_path / "manifest.json"
    assert find_model(tmp_path / "other.safetensors") == (tmp_path / "other.json", tmp_path / "other.safetensors")


@pytest.mark.parametrize("present", ["manifest.json", "best.safetensors", None])
def test_an_incomplete_run_is_refused_and_the_missing_part_named(tmp_path: Path, present: str | None) -> None:
    if present:
        (tmp_path / present).write_bytes(b"x")
    with pytest.raises(CheckpointError, match="missing"):
        find_model(tmp_path)
