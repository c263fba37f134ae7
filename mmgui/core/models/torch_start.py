"""Getting the learning engine ready in the background of a window. Nothing here imports torch until it is asked to.

Importing torch takes seconds, and in the usual way it holds the interpreter's lock for 0.4 s at a stretch while the
system loads its largest library, so that a window stands still. The largest library can be loaded beforehand without
the lock, beside the making of the window; the rest is many small modules, between which the window can breathe.
"""

import ctypes
import importlib.util
import logging
import os
import sys
import threading
from pathlib import Path

_LIBRARIES = (
    (("libtorch_global_deps.so", os.RTLD_GLOBAL), ("libtorch_cpu.so", os.RTLD_LOCAL)) if os.name == "posix" else ()
)
# oneDNN keeps a compiled kernel for each shape that it has met, 1 024 unless told otherwise: about 0.2 MB each, which a
# window that is open for a day fills with sizes of batches that never come again. A training or a race needs 148. What
# torch hands to it for them (0.02 MB each, of every length of a text) stands in a cache of its own.
MOST_KERNELS = 256
_CACHES = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")  # read with the first kernel of a shape
_log = logging.getLogger(__name__)


def load_library_ahead() -> threading.Thread | None:
    """Begin to load torch's largest library, on a thread that holds no lock; the thread, or None where that is no use.

    Only on Linux: elsewhere `import torch` prepares search paths of its own first. In the order and the manner in
    which torch itself loads them; what fails here is left to `import torch`, which can say why.
    """
    _keep_few_kernels()
    if not sys.platform.startswith("linux") or "torch" in sys.modules:
        return None
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "lib"
    if not all((folder / name).exists() for name, _scope in _LIBRARIES):
        return None
    thread = threading.Thread(target=_load, args=(folder,), name="mmgui-library", daemon=True)
    thread.start()
    return thread


def _load(folder: Path) -> None:
    # A foreign function, unlike ctypes.CDLL(path) itself, runs without the interpreter's lock. Never closed: torch
    # finds the libraries loaded.
    system = ctypes.CDLL(None)
    system.dlopen.restype = ctypes.c_void_p
    system.dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    for name, scope in _LIBRARIES:
        if not system.dlopen(os.fsencode(folder / name), os.RTLD_NOW | scope):
            _log.info("%s could not be loaded ahead", name)
            return


def import_torch(library: threading.Thread | None = None) -> None:
    """Import torch once its library is there, let it keep few kernels, and leave one core to the window.

    Without that, answers would be computed on every core: on a busy 2-core machine 25 times slower than on one.
    """
    if library is not None:
        library.join()
    _keep_few_kernels()
    import torch

    from mmgui.core.models.devices import usable_cores

    torch.set_num_threads(max(1, usable_cores() - 1))


def _keep_few_kernels() -> None:
    for name in _CACHES:
        os.environ.setdefault(name, str(MOST_KERNELS))


def warm_up() -> None:
    """What a training needs only later: one tiny optimiser step, and the choice of threads.

    The first step imports 800 modules, which would stall the window in the middle of a training.
    """
    import torch
    from torch import nn

    from mmgui.core.models.devices import best_thread_count

    weight = nn.Parameter(torch.zeros(2, 2))
    optimizer = torch.optim.AdamW([weight], lr=0.0)
    (weight**2).sum().backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    torch.set_num_threads(best_thread_count())
