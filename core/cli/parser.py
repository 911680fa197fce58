"""The parser of the command line, and what all commands share."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, Protocol

from core.cli import (
    bench,
    compare,
    evaluate,
    export,
    gradcheck,
    inspect,
    landscape,
    lr_range,
    predict,
    repeat,
    report,
    results,
    resume,
    runs,
    search,
    strokes,
    train,
)
from core.cli.output import Stream, standard_streams, status_after
from core.cli.training_driver import INTERRUPTED
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import InklingError

WRONG_INPUT = 2
_LONG_COMMANDS = frozenset({"train", "resume", "search", "repeat", "results"})
"""Commands that continue when nothing can be printed any more."""


def run_command(arguments: Sequence[str], measure_window: Callable[[], dict[str, object]]) -> int:
    """Run one command and return the exit status; wrong input gives 2.

    `measure_window` is the benchmark of the window, which this layer cannot import. Ctrl-C gives
    130. A closed pipe gives 141, as if a signal had ended the program, and a full standard output
    1; a command that works for a long time completes its work first.
    """
    with standard_streams() as stream:
        try:
            status = _run(arguments, measure_window, stream)
            sys.stdout.flush()
        except KeyboardInterrupt:
            return INTERRUPTED
        except OSError as error:
            if error is not stream.problem:
                raise
            status = 0
        return status_after(stream, status)


def _run(
    arguments: Sequence[str], measure_window: Callable[[], dict[str, object]], stream: Stream
) -> int:
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    stream.raises_on_failure = options.command not in _LONG_COMMANDS
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


class _Once(argparse.Action):
    """Stores the value of an option that may be given only once: one of two would be lost."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        given = vars(namespace).setdefault("given", set())
        if option_string is not None and self.dest in given:
            raise argparse.ArgumentError(self, "it is given twice")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


class _Parser(argparse.ArgumentParser):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.register("action", None, _Once)

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_INPUT, f"error: {message}\nSee {self.prog} --help\n")


class _Command(Protocol):
    """The interface of a module that is a command."""

    def add_arguments(self, command: argparse.ArgumentParser) -> None:
        """Add the arguments of the command, except `--json`."""

    def run(self, options: argparse.Namespace) -> int:
        """Run the command; return the exit status."""


_COMMANDS: dict[str, tuple[_Command, str]] = {
    "train": (train, "train a network on MNIST"),
    "resume": (resume, "resume a run"),
    "runs": (runs, "list the runs"),
    "compare": (compare, "compare runs"),
    "search": (search, "search for good settings"),
    "repeat": (repeat, "train the same settings with several seeds"),
    "report": (report, "write a report of a run as HTML, PDF or Markdown"),
    "export": (export, "write a model or a run for other programs"),
    "evaluate": (evaluate, "evaluate a model on MNIST's test set"),
    "predict": (predict, "recognize digits in image files"),
    "strokes": (strokes, "recognize the drawings of a stroke file"),
    "inspect": (inspect, "show weights, sums and statistics of the units of a model"),
    "landscape": (landscape, "show the loss over a plane through the weights of a run"),
    "lr-range": (lr_range, "suggest a learning rate by a range test"),
    "gradcheck": (gradcheck, "check the gradients numerically"),
    "results": (results, "train every preset and print a table"),
    "bench": (bench, "measure the speed of the training"),
}


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="inkling", description="Without a command the window opens.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, summary) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
        command.add_argument("--json", action="store_true", help="print JSON, one object per line")
        module.add_arguments(command)
        command.set_defaults(run=module.run, command=name)
    return parser
