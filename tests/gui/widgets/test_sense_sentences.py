"""Which sense decided and what each says, in whole sentences."""

import pytest

from mmgui.core.data.example import Field
from mmgui.core.inference.prediction import Prediction
from mmgui.gui.widgets.sense_sentences import say_agreement, say_decided, say_unfamiliar

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
