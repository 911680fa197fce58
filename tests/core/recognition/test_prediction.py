"""When an answer counts as sure."""

from dataclasses import replace

import numpy as np
import pytest

from core.drawing.strokes import Drawing
from core.evaluation.calibration import Calibration
from core.models.model_file import Model
from core.rasterization.mnist_convention import Placement
from core.recognition.prediction import (
    DigitPrediction,
    DrawingPrediction,
    ImagePrediction,
    chosen_digit,
)


def prediction(model: Model, first: float, second: float) -> ImagePrediction:
    probabilities = np.full(10, (1 - first - second) / 8)
    probabilities[[9, 7]] = first, second
    return ImagePrediction(model, np.zeros((28, 28), np.uint8), probabilities)


@pytest.mark.parametrize(("first", "second", "sure"), [(0.52, 0.45, False), (0.9, 0.05, True)])
def test_a_close_call_of_a_network_in_training_is_not_sure(
    trained_model: Model, first: float, second: float, sure: bool
) -> None:
    assert trained_model.calibration is None
    found = prediction(trained_model, first, second)
    assert found.sure is sure
    assert "not calibrated" in found.why_sure_or_not


def test_a_calibrated_model_has_its_own_limit(trained_model: Model) -> None:
    model = replace(trained_model, calibration=Calibration(threshold=0.5))
    assert prediction(model, 0.52, 0.45).sure


def test_the_answer_in_brief_says_where_it_is_not_sure(trained_model: Model) -> None:
    assert prediction(trained_model, 0.9, 0.05).answer_in_brief == "9 (90.0%)"
    assert prediction(trained_model, 0.52, 0.45).answer_in_brief == "9 (not sure, 52.0%)"


@pytest.mark.parametrize("first", [0.5, 0.9])
def test_an_output_that_was_rounded_to_0_is_written_like_those_near_0(
    trained_model: Model, first: float
) -> None:
    assert prediction(trained_model, first, 0.05).write(0.0) == "<0.1%"


def test_one_of_the_digits_is_chosen(trained_model: Model) -> None:
    drawing = Drawing(())
    digits = tuple(
        DigitPrediction(
            trained_model,
            np.zeros((28, 28), np.uint8),
            np.full(10, 0.1),
            drawing=drawing,
            placement=Placement(1.0, (0.0, 0.0)),
        )
        for _ in range(2)
    )
    several = DrawingPrediction(drawing, digits, trained_model)
    assert chosen_digit(several, 1) == (trained_model, digits[1])
    assert chosen_digit(replace(several, digits=()), 0) == (trained_model, None)
    assert chosen_digit(None, 0) == (None, None)
