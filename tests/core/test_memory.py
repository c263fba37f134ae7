import platform
import subprocess
import sys

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


_THREADS = """
import threading
from mmgui.core import memory
memory.keep_few_heaps()
gate, ready = threading.Barrier(17), []
def work():
    gate.wait()
    ready.extend(bytes(5_000) for _ in range(100))
    gate.wait()
for _ in range(16):
    threading.Thread(target=work, daemon=True).start()
gate.wait()
gate.wait()
starts = [int(line.split("-")[0], 16) for line in open("/proc/self/maps") if "r" in line.split()[1] and "/" not in line]
print(sum(start % 2**26 == 0 for start in starts))  # heaps of threads begin there
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
@pytest.mark.parametrize("tuned", [True, False])
def test_many_threads_share_few_heaps(tuned: bool) -> None:
    code = _THREADS if tuned else _THREADS.replace("memory.keep_few_heaps()", "")
    heaps = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert heaps <= 1 if tuned else heaps > 1


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_of_glibc", lambda _name: None)
    memory.keep_few_heaps()
    memory.give_back()
