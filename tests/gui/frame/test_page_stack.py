"""Pages are made when they are needed; one that fails is tried again."""

from typing import Any

import pytest

from mmgui.gui.frame import page_stack


def test_a_page_that_could_not_be_made_is_made_at_the_next_visit(
    window: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, qtbot.captureExceptions() as caught:
        broken.setitem(page_stack._CLASSES, "results", "NoSuchPage")
        window.pages.load("results")
        qtbot.waitUntil(lambda: bool(caught), timeout=20_000)
    assert "results" not in window.pages.made
    window.pages.load("results")
    qtbot.waitUntil(lambda: "results" in window.pages.made, timeout=20_000)
