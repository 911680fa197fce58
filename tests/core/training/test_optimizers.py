"""Steps against the closed form."""

import numpy as np
import pytest

from core.training.optimizers import OPTIMIZERS, SGD


def test_gradient_descent_goes_the_learning_rate_times_the_gradient_downhill() -> None:
    parameters = np.array([1.0, 2.0, -3.0])
    SGD().step(parameters, np.array([10.0, -20.0, 0.0]), learning_rate=0.1)
    assert parameters.tolist() == pytest.approx([0.0, 4.0, -3.0])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_finds_the_bottom_of_a_bowl(name: str) -> None:
    bottom, parameters = np.array([3.0, -1.0]), np.zeros(2)
    optimizer = OPTIMIZERS[name]()
    for _ in range(200):
        optimizer.step(parameters, 2 * (parameters - bottom), learning_rate=0.1)
    assert np.allclose(parameters, bottom, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_changes_the_parameters_in_place_and_keeps_their_type(name: str) -> None:
    parameters = np.zeros(2, np.float32)
    OPTIMIZERS[name]().step(parameters, np.ones(2, np.float32), learning_rate=0.5)
    assert parameters.dtype == np.float32
    assert (parameters < 0).all()
