"""How many threads the matrix products use."""

import numpy as np  # noqa: F401 - a BLAS that is not loaded yet cannot be limited


def limit_threads(threads: int = 1) -> None:
    """Let the BLAS behind NumPy use `threads` threads, in the whole process, from now on.

    One is the fastest for the small layers of this program and the only choice that stays
    fast on a busy machine: OpenBLAS's own default makes 784-20-10 from 2 to 100 times slower
    there. It also leaves the other cores to the window. And it is the only one that gives the
    same bits everywhere: with another number OpenBLAS adds up in another order.
    """
    # Imported here: looking for the loaded libraries takes 10 ms, which a start can spare.
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=threads, user_api="blas")
