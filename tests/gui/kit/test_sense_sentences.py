"""Which sense decided and what each says, in whole sentences."""

import numpy as np
import pytest

from mmgui.core.data.example import Field
from mmgui.core.heat_map import HeatMap
from mmgui.core.inference.prediction import Prediction
from mmgui.core.layouts import Grid, Spans
from mmgui.core.text import whole_percents
from mmgui.gui.kit.sense_sentences import (
    is_clear,
    say_agreement,
    say_decided,
    say_undecided,
    say_unfamiliar,
    say_weighs_little,
    weighs_little,
)
from mmgui.gui.trying.answer_card import say_strongest

PICTURE, WORDS = Field("picture", "image"), Field("words", "text")
CLASSES = ("happy", "sad", "sarcastic")


def prediction(shares, single=None, probabilities=(0.1, 0.1, 0.8), **more):
    return Prediction(CLASSES, probabilities, contributions=shares, single=single or {}, **more)


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (0.81, "Mostly the picture: 81\u202f%."),
        (0.35, "Mostly the words: 65\u202f%."),
        (0.55, "Both decided about equally."),
    ],
)
def test_what_decided_is_said_with_its_share(picture, sentence):
    shown = prediction({"picture": picture, "words": 1 - picture})
    assert say_decided(shown, (PICTURE, WORDS)) == sentence


def test_two_fields_of_one_kind_are_told_apart():
    fields = (Field("front", "image"), Field("back", "image"))
    assert say_decided(prediction({"front": 0.9, "back": 0.1}), fields) == "Mostly Picture (front): 90\u202f%."


def test_with_one_sense_missing_nothing_decided():
    shown = prediction({"picture": 1.0, "words": 0.0}, missing=("words",))
    assert say_decided(shown, (PICTURE, WORDS)) == ""


def test_what_each_says_alone_and_what_they_say_together():
    shown = prediction({}, {"picture": (0.1, 0.9, 0.0), "words": (0.8, 0.1, 0.1)})
    assert say_agreement(shown, (PICTURE, WORDS)) == (
        "The senses disagree: the picture alone says sad, the words alone say happy. Together they say sarcastic."
    )
    alone = {"picture": (0.9, 0.1, 0.0), "words": (0.8, 0.1, 0.1)}
    assert "only together they say sarcastic" in say_agreement(prediction({}, alone), (PICTURE, WORDS))
    agreed = prediction({}, alone, probabilities=(0.9, 0.1, 0.0))
    assert say_agreement(agreed, (PICTURE, WORDS)) == "The senses agree: each alone says happy."


def test_unfamiliar_senses_are_named():
    shown = prediction({}, unfamiliar=("words",))
    assert say_unfamiliar(shown, (PICTURE, WORDS)) == "The words are unlike anything it was trained on."
    assert say_unfamiliar(prediction({}), (PICTURE, WORDS)) == ""


def test_words_that_are_new_are_said_as_such():
    shown = prediction({}, partly_met=("words",))
    assert say_unfamiliar(shown, (PICTURE, WORDS)) == "Some of these words are new to it, so it is less sure."
    both = prediction({}, partly_met=("title",), unfamiliar=("body",))
    assert say_unfamiliar(both, (Field("title", "text"), Field("body", "text"))) == (
        "Parts of “Words (title)” are new to it, so it is less sure. "
        "“Words (body)” is unlike anything it was trained on."
    )


def test_where_no_sense_says_it_alone_none_is_said_to_have_decided():
    alone = {"picture": (0.9, 0.1, 0.0), "words": (0.8, 0.1, 0.1)}
    shares = {"picture": 0.28, "words": 0.72}
    said = "Only the combination did; most weight has Words, 72\u202f%."
    assert say_decided(prediction(shares, alone), (PICTURE, WORDS)) == said
    equal = {"picture": 0.5, "words": 0.5}
    assert say_decided(prediction(equal, alone), (PICTURE, WORDS)) == "Only the combination did."
    heard = {**alone, "words": (0.1, 0.1, 0.8)}
    assert say_decided(prediction(shares, heard), (PICTURE, WORDS)) == "Mostly the words: 72\u202f%."


def test_with_all_the_weight_on_one_sense_it_was_not_the_combination():
    """100 % beside 0 %: no sentence may say that only both together did it."""
    shares = {"picture": 0.001, "words": 0.999}
    guessing, other = (0.42, 0.3, 0.28), (0.9, 0.1, 0.0)
    shown = prediction(shares, {"picture": guessing, "words": guessing})
    said = "All the weight has Words, 100\u202f%, though its own part alone does not say so."
    assert say_decided(shown, (PICTURE, WORDS)) == said
    assert say_agreement(shown, (PICTURE, WORDS)) == (
        "No sense alone says anything clear; together they say sarcastic."
    )
    same = say_agreement(prediction(shares, {"picture": other, "words": other}), (PICTURE, WORDS))
    assert same == "Each sense alone says happy; together they say sarcastic."


def test_where_it_does_not_know_nothing_is_said_to_have_decided():
    unsure = prediction({"picture": 0.57, "words": 0.43}, {"picture": (0.3, 0.3, 0.4), "words": (0.3, 0.4, 0.3)})
    assert say_undecided(unsure) == "Nothing was decided. The shares are those of its best guess, sarcastic."
    assert say_agreement(unsure, (PICTURE, WORDS), is_unsure=True) == ""
    missing = prediction({"picture": 0.0, "words": 1.0}, missing=("picture",))
    assert say_agreement(missing, (PICTURE, WORDS), is_unsure=True) == "Missing: Picture."


@pytest.mark.parametrize("seed", range(20))
def test_the_sentences_follow_from_the_numbers_beside_them(seed):
    """The bars show shares in whole per cent and each sense alone; the sentences say the same of any answer."""
    chance = np.random.default_rng(seed)
    titles, places = ("picture", "words"), {"picture": "of the picture", "words": "the word “"}
    layouts = {"picture": Grid(2, 2), "words": Spans("so very great news", ((0, 2), (3, 7), (8, 13), (14, 18)))}
    for _time in range(50):
        shares = chance.dirichlet((0.5, 0.5))
        alone = {name: tuple(map(float, chance.dirichlet((0.6,) * 3))) for name in titles}
        maps = {name: HeatMap(name, "gradients", layouts[name], chance.random(4).astype(np.float32)) for name in titles}
        shown = prediction(
            dict(zip(titles, map(float, shares), strict=True)), alone, tuple(map(float, chance.dirichlet((0.6,) * 3))),
            heat_maps=maps,
        )  # fmt: skip
        whole = dict(zip(titles, whole_percents([float(s) for s in shares]), strict=True))
        top = max(whole, key=lambda name: whole[name])
        said, agreement, strongest = (
            say(shown, (PICTURE, WORDS)) for say in (say_decided, say_agreement, say_strongest)
        )
        clear = [name for name in titles if is_clear(alone[name])]
        helps = [name for name in clear if CLASSES[int(np.argmax(alone[name]))] == shown.answer]
        if whole[top] == 100 and not helps:
            assert said.startswith("All the weight has") and "only together" not in agreement
        elif said.startswith("Only the combination"):
            assert not helps and ("most weight" in said) == (whole[top] >= 60)
        else:
            assert helps and said.startswith("Mostly the") == (whole[top] >= 60)
        assert whole[top] < 60 or (top in said.lower() and f"{whole[top]}" in said)
        for name in titles:
            assert (f"{name} alone do" in agreement and "not say" in agreement) <= (name not in clear)
            assert (places[name] in strongest) <= (whole[name] >= 5)


def test_a_sense_that_nearly_guesses_says_nothing_and_disagrees_with_nobody():
    guessing = (0.42, 0.3, 0.28)  # three classes: clear from 43 % on
    assert say_agreement(prediction({}, {"picture": (0.0, 0.1, 0.9), "words": guessing}), (PICTURE, WORDS)) == (
        "Not every sense says something clear: the picture alone says sarcastic, the words alone do not say. "
        "Together they say sarcastic."
    )
    both = prediction({}, {"picture": guessing, "words": guessing})
    assert say_agreement(both, (PICTURE, WORDS)) == (
        "No sense alone says anything clear; only together they say sarcastic."
    )
    clear = prediction({}, {"picture": (0.0, 0.1, 0.9), "words": (0.44, 0.3, 0.26)})
    assert "the words alone say happy" in say_agreement(clear, (PICTURE, WORDS))


def test_a_guessing_sense_does_not_silence_that_the_others_disagree():
    fields = (PICTURE, WORDS, Field("title", "image"))
    single = {"picture": (0.9, 0.1, 0.0), "words": (0.1, 0.9, 0.0), "title": (0.34, 0.33, 0.33)}
    said = say_agreement(prediction({}, single), fields)
    assert said.startswith("The senses disagree: ")
    assert "Picture (title) alone does not say" in said


@pytest.mark.parametrize(
    ("shares", "values", "weight"),
    [
        ((0.96, 0.04), (2.4, 0.1), "hardly"),
        ((0.95, 0.05), (1.9, 0.1), ""),
        ((1.0, 0.0), (2.0, -1.0), "against"),
        ((1.0, 0.0), (2.0, -0.06), "hardly"),
        ((1.0, 0.0), None, "hardly"),
    ],
)
def test_a_sense_that_bears_nothing_is_told_from_one_that_speaks_against_it(shares, values, weight):
    names = ("picture", "words")
    shown = prediction(
        dict(zip(names, shares, strict=True)),
        contribution_values=dict(zip(names, values, strict=True)) if values else {},
    )
    assert weighs_little(shown, "words") == weight
    assert weighs_little(shown, "picture") == ""
    said = {
        "": "",
        "hardly": "The words hardly count in this answer, so their map explains hardly anything of it.",
        "against": "The words speak against this answer: the model gives it because of something else.",
    }
    assert say_weighs_little(shown, WORDS, (PICTURE, WORDS)) == said[weight]


def test_the_only_sense_there_is_always_counts():
    assert weighs_little(prediction({"picture": 0.0, "words": 0.0}, missing=("picture",)), "words") == ""
