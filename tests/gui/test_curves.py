"""The live curves."""

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QSlider, QWidget

from core.training.events import BatchEnd, EpochEnd
from gui.common.plot_axis import END_MARGIN
from gui.session.event_batch import EventBatch
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.curves_panel import CurvesPanel
from gui.training.curves.readout import Readout

from .person import Person, settle


def plot(person: Person, name: str) -> CurvePlot:
    return person.find(CurvePlot, f"{name}Plot")


def readout(person: Person, name: str, epoch: float) -> str:
    """What is read off a plot at an epoch."""
    readings = plot(person, name).readings(epoch)
    return "   ".join(f"{each.name} {each.value} @ {each.place}" for each in readings)


def legend(person: Person) -> str:
    """What stands above the plots."""
    return person.find(CurveLegend, "curveLegend").text()


def shown_values(person: Person) -> str:
    """What stands above the plots while the pointer is in one of them."""
    return person.find(Readout, "curvesReadout").text()


def picture(person: Person) -> bytes:
    """What is drawn, to compare."""
    plots = (plot(person, name).grab().toImage() for name in ("loss", "accuracy"))
    return b"".join(bytes(image.constBits()) for image in plots)


def on_screen(curves: CurvePlot, epoch: float) -> QPoint:
    (_, _), (low, high) = curves.viewRange()
    scene = curves.getViewBox().mapViewToScene(QPointF(epoch, (low + high) / 2))
    return curves.mapFromScene(scene)


def hover(person: Person, name: str, epoch: float) -> None:
    """The pointer comes in and rests over an epoch."""
    curves = plot(person, name)
    for point in (on_screen(curves, epoch) + QPoint(3, 3), on_screen(curves, epoch)):
        QTest.mouseMove(curves.viewport(), point)
    person.wait(lambda: "@" in shown_values(person))


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_a_training_draws_its_curves(person: Person, name: str) -> None:
    before = picture(person)
    history = person.train(epochs="3")
    assert picture(person) != before
    last = history[-1]
    if name == "loss":
        shown = f"training {last.train_loss:.4f} @ 3", f"validation {last.validation_loss:.4f} @ 3"
    else:
        shown = (
            f"training {100 * last.train_accuracy:.2f}% @ 3",
            f"validation {100 * last.validation_accuracy:.2f}% @ 3",
        )
    for part in shown:
        assert part in readout(person, name, 3.0)


def test_each_mini_batch_is_at_its_fraction_of_an_epoch(person: Person) -> None:
    person.train(training_images="256")
    batch = person.heard(BatchEnd)[0]
    assert f"mini-batches {batch.loss:.4f} @ 0.500" in readout(person, "loss", 0.4)


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_hovering_over_one_plot_shows_the_values_of_both(person: Person, name: str) -> None:
    history = person.train(epochs="5")
    hover(person, name, 2.0)
    event = history[1]
    values = f"{event.validation_loss:.4f} {100 * event.validation_accuracy:.2f}%"
    assert f"validation {values} @ 2" in shown_values(person)


def test_the_best_epoch_is_marked(person: Person) -> None:
    history = person.train(epochs="4")
    best = min(history, key=lambda event: event.validation_loss).epoch
    assert f"best val. loss: epoch {best}" in legend(person)


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_the_whole_training_is_in_view(person: Person, name: str) -> None:
    history = person.train(epochs="3")
    (left, right), (low, high) = plot(person, name).viewRange()
    assert left <= 0
    assert right >= 3
    values = [e.train_loss if name == "loss" else 100 * e.train_accuracy for e in history]
    assert low <= min(values)
    assert max(values) <= high


def test_the_loss_can_be_shown_on_a_logarithmic_axis(person: Person) -> None:
    person.train()
    before, values = picture(person), readout(person, "loss", 1)
    person.click("logLossSwitch")
    assert person.find(QCheckBox, "logLossSwitch").isChecked()
    assert picture(person) != before
    assert readout(person, "loss", 1) == values
    person.click("logLossSwitch")
    assert picture(person) == before


def test_smoothing_changes_the_lines_and_not_the_values(person: Person) -> None:
    person.train(epochs="5")
    before, values = picture(person), readout(person, "loss", 1)
    slider = person.find(QSlider, "smoothingSlider")
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert picture(person) != before
    assert readout(person, "loss", 1) == values
    plot(person, "loss").hovered.emit(1.0)
    assert person.find(Readout, "curvesReadout").text().startswith("Epoch 1.000 · not smoothed")
    plot(person, "loss").hovered.emit(None)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert picture(person) == before


@pytest.mark.parametrize("way", ["button", "key"])
def test_show_all_undoes_zoom_and_pan(person: Person, way: str) -> None:
    person.train(epochs="5")
    before = plot(person, "loss").viewRange()
    for curves in (plot(person, "loss"), plot(person, "accuracy")):
        middle = on_screen(curves, 2.0)
        QTest.mousePress(curves.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        for step in (10, 40, 90):
            QTest.mouseMove(curves.viewport(), middle - QPoint(step, step // 3))
        QTest.mouseRelease(
            curves.viewport(), Qt.MouseButton.LeftButton, pos=middle - QPoint(90, 30)
        )
    person.wait(lambda: plot(person, "loss").viewRange() != before)
    if way == "button":
        person.click("showAllButton")
    else:
        person.press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert plot(person, "loss").viewRange() == before


def test_reset_empties_the_plots(person: Person) -> None:
    empty = picture(person)
    person.train()
    person.click("resetButton")
    assert readout(person, "loss", 1) == ""
    assert picture(person) == empty


def test_a_second_training_begins_new_curves(person: Person) -> None:
    person.train(epochs="4")
    person.train(epochs="2")
    places = {each.name: each.place for each in plot(person, "loss").readings(4)}
    assert places["training"] == places["validation"] == "2"


def test_values_without_a_place_on_a_logarithmic_axis_are_left_out(person: Person) -> None:
    panel = person.find(CurvesPanel, "curvesPanel")
    person.click("logLossSwitch")
    person.session.received.emit(
        EventBatch.sort([BatchEnd(1, 128, 0.0, 0.5), BatchEnd(1, 256, 0.5, 0.5)])
    )
    person.session.received.emit(EventBatch.sort([EpochEnd(1, 0.0, 1.0, 0.5, 1.0, 0.0, 0.0)]))
    panel.finish()
    (_, _), (low, high) = panel.loss.viewRange()
    assert -10 < low < high < 10


@pytest.mark.parametrize("side", ["left", "bottom"])
def test_the_bounds_of_an_axis_follow_the_size_of_the_plot(person: Person, side: str) -> None:
    axis = plot(person, "loss").getAxis(side)
    seen = set()
    for size in ((1024, 600), (1400, 900), (1024, 600)):
        person.window.resize(*size)
        settle()
        beyond = END_MARGIN if side == "bottom" else 0
        assert axis.boundingRect() == pg.AxisItem.boundingRect(axis).adjusted(0, 0, beyond, 0)
        seen.add(axis.boundingRect().size().toTuple())
    assert len(seen) == 2


def test_curves_grow_while_the_network_learns(person: Person) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    first = readout(person, "loss", 1e9)
    person.wait(lambda: readout(person, "loss", 1e9) != first)


def test_without_curves_the_legend_keeps_the_names_under_the_pointer(person: Person) -> None:
    before = legend(person)
    assert "training" in before
    plot(person, "loss").point_at(0.5)
    assert legend(person) == before


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_the_plots_do_not_move_during_a_training_nor_at_the_next_one(
    person: Person, width: int
) -> None:
    person.window.resize(width, 720)
    plots = [person.find(QWidget, name) for name in ("lossPlot", "accuracyPlot")]
    places = []
    for epochs in ("2", "3"):
        places.append([plot.geometry().getRect() for plot in plots])
        person.train(epochs=epochs)
        QCoreApplication.processEvents()
        places.append([plot.geometry().getRect() for plot in plots])
    assert all(each == places[0] for each in places)
