"""`search`: which settings do best, tried by one process or by many."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing

from core.cli.driving import FAILED, interrupts, status_of, warn
from core.cli.numbers import whole
from core.cli.search_teller import SearchOutput
from core.cli.texts import named, path
from core.datasets.mnist import load_mnist
from core.runs.outputs import check_output
from core.search.backend import require_optuna, sqlite_file
from core.search.plots import check_plot, write_plot
from core.search.processes import Processes, end_of_input
from core.search.space import SearchSpace
from core.search.space_file import MOST_TRIALS, find_space, read_space
from core.search.study import SharedStudy
from core.search.trial import TrialRunner
from core.search.worker import run_trials

_MOST_JOBS = 64


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument(
        "space", type=named, metavar="SPACE.toml", help="or the name of a worked example"
    )
    command.add_argument(
        "--trials",
        type=whole(1, MOST_TRIALS),
        metavar="N",
        help="in all, by all processes on all machines",
    )
    command.add_argument(
        "--jobs", type=whole(1, _MOST_JOBS), default=1, metavar="J",
        help="processes on this machine",
    )  # fmt: skip
    command.add_argument(
        "--storage",
        type=named,
        metavar="URL",
        help="of a database, such as sqlite:///search.db or postgresql://me@host/searches",
    )
    command.add_argument("--plot", type=path, metavar="FILE", help="an svg, png or pdf")
    command.add_argument("--until-input-ends", action="store_true", help=argparse.SUPPRESS)
    command.add_argument("--one-of-many", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Begin the search or go on with it; 130 after Ctrl-C, 1 where no trial was completed."""
    file = find_space(options.space)
    space = read_space(file)
    total = _total(space, options.trials)
    storage = options.storage or space.storage
    require_optuna()
    if options.plot is not None:  # before hours are spent on what cannot be shown
        check_plot(options.plot)
        stored = sqlite_file(storage)
        check_output(options.plot, inputs=[file, *([stored] if stored else [])])
    with closing(SharedStudy(space, storage)) as study:
        return _run(options, study, total)


def _run(options: argparse.Namespace, study: SharedStudy, total: int) -> int:
    output = SearchOutput(study, total, as_json=options.json)
    if not options.one_of_many:
        output.begin()
    with interrupts() as interrupted, end_of_input(heeded=options.until_input_ends) as ended:

        def stopping() -> bool:
            return bool(interrupted) or ended()

        _search(options, study, total, stopping, output)
        stopped = stopping() and not study.has(total)
    if not options.one_of_many:
        output.end()
        if options.plot is not None:
            write_plot(options.plot, study)
    if stopped:
        return status_of(interrupted)
    if options.one_of_many or any(each.state == "complete" for each in study.results()):
        return 0
    print("error: No trial has been completed.", file=sys.stderr)
    return FAILED


def _total(space: SearchSpace, told: int | None) -> int:
    total = space.trials if told is None else told
    return min(total, len(space.grid)) if space.sampler == "grid" else total


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
