"""Numbers and names have one form in the whole program."""

import ast
import math
import random
from pathlib import Path

import pytest

import mmgui
from mmgui.core.i18n import set_language, with_percent_sign
from mmgui.core.text import (
    duration,
    grouped,
    measured_percent,
    one_line,
    percent,
    plain,
    rate_text,
    share_text,
    whole_percents,
)

HERE = Path(mmgui.__file__).parent / "gui"
KNOWN = {"theme_sheet.py"}  # per cents of a style sheet are none that people read


@pytest.mark.parametrize(("code", "space"), [("en", "\u202f"), ("zh_CN", "")])
def test_a_narrow_space_stands_before_the_sign_except_in_chinese(code: str, space: str) -> None:
    set_language(code)
    try:
        assert with_percent_sign(86) == f"86{space}%"
        assert measured_percent(0.864) == f"86.4{space}%"
        assert percent(0.0003) == f"<\u202f0.1{space}%"
    finally:
        set_language("en")


@pytest.mark.parametrize(
    ("share", "whole", "measured"),
    [
        (0.0, "0", "0.0"),
        (0.003, "0.3", "0.3"),
        (0.016, "2", "1.6"),
        (0.5, "50", "50.0"),
        (0.9349, "93", "93.5"),
        (0.9949, "99", "99.5"),
        (0.9951, "99.5", "99.5"),
        (0.99951, "99.9", "99.9"),
        (0.9999999, "99.9", "99.9"),
        (1.0, "100", "100.0"),
    ],
)
def test_all_and_none_are_said_of_nothing_else(share: float, whole: str, measured: str) -> None:
    assert percent(share) == f"{whole}\u202f%"
    assert measured_percent(share) == f"{measured}\u202f%"


def test_a_greater_share_never_reads_as_a_smaller_one() -> None:
    def number(text: str) -> float:
        return 0.05 if text.startswith("<") else float(text.removesuffix("\u202f%"))

    shares = sorted(n / 20_000 for n in range(20_001))
    for say in (percent, measured_percent):
        numbers = [number(say(share)) for share in shares]
        assert numbers == sorted(numbers)


def test_counts_times_and_rates_read_as_people_write_them() -> None:
    assert grouped(1234567) == "1\u202f234\u202f567"
    assert (duration(8), duration(200), duration(4800)) == ("8 s", "3 min", "1 h 20 min")
    assert (rate_text(0.002), rate_text(0.00004), rate_text(0.0)) == ("0.002", "4.0e-05", "0")


def test_a_figure_of_one_or_none_means_all_or_nothing() -> None:
    """179 of 180 right are no precision of 1.00."""
    shares = (1.0, 0.9959, 0.99999, 0.99, 0.995, 0.0, 0.004, 0.00001, 0.805)
    told = ("1.00", "0.996", "0.999", "0.99", "0.995", "0.00", "0.004", "<0.001", "0.81")
    assert tuple(map(share_text, shares)) == told


def test_what_is_no_number_is_a_dash() -> None:
    assert percent(math.nan) == measured_percent(math.inf) == share_text(math.nan) == "–"


@pytest.mark.parametrize("seed", range(50))
def test_whole_per_cents_of_a_whole_sum_to_a_hundred(seed: int) -> None:
    chance = random.Random(seed)
    parts = [chance.random() ** 3 for _ in range(chance.randint(1, 6))]
    shares = [part / sum(parts) for part in parts]
    whole = whole_percents(shares)
    assert sum(whole) == 100
    assert all(abs(w - 100 * share) < 1 for w, share in zip(whole, shares, strict=True))


def test_names_cannot_turn_lines_or_break_xml() -> None:
    assert plain("a\u202eb\x00c\ud800d\ufffee\u200ff\n\tg") == "abcdef\n\tg"
    assert one_line("  a\n b\tc\x07 ") == "a b c"
    assert one_line("x" * 200) == "x" * 119 + "…"


def _texts(path: Path) -> list[tuple[int, str]]:
    """Every literal of a file that is no docstring, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    first = [body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)]
    docstrings = {id(value) for value in first if isinstance(value, ast.Constant)}
    literals = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docstrings]
    return [(n.lineno, n.value) for n in literals if isinstance(n.value, str)]


def test_no_text_of_the_window_writes_a_per_cent_of_its_own() -> None:
    """ "{share}" is filled by `percent` or `with_percent_sign`; a fixed "95 %" has the narrow space."""
    found = []
    for path in HERE.rglob("*.py"):
        if path.name in KNOWN:
            continue
        for line, text in _texts(path):
            for place, sign in enumerate(text):
                before, after = text[place - 1 : place], text[place + 1 : place + 2]
                if sign == "%" and after not in ("s", "d") and (before.isdigit() or before in ("}", " ", "\u00a0")):
                    found.append(f"{path.name}:{line}: {text!r}")
    assert found == []
