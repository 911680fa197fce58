"""The number of threads that matrix products use."""

from threading import Lock

import numpy as np  # noqa: F401 - a BLAS that is not loaded yet cannot be limited

_limited = False
_lock = Lock()


def limit_threads(threads: int = 1) -> None:
    """Let the BLAS behind NumPy use `threads` threads in the whole process from now on.

    One thread is the fastest for small layers and stays fast on a busy machine, where OpenBLAS's
    default makes a network 784-20-10 from 2 to 100 times slower. `core.training.thread_count` has
    the default number of a training. With another number OpenBLAS adds in another order, and the
    last bits differ.
    """
    with _lock:
        _limit(threads)


def limit_threads_if_unset() -> None:
    """Set one thread unless a number was set before, which a running training may be using."""
    with _lock:
        if not _limited:
            _limit(1)


def _limit(threads: int) -> None:
    # Imported here: looking for the loaded libraries takes 10 ms, which would delay the start.
    from threadpoolctl import ThreadpoolController

    global _limited
    controller = ThreadpoolController().select(user_api="blas")
    controller.limit(limits=threads)
    for library in controller.lib_controllers:
        # From 3.8 on, threadpoolctl allows another number only to the thread that first set one,
        # for as long as that lives, and it never notices that a thread of Qt's has ended.
        if hasattr(library, "clear_controlling_thread"):
            library.clear_controlling_thread()
    _limited = True
