"""The quantities of a run that are plotted, and the axes against which they are plotted."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import short_all
from core.plots.loss_unit import loss_unit
from core.runs.run import Run
from core.runs.run_series import RunSeries, Values
from core.training.events import Status

_LONGEST_NAME = 44

Quantity = Literal["loss", "accuracy"]
Axis = Literal["epoch", "images", "seconds"]
Part = Literal["train", "validation"]

AXIS_LABELS: dict[Axis, str] = {
    "epoch": "Epoch",
    "images": "Images seen",
    "seconds": "Time of training and evaluation (s)",
}


def display_name(name: str) -> str:
    """Return a name in one line, without characters that are invalid in the XML of an SVG."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"


def changes_label(changes: list[Mapping[str, Value]]) -> str:
    """Describe live changes that are at one place, in a few words."""
    last: dict[str, Value] = {}
    for values in changes:
        last.update(values)
    text = short_all(last)
    return display_name(text if len(changes) == 1 else f"{text} ({len(changes)} changes)")


def values_of(run: Run, quantity: Quantity, part: Part) -> Values:
    """Return one number per epoch: losses, or accuracies in percent. Infinite values become NaN."""
    series = RunSeries.of(run)
    values: Values = getattr(series, f"{part}_{quantity}")
    values = np.where(np.isfinite(values), values, np.nan)
    return values * 100 if quantity == "accuracy" else values


def positions_of(run: Run, axis: Axis) -> Values:
    """Return where the ends of the epochs are on an axis."""
    return _positions(run, RunSeries.of(run).epochs.astype(np.float64), axis)


def change_positions(run: Run, axis: Axis) -> Values:
    """Return where the live changes are on an axis."""
    seen = np.array([change.images_seen for change in run.changes], np.float64)
    return _positions(run, seen / run.settings.training_images, axis)


def divergence(run: Run, axis: Axis) -> tuple[float, float] | None:
    """Return where on an axis the epoch in which a run diverged begins and would have ended.

    None where the run has not diverged.
    """
    if run.end is None or run.end.status is not Status.DIVERGED:
        return None
    done = run.end.epochs
    if axis == "seconds":
        start = float(RunSeries.of(run).times()[-1]) if run.epochs else 0.0
        return start, max(run.end.seconds, start)
    scale = run.settings.training_images if axis == "images" else 1
    return float(scale * done), float(scale * (done + 1))


def best_epoch(values: Values, quantity: Quantity) -> int | None:
    """Return the index of the best value, the first of several; None where there is none."""
    if not np.isfinite(values).any():
        return None
    return int(np.nanargmin(values) if quantity == "loss" else np.nanargmax(values))


def value_label(runs: Sequence[Run], quantity: Quantity) -> str:
    """Return the label of the value axis."""
    if quantity == "accuracy":
        return "Accuracy (%)"
    return f"Loss ({loss_unit({run.settings.loss for run in runs})})"


def _positions(run: Run, epochs: Values, axis: Axis) -> Values:
    if axis == "epoch":
        return epochs
    if axis == "images":
        return epochs * run.settings.training_images
    series = RunSeries.of(run)
    ends, times = np.append(0, series.epochs), np.append(0.0, series.times())
    positions: Values = np.interp(epochs, ends, times)
    return positions
