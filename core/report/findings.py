"""What the curves of a run show, in sentences: none that its numbers do not bear."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.runs.run import Run, RunState
from core.training.events import EpochEnd

Values = npt.NDArray[np.float64]

_NOISES = 3.0
"""So many times its noise must a curve have moved for it to count."""
_LEAST = 0.02
"""The least share of a loss that counts as a move."""
_NOT_LEARNT = 0.05
_WIDE_GAP = 0.01
"""Of accuracy, between training and validation."""


class Kind(StrEnum):
    """What a sentence is about."""

    TOO_SHORT = "too short"
    DIVERGED = "diverged"
    NOT_LEARNT = "not learnt"
    FELL = "fell"
    TURNED = "turned"
    STILL_FALLING = "still falling"
    LEVEL = "level"
    GAP = "gap"
    NO_GAP = "no gap"
    UNFINISHED = "unfinished"
    CHANGED = "changed"


class Finding(NamedTuple):
    """A sentence or two, and what they are about."""

    kind: Kind
    text: str


def findings(run: Run) -> list[Finding]:
    """What there is to say of a run that has at least one epoch."""
    epochs = run.epochs
    found = [*_ending(run)]
    if len(epochs) < 2:
        return [*found, Finding(Kind.TOO_SHORT, "One epoch is no curve: it shows no trend.")]
    train = np.array([epoch.train_loss for epoch in epochs])
    validation = np.array([epoch.validation_loss for epoch in epochs])
    found.append(_fall(epochs, train, validation))
    if found[-1].kind is Kind.FELL:
        found.append(_course(train, validation))
        found.append(_gap(epochs))
    return [*found, *_changes(run)]


def noise(values: Values) -> float:
    """The standard deviation of what a curve jumps from epoch to epoch, whatever its trend.

    Second differences have no part of a straight line, and of independent noise six times its
    variance; their median deviation bears outliers (Rousseeuw and Croux 1993: 1.4826).
    """
    if len(values) < 4:
        return 0.0
    second = np.diff(values, 2)
    return float(1.4826 * np.median(np.abs(second)) / np.sqrt(6))


def _ending(run: Run) -> list[Finding]:
    if run.state is RunState.DIVERGED:
        reason = run.end.reason if run.end is not None else ""
        text = f"The training diverged: its loss left all bounds. {reason}".strip()
        return [Finding(Kind.DIVERGED, text)]
    done, planned = len(run.epochs), run.last_settings.epochs
    if run.state is RunState.COMPLETED and done < planned and run.end is not None:
        return [Finding(Kind.UNFINISHED, run.end.reason)] if run.end.reason else []
    if done < planned:
        text = f"The run has {done:,} of the {planned:,} epochs that it was to have."
        return [Finding(Kind.UNFINISHED, text)]
    return []


def _fall(epochs: Sequence[EpochEnd], train: Values, validation: Values) -> Finding:
    first, last = epochs[0], epochs[-1]
    numbers = (
        f"from {first.train_loss:.4f} after the first epoch to {last.train_loss:.4f} after epoch "
        f"{last.epoch:,} on the training images, and from {first.validation_loss:.4f} to "
        f"{last.validation_loss:.4f} on the validation images"
    )
    fallen = train[0] - train[-1]
    if fallen < max(_NOT_LEARNT * train[0], _NOISES * noise(train)):
        text = (
            f"The network has hardly learnt: its loss went {numbers}. The training accuracy is "
            f"{last.train_accuracy:.1%} at the end."
        )
        return Finding(Kind.NOT_LEARNT, text)
    fell = "Both losses fell" if validation[-1] < validation[0] else "The training loss fell"
    text = (
        f"{fell}: the loss went {numbers}. Back-propagation changes weights and biases along "
        "the negative gradient of the training loss, so that it falls from epoch to epoch; the "
        f"accuracy rose from {first.train_accuracy:.1%} to {last.train_accuracy:.1%} (training) "
        f"and from {first.validation_accuracy:.1%} to {last.validation_accuracy:.1%} (validation)."
    )
    return Finding(Kind.FELL, text)


def _course(train: Values, validation: Values) -> Finding:
    """Whether the validation loss has turned, still falls, or keeps its level."""
    best = int(np.argmin(validation))
    after = validation[best + 1 :]
    jump = noise(validation)
    if len(after) >= 2:
        last = after[-min(5, len(after)) :]
        rise = float(last.mean() - validation[best])
        if rise > max(_NOISES * jump, _LEAST * validation[best]):
            return _turned(train, validation, best, rise)
    window = max(3, len(validation) // 10)
    fall = float(validation[-window:][0] - validation[-window:].min())
    per_epoch = fall / max(window - 1, 1)
    still = best >= len(validation) - max(2, window // 2)
    if len(validation) > 3 and still and fall > max(_NOISES * jump, 0.001 * validation[-1]):
        text = (
            f"The validation loss has its lowest value, {validation[best]:.4f}, at epoch "
            f"{best + 1:,}, and was still falling by about {per_epoch:.2g} an epoch at the end. "
            "There was no reason to stop yet: the curves give no sign of overfitting, and more "
            "epochs would probably lower both losses further."
        )
        return Finding(Kind.STILL_FALLING, text)
    text = (
        f"The validation loss has its lowest value, {validation[best]:.4f}, at epoch {best + 1:,}, "
        "and changed by no more than its own unsteadiness over the last epochs. It neither "
        "falls any more nor rises: further epochs of this kind gain little, and do no harm yet."
    )
    return Finding(Kind.LEVEL, text)


def _turned(train: Values, validation: Values, best: int, rise: float) -> Finding:
    text = (
        f"The validation loss was lowest at epoch {best + 1:,}, with {validation[best]:.4f}, and "
        f"has risen by {rise:.4f} since"
    )
    fallen = float(train[best] - train[-1])
    if fallen > max(_NOISES * noise(train), _LEAST * train[best]):
        text += (
            f", while the training loss went on falling, from {train[best]:.4f} to "
            f"{train[-1]:.4f}. From there on the network learnt what is true of the training "
            "images alone: it overfits. That epoch is the one to stop at; early stopping does so "
            "by itself, and regularisation, more data or distorted images move the point outwards."
        )
    else:
        text += (
            ". The training loss did not fall on meanwhile, so that this is no overfitting: a "
            "smaller learning rate towards the end would be the first thing to try."
        )
    return Finding(Kind.TURNED, text)


def _gap(epochs: Sequence[EpochEnd]) -> Finding:
    last = epochs[-1]
    gap = last.train_accuracy - last.validation_accuracy
    if gap > _WIDE_GAP:
        text = (
            f"At the end the network reads {last.train_accuracy:.2%} of the training images and "
            f"{last.validation_accuracy:.2%} of the validation images: {100 * gap:.1f} points are "
            "what it knows of its training images and cannot carry over to others."
        )
        return Finding(Kind.GAP, text)
    text = (
        f"At the end the accuracy is {last.train_accuracy:.2%} on the training and "
        f"{last.validation_accuracy:.2%} on the validation images: what it has learnt carries "
        "over to images that it has not seen."
    )
    return Finding(Kind.NO_GAP, text)


def _changes(run: Run) -> list[Finding]:
    count = len(run.changes)
    if not count:
        return []
    s = "s were" if count != 1 else " was"
    text = (
        f"{count:,} live change{s} made while the network learnt (listed with the "
        "hyperparameters); where a curve bends there, that may be the cause."
    )
    return [Finding(Kind.CHANGED, text)]
