"""Training and validation are told apart without colours."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.line_names import MOMENT, VALIDATION
from gui.training.curves.point_markers import sample_length
from gui.training.curves.view_settings import ViewSettings

from .live_curves import falling, show
from .person import Person, settle


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


@pytest.mark.parametrize("projector", [False, True])
def test_the_legend_shows_the_dashes_of_the_validation_curve(
    person: Person, monkeypatch: pytest.MonkeyPatch, projector: bool
) -> None:
    if projector:  # on a screen of 1920 × 1080
        monkeypatch.setattr("gui.projector.text_factor", lambda *_: 2.0)
        person.press(Qt.Key.Key_F11)
        person.window.resize(1920, 1080)
    show(person, 5, falling(0.5, 0.1))
    settle()
    legend = person.find(CurveLegend, "curveLegend")
    color = legend._pens[VALIDATION].color()
    image = legend.grab().toImage()
    place = next(place for name, place in legend._places(legend.width()) if name == VALIDATION)
    row = place.center().y()
    drawn = [image.pixelColor(x, row) == color for x in range(place.left(), place.right())]
    dashes = "".join("#" if each else " " for each in drawn[: sample_length() + 1]).split()
    assert len(dashes) == 2


@pytest.mark.parametrize("scheme", ["Light", "Dark"])
@pytest.mark.parametrize("smoothing", [0.0, 2.0])
def test_all_lines_can_be_told_apart_in_gray(person: Person, scheme: str, smoothing: float) -> None:
    person.choose_action(scheme)
    show(person, 5, falling(0.5, 0.1))
    curves = show(person, 5, falling(0.4, 0.1))
    curves.loss.set_view(ViewSettings(smoothing=smoothing))
    pens = dict(curves._legend._pens)
    del pens[MOMENT]  # its key is upright and has a handle
    assert len(pens) == 6
    looks = {
        name: (pen.style(), pen.widthF(), pen.color().lightness() // 40)
        for name, pen in pens.items()
    }
    assert len(set(looks.values())) == len(looks), looks
