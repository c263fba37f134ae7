"""mmgui evaluate, predict, self-test; and what happens when the fault is ours."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmgui.core.explaining.map_quality import MapQuality, QualityReport
from mmgui.core.logs import log_path

SECRET = "dear diary, " * 2


def test_evaluate_gives_what_the_run_measured_itself(mmgui, run: Path, posts: Path) -> None:
    own = json.loads((run / "metrics.json").read_text())["test"]
    answer = mmgui("evaluate", run, posts, "--json")
    assert answer.code == 0
    assert answer.json["confusion"] == own["confusion"]
    assert answer.json["n"] == 12
    for name in ("accuracy", "precision_macro", "recall_macro", "f1_macro", "loss"):
        assert answer.json[name] == pytest.approx(own[name], abs=1e-5)
    everything = mmgui("evaluate", run, posts, "--part", "all")
    assert everything.code == 0
    assert "n = 60" in everything.out


def test_evaluate_with_honesty_adds_what_the_maps_are_worth(mmgui, run: Path, posts: Path) -> None:
    without = mmgui("evaluate", run, posts, "--part", "test", "--json").json
    answer = mmgui("evaluate", run, posts, "--part", "test", "--honesty", "--json")
    assert answer.code == 0
    values = answer.json
    maps = values.pop("honesty")
    assert values == without
    assert {m["field"] for m in maps} == {"picture", "words"}
    assert {m["method"] for m in maps} == {"gradients", "attention", "occlusion"}  # names for programs, as they were
    assert all(m["badge"] in ("green", "amber", "grey") and m["asked"] == 12 and m["reason"] for m in maps)
    plain = mmgui("evaluate", run, posts, "--part", "test", "--honesty")
    assert plain.code == 0
    assert "deletion test" in plain.out
    assert plain.out.count("★") == 2


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["picture, Gradients: ", "picture, Attention: ", "picture, Cover and compare: "]),
        ("zh_CN", ["picture，梯度：", "picture，注意力：", "picture，遮住对比："]),
    ],
)
def test_people_read_the_names_of_the_maps_as_in_the_window(
    mmgui, run: Path, posts: Path, monkeypatch, language: str, titles: list[str]
) -> None:
    methods = ("gradients", "attention", "occlusion")
    maps = tuple(MapQuality("picture", m, "green", 0.4, 0.7, 0.9, 0.7, 0.95, 0.1, 60, 0.9, 60) for m in methods)
    monkeypatch.setattr("mmgui.cli.inference._examine_maps", lambda *_: QualityReport(maps))
    answer = mmgui("evaluate", run, posts, "--part", "test", "--honesty", "--language", language)
    assert not any(method in answer.out for method in methods)
    blocks = [line for line in answer.out.splitlines() if line.startswith("picture")]
    assert [block[: len(title)] for block, title in zip(blocks, titles, strict=True)] == titles


@pytest.mark.parametrize("loss", ["drop the label", "nothing there"])
def test_evaluate_says_what_is_missing(mmgui, run: Path, tmp_path: Path, loss: str) -> None:
    table = tmp_path / "t.csv"
    if loss == "drop the label":
        table.write_text("text\nyes says number 1\nno says number 2\n", encoding="utf-8")
    answer = mmgui("evaluate", run, table)
    assert answer.code == 2
    assert ("label" if table.exists() else "does not exist") in answer.complaint


def test_predict_answers_with_probabilities_shares_and_words(mmgui, run: Path, posts: Path) -> None:
    words = ("--input", f"picture={posts.parent / '0.png'}", "--input", "words=yes says number 0")
    answer = mmgui("predict", run, *words, "--json")
    assert answer.code == 0
    assert sum(answer.json["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert answer.json["label"] == max(answer.json["probabilities"], key=answer.json["probabilities"].get)
    assert sum(answer.json["contributions"].values()) == pytest.approx(1, abs=1e-3)
    assert {w["word"] for w in answer.json["words"]["words"]} >= {"yes"}
    (found,) = answer.json["maps"]
    assert found["field"] == "picture" and len(found["weights"]) == found["rows"] * found["columns"] > 1
    assert max(found["weights"]) == 1 and min(found["weights"]) >= 0
    plain = mmgui("predict", run, *words)
    assert plain.out.splitlines()[0] in ("same", "other")
    assert "%" in plain.out


def test_predict_saves_the_picture_with_its_heat_map(mmgui, run: Path, posts: Path, tmp_path: Path) -> None:
    out, picture = tmp_path / "map.png", posts.parent / "1.png"
    answer = mmgui("predict", run, "--input", f"picture={picture}", "--heatmap", out, "--json")
    assert answer.code == 0
    assert answer.json["heatmap"] == str(out)
    assert answer.json["missing"] == ["words"]
    with Image.open(out) as image:
        assert image.format == "PNG"
        painted = np.asarray(image.convert("RGB").resize((24, 24)), dtype=int)
    with Image.open(picture) as image:
        assert np.abs(painted - np.asarray(image.convert("RGB"), dtype=int)).mean() > 2  # the map is in it


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Nothing was given"),
        (("--input", "sound=a.wav"), "picture, words"),
        (("--input", "words"), "FIELD=VALUE"),
        (("--input", "picture=nowhere.png"), "nowhere.png"),
        (("--input", "words=yes", "--heatmap", "map.png"), "picture"),
        (("--input", "words=yes", "--method", "magic"), "magic"),
    ],
)
def test_predict_refuses_with_one_line(mmgui, run: Path, tmp_path: Path, monkeypatch, words, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    answer = mmgui("predict", run, *words)
    assert answer.code == 2
    assert said in answer.complaint
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_is_none_is_refused_by_name(mmgui, run: Path, tmp_path: Path) -> None:
    (tmp_path / "fake.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n")
    answer = mmgui("predict", run, "--input", f"picture={tmp_path / 'fake.png'}")
    assert answer.code == 2
    assert "fake.png" in answer.complaint


def test_a_heat_map_that_cannot_be_written_is_said(mmgui, run: Path, posts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "map.png"
    answer = mmgui("predict", run, "--input", f"picture={posts.parent / '1.png'}", "--heatmap", out)
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("what", ["no folder", "empty folder", "no weights", "half the weights"])
def test_a_run_that_is_not_whole_is_refused(mmgui, run: Path, tmp_path: Path, what: str) -> None:
    copy = tmp_path / "copy"
    if what != "no folder":
        copy.mkdir()
    if what in ("no weights", "half the weights"):
        for path in (p for p in run.iterdir() if p.is_file()):
            (copy / path.name).write_bytes(path.read_bytes())
        best = copy / "best.safetensors"
        if what == "no weights":
            best.unlink()
        else:
            best.write_bytes(best.read_bytes()[: best.stat().st_size // 2])
    answer = mmgui("predict", copy, "--input", "words=yes")
    assert answer.code == 2
    assert "copy" in answer.complaint or "best.safetensors" in answer.complaint


@pytest.mark.parametrize("is_json", [False, True], ids=["for people", "json"])
def test_a_bug_of_ours_is_one_line_code_1_and_logged_without_contents(
    mmgui, run: Path, monkeypatch, expect_log, is_json: bool
) -> None:
    from mmgui.core.inference.predictor import Predictor

    def broken(*_values: object, **_more: object) -> None:
        raise ZeroDivisionError(SECRET)

    expect_log("bug")
    monkeypatch.setattr(Predictor, "predict", broken)
    answer = mmgui("predict", run, "--input", "words=yes", *(["--json"] if is_json else []))
    assert answer.code == 1
    assert "bug of ours (ZeroDivisionError)" in answer.complaint
    assert str(log_path()) in answer.complaint
    logged = log_path().read_text()
    assert "ZeroDivisionError" in logged
    assert SECRET not in logged + answer.err


def test_a_command_with_a_typo_is_suggested_and_opens_no_window(mmgui) -> None:
    answer = mmgui("trian", "posts.csv")
    assert answer.code == 2
    assert "train" in answer.complaint


def test_help_and_version_are_not_errors(mmgui) -> None:
    assert mmgui("--version").out.startswith("mmgui ")
    for command in ("scenes", "make", "import", "train", "evaluate", "predict", "self-test"):
        answer = mmgui(command, "--help")
        assert answer.code == 0
        assert "--json" in answer.out
        assert command in mmgui("--help").out


def test_listing_scenes_imports_neither_torch_nor_qt() -> None:
    script = (
        "import sys; from mmgui.__main__ import main; main(['scenes']);"
        "print([m for m in ('torch', 'PySide6') if m in sys.modules], file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert answer.stderr.strip() == "[]"


@pytest.mark.slow
def test_the_self_test_goes_the_whole_way(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mmgui", "self-test", "--json"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    found = json.loads(answer.stdout)
    assert found["good"] is True
    assert (found["examples"], found["epochs"], found["heat_maps"]) == (72, 2, ["picture", "words"])
    assert "All good" in answer.stderr


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "C"])
def test_the_language_of_the_system_is_spoken_and_pipes_may_close(language: str) -> None:
    command = f"{sys.executable} -m mmgui scenes --json | head -c 1"
    answer = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True, env={"LANG": language}
    )
    assert (answer.stdout, answer.stderr) == ("[", "")


def test_a_model_in_one_file_answers_like_its_run(run: Path, mmgui, tmp_path: Path) -> None:
    from mmgui.core.run.model_file import save_model

    save_model(run, tmp_path / "given.mmmodel")
    said = [mmgui("predict", m, "--input", "words=a good day", "--json") for m in (run, tmp_path / "given.mmmodel")]
    assert [answer.code for answer in said] == [0, 0]
    one, other = (json.loads(answer.out) for answer in said)
    assert other["label"] == one["label"] and other["probabilities"] == pytest.approx(one["probabilities"], abs=1e-5)
    (tmp_path / "bad.mmmodel").write_bytes(b"no model")
    refused = mmgui("predict", tmp_path / "bad.mmmodel", "--input", "words=hello")
    assert refused.code == 2 and "damaged, or no model" in refused.err and "Traceback" not in refused.err
