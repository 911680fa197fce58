"""A training step: the gradient of a mini-batch, the update, norm limits and weight averaging."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.backprop import BatchResult
from core.nn.mlp import MLP
from core.training.batches import Batch
from core.training.objective import Objective
from core.training.optimizers import OPTIMIZERS
from core.training.random_streams import generator
from core.training.regularizers import Dropout, clip_norm, limit_norms
from core.training.weight_averaging import WeightAverage


@dataclass(frozen=True, eq=False)
class TrainStepState:
    """A copy of everything that training steps change."""

    parameters: Floats
    average: WeightAverage | None
    slots: dict[str, Floats]
    """The state of the optimizer."""
    steps: int
    dropout: Mapping[str, Any]
    """The state of the random numbers."""


class TrainStep:
    """Trains a network in place, one mini-batch at a time."""

    def __init__(self, network: MLP, settings: Hyperparameters, training_images: int) -> None:
        self._network = network
        self._settings = settings
        self._objective = Objective(network, settings, training_images)
        self._optimizer = OPTIMIZERS[settings.optimizer](
            network.parameters, self._objective.gradient, network.weight_count, settings
        )
        self._dropout = Dropout(
            network.sizes, network.parameters.dtype, generator(settings.seed, "dropout")
        )
        self._average = WeightAverage(network.parameters) if settings.ema else None

    @property
    def network(self) -> MLP:
        """The network to evaluate and use, with averaged weights if averaging is on."""
        if self._average is None:
            return self._network
        return self._network.with_parameters(self._average.average)

    def use(self, settings: Hyperparameters) -> None:
        """Use changed settings from the next mini-batch on."""
        self._settings = self._objective.settings = self._optimizer.settings = settings

    # Steps that are too long lead to infinities, which are reported as divergence.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def differentiate(self, batch: Batch) -> BatchResult:
        """Compute the gradient of a mini-batch."""
        masks = self._dropout.draw(len(batch.pixels), self._settings)
        result = self._objective.differentiate(batch.pixels, batch.targets, masks)
        if self._settings.clip_norm:
            clip_norm(self._objective.gradient, self._settings.clip_norm)
        return result

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def step(self, learning_rate: float) -> None:
        """Take a step along the gradient computed last, which is overwritten."""
        self._optimizer.step(learning_rate)
        if self._settings.max_norm:
            limit_norms(self._network.weights, self._settings.max_norm)
        if self._average is not None:
            self._average.update(
                self._network.parameters, self._optimizer.steps, self._settings.ema
            )

    def reset(self, parameters: Floats) -> None:
        """Replace the parameters, and restart averaging from them."""
        self._network.parameters[:] = parameters
        if self._average is not None:
            self._average = WeightAverage(parameters)

    def state(self) -> TrainStepState:
        """Copy the state, for `restore`."""
        return TrainStepState(
            self._network.parameters.copy(),
            deepcopy(self._average),
            deepcopy(self._optimizer.slots),
            self._optimizer.steps,
            self._dropout.rng.bit_generator.state,
        )

    def restore(self, state: TrainStepState) -> None:
        """Continue from the state of a training step with the same settings."""
        self._network.parameters[:] = state.parameters
        self._average = deepcopy(state.average)
        for name, slot in self._optimizer.slots.items():
            slot[:] = state.slots[name]
        self._optimizer.steps = state.steps
        self._dropout.rng.bit_generator.state = state.dropout
