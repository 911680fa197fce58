"""One training step on one image, with every value from the pixels to the changed weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from core.foundation.errors import ModelError
from core.hyperparameters.schema import Hyperparameters
from core.inside.layer_values import LayerValues, check_unit, layer_values
from core.nn.activations import Floats
from core.nn.mlp import MLP
from core.training.batches import digit_targets
from core.training.objective import Objective
from core.training.optimizers import OPTIMIZERS, OptimizerMemory
from core.training.regularizers import clip_norm, limit_norms


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrainingStep:
    """A step of an optimizer along the gradient of some images, in float64.

    The images are neither distorted nor is anything dropped out.
    """

    network: MLP
    """Before the step."""
    settings: Hyperparameters
    loss: float
    """The loss of the images, summed, without penalties."""
    penalized: Floats
    """The gradient with the penalties, laid out like the parameters."""
    gradient: Floats
    """The gradient along which the optimizer moves: shortened where it is clipped."""
    memory: OptimizerMemory
    """The state of the optimizer before the step, and the learning rate of the step."""
    slots: Mapping[str, Floats]
    """The state of the optimizer after the step."""
    moved: MLP
    """After the step."""
    loss_after: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OneStep(TrainingStep):
    """The step along the gradient of one image, with all that leads to it."""

    layers: list[LayerValues]
    """The values of each layer, for one image."""
    targets: Floats
    """(10,)"""
    deltas: list[Floats]
    """(n_out,) for each layer; the derivatives of the loss with respect to the weighted sums."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightPath:
    """The derivative of the loss with respect to one weight, as the product of its two factors."""

    layer: int
    """The index of the layer of the weight; 0 leads from the pixels."""
    source: int
    """The pixel, or the unit of the layer before."""
    unit: int
    value: float
    """The output of the source."""
    delta: float
    """The derivative of the loss with respect to the sum of the unit."""
    derivative: float
    """∂L/∂w, without penalties: the product of both."""
    index: int
    """Its place in the vector of all parameters."""


@np.errstate(all="ignore")
def one_step(
    network: MLP,
    settings: Hyperparameters,
    pixels: Floats,
    digit: int,
    memory: OptimizerMemory | None = None,
) -> OneStep:
    """Take a step on an image (784,) of floats from 0 to 1, of which `digit` is the label.

    The network is not changed. Without the `memory` of a training, this is the first step of an
    optimizer, with the learning rate of the settings, without a schedule.
    """
    inputs, targets = pixels.astype(np.float64)[None], targets_of(settings, [digit])
    step = training_step(network, settings, inputs, targets, memory)
    layers = layer_values(step.network, inputs)
    return OneStep(
        **{field.name: getattr(step, field.name) for field in fields(TrainingStep)},
        layers=layers,
        targets=targets[0],
        deltas=[delta[0] for delta in layer_errors(step.network, layers, targets)],
    )


@np.errstate(all="ignore")
def training_step(
    network: MLP,
    settings: Hyperparameters,
    inputs: Floats,
    targets: Floats,
    memory: OptimizerMemory | None = None,
) -> TrainingStep:
    """Take a step on images (n, 784) of float64 from 0 to 1 with targets (n, 10).

    The network is not changed. Without the `memory` of a training, this is the first step of an
    optimizer, with the learning rate of the settings, without a schedule.
    """
    before = network.with_parameters(network.parameters.astype(np.float64))
    after = before.with_parameters(before.parameters.copy())
    objective = Objective(after, settings, settings.training_images)
    objective.differentiate(inputs, targets)
    loss = before.loss.total(before.logits(inputs), targets)
    penalized = objective.gradient.copy()
    if settings.clip_norm:
        clip_norm(objective.gradient, settings.clip_norm)
    gradient = objective.gradient.copy()
    optimizer = OPTIMIZERS[settings.optimizer](
        after.parameters, objective.gradient, after.weight_count, settings
    )
    if memory is None:
        slots = {name: slot.copy() for name, slot in optimizer.slots.items()}
        memory = OptimizerMemory(slots, 0, settings.learning_rate)
    optimizer.steps = memory.steps
    for name, slot in optimizer.slots.items():
        slot[:] = memory.slots[name]
    optimizer.step(memory.learning_rate)
    if settings.max_norm:
        limit_norms(after.weights, settings.max_norm)
    return TrainingStep(
        network=before,
        settings=settings,
        loss=loss,
        penalized=penalized,
        gradient=gradient,
        memory=memory,
        slots=optimizer.slots,
        moved=after,
        loss_after=after.loss.total(after.logits(inputs), targets),
    )


def image_loss(network: MLP, settings: Hyperparameters, pixels: Floats, digit: int) -> float:
    """Compute the loss of an image (784,) with the label `digit` in float64, without penalties."""
    double = network.with_parameters(network.parameters.astype(np.float64, copy=False))
    logits = double.logits(pixels.astype(np.float64)[None])
    return float(double.loss.total(logits, targets_of(settings, [digit])))


def weight_path(step: OneStep, layer: int, source: int, unit: int) -> WeightPath:
    """Follow the loss back to one weight. Raises ModelError where there is no such weight."""
    check_unit(step.network, layer, unit)
    sources, units = step.network.sizes[layer : layer + 2]
    if not 0 <= source < sources:
        raise ModelError(
            f"Layer {layer + 1} has no input {source}: its inputs are 0 to {sources - 1}."
        )
    before = sum(weights.size for weights in step.network.weights[:layer])
    value, delta = float(step.layers[layer].inputs[0, source]), float(step.deltas[layer][unit])
    index = before + source * units + unit
    return WeightPath(layer, source, unit, value, delta, value * delta, index)


def steepest_weight(step: OneStep, layer: int) -> tuple[int, int]:
    """Find the source and the unit of the weight of a layer with the largest derivative."""
    largest = (
        int(np.argmax(np.nan_to_num(np.abs(values))))
        for values in (step.layers[layer].inputs[0], step.deltas[layer])
    )
    source, unit = largest
    return source, unit


def targets_of(
    settings: Hyperparameters, labels: Sequence[int] | npt.NDArray[np.integer]
) -> Floats:
    """Return the targets (n, 10) of labels, in float64."""
    smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
    targets: Floats = digit_targets(smoothing, np.float64)[labels]
    return targets


def layer_errors(network: MLP, layers: list[LayerValues], targets: Floats) -> list[Floats]:
    """Compute δ (n, n_out) of all layers as back-propagation does (Rumelhart et al. 1986)."""
    delta: npt.NDArray[np.floating] = layers[-1].outputs.copy()
    network.loss.gradient(delta, targets)
    deltas = [delta]
    for layer in reversed(range(1, len(layers))):
        slopes = layers[layer - 1].slopes
        assert slopes is not None  # only the output layer has none
        delta = (delta @ network.weights[layer].T) * slopes
        deltas.append(delta)
    return deltas[::-1]
