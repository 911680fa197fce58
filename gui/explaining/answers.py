"""What is asked about a digit, and what the thread answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.dataset_source import DatasetSource

if TYPE_CHECKING:
    from core.explaining.counterfactual import Counterfactual
    from core.explaining.explainer import Explainer
    from core.explaining.neighbours import Neighbour
    from core.network.arrays import Floats
    from core.network.mlp import MLP
    from core.reading.reading import DigitReading


@dataclass(frozen=True, slots=True, eq=False)
class Saliency:
    """What speaks for and against a digit."""

    part: "DigitReading"
    digit: int
    values: "Floats"
    """(28, 28); above 0 speaks for the digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest training images."""

    part: "DigitReading"
    found: "tuple[Neighbour, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What would make it another digit."""

    part: "DigitReading"
    digit: int
    found: "Counterfactual | None"


class Questions:
    """Makes the questions. They share what is known of the training images, which the first one
    to be answered finds out, in its thread."""

    def __init__(self, source: DatasetSource) -> None:
        self._source = source
        self._explainer: Explainer | None = None

    def saliency(self, network: "MLP", part: "DigitReading", digit: int) -> Callable[[], Saliency]:
        """What speaks for and against a digit."""
        return lambda: Saliency(part, digit, self._known().saliency(network, part.pixels, digit))

    def neighbours(self, part: "DigitReading") -> Callable[[], Neighbours]:
        """The nearest training images."""
        return lambda: Neighbours(part, self._known().nearest(part.pixels))

    def change(self, network: "MLP", part: "DigitReading", digit: int) -> Callable[[], Change]:
        """What would make it another digit."""
        return lambda: Change(
            part, digit, self._known().counterfactual(network, part.pixels, digit)
        )

    def _known(self) -> "Explainer":
        if self._explainer is None:
            # Here, in a worker thread: the window's start needs none of it.
            from core.explaining.explainer import Explainer

            self._explainer = Explainer(self._source.get().train)
        return self._explainer
