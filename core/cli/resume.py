"""The command `resume` continues a run that was interrupted or stopped, or extends it."""

import argparse

from core.cli.arguments import (
    add_kept_weights,
    count,
    kept_weights_budget,
    nonempty_path,
    nonempty_text,
    whole_number,
)
from core.cli.training_driver import train_to_end, warn
from core.datasets.mnist import load_mnist
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import RunError
from core.runs.history import until_epoch
from core.runs.library import find_run
from core.runs.operations import branch, extend_epochs
from core.runs.output_guard import check_new_run
from core.runs.recorded_training import RecordedTraining
from core.runs.resume_point import DamagedRunError
from core.runs.run import Run, RunState, read_run, settings_after, threads_of


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "run_folder", type=nonempty_text, metavar="RUN", help="a folder, or a name in `runs`"
    )
    command.add_argument(
        "--epochs",
        type=whole_number(1, 99_999),
        default=0,
        metavar="N",
        help="so many more epochs than planned",
    )
    command.add_argument(
        "--from-epoch",
        type=count,
        metavar="N",
        help="resume from the end of an epoch, as a new run; the old one stays as it is",
    )
    command.add_argument(
        "--repair",
        action="store_true",
        help="resume a damaged run from its last checkpoint; damaged files are kept beside the new "
        "ones",
    )
    command.add_argument(
        "--out", type=nonempty_path, metavar="FOLDER", help="the folder of the new run"
    )
    add_kept_weights(command)


def run(options: argparse.Namespace) -> int:
    """Train as if there had been no interruption; print and return what `train` does."""
    folder = find_run(options.run_folder)
    _check_more_epochs(read_run(folder), options)
    if options.from_epoch is not None:
        if options.repair:
            raise RunError(
                "--repair cannot be combined with --from-epoch: it repairs the run itself."
            )
        if options.out is not None:
            check_new_run(options.out)
        folder = branch(folder, options.from_epoch, options.out)
    elif options.out is not None:
        raise RunError("--out needs --from-epoch: otherwise a run resumes in its own folder.")
    run = read_run(folder)
    if run.state is RunState.DIVERGED:
        raise RunError(f"{folder} has diverged. Resume from an earlier epoch: --from-epoch N.")
    if run.state is RunState.COMPLETED and not options.epochs:
        raise RunError(f"{folder} is complete. Give it more epochs: --epochs N.")
    limit_threads(threads_of(run))
    dataset = load_mnist()
    try:
        recorded = RecordedTraining.resume(
            folder, dataset, warn, repair=options.repair, budget=kept_weights_budget(options)
        )
    except DamagedRunError as error:
        if not error.can_repair:
            raise
        raise RunError(
            f"{error} Add --repair to resume from its last checkpoint; the damaged files are kept "
            "beside the new ones.",
            error.details,
        ) from error
    if options.epochs:
        recorded.extend(options.epochs)
    return train_to_end(recorded, dataset, as_json=options.json)[1]


def _check_more_epochs(run: Run, options: argparse.Namespace) -> None:
    """Raise RunError for too many epochs, before anything is changed."""
    if not options.epochs:
        return
    if options.from_epoch is not None:
        settings = settings_after(run.settings, until_epoch(run.records, options.from_epoch))
        extend_epochs(settings, options.epochs, options.from_epoch, stopped_early=False)
        return
    settings, done = run.last_settings, len(run.epochs)
    early = run.state is RunState.COMPLETED and done < settings.epochs
    extend_epochs(settings, options.epochs, done, stopped_early=early)
