"""Ablation: what a network answers when some of its hidden units are switched off."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.datasets.dataset import Split, to_pixels
from core.foundation.errors import DataError
from core.inside.cancellation import Cancel, Progress, check, ignore, never
from core.inside.layer_values import check_hidden_layer, check_unit
from core.nn.activations import Floats
from core.nn.mlp import MLP

_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True, eq=False)
class AblatedAnswer:
    """The outputs for one image with all units, and with some switched off."""

    before: Floats
    after: Floats
    """(10,) each; the probabilities, of the type of the parameters."""


@dataclass(frozen=True, slots=True)
class AblatedAccuracy:
    """How many images of a split are classified correctly with all units, and with some off."""

    images: int
    correct_before: int
    correct_after: int

    @property
    def change(self) -> float:
        """The change of the accuracy as a fraction; negative where the units were of use."""
        return (self.correct_after - self.correct_before) / self.images


def network_without(network: MLP, layer: int, units: Sequence[int]) -> MLP:
    """Copy a network without the weights that lead from some units of a hidden layer to the next.

    Its answers are those of the network with these units switched off. Raises ModelError where
    there is no such hidden layer or unit.
    """
    _check(network, layer, units)
    copy = network.with_parameters(network.parameters.copy())
    copy.weights[layer + 1][list(units)] = 0.0
    return copy.as_read_only()


def ablate_answer(network: MLP, layer: int, units: Sequence[int], pixels: Floats) -> AblatedAnswer:
    """Compute the answer to one image (784,) of floats without some units of a hidden layer.

    Raises ModelError where there is no such hidden layer or unit.
    """
    _check(network, layer, units)
    before, after = _logits(network, layer, units, pixels[None])
    probabilities = network.loss.probabilities
    return AblatedAnswer(probabilities(before)[0], probabilities(after)[0])


def ablate_accuracy(
    network: MLP,
    layer: int,
    units: Sequence[int],
    split: Split,
    cancel: Cancel = never,
    progress: Progress = ignore,
) -> AblatedAccuracy:
    """Compute the accuracy on a split without some units of a hidden layer.

    Raises ModelError where there is no such hidden layer or unit, DataError where the split is
    empty, and CanceledError.
    """
    _check(network, layer, units)
    if not len(split):
        raise DataError("There are no images to measure the accuracy on.")
    correct = np.zeros(2, np.int64)
    for start in range(0, len(split), _BATCH_ROWS):
        check(cancel)
        rows = slice(start, start + _BATCH_ROWS)
        pixels = to_pixels(split.images[rows], dtype=network.parameters.dtype)
        both = _logits(network, layer, units, pixels)
        correct += [int((each.argmax(axis=1) == split.labels[rows]).sum()) for each in both]
        progress(min(start + _BATCH_ROWS, len(split)), len(split))
    return AblatedAccuracy(len(split), int(correct[0]), int(correct[1]))


# A diverged network has infinite or undefined sums, which are shown as such.
@np.errstate(all="ignore")
def _logits(
    network: MLP, layer: int, units: Sequence[int], pixels: Floats
) -> tuple[Floats, Floats]:
    """Compute the logits (n, 10) with all units, and with the outputs of some replaced by 0."""
    values = pixels.astype(network.parameters.dtype, copy=False)
    for each in range(layer + 1):
        values = values @ network.weights[each] + network.biases[each]
        network.activations[each].apply(values)
    without = values.copy()
    without[:, list(units)] = 0.0
    return _rest(network, layer + 1, values), _rest(network, layer + 1, without)


def _rest(network: MLP, first: int, values: Floats) -> Floats:
    for layer in range(first, len(network.weights)):
        values = values @ network.weights[layer] + network.biases[layer]
        if layer < len(network.activations):
            network.activations[layer].apply(values)
    return values


def _check(network: MLP, layer: int, units: Sequence[int]) -> None:
    check_hidden_layer(network, layer)
    for unit in units:
        check_unit(network, layer, unit)
