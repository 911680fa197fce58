"""Inkling: without an argument the window, with a subcommand the laboratory without one."""

# As little as can be before Ctrl-C is heeded: `signal`, which is made of this module, and `typing`
# take as long to load as Python to start.
import _signal  # type: ignore[import-not-found]
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

INTERRUPTED = 130


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run the program; the exit status.

    Without `arguments` it takes those of the process, which it then owns: Ctrl-C ends it in
    silence also before and after the command has its own say in that.
    """
    owns_process = arguments is None
    if owns_process:
        _open_closed_streams()
        # No KeyboardInterrupt: in the midst of an import it would come out as any other error.
        _signal.signal(_signal.SIGINT, _leave)
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        from gui.startup import run_window

        return run_window()
    from core.cli.parser import run_command

    if owns_process:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    status = run_command(arguments, measure_window=_measure_window)
    if owns_process:
        _signal.signal(_signal.SIGINT, _leave)
    return status


def _measure_window() -> dict[str, object]:
    from gui.benchmarks.window_benchmark import measure_window

    return measure_window()


def _leave(number: int, frame: "FrameType | None") -> None:
    """There is nothing to put in order."""
    os._exit(INTERRUPTED)


def _open_closed_streams() -> None:
    """Give a stream that was closed before the start (`>&-`) to nowhere: the next file that is
    opened would get its number, and with it what is meant for the stream."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor > number and not _is_open(number):
                os.dup2(descriptor, number)
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
