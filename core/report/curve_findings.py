"""What the curves of a run show: whether it learns, overfits or converges, and when to stop."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.foundation.loss_text import loss_text as loss
from core.foundation.percent import SHARE_DECIMALS, percent
from core.report.generalization_gap import generalization_gap
from core.report.report_text import count_of
from core.runs.run import Run
from core.runs.run_series import RunSeries, Values
from core.runs.trend import (
    GUESSING,
    LEAST,
    RELEVANT,
    Turn,
    end_level,
    ends,
    fell,
    find_overfitting,
    find_turn,
    noise,
    still_falls,
    window,
)
from core.training.events import Status


class Kind(StrEnum):
    """The kind of a finding, which is its heading."""

    FALLING = "The error falls"
    NOT_LEARNING = "Not learning"
    HARDLY = "Learning has hardly started"
    OVERFITTING = "Overfitting"
    UNSTABLE = "Both errors rise"
    NOT_CONVERGED = "Not yet converged"
    CONVERGED = "Leveled off"
    UNCLEAR = "Perhaps still falling"
    DIVERGED = "Diverged"
    TOO_FEW = "Too few epochs"
    NOISE = "Noise"
    CHANGED = "Changed during training"
    GENERALIZATION_GAP = "Training and validation"
    STOP = "When to stop"


@dataclass(frozen=True, slots=True)
class CurveFinding:
    """One observation about the curves."""

    kind: Kind
    text: str


_NOISY = 0.02
"""Noise above this share of the loss is mentioned."""
_UPWARDS = 0.25
"""A curve with a smaller share of upward steps is bent rather than noisy."""


def _learning_findings(series: RunSeries) -> Iterator[CurveFinding]:
    """Yield the findings of a run that learns, with at least five epochs."""
    if fell(series.train_loss):
        yield _falling(series)
    yield from _after(series)
    yield from _noise(series)


def _falling(series: RunSeries) -> CurveFinding:
    first, last = series.train_loss[0], series.train_loss[-1]
    both = fell(series.validation_loss)
    sentence = (
        f"Back-propagation updates weights and biases after every mini-batch, and the training "
        f"loss fell from {loss(first)} after the first epoch to {loss(last)} after epoch "
        f"{series.epochs[-1]}; the training accuracy went from "
        f"{percent(series.train_accuracy[0])} to {percent(series.train_accuracy[-1])}."
    )
    if both:
        sentence += (
            f" The validation loss fell with it, from {loss(series.validation_loss[0])} down to "
            f"{loss(series.validation_loss.min())}: what the network learned up to there also "
            "holds for images that it has not seen."
        )
    return CurveFinding(Kind.FALLING, sentence)


def _after(series: RunSeries) -> Iterator[CurveFinding]:
    turn = find_turn(series.validation_loss)
    if turn is not None:
        yield from _turned(series, turn)
    elif still_falls(series.validation_loss):
        yield from _still_falling(series)
    elif _is_lower(series.validation_loss):
        yield from _unclear(series)
    else:
        yield from _leveled(series)


def _is_lower(values: Values) -> bool:
    last, before = ends(values)
    return before - last > RELEVANT * abs(before)


def _turned(series: RunSeries, turn: Turn) -> Iterator[CurveFinding]:
    at, values = turn.index, series.validation_loss
    epoch = series.epochs[at]
    share = percent(values[-1] / values[at] - 1, SHARE_DECIMALS)
    sentence = (
        f"The validation loss has its minimum, {loss(values[at])}, at epoch {epoch}. From there "
        f"to the end it rose by {share} to {loss(values[-1])}, while the noise "
        f"from epoch to epoch is about {loss(turn.noise)}. "
    )
    train = series.train_loss
    between = f"from {loss(train[at])} to {loss(train[-1])}"
    if find_overfitting(train, values) is None:
        yield CurveFinding(
            Kind.UNSTABLE,
            f"{sentence}The training loss rose as well, {between}. That is not overfitting, which "
            "would lower it: the steps no longer decreased the loss.",
        )
    elif fell(train, at):
        yield CurveFinding(
            Kind.OVERFITTING,
            f"{sentence}The training loss kept falling, {between}. From epoch {epoch} on, the "
            "network learned details of its training images more than what all digits have in "
            "common.",
        )
    else:
        yield CurveFinding(
            Kind.OVERFITTING,
            f"{sentence}The training loss hardly changed any more, {between}: further changes of "
            "the weights did not help with images that the network has not seen.",
        )
    yield CurveFinding(Kind.STOP, _stop_at(series, at))


def _stop_at(series: RunSeries, at: int) -> str:
    best, last = series.validation_accuracy[at], series.validation_accuracy[-1]
    sentence = f"According to the validation loss, epoch {series.epochs[at]} was the time to stop"
    if round(10_000 * (last - best)) > 0:
        return (
            f"{sentence}. The validation accuracy was {percent(best)} there and {percent(last)} at "
            "the end: a few more images were classified correctly, while wrong answers became more "
            "confident."
        )
    accuracy = f"{percent(best)} there, {percent(last)} at the end"
    return f"{sentence}; the validation accuracy was {accuracy}."


def _still_falling(series: RunSeries) -> Iterator[CurveFinding]:
    last, before = ends(series.validation_loss)
    width = window(series.validation_loss)
    fall = percent(1 - last / before, SHARE_DECIMALS)
    yield CurveFinding(
        Kind.NOT_CONVERGED,
        f"At its end, the validation loss does not rise. Over the last {width} epochs it averaged "
        f"{loss(last)}, compared with {loss(before)} over the {width} before: {fall} lower, which "
        "is more than its noise.",
    )
    yield CurveFinding(
        Kind.STOP,
        f"Up to epoch {series.epochs[-1]} no overfitting is visible, so there was no reason yet "
        "to stop: these curves do not show where the validation loss would rise again.",
    )


def _unclear(series: RunSeries) -> Iterator[CurveFinding]:
    last, before = ends(series.validation_loss)
    width = window(series.validation_loss)
    yield CurveFinding(
        Kind.UNCLEAR,
        f"At its end, the validation loss does not rise. Over the last {width} epochs it averaged "
        f"{loss(last)}, compared with {loss(before)} over the {width} before: lower, but by no "
        f"more than its noise from epoch to epoch, about {loss(noise(series.validation_loss))}, "
        "can explain.",
    )
    yield CurveFinding(
        Kind.STOP,
        f"Up to epoch {series.epochs[-1]} no overfitting is visible; these curves do not show "
        "whether further epochs would help.",
    )


def _leveled(series: RunSeries) -> Iterator[CurveFinding]:
    values = series.validation_loss
    best = int(np.argmin(values))
    near = int(np.argmax(values <= values[best] + max(2 * noise(values), 0.01 * values[best])))
    on = (
        "The training loss still fell at the end"
        if still_falls(series.train_loss)
        else "The training loss no longer fell either"
    )
    yield CurveFinding(
        Kind.CONVERGED,
        f"The validation loss was lowest, {loss(values[best])}, at epoch {series.epochs[best]}, "
        f"and {loss(values[-1])} at the end. Over the last epochs it neither fell nor rose by "
        f"more than its noise. {on}.",
    )
    yield CurveFinding(
        Kind.STOP,
        f"After epoch {series.epochs[near]}, no epoch lowered the validation loss by more than 1% "
        "or its noise: stopping there would have cost almost nothing.",
    )


def _noise(series: RunSeries) -> Iterator[CurveFinding]:
    values = series.validation_loss
    usual, around = noise(values), end_level(values)
    if usual > _NOISY * around and np.mean(np.diff(values) > 0) > _UPWARDS:
        share = percent(usual / around, SHARE_DECIMALS)
        yield CurveFinding(
            Kind.NOISE,
            f"From epoch to epoch the validation loss goes up and down by about {loss(usual)}, "
            f"{share} of its value, without a trend. Differences of that size "
            "between two epochs are not significant.",
        )


def curve_findings(run: Run) -> list[CurveFinding]:
    """Return the findings about a run with at least one epoch, in the order of the report."""
    series = RunSeries.of(run).until_divergence()
    findings = list(_training_findings(run, series))
    if run.changes:
        findings.append(_changed(run))
    findings.append(CurveFinding(Kind.GENERALIZATION_GAP, generalization_gap(run)))
    return findings


def _training_findings(run: Run, series: RunSeries) -> Iterator[CurveFinding]:
    if run.end is not None and run.end.status is Status.DIVERGED:
        yield from _diverged(run, series)
    elif len(series) < LEAST:
        yield _too_few(series)
    elif series.train_accuracy[-1] < GUESSING:
        yield from _at_chance(series)
    else:
        yield from _learning_findings(series)


def _at_chance(series: RunSeries) -> Iterator[CurveFinding]:
    accuracy = percent(series.train_accuracy[-1])
    if still_falls(series.train_loss):
        yield CurveFinding(
            Kind.HARDLY,
            f"After epoch {series.epochs[-1]} the training accuracy is {accuracy}, where guessing "
            f"gives about 10%. The training loss still falls: it is now "
            f"{loss(series.train_loss[-1])}, compared with {loss(series.train_loss[0])} after the "
            "first epoch.",
        )
        yield CurveFinding(Kind.STOP, "It is too early to stop: the loss still falls.")
        return
    yield CurveFinding(
        Kind.NOT_LEARNING,
        f"After epoch {series.epochs[-1]} the training accuracy is {accuracy}, where guessing "
        f"gives about 10%. The training loss was {loss(series.train_loss[0])} after the first "
        f"epoch and is {loss(series.train_loss[-1])} now; over the last epochs it does not fall "
        "by more than its noise.",
    )
    yield CurveFinding(
        Kind.STOP, "The last epochs give no reason to expect that more of them would help."
    )


def _diverged(run: Run, series: RunSeries) -> Iterator[CurveFinding]:
    best = int(np.argmin(series.validation_loss))
    assert run.end is not None
    yield CurveFinding(
        Kind.DIVERGED,
        f"The training diverged after epoch {series.epochs[-1]}. {run.end.reason} The lowest "
        f"validation loss before that was {loss(series.validation_loss[best])}, at epoch "
        f"{series.epochs[best]}.",
    )


def _too_few(series: RunSeries) -> CurveFinding:
    sentence = (
        f"With {count_of(len(series), 'epoch')}, no trend can be recognized. After epoch "
        f"{series.epochs[-1]} the loss is {loss(series.train_loss[-1])} on the training and "
        f"{loss(series.validation_loss[-1])} on the validation images"
    )
    if len(series) > 1:
        sentence += (
            f"; after epoch {series.epochs[0]} it was {loss(series.train_loss[0])} and "
            f"{loss(series.validation_loss[0])}"
        )
    return CurveFinding(Kind.TOO_FEW, f"{sentence}.")


def _changed(run: Run) -> CurveFinding:
    return CurveFinding(
        Kind.CHANGED,
        f"Hyperparameters were changed {_times(len(run.changes))} during the training; the figures "
        "mark where. A bend there may be an effect of the change.",
    )


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else count_of(count, "time")
