"""The registry of modalities: both first ones by name and alias, and text without control characters."""

import subprocess
import sys

import pytest

from mmgui.core.errors import DataError, ExperimentError
from mmgui.modalities import MODALITIES, find_modality


def test_image_and_text_are_registered_with_their_default_fields() -> None:
    assert {"image", "text"} <= set(MODALITIES.names())
    assert MODALITIES.get("text").default_field == "words"
    assert find_modality("words") is find_modality("text")


def test_an_unknown_modality_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ExperimentError, match="smell") as caught:
        find_modality("smell")
    assert "image" in caught.value.hint


def test_text_loses_control_characters_and_keeps_everything_else() -> None:
    read = MODALITIES.get("text").read
    assert read("a\0b\x1b[31m\r\nc\td\r") == "ab[31m\nc\td\n"
    assert read("你好，世界 😀 שלום") == "你好，世界 😀 שלום"
    assert read("half \ud83d pair").encode() == b"half  pair"


def test_what_is_not_text_or_far_too_long_is_refused() -> None:
    read = MODALITIES.get("text").read
    with pytest.raises(DataError):
        read(b"bytes")
    with pytest.raises(DataError, match="100001"):
        read("x" * 100_001)


def test_asking_for_the_registry_does_not_wait_for_pillow() -> None:
    code = "import sys, mmgui.modalities; sys.exit(1 if 'PIL' in sys.modules else 0)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
