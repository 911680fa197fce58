"""The formulas of what an optimizer makes of the gradient of one weight, and of what it changes."""

from core.hyperparameters.schema import Hyperparameters
from core.inside.formula_symbols import Formulas, factor, number
from core.inside.one_step import OneStep, WeightPath


def update_formulas(step: OneStep, path: WeightPath) -> Formulas:
    """Write what the optimizer makes of the gradient."""
    settings = step.settings
    g, w = float(step.gradient[path.index]), float(step.network.parameters[path.index])
    rate, moved = settings.learning_rate, float(step.moved.parameters[path.index])
    lines, names, numbers = _direction(settings, g)
    decay = settings.weight_decay if settings.optimizer == "adamw" else 0.0
    if decay:
        kept = (1 - rate * decay) * w
        lines.append(
            rf"w \leftarrow (1 - \eta \lambda) \, w = (1 - {number(rate)} \cdot {number(decay)}) "
            rf"\cdot {factor(w)} = {number(kept)}"
        )
        w = kept
    lines.append(rf"w' = w - {names} = {number(w)} - {numbers} = {number(moved)}")
    text = (
        f"The optimizer, with the learning rate η = {rate:g}. It takes its first step here: it "
        "remembers no earlier gradients, and no schedule changes the learning rate."
    )
    if settings.max_norm:
        text += " The weights of a unit are then limited to their largest norm."
    return Formulas("Step", text, tuple(lines))


def _direction(settings: Hyperparameters, g: float) -> tuple[list[str], str, str]:
    """Write what the optimizer remembers of a first gradient, and what it subtracts.

    Returns the formulas of its memory, and what is subtracted in symbols and in numbers.
    """
    rate = settings.learning_rate
    lines: list[str] = []
    names, numbers = r"\eta \, g", rf"{number(rate)} \cdot {factor(g)}"
    match settings.optimizer:
        case "momentum":
            lines.append(rf"v = \mu \cdot 0 + g = {number(g)}")
            names = r"\eta \, v"
        case "nesterov":
            mu = settings.momentum
            lines.append(rf"v = \mu \cdot 0 + g = {number(g)}")
            names = r"\eta \, (g + \mu v)"
            numbers = rf"{number(rate)} \cdot ({number(g)} + {number(mu)} \cdot {factor(g)})"
        case "rmsprop":
            s = (1 - settings.rms_decay) * g * g
            lines.append(
                rf"s = \rho \cdot 0 + (1 - \rho) \, g^2 = {number(1 - settings.rms_decay)} \cdot "
                rf"{factor(g)}^2 = {number(s)}"
            )
            names, numbers = _quotient("g", "s", g, s, settings.epsilon, rate)
        case "adam" | "adamw":
            m, s = (1 - settings.beta1) * g, (1 - settings.beta2) * g * g
            lines += [
                rf"m = \beta_1 \cdot 0 + (1 - \beta_1) \, g = {number(1 - settings.beta1)} \cdot "
                rf"{factor(g)} = {number(m)}",
                rf"\hat{{m}} = \frac{{m}}{{1 - \beta_1}} = {number(g)}",
                rf"s = \beta_2 \cdot 0 + (1 - \beta_2) \, g^2 = {number(1 - settings.beta2)} \cdot "
                rf"{factor(g)}^2 = {number(s)}",
                rf"\hat{{s}} = \frac{{s}}{{1 - \beta_2}} = {number(g * g)}",
            ]
            names, numbers = _quotient(r"\hat{m}", r"\hat{s}", g, g * g, settings.epsilon, rate)
    return lines, names, numbers


def _quotient(
    top: str, square: str, numerator: float, squares: float, epsilon: float, rate: float
) -> tuple[str, str]:
    names = rf"\eta \, \frac{{{top}}}{{\sqrt{{{square}}} + \varepsilon}}"
    numbers = (
        rf"{number(rate)} \cdot \frac{{{number(numerator)}}}{{\sqrt{{{number(squares)}}} + "
        rf"{number(epsilon)}}}"
    )
    return names, numbers


def change_formulas(step: OneStep, path: WeightPath) -> Formulas:
    """Write how the weight and the loss of the image have changed."""
    change = float(step.moved.parameters[path.index] - step.network.parameters[path.index])
    lines = (
        rf"\Delta w = w' - w = {number(change)}",
        rf"L = {number(step.loss)} \quad \rightarrow \quad L' = {number(step.loss_after)}",
    )
    text = "All parameters take their step at once. This is the loss of this image afterwards."
    if step.loss_after > step.loss:
        text += " It has become larger: the step is too long for this image."
    return Formulas("Afterwards", text, lines)
