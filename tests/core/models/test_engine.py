"""In a process of its own: torch reads these settings once."""

import subprocess
import sys

import pytest
import torch

from mmgui.core.models.engine import MOST_KERNELS

_TWO_ROUNDS = f"""
from mmgui.core.models.engine import import_torch
import_torch()
import torch
layer = torch.nn.Conv2d(16, 4, 3)
for turn in range(2):
    print("round", flush=True)
    for size in range(40, 60 + {MOST_KERNELS}):
        with torch.no_grad():
            layer(torch.zeros(1, 16, size, 40))
"""


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch has no oneDNN")
def test_kernels_of_shapes_that_do_not_come_again_are_not_kept_for_ever() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _TWO_ROUNDS],
        env={"ONEDNN_VERBOSE": "profile_create"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    _start, first, second = said.split("round\n")
    assert first.count("cache_miss,cpu,convolution") >= MOST_KERNELS
    assert second.count("cache_miss,cpu,convolution") >= MOST_KERNELS  # the oldest went first
