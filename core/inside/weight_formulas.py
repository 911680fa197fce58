"""The formulas from the error of the outputs back to the gradient of one weight."""

from collections.abc import Iterator

import numpy as np

from core.inside.formula_symbols import (
    Formulas,
    delta_name,
    factor,
    last_layer,
    number,
    sum_name,
    upper,
    value_name,
    weight_name,
    written_sum,
)
from core.inside.one_step import OneStep, TrainingStep, WeightPath


def chain_formulas(step: OneStep, path: WeightPath) -> Iterator[Formulas]:
    """Yield how the error comes back to the unit of the weight, along the strongest units."""
    if path.layer == last_layer(step):
        return
    lines: list[str] = []
    unit = path.unit
    for layer in range(path.layer, last_layer(step)):
        weights, deltas = step.network.weights[layer + 1][unit], step.deltas[layer + 1]
        lines += _hidden_delta(step, layer, unit)
        unit = int(np.argmax(np.nan_to_num(np.abs(weights * deltas))))
    text = (
        "The chain rule: the error of a hidden unit is the sum of the errors that it contributes "
        "to, each times the weight that leads there, times the derivative of its own activation."
    )
    if len(lines) > 2:
        text += " For the layers after it, the unit with the largest term is shown."
    yield Formulas("Back through the hidden layers", text, tuple(lines))


def _hidden_delta(step: OneStep, layer: int, unit: int) -> Iterator[str]:
    weights, deltas = step.network.weights[layer + 1][unit], step.deltas[layer + 1]
    slopes = step.layers[layer].slopes
    assert slopes is not None  # only the output layer has none
    slope, total = float(slopes[0, unit]), float((weights * deltas).sum())
    name, of_sum = delta_name(step, layer, unit), sum_name(step, layer, unit)
    after = r"\delta_k" if layer + 1 == last_layer(step) else rf"\delta{upper(layer + 1)}_k"

    def term(k: int) -> str:
        return rf"{number(weights[k])} \cdot {factor(deltas[k])}"

    yield (
        rf"{name} = f'({of_sum}) \sum_k w_{{{unit},k}} \, {after}, \quad "
        rf"f'({of_sum}) = {number(slope)}"
    )
    written = rf"\sum_k w_{{{unit},k}} \, {after}"
    yield from written_sum(written, weights * deltas, term, total)
    yield (
        rf"{name} = {number(slope)} \cdot {factor(total)} = "
        f"{number(float(step.deltas[layer][unit]))}"
    )


def gradient_formulas(step: OneStep, path: WeightPath) -> Formulas:
    """Write the derivative with respect to the weight, and what penalties and clipping add."""
    value = value_name(path.layer, path.source)
    delta = delta_name(step, path.layer, path.unit)
    lines = [
        rf"\frac{{\partial L}}{{\partial {weight_name(path)}}} = {value} \, {delta} = "
        rf"{number(path.value)} \cdot {factor(path.delta)} = {number(path.derivative)}"
    ]
    text = "The derivative with respect to the weight is its input times the error of its unit."
    if path.value == 0:
        text += " The input is 0 here, so the loss of this image does not change the weight."
    more, penalties = penalty_formulas(step, path, path.derivative)
    return Formulas("Gradient of the weight", text + more, (*lines, *penalties))


def penalty_formulas(
    step: TrainingStep, path: WeightPath, derivative: float
) -> tuple[str, list[str]]:
    """Write what penalties and clipping make of a derivative: sentences, and the formulas."""
    settings, weight = step.settings, float(step.network.parameters[path.index])
    lines: list[str] = []
    text, penalties, names = "", "", ""
    if settings.l2:
        names += r" + \frac{\lambda}{n} w"
        penalties += (
            rf" + \frac{{{number(settings.l2)}}}{{{settings.training_images}}} \cdot "
            f"{factor(weight)}"
        )
    if settings.l1:
        names += r" + \frac{\lambda_1}{n} \mathrm{sgn}(w)"
        penalties += (
            rf" + \frac{{{number(settings.l1)}}}{{{settings.training_images}}} \cdot "
            f"{factor(float(np.sign(weight)))}"
        )
    if names:
        text += " The penalties on the weights are added to it."
        lines.append(
            rf"g = \frac{{\partial L}}{{\partial w}}{names} = {number(derivative)}{penalties}"
            f" = {number(float(step.penalized[path.index]))}"
        )
    length = float(np.linalg.norm(step.penalized))
    if settings.clip_norm and length > settings.clip_norm:
        text += " The gradient of all parameters is longer than allowed, so it is shortened."
        lines.append(
            rf"g \leftarrow g \cdot \frac{{{number(settings.clip_norm)}}}{{\| g \|}} = "
            rf"{number(float(step.penalized[path.index]))} \cdot "
            rf"\frac{{{number(settings.clip_norm)}}}{{{number(length)}}} = "
            f"{number(float(step.gradient[path.index]))}"
        )
    return text, lines
