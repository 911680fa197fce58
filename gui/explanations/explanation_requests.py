"""Requests for explanations of a digit, which a thread computes, and their results."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.datasets.mnist import DatasetProvider

if TYPE_CHECKING:
    from core.explanations.counterfactual import Counterfactual
    from core.explanations.explainer import Explainer
    from core.explanations.neighbors import Neighbor
    from core.models.model_file import Model
    from core.nn.activations import Floats
    from core.nn.mlp import MLP
    from core.recognition.prediction import DigitPrediction


@dataclass(frozen=True, slots=True, eq=False)
class Saliency:
    """The pixels that speak for and against a digit."""

    part: "DigitPrediction"
    digit: int
    values: "Floats"
    """(28, 28); positive values count for the digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbors:
    """The training images that are nearest to a digit."""

    part: "DigitPrediction"
    found: "tuple[Neighbor, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class CounterfactualResult:
    """The change of the ink that would make it another digit; None where none was found."""

    model: "Model"
    """The model whose answer it changes."""
    part: "DigitPrediction"
    digit: int
    found: "Counterfactual | None"


class ExplanationRequests:
    """Makes functions that compute explanations in a thread.

    They share an `Explainer` of the training images, which the first of them makes.
    """

    def __init__(self, source: DatasetProvider) -> None:
        self._source = source

    def saliency(
        self, network: "MLP", part: "DigitPrediction", digit: int
    ) -> Callable[[], Saliency]:
        """Return a function that computes which pixels speak for and against a digit."""
        return lambda: Saliency(part, digit, self._explainer.saliency(network, part.pixels, digit))

    def neighbors(self, part: "DigitPrediction") -> Callable[[], Neighbors]:
        """Return a function that finds the nearest training images."""
        return lambda: Neighbors(part, self._explainer.nearest(part.pixels))

    def change(
        self, model: "Model", part: "DigitPrediction", digit: int
    ) -> Callable[[], CounterfactualResult]:
        """Return a function that searches for a change that makes it another digit."""
        return lambda: CounterfactualResult(
            model, part, digit, self._explainer.counterfactual(model.network, part.pixels, digit)
        )

    @cached_property
    def _explainer(self) -> "Explainer":
        # Imported here, in a worker thread, so that the window opens faster.
        from core.explanations.explainer import Explainer

        return Explainer(self._source.get().train)
