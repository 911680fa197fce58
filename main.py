"""Inkling: without an argument the window, with a subcommand the laboratory without one."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        from gui.startup import run_window

        return run_window()
    from core.cli import run_command

    return run_command(arguments, measure_window=_measure_window)


def _measure_window() -> dict[str, object]:
    from gui.benchmarks.window import measure_window

    return measure_window()


if __name__ == "__main__":
    sys.exit(main())
