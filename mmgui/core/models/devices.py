"""Where the numbers are crunched: choice of device and threads, mixed precision, and a warm start."""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache

import torch
from torch import nn

from mmgui.core.errors import DeviceError
from mmgui.core.i18n import _


def choose_device(wish: str) -> torch.device:
    """ "auto": CUDA where there is one, else the processor. Raises DeviceError if "cuda" is wished for and absent."""
    if wish == "cpu" or (wish == "auto" and not has_cuda()):
        return torch.device("cpu")
    if not has_cuda():
        raise DeviceError(
            _("This computer has no graphics processor that PyTorch can use (CUDA)."),
            _("Choose “Automatic” or “Processor (CPU)” under “What computes”; on the command line --device auto."),
            f"torch {torch.__version__}",
            device=wish,
        )
    return torch.device("cuda", torch.cuda.current_device())


def has_cuda() -> bool:
    """Whether there is a graphics card that PyTorch can use."""
    return torch.cuda.is_available()


def device_name(device: torch.device) -> str:
    """For people: the graphics card's name, or "CPU"."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"


def usable_cores() -> int:
    """The cores that this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def best_thread_count() -> int:
    """How many threads torch should use: measured once per process in about 0.1 s, one core always left to the window.

    More threads than are really free make every step wait for the slowest one; on a busy 2-core machine two threads
    were 25 times slower than one. So more are taken only if they gain at least a fifth each time.
    """
    most = max(1, usable_cores() - 1)
    best, best_time = 1, 0.0
    candidates = [n for n in (1, 2, 4, 8, 16, 32) if n < most] + [most]
    if len(candidates) == 1:
        return most
    before = torch.get_num_threads()
    try:
        for count in candidates:
            torch.set_num_threads(count)
            seconds = _time_convolution()
            if best_time == 0.0 or seconds < best_time / 1.2:
                best, best_time = count, seconds
    finally:
        torch.set_num_threads(before)
    return best


def _time_convolution() -> float:
    """Seconds of the fastest of a few small convolutions."""
    layer = nn.Conv2d(32, 32, 3, padding=1)
    pixels = torch.randn(16, 32, 32, 32)
    times = []
    with torch.inference_mode():
        layer(pixels)
        for _round in range(4):
            start = time.perf_counter()
            layer(pixels)
            times.append(time.perf_counter() - start)
    return min(times)


def mixed_precision(device: torch.device) -> tuple[Callable[[], AbstractContextManager[object]], bool]:
    """(a context for the forward pass, whether gradients need scaling). CUDA: bf16 where the card has it, else fp16."""
    if device.type != "cuda":
        return nullcontext, False
    dtype = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return (lambda: torch.autocast("cuda", dtype=dtype)), dtype == torch.float16
