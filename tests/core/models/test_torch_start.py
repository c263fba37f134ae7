"""In a process of its own: torch reads these settings once."""

import subprocess
import sys

import pytest
import torch

from mmgui.core.models.torch_start import MOST_KERNELS

_TWO_ROUNDS = f"""
from mmgui.core.models.torch_start import import_torch
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


_MANY_LENGTHS = """
import ctypes
from mmgui.core.models.torch_start import import_torch
import_torch()
import torch


class Heap(ctypes.Structure):
    _fields_ = [(str(n), ctypes.c_size_t) for n in range(10)]


ask = ctypes.CDLL(None).mallinfo2
ask.restype = Heap
layer = torch.nn.Conv1d(64, 64, 3, padding=1, groups=64)
with torch.inference_mode():
    for length in range(4, 1200):
        layer(torch.zeros(1, 64, length))
        if length in (599, 1199):
            print(getattr(ask(), "7") / 1e6)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc is asked what is in use")
def test_texts_of_ever_new_lengths_do_not_fill_the_memory() -> None:
    said = subprocess.run([sys.executable, "-c", _MANY_LENGTHS], env={}, capture_output=True, text=True, check=True)
    half, whole = map(float, said.stdout.split())
    assert whole - half < 4  # MB; it was 14
