"""What happens with one mini-batch: gradient, step, and what limits and averages the weights."""

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
    """A copy of all that steps have changed."""

    parameters: Floats
    average: WeightAverage | None
    slots: dict[str, Floats]
    """The optimizer's."""
    steps: int
    dropout: Mapping[str, Any]
    """State of the random numbers."""


class TrainStep:
    """Changes a network in place, a mini-batch at a time."""

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
        """The network to judge and to use: with averaged weights, where they are averaged."""
        if self._average is None:
            return self._network
        return self._network.with_parameters(self._average.average)

    def use(self, settings: Hyperparameters) -> None:
        """Take changed settings from the next mini-batch on."""
        self._settings = self._objective.settings = self._optimizer.settings = settings

    # A step too long ends in infinities: they are the message, not a warning beside it.
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
        """One step along the gradient computed last, which is used up."""
        self._optimizer.step(learning_rate)
        if self._settings.max_norm:
            limit_norms(self._network.weights, self._settings.max_norm)
        if self._average is not None:
            self._average.update(
                self._network.parameters, self._optimizer.steps, self._settings.ema
            )

    def reset(self, parameters: Floats) -> None:
        """Go back to other parameters, and average from there."""
        self._network.parameters[:] = parameters
        if self._average is not None:
            self._average = WeightAverage(parameters)

    def state(self) -> TrainStepState:
        """A copy, for `restore`."""
        return TrainStepState(
            self._network.parameters.copy(),
            deepcopy(self._average),
            deepcopy(self._optimizer.slots),
            self._optimizer.steps,
            self._dropout.rng.bit_generator.state,
        )

    def restore(self, state: TrainStepState) -> None:
        """Go on from where a learner of the same settings was."""
        self._network.parameters[:] = state.parameters
        self._average = deepcopy(state.average)
        for name, slot in self._optimizer.slots.items():
            slot[:] = state.slots[name]
        self._optimizer.steps = state.steps
        self._dropout.rng.bit_generator.state = state.dropout
