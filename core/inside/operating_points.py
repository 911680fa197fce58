"""The curves of an activation and of a loss, and where one image is on them."""

from dataclasses import dataclass

import numpy as np

from core.inside.layer_values import check_hidden_layer
from core.inside.one_step import OneStep
from core.nn.activations import Floats

POINTS = 241
_REACH = 6.0
"""An activation is shown at least from −6 to 6, where a sigmoid is saturated."""
_MARGIN = 1.05


@dataclass(frozen=True, slots=True, eq=False)
class ActivationCurve:
    """An activation f with its derivative, and the units of one layer on it."""

    sums: Floats
    """(241,); weighted sums z, in rising order."""
    outputs: Floats
    """(241,); f(z)."""
    slopes: Floats
    """(241,); f'(z)."""
    unit_sums: Floats
    """(n,); the weighted sum of each unit for the image."""
    unit_outputs: Floats
    """(n,)"""
    unit_slopes: Floats
    """(n,)"""


@dataclass(frozen=True, slots=True, eq=False)
class LossCurve:
    """The loss of the image against the weighted sum of one output; the others stay as they are."""

    sums: Floats
    """(241,); values of the sum a, in rising order."""
    losses: Floats
    """(241,)"""
    sum: float
    """The sum for the image."""
    loss: float
    """The loss of the image."""
    slope: float
    """∂L/∂a for the image: δ of the output."""


@np.errstate(all="ignore")
def activation_curve(step: OneStep, layer: int) -> ActivationCurve:
    """Compute the curve of a hidden layer. Raises ModelError where there is no such layer.

    The curve covers the sums of all units that are numbers.
    """
    check_hidden_layer(step.network, layer)
    values = step.layers[layer]
    assert values.slopes is not None  # only the output layer has none
    unit_sums = values.sums[0]
    finite = np.abs(unit_sums[np.isfinite(unit_sums)])
    reach = max(_REACH, _MARGIN * float(finite.max(initial=0.0)))
    sums = np.linspace(-reach, reach, POINTS)
    outputs, slopes = sums[None].copy(), np.empty((1, POINTS))
    step.network.activations[layer].differentiate(outputs, slopes)
    return ActivationCurve(
        sums, outputs[0], slopes[0], unit_sums, values.outputs[0], values.slopes[0]
    )


@np.errstate(all="ignore")
def loss_curve(step: OneStep, digit: int) -> LossCurve:
    """Compute the curve of the output of a digit."""
    logits = step.layers[-1].sums
    place = float(logits[0, digit])
    middle = place if np.isfinite(place) else 0.0
    sums = np.linspace(middle - _REACH, middle + _REACH, POINTS)
    losses = np.empty(POINTS)
    for number, each in enumerate(sums):
        changed = logits.copy()
        changed[0, digit] = each
        losses[number] = step.network.loss.total(changed, step.targets[None])
    return LossCurve(sums, losses, place, step.loss, float(step.deltas[-1][digit]))
