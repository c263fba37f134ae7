"""How much the words alone give away: nothing, everything, and in between."""

import numpy as np

from mmgui.modalities.text.skill import skill_of_words


def texts_and_labels(honest: float) -> tuple[list[str], np.ndarray]:
    """300 texts of three classes; this share of them names its class, the others name a random one."""
    dice = np.random.default_rng(0)
    labels = dice.integers(0, 3, 300)
    said = np.where(dice.random(300) < honest, labels, dice.integers(0, 3, 300))
    return [f"{('red', 'green', 'blue')[word]} number {n}" for n, word in enumerate(said)], labels


def test_words_that_tell_everything_have_the_skill_one() -> None:
    assert skill_of_words(*texts_and_labels(1.0), 3) == 1.0


def test_words_that_tell_nothing_have_about_no_skill() -> None:
    assert skill_of_words(*texts_and_labels(0.0), 3) < 0.15


def test_skill_rises_with_what_the_words_tell() -> None:
    values = [skill_of_words(*texts_and_labels(share), 3) for share in (0.0, 0.4, 0.8, 1.0)]
    assert values == sorted(values) and 0.6 < values[2] < 0.95


def test_too_few_texts_say_nothing() -> None:
    assert skill_of_words(["a", "b"], np.array([0, 1]), 2) == 0.0
    assert skill_of_words([], np.zeros(0, np.int64), 2) == 0.0
