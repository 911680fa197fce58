"""Open the window, or say in a sentence or two why it cannot open."""

import sys

from gui.qt_requirements import why_qt_cannot_start

CANNOT_START = 1


def run_window() -> int:
    """Run the program with its window; 1 where Qt cannot start."""
    problem = why_qt_cannot_start()
    if problem is not None:
        print(f"error: {problem}", file=sys.stderr)  # noqa: T201 - there is nowhere else to say it
        return CANNOT_START
    from gui.app import run

    return run()
