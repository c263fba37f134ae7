"""mmgui race: everybody on the same examples; figures and verdict for people and for programs."""

import json
from pathlib import Path

import pytest

from mmgui.core.errors import ExperimentError
from mmgui.core.race import race
from mmgui.core.race.entrants import read_races

FAST = ("--epochs", 2, "--set", "threads=1", "--set", "width=16", "--set", "channels=8", "--set", "size_px=32")


def test_people_read_the_figures_and_the_verdict(mmgui, posts: Path, tmp_path: Path) -> None:
    answer = mmgui("race", posts, "--run", tmp_path / "race", "--entrants", "word-counts,picture,words,concat", *FAST)
    assert answer.code == 0, answer.err
    lines = answer.out.splitlines()
    assert sum("test accuracy" in line for line in lines[:4]) == 4
    figures = [float(line.partition("test accuracy ")[2].split()[0]) for line in lines[:4]]
    assert figures == sorted(figures, reverse=True)
    assert "The test part is too small to tell" in lines[4]  # 12 examples
    assert "36 training, 12 validation, 12 test examples" in answer.err
    for name in ("picture", "words", "concat"):
        assert (tmp_path / "race" / name / "best.safetensors").exists()
    (kept,) = read_races(tmp_path / "race")
    assert [e.name for e in kept.entries] == ["word-counts", "picture", "words", "concat"]


def test_programs_read_json_with_the_outcome_and_its_interval(mmgui, posts: Path, tmp_path: Path) -> None:
    words = ("race", posts, "--run", tmp_path / "race", "--entrants", "words,concat", "--one-by-one", "--json", *FAST)
    answer = mmgui(*words)
    assert answer.code == 0, answer.err
    events = answer.lines
    turns = [*["race_epoch"] * 2, "race_entry"]
    assert [e["event"] for e in events] == ["import", *turns, *turns, "race_finished"]
    end = events[-1]
    assert [e["name"] for e in end["entries"]] == ["words", "concat"]
    together = end["together"]
    assert (together["first"], together["second"], together["n"]) == ("concat", "words", 12)
    assert together["low"] <= together["difference"] <= together["high"]
    assert together["outcome"] == "too small" and end["keep"] is None
    assert end["sentences"][0] in answer.err
    assert together["difference"] == pytest.approx(end["entries"][1]["test"] - end["entries"][0]["test"])


def test_without_a_choice_the_usual_ones_run(mmgui, posts: Path, tmp_path: Path, monkeypatch) -> None:
    plans = []

    def note(_examples, plan, *_more, **_hooks):
        plans.append(plan)
        raise ExperimentError("Enough.", "")

    monkeypatch.setattr(race, "run_race", note)
    for more in ((), ("--entrants", "words,transformer,bilinear")):
        assert mmgui("race", posts, "--run", tmp_path / "race", *more).code == 2
    usual, chosen = ([e.name for e in plan.entrants if e.kind != "baseline"] for plan in plans)
    assert usual == ["picture", "words", "concat", "gated", "attention"]
    assert chosen == ["words", "bilinear", "transformer"]


def test_examples_that_look_alike_are_told_and_count_once(mmgui, tmp_path: Path) -> None:
    """Short reviews that differ only in a sign (found by the twelfth tester)."""
    source = tmp_path / "reviews.csv"
    parts = ("train", "train", "validation", "test")
    texts = [f"{('superb', 'dreadful')[n % 2]} {chr(0x4E00 + n) if n > 1 else ''}" for n in range(64)]
    rows = [f"{text},{'ny'[n % 2]},{parts[n // 2 % 4]}" for n, text in enumerate(texts)]
    source.write_text("\n".join(["text,label,split", *rows]) + "\n", encoding="utf-8")
    alike = "16 measured examples look to the model like only 2 different ones"
    people = mmgui("race", source, "--run", tmp_path / "people", *FAST[:4])
    assert people.code == 0, people.err
    assert alike in people.out and "at least 30 different examples are needed, it has 2." in people.out
    end = mmgui("race", source, "--run", tmp_path / "programs", "--json", *FAST[:4]).lines[-1]
    assert alike in end["cautions"][0]
    assert any("look to the model just like some of training" in caution for caution in end["cautions"])
    assert [e["distinct"] for e in end["entries"]] == [2, 2]
    assert all(e["high"] - e["low"] > 0.6 for e in end["entries"])


def test_the_same_seed_gives_the_same_race(mmgui, posts: Path, tmp_path: Path) -> None:
    ends = []
    for turn in range(2):
        words = (
            "race",
            posts,
            "--run",
            tmp_path / str(turn),
            "--entrants",
            "words,concat",
            "--seed",
            5,
            "--json",
            *FAST,
        )
        end = mmgui(*words).lines[-1]
        ends.append(([(e["name"], e["curve"], e["test"]) for e in end["entries"]], end["together"]))
    assert json.dumps(ends[0]) == json.dumps(ends[1])


def test_wrong_usage_is_one_plain_line(mmgui, posts: Path, tmp_path: Path) -> None:
    unknown = mmgui("race", posts, "--run", tmp_path / "race", "--entrants", "words,smell")
    assert unknown.code == 2
    assert "smell" in unknown.complaint and "word-counts, nearest-pictures, picture, words" in unknown.complaint
    article = mmgui("race", posts, "--run", tmp_path / "race", "--preset", "article", "--entrants", "attention")
    assert article.code == 2 and "attention" in article.complaint
    assert mmgui("race", posts, "--run", posts, *FAST).code == 2
    assert mmgui("race", posts, "--run", tmp_path / "race", "--seed", "-1").code == 2
    assert mmgui("race", posts, "--run", tmp_path / "race", "--set", "nothing").code == 2
    assert mmgui("race", tmp_path / "gone.csv", "--run", tmp_path / "race").code == 2
    assert not (tmp_path / "race").exists()
