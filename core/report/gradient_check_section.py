"""The section of a report with a numerical check of the gradients of its network."""

from collections.abc import Iterator

import numpy as np

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes, parameter_count
from core.report.document import Block, Formula, Heading, Math, Table, paragraph
from core.report.report_text import count_of, small
from core.training.gradient_check import GradientCheck, check_gradients

_IMAGES = 8
_BUDGET = 2e9
"""Multiplications, which take about a second."""
_LARGEST = 20_000_000
"""Parameters: in a larger network, one derivative takes too long."""
TOLERANCE = 1e-6
_KINKED = {"relu", "leaky_relu"}
_DIFFERENCE = Math(
    r"f_n = \frac{L(w + h) - L(w - h)}{2h}, \qquad h = 10^{-5}",
    "f_n = (L(w + h) - L(w - h)) / (2 h), quad h = 10^(-5)",
)
_ERROR = Math(
    r"\text{relative error} = \frac{|f_a - f_n|}{\max(|f_a|, |f_n|)}",
    '"relative error" = (|f_a - f_n|) / max(|f_a|, |f_n|)',
)


def gradient_check_blocks(settings: Hyperparameters, dataset: Dataset) -> Iterator[Block]:
    """Yield the errors of all arrays, and one weight as an example."""
    yield Heading("Numerical check of the gradients")
    sizes = layer_sizes(settings)
    parameters = parameter_count(sizes)
    if parameters > _LARGEST:
        yield paragraph(f"Omitted: with {parameters:,} parameters it would take too long.")
        return
    limit = _limit(parameters, len(sizes) - 1)
    checks = check_gradients(dataset, settings, images=_IMAGES, limit=limit)
    images = min(_IMAGES, settings.training_images, len(dataset.train))
    yield paragraph(
        "The analytic derivative by back-propagation, which uses the formulas above, is compared "
        "with the central difference, which knows only the objective:"
    )
    yield Formula(_DIFFERENCE)
    yield Formula(_ERROR)
    yield paragraph(
        f"Both are in double precision, at the initial weights, on {count_of(images, 'image')}, "
        f"with at most {limit:,} random parameters of each array. For an array, the norms of its "
        f"derivatives replace the absolute values. {verdict(checks, settings)}"
    )
    yield _arrays(checks)
    yield _one_weight(checks)


def _limit(parameters: int, layers: int) -> int:
    evaluations = _BUDGET / (parameters * _IMAGES)
    return int(min(200, max(1, evaluations / (2 * 2 * layers))))


def verdict(checks: list[GradientCheck], settings: Hyperparameters) -> str:
    """Return what the errors mean, in a sentence or two."""
    largest = max(check.relative_error for check in checks)
    text = f"The largest relative error is {small(largest)}"
    if largest < TOLERANCE:
        return f"{text}: the gradients agree."
    total, agreeing = sum(len(each.indices) for each in checks), sum(map(_agreeing, checks))
    text = (
        f"Of the {total:,} derivatives, {agreeing:,} agree to one millionth; {text[0].lower()}"
        f"{text[1:]}."
    )
    if not _KINKED & set(settings.activations):
        return text
    return (
        f"{text} Rectified units have a kink: where one lies between w − h and w + h, the central "
        "difference is the mean of two slopes, not a derivative."
    )


def _agreeing(check: GradientCheck) -> int:
    """Count the derivatives that agree to a millionth of themselves or of the root mean square.

    Near 0, rounding alone causes larger relative errors.
    """
    both = np.maximum(np.abs(check.analytic), np.abs(check.numerical))
    usual = np.sqrt(np.mean(both**2))
    difference = np.abs(check.analytic - check.numerical)
    return int((difference <= TOLERANCE * np.maximum(both, usual)).sum())


def _arrays(checks: list[GradientCheck]) -> Table:
    rows = [
        (
            check.array.capitalize(),
            f"{len(check.indices):,}",
            f"{_agreeing(check):,}",
            small(check.relative_error),
        )
        for check in checks
    ]
    return Table(
        "Relative error of each array of parameters.",
        ("Array", "Derivatives checked", "Agree to 10⁻⁶", "Relative error"),
        tuple(rows),
        numbers=frozenset({1, 2, 3}),
    )


def _one_weight(checks: list[GradientCheck]) -> Table:
    """Return a table of the checked weight of the output layer with the largest derivative."""
    check = [each for each in checks if each.array.endswith("weights")][-1]
    at = int(np.argmax(np.abs(check.analytic)))
    analytic, numerical = float(check.analytic[at]), float(check.numerical[at])
    absolute = abs(analytic - numerical)
    largest = max(abs(analytic), abs(numerical))
    n_in, n_out = check.indices[at]
    return Table(
        "The checked weight of the output layer with the largest derivative: from unit "
        f"{n_in} to digit {n_out}.",
        ("Analytic", "Numerical", "Absolute error", "Relative error"),
        (
            (
                f"{analytic:+.12f}",
                f"{numerical:+.12f}",
                small(absolute),
                small(absolute / largest if largest else 0.0),
            ),
        ),
        numbers=frozenset({0, 1, 2, 3}),
    )
