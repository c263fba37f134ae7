"""A model that is given away: as one file or a folder, it answers as before; what is none is refused."""

import contextlib
import os
import random
import zipfile
from pathlib import Path

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import Cancelled, CheckpointError, DataError
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.experiment import LAST_NAME, Experiment
from mmgui.core.run.model_file import model_folder, save_model
from mmgui.core.training.trainer import train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On words alone, so that it takes a second."""
    folder = tmp_path_factory.mktemp("model")
    parts = ("train", "train", "validation", "test")
    examples = tuple(
        Example(n, {"words": f"{('a good', 'a bad')[n % 2]} day number {n}"}, "ab"[n % 2], parts[n // 2 % 4])
        for n in range(48)
    )
    wish = Experiment(preset="quick", epochs=2, batch_size=8, device="cpu", settings={"width": 8, "threads": 1})
    for _event in train(ExampleSet((Field("words", "text"),), examples), wish, folder / "run", cancel=CancelToken()):
        pass
    return folder / "run"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "home"))


def answer(model: Path) -> tuple[float, ...]:
    return Predictor.load(model_folder(model)).predict({"words": "a good day"}, explain=False).probabilities


@pytest.mark.parametrize("name", ["given.mmmodel", "given"])
def test_it_answers_elsewhere_as_it_did_and_leaves_out_what_only_training_needs(
    run: Path, tmp_path: Path, name: str
) -> None:
    assert (run / LAST_NAME).is_file()
    save_model(run, tmp_path / name)
    assert answer(tmp_path / name) == pytest.approx(answer(run), abs=1e-6)
    folder = model_folder(tmp_path / name)
    assert not (folder / LAST_NAME).exists() and (folder / "metrics.json").is_file()
    assert folder == model_folder(tmp_path / name), "unpacked once"


def test_a_weights_file_with_its_own_description_becomes_a_whole_model(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.safetensors").write_bytes((run / "best.safetensors").read_bytes())
    (tmp_path / "mine.json").write_bytes((run / "manifest.json").read_bytes())
    save_model(tmp_path / "mine.safetensors", tmp_path / "given.mmmodel")
    plain = Predictor.load(tmp_path / "mine.safetensors").predict({"words": "a good day"}, explain=False)
    assert answer(tmp_path / "given.mmmodel") == pytest.approx(plain.probabilities, abs=1e-6)


def test_what_is_there_stays_when_it_cannot_be_written(run: Path, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "mine.txt").write_text("keep")
    with pytest.raises(DataError, match="cannot be written"):
        save_model(run, tmp_path / "old")
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["mine.txt"]
    cancel = CancelToken()
    cancel.cancel()
    (tmp_path / "old.mmmodel").write_text("older")
    for name in ("old.mmmodel", "new"):
        with pytest.raises(Cancelled):
            save_model(run, tmp_path / name, cancel)
    assert (tmp_path / "old.mmmodel").read_text() == "older" and not (tmp_path / "new").exists()


@pytest.mark.parametrize("inner", ["../evil.py", "manifest.json/../../x", "code.pkl", "film/", None])
def test_a_file_that_is_no_model_is_refused_and_writes_nothing(tmp_path: Path, inner: str | None) -> None:
    path = tmp_path / "bad.mmmodel"
    if inner is None:
        path.write_bytes(b"PK\3\4 and nothing more")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(inner, b"x" * 10)
    with pytest.raises(CheckpointError, match="damaged, or no model"):
        model_folder(path)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p != path]


def test_a_file_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmgui.core.run.model_file._MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.mmmodel", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 100_000)
    with pytest.raises(CheckpointError):
        model_folder(tmp_path / "bomb.mmmodel")
    assert not list((tmp_path / "home").rglob("manifest.json"))


def test_any_other_path_is_as_it_is(tmp_path: Path) -> None:
    assert model_folder(tmp_path) == tmp_path
    assert model_folder(tmp_path / "gone.mmmodel") == tmp_path / "gone.mmmodel"


def test_damaged_files_are_always_refused_in_words(run: Path, tmp_path: Path) -> None:
    save_model(run, tmp_path / "good.mmmodel")
    good, dice = (tmp_path / "good.mmmodel").read_bytes(), random.Random(3)
    for number in range(60):
        bad = bytearray(good)
        for _hit in range(30):
            bad[dice.randrange(len(bad))] ^= 1 << dice.randrange(8)
        path = tmp_path / f"{number}.mmmodel"
        path.write_bytes(bytes(bad[: dice.choice((len(bad), len(bad) // 2))]))
        with contextlib.suppress(CheckpointError):  # anything else is a bug; some bits do not matter
            Predictor.load(model_folder(path))


def test_a_cache_that_somebody_tidied_is_made_anew_and_does_not_grow_for_ever(run: Path, tmp_path: Path) -> None:
    save_model(run, tmp_path / "one.mmmodel")
    os.utime(run / "metrics.json", (0, 0))  # a file without a time
    folder = model_folder(tmp_path / "one.mmmodel")
    (folder / "manifest.json").unlink()
    assert answer(tmp_path / "one.mmmodel") == pytest.approx(answer(run), abs=1e-6)
    for number in range(15):
        path = tmp_path / f"{number}.mmmodel"
        save_model(run, path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = str(number).encode()
        assert model_folder(path).is_dir()
    assert len(list(folder.parent.iterdir())) == 12
