"""The weights of units as images, and the orders in which units are shown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE
from core.explanations.log_odds import log_odds_gradient
from core.inside.cancellation import Cancel, check, never
from core.inside.layer_values import check_hidden_layer, check_unit, layer_values
from core.nn.activations import Floats
from core.nn.mlp import MLP

_ROWS = 56
"""Pixels whose paths are summed between two looks at `cancel`."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightImages:
    """The weights of some units of one layer as images of the pixels they start at."""

    layer: int
    """The index of the layer; 0 is the first hidden one."""
    units: npt.NDArray[np.intp]
    """(n,) intp; the units shown."""
    images: Floats
    """(n, 28, 28), of the type of the parameters; not a number stays as it is."""
    direct: bool
    """Whether these are the weights themselves, and not sums of paths."""

    @property
    def scale(self) -> float:
        """The largest finite magnitude, the end of a diverging color scale; 1 where there is none.

        It is also 1 where all weights are 0.
        """
        return largest_magnitude(self.images)


def largest_magnitude(values: npt.NDArray[np.floating]) -> float:
    """Return the largest finite magnitude; 1 where there is none, or where all values are 0."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0


@np.errstate(all="ignore")
def weight_images(
    network: MLP,
    layer: int,
    units: npt.NDArray[np.intp] | None = None,
    cancel: Cancel = never,
) -> WeightImages:
    """Give the weights of units of a layer (default: of all) as images; see `path_weights`.

    Raises ModelError where the layer or a unit does not exist, and CanceledError.
    """
    check_unit(network, layer, 0)
    if units is None:
        units = np.arange(network.sizes[layer + 1])
    for unit in units:
        check_unit(network, layer, int(unit))
    images = path_weights(network, layer, units, cancel).T.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    return WeightImages(layer, units, images, direct=layer == 0)


@np.errstate(all="ignore")
def path_weights(
    network: MLP, layer: int, units: npt.NDArray[np.intp], cancel: Cancel = never
) -> Floats:
    """Sum, for each pixel and unit, the products of the weights along all paths: (784, n).

    For the first layer these are the weights themselves. For layer l it is the matrix product
    W_0 W_1 … W_l, restricted to the chosen columns: what the unit would weigh the pixels with if
    every activation between them were the identity. It ignores the activation functions (and so
    that a unit may be off or saturated for an image), and all biases. For linear networks it is
    exact. Raises CanceledError.
    """
    paths: Floats = network.weights[layer][:, units]
    for before in reversed(range(layer)):
        weight = network.weights[before]
        parts = []
        for start in range(0, len(weight), _ROWS):
            check(cancel)
            parts.append(weight[start : start + _ROWS] @ paths)
        paths = np.concatenate(parts)
    return paths


@np.errstate(all="ignore")
def weight_changes(
    network: MLP,
    before: MLP,
    layer: int,
    units: npt.NDArray[np.intp] | None = None,
    cancel: Cancel = never,
) -> WeightImages:
    """Give the difference of the weights of units in two networks with the same layers as images.

    For a deeper layer it is the difference of the sums over all paths. Raises like `weight_images`.
    """
    now = weight_images(network, layer, units, cancel)
    then = weight_images(before, layer, now.units, cancel)
    return WeightImages(layer, now.units, now.images - then.images, now.direct)


def strongest_outgoing(
    network: MLP, layer: int, unit: int, count: int = 10
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Find the units of the next layer that a hidden unit feeds with the largest weights.

    Returns the units in the order of their numbers and the weights, (n,) each; a weight that is not
    a number comes before all others. Raises ModelError where there is no such hidden unit.
    """
    check_hidden_layer(network, layer)
    check_unit(network, layer, unit)
    weights = network.weights[layer + 1][unit]
    sizes = np.where(np.isnan(weights), np.inf, np.abs(weights))
    units = np.sort(np.argsort(-sizes, kind="stable")[:count])
    return units, weights[units]


@np.errstate(all="ignore")
def unit_norms(network: MLP, layer: int) -> npt.NDArray[np.float64]:
    """Compute the Euclidean norm of each unit's incoming weights without bias, (units,)."""
    check_unit(network, layer, 0)
    return np.asarray(np.sqrt(np.square(network.weights[layer], dtype=np.float64).sum(axis=0)))


@np.errstate(all="ignore")
def unit_contributions(
    network: MLP, layer: int, pixels: Floats, digit: int
) -> npt.NDArray[np.floating]:
    """Compute what each hidden unit contributes to a digit for one image (784,), (units,).

    It is h_j ∂q/∂h_j, where h_j is the unit's output and q the log odds of the digit against all
    others (`log_odds`). This is the first-order estimate of how far q falls when the unit is
    switched off; `ablation` computes the change itself. Raises ModelError.
    """
    check_hidden_layer(network, layer)
    values = layer_values(network, pixels[None])
    delta = log_odds_gradient(values[-1].sums, digit)
    for later in range(len(network.weights) - 1, layer, -1):
        delta = delta @ network.weights[later].T
        slopes = values[later - 1].slopes if later - 1 > layer else None
        if slopes is not None:
            delta = delta * slopes
    contributions: npt.NDArray[np.floating] = (delta * values[layer].outputs)[0]
    return contributions


def descending_order(values: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
    """Order units by a value (units,), largest first; equal ones keep theirs, NaN comes last."""
    return np.argsort(np.where(np.isnan(values), np.inf, -values), kind="stable")


@np.errstate(all="ignore")
def similarity_order(network: MLP, layer: int, cancel: Cancel = never) -> npt.NDArray[np.intp]:
    """Order the units of a layer so that similar ones are beside each other, (units,) intp.

    The order is greedy: it begins with the unit of the largest norm, and goes on each time with
    the unit left whose incoming weights have the largest cosine with those of the last; of equal
    ones with the lowest number. Units without a direction (weights that are all 0, or not all
    finite) come last. Raises CanceledError.
    """
    norms = unit_norms(network, layer)
    usable = np.isfinite(norms) & (norms > 0)
    left = np.flatnonzero(usable)
    directions = (network.weights[layer][:, left] / norms[left]).T
    order: list[int] = []
    current = int(np.argmax(norms[left])) if len(left) else 0
    free = np.ones(len(left), bool)
    for _ in left:
        check(cancel)
        free[current] = False
        order.append(int(left[current]))
        current = int(np.argmax(np.where(free, directions @ directions[current], -np.inf)))
    return np.array([*order, *np.flatnonzero(~usable)], np.intp)
