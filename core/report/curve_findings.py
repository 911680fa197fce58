"""What the curves say of a network that learnt: how far, until when, and when to stop."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.report.report_text import counted, loss, percent, share
from core.report.run_series import Curves
from core.report.trend import (
    GUESSING,
    LEAST,
    RELEVANT,
    Turn,
    Values,
    end_level,
    ends,
    fell,
    gap_sentence,
    noise,
    rose,
    still_falls,
    turn,
    window,
)
from core.runs.run import Run
from core.training.events import Status


class Kind(StrEnum):
    """What a finding is about."""

    FALLING = "The error falls"
    NOT_LEARNING = "Not learning"
    HARDLY = "Learning has hardly begun"
    OVERFITTING = "Overfitting"
    UNSTABLE = "Both errors rise"
    NOT_CONVERGED = "Not yet converged"
    CONVERGED = "Levelled off"
    UNCLEAR = "Perhaps still falling"
    DIVERGED = "Diverged"
    TOO_FEW = "Too few epochs"
    NOISE = "Noise"
    CHANGED = "Changed while training"
    GAP = "Training and validation"
    STOP = "When to stop"


@dataclass(frozen=True, slots=True)
class CurveFinding:
    """One thing that can be seen in the curves."""

    kind: Kind
    text: str


_NOISY = 0.02
"""Noise above this share of the loss is worth a word."""
_UPWARDS = 0.25
"""A curve of which a smaller share of the steps goes up is bent rather than noisy."""


def curve_findings_of(curves: Curves) -> Iterator[CurveFinding]:
    """Of at least five epochs."""
    if fell(curves.train_loss):
        yield _falling(curves)
    yield from _after(curves)
    yield from _noise(curves)


def _falling(curves: Curves) -> CurveFinding:
    first, last = curves.train_loss[0], curves.train_loss[-1]
    both = fell(curves.validation_loss)
    told = (
        f"Back-propagation updates weights and biases after every mini-batch, and the training "
        f"loss fell from {loss(first)} after the first epoch to {loss(last)} after epoch "
        f"{curves.epochs[-1]}; the training accuracy went from "
        f"{percent(curves.train_accuracy[0])} to {percent(curves.train_accuracy[-1])}."
    )
    if both:
        told += (
            f" The validation loss went with it, from {loss(curves.validation_loss[0])} down to "
            f"{loss(curves.validation_loss.min())}: what was learnt up to there also holds for "
            "images that the network has not seen."
        )
    return CurveFinding(Kind.FALLING, told)


def _after(curves: Curves) -> Iterator[CurveFinding]:
    turned = turn(curves.validation_loss)
    if turned is not None:
        yield from _turned(curves, turned)
    elif still_falls(curves.validation_loss):
        yield from _still_falling(curves)
    elif _is_lower(curves.validation_loss):
        yield from _unclear(curves)
    else:
        yield from _levelled(curves)


def _is_lower(values: Values) -> bool:
    last, before = ends(values)
    return before - last > RELEVANT * abs(before)


def _turned(curves: Curves, turned: Turn) -> Iterator[CurveFinding]:
    at, values = turned.index, curves.validation_loss
    epoch = curves.epochs[at]
    told = (
        f"The validation loss has its minimum, {loss(values[at])}, at epoch {epoch}. From there "
        f"to the end it rose by {loss(turned.rise)} ({share(turned.rise / values[at])}), where the "
        f"noise from epoch to epoch is about {loss(turned.noise)}. "
    )
    train = curves.train_loss
    between = f"from {loss(train[at])} to {loss(train[-1])}"
    if rose(train, at):
        yield CurveFinding(
            Kind.UNSTABLE,
            f"{told}The training loss rose as well, {between}. That is not overfitting, which "
            "would lower it: the steps no longer led downhill.",
        )
    elif fell(train, at):
        yield CurveFinding(
            Kind.OVERFITTING,
            f"{told}The training loss fell on, {between}. From epoch {epoch} on the network "
            "learnt what is particular to its training images more than what all digits have in "
            "common.",
        )
    else:
        yield CurveFinding(
            Kind.OVERFITTING,
            f"{told}The training loss hardly changed any more, {between}: what still moved in the "
            "weights did not help with images that the network has not seen.",
        )
    yield CurveFinding(Kind.STOP, _stop_at(curves, at))


def _stop_at(curves: Curves, at: int) -> str:
    best, last = curves.validation_accuracy[at], curves.validation_accuracy[-1]
    told = f"By the validation loss, epoch {curves.epochs[at]} was the time to stop"
    if round(10_000 * (last - best)) > 0:
        return (
            f"{told}. The validation accuracy was {percent(best)} there and {percent(last)} at "
            "the end: a few more images were read rightly, while the wrong answers became surer."
        )
    return f"{told}; the validation accuracy was {percent(best)} there, {percent(last)} at the end."


def _still_falling(curves: Curves) -> Iterator[CurveFinding]:
    last, before = ends(curves.validation_loss)
    width = window(curves.validation_loss)
    yield CurveFinding(
        Kind.NOT_CONVERGED,
        f"The validation loss has not turned. Over its last {width} epochs it was on average "
        f"{loss(last)}, and {loss(before)} over the {width} before: {share(1 - last / before)} "
        "lower, which is more than its noise.",
    )
    yield CurveFinding(
        Kind.STOP,
        f"Up to epoch {curves.epochs[-1]} no overfitting can be seen, so there was no reason yet "
        "to stop: these curves do not show where the validation loss would turn.",
    )


def _unclear(curves: Curves) -> Iterator[CurveFinding]:
    last, before = ends(curves.validation_loss)
    width = window(curves.validation_loss)
    yield CurveFinding(
        Kind.UNCLEAR,
        f"The validation loss has not turned. Over its last {width} epochs it was on average "
        f"{loss(last)}, and {loss(before)} over the {width} before: lower, but by no more than its "
        f"noise of about {loss(noise(curves.validation_loss))} from epoch to epoch could make it.",
    )
    yield CurveFinding(
        Kind.STOP,
        f"Up to epoch {curves.epochs[-1]} no overfitting can be seen; whether further epochs would "
        "help, these curves do not show.",
    )


def _levelled(curves: Curves) -> Iterator[CurveFinding]:
    values = curves.validation_loss
    best = int(np.argmin(values))
    near = int(np.argmax(values <= values[best] + max(2 * noise(values), 0.01 * values[best])))
    on = (
        "The training loss still fell at the end"
        if still_falls(curves.train_loss)
        else "The training loss no longer fell either"
    )
    yield CurveFinding(
        Kind.CONVERGED,
        f"The validation loss was lowest, {loss(values[best])}, at epoch {curves.epochs[best]}, "
        f"and {loss(values[-1])} at the end. Over the last epochs it neither fell nor rose by "
        f"more than its noise. {on}.",
    )
    yield CurveFinding(
        Kind.STOP,
        f"From epoch {curves.epochs[near]} on no later epoch brought the validation loss down by "
        "more than 1 % or its noise: stopping there would have cost next to nothing.",
    )


def _noise(curves: Curves) -> Iterator[CurveFinding]:
    values = curves.validation_loss
    usual, around = noise(values), end_level(values)
    if usual > _NOISY * around and np.mean(np.diff(values) > 0) > _UPWARDS:
        yield CurveFinding(
            Kind.NOISE,
            f"From epoch to epoch the validation loss goes up and down by about {loss(usual)}, "
            f"{share(usual / around)} of its value, without a direction. Differences of that size "
            "between two epochs mean nothing.",
        )


def findings(run: Run) -> list[CurveFinding]:
    """What the history of a run with at least one epoch says, in the order to tell it."""
    curves = Curves.of(run)
    found = list(_course(run, curves))
    if run.changes:
        found.append(_changed(run))
    found.append(CurveFinding(Kind.GAP, gap_sentence(run)))
    return found


def _course(run: Run, curves: Curves) -> Iterator[CurveFinding]:
    if run.end is not None and run.end.status is Status.DIVERGED:
        yield from _diverged(run, curves)
    elif len(curves) < LEAST:
        yield _too_few(curves)
    elif curves.train_accuracy[-1] < GUESSING:
        yield from _at_chance(curves)
    else:
        yield from curve_findings_of(curves)


def _at_chance(curves: Curves) -> Iterator[CurveFinding]:
    accuracy = percent(curves.train_accuracy[-1])
    if still_falls(curves.train_loss):
        yield CurveFinding(
            Kind.HARDLY,
            f"After epoch {curves.epochs[-1]} the training accuracy is {accuracy}, where guessing "
            f"gives about 10 %. The training loss still falls: it is {loss(curves.train_loss[-1])} "
            f"after {loss(curves.train_loss[0])} at the end of the first epoch.",
        )
        yield CurveFinding(Kind.STOP, "It is too early to stop: the loss still falls.")
        return
    yield CurveFinding(
        Kind.NOT_LEARNING,
        f"After epoch {curves.epochs[-1]} the training accuracy is {accuracy}, where guessing "
        f"gives about 10 %. The training loss was {loss(curves.train_loss[0])} after the first "
        f"epoch and is {loss(curves.train_loss[-1])} now; over the last epochs it does not fall "
        "by more than its noise.",
    )
    yield CurveFinding(Kind.STOP, "The last epochs give no reason to expect more of further ones.")


def _diverged(run: Run, curves: Curves) -> Iterator[CurveFinding]:
    best = int(np.argmin(curves.validation_loss))
    assert run.end is not None
    yield CurveFinding(
        Kind.DIVERGED,
        f"The training diverged after epoch {curves.epochs[-1]}. {run.end.reason} The lowest "
        f"validation loss before that was {loss(curves.validation_loss[best])}, at epoch "
        f"{curves.epochs[best]}.",
    )


def _too_few(curves: Curves) -> CurveFinding:
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
    return CurveFinding(Kind.TOO_FEW, f"{told}.")


def _changed(run: Run) -> CurveFinding:
    return CurveFinding(
        Kind.CHANGED,
        f"Hyperparameters were changed {counted(len(run.changes), 'time')} while the network "
        "learnt; the figures mark where. A bend there may come from the change, and not from the "
        "network.",
    )
