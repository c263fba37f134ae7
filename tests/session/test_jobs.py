import threading

import pytest

from mmgui.core import memory
from mmgui.core.errors import Cancelled, DataError
from mmgui.session import jobs as jobs_module
from mmgui.session.jobs import Job, Jobs


@pytest.fixture
def failures():
    return []


@pytest.fixture
def jobs(failures):
    lanes = Jobs(lambda error, _job: failures.append(error))
    yield lanes
    assert lanes.close(5)


def drain_until(jobs, condition):
    pause = threading.Event()
    for _ in range(2000):
        jobs.drain()
        if condition():
            return
        pause.wait(0.005)
    raise AssertionError("the job did not end")


def test_the_answer_is_handed_over_only_by_drain_and_in_the_draining_thread(jobs):
    seen, done = [], threading.Event()

    def work(_job):
        done.set()
        return 7

    jobs.submit("quick", Job("work", work, on_success=lambda answer: seen.append((answer, threading.current_thread()))))
    assert done.wait(5)
    assert seen == []
    drain_until(jobs, lambda: seen)
    assert seen == [(7, threading.current_thread())]
    assert jobs.active == ()


def test_a_failed_job_reports_its_error_once_and_the_lane_goes_on(jobs, failures):
    answers = []

    def fail(_job):
        raise DataError("“a.png” is empty.")

    jobs.submit("quick", Job("bad", fail))
    jobs.submit("quick", Job("good", lambda _job: 1, on_success=answers.append))
    drain_until(jobs, lambda: answers)
    assert [str(e) for e in failures] == ["“a.png” is empty."]


def test_a_cancelled_job_is_silent_but_its_owner_hears_of_it(jobs, failures):
    heard, started = [], threading.Event()

    def work(job):
        started.set()
        job.cancel.wait_while_paused()
        job.cancel.raise_if_cancelled()

    job = Job("long", work, on_failure=heard.append)
    job.cancel.pause()
    jobs.submit("heavy", job)
    assert started.wait(5)
    job.cancel.cancel()
    drain_until(jobs, lambda: heard)
    assert isinstance(heard[0], Cancelled)
    assert failures == []


def test_a_job_cancelled_while_it_waits_in_the_queue_never_starts(jobs):
    gate, ran, ended = threading.Event(), [], []
    jobs.submit("quick", Job("first", lambda _job: gate.wait(5)))
    second = jobs.submit("quick", Job("second", lambda _job: ran.append(1), on_failure=ended.append))
    second.cancel.cancel()
    gate.set()
    drain_until(jobs, lambda: ended)
    assert ran == []


def test_events_arrive_in_order_before_the_answer(jobs):
    seen = []

    def work(job):
        for k in range(1000):
            job.post(k)
        return "end"

    jobs.submit("heavy", Job("events", work, on_success=seen.append, on_event=seen.append))
    drain_until(jobs, lambda: seen and seen[-1] == "end")
    assert seen == [*range(1000), "end"]


def test_a_bug_in_one_handler_does_not_lose_the_answer_of_the_next_job(jobs, failures):
    answers = []
    jobs.submit("quick", Job("bad handler", lambda _job: 1, on_success=lambda _a: answers.missing))
    jobs.submit("quick", Job("good", lambda _job: 2, on_success=answers.append))
    drain_until(jobs, lambda: answers)
    assert answers == [2]
    assert isinstance(failures[0], AttributeError)


def test_lanes_do_not_wait_for_each_other(jobs):
    gate, answers = threading.Event(), []
    jobs.submit("heavy", Job("long", lambda _job: gate.wait(10)))
    jobs.submit("answers", Job("short", lambda _job: 3, on_success=answers.append))
    drain_until(jobs, lambda: answers)
    gate.set()
    assert answers == [3]


def test_a_lane_that_rests_after_work_gives_the_memory_back_once(jobs, monkeypatch):
    rested = []
    monkeypatch.setattr(jobs_module, "REST_S", 0.05)
    monkeypatch.setattr(memory, "give_back", lambda: rested.append(threading.current_thread().name))
    for _ in range(2):
        jobs.submit("quick", Job("work", lambda _job: 3))
        drain_until(jobs, lambda: rested)
        threading.Event().wait(0.2)
        assert rested == ["mmgui-quick"]
        rested.clear()
