"""Memory that was freed goes back to the system."""

import ctypes
import sys
from functools import cache
from typing import Any


def give_back() -> None:
    """Return what was freed to the system, where the C library (glibc) would keep it for later.

    Trainings, pictures and pages of different sizes leave gaps between what lives on; in a window that is open for a
    day they come to more than what is in use. Takes 5 to 30 ms, and whoever allocates waits as long.
    """
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


__all__ = ["give_back"]
