"""How many threads the matrix products use."""

from threading import Lock

import numpy as np  # noqa: F401 - a BLAS that is not loaded yet cannot be limited

_limited = False
_lock = Lock()


def limit_threads(threads: int = 1) -> None:
    """Let the BLAS behind NumPy use `threads` threads, in the whole process, from now on.

    One is the fastest for small layers and stays fast on a busy machine, where OpenBLAS's own
    default makes 784-20-10 from 2 to 100 times slower. What a training uses where nobody has
    chosen says `core.training.thread_count`. With another number OpenBLAS adds up in another order,
    and the last bits are others.
    """
    with _lock:
        _limit(threads)


def limit_threads_if_unset() -> None:
    """One thread, unless a number was set before: it may be a training's that is under way."""
    with _lock:
        if not _limited:
            _limit(1)


def _limit(threads: int) -> None:
    # Imported here: looking for the loaded libraries takes 10 ms, which a start can spare.
    from threadpoolctl import ThreadpoolController

    global _limited
    controller = ThreadpoolController().select(user_api="blas")
    controller.limit(limits=threads)
    for library in controller.lib_controllers:
        # From 3.8 on, threadpoolctl lets only the thread that was first set another number,
        # as long as it lives: of Qt's threads it never knows that they have ended.
        if hasattr(library, "clear_controlling_thread"):
            library.clear_controlling_thread()
    _limited = True
