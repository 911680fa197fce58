"""The command line: its grammar, and what every command shares."""

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
    predict,
    report,
    results,
    resume,
    runs,
    search,
    strokes,
    train,
)
from core.cli import training_driver as driving
from core.cli.streams import Stream, standard_streams, status_after
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import InklingError

WRONG_INPUT = 2
_LONG = frozenset({"train", "resume", "search", "results"})
"""Commands whose work goes on where nothing can be printed any more."""


def run_command(arguments: Sequence[str], measure_window: Callable[[], dict[str, object]]) -> int:
    """Run one subcommand and return the exit status; wrong input gives 2.

    `measure_window` is the benchmark of the window, which this layer cannot know. Ctrl-C gives
    130. A reader who closed the pipe gives 141, as if a signal had ended the program, and standard
    output that is full 1; a command that works for long ends its work before.
    """
    with standard_streams() as stream:
        try:
            status = _run(arguments, measure_window, stream)
            sys.stdout.flush()
        except KeyboardInterrupt:
            return driving.INTERRUPTED
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
    stream.insists = options.command not in _LONG
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
    """Keeps the value of an option that may be given once: of two, one would be lost unseen."""

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
        command.set_defaults(run=module.run, command=name)
    return parser
