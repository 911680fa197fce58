"""`resume`: go on with a run that was interrupted or stopped, or give it more epochs."""

import argparse

from core.cli.settings import count, whole
from core.cli.texts import named, path
from core.cli.training_driver import to_the_end, warn
from core.datasets.mnist import load_mnist
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import RunError
from core.runs.history import until_epoch
from core.runs.library import find_run
from core.runs.operations import branch, longer
from core.runs.output_guard import check_new_run
from core.runs.recorded_training import RecordedTraining
from core.runs.resume_point import DamagedRunError
from core.runs.run import Run, RunState, read_run, settings_after, threads_of


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument(
        "run_folder", type=named, metavar="RUN", help="a folder, or a name in `runs`"
    )
    command.add_argument(
        "--epochs",
        type=whole(1, 99_999),
        default=0,
        metavar="N",
        help="so many epochs more than planned",
    )
    command.add_argument(
        "--from-epoch",
        type=count,
        metavar="N",
        help="go on from the end of an epoch, as a new run; the old one stays as it is",
    )
    command.add_argument(
        "--repair",
        action="store_true",
        help="where the run is damaged, go on from its last checkpoint all the same; what is "
        "damaged is kept beside what takes its place",
    )
    command.add_argument("--out", type=path, metavar="FOLDER", help="the folder of the new run")


def run(options: argparse.Namespace) -> int:
    """Train on as if there had been no interruption; prints and returns what `train` does."""
    folder = find_run(options.run_folder)
    _check_more_epochs(read_run(folder), options)
    if options.from_epoch is not None:
        if options.repair:
            raise RunError("--repair goes without --from-epoch: it mends the run where it is.")
        if options.out is not None:
            check_new_run(options.out)
        folder = branch(folder, options.from_epoch, options.out)
    elif options.out is not None:
        raise RunError("--out goes with --from-epoch: else a run goes on in its own folder.")
    run = read_run(folder)
    if run.state is RunState.DIVERGED:
        raise RunError(f"{folder} has diverged. Go on from an epoch before: --from-epoch N.")
    if run.state is RunState.COMPLETED and not options.epochs:
        raise RunError(f"{folder} is complete. Give it more epochs: --epochs N.")
    limit_threads(threads_of(run))
    dataset = load_mnist()
    try:
        recorded = RecordedTraining.resume(folder, dataset, warn, repair=options.repair)
    except DamagedRunError as error:
        raise RunError(
            f"{error} Add --repair to go on from its last checkpoint; what is damaged is kept "
            "beside what takes its place.",
            error.details,
        ) from error
    if options.epochs:
        recorded.give_more(options.epochs)
    return to_the_end(recorded, dataset, as_json=options.json)[1]


def _check_more_epochs(run: Run, options: argparse.Namespace) -> None:
    """Before anything is changed. Raises RunError."""
    if not options.epochs:
        return
    if options.from_epoch is not None:
        settings = settings_after(run.settings, until_epoch(run.records, options.from_epoch))
        longer(settings, options.epochs, options.from_epoch, stopped_early=False)
        return
    settings, done = run.last_settings, len(run.epochs)
    early = run.state is RunState.COMPLETED and done < settings.epochs
    longer(settings, options.epochs, done, stopped_early=early)
