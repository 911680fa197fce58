"""Open the window, or say in a sentence or two why it cannot open."""

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.errors import LocationError
from core.locations import user_data
from gui.qt_requirements import why_qt_cannot_start

if TYPE_CHECKING:
    from gui.main_window import MainWindow

CANNOT_START = 1


def run_window(when_ready: "Callable[[MainWindow], None] | None" = None) -> int:
    """Run the program with its window; 1 where Qt cannot start.

    `when_ready` is called once, when the window has been painted and can be used.
    """
    # What is made at the start is there to stay: looking for garbage in it takes a tenth of
    # the time. The window collects by itself.
    gc.disable()
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
