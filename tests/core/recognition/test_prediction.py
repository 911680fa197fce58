"""When an answer counts as sure."""

from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.calibration import Calibration
from core.models.model_file import Model
from core.recognition.prediction import ImagePrediction


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
