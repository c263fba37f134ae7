"""Odd values of every kind are refused in one sentence or read; what is read can be masked, drawn and told."""

from pathlib import Path
from random import Random

import pytest

from mmgui.modalities import MODALITIES
from tests.modalities.odd_values import made_text, readable, try_value

COUNT = 60  # tests/benchmarks/odd_values.py tries 10 000


@pytest.mark.parametrize("name", ["history", "image", "numbers", "radar", "sound", "text"])
def test_an_odd_value_is_a_sentence_or_a_value(name: str, tmp_path: Path) -> None:
    modality = MODALITIES.get(name)
    given = readable(modality)
    said = [try_value(modality, given, tmp_path / "odd", Random(f"{name} {number}")) for number in range(COUNT)]
    assert 0 < sum(map(bool, said)) < COUNT, "some are read, some are refused"


def test_the_values_are_odd() -> None:
    texts = {made_text(Random(number)) for number in range(200)}
    assert len(texts) > 100 and any(len(text) > 2000 for text in texts) and any("\0" in text for text in texts)
