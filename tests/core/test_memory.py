import platform

import psutil
import pytest

from mmgui.core import memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library gives memory back by itself")
def test_what_was_freed_goes_back_to_the_system() -> None:
    many = [bytes(60_000) for _ in range(3000)]  # 180 MB in pieces too small for a mapping of their own
    kept = many[-1]
    del many
    before = psutil.Process().memory_info().rss
    memory.give_back()
    assert before - psutil.Process().memory_info().rss > 100e6
    assert len(kept) == 60_000


def test_a_library_that_cannot_give_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_trim", lambda: None)
    memory.give_back()
