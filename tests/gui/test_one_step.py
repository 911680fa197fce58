"""The page “One step” of the tab “Inside”: its numbers against the engine."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.datasets.dataset import Dataset
from core.inside.formula_symbols import number
from core.inside.network_change import WeightChange
from core.models.model_file import Model
from core.training.objective import Objective
from core.training.optimizers import OPTIMIZERS
from gui.one_step.array_error_bars import ArrayErrorBars
from gui.one_step.error_curve import ErrorCurve
from gui.one_step.formula_lines import FormulaLines
from gui.one_step.moved_weights_table import MovedWeightsTable
from gui.session.session import State

from .person import SMALL, Person, settle

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


def open_page(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    person.find(QTabWidget, "insideTabs").setCurrentWidget(person.find(QWidget, "oneStepPage"))
    person.wait_for_threads()


def draw_and_open(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    open_page(person)
    person.wait(lambda: bool(person.text("gradientCheckFigures")))


def latex(person: Person) -> str:
    """Copy the formulas."""
    person.wait(lambda: person.enabled("copyLatexButton"))
    button = person.find(QPushButton, "copyLatexButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return QGuiApplication.clipboard().text()


def choose_label(person: Person, digit: int) -> None:
    chooser = person.find(QComboBox, "stepLabel")
    chooser.setFocus()
    for _ in range(digit + 1):  # the first entry is the answer
        QTest.keyClick(chooser, Qt.Key.Key_Down)
    person.wait(lambda: f"The label is {digit}" in latex(person))


def engine(person: Person, digit: int) -> tuple[Objective, Model, float]:
    """The gradient and the loss of the drawing in float64."""
    model = person.session.model
    prediction = person.window._drawing.prediction
    assert model is not None
    assert prediction is not None
    network = model.network.with_parameters(model.network.parameters.astype(np.float64))
    pixels = prediction.digits[0].pixels.reshape(1, -1) / 255
    objective = Objective(network, model.hyperparameters, model.hyperparameters.training_images)
    loss = objective.differentiate(pixels, np.eye(10)[[digit]]).loss
    return objective, model, loss


def weight(person: Person) -> tuple[int, int]:
    source, unit = (person.find(QSpinBox, name).value() for name in ("stepInput", "stepUnit"))
    return source, unit


def test_the_formulas_show_the_numbers_of_the_engine(person: Person) -> None:
    draw_and_open(person)
    choose_label(person, 3)
    objective, model, loss = engine(person, 3)
    network, settings = model.network, model.hyperparameters
    source, unit = weight(person)
    index = source * network.sizes[1] + unit
    gradient = objective.gradient[: network.weights[0].size]
    assert abs(gradient[index]) == pytest.approx(np.abs(gradient).max())
    text = latex(person)
    assert f"= {number(loss)} \\]" in text
    assert f"= {number(float(gradient[index]))} \\]" in text
    moved = network.parameters.astype(np.float64)
    OPTIMIZERS[settings.optimizer](moved, objective.gradient, network.weight_count, settings).step(
        settings.learning_rate
    )
    assert f"= {number(float(moved[index]))} \\]" in text


def test_copied_formulas_are_plain_latex_and_the_status_bar_says_that_they_are_copied(
    person: Person,
) -> None:
    draw_and_open(person)
    text = latex(person)
    assert person.text("statusMessage") == "Copied all formulas as LaTeX."
    assert text.isascii()
    assert r"$\eta$ = " in text
    assert "with respect to the weight" in text


def test_the_formulas_are_painted_and_can_be_heard(person: Person) -> None:
    draw_and_open(person)
    person.wait_for_threads()
    shown = [each for each in person.window.findChildren(FormulaLines) if each.isVisible()]
    assert len(shown) == 12  # eight parts for the drawing, four for a mini-batch
    for lines in shown:
        image = lines.grab().toImage()
        background = image.pixelColor(image.width() - 1, image.height() - 1)
        across, down = range(0, image.width(), 2), range(0, image.height(), 2)
        assert any(image.pixelColor(x, y) != background for x in across for y in down)
        assert lines.accessible_contents() in latex(person).replace(" \\]\n\\[ ", "; ")


def test_a_chosen_weight_stays_until_the_largest_gradient_is_asked_for(person: Person) -> None:
    draw_and_open(person)
    largest = weight(person)
    unit = person.find(QSpinBox, "stepUnit")
    other = (largest[1] + 1) % (unit.maximum() + 1)
    unit.setFocus()
    unit.selectAll()
    QTest.keyClicks(unit, str(other))
    QTest.keyClick(unit, Qt.Key.Key_Return)
    person.wait(lambda: f"w^{{(1)}}_{{{largest[0]},{other}}}" in latex(person))
    person.draw([(0.3, 0.75), (0.6, 0.75)])
    person.wait_for_threads()
    assert weight(person) == (largest[0], other)
    person.click("steepestButton")
    person.wait(lambda: weight(person) != (largest[0], other))


def test_the_gradient_check_follows_the_size_of_the_difference(person: Person) -> None:
    draw_and_open(person)
    figures = person.text("gradientCheckFigures")
    assert figures.startswith("h = 1e−05: analytic")
    slider = person.find(QSlider, "differenceSize")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert person.text("gradientCheckFigures").startswith("h = 1e−04: analytic")
    objective, model, _ = engine(person, int(person.text("predictionLabel")[0]))
    source, unit = weight(person)
    analytic = float(objective.gradient[source * model.network.sizes[1] + unit])
    assert f"analytic {analytic:.8g}".replace("-", "−") in person.text("gradientCheckFigures")


def test_without_a_drawing_it_says_what_will_be_there(person: Person) -> None:
    open_page(person)
    hint = person.find(QLabel, "oneStepHint")
    assert hint.isVisible()
    assert not person.enabled("copyLatexButton")
    assert "Draw a digit" in person.find(QPushButton, "copyLatexButton").toolTip()
    person.draw(SEVEN)
    person.wait(lambda: person.enabled("copyLatexButton"))
    assert not hint.isVisible()
    person.click("clearPadButton")
    person.wait(hint.isVisible)
    assert "Draw a digit" in hint.text()


def test_another_layer_has_other_weights(person: Person) -> None:
    draw_and_open(person)
    layers = person.find(QComboBox, "stepLayer")
    assert layers.itemText(0) == "Pixels → hidden 1"
    assert layers.itemText(layers.count() - 1).endswith("→ output")
    layers.setFocus()
    QTest.keyClick(layers, Qt.Key.Key_End)
    person.wait(lambda: rf"\partial w^{{({layers.count()})}}" in latex(person))
    assert person.find(QSpinBox, "stepUnit").maximum() == 9
    assert "Back through" not in latex(person)
    assert not person.text("weightPlace")


def test_after_single_steps_the_page_shows_the_network_that_answers(person: Person) -> None:
    draw_and_open(person)
    person.choose_preset("Report, 3,000 images")
    for count in (1, 2, 3):
        person.click("stepButton")
        person.wait(lambda count=count: f"mini-batch {count}" in person.text("oneStepModel"))
    model = person.session.model
    assert model is not None
    prediction = person.window._drawing.prediction
    assert prediction is not None
    pixels = prediction.digits[0].pixels.reshape(1, -1) / 255
    network = model.network.with_parameters(model.network.parameters.astype(np.float64))
    outputs = network.probabilities(pixels)[0]
    text = latex(person)
    for digit, output in enumerate(outputs):
        line = next(each for each in text.split("\n") if rf"\hat{{y}}_{{{digit}}} =" in each)
        assert line.endswith(f"= {number(float(output))} \\]")
    person.click("stopButton")
    person.wait_for_threads()


def test_formulas_of_another_weight_than_the_chosen_one_cannot_be_copied(person: Person) -> None:
    draw_and_open(person)
    unit = person.find(QSpinBox, "stepUnit")
    unit.setFocus()
    QTest.keyClick(unit, Qt.Key.Key_Up if unit.value() < unit.maximum() else Qt.Key.Key_Down)
    assert not person.enabled("copyLatexButton")
    assert person.text("weightPlace") == "Calculating …"
    assert f",{unit.value()}}}" in latex(person)
    assert person.text("weightPlace").startswith("Pixel")


def test_the_label_of_a_test_image_is_the_one_of_the_data_set(
    person: Person, mnist: Dataset
) -> None:
    person.wait(lambda: person.session.model is not None)
    person.wait_for_evaluation()
    person.click("nextMisclassifiedButton")
    person.wait(lambda: person.text("padCaption").startswith("Test image"))
    open_page(person)
    text = person.text("padCaption")
    label = int(text[-1])
    assert str(label) != person.text("predictionLabel")[0]
    chooser = person.find(QComboBox, "stepLabel")
    assert chooser.itemText(0) == f"Label: {label}, known"
    assert f"The label is {label}:" in latex(person)
    person.click("clearPadButton")
    person.draw(SEVEN)
    person.wait(lambda: chooser.itemText(0) == "Label: the answer")
    answer = person.text("predictionLabel")[0]
    person.wait(lambda: f"The label is {answer}:" in latex(person))
    person.wait_for_threads()


def test_every_parameter_array_has_a_bar_for_the_error_of_its_gradient(person: Person) -> None:
    draw_and_open(person)
    bars = person.find(ArrayErrorBars, "arrayErrorBars")
    model = person.session.model
    assert model is not None
    layers = len(model.network.weights)
    rows = bars.table()[1:]
    assert [row[0] for row in rows] == [
        f"layer {layer + 1} {kind}" for kind in ("weights", "biases") for layer in range(layers)
    ]
    assert sum(int(row[1]) for row in rows) == model.network.parameters.size
    assert all(float(row[2]) < 1e-4 for row in rows)
    assert "layer 1 weights" in bars.accessible_contents()


def sentences(person: Person) -> str:
    """The sentences of the page."""
    return " ".join(
        label.text() for label in person.find(QWidget, "oneStepPage").findChildren(QLabel)
    )


def test_after_a_step_of_the_training_the_page_says_what_it_has_changed(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    open_page(person)
    change = person.find(QLabel, "changeRange")
    assert not change.isVisible()  # the model that ships was not trained here
    person.choose_preset(SMALL)
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.wait(lambda: "mini-batch 1" in person.text("oneStepModel"))
    before = person.session.model
    person.click("stepButton")
    person.wait(lambda: "to epoch 1, mini-batch 2" in change.text())
    after = person.session.model
    assert "From epoch 1, mini-batch 1" in change.text()
    assert before is not None
    assert after is not None
    person.wait(lambda: "It has taken 2 steps in this training" in sentences(person))
    digit = int(person.text("predictionLabel")[0])
    losses = []
    for model in (before, after):
        network = model.network.with_parameters(model.network.parameters.astype(np.float64))
        prediction = person.window._drawing.prediction
        assert prediction is not None
        pixels = prediction.digits[0].pixels.reshape(1, -1) / 255
        losses.append(network.loss.total(network.logits(pixels), np.eye(10)[[digit]]))
    assert f"from {losses[0]:.4g} to {losses[1]:.4g}" in person.text("changeOfLoss")


def test_the_unit_and_the_loss_of_the_drawing_are_marked_on_their_curves(person: Person) -> None:
    draw_and_open(person)
    digit = int(person.text("predictionLabel")[0])
    objective, model, _ = engine(person, digit)
    _, unit = weight(person)
    network = model.network.with_parameters(model.network.parameters.astype(np.float64))
    prediction = person.window._drawing.prediction
    assert prediction is not None
    pixels = prediction.digits[0].pixels.reshape(1, -1) / 255
    z = float((pixels @ network.weights[0] + network.biases[0])[0, unit])
    note = person.text("activationNote")
    assert f"the large ones unit {unit}: z = {z:.4g}".replace("-", "−") in note
    slope = float(objective.gradient[-10:][digit])
    assert f"δ, {slope:.4g}.".replace("-", "−") in person.text("lossNote")


def test_the_same_weight_in_a_mini_batch_has_the_numbers_of_the_engine(
    person: Person, mnist: Dataset
) -> None:
    draw_and_open(person)
    person.wait(lambda: "Gradient of the mini-batch" in latex(person))
    model = person.session.model
    assert model is not None
    count = min(model.hyperparameters.batch_size, 256)
    assert f"The first {count} training images" in person.text("batchStepNote")
    split = mnist.train.first(count)
    network = model.network.with_parameters(model.network.parameters.astype(np.float64))
    settings = model.hyperparameters
    smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
    targets = np.eye(10)[split.labels] * (1 - smoothing) + smoothing / 10
    logits = network.logits(split.images.reshape(count, -1) / 255)
    assert f"= {number(network.loss.total(logits, targets))} \\]" in latex(person)


def turn_wheel(widget: QWidget) -> bool:
    """Turn the wheel over a widget; whether the widget took it."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_the_wheel_scrolls_the_page_until_a_control_has_the_focus(person: Person) -> None:
    draw_and_open(person)
    page = person.find(QWidget, "oneStepPage")
    page.setFocus()
    for control in (*page.findChildren(QComboBox), *page.findChildren(QSpinBox)):
        before = control.property("currentIndex"), control.property("value")
        assert not turn_wheel(control)  # the page will take it, and scroll
        assert (control.property("currentIndex"), control.property("value")) == before
        assert control.focusPolicy() is Qt.FocusPolicy.StrongFocus
    slider = person.find(QSlider, "differenceSize")
    size = slider.value()
    assert not turn_wheel(slider)
    assert slider.value() == size
    slider.setFocus()
    assert turn_wheel(slider)
    assert slider.value() != size


@pytest.mark.parametrize("width", [700, 1000])
def test_the_handle_of_the_slider_is_below_the_line_that_marks_its_size(
    person: Person, width: int
) -> None:
    draw_and_open(person)
    person.window.resize(width, 700)
    settle()
    curve = person.find(ErrorCurve, "gradientErrorPlot")
    slider = person.find(QSlider, "differenceSize")
    for size in (slider.minimum(), 14, slider.maximum()):
        slider.setValue(size)
        option = QStyleOptionSlider()
        slider.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        handle = slider.style().subControlRect(control, option, part, slider).center()
        marked = curve._x(curve._plot, -12 + size / 2)
        assert slider.mapTo(person.window, handle).x() == pytest.approx(
            curve.mapTo(person.window, QPoint(0, 0)).x() + marked, abs=2
        )


def test_the_numbers_of_a_column_have_the_same_decimals_and_a_narrow_page_has_room(
    qtbot: QtBot,
) -> None:
    table = MovedWeightsTable()
    qtbot.addWidget(table)
    moved = [
        WeightChange(0, 783, 159, -1.6, -1.25),
        WeightChange(1, 159, 9, 0.333, 0.3),
        WeightChange(0, 185, 97, 1.28, 1.2775),
    ]
    table.show_weights(moved, 2)
    table.show()
    rows = [[label.text() for label in labels if label.isVisible()] for labels in table._labels]
    assert rows[1] == ["1", "pixel 783", "unit 159", "−1.600", "−1.250", "+0.3500"]
    assert rows[2] == ["2", "unit 159", "digit 9", "0.333", "0.300", "−0.0330"]
    assert rows[3][-1] == "−0.0025"
    assert rows[4:] == [[]] * 5
    assert table.minimumSizeHint().width() <= 348  # of a window with 1024 pixels
    assert table._labels[1][1].toolTip() == "Row 27, column 27."


def test_the_plots_of_the_operating_points_are_side_by_side_at_one_height(person: Person) -> None:
    draw_and_open(person)
    person.window.resize(1900, 1000)
    settle()
    tops = [
        person.find(QWidget, name).mapTo(person.window, QPoint(0, 0)).y()
        for name in ("activationPlot", "lossOfSumPlot")
    ]
    assert tops[0] == tops[1]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_a_network_that_has_diverged_is_shown_without_a_warning(
    person: Person, value: float
) -> None:
    """In the tests, a warning is an error, which would be logged."""
    person.wait(lambda: person.session.model is not None)
    model = person.session.model
    assert model is not None
    parameters = model.network.parameters.copy()
    parameters[::3] = value
    network = model.network.with_parameters(parameters).as_read_only()
    person.session.use_model(replace(model, network=network, title="diverged"))
    draw_and_open(person)
    assert "w^{" in latex(person)
