"""When the cyclic collector runs, and on which thread."""

import gc
import threading
from collections.abc import Iterator

import pytest

from mmgui.core import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    collector.give_back()
    gc.unfreeze()
    assert gc.isenabled()


freed_on: set[str] = set()


class Knot:
    """Only the collector frees it; says on which thread."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        freed_on.add(threading.current_thread().name)


def tie_knots_elsewhere(count: int = 20_000) -> None:
    def work() -> None:
        for _number in range(count):
            Knot()

    thread = threading.Thread(target=work, name="lane")
    thread.start()
    thread.join()


def test_python_itself_collects_on_the_thread_that_allocates() -> None:
    """What `take_over` is there against: without it this is how a lane ends a dialog."""
    freed_on.clear()
    tie_knots_elsewhere()
    assert "lane" in freed_on


def test_once_taken_over_only_the_thread_that_asks_collects() -> None:
    freed_on.clear()
    collector.take_over()
    tie_knots_elsewhere()
    assert not freed_on
    collector.collect_if_due()
    assert freed_on == {threading.current_thread().name}


def test_a_rest_inside_does_not_wake_what_was_taken_over() -> None:
    collector.take_over()
    with collector.resting():
        assert not gc.isenabled()
    with collector.resting(is_lasting=True):
        pass
    assert not gc.isenabled()


def test_nothing_is_collected_during_a_rest() -> None:
    freed_on.clear()
    collector.take_over()
    with collector.resting():
        tie_knots_elsewhere()
        collector.collect_if_due()
        assert not freed_on
    collector.collect_if_due()
    assert freed_on


def test_what_lasts_is_put_out_of_sight_and_so_are_many_objects() -> None:
    before = gc.get_freeze_count()
    with collector.resting():
        few = [[] for _ in range(10)]
    assert gc.get_freeze_count() == before
    with collector.resting(is_lasting=True):
        pass
    lasting = gc.get_freeze_count()
    assert lasting > before
    with collector.resting():
        many = [[] for _ in range(2 * collector.MANY)]
    assert gc.get_freeze_count() > lasting + collector.MANY and few is not many


def test_a_full_pass_comes_once_the_old_ones_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 100, 100))
    monkeypatch.setattr(gc, "collect", asked.append)
    monkeypatch.setattr(collector, "_last_full_pass", 0.0)
    collector.take_over()
    collector.collect_if_due()
    collector.collect_if_due()
    assert asked == [2, 1], "the second full pass waits"
