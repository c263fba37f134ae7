"""A small folder of pictures with words in which the label needs both, and a session that is always closed."""

import csv

import numpy as np
import pytest
from PIL import Image

from mmgui.session.session import Session

COLOURS = {"red": (220, 40, 40), "blue": (40, 60, 220)}


@pytest.fixture
def posts(tmp_path):
    """60 rows in posts.csv: a red or blue picture, "yes" or "no"; same = (red, yes) or (blue, no), else other."""
    folder = tmp_path / "posts"
    folder.mkdir()
    generator = np.random.default_rng(0)
    rows = []
    for number in range(60):
        colour, word = ("red", "blue")[number % 2], ("yes", "no")[number // 2 % 2]
        pixels = np.clip(np.array(COLOURS[colour]) + generator.integers(-30, 30, (24, 24, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
        label = "same" if (colour == "red") == (word == "yes") else "other"
        rows.append((f"{number}.png", f"{word} says number {number}", label))
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("picture", "text", "label"), *rows])
    return folder / "posts.csv"


@pytest.fixture
def session():
    one = Session()
    yield one
    assert one.close(20)


@pytest.fixture
def wait(session):
    def until(condition, seconds=60):
        assert session.wait(seconds=seconds, until=condition), f"did not happen; messages: {session.messages}"

    return until


@pytest.fixture
def imported(session, wait, posts):
    session.project.import_source(posts)
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert session.take_messages() == []
    return session
