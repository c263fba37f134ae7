"""Presets: rules from the data's size, every setting declared once, typos answered with a suggestion."""

from typing import Any

import pytest

from mmgui.core.errors import ExperimentError
from mmgui.core.models.catalogue import PRESETS, Preset, describe_preset
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.presets import DataFacts, all_settings, resolve

BOTH = {"picture": "image", "words": "text"}
SMALL = DataFacts(train=840, classes=4, modalities=BOTH, picture_px=384)
LARGE = DataFacts(train=34_700, classes=13, modalities=BOTH, sharing=9.6, picture_px=64)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("facts", [SMALL, LARGE])
def test_every_preset_gives_every_value_in_its_range(preset: Preset, facts: DataFacts) -> None:
    plan = resolve(Experiment(preset=preset), facts)
    for name, value in plan.values.items():
        assert all_settings()[name].check(value) == value
    assert plan.epochs >= 1 and plan.batch_size >= 1 and set(plan.encoders) == {"picture", "words"}
    assert describe_preset(preset)


def test_more_thorough_presets_never_have_fewer_features() -> None:
    plans = [resolve(Experiment(preset=p), SMALL) for p in ("quick", "balanced", "thorough")]
    assert [p.whole("width") for p in plans] == sorted(p.whole("width") for p in plans)


def test_small_pictures_are_not_enlarged_beyond_the_next_usual_size() -> None:
    tiny = DataFacts(train=840, classes=4, modalities=BOTH, picture_px=48)
    assert resolve(Experiment(), tiny).encoders["picture"][1]["size_px"] == 48
    assert resolve(Experiment(preset="quick"), SMALL).encoders["picture"][1]["size_px"] == 64


def test_what_a_person_sets_wins_over_the_preset() -> None:
    experiment = Experiment(epochs=7, batch_size=5, settings={"width": "32", "channels": 8, "lower_case": "no"})
    plan = resolve(experiment, SMALL)
    assert (plan.epochs, plan.batch_size, plan.values["width"]) == (7, 5, 32)
    assert plan.encoders["picture"][1]["channels"] == 8 and plan.encoders["words"][1]["lower_case"] is False


@pytest.mark.parametrize(
    ("settings", "parameter", "words"),
    [
        ({"learning_rat": 0.1}, "learning_rat", "learning_rate"),
        ({"xyzzy": 1}, "xyzzy", "learning_rate"),
        ({"dropout": 2}, "dropout", "0.9"),
        ({"dropout": "nan"}, "dropout", "number"),
        ({"width": "wide"}, "width", "whole number"),
        ({"width": 10.5}, "width", "whole number"),
        ({"flip": "perhaps"}, "flip", "yes or no"),
        ({"absent": "gone"}, "absent", "learned"),
        ({"text_encoder": "bert"}, "text_encoder", "lstm"),
    ],
)
def test_an_impossible_setting_is_refused_by_name_with_a_way_out(
    settings: dict[str, Any], parameter: str, words: str
) -> None:
    with pytest.raises(ExperimentError) as error:
        resolve(Experiment(settings=settings), SMALL)
    assert error.value.parameter == parameter and words in error.value.sentence()


def test_a_setting_of_a_part_that_is_not_used_is_refused() -> None:
    with pytest.raises(ExperimentError, match="no effect"):
        resolve(Experiment(fusion="concat", settings={"heads": 2}), SMALL)
    with pytest.raises(ExperimentError, match="no effect"):
        resolve(Experiment(settings={"channels": 8}), DataFacts(train=100, classes=2, modalities={"words": "text"}))


def test_votes_of_words_count_only_where_words_alone_say_something() -> None:
    for preset in ("quick", "balanced", "thorough"):
        quiet = DataFacts(train=840, classes=4, modalities=BOTH, picture_px=384, words_alone=0.03)
        assert resolve(Experiment(preset=preset), quiet).values["votes_count"] is False
        assert resolve(Experiment(preset=preset), SMALL).values["votes_count"] is True


def test_the_article_preset_is_the_article_whatever_fusion_was_chosen() -> None:
    plan = resolve(Experiment(preset="article", fusion="gated"), LARGE)
    assert plan.fusion == "concat" and plan.model_settings()["hidden"] is False
    assert {kind for kind, _values in plan.encoders.values()} == {"article"}
    assert plan.encoders["picture"][1]["size_px"] == 32 and plan.encoders["words"][1]["vocabulary"] == 10_000


def test_an_unknown_fusion_names_the_known_ones() -> None:
    with pytest.raises(ExperimentError, match="magic") as error:
        resolve(Experiment(fusion="magic"), SMALL)
    assert "attention" in error.value.hint


def test_every_setting_explains_itself() -> None:
    for name, parameter in all_settings().items():
        assert parameter.name == name and parameter.title() and parameter.explain()
        assert parameter.check(parameter.default) == parameter.default
