"""Making a million objects without freezing the window."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 100_000  # objects

_lock = threading.Lock()
_depth = 0


@contextmanager
def without_collector_pauses() -> Iterator[None]:
    """Let the cyclic garbage collector neither interrupt nor later re-visit the many objects made in here.

    With a million examples one of its full passes holds the interpreter lock for 300 to 400 ms (measured). Inside,
    it rests; if over 100 000 objects were made, they (and what else is alive then) are put out of its sight with
    gc.freeze(). They are freed by reference counting as ever, only cycles among them would stay.
    """
    global _depth
    with _lock:
        _depth += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                if gc.get_count()[0] > MANY:
                    gc.freeze()
                gc.enable()
