"""Every panel of the window in each of its states, with the way that a person takes to it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from core.training.events import EpochEnd
from gui.inside.matrix_view import MatrixView
from gui.network_diagram.diagram_view import DiagramView
from gui.runs.run_actions import SHOW
from gui.session.session import State

from ..person import GROUPS
from ..run_library_fixture import Library, Visitor
from .dialog_scenes import DIALOGS
from .stage import SEVEN, Scene, Stage, go_back, names


def at_the_start(stage: Stage) -> QWidget:
    return stage.person.window


def with_a_drawing(stage: Stage) -> QWidget:
    person = stage.person
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    person.wait(lambda: person.text("predictionLabel").strip() not in {"", "–"})
    return person.window


def not_sure(stage: Stage) -> QWidget:
    person = stage.person
    person.wait(lambda: person.session.model is not None)
    person.draw([(0.2, 0.5), (0.8, 0.5)])
    person.draw([(0.3, 0.3), (0.7, 0.7)])
    person.wait_for_threads()
    return person.window


def during_a_training(stage: Stage) -> QWidget:
    stage.person.draw(SEVEN)
    stage.person.begin()
    stage.person.wait_for_events(EpochEnd, 3)
    stage.person.click("pauseButton")
    stage.person.wait_for(State.PAUSED)
    return stage.person.window


def a_hint(stage: Stage) -> QWidget:
    """A training that is too slow, with the line that says so and what helps."""
    person = stage.person
    person.draw(SEVEN)
    person.choose_preset("Fails: learning rate too low")
    person.click("startButton")
    person.wait(lambda: person.find(QWidget, "hintBar").isVisible())
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    return person.window


def why_a_hint(stage: Stage) -> QWidget:
    a_hint(stage)
    stage.person.click("hintReasonButton")
    return stage.dialog("hintReason")


def after_a_training(stage: Stage) -> QWidget:
    stage.person.draw(SEVEN)
    stage.person.train(epochs="6")
    return stage.person.window


def two_trainings(stage: Stage) -> QWidget:
    stage.person.train(epochs="4")
    stage.person.train(epochs="6", learning_rate="0.01")
    return stage.person.window


def the_whole_form(stage: Stage) -> QWidget:
    for group in GROUPS:
        stage.person.open_group(group)
    return stage.person.window


def mistakes_in_the_form(stage: Stage) -> QWidget:
    stage.person.enter("hidden_layers", "many")
    stage.person.enter("epochs", "-3")
    return stage.person.window


def a_changed_preset(stage: Stage) -> QWidget:
    stage.person.train(epochs="4")
    stage.person.choose_preset("Best")
    stage.person.enter("clip_norm", "5")
    return stage.person.window


def no_runs(stage: Stage) -> QWidget:
    return stage.tab("centre", "runsPanel")


def runs(stage: Stage) -> QWidget:
    visitor = _open_runs(stage)
    visitor.select("a run with a rather long name")
    return stage.person.window


def compared_runs(stage: Stage) -> QWidget:
    visitor = _open_runs(stage)
    visitor.select("a run with a rather long name", "Adam")
    return stage.person.window


def runs_on_the_curves(stage: Stage) -> QWidget:
    visitor = _open_runs(stage)
    visitor.table.selectAll()
    stage.person.choose_action(SHOW)
    return stage.person.window


def _open_runs(stage: Stage) -> Visitor:
    stage.library.add("a run with a rather long name", note="The one of Tuesday", tags=["lab"])
    stage.library.add("Adam", settings={"optimizer": "adam", "loss": "softmax_cross_entropy"})
    stage.library.add_interrupted("interrupted", settings={"seed": 4})
    return Visitor(stage.person).open(rows=3)


def no_search(stage: Stage) -> QWidget:
    return stage.tab("centre", "searchPanel")


def a_search(stage: Stage) -> QWidget:
    rates = {"choose": [1e-3, 1e-2]}
    return stage.search({"learning_rate": rates, "batch_size": {"choose": [10, 20]}})


def a_repetition(stage: Stage) -> QWidget:
    window = stage.search({"seed": {"choose": [0, 1, 2]}})
    stage.person.wait(lambda: stage.person.enabled("bandSwitch"))
    return window


def the_network(stage: Stage) -> QWidget:
    with_a_drawing(stage)
    window = stage.tab("centre", "insidePanel")
    view = stage.person.find(DiagramView, "networkDiagram")
    stage.person.wait(lambda: view.diagram is not None and view.diagram.ink is not None)
    view.setFocus()
    stage.person.press(Qt.Key.Key_Down)
    stage.person.wait_for_threads()
    return window


def the_network_without_a_drawing(stage: Stage) -> QWidget:
    stage.person.wait(lambda: stage.person.session.model is not None)
    window = stage.tab("centre", "insidePanel")
    view = stage.person.find(DiagramView, "networkDiagram")
    stage.person.wait(lambda: view.diagram is not None)
    return window


def a_past_moment(stage: Stage) -> QWidget:
    """The window shows the network of the second epoch."""
    go_back(stage)
    return stage.person.window


def inside(stage: Stage) -> QWidget:
    with_a_drawing(stage)
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "unitsPage")
    stage.person.wait(lambda: stage.person.text("unitTitle").startswith("Unit 0"))
    stage.person.wait_for_threads()
    return window


def one_step(stage: Stage) -> QWidget:
    with_a_drawing(stage)
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "oneStepPage")
    stage.person.wait(lambda: bool(stage.person.text("gradientCheckFigures")))
    stage.person.wait_for_threads()
    return window


def a_changed_network(stage: Stage) -> QWidget:
    with_a_drawing(stage)
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "changePage")
    stage.person.wait(lambda: "→" in stage.person.text("editedAccuracy"))
    stage.person.click("applyEditButton")
    stage.person.wait_for_threads()
    stage.person.wait(lambda: "→" in stage.person.text("editedAccuracy"))
    return window


def statistics(stage: Stage) -> QWidget:
    stage.person.train(epochs="30", training_images="5000", learning_rate="0.002")
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "statisticsPage")
    stage.person.wait(lambda: "epoch 30:" in stage.person.text("statisticsFigures"))
    stage.person.wait_for_threads()
    return window


def two_runs_in_numbers(stage: Stage) -> QWidget:
    _open_runs(stage)
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "statisticsPage")
    QCoreApplication.processEvents()
    stage.person.find(QComboBox, "statisticsQuantity").setCurrentIndex(3)
    other = stage.person.find(QComboBox, "statisticsOtherRun")
    other.setCurrentIndex(1)
    other.activated.emit(1)
    stage.person.wait(lambda: "dashed" in stage.person.text("numberLegend"))
    stage.person.wait_for_threads()
    return window


def no_statistics(stage: Stage) -> QWidget:
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "statisticsPage")
    stage.person.wait_for_threads()
    return window


def a_landscape(stage: Stage) -> QWidget:
    stage.person.train(epochs="20", learning_rate="0.003")
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "landscapePage")
    stage.person.click("drawLandscapeButton")
    stage.person.wait_for_threads()
    stage.person.wait(lambda: "points" in stage.person.text("landscapeFigures"))
    stage.person.wait_for_threads()
    return window


def inside_without_a_drawing(stage: Stage) -> QWidget:
    stage.person.wait(lambda: stage.person.session.model is not None)
    window = stage.tab("centre", "insidePanel")
    stage.tab("insideTabs", "unitsPage")
    layers = stage.person.find(QComboBox, "layerChooser")
    layers.setCurrentIndex(layers.count() - 1)
    stage.person.wait(lambda: "output layer" in stage.person.text("unitTitle"))
    stage.person.wait_for_threads()
    return window


def a_weight_matrix(stage: Stage) -> QWidget:
    window = inside_without_a_drawing(stage)
    stage.person.click("matrixSwitch")
    matrix = stage.person.find(MatrixView, "weightMatrix")
    stage.person.wait(lambda: matrix.page is not None)
    stage.person.wait_for_threads()
    return window


def why(stage: Stage) -> QWidget:
    with_a_drawing(stage)
    stage.tab("questions", "whyTab")
    stage.person.wait_for_threads()
    return stage.person.window


def no_digits(stage: Stage) -> QWidget:
    return stage.tab("questions", "myDigitsTab")


def a_diverged_training(stage: Stage) -> QWidget:
    stage.person.train(learning_rate="100", l2="1000", batch_size="10", training_images="300")
    return stage.person.window


def a_pinned_model(stage: Stage) -> QWidget:
    person = stage.person
    person.wait(lambda: person.session.model is not None)
    person.window.comparison.pin_current()
    person.train()
    person.draw(SEVEN)
    person.wait_for_threads()
    return person.window


def projector_mode(stage: Stage) -> QWidget:
    after_a_training(stage)
    stage.person.choose_action("Projector mode")
    stage.person.window.showNormal()  # a window in full screen would have only one size
    return stage.person.window


def my_digits(stage: Stage) -> QWidget:
    stage.person.wait(lambda: stage.person.session.model is not None)
    no_digits(stage)
    for key in (Qt.Key.Key_7, Qt.Key.Key_7, Qt.Key.Key_1):
        stage.person.draw(SEVEN)
        stage.person.press(key)
    stage.person.wait_for_threads()
    return stage.person.window


def an_offer_to_continue(stage: Stage) -> QWidget:
    stage.person.wait(lambda: stage.person.find(QWidget, "interruptedBar").isVisible())
    return stage.person.window


BEFORE: dict[str, Callable[[Library], object]] = {
    "an-offer-to-continue": lambda library: library.add_interrupted("half of a run"),
}
"""What is done before the window opens."""
ENLARGED = {"projector-mode"}
"""Scenes whose text is large, whatever its size is elsewhere."""
SCENES: dict[str, Scene] = DIALOGS | names(
    at_the_start, with_a_drawing, not_sure, during_a_training, a_hint, why_a_hint,
    after_a_training, two_trainings, the_whole_form, mistakes_in_the_form, a_changed_preset,
    no_runs, runs, compared_runs, runs_on_the_curves, no_search, a_search, a_repetition,
    the_network, the_network_without_a_drawing, inside, inside_without_a_drawing,
    a_weight_matrix, one_step, a_changed_network, a_past_moment, statistics, two_runs_in_numbers,
    no_statistics, a_landscape, why, no_digits, a_diverged_training, a_pinned_model,
    projector_mode, my_digits, an_offer_to_continue,
)  # fmt: skip
