"""The axes of the curves: how far they reach, and the room for what is written at them."""

import pytest
from PySide6.QtWidgets import QComboBox

from core.training.events import BatchEnd, EpochEnd, Status, TrainingEnd
from gui.session.event_batch import EventBatch
from gui.training.curves.curve import Curve
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.line_names import MINI_BATCHES
from gui.training.curves.x_axis_mapping import XAxis

from .live_curves import falling, show
from .person import Person
from .run_library_fixture import SETTINGS

CURVE = falling(0.5, 0.1, first=9.0)
IMAGES = SETTINGS.training_images


def choose_axis(person: Person, axis: XAxis) -> None:
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(axis))


def mini_batches(plot: CurvePlot) -> Curve:
    (line,) = (curve for curve in plot._lines.curves if curve.name == MINI_BATCHES)
    return line


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("axis", XAxis)
def test_mini_batches_of_an_unfinished_epoch_are_in_view(
    person: Person, axis: XAxis, *, logarithmic: bool
) -> None:
    curves = show(person, 4, CURVE, planned=100)
    choose_axis(person, axis)
    if logarithmic:
        person.choose_action("Log-scale horizontal axis")
    moments = [4 + number / 10 for number in range(1, 9)]
    later = [BatchEnd(5, round(at * IMAGES), CURVE(at), 0.9) for at in moments]
    curves.add(EventBatch.sort([*later, TrainingEnd(Status.STOPPED, 4, 5.0)]))
    curves.finish()
    for plot in (curves.loss, curves.accuracy):
        last = plot.mapping.place(4.8, plot.x_scale)
        drawn = mini_batches(plot).extent
        assert drawn is not None
        assert drawn[1] == pytest.approx(last, rel=1e-3)
        assert plot.viewRange()[0][1] >= drawn[1]


def test_mini_batches_move_to_their_times_when_their_epoch_ends(person: Person) -> None:
    curves = show(person, 2, CURVE, planned=100)
    choose_axis(person, XAxis.TIME)
    curves.add(EventBatch.sort([BatchEnd(3, 3 * IMAGES, 1.0, 0.5)]))
    curves.add(EventBatch.sort([EpochEnd(3, 1.0, 0.5, 1.0, 0.5, 5.0, 5.0)]))
    curves.finish()
    for plot in (curves.loss, curves.accuracy):
        assert mini_batches(plot).extent == pytest.approx((0.1, 7.0), abs=0.01)
