"""What is asked once, answered later, and dropped if nobody wants it any more; on a bus alone, without a session."""

import threading
from collections.abc import Iterator

import pytest

from mmgui.core.errors import MmguiError
from mmgui.session.asked import Asked
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job


class Desk:
    """Answers "key, question number" on a lane. let_go: how many answers may leave; fault: is raised instead of one."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.let_go, self.at_work = threading.Semaphore(0), threading.Semaphore(0)
        self.fault: MmguiError | None = None
        self.begun: list[str] = []
        self.told: list[dict[str, str]] = []
        self.asked: Asked[str, str] = Asked(self.bus, "answers", "run_answers", self._job_for)
        self.bus.subscribe("run_answers", self._hear)

    def _hear(self) -> None:
        self.told.append(dict(self.asked.known))

    def _job_for(self, key: str) -> Job | None:
        if key == "not now":
            return None
        self.begun.append(key)
        answer = f"{key}, {len(self.begun)}"
        return Job("answer", lambda _job: self._answer(answer), is_shown=False)

    def _answer(self, answer: str) -> str:
        self.at_work.release()
        assert self.let_go.acquire(timeout=20)
        if self.fault is not None:
            raise self.fault
        return answer

    def ask_too_early(self, key: str) -> None:
        """Ask, and want the answer no more when the lane is already at work on it."""
        self.asked.get(key)
        assert self.at_work.acquire(timeout=20)
        assert self.asked.is_asking(key) and self.asked.outdate() and not self.asked.is_asking(key)

    def deliver(self, count: int = 1) -> None:
        """Let so many answers arrive and be told of."""
        left, pause = len(self.bus.jobs.active) - count, threading.Event()
        self.let_go.release(count)
        while len(self.bus.jobs.active) > left:
            self.bus.drain()
            pause.wait(0.002)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.let_go.release(9)
    assert made.bus.jobs.close(20)


def test_it_is_asked_once_and_known_afterwards(desk: Desk) -> None:
    assert desk.asked.get("a") is None and desk.asked.get("a") is None
    desk.deliver()
    assert desk.asked.get("a") == "a, 1" and desk.begun == ["a"] and desk.told == [{"a": "a, 1"}]


def test_what_cannot_be_asked_now_is_asked_next_time(desk: Desk) -> None:
    assert desk.asked.get("not now") is None and not desk.bus.jobs.active
    assert not desk.asked.known and not desk.asked.failed


def test_an_answer_that_nobody_wants_any_more_is_dropped(desk: Desk) -> None:
    desk.ask_too_early("a")
    desk.deliver()
    assert desk.told == [] and desk.asked.known == {}


def test_the_answer_to_an_old_question_does_not_pass_for_that_to_the_new_one(desk: Desk) -> None:
    desk.ask_too_early("a")
    desk.asked.get("a")
    desk.deliver()
    assert desk.asked.get("a") is None and len(desk.begun) == 2
    desk.deliver()
    assert desk.told == [{"a": "a, 2"}]


def test_the_failure_of_an_old_question_is_not_that_of_the_new_one(desk: Desk) -> None:
    desk.ask_too_early("a")
    desk.asked.get("a")
    desk.fault = MmguiError("gone")
    desk.deliver()
    desk.fault = None
    desk.deliver()
    assert desk.asked.get("a") == "a, 2" and not desk.asked.failed


def test_only_what_is_old_is_forgotten(desk: Desk) -> None:
    for key in ("a", "b", "c"):
        desk.asked.get(key)
    desk.deliver(3)
    desk.asked.outdate(lambda key: key == "b")
    assert desk.asked.known == {"a": "a, 1", "c": "c, 3"}


def test_what_failed_is_said_and_asked_again_after_a_retry_only(desk: Desk) -> None:
    desk.fault = MmguiError("gone")
    desk.asked.get("a")
    desk.deliver()
    assert desk.asked.get("a") is None and desk.begun == ["a"] and desk.asked.failed == {"a"}
    assert [str(message) for message in desk.bus.take_messages()] == ["gone"]
    desk.fault = None
    desk.asked.retry("a")
    desk.bus.drain()
    assert desk.told == [{}, {}] and not desk.asked.failed
    desk.asked.get("a")
    desk.deliver()
    assert desk.asked.get("a") == "a, 2"


def test_what_is_outdated_before_the_lane_came_to_it_is_not_worked_on(desk: Desk) -> None:
    desk.ask_too_early("a")
    desk.asked.get("b")
    desk.asked.outdate()
    desk.deliver(2)
    assert desk.told == [] and not desk.at_work.acquire(blocking=False), "b was begun"


def test_a_refresh_keeps_what_is_known_until_the_new_answer_is_there(desk: Desk) -> None:
    desk.asked.get("a")
    desk.deliver()
    desk.asked.refresh("a")
    assert desk.asked.get("a") == "a, 1" and desk.asked.is_asking("a")
    desk.deliver()
    assert desk.asked.get("a") == "a, 2" and not desk.asked.is_asking("a")


def test_refreshes_while_one_is_on_its_way_become_one_more_after_it(desk: Desk) -> None:
    for _time in range(3):
        desk.asked.refresh("a")
    assert desk.begun == ["a"]
    desk.let_go.release()
    wait = threading.Event()
    while len(desk.begun) < 2:
        desk.bus.drain()
        wait.wait(0.002)
    assert desk.asked.known == {"a": "a, 1"}
    desk.deliver()
    assert desk.asked.get("a") == "a, 2" and not desk.asked.is_asking("a") and len(desk.begun) == 2


def test_a_refresh_asks_again_what_failed(desk: Desk) -> None:
    desk.fault = MmguiError("gone")
    desk.asked.get("a")
    desk.deliver()
    desk.fault = None
    desk.asked.refresh("a")
    desk.deliver()
    assert desk.asked.get("a") == "a, 2" and not desk.asked.failed
