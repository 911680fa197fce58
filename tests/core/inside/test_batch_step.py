"""One training step on a mini-batch: its numbers against the engine, and its formulas."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Split, to_pixels
from core.hyperparameters.schema import Hyperparameters
from core.inside.batch_formulas import batch_formulas
from core.inside.batch_step import BatchStep, batch_step
from core.inside.one_step import WeightPath, one_step, steepest_weight, weight_path
from core.nn.losses import LOSSES
from core.training.batches import Batch
from core.training.objective import Objective
from core.training.optimizers import OPTIMIZERS, OptimizerMemory
from core.training.train_step import TrainStep
from core.training.trainer import new_network

from .test_one_step import last_number

SETTINGS = replace(Hyperparameters(), hidden_layers=(12, 9), activation="tanh", learning_rate=0.01)
IMAGES = 7


def variants() -> list[Hyperparameters]:
    return [
        *(replace(SETTINGS, optimizer=name, weight_decay=0.1) for name in OPTIMIZERS),
        *(replace(SETTINGS, loss=name, gradient="mean") for name in LOSSES),
        replace(SETTINGS, l2=5.0, l1=2.0, clip_norm=0.1, max_norm=0.5),
        replace(SETTINGS, loss="softmax_cross_entropy", label_smoothing=0.1, gradient="mean"),
        replace(SETTINGS, hidden_layers=()),
    ]


@pytest.fixture(params=variants(), ids=lambda s: f"{s.optimizer}-{s.loss}-{s.gradient}")
def settings(request: pytest.FixtureRequest) -> Hyperparameters:
    return request.param


@pytest.fixture(params=[0, 1], ids=["from the pixels", "in a later layer"])
def made(
    request: pytest.FixtureRequest, settings: Hyperparameters, sample: Split
) -> tuple[BatchStep, WeightPath]:
    network = new_network(settings, np.float64)
    few = sample.first(IMAGES)
    pixels = to_pixels(few.images, dtype=np.float64)
    single = one_step(network, settings, pixels[0], int(few.labels[0]))
    layer = min(request.param, len(settings.hidden_layers))
    path = weight_path(single, layer, *steepest_weight(single, layer))
    return batch_step(network, settings, pixels, few.labels, path), path


def test_it_is_the_step_of_the_engine(
    made: tuple[BatchStep, WeightPath], settings: Hyperparameters, sample: Split
) -> None:
    step, _ = made
    few = sample.first(IMAGES)
    pixels = to_pixels(few.images, dtype=np.float64)
    smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
    targets = np.eye(10)[few.labels] * (1 - smoothing) + smoothing / 10
    network = new_network(settings, np.float64)
    training = TrainStep(network, settings, settings.training_images)
    loss = training.differentiate(Batch(pixels, targets, few.labels)).loss
    training.step(settings.learning_rate)
    assert step.moved.parameters == pytest.approx(network.parameters, rel=1e-12, abs=1e-15)
    assert step.losses.mean() == pytest.approx(loss, rel=1e-12)
    assert step.loss == pytest.approx(step.losses.sum(), rel=1e-12)


def test_the_contributions_add_up_to_the_gradient_of_the_engine(
    made: tuple[BatchStep, WeightPath], settings: Hyperparameters, sample: Split
) -> None:
    step, path = made
    plain = replace(settings, l1=0.0, l2=0.0)
    pixels = to_pixels(sample.first(IMAGES).images, dtype=np.float64)
    objective = Objective(new_network(settings, np.float64), plain, settings.training_images)
    smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
    targets = np.eye(10)[step.labels] * (1 - smoothing) + smoothing / 10
    objective.differentiate(pixels, targets)
    assert step.contributions.shape == (IMAGES,)
    assert step.derivative == pytest.approx(float(objective.gradient[path.index]), rel=1e-9)


def test_the_formulas_end_with_the_numbers_of_the_step(
    made: tuple[BatchStep, WeightPath],
) -> None:
    step, path = made
    parts = {part.title: part.latex for part in batch_formulas(step, path)}

    def same(value: float) -> object:
        return pytest.approx(float(f"{value:.4g}"), abs=0)

    assert last_number(parts["Loss of the mini-batch"][-1]) == same(float(step.losses.sum()))
    gradient = parts["Gradient of the mini-batch"]
    assert last_number(gradient[-1]) == same(float(step.gradient[path.index]))
    after = float(step.moved.parameters[path.index])
    assert last_number(parts["Step of the mini-batch"][-1]) == same(after)
    assert last_number(parts["After the mini-batch"][1]) == same(step.loss_after)


def test_the_memory_of_a_training_is_used(sample: Split) -> None:
    settings = replace(SETTINGS, optimizer="adam")
    network = new_network(settings, np.float64)
    few = sample.first(IMAGES)
    pixels = to_pixels(few.images, dtype=np.float64)
    training = TrainStep(network, settings, settings.training_images)
    training.differentiate(Batch(pixels, np.eye(10)[few.labels], few.labels))
    training.step(0.01)
    state = training.state()
    memory = OptimizerMemory(state.slots, state.steps, 0.007)
    path = weight_path(one_step(network, settings, pixels[0], 3), 0, 300, 4)
    step = batch_step(network, settings, pixels, few.labels, path, memory)
    training.differentiate(Batch(pixels, np.eye(10)[few.labels], few.labels))
    training.step(0.007)
    assert step.moved.parameters == pytest.approx(network.parameters, rel=1e-12, abs=1e-15)
    assert "taken 1 step in this training" in batch_formulas(step, path)[2].text
