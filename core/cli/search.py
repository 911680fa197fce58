"""The command `search` tries settings and finds the best, with one process or many."""

import argparse
import shlex
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast, get_args

from core.cli.arguments import nonempty_path, nonempty_text, whole_number
from core.cli.output import FAILED, print_json
from core.cli.training_driver import catch_signals, exit_status, warn
from core.datasets.mnist import load_mnist
from core.foundation.errors import SearchError
from core.foundation.files import write_atomically
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS
from core.plots.rendering import Format
from core.plots.search_figure import search_figure
from core.runs.output_guard import check_output, check_replaceable
from core.tuning.optuna_library import require_optuna
from core.tuning.optuna_storage import shown_storage, sqlite_file
from core.tuning.processes import Processes, end_of_input
from core.tuning.repetition import Repetition, Spread, is_repetition
from core.tuning.space import SearchSpace
from core.tuning.space_file import MOST_TRIALS, find_space, read_space
from core.tuning.study import SharedStudy
from core.tuning.trial import TrialRunner, run_trials
from core.tuning.trial_result import (
    TrialResult,
    best_first,
    metric_of,
    scales_of,
    tie_text,
    tied_best,
    trial_points,
)

_SHOWN = 5
"""The number of best trials that are printed."""


class SearchOutput:
    """Prints the trials of all processes as they end."""

    def __init__(self, study: SharedStudy, total: int, *, as_json: bool) -> None:
        self._study, self._total, self._as_json = study, total, as_json
        self._printed: set[int] = set()

    def begin(self) -> None:
        """Print the study, and the trials that it already has."""
        name, notice = self._study.space.name, self._study.notice
        storage = shown_storage(self._study.storage)
        if self._as_json:
            begin = {"event": "begin", "study": name, "storage": storage, "trials": self._total}
            print_json(begin | ({"notice": notice} if notice else {}))
        else:
            print(f"study “{name}”, {self._total:,} trials in {storage}")
            if notice:
                print(notice)
        self.print_new()

    def print_new(self) -> None:
        """Print the trials that have ended since the last call."""
        for result in self._study.results():
            if result.number not in self._printed:
                self._printed.add(result.number)
                self._print(result)

    def end(self) -> None:
        """Print the best trials, or what the seeds of a repetition have in common."""
        space, results = self._study.space, self._study.results()
        best = best_first(results, lower_is_better=space.lower_is_better)
        if self._as_json:
            self._print_end(results, best)
        elif is_repetition(space):
            print(_common(Repetition.read(results), space))
        else:
            self._print_best(best)

    def _print_end(self, results: list[TrialResult], best: list[TrialResult]) -> None:
        space = self._study.space
        first = best[0].to_dict() if best else None
        finished = sum(each.state != "failed" for each in results)
        end = {"event": "end", "study": space.name, "trials": finished, "best": first}
        end["tied"] = [each.number for each in tied_best(best)]
        end["importances"] = self._study.importances()
        if is_repetition(space):
            repetition = Repetition.read(results)
            spreads = {"validation": repetition.validation, "test_accuracy": repetition.test}
            end["repetition"] = {name: each.to_dict() for name, each in spreads.items()}
        print_json(end)

    def _print_best(self, best: list[TrialResult]) -> None:
        space = self._study.space
        if best:
            print(f"the best by {space.metric.replace('_', ' ')}:")
        for result in best[:_SHOWN]:
            print(f"  {_line(result)}")
        if tie := tie_text(tied_best(best), _value(best[0]) if best else ""):
            print(tie)
        if best:
            print(f"train the best again:\n  {_command(space, best[0])}")

    def _print(self, result: TrialResult) -> None:
        if self._as_json:
            print_json({"event": "trial", **result.to_dict()})
        else:
            print(_line(result), flush=True)


def _line(result: TrialResult) -> str:
    settings = ", ".join(f"{name}={_rounded(name, v)}" for name, v in result.settings.items())
    reason = f"  ({result.reason})" if result.reason else ""
    return f"trial {result.ordinal:4} {result.state:8} {_value(result):>8}  {settings}{reason}"


def _value(result: TrialResult) -> str:
    return "" if result.value is None else f"{result.value:.4f}"


def _common(repetition: Repetition, space: SearchSpace) -> str:
    """Return the means and spreads of a repetition as lines."""
    spreads = {space.metric.replace("_", " "): repetition.validation}
    spreads["test accuracy"] = repetition.test
    head = f"{'':20} {'seeds':>5} {'mean':>8} {'deviation':>9}  95 % interval of the mean"
    return "\n".join([head, *(_spread(name, each) for name, each in spreads.items())])


def _spread(name: str, spread: Spread) -> str:
    low, high = spread.mean - spread.margin, spread.mean + spread.margin
    numbers = f"{spread.mean:8.4f} {spread.deviation:9.4f}  {low:.4f} to {high:.4f}"
    return f"{name:20} {len(spread.values):5} {numbers}"


def _command(space: SearchSpace, result: TrialResult) -> str:
    values = {**space.fixed, **result.settings}
    settings = space.base.with_values(values)
    values = {name: value for name, value in values.items() if settings.applies(name)}
    assignments = (
        f"--set {shlex.quote(f'{name}={_exact(name, v)}')}" for name, v in values.items()
    )
    return f"python main.py train --preset {shlex.quote(space.preset)} {' '.join(assignments)}"


def _rounded(name: str, value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else FIELDS[name].format(value)


def _exact(name: str, value: Value) -> str:
    return FIELDS[name].format(value)


_MOST_JOBS = 64


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "space", type=nonempty_text, metavar="SPACE.toml", help="or the name of an example"
    )
    command.add_argument(
        "--trials",
        type=whole_number(1, MOST_TRIALS),
        metavar="N",
        help="the total of all processes on all machines",
    )
    add_jobs(command)
    command.add_argument(
        "--storage",
        type=nonempty_text,
        metavar="URL",
        help="of a database, such as sqlite:///search.db or postgresql://me@host/searches",
    )
    command.add_argument(
        "--show", action="store_true", help="print the trials that there are, and run none"
    )
    command.add_argument("--plot", type=nonempty_path, metavar="FILE", help="an svg, png or pdf")
    command.add_argument("--until-input-ends", action="store_true", help=argparse.SUPPRESS)
    command.add_argument("--one-of-many", action="store_true", help=argparse.SUPPRESS)


def add_jobs(command: argparse.ArgumentParser) -> None:
    """Add `--jobs`."""
    command.add_argument(
        "--jobs", type=whole_number(1, _MOST_JOBS), default=1, metavar="J",
        help="processes on this machine",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Start or resume the search; return 130 after Ctrl-C, 1 where no trial was completed."""
    file = find_space(options.space)
    space = read_space(file)
    total = _total(space, options.trials)
    storage = options.storage or space.storage
    require_optuna()
    if options.plot is not None:  # before hours are spent
        _plot_format(options.plot)
        stored = sqlite_file(storage)
        check_output(options.plot, inputs=[file, *([stored] if stored else [])])
    with closing(SharedStudy(space, storage)) as study:
        if options.show and options.trials is None:
            total = _total(space, study.total)
        return _run(options, study, total)


def _run(options: argparse.Namespace, study: SharedStudy, total: int) -> int:
    output = SearchOutput(study, total, as_json=options.json)
    if not options.one_of_many:
        output.begin()
    if not (options.show or options.one_of_many):
        study.remember_total(total)
    if options.show:
        return _end(options, study, output)
    with catch_signals() as caught, end_of_input(enabled=options.until_input_ends) as ended:

        def stopping() -> bool:
            return bool(caught) or ended()

        _search(options, study, total, stopping, output)
        stopped = stopping() and not study.has(total)
    if not options.one_of_many:
        _end(options, study, output)
    if stopped:
        return exit_status(caught)
    if options.one_of_many or any(each.state == "complete" for each in study.results()):
        return 0
    print("error: No trial has been completed.", file=sys.stderr)
    return FAILED


def _end(options: argparse.Namespace, study: SharedStudy, output: SearchOutput) -> int:
    output.end()
    if options.plot is not None:
        _write_plot(options.plot, study)
    return 0


def _total(space: SearchSpace, requested: int | None) -> int:
    total = space.trials if requested is None else requested
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
        run_trials(runner, total, (lambda: None) if options.one_of_many else output.print_new)
        return
    arguments = ["search", options.space, "--trials", str(total), "--storage", study.storage]
    processes = Processes(options.jobs, [*arguments, "--until-input-ends", "--one-of-many"])
    with closing(processes):
        processes.watch(stopping, output.print_new)


def _plot_format(path: Path) -> Format:
    """Return the format of the suffix of a path. Raises SearchError for an unknown one."""
    suffix = path.suffix[1:].lower()
    if suffix not in get_args(Format):
        raise SearchError(f"{path}: a plot ends in .{', .'.join(get_args(Format))}.")
    return cast(Format, suffix)


def _write_plot(path: Path, study: SharedStudy) -> None:
    """Write parallel coordinates and importances. Raises SearchError or OutputError."""
    format = _plot_format(path)  # noqa: A001
    check_replaceable(path)
    metric = metric_of(lower_is_better=study.space.lower_is_better)
    points = trial_points(study.results(), metric)
    scales = scales_of(study.space)
    content = search_figure(points, study.importances(), metric, format, scales)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise SearchError(f"{path} cannot be written.", str(error)) from error
