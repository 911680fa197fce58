"""The formulas of one training step in LaTeX, with the numbers of an image in them."""

from collections.abc import Iterator

import numpy as np

from core.hyperparameters.schema import display_setting
from core.inside.formula_symbols import (
    Formulas,
    delta_name,
    factor,
    last_layer,
    number,
    sum_name,
    unit_name,
    value_name,
    written_sum,
)
from core.inside.one_step import OneStep, WeightPath
from core.inside.update_formulas import change_formulas, update_formulas
from core.inside.weight_formulas import chain_formulas, gradient_formulas
from core.nn.activations import Floats


@np.errstate(all="ignore")  # a diverged network has infinite or undefined values
def step_formulas(step: OneStep, path: WeightPath) -> list[Formulas]:
    """Write the step from the pixels to the changed weight as formulas, part by part."""
    return [
        *_forward(step, path),
        _outputs(step),
        _loss(step),
        _output_deltas(step),
        *chain_formulas(step, path),
        gradient_formulas(step, path),
        update_formulas(step, path),
        change_formulas(step, path),
    ]


def as_latex(parts: list[Formulas]) -> str:
    """Return formulas as a part of a LaTeX document; it needs no package."""
    lines: list[str] = []
    for part in parts:
        lines += [rf"\subsection*{{{part.title}}}", _escaped(part.text)]
        lines += [rf"\[ {formula} \]" for formula in part.latex]
        lines.append("")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    for character, latex in (("%", r"\%"), ("“", "``"), ("”", "''"), ("η", r"$\eta$")):
        text = text.replace(character, latex)
    return text


def _forward(step: OneStep, path: WeightPath) -> Iterator[Formulas]:
    """Yield the sum of the unit of the chosen weight, and its output."""
    layer, unit = path.layer, path.unit
    values = step.layers[layer]
    inputs, weights = values.inputs[0], step.network.weights[layer][:, unit]
    total = float(values.sums[0, unit])
    name = sum_name(step, layer, unit)

    def term(source: int) -> str:
        return rf"{number(inputs[source])} \cdot {factor(weights[source])}"

    bias = float(step.network.biases[layer][unit])
    lines = [
        rf"{name} = \sum_i {value_name(layer, 'i')} \, w_{{i,{unit}}} + b_{{{unit}}}",
        *written_sum(name, inputs * weights, term, total, bias),
    ]
    if layer < last_layer(step):
        activation = display_setting("activation", step.settings.activations[layer])
        output = float(values.outputs[0, unit])
        lines.append(
            rf"{unit_name('h', layer, unit)} = f({name}) = f({number(total)}) = {number(output)}"
        )
        text = (
            f"Unit {unit} of hidden layer {layer + 1} adds its inputs, each times its weight, and "
            f"its bias; f is {activation}. The largest terms are written out, then the rest as "
            "one number, then the bias."
        )
    else:
        text = (
            f"Output {unit} adds its inputs, each times its weight, and its bias. The largest "
            "terms are written out, then the rest as one number, then the bias."
        )
    yield Formulas("Forward", text, tuple(lines))


def _outputs(step: OneStep) -> Formulas:
    logits, outputs = step.layers[-1].sums[0], step.layers[-1].outputs[0]
    if step.settings.loss == "softmax_cross_entropy":
        largest = logits.max()
        powers = np.exp(logits - largest)
        lines = [
            rf"c = \max_k a_k = {number(largest)}, \quad "
            rf"S = \sum_k e^{{a_k - c}} = {number(powers.sum())}"
        ]
        lines += [
            rf"\hat{{y}}_{{{k}}} = e^{{{number(logits[k])} - {factor(largest)}}} / S = "
            rf"{number(powers[k])} / {number(powers.sum())} = {number(outputs[k])}"
            for k in range(len(outputs))
        ]
        text = (
            "The softmax turns the ten sums into probabilities. The largest sum c is subtracted "
            "first: the quotients stay the same, and no power becomes too large for the computer."
        )
    else:
        lines = [r"\sigma(a) = 1 / (1 + e^{-a})"]
        lines += [
            rf"\hat{{y}}_{{{k}}} = \sigma({number(logits[k])}) = {number(outputs[k])}"
            for k in range(len(outputs))
        ]
        text = "Each output has a sigmoid of its own, so the ten need not add up to 1."
    return Formulas("Outputs", text, tuple(lines))


_LOSSES = {
    "softmax_cross_entropy": r"L = -\sum_k y_k \ln \hat{y}_k",
    "sigmoid_cross_entropy": (
        r"L = \sum_k \left[ -y_k \ln \hat{y}_k - (1 - y_k) \ln (1 - \hat{y}_k) \right]"
    ),
    "sigmoid_quadratic": r"L = \frac{1}{2} \sum_k (\hat{y}_k - y_k)^2",
}


def _loss(step: OneStep) -> Formulas:
    digit = int(np.argmax(step.targets))
    terms = _loss_terms(step)
    loss = _LOSSES[step.settings.loss]
    written = written_sum(loss, terms, lambda k: factor(float(terms[k])), step.loss)
    text = (
        f"The label is {digit}: output {digit} has the highest target. The largest terms are "
        "written out."
    )
    return Formulas("Loss", text, written)


@np.errstate(all="ignore")
def _loss_terms(step: OneStep) -> Floats:
    """Compute the term of each output, (10,), from the sums, as the engine does."""
    logits, outputs, targets = step.layers[-1].sums[0], step.layers[-1].outputs[0], step.targets
    terms: Floats
    if step.settings.loss == "softmax_cross_entropy":
        shifted = logits - logits.max()
        terms = targets * (np.log(np.exp(shifted).sum()) - shifted)
    elif step.settings.loss == "sigmoid_cross_entropy":
        terms = np.logaddexp(0.0, logits) - targets * logits
    else:
        terms = 0.5 * np.square(outputs - targets)
    return terms


def _output_deltas(step: OneStep) -> Formulas:
    outputs, deltas, last = step.layers[-1].outputs[0], step.deltas[-1], last_layer(step)
    quadratic = step.settings.loss == "sigmoid_quadratic"
    slope = r" \, \hat{y}_k (1 - \hat{y}_k)" if quadratic else ""
    difference = r"(\hat{y}_k - y_k)" if quadratic else r"\hat{y}_k - y_k"
    lines = [rf"\delta_k = \frac{{\partial L}}{{\partial a_k}} = {difference}{slope}"]
    for k, (output, target) in enumerate(zip(outputs, step.targets, strict=True)):
        minus = f"{number(output)} - {number(target)}"
        if quadratic:
            minus = rf"({minus}) \cdot {number(output)} \cdot (1 - {number(output)})"
        lines.append(f"{delta_name(step, last, k)} = {minus} = {number(deltas[k])}")
    text = (
        "The derivative of the loss with respect to each sum of the output layer: output minus "
        "target"
    ) + (", times the derivative of the sigmoid." if quadratic else ".")
    return Formulas("Error of the outputs", text, tuple(lines))
