"""The weighted sum of one unit for one image, term by term."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.inside.layer_values import check_unit, layer_values
from core.nn.activations import Floats
from core.nn.mlp import MLP


@dataclass(frozen=True, slots=True, eq=False)
class UnitSum:
    """The sum z = Σ x_i w_i + b of a unit, split into its largest terms and the rest.

    `products.sum() + rest + bias` is `total`, up to rounding.
    """

    layer: int
    """The index of the layer; 0 is the first hidden one."""
    unit: int
    inputs: npt.NDArray[np.intp]
    """(n,) intp; the pixels or units of the layer before, largest magnitude of the term first."""
    values: npt.NDArray[np.float64]
    """(n,) float64; their values x_i."""
    weights: npt.NDArray[np.float64]
    """(n,) float64; the weights w_i."""
    products: npt.NDArray[np.float64]
    """(n,) float64; the terms x_i w_i."""
    rest: float
    """The sum of all other terms."""
    rest_count: int
    """How many other terms there are."""
    bias: float
    total: float
    """The weighted sum z as the network computes it."""
    output: float
    """f(z); for the output layer the probability of the digit."""


@np.errstate(all="ignore")
def unit_sum(network: MLP, layer: int, unit: int, pixels: Floats, count: int = 10) -> UnitSum:
    """Split the sum of a unit for one image (784,) of floats into its `count` largest terms.

    Terms that are not a number come first, since they decide the sum. Raises ModelError where
    there is no such layer or unit.
    """
    check_unit(network, layer, unit)
    values = layer_values(network, pixels[None], layer)[layer]
    inputs = values.inputs[0].astype(np.float64)
    weights = network.weights[layer][:, unit].astype(np.float64)
    products = inputs * weights
    magnitudes = np.where(np.isnan(products), np.inf, np.abs(products))
    order = np.argsort(-magnitudes, kind="stable")
    first, others = order[:count], order[count:]
    return UnitSum(
        layer,
        unit,
        first,
        inputs[first],
        weights[first],
        products[first],
        float(products[others].sum()),
        len(others),
        float(network.biases[layer][unit]),
        float(values.sums[0, unit]),
        float(values.outputs[0, unit]),
    )
