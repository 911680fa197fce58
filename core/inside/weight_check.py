"""The gradient check of one weight, with differences of many sizes and in both precisions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.inside.one_step import OneStep, WeightPath
from core.nn.activations import Floats
from core.training.gradient_check import central_difference
from core.training.objective import Objective

STEPS: npt.NDArray[np.float64] = 10.0 ** np.linspace(-12, 0, 25)
"""The sizes h of the differences, two for each power of ten."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightCheck:
    """The central difference (f(w + h) − f(w − h)) / 2h of the objective for each of `STEPS`."""

    analytic: float
    """The derivative by back-propagation, with the penalties."""
    float32: Floats
    """(25,); the central differences in the precision of training."""
    float64: Floats
    """(25,); the same in double precision."""

    def errors(self, differences: Floats) -> Floats:
        """Compute |analytic − difference|, (25,)."""
        errors: Floats = np.abs(differences - self.analytic)
        return errors

    @np.errstate(all="ignore")
    def relative_errors(self, differences: Floats) -> Floats:
        """Compute the errors divided by the larger of both magnitudes, (25,); 0 where both are 0.

        This is the error of the report's course, |f_a − f_n| / max(|f_a|, |f_n|).
        """
        largest = np.maximum(np.abs(differences), abs(self.analytic))
        relative: Floats = np.where(largest == 0, 0.0, self.errors(differences) / largest)
        return relative


@np.errstate(all="ignore")
def weight_check(step: OneStep, path: WeightPath) -> WeightCheck:
    """Compute the central differences for one weight. The step is not changed."""
    single, double = (_differences(step, path, dtype) for dtype in (np.float32, np.float64))
    return WeightCheck(float(step.penalized[path.index]), single, double)


def _differences(step: OneStep, path: WeightPath, dtype: npt.DTypeLike) -> Floats:
    network = step.network.with_parameters(step.network.parameters.astype(dtype))
    objective = Objective(network, step.settings, step.settings.training_images)
    pixels, targets = step.layers[0].inputs.astype(dtype), step.targets[None].astype(dtype)
    return np.array(
        [
            central_difference(
                lambda: objective.value(pixels, targets), network.parameters, (path.index,), h
            )
            for h in STEPS
        ]
    )
