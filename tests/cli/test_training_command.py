"""mmgui train: events on stdout, progress on stderr, a run folder that says everything, stop and resume."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mmgui.cli.training import check_nothing_lost
from tests.cli.conftest import write_posts

FIGURES = {"accuracy", "precision_macro", "recall_macro", "f1_macro", "loss", "per_class", "confusion", "n"}
FAST = ("--preset", "quick", "--set", "threads=1")


def test_json_has_one_event_a_line_on_stdout_and_people_read_stderr(trained) -> None:
    _run, events, told = trained
    kinds = [e["event"] for e in events]
    assert kinds.index("run_started") < kinds.index("step") < kinds.index("epoch") < kinds.index("run_finished")
    assert kinds.count("epoch") == 3
    assert [e["step"] for e in events if e["event"] == "step"] == list(range(1, kinds.count("step") + 1))
    start = next(e for e in events if e["event"] == "run_started")
    assert (start["n_train"], start["n_validation"], start["n_test"]) == (36, 12, 12)  # the table's own parts
    assert start["classes"] == ["other", "same"]
    assert sum(line.startswith("epoch ") for line in told) == 3
    assert not any("\r" in line for line in told)


def test_metrics_json_has_every_figure_of_every_part(trained) -> None:
    run, events, _told = trained
    metrics = json.loads((run / "metrics.json").read_text())
    for part in ("validation", "test"):
        figures = metrics[part]
        assert set(figures) >= FIGURES
        assert figures["n"] == sum(map(sum, figures["confusion"])) == 12
        right = sum(figures["confusion"][i][i] for i in range(2))
        assert figures["accuracy"] == pytest.approx(right / 12)
        assert [c["name"] for c in figures["per_class"]] == ["other", "same"]
        recalls = [c["recall"] for c in figures["per_class"]]
        assert figures["recall_macro"] == pytest.approx(sum(recalls) / 2)
    end = events[-1]
    assert end["event"] == "run_finished"
    assert end["test"]["accuracy"] == metrics["test"]["accuracy"]
    assert (run / "manifest.json").exists()
    assert (run / "best.safetensors").exists()


def test_a_run_never_holds_a_pickle(run: Path) -> None:
    assert {p.suffix for p in run.rglob("*") if p.is_file()} <= {".json", ".jsonl", ".safetensors"}


def test_only_trains_on_the_named_field_and_a_test_source_measures(mmgui, posts: Path, tmp_path: Path) -> None:
    others = write_posts(tmp_path / "others")
    others.write_text(others.read_text().replace(" number ", " item "))  # no copies of what is learnt
    answer = mmgui("train", posts, "--run", tmp_path / "run", "--only", "words", "--test", others, "--epochs", 1,
                   *FAST, "--json")  # fmt: skip
    assert answer.code == 0, answer.err
    assert next(e for e in answer.lines if e["event"] == "run_started")["n_test"] == 12  # its test part
    assert json.loads((tmp_path / "run" / "metrics.json").read_text())["test"]["n"] == 12
    asked = mmgui("predict", tmp_path / "run", "--input", "words=yes says number 4", "--json")
    assert (asked.code, list(asked.json["contributions"])) == (0, ["words"])
    refused = mmgui("predict", tmp_path / "run", "--input", f"picture={posts.parent / '0.png'}")
    assert refused.code == 2
    assert "words" in refused.complaint


def test_a_scene_is_a_source(mmgui, tmp_path: Path, home: Path) -> None:
    words = ("--count", 48, "--epochs", 1, *FAST)
    answer = mmgui("train", "scene:feelings", "--run", tmp_path / "run", *words)
    assert answer.code == 0, answer.err
    assert answer.out == ""  # nothing for machines was asked
    assert "test: accuracy" in answer.err
    assert (tmp_path / "run" / "best.safetensors").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "learning_rat=0.01"), "learning_rate"),
        (("--set", "learning_rate"), "--set KEY=VALUE"),
        (("--set", "learning_rate=fast"), "fast"),
        (("--set", "learning_rate=-1"), "learning_rate"),
        (("--fusion", "atention"), "attention"),
        (("--preset", "fast"), "quick"),
        (("--only", "sound"), "picture, words"),
        (("--epochs", "0"), "0"),
        (("--epochs", "many"), "many"),
        (("--seed", "-3"), "-3"),
        (("--device", "cuda:9"), "cuda:9"),
        (("--resume",), "no run to continue"),
        (("--test", "nowhere.csv"), "nowhere.csv"),
        (("--label", "answer"), "answer"),
    ],
)
def test_wrong_wishes_are_refused_on_one_line_before_anything_is_written(
    mmgui, posts: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = mmgui("train", posts, "--run", tmp_path / "run", *words)
    assert answer.code == 2
    assert said in answer.complaint
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("labels", "said"),
    [(["a"] * 8, "class"), (["a"], ""), ([""] * 8, "")],
    ids=["one class", "one example", "no labels"],
)
def test_tiny_data_ends_with_advice(mmgui, posts: Path, tmp_path: Path, labels: list[str], said: str) -> None:
    rows = "".join(f"some words {n},{label}\n" for n, label in enumerate(labels))
    (tmp_path / "tiny.csv").write_text(f"text,label\n{rows}", encoding="utf-8")
    answer = mmgui("train", tmp_path / "tiny.csv", "--run", tmp_path / "run", "--label", "label", *FAST)
    assert answer.code == 2
    assert said in answer.complaint
    assert not (tmp_path / "run" / "best.safetensors").exists()


def test_the_run_folder_must_be_a_folder(mmgui, posts: Path, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    answer = mmgui("train", posts, "--run", tmp_path / "run", *FAST)
    assert answer.code == 2
    assert "is a file" in answer.complaint
    assert (tmp_path / "run").read_text() == "mine"


@pytest.mark.parametrize("command", ["train", "race"])
def test_a_run_does_not_lie_in_a_folder_that_is_read(command: str, mmgui, tmp_path: Path) -> None:
    for number in range(12):
        file = tmp_path / "pets" / ("cats", "dogs")[number % 2] / "some" / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (number * 9, 0, 0)).save(file)
    answer = mmgui(command, tmp_path / "pets", "--run", tmp_path / "pets/cats/run1")
    assert answer.code == 2
    assert "lies in “cats”, whose files are read as examples. Choose a folder for the run outside of the data" in (
        answer.complaint
    )
    assert not (tmp_path / "pets/cats/run1").exists()


def test_a_run_may_lie_in_a_folder_of_runs_beside_the_data(tmp_path: Path) -> None:
    (tmp_path / "data/runs/run1").mkdir(parents=True)
    (tmp_path / "data/posts.csv").write_text("text,label\nhello,a\n")
    for place in ("data/runs/run2", "data/new/run", "data/run", "run"):
        check_nothing_lost(tmp_path / place, str(tmp_path / "data"))


def _start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mmgui", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _events_until(program: subprocess.Popen[str], kind: str, count: int) -> list[dict[str, Any]]:
    assert program.stdout is not None
    events: list[dict[str, Any]] = []
    for line in program.stdout:
        events.append(json.loads(line))
        if sum(e["event"] == kind for e in events) >= count:
            return events
    raise AssertionError(f"it ended before {count} times {kind}: {program.stderr.read() if program.stderr else ''}")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "polite kill"])
def test_stopping_gives_code_0_and_a_whole_run_that_goes_on_where_it_was(
    posts: Path, tmp_path: Path, mmgui, number: signal.Signals
) -> None:
    run = tmp_path / "run"
    words = ("train", posts, "--run", run, "--epochs", 30, "--set", "patience=10000", *FAST, "--json")
    program = _start(*words)
    try:
        seen = _events_until(program, "epoch", 2)
        program.send_signal(number)
        out, err = program.communicate(timeout=60)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0, err
    events = seen + [json.loads(line) for line in out.splitlines()]
    assert (events[-1]["event"], events[-1]["reason"]) == ("run_finished", "stopped")
    done = [e for e in events if e["event"] == "step"][-1]["step"]
    asked = mmgui("predict", run, "--input", "words=yes says number 4", "--json")
    assert sum(asked.json["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    answer = mmgui(*words, "--resume")
    assert answer.code == 0, answer.err
    steps = [e["step"] for e in answer.lines if e["event"] == "step"]
    total = next(e for e in events if e["event"] == "run_started")["steps_per_epoch"] * 30
    assert steps == list(range(done + 1, total + 1))  # none twice, none left out
    assert answer.lines[-1]["reason"] == "completed"
