"""The formulas of what an optimizer makes of the gradient of one weight, and of what it changes."""

from core.inside.formula_symbols import Formulas, base, factor, number
from core.inside.one_step import TrainingStep, WeightPath

_FIRST = (
    "It takes its first step here: it remembers no earlier gradients, and no schedule changes the "
    "learning rate."
)


def update_formulas(
    step: TrainingStep, path: WeightPath, title: str = "Step", images: str = "this image alone"
) -> Formulas:
    """Write what the optimizer makes of the gradient of what `images` names."""
    settings, memory = step.settings, step.memory
    w, rate = float(step.network.parameters[path.index]), memory.learning_rate
    moved = float(step.moved.parameters[path.index])
    lines, names, numbers = _direction(step, path)
    decay = settings.weight_decay if settings.optimizer == "adamw" else 0.0
    if decay:
        kept = (1 - rate * decay) * w
        lines.append(
            rf"w \leftarrow (1 - \eta \lambda) \, w = (1 - {number(rate)} \cdot {number(decay)}) "
            rf"\cdot {factor(w)} = {number(kept)}"
        )
        w = kept
    lines.append(rf"w' = w - {names} = {number(w)} - {numbers} = {number(moved)}")
    text = f"The optimizer changes the weight with the learning rate η = {rate:.4g}. "
    text += _FIRST if not memory.steps else _later(memory.steps, images)
    if settings.max_norm:
        text += " The weights of a unit are then limited to their largest norm."
    return Formulas(title, text, tuple(lines))


def _later(steps: int, images: str) -> str:
    taken = f"{steps:,} steps" if steps > 1 else "1 step"
    return (
        f"It has taken {taken} in this training, and remembers them. This would be the next one "
        f"if the mini-batch were {images}."
    )


def _direction(step: TrainingStep, path: WeightPath) -> tuple[list[str], str, str]:
    """Write what the optimizer remembers with the new gradient, and what it subtracts.

    Returns the formulas of its memory, and what is subtracted in symbols and in numbers.
    """
    settings, rate = step.settings, step.memory.learning_rate
    g = float(step.gradient[path.index])
    match settings.optimizer:
        case "momentum" | "nesterov":
            return _velocity(step, path, g)
        case "rmsprop":
            line, s = _mean_square(step, path, r"\rho", settings.rms_decay, g)
            return [line], *_quotient("g", "s", g, s, settings.epsilon, rate)
        case "adam" | "adamw":
            return _adam(step, path, g)
    return [], r"\eta \, g", rf"{number(rate)} \cdot {factor(g)}"


def _velocity(step: TrainingStep, path: WeightPath, g: float) -> tuple[list[str], str, str]:
    rate, mu = step.memory.learning_rate, step.settings.momentum
    before = float(step.memory.slots["velocity"][path.index])
    v = mu * before + g
    if before:
        line = (
            rf"v \leftarrow \mu \, v + g = {number(mu)} \cdot {factor(before)} + {factor(g)} = "
            rf"{number(v)}"
        )
    else:
        line = rf"v = \mu \cdot 0 + g = {number(g)}"
    if step.settings.optimizer == "momentum":
        return [line], r"\eta \, v", rf"{number(rate)} \cdot {factor(v)}"
    numbers = rf"{number(rate)} \cdot ({number(g)} + {number(mu)} \cdot {factor(v)})"
    return [line], r"\eta \, (g + \mu v)", numbers


def _mean_square(
    step: TrainingStep, path: WeightPath, symbol: str, decay: float, g: float
) -> tuple[str, float]:
    """Write the running mean of the squared gradients; return it, too."""
    # The optimizer's state is the mean divided by 1 − decay.
    before = (1 - decay) * float(step.memory.slots["squares"][path.index])
    s = decay * before + (1 - decay) * g * g
    old = rf"{symbol} \, s" if before else rf"{symbol} \cdot 0"
    left = r"s \leftarrow" if before else "s ="
    past = rf"{number(decay)} \cdot {number(before)} + " if before else ""
    line = (
        rf"{left} {old} + (1 - {symbol}) \, g^2 = {past}{number(1 - decay)} \cdot {base(g)}^2 = "
        rf"{number(s)}"
    )
    return line, s


def _adam(step: TrainingStep, path: WeightPath, g: float) -> tuple[list[str], str, str]:
    settings, steps = step.settings, step.memory.steps + 1
    beta1, beta2 = settings.beta1, settings.beta2
    # The optimizer's state is the mean divided by 1 − β₁.
    before = (1 - beta1) * float(step.memory.slots["means"][path.index])
    m = beta1 * before + (1 - beta1) * g
    old = r"\beta_1 \, m" if before else r"\beta_1 \cdot 0"
    left = r"m \leftarrow" if before else "m ="
    past = rf"{number(beta1)} \cdot {factor(before)} + " if before else ""
    square, s = _mean_square(step, path, r"\beta_2", beta2, g)
    corrected, squares = m / (1 - beta1**steps), s / (1 - beta2**steps)
    power = rf"^{{{steps}}}" if steps > 1 else ""
    lines = [
        rf"{left} {old} + (1 - \beta_1) \, g = {past}{number(1 - beta1)} \cdot {factor(g)} = "
        rf"{number(m)}",
        rf"\hat{{m}} = \frac{{m}}{{1 - \beta_1{power}}} = {number(corrected)}",
        square,
        rf"\hat{{s}} = \frac{{s}}{{1 - \beta_2{power}}} = {number(squares)}",
    ]
    rate, epsilon = step.memory.learning_rate, settings.epsilon
    return lines, *_quotient(r"\hat{m}", r"\hat{s}", corrected, squares, epsilon, rate)


def _quotient(
    top: str, square: str, numerator: float, squares: float, epsilon: float, rate: float
) -> tuple[str, str]:
    names = rf"\eta \, \frac{{{top}}}{{\sqrt{{{square}}} + \varepsilon}}"
    numbers = (
        rf"{number(rate)} \cdot \frac{{{number(numerator)}}}{{\sqrt{{{number(squares)}}} + "
        rf"{number(epsilon)}}}"
    )
    return names, numbers


def change_formulas(
    step: TrainingStep, path: WeightPath, title: str = "Afterwards", images: str = "this image"
) -> Formulas:
    """Write how the weight and the loss of what `images` names have changed."""
    change = float(step.moved.parameters[path.index] - step.network.parameters[path.index])
    lines = (
        rf"\Delta w = w' - w = {number(change)}",
        rf"L = {number(step.loss)} \quad \rightarrow \quad L' = {number(step.loss_after)}",
    )
    text = f"All parameters take their step at once. This is the loss of {images} afterwards."
    if step.loss_after > step.loss:
        text += f" It has become larger: the step is too long for {images}."
    return Formulas(title, text, lines)
