"""Statistics of the layers of a network: weights, outputs, gradients, dead and saturated units."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, Split, to_pixels
from core.foundation.errors import DataError
from core.inside.cancellation import Cancel, check, never
from core.inside.layer_values import LayerValues, layer_values
from core.nn.activations import Activation, Floats, ReLU, Sigmoid, Tanh
from core.nn.mlp import MLP

BINS = 50
SATURATION_SHARE = 0.95
"""A unit is saturated where it is near an end of its range for this share of the images."""
_PART = 1 << 20
"""Values that are counted together, between two looks at `cancel`."""
_TINY, _HUGE = 1e-300, 1e300
"""Between these magnitudes, the bin of a value is computed, in a fiftieth of the time of a search.
A value may then be in the bin beside its own if it differs from their edge only by rounding."""
_SIGMOID_MARGIN, _TANH_MARGIN = 0.01, 0.02
"""How near: tanh x is 2 σ(2x) − 1, so that its range is twice as wide."""


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How often values occur: 50 bins of equal width from −m to m, m the largest magnitude.

    Only finite values are counted in bins; m is 1 where no finite value differs from 0.
    """

    edges: npt.NDArray[np.float64]
    """(51,) float64, increasing."""
    counts: npt.NDArray[np.int64]
    """(50,) int64; the last bin includes its upper end."""
    undefined: int
    """How many values are infinite or not a number."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerStatistics:
    """Statistics of one layer on a sample; not a number where the network has diverged."""

    layer: int
    """The index of the layer; 0 is the first hidden one, the last one is the output layer."""
    weights: Histogram
    outputs: Histogram
    """Of f(z) for each image and unit; of the output layer, of the probabilities."""
    gradients: Histogram
    """Of the derivatives, by the weights, of the mean loss over the sample without penalties."""
    weight_norm: float
    """The Euclidean norm of the weights."""
    gradient_norm: float
    """The Euclidean norm of the derivatives with respect to weights and biases of the layer."""
    update_ratio: float | None
    """‖W − W₀‖ / ‖W‖ with W₀ the weights before; None without weights before."""
    dead: npt.NDArray[np.bool_] | None
    """(units,) bool; ReLU units whose output is 0 for all images; None for other activations."""
    saturated: npt.NDArray[np.bool_] | None
    """(units,) bool; None for other activations than sigmoid and tanh.

    A unit is saturated where its output is within 0.01 of 0 or 1 (sigmoid), or within 0.02 of −1
    or 1 (tanh), for at least 95% of the images.
    """


@np.errstate(all="ignore")
def layer_statistics(
    network: MLP, sample: Split, before: MLP | None = None, cancel: Cancel = never
) -> tuple[LayerStatistics, ...]:
    """Compute the statistics of all layers on a sample, which is in memory as floats at once.

    `before` is the same network with earlier parameters. Besides the values of the sample, the
    gradient of one layer is in memory at a time. Raises DataError for an empty sample or where
    `before` has other layers, and CanceledError.
    """
    if not len(sample):
        raise DataError("There are no images to compute statistics on.")
    if before is not None and before.sizes != network.sizes:
        raise DataError("The network before has layers of other sizes.")
    check(cancel)
    dtype = network.parameters.dtype
    values = layer_values(network, to_pixels(sample.images, dtype=dtype))
    delta = values[-1].outputs.copy()
    network.loss.gradient(delta, np.eye(CLASSES, dtype=dtype)[sample.labels])
    delta /= len(sample)
    found: list[LayerStatistics] = []
    for layer in reversed(range(len(values))):
        check(cancel)
        found.insert(0, _one_layer(network, layer, values[layer], delta, before, cancel))
        slopes = values[layer - 1].slopes if layer else None
        if slopes is not None:
            delta = (delta @ network.weights[layer].T) * slopes
    return tuple(found)


@np.errstate(all="ignore")
def histogram(values: npt.NDArray[np.floating], cancel: Cancel = never) -> Histogram:
    """Count values of any shape in the bins that `Histogram` describes. Raises CanceledError."""
    flat = values.reshape(-1)
    parts = [flat[start : start + _PART] for start in range(0, flat.size, _PART)]
    largest = max((_largest(part) for part in parts), default=0.0) or 1.0
    edges = bin_edges(largest)
    equal = _TINY < largest < _HUGE
    counts = np.zeros(BINS, np.int64)
    for part in parts:
        check(cancel)
        finite = part[np.isfinite(part)].astype(np.float64)
        if equal:
            places = (finite * (BINS / 2 / largest) + BINS / 2).astype(np.intp)
            counts += np.bincount(np.minimum(places, BINS - 1), minlength=BINS)
        else:
            counts += np.histogram(finite, edges)[0]
    return Histogram(edges, counts, flat.size - int(counts.sum()))


def bin_edges(largest: float, bins: int = BINS) -> npt.NDArray[np.float64]:
    """Return the edges of bins of equal width from −largest to largest, (bins + 1,)."""
    return largest * np.linspace(-1.0, 1.0, bins + 1)


def _largest(values: npt.NDArray[np.floating]) -> float:
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def _one_layer(
    network: MLP, layer: int, values: LayerValues, delta: Floats, before: MLP | None, cancel: Cancel
) -> LayerStatistics:
    weight = network.weights[layer]
    gradient = values.inputs.T @ delta
    hidden = layer < len(network.activations)
    activation = network.activations[layer] if hidden else None
    norm = _norm(weight)
    change = None if before is None else _norm(weight - before.weights[layer])
    return LayerStatistics(
        layer,
        histogram(weight, cancel),
        histogram(values.outputs, cancel),
        histogram(gradient, cancel),
        norm,
        float(np.hypot(_norm(gradient), _norm(delta.sum(axis=0)))),
        None if change is None else float(np.float64(change) / norm),
        _dead(activation, values.outputs),
        _saturated(activation, values.outputs),
    )


def _norm(values: Floats) -> float:
    return float(np.sqrt(np.square(values, dtype=np.float64).sum()))


def _dead(activation: Activation | None, outputs: Floats) -> npt.NDArray[np.bool_] | None:
    if not isinstance(activation, ReLU):
        return None
    return np.asarray((outputs == 0).all(axis=0))


def _saturated(activation: Activation | None, outputs: Floats) -> npt.NDArray[np.bool_] | None:
    if isinstance(activation, Sigmoid):
        near = (outputs <= _SIGMOID_MARGIN) | (outputs >= 1 - _SIGMOID_MARGIN)
    elif isinstance(activation, Tanh):
        near = np.abs(outputs) >= 1 - _TANH_MARGIN
    else:
        return None
    return np.asarray(near.mean(axis=0) >= SATURATION_SHARE)
