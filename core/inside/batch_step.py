"""One training step on a mini-batch, as far as it concerns one weight."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from core.hyperparameters.schema import Hyperparameters
from core.inside.layer_values import layer_values
from core.inside.one_step import TrainingStep, WeightPath, layer_errors, targets_of, training_step
from core.nn.activations import Floats
from core.nn.mlp import MLP
from core.training.optimizers import OptimizerMemory


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BatchStep(TrainingStep):
    """The step along the gradient of some images, and what each of them gives one weight."""

    labels: npt.NDArray[np.integer]
    """(n,)"""
    losses: Floats
    """(n,); the loss of each image."""
    values: Floats
    """(n,); what comes into the weight."""
    deltas: Floats
    """(n,); the error of its unit."""

    @property
    def contributions(self) -> Floats:
        """The derivatives of the losses with respect to the weight, (n,)."""
        return self.values * self.deltas

    @property
    def derivative(self) -> float:
        """That of the loss of the mini-batch: their sum, or their mean if the settings say so."""
        total = float(self.contributions.sum())
        return total / len(self.labels) if self.settings.gradient == "mean" else total


@np.errstate(all="ignore")
def batch_step(
    network: MLP,
    settings: Hyperparameters,
    pixels: Floats,
    labels: npt.NDArray[np.integer],
    path: WeightPath,
    memory: OptimizerMemory | None = None,
) -> BatchStep:
    """Take a step on images (n, 784) of floats from 0 to 1 with labels (n,)."""
    inputs, targets = pixels.astype(np.float64), targets_of(settings, labels)
    step = training_step(network, settings, inputs, targets, memory)
    layers = layer_values(step.network, inputs)
    logits = step.network.logits(inputs)
    losses = [
        step.network.loss.total(logits[each : each + 1], targets[each : each + 1])
        for each in range(len(labels))
    ]
    return BatchStep(
        **{field.name: getattr(step, field.name) for field in fields(TrainingStep)},
        labels=labels,
        losses=np.array(losses),
        values=layers[path.layer].inputs[:, path.source],
        deltas=layer_errors(step.network, layers, targets)[path.layer][:, path.unit],
    )
