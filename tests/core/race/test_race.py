"""The race: everybody on one split, the same numbers in turns as alone, and whoever has finished is kept."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field, Split
from mmgui.core.errors import ExperimentError
from mmgui.core.events import EpochDone, Notice, RunFinished
from mmgui.core.intervals import wilson_interval
from mmgui.core.race.entrants import (
    Entrant,
    EntrantFinished,
    EntrantMoved,
    EntrantStarted,
    RaceEvent,
    RaceFinished,
    RacePlan,
    RaceResult,
    RaceStarted,
    available_entrants,
    choose_entrants,
    delete_race,
    entrants_for,
    read_races,
    save_race,
)
from mmgui.core.race.race import experiment_for, run_race
from mmgui.core.run.answers import read_answers
from mmgui.core.run.experiment import LAST_NAME, Experiment
from mmgui.core.training.trainer import train
from tests.core import toy

SETTINGS = {**toy.SETTINGS, "threads": 1}
SOME = ("word-counts", "picture", "words", "concat")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> ExampleSet:
    made: ExampleSet = toy.toy_examples(tmp_path_factory.mktemp("toy"), 60)
    return made


def plan_for(examples: ExampleSet, *names: str, **changes: Any) -> RacePlan:
    entrants = choose_entrants(entrants_for(examples.fields), names or SOME)
    values: dict[str, Any] = {"epochs": 3, "device": "cpu", "settings": SETTINGS}
    return RacePlan(entrants, **(values | changes))


def run(
    examples: ExampleSet, plan: RacePlan, folder: Path, cancel: CancelToken | None = None,
    look: Callable[[RaceEvent], None] = lambda _event: None,
) -> list[RaceEvent]:  # fmt: skip
    def place_for(entrant: Entrant, _experiment: Experiment) -> tuple[Path, int]:
        return folder / entrant.name, 7

    events = []
    for event in run_race(examples, plan, place_for, cancel=cancel or CancelToken()):
        events.append(event)
        look(event)
    return events


def result_of(events: list[RaceEvent]) -> RaceResult:
    assert isinstance(events[-1], RaceFinished)
    return events[-1].result


def test_everybody_runs_in_turns_on_the_same_parts_and_leaves_a_run(examples: ExampleSet, tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    events = run(examples, plan_for(examples), tmp_path)
    assert isinstance(events[0], RaceStarted)
    assert (events[0].n_train, events[0].n_validation, events[0].n_test) == (40, 10, 10)
    turns = [(e.name, e.event.epoch) for e in events if isinstance(e, EntrantMoved) and isinstance(e.event, EpochDone)]
    assert turns == [(name, epoch) for epoch in (1, 2, 3) for name in ("picture", "words", "concat")]
    assert [e.name for e in events if isinstance(e, EntrantStarted)] == list(SOME)
    result = result_of(events)
    assert [entry.name for entry in result.entries] == list(SOME) and result.is_complete
    for entry in result.entries:
        assert entry.test is not None and entry.low <= entry.test <= entry.high
    for name in SOME[1:]:
        entry = result.entry(name)
        assert entry is not None and len(entry.curve) == 3 and entry.run_id == 7
        answers = read_answers(tmp_path / name)["test"]
        assert answers.ids.tolist() == [e.id for e in examples.part("test").examples]
        assert entry.test == pytest.approx((answers.logits.argmax(1) == answers.labels).mean())
        assert (tmp_path / name / "best.safetensors").exists()
    alone = json.loads((tmp_path / "concat" / "metrics.json").read_text())["single_distinct"]["test"]
    raced = {e.name: e.distinct for e in result.entries}
    assert alone == {name: raced[name] for name in ("picture", "words")}, "one interval of a sense alone, everywhere"
    assert torch.get_num_threads() == threads


def test_numbers_are_those_of_a_training_alone_whatever_the_order(examples: ExampleSet, tmp_path: Path) -> None:
    plan = plan_for(examples, "words", "concat", "attention")
    turns = result_of(run(examples, plan, tmp_path / "turns"))
    whole = result_of(run(examples, replace(plan, interleaved=False), tmp_path / "whole"))
    for entrant in plan.entrants:
        alone = [
            e.validation.accuracy
            for e in train(
                examples,
                experiment_for(entrant, plan, examples),
                tmp_path / "alone" / entrant.name,
                cancel=CancelToken(),
            )
            if isinstance(e, EpochDone)
        ]
        first, second = turns.entry(entrant.name), whole.entry(entrant.name)
        assert first is not None and second is not None
        assert first.curve == second.curve == tuple(alone)
        logits = [read_answers(tmp_path / place / entrant.name)["test"].logits for place in ("turns", "whole", "alone")]
        assert (logits[0] == logits[1]).all() and (logits[0] == logits[2]).all()
    assert turns.together == whole.together


def test_one_after_another_finishes_one_before_the_next_begins(examples: ExampleSet, tmp_path: Path) -> None:
    events = run(examples, plan_for(examples, "picture", "words", interleaved=False), tmp_path)
    order = [
        (type(e).__name__, e.entry.name if isinstance(e, EntrantFinished) else e.name)
        for e in events
        if isinstance(e, EntrantStarted | EntrantFinished)
    ]
    assert order == [
        ("EntrantStarted", "picture"), ("EntrantFinished", "picture"),
        ("EntrantStarted", "words"), ("EntrantFinished", "words"),
    ]  # fmt: skip


def test_examples_without_a_split_are_divided_once_for_all(examples: ExampleSet, tmp_path: Path) -> None:
    loose = replace(examples, examples=tuple(replace(e, split=None) for e in examples.examples))
    run(loose, plan_for(loose, "picture", "words"), tmp_path)
    picture, words = (read_answers(tmp_path / name) for name in ("picture", "words"))
    for part in ("validation", "test"):
        assert picture[part].ids.tolist() == words[part].ids.tolist()
        assert len(picture[part].ids) >= 8


def test_stop_keeps_who_has_finished_and_the_rest_can_be_continued(examples: ExampleSet, tmp_path: Path) -> None:
    cancel = CancelToken()

    def look(event: RaceEvent) -> None:
        if isinstance(event, EntrantMoved) and event.name == "words" and isinstance(event.event, EpochDone):
            cancel.cancel()

    plan = plan_for(examples, "word-counts", "picture", "words", "concat", interleaved=False)
    result = result_of(run(examples, plan, tmp_path, cancel, look))
    assert [(e.name, e.status) for e in result.entries] == [
        ("word-counts", "completed"), ("picture", "completed"), ("words", "stopped"),
    ]  # fmt: skip
    assert not result.is_complete and result.together is None and result.keep is not None
    assert not (tmp_path / "concat").exists()
    assert (tmp_path / "words" / LAST_NAME).exists()
    experiment = experiment_for(plan.entrants[2], plan, examples)
    goes_on = list(train(examples, experiment, tmp_path / "words", cancel=CancelToken(), resume=True))
    assert isinstance(goes_on[-1], RunFinished) and goes_on[-1].epochs == 3


def test_stop_in_turns_stops_everybody_at_the_next_batch(examples: ExampleSet, tmp_path: Path) -> None:
    cancel = CancelToken()

    def look(event: RaceEvent) -> None:
        if isinstance(event, EntrantMoved) and event.name == "concat" and isinstance(event.event, EpochDone):
            cancel.cancel()

    result = result_of(run(examples, plan_for(examples, epochs=50), tmp_path, cancel, look))
    assert {e.name: e.status for e in result.entries if e.kind != "baseline"} == dict.fromkeys(SOME[1:], "stopped")
    assert all((tmp_path / name / LAST_NAME).exists() for name in SOME[1:])
    assert result.sentences() == (
        "The race was stopped early: 1 of 4 entrants are done (Word counts); "
        "Picture only, Words only, Side by side are not.",
    )


def test_who_was_through_when_the_race_was_stopped_is_measured_as_the_others(
    examples: ExampleSet, tmp_path: Path
) -> None:
    """Stopped in the moment between its last epoch and its end: it is done, so it has its figure, and its answers."""
    cancel = CancelToken()

    def look(event: RaceEvent) -> None:
        is_epoch = isinstance(event, EntrantMoved) and isinstance(event.event, EpochDone)
        if is_epoch and event.name == "picture" and event.event.epoch == 3:
            cancel.cancel()

    result = result_of(run(examples, plan_for(examples), tmp_path, cancel, look))
    entry = result.entry("picture")
    assert entry is not None and entry.status == "completed" and entry.test is not None and entry.distinct > 0
    assert set(read_answers(tmp_path / "picture")) == {"validation", "test"}
    assert result.entry("words").status == "stopped" and len(result.entry("words").curve) == 2


def test_closing_the_generator_leaves_runs_that_can_be_continued(examples: ExampleSet, tmp_path: Path) -> None:
    race = run_race(
        examples, plan_for(examples, epochs=50), lambda e, _x: (tmp_path / e.name, None), cancel=CancelToken()
    )
    for event in race:
        if isinstance(event, EntrantMoved) and event.name == "concat" and isinstance(event.event, EpochDone):
            break
    race.close()  # type: ignore[attr-defined]
    assert all((tmp_path / name / LAST_NAME).exists() for name in SOME[1:])


def test_an_entrant_that_cannot_run_says_why_and_the_others_go_on(examples: ExampleSet, tmp_path: Path) -> None:
    blind = replace(
        examples,
        examples=tuple(
            replace(e, values={**e.values, "picture": str(tmp_path / "gone.png") if e.values["picture"] else None})
            for e in examples.examples
        ),
    )
    result = result_of(run(blind, plan_for(blind, "nearest-pictures", "picture", "words"), tmp_path))
    status = {e.name: e.status for e in result.entries}
    assert status == {"nearest-pictures": "failed", "picture": "failed", "words": "completed"}
    assert all(e.message for e in result.entries if e.status == "failed")


def test_who_cannot_see_an_example_is_given_the_most_frequent_answer(examples: ExampleSet, tmp_path: Path) -> None:
    """Test examples without a picture: counted for "picture only" as answered with the commonest training label."""
    labels = [e.label for e in examples.part("train").examples]
    usual = max(sorted(set(labels), key=str), key=labels.count)
    blind = tuple(
        replace(e, values={**e.values, "picture": None}) if e.split == "test" else e for e in examples.examples
    )
    result = result_of(run(replace(examples, examples=blind), plan_for(examples, "picture", "words"), tmp_path))
    test = examples.part("test").examples
    entry = result.entry("picture")
    assert entry is not None and entry.test == pytest.approx(sum(e.label == usual for e in test) / len(test))
    assert result.n_test == 10 and result.chance == entry.test


def test_without_a_test_part_nobody_wins(examples: ExampleSet, tmp_path: Path) -> None:
    kept = replace(examples, examples=tuple(e for e in examples.examples if e.split != "test"))
    result = result_of(run(kept, plan_for(kept, "words", "concat", epochs=1), tmp_path))
    assert result.n_test == 0 and result.together is None
    assert "no test part" in result.sentences()[0]


def test_the_compared_are_chosen_on_validation_not_on_test(examples: ExampleSet, tmp_path: Path) -> None:
    """Everybody's test labels turned over: the same two are compared, only the figures turn."""
    turned = replace(
        examples,
        examples=tuple(
            replace(e, label={"no": "yes", "yes": "no"}[e.label or ""]) if e.split == "test" else e
            for e in examples.examples
        ),
    )
    plan = plan_for(examples, "word-counts", "picture", "words", "concat", "attention", epochs=6)
    one, two = (result_of(run(e, plan, tmp_path / n)) for n, e in (("one", examples), ("two", turned)))
    assert one.together is not None and two.together is not None and one.keep is not None and two.keep is not None
    assert (one.together.first, one.together.second) == (two.together.first, two.together.second)
    assert (one.keep.first, one.keep.second) == (two.keep.first, two.keep.second)
    assert one.together.difference == pytest.approx(-two.together.difference)
    best = max((e for e in one.entries if e.kind == "fusion"), key=lambda e: e.validation or 0)
    assert one.together.first == best.name


def test_chance_is_judged_on_the_examples_that_look_different(tmp_path: Path) -> None:
    """160 reviews that differ in a sign only: to a model the 40 of the test part are two (found by the twelfth
    tester, who read 0.94 to 1 of 60)."""
    parts: tuple[Split, ...] = ("train", "train", "validation", "test")
    texts = [f"{('superb', 'dreadful')[n % 2]} {chr(0x4E00 + n) if n > 1 else ''}" for n in range(160)]
    rows = tuple(Example(n, {"words": t}, ("no", "yes")[n % 2], parts[n // 2 % 4]) for n, t in enumerate(texts))
    data = ExampleSet((Field("words", "text"),), rows)
    result = result_of(run(data, plan_for(data, "word-counts", "words", epochs=2), tmp_path))
    for entry in result.entries:
        assert (entry.n, entry.distinct) == (40, 2), entry.name
        assert entry.test is not None
        assert (entry.low, entry.high) == pytest.approx(wilson_interval(2 * entry.test, 2))
    assert result.keep is not None and (result.keep.n, result.keep.groups) == (40, 2)
    assert result.keep.outcome == "too small"
    assert result.sentences() == (
        "The test part is too small to tell whether a network is better than a plain method: at least 30 different "
        "examples are needed, it has 2.",
    )
    equal, alike = result.cautions()
    assert equal.startswith("40 measured examples look to the model like only 2 different ones")
    # the first two of training have no sign, and who counts words passes over one that it does not know
    assert alike.startswith("Word counts: 40 measured examples look to the model just like some of training")


def test_what_looks_equal_to_one_only_names_it(tmp_path: Path) -> None:
    """Ten pictures of their own, two texts: only who reads nothing but the words takes them for two."""
    examples: ExampleSet = toy.toy_examples(tmp_path, 60)
    kinds = iter(range(60))
    spoken = tuple(replace(e, values={**e.values, "words": "ab"[next(kinds) // 6 % 2] * 4}) for e in examples.examples)
    data = replace(examples, examples=spoken)
    result = result_of(run(data, plan_for(data, "picture", "words", epochs=1), tmp_path / "runs"))
    picture, words = result.entry("picture"), result.entry("words")
    assert picture is not None and words is not None
    assert words.distinct == 2 < picture.distinct
    assert any(c.startswith("Words only: 10 measured examples look to the model like") for c in result.cautions())


# -- who can take part ------------------------------------------------------------------------------------------------


def test_names_stay_different_and_titles_are_plain() -> None:
    fields = (Field("concat", "text"), Field("word-counts", "text"), Field("only-concat", "image"))
    made = available_entrants(fields, {"concat": "Side by side", "attention": "Attention"})
    names = [e.name for e in made]
    assert len(set(names)) == len(names) == 7
    singles = [e for e in made if e.kind == "single"]
    assert [e.title() for e in singles] == ["Concat only", "Word-counts only", "Only-concat only"]
    assert [e.fields for e in singles] == [("concat",), ("word-counts",), ("only-concat",)]
    assert [e.kind for e in available_entrants(fields[:1], {"concat": "Side by side"})] == ["baseline", "single"]


def test_the_newer_fusions_run_when_they_are_asked() -> None:
    everyone = entrants_for((Field("picture", "image"), Field("words", "text")))
    assert [e.fusion for e in everyone if e.kind == "fusion"] == [
        "concat", "bilinear", "gated", "transformer", "attention",
    ]  # fmt: skip
    assert {e.name for e in everyone if not e.is_usual} == {"transformer", "bilinear"}
    assert Entrant("new", "fusion", "Newer", ("picture",), "of a newer program").is_usual


def test_the_article_joins_in_one_way_and_settings_go_to_whom_they_concern(examples: ExampleSet) -> None:
    assert [e.name for e in entrants_for(examples.fields, "article") if e.kind == "fusion"] == ["concat"]
    plan = plan_for(examples, "picture", "words", "attention", settings={**SETTINGS, "heads": 2, "clip": 0.5})
    picture, words, attention = (experiment_for(e, plan, examples) for e in plan.entrants)
    assert set(picture.settings) >= {"channels", "width", "size_px", "threads", "clip"}
    assert "size_px" not in words.settings and "heads" not in words.settings
    assert attention.settings["heads"] == 2 and attention.fields == ()
    assert (words.fields, words.fusion) == (("words",), "concat")


def test_unknown_and_absent_entrants_are_refused_in_plain_words(examples: ExampleSet, tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="sounds") as caught:
        choose_entrants(entrants_for(examples.fields), ("words", "sounds"))
    assert "word-counts" in caught.value.hint
    with pytest.raises(ExperimentError, match="Nobody"):
        run(examples, RacePlan(()), tmp_path)
    few = replace(examples, examples=examples.examples[:5])
    with pytest.raises(ExperimentError, match="5 examples"):
        run(few, plan_for(few), tmp_path)


# -- on disk ----------------------------------------------------------------------------------------------------------


def test_races_come_back_from_disk_and_damaged_ones_are_passed_over(examples: ExampleSet, tmp_path: Path) -> None:
    result = result_of(run(examples, plan_for(examples, epochs=1), tmp_path / "runs"))
    project = tmp_path / "p.mmproj"
    kept = [save_race(project, result) for _turn in range(3)]
    assert [race.number for race in kept] == [1, 2, 3] and kept[0].created
    assert read_races(project) == tuple(kept)
    path = project / "races" / "002.json"
    for damage in (b"", b"{", b"null", path.read_bytes()[:200], b'{"entries": 3}', b"\xff\xfe"):
        path.write_bytes(damage)
        assert [race.number for race in read_races(project)] == [1, 3]
    values = json.loads((project / "races" / "003.json").read_text())
    values["entries"][0]["entrant"]["kind"] = "ghost"
    path.write_text(json.dumps(values))
    assert [race.number for race in read_races(project)] == [1, 3]
    delete_race(project, 3)
    assert [race.number for race in read_races(project)] == [1]
    assert save_race(project, result).number == 3
    assert read_races(tmp_path / "nothing") == ()


def test_labels_that_training_does_not_know_count_as_wrong_for_everybody(examples: ExampleSet, tmp_path: Path) -> None:
    test = [e.id for e in examples.part("test").examples][:4]
    strange = replace(
        examples, examples=tuple(replace(e, label="maybe") if e.id in test else e for e in examples.examples)
    )
    events = run(strange, plan_for(strange, "word-counts", "words"), tmp_path)
    started = next(e for e in events if isinstance(e, RaceStarted))
    assert started.n_test == 10
    assert any("4 test examples count as wrong" in notice and "“maybe”" in notice for notice in started.notices)
    repeated = [e for e in events if isinstance(e, EntrantMoved) and isinstance(e.event, Notice)]
    assert not [e for e in repeated if "maybe" in e.event.message]  # said once
    result = events[-1].result  # type: ignore[union-attr]
    assert all(entry.test is not None and entry.test <= 0.6 for entry in result.entries)
    assert "“maybe”" in result.about()
    kept = save_race(tmp_path, result)
    assert read_races(tmp_path)[0].left_out == kept.left_out
    figures = json.loads((tmp_path / "words" / "metrics.json").read_text())
    assert figures["test"]["unknown"]["count"] == 4 and figures["left_out"]["unknown"][0]["labels"] == ["maybe"]
