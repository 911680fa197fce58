"""What the curves of a run say, and nothing that they do not."""

from collections.abc import Iterator

import numpy as np

from core.report.curves import Curves
from core.report.finding import Finding, Kind
from core.report.gap import GUESSING, gap_sentence
from core.report.learning import learning_findings
from core.report.trend import LEAST, still_falls
from core.report.wording import counted, loss, percent
from core.runs.run import Run
from core.training.events import Status


def findings(run: Run) -> list[Finding]:
    """What the history of a run with at least one epoch says, in the order to tell it."""
    curves = Curves.of(run)
    found = list(_course(run, curves))
    if run.changes:
        found.append(_changed(run))
    found.append(Finding(Kind.GAP, gap_sentence(run)))
    return found


def _course(run: Run, curves: Curves) -> Iterator[Finding]:
    if run.end is not None and run.end.status is Status.DIVERGED:
        yield from _diverged(run, curves)
    elif len(curves) < LEAST:
        yield _too_few(curves)
    elif curves.train_accuracy[-1] < GUESSING:
        yield from _at_chance(curves)
    else:
        yield from learning_findings(curves)


def _at_chance(curves: Curves) -> Iterator[Finding]:
    accuracy = percent(curves.train_accuracy[-1])
    if still_falls(curves.train_loss):
        yield Finding(
            Kind.HARDLY,
            f"After epoch {curves.epochs[-1]} the training accuracy is {accuracy}, where guessing "
            f"gives about 10 %. The training loss still falls: it is {loss(curves.train_loss[-1])} "
            f"after {loss(curves.train_loss[0])} at the end of the first epoch.",
        )
        yield Finding(Kind.STOP, "It is too early to stop: the loss still falls.")
        return
    yield Finding(
        Kind.NOT_LEARNING,
        f"After epoch {curves.epochs[-1]} the training accuracy is {accuracy}, where guessing "
        f"gives about 10 %. The training loss was {loss(curves.train_loss[0])} after the first "
        f"epoch and is {loss(curves.train_loss[-1])} now; over the last epochs it does not fall "
        "by more than its noise.",
    )
    yield Finding(Kind.STOP, "The last epochs give no reason to expect more of further ones.")


def _diverged(run: Run, curves: Curves) -> Iterator[Finding]:
    best = int(np.argmin(curves.validation_loss))
    assert run.end is not None
    yield Finding(
        Kind.DIVERGED,
        f"The training diverged after epoch {curves.epochs[-1]}. {run.end.reason} The lowest "
        f"validation loss before that was {loss(curves.validation_loss[best])}, at epoch "
        f"{curves.epochs[best]}.",
    )


def _too_few(curves: Curves) -> Finding:
    told = (
        f"With {counted(len(curves), 'epoch')} nothing can be said of a trend. After epoch "
        f"{curves.epochs[-1]} the loss is {loss(curves.train_loss[-1])} on the training and "
        f"{loss(curves.validation_loss[-1])} on the validation images"
    )
    if len(curves) > 1:
        told += (
            f"; after epoch {curves.epochs[0]} it was {loss(curves.train_loss[0])} and "
            f"{loss(curves.validation_loss[0])}"
        )
    return Finding(Kind.TOO_FEW, f"{told}.")


def _changed(run: Run) -> Finding:
    return Finding(
        Kind.CHANGED,
        f"Hyperparameters were changed {counted(len(run.changes), 'time')} while the network "
        "learnt; the figures mark where. A bend there may come from the change, and not from the "
        "network.",
    )
