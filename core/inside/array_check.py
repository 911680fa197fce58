"""The gradient check of every parameter array, as a whole, along random directions."""

from dataclasses import dataclass

import numpy as np

from core.inside.one_step import OneStep
from core.nn.activations import Floats
from core.training.gradient_check import STEP, parameter_arrays, relative_error
from core.training.objective import Objective

DIRECTIONS = 3
"""The number of directions for each array."""


@dataclass(frozen=True, slots=True, eq=False)
class ArrayCheck:
    """The derivatives of the objective along directions in which only one array changes."""

    array: str
    """Such as "layer 1 weights"."""
    parameters: int
    """How many numbers the array has."""
    analytic: Floats
    """(3,); the products of the gradient and the directions."""
    numerical: Floats
    """(3,); the central differences along the directions."""

    @property
    def relative_error(self) -> float:
        """The relative error ‖f_a − f_n‖ / max(‖f_a‖, ‖f_n‖); 0 where both are 0."""
        return relative_error(self.analytic, self.numerical)


@np.errstate(all="ignore")
def array_checks(step: OneStep) -> list[ArrayCheck]:
    """Check all weights and biases of the network of a step in float64. The step is not changed.

    A direction v has an entry of +1 or −1 at random for each parameter, so that an error in any of
    them changes (J(θ + hv) − J(θ − hv)) / 2h. The settings' seed draws the directions.
    """
    network = step.network.with_parameters(step.network.parameters.copy())
    objective = Objective(network, step.settings, step.settings.training_images)
    pixels, targets = step.layers[0].inputs, step.targets[None]
    rng = np.random.default_rng(step.settings.seed)
    checks = []
    for name, values, gradient in parameter_arrays(network, step.penalized):
        analytic, numerical = np.empty(DIRECTIONS), np.empty(DIRECTIONS)
        original = values.copy()
        for number in range(DIRECTIONS):
            direction = rng.choice((-1.0, 1.0), size=values.shape)
            analytic[number] = np.vdot(gradient, direction)
            np.add(original, STEP * direction, out=values)
            above = objective.value(pixels, targets)
            np.subtract(original, STEP * direction, out=values)
            numerical[number] = (above - objective.value(pixels, targets)) / (2 * STEP)
            values[:] = original
        checks.append(ArrayCheck(name, values.size, analytic, numerical))
    return checks
