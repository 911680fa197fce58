"""What is asked about a digit, and what the thread answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.session.dataset_provider import DatasetProvider

if TYPE_CHECKING:
    from core.explanations.counterfactual import Counterfactual
    from core.explanations.explainer import Explainer
    from core.explanations.neighbors import Neighbor
    from core.nn.activations import Floats
    from core.nn.mlp import MLP
    from core.recognition.prediction import DigitPrediction


@dataclass(frozen=True, slots=True, eq=False)
class Saliency:
    """What speaks for and against a digit."""

    part: "DigitPrediction"
    digit: int
    values: "Floats"
    """(28, 28); above 0 speaks for the digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbors:
    """The nearest training images."""

    part: "DigitPrediction"
    found: "tuple[Neighbor, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What would make it another digit."""

    part: "DigitPrediction"
    digit: int
    found: "Counterfactual | None"


class ExplanationRequests:
    """Makes the questions. They share what is known of the training images, which the first one
    to be answered finds out, in its thread."""

    def __init__(self, source: DatasetProvider) -> None:
        self._source = source
        self._explainer: Explainer | None = None

    def saliency(
        self, network: "MLP", part: "DigitPrediction", digit: int
    ) -> Callable[[], Saliency]:
        """What speaks for and against a digit."""
        return lambda: Saliency(part, digit, self._known().saliency(network, part.pixels, digit))

    def neighbours(self, part: "DigitPrediction") -> Callable[[], Neighbors]:
        """The nearest training images."""
        return lambda: Neighbors(part, self._known().nearest(part.pixels))

    def change(self, network: "MLP", part: "DigitPrediction", digit: int) -> Callable[[], Change]:
        """What would make it another digit."""
        return lambda: Change(
            part, digit, self._known().counterfactual(network, part.pixels, digit)
        )

    def _known(self) -> "Explainer":
        if self._explainer is None:
            # Here, in a worker thread: the window's start needs none of it.
            from core.explanations.explainer import Explainer

            self._explainer = Explainer(self._source.get().train)
        return self._explainer
