"""What every optimizer does; `test_optimizer_steps.py` has their formulas."""

import numpy as np
import pytest

from core.hyperparameters.schema import Hyperparameters
from core.training.optimizers import OPTIMIZERS, SGD

EVERY = pytest.mark.parametrize("name", OPTIMIZERS)
# At rest where the bowl is deepest: nothing else pulls.
SETTINGS = Hyperparameters(weight_decay=0.0, momentum=0.5, beta2=0.95)


def test_gradient_descent_goes_the_learning_rate_times_the_gradient_downhill() -> None:
    parameters = np.array([1.0, 2.0, -3.0])
    SGD(parameters, np.array([10.0, -20.0, 0.0]), 2, SETTINGS).step(learning_rate=0.1)
    assert parameters.tolist() == pytest.approx([0.0, 4.0, -3.0])


@EVERY
def test_an_optimizer_finds_the_bottom_of_a_bowl(name: str) -> None:
    bottom, parameters, gradient = np.array([3.0, -1.0]), np.zeros(2), np.zeros(2)
    optimizer = OPTIMIZERS[name](parameters, gradient, 1, SETTINGS)
    for step in range(400):
        gradient[:] = 2 * (parameters - bottom)
        optimizer.step(learning_rate=0.2 * 0.97**step)
    assert np.allclose(parameters, bottom, atol=1e-4)


@EVERY
def test_a_step_changes_the_parameters_in_place_and_keeps_their_type(name: str) -> None:
    parameters, gradient = np.zeros(2, np.float32), np.ones(2, np.float32)
    optimizer = OPTIMIZERS[name](parameters, gradient, 1, SETTINGS)
    optimizer.step(learning_rate=0.5)
    assert parameters.dtype == np.float32
    assert (parameters < 0).all()
    assert all(slot.dtype == np.float32 for slot in optimizer.slots.values())
