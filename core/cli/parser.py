"""The command line: its grammar, and what every command shares."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol

from core.blas import limit_threads
from core.cli import (
    bench,
    compare,
    driving,
    evaluate,
    export,
    gradcheck,
    predict,
    report,
    results,
    resume,
    runs,
    search,
    strokes,
    train,
)
from core.errors import InklingError

WRONG_INPUT = 2
_READER_GONE = 141


def run_command(arguments: Sequence[str], measure_window: Callable[[], dict[str, object]]) -> int:
    """Run one subcommand and return the exit status; wrong input gives 2.

    `measure_window` is the benchmark of the window, which this layer cannot know. Ctrl-C gives
    130, and a reader who closed the pipe 141, as if a signal had ended the program.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name may be of bytes that are no text.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = _run(arguments, measure_window)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return driving.INTERRUPTED
    except BrokenPipeError:
        # What is left to write must go somewhere: Python tries once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_GONE
    return status


def _run(arguments: Sequence[str], measure_window: Callable[[], dict[str, object]]) -> int:
    options = _parser().parse_args(arguments)
    options.measure_window = measure_window
    limit_threads()
    try:
        status: int = options.run(options)
    except InklingError as error:
        sys.stdout.flush()
        details = f"\n  {error.details}" if error.details else ""
        print(f"error: {error}{details}", file=sys.stderr)
        return WRONG_INPUT
    return status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_INPUT, f"error: {message}\nSee {self.prog} --help\n")


class _Command(Protocol):
    """A module of this package."""

    def add_arguments(self, command: argparse.ArgumentParser) -> None:
        """What can be said to it, beside `--json`."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit status."""


_COMMANDS: dict[str, tuple[_Command, str]] = {
    "train": (train, "train a network on MNIST"),
    "resume": (resume, "go on with a run"),
    "runs": (runs, "list the runs"),
    "compare": (compare, "compare runs"),
    "search": (search, "search over settings"),
    "report": (report, "write what a run came to, as HTML, PDF or Markdown"),
    "export": (export, "write a model or a run for other programs"),
    "evaluate": (evaluate, "evaluate a model on MNIST's test set"),
    "predict": (predict, "read digits in image files"),
    "strokes": (strokes, "read the drawings of a stroke file"),
    "gradcheck": (gradcheck, "check the gradients numerically"),
    "results": (results, "train every preset and print a table"),
    "bench": (bench, "measure the speed of the training"),
}


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="inkling", description="Without a subcommand the window opens.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, summary) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
        command.add_argument("--json", action="store_true", help="print JSON, one object a line")
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
