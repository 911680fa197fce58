"""What a model predicts for an image, for one digit of a drawing, and for a whole drawing.

All of it is immutable.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.drawing.strokes import Drawing
from core.evaluation.calibration import Calibration
from core.foundation.percent import SHARE_DECIMALS, output_percent, percent, percent_below
from core.models.model_file import Model
from core.rasterization.mnist_convention import Placement

Probabilities = npt.NDArray[np.floating]
"""(10,); the probability of each digit."""
_UNCALIBRATED = Calibration(threshold=0.8)
"""What is used for a model without a calibration, such as one in training: an answer is sure only
if it is four times as likely as all others together."""
_LEAST_DOUBT = 0.01
"""The probability from which a second digit is named as a possible answer."""


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
    def answer_in_brief(self) -> str:
        """The digit with its probability, such as “7 (99.3%)” or “7 (not sure, 16.8%)”."""
        return f"{self.digit} ({'' if self.sure else 'not sure, '}{self.write(self.confidence)})"

    @property
    def limit(self) -> str:
        """The confidence that the model needs to be sure: “at least 55.1%” or “over 99.9%”."""
        least = percent(calibration_of(self.model).threshold, SHARE_DECIMALS)
        return f"over {least[1:]}" if least.startswith(">") else f"at least {least}"

    def write(self, share: float, decimals: int = SHARE_DECIMALS) -> str:
        """Return one of the probabilities as text.

        While the model is not sure, rounding makes none of them reach `limit`.
        """
        if self.sure or not share:
            return output_percent(share, decimals)
        return percent_below(share, calibration_of(self.model).threshold, decimals)

    @property
    def why_sure_or_not(self) -> str:
        """Why the model is sure, or why it is not, and where its limit comes from."""
        beginning = "Sure" if self.sure else "Not sure"
        needs = f"this model is sure of an answer with {self.limit}"
        return f"{beginning}: {self.write(self.confidence)}, and {needs}. {self._limit_source}"

    @property
    def _limit_source(self) -> str:
        if self.model.calibration is None:
            return (
                "This model is not calibrated. At the end of training, the validation images "
                "determine the limit."
            )
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


def chosen_digit(
    prediction: DrawingPrediction | None, chosen: int
) -> tuple[Model | None, DigitPrediction | None]:
    """Return the model of a prediction, and one of its digits; None where there is none."""
    if prediction is None:
        return None, None
    return prediction.model, prediction.digits[chosen] if prediction.digits else None


def calibration_of(model: Model) -> Calibration:
    """Return the calibration of a model; a neutral and cautious one where the model has none."""
    return model.calibration or _UNCALIBRATED
