"""Memory that is freed goes back to the system, where the C library (glibc) would keep it for later.

Trainings, pictures and pages of different sizes leave gaps between what lives on; in a window that is open for a day
they come to as much as what is in use. glibc opens up to eight heaps per core, one for each thread that has to wait,
and each has gaps of its own. Seen with tests/benchmarks/monkey.py: 6 000 actions leave 280 MB of gaps in many heaps,
110 MB in two.
"""

import ctypes
import sys
from functools import cache
from typing import Any

_M_ARENA_MAX, _HEAPS = -8, 2


def keep_few_heaps() -> None:
    """Called once, before there are threads."""
    if (tune := _of_glibc("mallopt")) is not None:
        tune(_M_ARENA_MAX, _HEAPS)


def give_back() -> None:
    """Return what was freed to the system. Takes 5 to 30 ms, and whoever allocates meanwhile waits as long."""
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


@cache
def _of_glibc(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


__all__ = ["give_back", "keep_few_heaps"]
