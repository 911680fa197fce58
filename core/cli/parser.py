"""The command line: its grammar, and what every command shares."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from core.blas import limit_threads
from core.cli import (
    bench,
    compare,
    driving,
    evaluate,
    export,
    gradcheck,
    models,
    predict,
    results,
    resume,
    runs,
    strokes,
    train,
)
from core.errors import InklingError
from core.hyperparameters import FIELDS
from core.presets import DEFAULT

WRONG_INPUT = 2
_READER_GONE = 141
_LONGEST_COUNT = 5


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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="inkling", description="Without a subcommand the window opens.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    _add_training(_add(commands, "train", train.run, "train a network on MNIST"))

    _add_resuming(_add(commands, "resume", resume.run, "go on with a run"))

    command = _add(commands, "runs", runs.run, "list the runs")
    command.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="default: yours")

    command = _add(commands, "compare", compare.run, "compare runs")
    command.add_argument("runs", nargs="+", metavar="RUN", help="a folder, or a name in `runs`")

    command = _add(commands, "evaluate", evaluate.run, "evaluate a model on MNIST's test set")
    command.add_argument("model", type=Path, metavar="MODEL")
    models.add_model_facts(command)

    command = _add(commands, "predict", predict.run, "read digits in image files")
    command.add_argument("images", type=Path, nargs="+", metavar="IMAGE")
    command.add_argument("--model", type=Path, help="default: your latest, or what ships")
    models.add_model_facts(command)

    _add_export(_add(commands, "export", export.run, "write a model or a run for other programs"))

    command = _add(commands, "strokes", strokes.run, "read the drawings of a stroke file")
    command.add_argument("file", type=Path, nargs="?", metavar="FILE.jsonl")
    command.add_argument(
        "--made-up",
        type=_count,
        default=0,
        metavar="N",
        help="also N digits of other schools, and N letters and scribbles, drawn by formula",
    )
    command.add_argument("--model", type=Path, help="default: the model that ships")

    command = _add(commands, "gradcheck", gradcheck.run, "check the gradients numerically")
    _add_settings(command)

    command = _add(commands, "results", results.run, "train every preset and print a table")
    command.add_argument("presets", nargs="*", metavar="PRESET", help="default: all of them")
    command.add_argument("--seeds", type=int, default=3, metavar="N", help="default: %(default)s")
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="a file for each training; what is there already is not trained again",
    )

    command = _add(commands, "bench", bench.run, "measure the speed of the training")
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--gui", action="store_true", help="measure the window instead")
    instead.add_argument("--why", action="store_true", help="measure the explanations instead")
    instead.add_argument("--runs", action="store_true", help="measure the writing of runs instead")
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_COUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number up to 99,999")
    return int(text)


def _add(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
    command.add_argument("--json", action="store_true", help="print JSON, one object a line")
    command.set_defaults(run=run)
    return command


def _add_training(command: argparse.ArgumentParser) -> None:
    _add_settings(command)
    command.add_argument("--out", type=Path, metavar="FOLDER", help="the folder of the run")
    command.add_argument(
        "--threads",
        type=int,
        choices=range(1, 65),
        metavar="N",
        help="of the matrix products; their number decides on the last bits (default: two for "
        "wide layers where a second core has nothing else to do, else one)",
    )
    command.add_argument(
        "--replay",
        type=Path,
        metavar="RUN",
        help="the settings and live changes of a run's folder, instead of --preset and --set",
    )
    command.add_argument(
        "--compact",
        type=Path,
        metavar="FILE",
        help="also write the model in float16, with its test accuracy",
    )


def _add_resuming(command: argparse.ArgumentParser) -> None:
    command.add_argument("run_folder", metavar="RUN", help="a folder, or a name in `runs`")
    command.add_argument(
        "--epochs", type=_count, default=0, metavar="N", help="so many epochs more than planned"
    )
    command.add_argument(
        "--from-epoch",
        type=_count,
        metavar="N",
        help="go on from the end of an epoch, as a new run; the old one stays as it is",
    )
    command.add_argument("--out", type=Path, metavar="FOLDER", help="the folder of the new run")


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "source", metavar="RUN_OR_MODEL", help="a run's folder or name, or a model's file"
    )
    command.add_argument(
        "--format", choices=export.FORMATS, help="default: what the name of the output ends with"
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="for tensorboard also a folder, the one to give to tensorboard --logdir",
    )
    command.add_argument(
        "--quantity",
        choices=("loss", "accuracy"),
        help="of a picture; default: both, one above the other",
    )


def _add_settings(command: argparse.ArgumentParser) -> None:
    command.add_argument("--preset", default=DEFAULT, metavar="NAME", help="default: %(default)s")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="one of " + ", ".join(FIELDS),
    )
