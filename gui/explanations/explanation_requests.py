"""Explanations as functions that a worker thread calls, and their results."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.session.dataset_provider import DatasetProvider

if TYPE_CHECKING:
    from core.explanations.counterfactual import Counterfactual
    from core.explanations.explainer import Explainer
    from core.explanations.neighbors import Neighbor
    from core.nn.arrays import Floats
    from core.nn.mlp import MLP
    from core.recognition.prediction import DigitPrediction


@dataclass(frozen=True, slots=True, eq=False)
class Saliency:
    """How much each pixel counts for or against a digit."""

    part: "DigitPrediction"
    digit: int
    values: "Floats"
    """(28, 28); positive values count for the digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbors:
    """The training images that are nearest to a drawn digit."""

    part: "DigitPrediction"
    found: "tuple[Neighbor, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A small change of the ink that would make it another digit; None if none was found."""

    part: "DigitPrediction"
    digit: int
    found: "Counterfactual | None"


class ExplanationRequests:
    """Makes functions that compute explanations.

    They share what has to be computed once from the training images: the first call does it, in its
    thread.
    """

    def __init__(self, source: DatasetProvider) -> None:
        self._source = source
        self._explainer: Explainer | None = None

    def saliency(
        self, network: "MLP", part: "DigitPrediction", digit: int
    ) -> Callable[[], Saliency]:
        """Return a function that computes what counts for and against a digit."""
        return lambda: Saliency(part, digit, self._known().saliency(network, part.pixels, digit))

    def neighbors(self, part: "DigitPrediction") -> Callable[[], Neighbors]:
        """Return a function that finds the nearest training images."""
        return lambda: Neighbors(part, self._known().nearest(part.pixels))

    def change(self, network: "MLP", part: "DigitPrediction", digit: int) -> Callable[[], Change]:
        """Return a function that searches for a change that makes it another digit."""
        return lambda: Change(
            part, digit, self._known().counterfactual(network, part.pixels, digit)
        )

    def _known(self) -> "Explainer":
        if self._explainer is None:
            # Here, in a worker thread: the window's start needs none of it.
            from core.explanations.explainer import Explainer

            self._explainer = Explainer(self._source.get().train)
        return self._explainer
