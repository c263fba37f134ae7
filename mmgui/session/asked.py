"""What is known, or else asked of a lane and answered later."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from mmgui.session.bus import Bus, Topic
from mmgui.session.jobs import Job, LaneName

K = TypeVar("K")
V = TypeVar("V")


class Asked(Generic[K, V]):
    """One answer per key; `topic` changes when it arrives. What failed is asked again after `retry` only.

    job_for: gives the work for a key, the outcome of which is the answer; None if it cannot be asked now.
    known: the answers so far, to look at without asking. failed: the keys to which there is none.
    What nobody wants any more is cancelled, and dropped if it comes all the same.
    """

    def __init__(self, bus: Bus, lane: LaneName, topic: Topic, job_for: Callable[[K], Job | None]) -> None:
        self._bus, self._lane, self._topic, self._job_for = bus, lane, topic, job_for
        self.known: dict[K, V] = {}
        self.failed: set[K] = set()
        self._under_way: dict[K, tuple[int, Job]] = {}  # the question whose answer is wanted, with its number
        self._number = 0
        self._again: set[K] = set()  # to be asked once more when that answer is here

    def get(self, key: K) -> V | None:
        """The answer if it is known; else None, and it is asked for."""
        if key in self.known or key in self._under_way or key in self.failed:
            return self.known.get(key)
        self._ask(key)
        return None

    def refresh(self, key: K) -> None:
        """Ask anew; what is known stays until the new answer is there. On its way already: once more after it."""
        self.failed.discard(key)
        if key in self._under_way:
            self._again.add(key)
        else:
            self._ask(key)

    def retry(self, key: K) -> None:
        """Forget the answer, or that there was none; who shows it hears of that and asks again."""
        self.outdate(lambda known: known == key)
        self._bus.changed(self._topic)

    def is_asking(self, key: K) -> bool:
        """Whether the answer is on its way."""
        return key in self._under_way

    def outdate(self, is_old: Callable[[K], bool] = lambda _key: True) -> bool:
        """Forget these, all if nothing is said; True if there was anything to forget."""
        old = {key for key in (*self.known, *self._under_way, *self.failed) if is_old(key)}
        for key in old:
            self.known.pop(key, None)
            if key in self._under_way:
                self._under_way.pop(key)[1].cancel.cancel()
        self.failed -= old
        self._again -= old
        return bool(old)

    def _ask(self, key: K) -> None:
        if (job := self._job_for(key)) is not None:
            self._number += 1  # and not the job itself, which would hold itself in a circle
            self._under_way[key] = (self._number, job)
            job.on_success = partial(self._arrived, key, self._number)
            job.on_failure = partial(self._not_found, key, self._number)
            self._bus.submit(self._lane, job)

    def _arrived(self, key: K, number: int, answer: V) -> None:
        if self._is_wanted(key, number):
            self.known[key] = answer
            self._ask_again(key)

    def _not_found(self, key: K, number: int, _error: BaseException) -> None:
        if self._is_wanted(key, number):
            self.failed.add(key)
            self._ask_again(key)

    def _ask_again(self, key: K) -> None:
        if key in self._again:
            self._again.discard(key)
            self.refresh(key)

    def _is_wanted(self, key: K, number: int) -> bool:
        """Whether this is the newest question about the key, which is answered with this."""
        is_wanted = key in self._under_way and self._under_way[key][0] == number
        if is_wanted:
            del self._under_way[key]
            self._bus.changed(self._topic)
        return is_wanted
