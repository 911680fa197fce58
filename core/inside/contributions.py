"""What the units and the pixels contribute to an output, or to the difference of two outputs."""

from dataclasses import dataclass

import numpy as np

from core.foundation.errors import ModelError
from core.inside.layer_values import LayerValues, check_unit
from core.nn.activations import Floats
from core.nn.mlp import MLP


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """The parts of q = z_digit − z_against for one image, where z are the sums of the outputs.

    Without `against`, q is z_digit. The arrays have the type of the network's parameters.
    """

    digit: int
    against: int | None
    total: float
    """q as the network computes it."""
    bias: float
    """The part of q that is the biases of the outputs."""
    slopes: list[Floats]
    """(units,) for each hidden layer; ∂q/∂h, where h are the outputs of the units."""
    units: list[Floats]
    """(units,) for each hidden layer; h ∂q/∂h.

    For the last hidden layer this is h_j (w_j,digit − w_j,against), so that these and `bias` add up
    to q. For the layers before it is the part to first order: how far q would change if the unit
    were scaled by a little, divided by that little.
    """
    pixels: Floats
    """(784,); x ∂q/∂x, which is exact for a network without hidden layers."""


@np.errstate(all="ignore")  # a diverged network has infinite or undefined values
def contributions(
    network: MLP, values: list[LayerValues], digit: int, against: int | None = None
) -> Contributions:
    """Split the difference of two outputs into the parts of the units and pixels.

    `values` are the `layer_values` of one image. Raises ModelError where a digit does not exist, or
    is compared with itself.
    """
    last = len(network.weights) - 1
    check_unit(network, last, digit)
    if against is not None:
        check_unit(network, last, against)
    if digit == against:
        raise ModelError(f"An output cannot be compared with itself: both are {digit}.")
    delta = np.zeros(network.sizes[-1], network.parameters.dtype)
    delta[digit] = 1.0
    if against is not None:
        delta[against] = -1.0
    sums, biases = values[-1].sums[0], network.biases[-1]
    slopes: list[Floats] = []
    for layer in range(last, 0, -1):
        slopes.insert(0, network.weights[layer] @ delta)
        before = values[layer - 1].slopes
        assert before is not None  # it is a hidden layer
        delta = slopes[0] * before[0]
    return Contributions(
        digit,
        against,
        float(sums[digit] - (0.0 if against is None else sums[against])),
        float(biases[digit] - (0.0 if against is None else biases[against])),
        slopes,
        [slope * each.outputs[0] for slope, each in zip(slopes, values, strict=False)],
        values[0].inputs[0] * (network.weights[0] @ delta),
    )


@np.errstate(all="ignore")
def pixel_contributions(
    network: MLP, values: list[LayerValues], found: Contributions, layer: int, unit: int
) -> Floats:
    """Compute what each pixel contributes through one hidden unit, (784,).

    It is x_i ∂z/∂x_i f'(z) ∂q/∂h, where z is the sum of the unit and h = f(z) its output: the part
    of `Contributions.pixels` whose paths lead through the unit. Those of all units of a layer add
    up to it. Raises ModelError where there is no such hidden unit.
    """
    check_unit(network, layer, unit)
    slopes = values[layer].slopes
    if slopes is None:
        raise ModelError("The output layer has no unit for pixels to contribute through.")
    delta = network.weights[layer][:, unit] * (slopes[0, unit] * found.slopes[layer][unit])
    for before in range(layer - 1, -1, -1):
        slopes = values[before].slopes
        assert slopes is not None  # it is a hidden layer
        delta = network.weights[before] @ (delta * slopes[0])
    through: Floats = values[0].inputs[0] * delta
    return through
