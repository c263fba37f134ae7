"""mmgui film, and mmgui train --no-film."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mmgui.core.film.film import FILM_FOLDER, read_film


def test_the_film_of_a_run_becomes_an_animated_picture(mmgui: Any, run: Path, tmp_path: Path) -> None:
    film = read_film(run)
    assert film is not None
    answer = mmgui("film", run, "--out", tmp_path / "film.webp", "--json")
    assert answer.code == 0 and answer.err == ""
    assert answer.json["frames"] == len(film.frames) and answer.json["notes"] == []
    assert len(answer.json["examples"]) == 6
    with Image.open(tmp_path / "film.webp") as image:
        assert getattr(image, "n_frames", 1) == len(film.frames)
    wanted = film.examples[-1].id
    answer = mmgui("film", run, "--out", tmp_path / "film.gif", "--examples", f"{wanted},", "--json")
    assert answer.json["examples"][0] == {"id": wanted, "why": "pinned"}
    plain = mmgui("film", run, "--out", tmp_path / "film.gif")
    assert plain.code == 0 and f"{len(film.frames)} frames" in plain.out


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--out", "film.mp4"), "Choose a name that ends in .webp or .gif."),
        (("--out", "film.gif", "--examples", "99999"), "The film has no example 99999."),
        (("--out", "film.gif", "--examples", "one"), "“one” is no list of examples."),
    ],
)
def test_what_is_wrong_is_said_in_one_line(mmgui: Any, run: Path, options: tuple[str, ...], complaint: str) -> None:
    answer = mmgui("film", run, *options)
    assert answer.code == 2 and complaint in answer.complaint


def test_a_run_without_a_film_says_how_to_get_one(mmgui: Any, run: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(run, bare)
    shutil.rmtree(bare / FILM_FOLDER)
    for folder in (bare, tmp_path / "nowhere"):
        answer = mmgui("film", folder, "--out", tmp_path / "film.gif")
        assert answer.code == 2 and "There is no learning film in" in answer.complaint


def test_no_film_is_recorded_if_it_is_not_wanted(mmgui: Any, posts: Path, tmp_path: Path) -> None:
    answer = mmgui("train", posts, "--run", tmp_path / "run", "--preset", "quick", "--epochs", "1",
                   "--set", "size_px=16", "--device", "cpu", "--no-film")  # fmt: skip
    assert answer.code == 0 and (tmp_path / "run" / "best.safetensors").exists()
    assert not (tmp_path / "run" / FILM_FOLDER).exists()
