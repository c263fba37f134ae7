"""Which test examples are drawn together, counted by hand."""

import numpy as np

from mmgui.core.data.example import Field
from mmgui.core.race.groups import drawn_together
from mmgui.core.race.significance import compare

WORDS, PHOTO = Field("words", "text"), Field("photo", "image")


def keys(text: str) -> np.ndarray:
    return np.array([ord(letter) for letter in text], np.uint64)


def sizes(groups: np.ndarray | None) -> list[int]:
    assert groups is not None
    return sorted(np.unique(groups, return_counts=True)[1].tolist())


def test_only_what_looks_equal_to_both_is_drawn_together() -> None:
    texts = [{"words": str(n)} for n in range(6)]
    assert sizes(drawn_together([WORDS], texts, keys("aaabbb"), keys("aabbbb"))) == [1, 2, 3]
    assert drawn_together([WORDS], texts, keys("aaabbb"), keys("abcdef")) is None, "the second tells them all apart"
    assert drawn_together([WORDS], texts, keys("aaabbb"), None) is None, "a run of an older program does not say"


def test_a_shared_picture_and_equal_looks_join() -> None:
    shown = [{"photo": name} for name in ("1.png", "1.png", "2.png", "3.png", "4.png", None)]
    fields = [WORDS, PHOTO]
    # 0 and 1 share a file; 1 and 2, 2 and 3 look equal to both
    assert sizes(drawn_together(fields, shown, keys("abbbcd"), keys("vwwwxy"))) == [1, 1, 4]
    assert sizes(drawn_together(fields, shown, keys("abcdef"), keys("abcdef"))) == [1, 1, 1, 1, 2]


def test_two_models_that_agree_on_few_groups_are_not_called_equal() -> None:
    """35 groups of 10, all answered alike by both: no surer than 35 single examples."""
    right = np.ones(350, bool)
    grouped = compare("a", "b", right, right, groups=np.repeat(np.arange(35), 10))
    alone = compare("a", "b", right[:35], right[:35])
    assert grouped.high > 0.9 * alone.high > 0.04
