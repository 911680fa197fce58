"""What has been read from a drawing. All of it is immutable."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.drawing.strokes import Drawing
from core.models.model_file import Model
from core.rasterization.mnist_convention import Placement

Probabilities = npt.NDArray[np.floating]
"""(10,); by digit."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitPrediction:
    """One digit of a drawing, and what the network makes of it."""

    drawing: Drawing
    """Its ink alone."""
    pixels: npt.NDArray[np.uint8]
    """(28, 28) uint8, what the network sees; 0 is paper."""
    placement: Placement
    """Where the points of the drawing are in these pixels."""
    probabilities: Probabilities
    threshold: float
    """Below this confidence the answer is “not sure”."""

    @property
    def digit(self) -> int:
        """The likeliest digit."""
        return int(self.probabilities.argmax())

    @property
    def second(self) -> int:
        """The second likeliest."""
        return int(np.argsort(self.probabilities)[-2])

    @property
    def confidence(self) -> float:
        """The probability of the likeliest."""
        return float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        """Whether the confidence is high enough to claim the digit."""
        return self.confidence >= self.threshold


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The digits of a drawing from left to right; none where nothing can be claimed."""

    drawing: Drawing
    digits: tuple[DigitPrediction, ...]
    why_none: str
    """A sentence where there is ink that cannot be read as a number."""
    model: Model
    """The model that has read it."""
