"""Python's cyclic garbage collector: when it may run, and on which thread.

Left alone it runs in whatever thread allocates, and frees there what it finds. Qt's objects must die in the window's
thread, and a lane that parses a table must not be the one that ends a forgotten dialog. So the window takes the
collector over: from then on it runs only when the window's timer calls `collect_if_due`, on the window's thread. (Anki
does the same.) Programs without a window leave it to Python.

Lists of a million objects are another matter: one full pass over them holds the interpreter's lock for 300 to 400 ms
(measured), so it rests while they are made, and what was made is put out of its sight.
"""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 100_000  # objects
FULL_PASS_S = 10.0  # at least this long between two full passes: one takes 10 to 30 ms beside torch

_lock = threading.Lock()
_resting = 0  # how many are inside of `resting`
_is_taken_over = False
_last_full_pass = 0.0


@contextmanager
def resting(*, is_lasting: bool = False) -> Iterator[None]:
    """Let the collector neither interrupt nor later re-visit the many objects made in here.

    If over 100 000 objects were made, or if what is made here stays for good (is_lasting: modules), they and what else
    is alive then are put out of its sight with gc.freeze(). They are freed by reference counting as ever, only cycles
    among them would stay.
    """
    global _resting
    with _lock:
        _resting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if is_lasting or (_resting == 0 and gc.get_count()[0] > MANY):
                gc.freeze()
            if _resting == 0 and not _is_taken_over:
                gc.enable()


def take_over() -> None:
    """From now on the collector runs only in `collect_if_due`: call that often, from the thread that calls this."""
    global _is_taken_over
    with _lock:
        _is_taken_over = True
        gc.disable()


def give_back() -> None:
    """Let Python decide again."""
    global _is_taken_over
    with _lock:
        _is_taken_over = False
        if _resting == 0:
            gc.enable()


def collect_if_due() -> None:
    """Collect as Python would, here and now: young objects often, all of them rarely."""
    global _last_full_pass
    young, middle, old = gc.get_count()
    limits = gc.get_threshold()
    if _resting or not _is_taken_over or young <= limits[0]:
        return
    now = time.monotonic()
    if old > limits[2] and now - _last_full_pass > FULL_PASS_S:
        _last_full_pass = now
        gc.collect(2)
    else:
        gc.collect(1 if middle > limits[1] else 0)


__all__ = ["MANY", "collect_if_due", "give_back", "resting", "take_over"]
