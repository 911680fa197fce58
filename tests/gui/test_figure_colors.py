"""Figures in files have the colours of the window."""

from core.plots.palette import TRAINING, VALIDATION
from gui.common.theme import LIGHT


def test_training_and_validation_have_the_colours_of_the_light_window() -> None:
    assert (LIGHT.training, LIGHT.validation) == (TRAINING, VALIDATION)
