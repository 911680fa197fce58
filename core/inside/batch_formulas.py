"""The formulas of one training step on a mini-batch, for one weight."""

import numpy as np

from core.inside.batch_step import BatchStep
from core.inside.formula_symbols import Formulas, factor, number, weight_name, written_sum
from core.inside.one_step import WeightPath
from core.inside.update_formulas import change_formulas, update_formulas
from core.inside.weight_formulas import penalty_formulas


@np.errstate(all="ignore")  # a diverged network has infinite or undefined values
def batch_formulas(step: BatchStep, path: WeightPath) -> list[Formulas]:
    """Write what the images of a mini-batch give the weight, and what the optimizer makes of it."""
    return [
        _losses(step),
        _gradient(step, path),
        update_formulas(step, path, "Step of the mini-batch", "these images"),
        change_formulas(step, path, "After the mini-batch", "these images"),
    ]


def _losses(step: BatchStep) -> Formulas:
    def term(image: int) -> str:
        return factor(float(step.losses[image]))

    lines = written_sum(r"L = \sum_i L_i", step.losses, term, float(step.losses.sum()))
    worst = int(np.argmax(np.nan_to_num(step.losses)))
    text = (
        f"The losses of its {len(step.labels):,} images, the largest first. The largest is that of "
        f"image {worst}, a {step.labels[worst]}."
    )
    return Formulas("Loss of the mini-batch", text, lines)


def _gradient(step: BatchStep, path: WeightPath) -> Formulas:
    contributions, count = step.contributions, len(step.labels)
    total = float(contributions.sum())

    def term(image: int) -> str:
        return rf"{number(float(step.values[image]))} \cdot {factor(float(step.deltas[image]))}"

    name = rf"\sum_i \frac{{\partial L_i}}{{\partial {weight_name(path)}}}"
    lines = list(written_sum(name, contributions, term, total))
    largest = int(np.argmax(np.abs(np.nan_to_num(contributions))))
    text = (
        "Each image contributes the input of the weight times the error of its unit. The largest "
        f"contribution is that of image {largest}, a {step.labels[largest]}."
    )
    if step.settings.gradient == "mean":
        text += " The gradient is their mean."
        lines.append(
            rf"\frac{{1}}{{{count}}} {name} = \frac{{{number(total)}}}{{{count}}} = "
            rf"{number(step.derivative)}"
        )
    more, penalties = penalty_formulas(step, path, step.derivative)
    return Formulas("Gradient of the mini-batch", text + more, (*lines, *penalties))
