"""What a model predicts for an image, for one digit of a drawing, and for a whole drawing.

All of it is immutable.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.drawing.strokes import Drawing
from core.evaluation.calibration import Calibration
from core.foundation.percent import SHARE_DECIMALS, percent
from core.models.model_file import Model
from core.rasterization.mnist_convention import Placement

Probabilities = npt.NDArray[np.floating]
"""(10,); the probability of each digit."""
_LEAST_DOUBT = 0.01
"""The probability from which a second digit is named as a possible answer."""
_MOST_DECIMALS = 8


@dataclass(frozen=True, slots=True, eq=False)
class ImagePrediction:
    """What a model predicts for one image."""

    model: Model
    """The model that made the prediction."""
    pixels: npt.NDArray[np.uint8]
    """(28, 28) uint8, the input of the network; 0 is paper."""
    probabilities: Probabilities
    """With the calibration of the model."""

    @property
    def digit(self) -> int:
        """The most likely digit."""
        return int(self.probabilities.argmax())

    @property
    def second(self) -> int:
        """The second most likely digit."""
        return int(np.argsort(self.probabilities)[-2])

    @property
    def confidence(self) -> float:
        """The probability of the most likely digit."""
        return float(self.probabilities.max())

    @property
    def second_confidence(self) -> float:
        """The probability of the second most likely digit."""
        return float(self.probabilities[self.second])

    @property
    def sure(self) -> bool:
        """Whether the confidence reaches the threshold of the model's calibration."""
        return self.confidence >= calibration_of(self.model).threshold

    @property
    def is_between_two(self) -> bool:
        """Whether the model is not sure, and the second digit is likely enough to be named."""
        return not self.sure and self.second_confidence >= _LEAST_DOUBT

    @property
    def answer(self) -> str:
        """The digit where the model is sure, and otherwise a text such as “not sure: 5 or 6?”."""
        if self.sure:
            return str(self.digit)
        return f"not sure: {self.digit}{f' or {self.second}' if self.is_between_two else ''}?"

    @property
    def sure_from(self) -> str:
        """The confidence from which the model is sure, as text that differs from `confidence`."""
        return _distinct_percents(self.confidence, calibration_of(self.model).threshold)[1]

    @property
    def why_sure_or_not(self) -> str:
        """Why the model is sure, or why it is not, and where its limit comes from."""
        confidence, least = _distinct_percents(
            self.confidence, calibration_of(self.model).threshold
        )
        if self.sure:
            return f"Sure: {confidence}, and this model is sure from {least} on. {self._limit}"
        return f"Not sure: {confidence}, and this model is sure only from {least} on. {self._limit}"

    @property
    def _limit(self) -> str:
        if self.model.calibration is None:
            return "The validation images determine the limit at the end of training."
        return "The limit was determined on the validation images, so other models have others."


@dataclass(frozen=True, slots=True, eq=False)
class DigitPrediction(ImagePrediction):
    """What a model predicts for one digit of a drawing."""

    drawing: Drawing
    """The ink of this digit alone."""
    placement: Placement
    """Where the points of the drawing are in `pixels`."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawingPrediction:
    """The digits of a drawing from left to right; none where nothing can be recognized."""

    drawing: Drawing
    digits: tuple[DigitPrediction, ...]
    model: Model
    """The model that made the prediction."""
    reason_for_none: str = ""
    """A sentence where there is ink that cannot be recognized as a number."""


def _distinct_percents(one: float, other: float) -> tuple[str, str]:
    """Return two different shares with as many decimals as it takes to tell them apart."""
    for decimals in range(SHARE_DECIMALS, _MOST_DECIMALS):
        texts = percent(one, decimals), percent(other, decimals)
        if texts[0] != texts[1] and not texts[1].startswith(">"):
            break
    return texts


def calibration_of(model: Model) -> Calibration:
    """Return the calibration of a model; the neutral one where the model has none."""
    return model.calibration or Calibration()
