"""One training step on one image: its numbers against the engine, and its formulas."""

import re
from dataclasses import replace
from itertools import takewhile

import numpy as np
import pytest
from latex2mathml.converter import convert

from core.foundation.errors import ModelError
from core.hyperparameters.schema import Hyperparameters
from core.inside.formula_symbols import number
from core.inside.one_step import OneStep, one_step, steepest_weight, weight_path
from core.inside.step_formulas import as_latex, step_formulas
from core.nn.activations import ACTIVATIONS, Floats
from core.nn.losses import LOSSES
from core.nn.mlp import MLP
from core.plots.formula_outline import formula_outlines
from core.training.batches import Batch
from core.training.objective import Objective
from core.training.optimizers import OPTIMIZERS, OptimizerMemory
from core.training.train_step import TrainStep
from core.training.trainer import new_network

SETTINGS = replace(Hyperparameters(), hidden_layers=(12, 9), activation="tanh", learning_rate=0.01)
DIGIT = 4


def network_of(settings: Hyperparameters, dtype: type = np.float32) -> MLP:
    network = new_network(settings, dtype)
    rng = np.random.default_rng(3)
    for bias in network.biases:
        bias[...] = rng.normal(0, 0.3, bias.shape)
    return network


def variants() -> list[Hyperparameters]:
    return [
        *(replace(SETTINGS, optimizer=name, weight_decay=0.1) for name in OPTIMIZERS),
        *(replace(SETTINGS, loss=name) for name in LOSSES),
        *(replace(SETTINGS, activation=name) for name in ACTIVATIONS),
        replace(SETTINGS, l2=5.0, l1=2.0, clip_norm=0.1, max_norm=0.5),
        replace(SETTINGS, loss="softmax_cross_entropy", label_smoothing=0.1, gradient="mean"),
        replace(SETTINGS, hidden_layers=()),
    ]


@pytest.fixture(params=variants(), ids=lambda s: f"{s.optimizer}-{s.loss}-{s.activation}")
def settings(request: pytest.FixtureRequest) -> Hyperparameters:
    return request.param


@pytest.fixture
def step(settings: Hyperparameters, pixels: Floats) -> OneStep:
    return one_step(network_of(settings), settings, pixels, DIGIT)


def engine_batch(step: OneStep, pixels: Floats) -> Batch:
    return Batch(pixels[None], step.targets[None], np.array([DIGIT]))


def test_it_changes_the_parameters_as_a_step_of_training_does(
    step: OneStep, settings: Hyperparameters, pixels: Floats
) -> None:
    network = network_of(settings).with_parameters(step.network.parameters.copy())
    training = TrainStep(network, settings, settings.training_images)
    loss = training.differentiate(engine_batch(step, pixels)).loss
    training.step(settings.learning_rate)
    assert step.loss == loss
    assert (step.moved.parameters == network.parameters).all()
    assert step.loss_after == network.loss.total(network.logits(pixels[None]), step.targets[None])


def test_the_step_in_the_precision_of_training_has_the_same_numbers(
    step: OneStep, settings: Hyperparameters, pixels: Floats
) -> None:
    network = network_of(settings)
    objective = Objective(network, settings, settings.training_images)
    objective.differentiate(pixels[None].astype(np.float32), step.targets[None].astype(np.float32))
    scale = np.abs(step.penalized).max()
    assert objective.gradient == pytest.approx(step.penalized, rel=1e-4, abs=1e-5 * scale)


def test_the_derivative_by_a_weight_is_that_of_the_engine_and_the_numerical_one(
    step: OneStep, settings: Hyperparameters, pixels: Floats
) -> None:
    plain = replace(settings, l1=0.0, l2=0.0)
    network = network_of(settings, np.float64)
    network.parameters[:] = step.network.parameters
    objective = Objective(network, plain, settings.training_images)
    objective.differentiate(pixels[None], step.targets[None])
    gradients, _ = network.views(objective.gradient)
    for layer, gradient in enumerate(gradients):
        source, unit = steepest_weight(step, layer)
        path = weight_path(step, layer, source, unit)
        assert path.derivative == pytest.approx(gradient[source, unit], rel=1e-12)
        assert step.network.parameters[path.index] == step.network.weights[layer][source, unit]
        assert abs(path.derivative) == pytest.approx(np.abs(gradient).max(), rel=1e-12)
        weights = network.weights[layer]
        before, h = weights[source, unit], 1e-6
        losses = []
        for moved in (before + h, before - h):
            weights[source, unit] = moved
            losses.append(objective.value(pixels[None], step.targets[None]))
        weights[source, unit] = before
        numerical = (losses[0] - losses[1]) / (2 * h)
        assert path.derivative == pytest.approx(numerical, rel=1e-4, abs=1e-7)


TAKEN, RATE = 3, 0.007
"""Steps that an optimizer remembers, and the rate of the next one."""


@pytest.fixture(params=OPTIMIZERS)
def trained(request: pytest.FixtureRequest) -> tuple[TrainStep, MLP, Hyperparameters]:
    """A training in float64 that has taken some steps."""
    settings = replace(SETTINGS, optimizer=request.param, weight_decay=0.1, max_norm=0.5)
    network = network_of(settings, np.float64)
    training = TrainStep(network, settings, settings.training_images)
    rng = np.random.default_rng(5)
    for _ in range(TAKEN):
        digits = rng.integers(0, 10, 8)
        training.differentiate(Batch(rng.random((8, 784)), np.eye(10)[digits], digits))
        training.step(0.01)
    return training, network, settings


def test_with_the_memory_of_a_training_it_is_the_next_step_of_that_training(
    trained: tuple[TrainStep, MLP, Hyperparameters], pixels: Floats
) -> None:
    training, network, settings = trained
    state = training.state()
    memory = OptimizerMemory(state.slots, state.steps, RATE)
    step = one_step(network, settings, pixels, DIGIT, memory)
    training.differentiate(engine_batch(step, pixels))
    training.step(RATE)
    assert (step.moved.parameters == network.parameters).all()
    assert all((slot == state.slots[name]).all() for name, slot in memory.slots.items())
    path = weight_path(step, 0, *steepest_weight(step, 0))
    part = step_formulas(step, path)[-2]
    assert part.title == "Step"
    assert f"taken {TAKEN} steps" in part.text
    assert "0.007" in part.text
    scales = {
        "momentum": {"v ": ("velocity", 1.0)},
        "nesterov": {"v ": ("velocity", 1.0)},
        "rmsprop": {"s ": ("squares", 1 - settings.rms_decay)},
    }
    adam = {
        "m ": ("means", 1 - settings.beta1),
        "s ": ("squares", 1 - settings.beta2),
        r"\hat{m}": ("means", (1 - settings.beta1) / (1 - settings.beta1 ** (TAKEN + 1))),
        r"\hat{s}": ("squares", (1 - settings.beta2) / (1 - settings.beta2 ** (TAKEN + 1))),
    }
    expected = scales.get(settings.optimizer, adam if "adam" in settings.optimizer else {})
    for name, (slot, scale) in expected.items():
        (line,) = (latex for latex in part.latex if latex.startswith(name))
        value = float(f"{scale * step.slots[slot][path.index]:.4g}")
        assert last_number(line) == pytest.approx(value, abs=0)
    weight = float(f"{step.moved.parameters[path.index]:.4g}")
    assert last_number(part.latex[-1]) == pytest.approx(weight, abs=0)


def numbers_in(latex: str) -> list[float]:
    """Read the numbers in a formula, with powers of ten."""
    plain = re.sub(r"(\d) \\cdot 10\^\{(-?\d+)\}", r"\1e\2", latex)
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", plain)]


def last_number(latex: str) -> float:
    return numbers_in(latex.rpartition("=")[2])[-1]


def test_the_formulas_end_with_the_numbers_of_the_step(step: OneStep) -> None:
    for layer in range(len(step.layers)):
        path = weight_path(step, layer, *steepest_weight(step, layer))
        parts = {part.title: part.latex for part in step_formulas(step, path)}

        def same(value: float) -> object:
            return pytest.approx(float(f"{value:.4g}"), abs=0)

        total = step.layers[layer].sums[0, path.unit]
        assert last_number(" ".join(x for x in parts["Forward"] if "f(" not in x)) == same(total)
        assert last_number(parts["Loss"][-1]) == same(step.loss)
        for digit, latex in enumerate(parts["Outputs"][-10:]):
            assert last_number(latex) == same(step.layers[-1].outputs[0, digit])
        for digit, latex in enumerate(parts["Error of the outputs"][-10:]):
            assert last_number(latex) == same(step.deltas[-1][digit])
        if layer < len(step.layers) - 1:
            back = parts["Back through the hidden layers"]
            ends = [last_number(latex) for latex in back if latex.count(" = ") == 2]
            assert same(step.deltas[layer][path.unit]) in ends
        gradient = parts["Gradient of the weight"]
        assert last_number(gradient[0]) == same(path.derivative)
        assert last_number(gradient[-1]) == same(step.gradient[path.index])
        before, after = (each.parameters[path.index] for each in (step.network, step.moved))
        assert last_number(parts["Step"][-1]) == same(after)
        assert last_number(parts["Afterwards"][0]) == same(after - before)
        assert last_number(parts["Afterwards"][1]) == same(step.loss_after)


def value_of(latex: str) -> float:
    """Calculate a sum of products of numbers."""
    return sum(
        float(np.prod(numbers_in(term.replace("(", "").replace(")", ""))))
        for term in latex.split(" + ")
    )


def test_the_terms_of_every_written_sum_add_up(step: OneStep) -> None:
    path = weight_path(step, 0, *steepest_weight(step, 0))
    parts = {part.title: part.latex for part in step_formulas(step, path)}
    sums = ["".join(latex for latex in parts["Forward"][1:] if "f(" not in latex)]
    sums.append("".join(parts["Loss"]))
    if len(step.layers) > 1:
        back = parts["Back through the hidden layers"][1:]
        sums.append("".join(takewhile(lambda latex: "delta^{(1)}" not in latex, back)))
    for latex in sums:
        *_, terms, total = latex.replace(r"\qquad", " ").split(" = ")
        largest = max(abs(value_of(term)) for term in terms.split(" + "))
        assert value_of(terms) == pytest.approx(last_number(total), abs=1e-2 * largest)


def test_every_formula_is_valid_latex_and_every_part_has_a_text(step: OneStep) -> None:
    path = weight_path(step, 0, *steepest_weight(step, 0))
    parts = step_formulas(step, path)
    for part in parts:
        assert part.text.endswith(".")
        for latex in part.latex:
            assert latex.count("{") == latex.count("}")
            assert "<math" in convert(latex)
    text = as_latex(parts)
    assert text.count(r"\[") == sum(len(part.latex) for part in parts)
    assert r"\subsection*{Forward}" in text


def test_a_diverged_network_shows_that(diverged: MLP, pixels: Floats) -> None:
    settings = replace(SETTINGS, hidden_layers=(5, 4), activation="relu")
    step = one_step(diverged, settings, pixels, DIGIT)
    parts = step_formulas(step, weight_path(step, 0, *steepest_weight(step, 0)))
    assert any(r"\mathrm{NaN}" in latex for part in parts for latex in part.latex)


@pytest.mark.parametrize(("layer", "source", "unit"), [(0, 784, 0), (0, 0, 12), (3, 0, 0)])
def test_a_weight_that_does_not_exist_is_refused(
    pixels: Floats, layer: int, source: int, unit: int
) -> None:
    step = one_step(network_of(SETTINGS), SETTINGS, pixels, DIGIT)
    with pytest.raises(ModelError, match=r"no (layer|unit|input)"):
        weight_path(step, layer, source, unit)


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (0.12345, "0.1235"),
        (-2.0, "-2"),
        (1.5e-7, r"1.5 \cdot 10^{-7}"),
        (np.inf, r"\infty"),
        (-np.inf, r"-\infty"),
        (np.nan, r"\mathrm{NaN}"),
    ],
)
def test_numbers_have_four_significant_digits(value: float, latex: str) -> None:
    assert number(value) == latex


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("size", [1e-9, 1e-5, 1.0, 1e5])
def test_formulas_with_numbers_of_any_size_can_be_typeset(
    optimizer: str, size: float, pixels: Floats
) -> None:
    settings = replace(SETTINGS, optimizer=optimizer, weight_decay=0.1, l2=1.0, clip_norm=1.0)
    step = one_step(network_of(settings), settings, pixels, DIGIT)
    for sign in (1, -1):
        gradient = np.full_like(step.gradient, sign * size)
        changed = replace(step, gradient=gradient, penalized=gradient)
        path = weight_path(changed, 0, *steepest_weight(changed, 0))
        for part in step_formulas(changed, path):
            assert len(formula_outlines(part.latex)) == len(part.latex)
