"""Two minutes of random actions in the real window: it neither falls nor hangs, and reports no bug of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

MONKEY = Path(__file__).parents[1] / "benchmarks" / "monkey.py"
SEED = 8


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_random_actions_find_no_fall_hang_bug_or_thing_left_over(tmp_path: Path) -> None:
    words = [SEED, "--seconds", 120, "--log", tmp_path]
    done = subprocess.run([sys.executable, MONKEY, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
