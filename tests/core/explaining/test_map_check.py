"""The examination of maps on a model made by hand whose answer depends on one patch and one word."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import Cancelled
from mmgui.core.explaining import map_check
from mmgui.core.explaining.map_check import check_maps, choose_examples
from mmgui.core.explaining.map_quality import MapQuality, QualityReport
from tests.core import planted
from tests.core.made import map_over_image, map_over_text


@pytest.fixture(scope="module")
def reds(tmp_path_factory):
    """30 examples with a red patch and the word "wonderful"."""
    return planted.red_examples(tmp_path_factory.mktemp("red"), 30)


def figures(report):
    return {(m.field, m.method): m for m in report.maps}


# -- planted truth ----------------------------------------------------------------------------------------------------


def test_maps_that_mark_the_deciding_patch_and_word_are_green(reds):
    found = figures(check_maps(planted.planted_predictor(), reds))
    assert set(found) == {(f, m) for f in ("picture", "words") for m in ("gradients", "occlusion")}
    for one in found.values():
        assert one.badge == "green"
        assert one.n == one.asked == 30
        assert one.better_share >= 0.9
        assert one.deletion < one.deletion_random and one.insertion > one.insertion_random
        assert one.randomised_correlation < 0.3
    assert found["words", "gradients"].parts == "words" and found["picture", "gradients"].parts == "places"


class FakeExplainer:
    """Maps that know nothing of the model, in place of the real ones."""

    kind = ""
    chance = np.random.default_rng(0)

    def __init__(self, *_):
        pass

    def explain(self, opened, _output, _chosen, method):
        if method != "gradients":
            return {}
        words = opened.example.raw["words"].split()
        if self.kind == "redness":  # right, but made from the input alone
            pixels = opened.batch.fields["picture"].values.float()[0]
            grid = (pixels[0] - pixels[2]).clamp(min=0).reshape(16, 2, 16, 2).mean((1, 3)).numpy()
            weights = [float(word == "wonderful") for word in words]
        elif self.kind == "constant":
            grid, weights = np.ones((16, 16)), [1.0] * len(words)
        else:
            grid, weights = self.chance.random((16, 16)), self.chance.random(len(words)).tolist()
        text, starts = opened.example.raw["words"], np.cumsum([0, *(len(word) + 1 for word in words)])
        told = {
            (int(start), int(start) + len(word)): float(weight)
            for word, start, weight in zip(words, starts, weights, strict=False)
        }
        return {
            "picture": map_over_image("picture", (grid / grid.max()).astype(np.float32)),
            "words": map_over_text("words", text, told),
        }


@pytest.mark.parametrize("kind", ["random", "constant", "redness"])
def test_maps_that_know_nothing_of_the_model_are_amber(reds, monkeypatch, kind):
    monkeypatch.setattr(FakeExplainer, "kind", kind)
    monkeypatch.setattr(map_check, "Explainer", FakeExplainer)
    found = figures(check_maps(planted.planted_predictor(), reds))
    assert {one.badge for one in found.values()} == {"amber"}
    for one in found.values():
        if kind == "redness":  # the deletion test alone would be deceived
            assert one.better_share > 0.9 and one.randomised_correlation == pytest.approx(1)
            assert "random weights" in one.reason()
        else:
            assert 0.2 < one.better_share < 0.75
            assert "about half" in one.reason()


def test_a_sense_without_a_say_is_grey_whatever_its_map_shows(reds):
    found = figures(check_maps(planted.planted_predictor(words=0.0), reds))
    assert found["picture", "gradients"].badge == "green"
    assert found["words", "gradients"].badge == "grey"
    assert found["words", "gradients"].n == 0
    assert "in only 0 of 30" in found["words", "gradients"].reason()


def test_no_map_of_a_model_that_answers_nearly_the_same_whatever_is_hidden_is_green(reds):
    found = figures(check_maps(planted.planted_predictor(picture=0.05, words=0.05), reds))
    assert len(found) == 4
    for one in found.values():
        assert one.badge == "amber"
        assert one.better_share >= 0.9 and one.randomised_correlation < 0.3  # by these rules alone it would be green
        assert "nearly the same either way" in one.reason()


def test_too_few_examples_are_grey(reds):
    found = figures(check_maps(planted.planted_predictor(), reds[:5]))
    assert {one.badge for one in found.values()} == {"grey"}
    assert "Only 5 examples" in found["picture", "occlusion"].reason()


def test_no_examples_give_a_report_that_says_why():
    report = check_maps(planted.planted_predictor(), ())
    assert report.maps == ()
    assert "no labelled examples" in report.reason("picture", "gradients")


def test_the_same_examination_gives_the_same_figures(reds):
    assert check_maps(planted.planted_predictor(), reds[:14]) == check_maps(planted.planted_predictor(), reds[:14])


# -- how it behaves ---------------------------------------------------------------------------------------------------


def test_cancel_in_the_middle_ends_it_between_two_pieces_of_work(reds):
    cancel, seen = CancelToken(), []

    def progress(done, total):
        seen.append((done, total))
        if done == 3:
            cancel.cancel()

    with pytest.raises(Cancelled):
        check_maps(planted.planted_predictor(), reds, cancel=cancel, progress=progress)
    assert seen == [(1, 30), (2, 30), (3, 30)]


def test_it_rests_several_times_per_example_and_leaves_model_and_chance_alone(reds):
    predictor = planted.planted_predictor()
    before = {name: value.clone() for name, value in predictor._model.state_dict().items()}
    state, rests = torch.get_rng_state(), []
    check_maps(predictor, reds[:4], rest=lambda: rests.append(1))
    assert len(rests) > 4 * 10
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, before[name]) for name, value in predictor._model.state_dict().items())


def hostile(folder):
    """Missing senses, one word, unknown words, ten thousand words, one pixel, a broken and a lost picture."""
    from PIL import Image

    Image.new("RGB", (1, 1), (220, 40, 40)).save(folder / "dot.png")
    Image.new("RGB", (4000, 3), (220, 40, 40)).save(folder / "line.png")
    (folder / "broken.png").write_bytes(b"\x89PNG nothing")
    values = [
        {"picture": None, "words": "a wonderful day"},
        {"picture": str(folder / "dot.png"), "words": None},
        {"picture": None, "words": None},
        {"picture": str(folder / "dot.png"), "words": "wonderful"},
        {"picture": str(folder / "line.png"), "words": "qwertz uiop"},
        {"picture": str(folder / "line.png"), "words": "wonderful " * 10_000},
        {"picture": str(folder / "broken.png"), "words": "wonderful"},
        {"picture": str(folder / "lost.png"), "words": "wonderful"},
        {"picture": str(folder / "dot.png"), "words": "… !!! ½"},
    ]
    return [Example(number, value, "red good") for number, value in enumerate(values)]


def test_odd_examples_are_examined_or_passed_over(tmp_path):
    report = check_maps(planted.planted_predictor(), hostile(tmp_path))
    assert {m.badge for m in report.maps} == {"grey"}
    assert all(0 <= m.n <= m.asked <= 9 for m in report.maps)


# -- which examples ---------------------------------------------------------------------------------------------------


def example_set(fields=planted.FIELDS, splits=("train", "validation", "test"), count=90, label="a"):
    names = [f.name for f in fields]
    examples = tuple(
        Example(n, {name: f"{name} {n}" for name in names}, label, splits[n % len(splits)]) for n in range(count)
    )
    return ExampleSet(tuple(fields), examples)


def test_examples_come_from_the_test_part_spread_evenly():
    predictor = planted.planted_predictor()
    chosen = choose_examples(example_set(), predictor, most=10)
    assert [e.id for e in chosen] == [2 + 9 * n for n in range(10)]
    assert len(choose_examples(example_set(), predictor)) == 30
    assert {e.split for e in choose_examples(example_set(splits=("train", "validation")), predictor)} == {"validation"}
    assert len(choose_examples(example_set(splits=("train",)), predictor)) == 60


def test_only_fields_that_fit_are_taken_and_none_gives_nothing():
    predictor = planted.planted_predictor()
    (first, *_rest) = choose_examples(example_set(fields=(Field("words", "text"), Field("more", "text"))), predictor)
    assert set(first.values) == {"words"}
    assert choose_examples(example_set(fields=(Field("picture", "text"),)), predictor) == ()
    assert choose_examples(example_set(label=None), predictor) == ()
    assert choose_examples(None, predictor) == ()


# -- what the predictor does with it ----------------------------------------------------------------------------------


def honest(field, method, badge):
    return MapQuality(field, method, badge, 0.4, 0.7, 0.9, 0.7, 0.9, 0.1, 60)


def test_auto_shows_the_best_map_of_each_field_and_chosen_kinds_stay(reds):
    predictor = planted.planted_predictor()
    values = reds[0].values
    assert predictor.methods == ("gradients", "occlusion")
    report = QualityReport((
        honest("picture", "gradients", "amber"), honest("picture", "occlusion", "green"),
        honest("words", "gradients", "green"), honest("words", "occlusion", "green"),
    ))  # fmt: skip

    def kinds(method="auto"):
        return {name: heat.method for name, heat in predictor.predict(values, method=method).heat_maps.items()}

    assert kinds() == {"picture": "gradients", "words": "gradients"}
    predictor.use_map_quality(report)
    assert kinds() == {"picture": "occlusion", "words": "gradients"}
    assert kinds("gradients") == {"picture": "gradients", "words": "gradients"}
    assert predictor.methods == ("gradients", "occlusion")
    both = replace(report, maps=(*report.maps[:2], honest("words", "gradients", "amber"), report.maps[3]))
    predictor.use_map_quality(both)
    assert predictor.methods == ("occlusion", "gradients")
    predictor.use_map_quality(None)
    assert kinds() == {"picture": "gradients", "words": "gradients"}
    assert predictor.methods == ("gradients", "occlusion")


def test_no_map_of_a_model_that_learned_nothing_is_green(reds):
    predictor = planted.planted_predictor(words=0.0)
    predictor.learned_nothing = True
    found = figures(check_maps(predictor, reds))
    assert found["picture", "gradients"].badge == "amber"  # it would be green
    assert "not better than always giving" in found["picture", "gradients"].reason()
    assert found["words", "gradients"].badge == "grey"
