"""Switching units off, against networks whose outgoing weights are 0."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split
from core.evaluation.metrics import evaluate
from core.foundation.errors import DataError, ModelError
from core.inside.ablation import ablate_accuracy, ablate_answer
from core.inside.cancellation import CanceledError
from core.models.model_file import Model
from core.nn.activations import Floats
from core.nn.mlp import MLP

from .conftest import made


def _without(network: MLP, layer: int, units: list[int]) -> MLP:
    changed = network.with_parameters(network.parameters.copy())
    changed.weights[layer + 1][units] = 0
    return changed


@pytest.mark.parametrize("layer", [0, 1])
def test_the_answer_is_that_without_outgoing_weights(deep: MLP, pixels: Floats, layer: int) -> None:
    found = ablate_answer(deep, layer, [2, 5], pixels)
    expected = _without(deep, layer, [2, 5]).probabilities(pixels[None])[0]
    assert found.before == pytest.approx(deep.probabilities(pixels[None])[0], abs=1e-12)
    assert found.after == pytest.approx(expected, abs=1e-12)


def test_the_test_accuracy_is_that_of_a_separate_evaluation(
    trained_model: Model, mnist: Dataset
) -> None:
    network = trained_model.network
    network = network.with_parameters(network.parameters.astype(np.float64))
    found = ablate_accuracy(network, 0, [1, 7], mnist.test)
    before, after = (
        evaluate(network, mnist.test),
        evaluate(_without(network, 0, [1, 7]), mnist.test),
    )
    assert (found.correct_before, found.correct_after) == (before.correct, after.correct)
    assert found.change == pytest.approx(after.accuracy - before.accuracy, abs=1e-12)
    assert found.change != 0


def test_wrong_input_is_said(sample: Split, pixels: Floats, diverged: MLP) -> None:
    with pytest.raises(ModelError, match="no hidden layers"):
        ablate_answer(made((784, 10)), 0, [0], pixels)
    with pytest.raises(ModelError, match="no unit 5"):
        ablate_answer(diverged, 0, [5], pixels)
    with pytest.raises(DataError):
        ablate_accuracy(diverged, 0, [1], sample.first(0))
    with pytest.raises(CanceledError):
        ablate_accuracy(diverged, 0, [1], sample, cancel=lambda: True)
    assert np.isnan(ablate_answer(diverged, 0, [1], pixels).after).all()
