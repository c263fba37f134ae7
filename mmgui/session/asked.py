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
    """

    def __init__(self, bus: Bus, lane: LaneName, topic: Topic, job_for: Callable[[K], Job | None]) -> None:
        self._bus, self._lane, self._topic, self._job_for = bus, lane, topic, job_for
        self.known: dict[K, V] = {}
        self.failed: set[K] = set()
        self._under_way: dict[K, int] = {}  # the number of the question whose answer is wanted
        self._number = 0

    def get(self, key: K) -> V | None:
        """The answer if it is known; else None, and it is asked for."""
        if key in self.known or key in self._under_way or key in self.failed:
            return self.known.get(key)
        if (job := self._job_for(key)) is not None:
            self._number += 1
            self._under_way[key] = self._number
            job.on_success = partial(self._arrived, key, self._number)
            job.on_failure = partial(self._not_found, key, self._number)
            self._bus.submit(self._lane, job)
        return None

    def retry(self, key: K) -> None:
        """Forget the answer, or that there was none; who shows it hears of that and asks again."""
        self.outdate(lambda known: known == key)
        self._bus.changed(self._topic)

    def outdate(self, is_old: Callable[[K], bool] = lambda _key: True) -> None:
        """Forget these, all if nothing is said; an answer that is still on its way is dropped."""
        self.known = {key: answer for key, answer in self.known.items() if not is_old(key)}
        self._under_way = {key: number for key, number in self._under_way.items() if not is_old(key)}
        self.failed = {key for key in self.failed if not is_old(key)}

    def _arrived(self, key: K, number: int, answer: V) -> None:
        if self._is_wanted(key, number):
            self.known[key] = answer

    def _not_found(self, key: K, number: int, _error: BaseException) -> None:
        if self._is_wanted(key, number):
            self.failed.add(key)

    def _is_wanted(self, key: K, number: int) -> bool:
        """Whether this is the newest question about the key, which is answered with this."""
        is_wanted = self._under_way.get(key) == number
        if is_wanted:
            del self._under_way[key]
            self._bus.changed(self._topic)
        return is_wanted
