"""The calculation of one step in a thread, and its result."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import to_pixels
from core.datasets.mnist import DatasetProvider
from gui.one_step.formula_picture import FormulaLook, FormulaPicture, formula_pictures

if TYPE_CHECKING:
    from core.inside.array_check import ArrayCheck
    from core.inside.batch_step import BatchStep
    from core.inside.formula_symbols import Formulas
    from core.inside.network_change import NetworkChange
    from core.inside.one_step import OneStep, WeightPath
    from core.inside.operating_points import ActivationCurve, LossCurve
    from core.inside.weight_check import WeightCheck
    from core.models.model_file import Model
    from core.training.optimizers import OptimizerMemory

MOST_IMAGES = 256
"""The most images of a mini-batch whose step is shown."""
Weight = tuple[int, int]
"""The input and the unit that a weight connects."""


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What is to be calculated."""

    model: "Model"
    ink: npt.NDArray[np.uint8]
    """(28, 28) uint8, what the network sees."""
    answer: int
    """The digit that the network sees in it."""
    label: int | None
    """The digit that it is; None for the answer."""
    layer: int
    weight: Weight | None
    """None for the weight with the largest derivative."""
    look: FormulaLook
    """How the formulas are painted."""
    before: "Model | None" = None
    """The model of the same training that was shown before; None where there is none."""
    memory: "OptimizerMemory | None" = None
    """What the optimizer of a paused training remembers; None for a first step."""

    @property
    def digit(self) -> int:
        """The label of the image."""
        return self.answer if self.label is None else self.label


@dataclass(frozen=True, slots=True, eq=False)
class StepResult:
    """The formulas of a step."""

    request: StepRequest
    step: "OneStep"
    path: "WeightPath"
    parts: "Sequence[Formulas]"
    pictures: Sequence[Sequence[FormulaPicture]]
    """Those of each part."""
    change: "NetworkChange | None"
    """What training has changed since the model before."""
    activation: "ActivationCurve | None"
    """Of the layer of the weight's unit, or of the last hidden one; None where there is none."""
    loss: "LossCurve"
    """Against the sum of `output`."""
    seconds: float
    """The time that the processor took."""

    @property
    def hidden_layer(self) -> int:
        """The layer of `activation`."""
        return min(self.path.layer, len(self.step.layers) - 2)

    @property
    def unit(self) -> int | None:
        """The unit of the weight in that layer; None where the weight leads to an output."""
        return self.path.unit if self.path.layer == self.hidden_layer else None

    @property
    def output(self) -> int:
        """The digit whose sum is varied: the one of the weight, or the label."""
        return self.request.digit if self.unit is not None else self.path.unit


@dataclass(frozen=True, slots=True, eq=False)
class CheckResult:
    """The gradient checks of a step: of its weight, and of all arrays."""

    step: "OneStep"
    check: "WeightCheck"
    arrays: "Sequence[ArrayCheck]"
    seconds: float
    """The time that the processor took."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchStepResult:
    """The formulas of the weight of a step in a mini-batch."""

    step: "OneStep"
    batch: "BatchStep"
    parts: "Sequence[Formulas]"
    pictures: Sequence[Sequence[FormulaPicture]]
    """Those of each part."""
    seconds: float
    """The time that the processor took."""


def calculate(request: StepRequest) -> StepResult:
    """Calculate a step, and lay out its formulas."""
    from core.inside.one_step import one_step, steepest_weight, weight_path
    from core.inside.operating_points import activation_curve, loss_curve
    from core.inside.step_formulas import step_formulas

    started = time.thread_time()
    model, layer = request.model, request.layer
    pixels = to_pixels(request.ink.reshape(1, -1), dtype=np.float64)[0]
    step = one_step(model.network, model.hyperparameters, pixels, request.digit, request.memory)
    path = weight_path(step, layer, *(request.weight or steepest_weight(step, layer)))
    parts = step_formulas(step, path)
    hidden = min(layer, len(step.layers) - 2)
    activation = activation_curve(step, hidden) if hidden >= 0 else None
    output = request.digit if layer == hidden else path.unit
    return StepResult(
        request,
        step,
        path,
        parts,
        formula_pictures(parts, request.look),
        _change(request, pixels),
        activation,
        loss_curve(step, output),
        time.thread_time() - started,
    )


def _change(request: StepRequest, pixels: npt.NDArray[np.float64]) -> "NetworkChange | None":
    from core.inside.network_change import network_change

    before, after = request.before, request.model
    if before is None:
        return None
    settings = after.hyperparameters
    return network_change(before.network, after.network, settings, pixels, request.digit)


def calculate_batch(result: StepResult, source: DatasetProvider) -> BatchStepResult:
    """Calculate the step of the same weight on the first mini-batch of training images."""
    from core.inside.batch_formulas import batch_formulas
    from core.inside.batch_step import batch_step

    started = time.thread_time()
    model = result.request.model
    split = source.get().train.first(min(model.hyperparameters.batch_size, MOST_IMAGES))
    pixels = to_pixels(split.images, dtype=np.float64)
    batch = batch_step(
        model.network,
        model.hyperparameters,
        pixels,
        split.labels,
        result.path,
        result.request.memory,
    )
    parts = batch_formulas(batch, result.path)
    pictures = formula_pictures(parts, result.request.look)
    return BatchStepResult(result.step, batch, parts, pictures, time.thread_time() - started)


def check_gradient(result: StepResult) -> CheckResult:
    """Check the gradient of the weight of a step, and that of all arrays."""
    from core.inside.array_check import array_checks
    from core.inside.weight_check import weight_check

    started = time.thread_time()
    check = weight_check(result.step, result.path)
    arrays = array_checks(result.step)
    return CheckResult(result.step, check, arrays, time.thread_time() - started)
