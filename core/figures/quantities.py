"""What of a run is drawn, and along what."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.runs.run import Run

Quantity = Literal["loss", "accuracy"]
Axis = Literal["epoch", "images", "seconds"]
Part = Literal["train", "validation"]
Values = npt.NDArray[np.float64]

AXIS_LABELS: dict[Axis, str] = {
    "epoch": "Epoch",
    "images": "Images seen",
    "seconds": "Time of training and evaluation (s)",
}


def values_of(run: Run, quantity: Quantity, part: Part) -> Values:
    """One number an epoch: losses as they are, accuracies in percent. What is no number, is NaN."""
    values: Values = np.array(
        [getattr(epoch, f"{part}_{quantity}") for epoch in run.epochs], np.float64
    )
    values[~np.isfinite(values)] = np.nan
    if quantity == "accuracy":
        values *= 100
    return values


def positions_of(run: Run, axis: Axis) -> Values:
    """Where the ends of the epochs are on an axis."""
    return _positions(run, np.array([epoch.epoch for epoch in run.epochs], np.float64), axis)


def change_positions(run: Run, axis: Axis) -> Values:
    """Where the live changes are on an axis."""
    seen = np.array([change.images_seen for change in run.changes], np.float64)
    return _positions(run, seen / run.settings.training_images, axis)


def best_epoch(values: Values, quantity: Quantity) -> int | None:
    """The index of the best value, the first where several are; None where there is none."""
    if not np.isfinite(values).any():
        return None
    return int(np.nanargmin(values) if quantity == "loss" else np.nanargmax(values))


def value_label(runs: Sequence[Run], quantity: Quantity) -> str:
    """What an axis of values says. The quadratic loss is no entropy, and so has no nats."""
    if quantity == "accuracy":
        return "Accuracy (%)"
    quadratic = {run.settings.loss == "sigmoid_quadratic" for run in runs}
    if quadratic == {True}:
        return "Loss (half squared error per image)"
    return "Loss (per image)" if True in quadratic else "Loss (nats per image)"


def _positions(run: Run, epochs: Values, axis: Axis) -> Values:
    if axis == "epoch":
        return epochs
    if axis == "images":
        return epochs * run.settings.training_images
    ends = [0, *(epoch.epoch for epoch in run.epochs)]
    seconds = np.cumsum([0.0, *(epoch.seconds for epoch in run.epochs)])
    positions: Values = np.interp(epochs, ends, seconds)
    return positions
