"""Words with weights in lines: what stands together, what is left out, which words are strong, and their colours."""

import re
from itertools import pairwise

import pytest

from mmgui.core.colours import mix
from mmgui.core.explaining.overlay import WORD_HEAT, colour_table
from mmgui.core.explaining.word_lines import Piece, lay_out, pieces_of, word_colours
from mmgui.core.heat_map import WordWeight


def measure(piece: Piece) -> float:
    return 8.0 * len(piece.text)


@pytest.mark.parametrize("text", ["so (great), day", "really. #dentist", "真好，今天", "“so” good"])
def test_signs_stay_with_the_words_that_they_touch(text: str) -> None:
    words = [WordWeight(m.group(), m.start(), m.end(), 0.5) for m in re.finditer(r"\w+", text)]
    placed, lines = lay_out(pieces_of(text, words), 1000, 15, measure)
    assert lines == 1 and "".join(one.piece.text for one in placed) == text
    assert [one.x for one in placed] == [8.0 * n for n in starts([one.piece.text for one in placed])]
    for before, after in pairwise(placed):
        is_beside = bool(before.piece.text.strip() and after.piece.text.strip())
        assert (before.right == after.left == 0) == is_beside, "no box lies on a sign that touches the word"


def test_no_line_ends_between_a_word_and_its_signs_but_between_two_chinese_words() -> None:
    text = "so (great), 今天真好。"
    words = [WordWeight(m.group(), m.start(), m.end(), 0.5) for m in re.finditer(r"[a-z]+|[今天真好]", text)]
    placed, _lines = lay_out(pieces_of(text, words), 72, 15, measure)
    lines = ["".join(one.piece.text for one in placed if one.line == number).strip() for number in range(4)]
    assert lines == ["so", "(great),", "今天真好。", ""]
    words = [WordWeight(sign, n, n + 1, 1.0) for n, sign in enumerate("今天真好")]
    placed, _lines = lay_out(pieces_of("今天真好。", words), 32, 15, measure)
    assert ["".join(one.piece.text for one in placed if one.line == n) for n in range(2)] == ["今天真", "好。"]


def starts(parts: list[str]) -> list[int]:
    return [sum(map(len, parts[:number])) for number in range(len(parts))]


def test_a_text_that_is_too_long_ends_in_dots_within_its_lines() -> None:
    text = " ".join(f"word{n}" for n in range(50))
    placed, lines = lay_out(pieces_of(text, ()), 100, 15, measure, 3)
    assert lines == 3 and placed[-1].piece.text == "…" and placed[-1].line == 2
    assert all(one.x + one.width <= 100 for one in placed)
    assert "".join(one.piece.text for one in placed if one.line == 0).split() == ["word0", "word1"]
    whole, count = lay_out(pieces_of("word0 word1", ()), 100, 15, measure, 1)
    assert count == 1 and [one.piece.text for one in whole] == ["word0", " ", "word1"]


def test_a_long_text_begins_near_its_strongest_word() -> None:
    text = " ".join(f"word{n}" for n in range(400))
    weights = {"word17": 0.2, "word300": 1.0}
    words = [WordWeight(w, text.index(w), text.index(w) + len(w), weight) for w, weight in weights.items()]
    placed, lines = lay_out(pieces_of(text, words), 200, 15, measure, 4)
    shown = [one.piece.text for one in placed if one.piece.text.strip()]
    assert shown[0] == shown[-1] == "…" and {"word299", "word300"} < set(shown) and lines == 4
    assert [one.piece.text for one in placed if one.piece.is_strong] == ["word300"]
    assert all(one.x + one.width <= 200 for one in placed)


def test_in_few_lines_a_line_break_is_a_blank_and_no_empty_line_is_left() -> None:
    placed, lines = lay_out(pieces_of("one\n\ntwo\n", ()), 60, 15, measure, 2)
    assert lines == 2 and [one.piece.text for one in placed if one.piece.text.strip()] == ["one", "two"]
    assert lay_out(pieces_of("one\n\ntwo", ()), 100, 15, measure)[1] == 3
    assert lay_out((), 100, 15, measure, 2) == ((), 1)


def test_of_one_stretch_that_is_several_tokens_the_strongest_counts() -> None:
    (piece,) = pieces_of("好", [WordWeight("好", 0, 1, weight) for weight in (0.1, 0.9, 0.4)])
    assert piece.weight == 0.9


def test_what_weighs_half_of_the_strongest_is_strong_and_nothing_is_where_nothing_weighs() -> None:
    def strong(*weights: float) -> list[str]:
        words = [WordWeight("abc"[n], n, n + 1, weight) for n, weight in enumerate(weights)]
        return [piece.text for piece in pieces_of("abc", words) if piece.is_strong]

    assert strong(0.8, 0.4, 0.39) == ["a", "b"] and strong(0.0, 0.0, 0.0) == []


def test_a_colour_is_mixed_into_its_ground_in_proportion_to_the_weight() -> None:
    for ground in ("#ffffff", "#191d26"):
        assert word_colours(0.0, ground=ground)[0] == ground
        assert word_colours(0.5, ground=ground)[0] == mix(ground, WORD_HEAT, 0.36)
        assert word_colours(float("nan"), ground=ground)[0] == ground
    least, most = (f"#{bytes(colour_table('dusk')[place].tolist()).hex()}" for place in (0, 255))
    assert word_colours(1.0, 1.0, "dusk") == (most, "#ffffff") and word_colours(0.0, 1.0, "dusk")[0] != least
