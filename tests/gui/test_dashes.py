"""Training and validation are told apart without colours."""

import numpy as np
from PySide6.QtGui import QImage

from gui.training.curves.curve_plot import CurvePlot

from .person import Person


def test_a_long_validation_curve_still_shows_its_dashes(person: Person) -> None:
    person.train(epochs="60", training_images="300", learning_rate="0.001")
    plot = person.find(CurvePlot, "accuracyPlot")
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = pixels[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)
    red, green, blue = pixels[20:-60, 60:].transpose(2, 0, 1)
    validation = ((red > 150) & (blue < 60) & (green > 40) & (green < 150)).any(axis=0)
    first, *_, last = np.flatnonzero(validation)
    gaps = np.count_nonzero(~validation[first:last])
    assert gaps > 20
