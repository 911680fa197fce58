"""`search`: which settings do best, tried by one process or by many."""

import argparse
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.cli.driving import INTERRUPTED, interrupts, warn
from core.cli.numbers import count
from core.cli.output import print_json
from core.datasets.mnist import load_mnist
from core.errors import SearchError
from core.fields import Value
from core.hyperparameters import FIELDS
from core.search.backend import shown_storage
from core.search.finding import Finding, best_first
from core.search.plots import check_plot, write_plot
from core.search.processes import Processes, end_of_input
from core.search.space import SearchSpace
from core.search.space_file import find_space, read_space
from core.search.study import SharedStudy
from core.search.trial import Workplace
from core.search.vigil import proof_of_life
from core.search.worker import work

_SHOWN = 5
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
        help="of a database, such as sqlite:///search.db, or a file ending in .journal",
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
    with proof_of_life() as life:
        study = SharedStudy(space, options.storage or "", life)
        return _run(options, study, total)


def _run(options: argparse.Namespace, study: SharedStudy, total: int) -> int:
    teller = _Teller(study, total, as_json=options.json)
    if not options.one_of_many:
        teller.begin()
    with _stopping(options) as stopping:
        _search(options, study, total, stopping, teller)
        stopped = stopping() and not study.has(total)
    if not options.one_of_many:
        teller.end()
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
    teller: "_Teller",
) -> None:
    if options.jobs == 1:
        threads = 1 if options.one_of_many else None
        place = Workplace(study, load_mnist(), stopping, warn, threads)
        work(place, total, (lambda: None) if options.one_of_many else teller.tell)
        return
    arguments = ["search", options.space, "--trials", str(total), "--storage", study.storage]
    processes = Processes(options.jobs, [*arguments, "--until-input-ends", "--one-of-many"])
    with closing(processes):
        processes.watch(stopping, teller.tell)


class _Teller:
    """Prints each trial that ends, whoever has made it."""

    def __init__(self, study: SharedStudy, total: int, *, as_json: bool) -> None:
        self._study, self._total, self._as_json = study, total, as_json
        self._told: set[int] = set()

    def begin(self) -> None:
        """What study this is, and what it has come to before."""
        storage = shown_storage(self._study.storage)
        if self._as_json:
            name = self._study.space.name
            print_json({"event": "begin", "study": name, "storage": storage, "trials": self._total})
        else:
            print(f"study “{self._study.space.name}”, {self._total:,} trials in {storage}")
        self.tell()

    def tell(self) -> None:
        """What is new."""
        for finding in self._study.findings():
            if finding.number not in self._told:
                self._told.add(finding.number)
                self._print(finding)

    def end(self) -> None:
        """The best."""
        space, findings = self._study.space, self._study.findings()
        best = best_first(findings, lower_is_better=space.lower_is_better)
        if self._as_json:
            first = best[0].to_dict() if best else None
            counted = sum(each.state != "failed" for each in findings)
            importances = self._study.importances()
            print_json(
                {"event": "end", "study": space.name, "trials": counted, "best": first}
                | {"importances": importances}
            )
            return
        if best:
            print(f"the best by {space.metric.replace('_', ' ')}:")
        for finding in best[:_SHOWN]:
            print(f"  {_line(finding)}")
        if best:
            print(f"train the best again:\n  {_command(space, best[0])}")

    def _print(self, finding: Finding) -> None:
        if self._as_json:
            print_json({"event": "trial", **finding.to_dict()})
        else:
            print(_line(finding), flush=True)


def _line(finding: Finding) -> str:
    value = "" if finding.value is None else f"{finding.value:.4f}"
    settings = ", ".join(f"{name}={_shown(name, v)}" for name, v in finding.settings.items())
    reason = f"  ({finding.reason})" if finding.reason else ""
    return f"trial {finding.number:4} {finding.state:8} {value:>8}  {settings}{reason}"


def _command(space: SearchSpace, finding: Finding) -> str:
    values = {**space.fixed, **finding.settings}
    told = (f"--set {shlex.quote(f'{name}={_exact(name, v)}')}" for name, v in values.items())
    return f"python main.py train --preset {shlex.quote(space.preset)} {' '.join(told)}"


def _shown(name: str, value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else FIELDS[name].format(value)


def _exact(name: str, value: Value) -> str:
    return FIELDS[name].format(value)
