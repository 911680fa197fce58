"""Open the window, or say in a sentence or two why it cannot open."""

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.foundation.errors import LocationError
from core.foundation.paths import user_data
from gui.platform_check import why_qt_cannot_start

if TYPE_CHECKING:
    from gui.main_window import MainWindow
import ctypes
import platform

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""Of mallopt, in glibc's malloc.h."""
_SETTINGS = {_ARENA_MAX: 2, _MMAP_THRESHOLD: 1 << 20, _TRIM_THRESHOLD: 4 << 20}


def return_freed_memory() -> None:
    """Have what is freed leave the process, where the system's C library is glibc.

    By itself it keeps arrays of up to 32 MB in heaps of several threads once such arrays have
    been freed, and between what is in use there stays room that is given to nobody. A window that
    trains, evaluates and reads in thread after thread grew by half in ten minutes. Arrays of 1 MB
    and more get pages of their own instead: what computes keeps its arrays, and loses no time.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    library = ctypes.CDLL(None)
    for setting, value in _SETTINGS.items():
        library.mallopt(setting, value)


CANNOT_START = 1


def run_window(when_ready: "Callable[[MainWindow], None] | None" = None) -> int:
    """Run the program with its window; 1 where Qt cannot start.

    `when_ready` is called once, when the window has been painted and can be used.
    """
    # What is made at the start is there to stay: looking for garbage in it takes a tenth of
    # the time. The window collects by itself.
    gc.disable()
    return_freed_memory()
    problem = why_qt_cannot_start() or _why_nothing_can_be_kept()
    if problem is not None:
        print(f"error: {problem}", file=sys.stderr)  # noqa: T201 - there is nowhere else to say it
        return CANNOT_START
    from gui.app import run

    return run(when_ready)


def _why_nothing_can_be_kept() -> str | None:
    try:
        user_data()
    except LocationError as error:
        return str(error)
    return None
