"""Going back in time: the whole window shows the network of a past moment."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.foundation.percent import percent
from core.models.model_file import Model
from core.runs.layout import WEIGHTS
from core.runs.moments import Moment, kept_moments, load_moment
from core.training.events import EpochEnd
from gui.main_window import MainWindow
from gui.session.session import State
from gui.training.curves.curve_plot import CurvePlot

from .conftest import OpenWindow
from .person import Person
from .pictures.stage import SEVEN
from .run_library_fixture import Library

BATCHES = {"batch_size": "100", "learning_rate": "0.01"}


def trained(person: Person, epochs: int = 4) -> Path:
    """The folder of a run of some epochs, whose moments the bar has."""
    person.train(epochs=str(epochs), **BATCHES)
    person.wait_for_threads()
    player = person.window.moments.player
    assert player.run is not None
    person.wait(lambda: len(player.list.moments) == len(kept_moments(player.run)))
    return player.run


def slider(person: Person) -> QSlider:
    return person.find(QSlider, "momentSlider")


def shown(person: Person) -> Model:
    model = person.session.model
    assert model is not None
    return model


def go_to(person: Person, moment: Moment) -> None:
    """With the keys of the slider."""
    player = person.window.moments.player
    number = player.list.moments.index(moment)
    line = slider(person)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Home)
    for _ in range(number):
        QTest.keyClick(line, Qt.Key.Key_Right)
    person.wait(lambda: is_at(person, moment))
    if not person.session.active:
        person.wait_for_threads()


def is_at(person: Person, moment: Moment) -> bool:
    model = person.session.model
    at = model is not None and (model.epoch, model.mini_batches) == moment
    return at and person.session.shows_moment


def test_the_whole_window_shows_the_network_of_a_moment(person: Person, mnist: Dataset) -> None:
    person.draw(SEVEN)
    run = trained(person)
    latest, last_accuracy = shown(person), person.text("testAccuracyLabel")
    go_to(person, Moment(0, 10))
    kept = load_moment(run, Moment(0, 10))
    assert np.array_equal(shown(person).network.parameters, kept.network.parameters)
    accuracy = evaluate(kept.network, mnist.test).accuracy
    person.wait(lambda: person.text("testAccuracyLabel") == percent(accuracy))
    assert person.text("testAccuracyLabel") != last_accuracy
    for line in ("answerModel", "testModel"):
        assert "this run, epoch 1, mini-batch 10" in person.text(line)
    assert person.text("momentText") == "Epoch 1, mini-batch 10"
    person.click("backToNowButton")
    assert shown(person) is latest
    person.wait(lambda: person.text("testAccuracyLabel") == last_accuracy)
    assert person.text("momentText").startswith("Now")
    assert not person.enabled("backToNowButton")


def test_a_drag_of_the_line_goes_through_the_epochs(person: Person) -> None:
    trained(person)
    plot = person.find(CurvePlot, "lossPlot")
    view = plot.getViewBox()
    line = view.moment
    assert line.place == 4.0
    seen: list[int] = []
    person.session.model_changed.connect(lambda model: seen.append(model.epoch))

    def pixel(epoch: float) -> QPoint:
        low, high = view.viewRange()[1]
        scene = view.mapViewToScene(QPointF(epoch, (low + high) / 2))
        return plot.mapFromScene(scene)

    viewport = plot.viewport()
    QTest.mouseMove(viewport, pixel(4.0))
    assert viewport.cursor().shape() is Qt.CursorShape.SizeHorCursor
    before = view.viewRange()[0]
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=pixel(4.0))
    for epoch in (3.5, 3.1, 3.0, 2.6, 2.1):
        QTest.mouseMove(viewport, pixel(epoch))
        person.wait_for_threads()
        QTest.qWait(120)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=pixel(2.1))
    person.wait(lambda: is_at(person, Moment(2)))
    assert 3 in seen
    assert line.place == 2.0
    assert view.viewRange()[0] == before
    assert slider(person).value() == person.window.moments.player.list.moments.index(Moment(2))


def test_a_training_goes_on_undisturbed_and_is_current_when_shown_again(person: Person) -> None:
    person.begin(**BATCHES)
    player = person.window.moments.player
    person.wait(lambda: player.list is not None and Moment(2) in player.list.moments)
    go_to(person, Moment(1))
    count = len(person.heard(EpochEnd))
    person.wait(lambda: len(person.heard(EpochEnd)) > count + 2)
    assert is_at(person, Moment(1))
    assert person.session.state is State.RUNNING
    person.click("backToNowButton")
    person.wait(lambda: shown(person).epoch > count)
    person.click("stopButton")
    person.wait_for_end()


def test_the_result_of_a_training_that_ended_meanwhile_is_shown_after_it(
    person: Person, mnist: Dataset
) -> None:
    person.begin(epochs="6", speed="40", **BATCHES)
    player = person.window.moments.player
    person.wait(lambda: player.list is not None and Moment(1) in player.list.moments)
    go_to(person, Moment(1))
    person.click("stopButton")
    person.wait(lambda: not person.session.active)
    person.wait_for_threads()
    assert is_at(person, Moment(1))
    assert "epoch 1" in person.text("testModel")
    assert person.session.state is State.STOPPED
    person.click("backToNowButton")
    person.wait_for_threads()
    accuracy = evaluate(shown(person).network, mnist.test).accuracy
    assert person.text("testAccuracyLabel") == percent(accuracy)
    assert person.enabled("pauseButton")  # it can go on


def test_play_shows_one_moment_after_the_other_and_pauses(person: Person) -> None:
    trained(person)
    seen: list[tuple[int, int]] = []
    person.session.model_changed.connect(lambda m: seen.append((m.epoch, m.mini_batches)))
    player = person.window.moments.player
    person.click("playMomentsButton")
    assert player.playing
    person.wait(lambda: len(seen) > 3)
    person.click("playMomentsButton")
    assert not player.playing
    person.wait_for_threads()
    moments = list(player.list.moments)
    assert seen == [tuple(moment) for moment in moments[: len(seen)]]
    go_to(person, moments[-2])
    person.click("playMomentsButton")
    person.wait(lambda: is_at(person, moments[-1]) and not player.playing)


def test_a_new_training_leaves_the_past(person: Person) -> None:
    run = trained(person)
    go_to(person, Moment(2))
    person.begin(epochs="10000", **BATCHES)
    assert not person.session.shows_moment
    player = person.window.moments.player
    person.wait(lambda: player.run not in {None, run})
    box = person.find(QComboBox, "momentRun")
    assert box.isVisible()
    assert box.itemText(0) == "This run"
    person.click("stopButton")
    person.wait_for_end()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert player.run == run
    person.wait(lambda: player.list is not None)
    go_to(person, Moment(1))
    assert "run “" in person.text("answerModel")
    assert np.array_equal(
        shown(person).network.parameters, load_moment(run, Moment(1)).network.parameters
    )


def test_the_last_run_of_an_earlier_window_can_be_gone_through(
    open_window: OpenWindow, library: Library, qtbot: object
) -> None:
    library.add("of yesterday")
    person = Person(open_window(), qtbot)
    player = person.window.moments.player
    person.wait(lambda: player.list is not None and len(player.list.moments) > 1)
    go_to(person, Moment(1))
    assert "of yesterday" in person.text("answerModel")
    assert person.find(CurvePlot, "lossPlot").getViewBox().moment.place == 1.0


@pytest.mark.parametrize("what", ["one file", "all of them", "the run"])
def test_what_is_gone_or_damaged_is_said_in_a_sentence(person: Person, what: str) -> None:
    run = trained(person)
    if what == "one file":
        (run / WEIGHTS / Moment(2).file_name).write_bytes(b"nothing")
    else:
        shutil.rmtree(run if what == "the run" else run / WEIGHTS)
    line = slider(person)
    line.setFocus()
    latest = shown(person)
    number = person.window.moments.player.list.moments.index(Moment(2))
    line.setValue(number)
    person.wait(lambda: "weights of epoch 2 cannot be read" in person.text("statusMessage"))
    person.wait_for_threads()
    assert shown(person) is latest
    if what == "one file":
        go_to(person, Moment(3))
    else:
        person.wait(lambda: not line.isEnabled())
        assert person.text("momentText") == "This run kept no weights of past moments."


def test_without_a_budget_none_is_kept_and_the_bar_says_so(person: Person) -> None:
    person.session.weights_budget = 0
    person.train(epochs="2", **BATCHES)
    person.wait_for_threads()
    assert not slider(person).isEnabled()
    assert person.text("momentText") == "This run kept no weights of past moments."
    assert person.find(CurvePlot, "lossPlot").getViewBox().moment.place is None


def test_the_bar_is_where_a_run_is_looked_at(window: MainWindow, person: Person) -> None:
    bar = window.moments.bar
    assert bar.isVisible()
    assert person.text("momentText") == "Past moments of a run appear here while it trains."
    window._tabs.show_title("Runs")
    assert not bar.isVisible()
    window._tabs.show_title("Inside")
    assert bar.isVisible()
