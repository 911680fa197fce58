"""What of a run is drawn, and along what."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS
from core.runs.run import Run

_LONGEST = 44


def shown_name(name: str) -> str:
    """A name in one line, without what has no letter: an SVG with that would be no XML."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def changes_label(changes: list[Mapping[str, Value]]) -> str:
    """Changes that stand at one place, in a few words."""
    last: dict[str, Value] = {}
    for values in changes:
        last.update(values)
    told = ", ".join(f"{_sign(name)} {FIELDS[name].format(value)}" for name, value in last.items())
    return shown_name(told if len(changes) == 1 else f"{told} ({len(changes)} changes)")


def _sign(name: str) -> str:
    """The sign that a label ends with, such as η; without one, the field's name."""
    sign = FIELDS[name].label.split()[-1]
    return sign if len(sign) <= 2 and not sign.isascii() else name.replace("_", " ")


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
