"""`search`: which settings do best, tried by one process or by many."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.cli.driving import INTERRUPTED, interrupts, warn
from core.cli.numbers import count
from core.cli.search_teller import SearchOutput
from core.datasets.mnist import load_mnist
from core.errors import SearchError
from core.search.plots import check_plot, write_plot
from core.search.processes import Processes, end_of_input
from core.search.space import SearchSpace
from core.search.space_file import find_space, read_space
from core.search.study import SharedStudy
from core.search.trial import TrialRunner
from core.search.worker import run_trials

_MOST_JOBS = 64


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("space", metavar="SPACE.toml", help="or the name of a worked example")
    command.add_argument(
        "--trials", type=count, metavar="N", help="in all, by all processes on all machines"
    )
    command.add_argument(
        "--jobs", type=int, default=1, choices=range(1, _MOST_JOBS + 1), metavar="J",
        help="processes on this machine",
    )  # fmt: skip
    command.add_argument(
        "--storage",
        metavar="URL",
        help="of a database, such as sqlite:///search.db or postgresql://me@host/searches",
    )
    command.add_argument("--plot", type=Path, metavar="FILE", help="an svg, png or pdf")
    command.add_argument("--until-input-ends", action="store_true", help=argparse.SUPPRESS)
    command.add_argument("--one-of-many", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Begin the search or go on with it; 130 after Ctrl-C."""
    space = read_space(find_space(options.space))
    if options.plot is not None:
        check_plot(options.plot)  # before hours are spent on what cannot be shown
    total = _total(space, options.trials)
    with closing(SharedStudy(space, options.storage or "")) as study:
        return _run(options, study, total)


def _run(options: argparse.Namespace, study: SharedStudy, total: int) -> int:
    output = SearchOutput(study, total, as_json=options.json)
    if not options.one_of_many:
        output.begin()
    with _stopping(options) as stopping:
        _search(options, study, total, stopping, output)
        stopped = stopping() and not study.has(total)
    if not options.one_of_many:
        output.end()
        if options.plot is not None:
            write_plot(options.plot, study)
    return INTERRUPTED if stopped else 0


def _total(space: SearchSpace, told: int | None) -> int:
    if told == 0:
        raise SearchError("--trials 0: there is nothing to do.")
    total = space.trials if told is None else told
    return min(total, len(space.grid)) if space.sampler == "grid" else total


@contextmanager
def _stopping(options: argparse.Namespace) -> Iterator[Callable[[], bool]]:
    with interrupts() as interrupted, end_of_input(heeded=options.until_input_ends) as ended:
        yield lambda: bool(interrupted) or ended()


def _search(
    options: argparse.Namespace,
    study: SharedStudy,
    total: int,
    stopping: Callable[[], bool],
    output: SearchOutput,
) -> None:
    if options.jobs == 1:
        threads = 1 if options.one_of_many else None
        runner = TrialRunner(study, load_mnist(), stopping, warn, threads)
        run_trials(runner, total, (lambda: None) if options.one_of_many else output.tell)
        return
    arguments = ["search", options.space, "--trials", str(total), "--storage", study.storage]
    processes = Processes(options.jobs, [*arguments, "--until-input-ends", "--one-of-many"])
    with closing(processes):
        processes.watch(stopping, output.tell)
