"""Nothing is done twice before the first step: files are opened at the gate and for the cache, texts are cut once."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.source import read_source
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.training.trainer import train
from mmgui.modalities.picture import SIDES_LOOKED_AT
from mmgui.modalities.text import words

_opened: Counter[str] = Counter()
_is_counting = False


def _note(event: str, args: tuple[Any, ...]) -> None:
    if _is_counting and event == "open" and str(args[0]).endswith(".png"):
        _opened[str(args[0])] += 1


def test_from_a_table_to_the_first_epoch_a_picture_is_opened_twice_and_a_text_cut_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    global _is_counting
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "home"))
    SCENES.get("feelings").make(tmp_path / "scene", 80, 0, "en")
    cuts: Counter[str] = Counter()
    cut = words._cut

    def counted(text: str, cleaning: words.WordsCleaning, limit: int | None) -> tuple[words.Token, ...]:
        cuts[text] += 1
        return cut(text, cleaning, limit)

    monkeypatch.setattr(words, "_cut", counted)
    words._tokens.cache_clear()
    sys.addaudithook(_note)
    _is_counting = True
    try:
        examples = read_source(tmp_path / "scene" / "metadata.csv", None).examples
        for _event in train(examples, Experiment(preset="quick", epochs=1), tmp_path / "run", cancel=CancelToken()):
            pass
    finally:
        _is_counting = False
    again = [path for path, count in _opened.items() if count > 2]  # for the usual size, which the network depends on
    assert len(_opened) == 80 and max(_opened.values()) <= 3 and len(again) <= SIDES_LOOKED_AT
    texts = {example.values["words"] for example in examples.examples}
    assert {text: cuts[text] for text in texts if text} == {text: 1 for text in texts if text}
