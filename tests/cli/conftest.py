"""One small table whose label needs picture and words, one run trained on it, and commands without a new process."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mmgui.__main__ import main

COLOURS = {"red": (220, 40, 40), "blue": (40, 60, 220)}


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """stdout as JSON, line by line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaint(self) -> str:
        """The one line on stderr."""
        assert self.out == ""
        assert len(self.err.splitlines()) == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, and one thread: calibrating takes longer than these trainings."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")


@pytest.fixture
def mmgui(capfd: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """`mmgui("train", source, "--run", folder)` → Answer, in this process."""

    def run(*words: object) -> Answer:
        capfd.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return run


def write_posts(folder: Path, count: int = 60) -> Path:
    """posts.csv: a red or blue picture, "yes" or "no"; same = (red, yes) or (blue, no), else other."""
    folder.mkdir(parents=True)
    generator = np.random.default_rng(0)
    rows = []
    for number in range(count):
        colour, word = ("red", "blue")[number % 2], ("yes", "no")[number // 2 % 2]
        pixels = np.clip(np.array(COLOURS[colour]) + generator.integers(-30, 30, (24, 24, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
        part = ("train", "train", "train", "validation", "test")[number // 4 % 5]
        label = "same" if (colour == "red") == (word == "yes") else "other"
        rows.append((f"{number}.png", f"{word} says number {number}", label, part))
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("picture", "text", "label", "split"), *rows])
    return folder / "posts.csv"


@pytest.fixture(scope="session")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_posts(tmp_path_factory.mktemp("posts") / "posts")


@pytest.fixture(scope="session")
def trained(posts: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]], list[str]]:
    """A run folder, the events that stdout had, and the lines that stderr had: a real process, as in a shell."""
    import subprocess
    import sys

    run = tmp_path_factory.mktemp("runs") / "run"
    words = ["train", posts, "--run", run, "--preset", "quick", "--epochs", "3", "--set", "threads=1", "--json"]
    answer = subprocess.run(
        [sys.executable, "-m", "mmgui", *map(str, words)], capture_output=True, text=True, timeout=240, check=True
    )
    return run, [json.loads(line) for line in answer.stdout.splitlines()], answer.stderr.splitlines()


@pytest.fixture
def run(trained: tuple[Path, Any, Any]) -> Path:
    return trained[0]
