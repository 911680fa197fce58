"""Going back in time: the whole window shows the network of a past moment."""

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.exporting import film
from core.foundation.percent import percent
from core.models.model_file import Model
from core.runs.layout import WEIGHTS
from core.runs.moment_confusions import moment_confusions, told_apart_since
from core.runs.moments import Moment, kept_moments, load_moment
from core.runs.run import read_run
from core.runs.weights_budget import BUDGET
from core.training.events import EpochEnd
from gui.common.fitting_label import FittingLabel
from gui.common.plain_plot import PlainPlot
from gui.common.settings import WindowSettings
from gui.main_window import MainWindow
from gui.session.session import State
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.line_names import BEST, LAST_RUN, MOMENT, NAMES
from tests.core.training.driving import plain

from .conftest import OpenWindow
from .person import Person, will_choose
from .pictures.stage import SEVEN
from .run_library_fixture import Library
from .widget_walk import problems

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


def wait_for_moment(person: Person, moment: Moment) -> None:
    """Until the run in training has written it."""
    player = person.window.moments.player

    def is_known() -> bool:
        found = player.list
        return found is not None and found.run == player.current and moment in found.moments

    person.wait(is_known)


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
    assert line.place is None
    go_to(person, Moment(3))
    assert line.place == 3.0
    seen: list[int] = []
    person.session.model_changed.connect(lambda model: seen.append(model.epoch))

    def pixel(epoch: float) -> QPoint:
        low, high = view.viewRange()[1]
        scene = view.mapViewToScene(QPointF(epoch, (low + high) / 2))
        return plot.mapFromScene(scene)

    viewport = plot.viewport()
    QTest.mouseMove(viewport, pixel(3.0))
    assert viewport.cursor().shape() is Qt.CursorShape.SizeHorCursor
    before = view.viewRange()[0]
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=pixel(3.0))
    for epoch in (2.5, 2.1, 1.6, 1.1, 1.6, 2.1):
        QTest.mouseMove(viewport, pixel(epoch))
        person.wait_for_threads()
        QTest.qWait(120)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=pixel(2.1))
    person.wait(lambda: is_at(person, Moment(2)))
    assert 1 in seen
    assert line.place == 2.0
    assert view.viewRange()[0] == before
    assert slider(person).value() == person.window.moments.player.list.moments.index(Moment(2))


def test_a_training_goes_on_undisturbed_and_is_current_when_shown_again(person: Person) -> None:
    person.begin(**BATCHES)
    wait_for_moment(person, Moment(2))
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
    wait_for_moment(person, Moment(1))
    go_to(person, Moment(1))
    person.click("stopButton")
    person.wait(lambda: not person.session.active)
    person.wait_for_threads()
    assert is_at(person, Moment(1))
    person.wait(lambda: "epoch 1" in person.text("testModel"))
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


def ask_for_branch(person: Person) -> QMessageBox:
    person.choose_action("Branch from here…")
    return person.dialogs("branchQuestion")[0]


def test_a_branch_begins_at_the_moment_with_the_live_settings_of_the_form(person: Person) -> None:
    run = trained(person)
    before = plain_epochs(run)
    go_to(person, Moment(2))
    person.enter("learning_rate", "0.005")
    person.enter("hidden_layers", "30")
    person.enter("epochs", "7")
    question = ask_for_branch(person)
    assert "η 0.01 → 0.005" in question.informativeText()
    assert "epochs 4 → 7" in question.informativeText()
    assert "cannot change within a run: hidden layers" in question.informativeText()
    QTest.mouseClick(question.buttons()[0], Qt.MouseButton.LeftButton)
    person.wait_for(State.PAUSED)
    branch = person.window.moments.player.current
    assert branch not in {None, run}
    assert not person.session.shows_moment
    settings = person.session.settings
    assert (settings.learning_rate, settings.epochs) == (0.005, 7)
    assert settings.hidden_layers == (20,)
    person.wait(lambda: person.field("learning_rate") == "0.005")
    assert person.field("epochs") == "7"
    legend = person.find(CurveLegend, "curveLegend")
    assert legend.text().startswith("mini-batches   ")  # those on the way are of the other run
    person.click("pauseButton")
    person.wait_for_end()
    assert legend.text().startswith("mini-batches from epoch 3   ")
    epochs = plain_epochs(branch)
    assert len(epochs) == 7
    assert epochs[:2] == before[:2]
    assert epochs[2] != before[2]
    assert plain_epochs(run) == before
    assert kept_moments(branch)[-7:] == [Moment(epoch) for epoch in range(1, 8)]
    first, second = (load_moment(each, Moment(2)).network for each in (run, branch))
    assert np.array_equal(first.parameters, second.parameters)


def plain_epochs(run: Path) -> list[object]:
    return [plain(end) for end in read_run(run).epochs]


def test_a_branch_needs_the_end_of_an_epoch_and_no_training(person: Person) -> None:
    trained(person)
    branch = person.action("Branch from here…")
    assert (branch.isEnabled(), branch.toolTip()) == (False, "Go back to a moment first.")
    go_to(person, Moment(0, 10))
    assert not branch.isEnabled()
    assert branch.toolTip() == "A run can only branch off at the end of an epoch."
    go_to(person, Moment(1))
    assert branch.isEnabled()
    question = ask_for_branch(person)
    assert "has the settings of the old one" in question.informativeText()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    person.begin(**BATCHES)
    wait_for_moment(person, Moment(1))
    go_to(person, Moment(1))
    assert branch.toolTip() == "A training is in progress: stop it first."
    person.click("stopButton")
    person.wait_for_end()


def test_the_budget_is_chosen_in_the_menu_and_remembered(
    person: Person, open_window: OpenWindow
) -> None:
    person.choose_action("Disk space for past moments…")
    box = person.find(QSpinBox, "weightsBudget")
    about = " ".join(each.text() for each in box.window().findChildren(QLabel))
    assert "after every epoch" in about
    assert "every tenth mini-batch" in about
    assert box.value() == BUDGET
    assert not problems(box.window())
    box.selectAll()
    QTest.keyClicks(box, "0")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert person.session.weights_budget == 0
    person.wait_for_threads()
    assert WindowSettings().weights_budget == 0
    assert open_window().session.weights_budget == 0
    person.train(epochs="1", **BATCHES)
    person.wait_for_threads()
    assert kept_moments(person.window.moments.player.run) == []


@pytest.mark.parametrize(("ending", "content"), [(".png", 0), (".gif", 1)])
def test_a_film_is_written_with_a_frame_for_each_moment(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, content: int
) -> None:
    person.draw(SEVEN)
    run = trained(person)
    path = tmp_path / f"film{ending}"
    will_choose(monkeypatch, path)
    person.choose_action("Film…")
    box = person.find(QComboBox, "filmContent")
    assert box.count() == 2
    assert not problems(box.window())
    box.setFocus()
    for _ in range(content):
        QTest.keyClick(box, Qt.Key.Key_Down)
    person.click("writeFilmButton")
    person.wait(lambda: "Film saved to" in person.text("savedFileText"))
    person.wait_for_threads()
    with Image.open(path) as written:
        assert written.n_frames == len(kept_moments(run))


def test_closing_the_dialog_of_a_film_cancels_it(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(person)
    will_choose(monkeypatch, tmp_path / "film.png")
    load, drawn = film.load_moment, []

    def slowly(run: Path, moment: Moment) -> Model:
        drawn.append(moment)
        if len(drawn) > 5:
            person.session.thread().msleep(100)
        return load(run, moment)

    monkeypatch.setattr(film, "load_moment", slowly)
    person.choose_action("Film…")
    dialog = person.find(QDialog, "filmDialog")
    assert person.find(QComboBox, "filmContent").count() == 1  # there is no digit
    person.click("writeFilmButton")
    person.wait(lambda: len(drawn) > 7)
    assert not person.enabled("filmSpeed")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.wait_for_threads()
    assert not list(tmp_path.glob("*film*"))
    person.choose_action("Film…")
    person.wait(lambda: person.find(QDialog, "filmDialog").isVisible())


def test_the_window_says_since_when_two_digits_are_told_apart(
    person: Person, mnist: Dataset
) -> None:
    run = trained(person)
    person.choose_action("Two digits in time…")
    dialog = person.find(QDialog, "digitPairWindow")
    assert dialog.isVisible()
    plot, bar = dialog.findChild(PlainPlot), person.find(QProgressBar, "digitPairProgress")
    assert bar.isVisible()
    place = plot.geometry()
    person.wait(lambda: "It has told 3 from 5 since" in person.text("digitPairAnswer"))
    assert not bar.isVisible()
    assert plot.geometry() == place
    assert not problems(dialog)
    moments = kept_moments(run)
    course = list(moment_confusions(run, moments, mnist.test))
    since = told_apart_since(course, 3, 5)
    assert since is not None
    assert f"since {moments[since].describe()}:" in person.text("digitPairAnswer")
    person.click("goToPairMoment")
    person.wait(lambda: is_at(person, moments[since]))
    box = person.find(QComboBox, "pairDigitB")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_3)
    assert person.text("digitPairAnswer") == "Choose two different digits."
    # It names its run, so that it stays true while another one begins.
    assert person.text("digitPairRun").startswith("“Report, 3,000 images: η 0.01")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.wait_for_threads()


@pytest.mark.parametrize(
    ("budget", "hidden", "sentence"),
    [
        (0, "20", "No weights are kept, because their budget is 0."),
        (1, "500", "This network is too large to be kept: the budget is 1 MB."),
    ],
)
def test_a_training_that_keeps_nothing_says_why(
    person: Person, budget: int, hidden: str, sentence: str
) -> None:
    person.session.weights_budget = budget
    person.begin(hidden_layers=hidden, **BATCHES)
    person.wait(lambda: person.text("momentText") == sentence)
    person.click("stopButton")
    person.wait_for_end()


def change(person: Person) -> None:
    """On the page “Change”, set half of the weights to 0."""
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    person.find(QTabWidget, "insideTabs").setCurrentWidget(person.find(QWidget, "changePage"))
    person.wait(lambda: "→" in person.text("editedAccuracy"))
    person.click("applyEditButton")
    person.wait(lambda: person.text("editList").startswith("1."))
    person.wait_for_threads()


def line_place(person: Person) -> float | None:
    return person.find(CurvePlot, "lossPlot").getViewBox().moment.place


def test_undo_of_an_edited_network_goes_back_to_the_moment(person: Person) -> None:
    person.begin(epochs="1000", **BATCHES)
    wait_for_moment(person, Moment(2))
    person.click("stopButton")
    person.wait_for_end()
    latest = shown(person)
    go_to(person, Moment(2))
    number, moment = slider(person).value(), shown(person)
    change(person)
    assert "press Undo first" in person.find(QWidget, "useEditedButton").toolTip()
    person.click("useEditedButton")
    assert "can continue" in person.text("statusMessage")
    assert shown(person).title.startswith("edited network: run “")
    assert shown(person).title.endswith("”, epoch 2")
    assert not person.enabled("pauseButton")
    assert line_place(person) is None
    assert person.find(QComboBox, "momentRun").isVisible()
    assert person.find(QComboBox, "momentRun").currentText() != "This run"
    assert person.text("momentText").endswith("moments kept")
    assert not person.text("momentText").startswith("Now")
    person.wait_for_threads()
    person.click("undoEditButton")
    assert shown(person) is moment
    assert person.text("momentText") == "Epoch 2"
    assert (slider(person).value(), line_place(person)) == (number, 2.0)
    assert not person.find(QComboBox, "momentRun").isVisible()
    assert person.session.state is State.STOPPED
    assert person.enabled("pauseButton")
    assert person.text("statusMessage") == "The network from before these changes is in use again."
    person.wait_for_threads()
    person.click("backToNowButton")
    assert shown(person) is latest
    person.wait_for_threads()


def test_an_edited_network_leaves_the_steps_when_a_training_begins(person: Person) -> None:
    trained(person)
    change(person)
    person.click("useEditedButton")
    person.wait_for_threads()
    assert person.enabled("undoEditButton")
    person.train(epochs="1", **BATCHES)
    person.wait_for_threads()
    assert not person.enabled("undoEditButton")


def test_the_line_is_only_at_past_moments(person: Person) -> None:
    legend = person.find(QWidget, "curveLegend")
    person.begin(epochs="1000", **BATCHES)
    wait_for_moment(person, Moment(1))
    assert line_place(person) is None
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    assert line_place(person) is None
    go_to(person, Moment(1))
    assert line_place(person) == 1.0
    assert "moment shown" in legend.accessibleName()
    person.click("backToNowButton")
    assert line_place(person) is None
    assert "moment shown" not in legend.accessibleName()
    person.click("stopButton")
    person.wait_for_end()
    assert line_place(person) is None
    go_to(person, Moment(1))
    person.begin(epochs="1", **BATCHES)
    person.wait(lambda: line_place(person) is None)
    person.wait_for_end()
    person.wait_for_threads()
    assert line_place(person) is None


def test_the_moment_is_named_whole_in_the_legend_beside_other_runs(qtbot: QtBot) -> None:
    legend = CurveLegend()
    qtbot.addWidget(legend)
    legend.set_compact(compact=True)
    names = {name: name for name in (*NAMES, LAST_RUN)}
    for width in (360, 480, 560, 700):
        for texts in (names, {**names, BEST: f"{BEST} 100"}):
            for shown_texts in (texts, {**texts, MOMENT: MOMENT}):
                legend.show_texts(shown_texts)
                legend.resize(width, legend.heightForWidth(width))
                fitting = legend._fitting(width)
                for name, place in legend._places(width):
                    if name != LAST_RUN:
                        assert place.width() == legend._needed(fitting[name])
                        assert place.bottom() < legend.height()


class Painted(QObject):
    """Notes which part of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


def test_the_handle_leaves_nothing_behind_where_the_plot_is_painted_meanwhile(
    person: Person,
) -> None:
    trained(person)
    plot = person.find(CurvePlot, "accuracyPlot")
    line, viewport = plot.getViewBox().moment, plot.viewport()
    line.move(2.0)
    person.window.repaint()
    QCoreApplication.processEvents()
    place = plot.mapFromScene(line._handle.sceneBoundingRect()).boundingRect()
    painted = Painted(viewport)
    line.move(3.0)
    viewport.repaint(QRect(viewport.width() - 5, 0, 5, 5))  # as for a box that moves there
    QCoreApplication.processEvents()
    assert QRegion(place).subtracted(painted.region).isEmpty()


def test_after_a_reset_no_moments_are_offered(person: Person) -> None:
    trained(person)
    person.train(epochs="1", **BATCHES)
    person.wait_for_threads()
    person.click("resetButton")
    person.wait_for_threads()
    assert not slider(person).isEnabled()
    assert person.text("momentText") == "Past moments of a run appear here while it trains."
    assert line_place(person) is None


def test_moments_of_another_run_than_that_of_the_model_are_named(
    person: Person, trained_model: Model
) -> None:
    trained(person)
    person.session.use_model(replace(trained_model, title="from a file"))
    box = person.find(QComboBox, "momentRun")
    assert box.isVisible()
    assert line_place(person) is None
    assert not person.text("momentText").startswith("Now")
    assert "another model" in person.find(QWidget, "momentText").toolTip()
    go_to(person, Moment(1))
    assert line_place(person) == 1.0
    person.click("backToNowButton")
    assert shown(person).title == "from a file"
    assert line_place(person) is None


@pytest.mark.parametrize("projector", [False, True])
def test_the_place_in_time_can_be_read_in_a_small_window(
    person: Person, *, projector: bool
) -> None:
    trained(person)
    person.train(epochs="2", **BATCHES)
    person.wait_for_threads()
    person.window.resize(1024, 600)
    if projector:
        person.choose_action("Projector mode")
    box = person.find(QComboBox, "momentRun")
    assert box.isVisible()
    assert box.currentText() in box.toolTip()
    text = person.find(FittingLabel, "momentText")
    person.wait(lambda: text.visible_text.startswith("Now"))
    go_to(person, Moment(0, 10))
    assert text.visible_text in {"Epoch 1, mini-batch 10", "Mini-batch 10"}
    go_to(person, Moment(0))
    assert text.visible_text == "Epoch 0"


def test_a_model_that_is_opened_while_moments_play_stays(person: Person, tmp_path: Path) -> None:
    run = trained(person)
    path = tmp_path / "other.safetensors"
    shutil.copy(run / WEIGHTS / Moment(1).file_name, path)
    person.click("playMomentsButton")
    person.wait(lambda: person.session.shows_moment)
    person.window.files.open(path)
    person.wait(lambda: shown(person).title == "from other.safetensors")
    assert not person.window.moments.player.playing
    person.wait_for_threads()
    assert shown(person).title == "from other.safetensors"
    assert not person.session.shows_moment


@pytest.mark.parametrize(("width", "text"), [(1024, "To now"), (1366, "Back to now")])
def test_the_parts_of_the_bar_do_not_overlap(
    person: Person, library: Library, width: int, text: str
) -> None:
    library.add("another run with a long name")
    trained(person)
    person.window.resize(width, 600)
    box = person.find(QWidget, "momentRun")
    person.wait(box.isVisible)
    QCoreApplication.processEvents()
    names = ("momentRun", "playMomentsButton", "momentSlider", "momentText", "backToNowButton")
    parts = [person.find(QWidget, name).geometry() for name in (*names, "momentMenuButton")]
    for left, right in pairwise(parts):
        assert left.right() < right.left()
    assert parts[-1].right() < box.parentWidget().width()
    assert person.find(QPushButton, "backToNowButton").text() == text
