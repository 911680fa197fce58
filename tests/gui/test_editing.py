"""The page “Change” of the tab “Inside”: edited networks, as a person makes them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QToolTip,
    QWidget,
)

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.foundation.percent import percent
from core.inside.edits import Edit, Prune, Quantize, SetWeight, SwitchOff, edited
from core.models.model_file import Model, load_model
from core.nn.mlp import MLP
from core.runs.layout import INITIAL
from core.runs.run import read_run
from gui.common.real_box import RealBox
from gui.common.theme import TIGHT
from gui.editing.answer_comparison import AnswerComparison
from gui.session.session import State

from .person import Person

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


@pytest.fixture
def page(person: Person) -> Person:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    person.find(QTabWidget, "insideTabs").setCurrentWidget(person.find(QWidget, "changePage"))
    person.wait(lambda: "→" in person.text("editedAccuracy"))
    return person


def network_of(person: Person) -> MLP:
    assert person.session.model is not None
    return person.session.model.network


def choose_kind(person: Person, title: str) -> None:
    kinds = person.find(QComboBox, "editKind")
    kinds.setFocus()
    QTest.keyClick(kinds, Qt.Key.Key_Home)
    while kinds.currentText() != title:
        before = kinds.currentIndex()
        QTest.keyClick(kinds, Qt.Key.Key_Down)
        assert kinds.currentIndex() == before + 1, f"There is no “{title}”."


def fill(person: Person, name: str, text: str) -> None:
    box = person.find(QWidget, name)
    assert isinstance(box, QSpinBox | QDoubleSpinBox)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Tab)


def apply(person: Person, edits: int) -> None:
    person.click("applyEditButton")
    person.wait(lambda: person.text("editList").startswith("1.") and len(lines(person)) == edits)
    person.wait_for_threads()
    person.wait(lambda: "→" in person.text("editedAccuracy"))


def lines(person: Person) -> list[str]:
    return person.text("editList").split("\n")


def accuracies(network: MLP, edits: list[Edit], mnist: Dataset) -> str:
    before, after = (evaluate(each, mnist.test) for each in (network, edited(network, edits)))
    return f"Test accuracy: {percent(before.accuracy)} → {percent(after.accuracy)}"


def shown(person: Person) -> list[tuple[str, str, str]]:
    return person.find(AnswerComparison, "answerComparison").rows()


def test_answer_and_test_accuracy_are_those_of_the_edited_network(
    page: Person, mnist: Dataset
) -> None:
    network = network_of(page)
    assert all(before == after for _, before, after in shown(page))
    fill(page, "editAmount", "90")
    apply(page, 1)
    edits: list[Edit] = [Prune(0.9)]
    assert page.text("editedAccuracy").startswith(accuracies(network, edits, mnist))
    assert lines(page) == ["1. the smallest 90.0% of the weights are 0"]
    choose_kind(page, "Quantize the weights")
    fill(page, "editAmount", "2")
    apply(page, 2)
    edits.append(Quantize(2))
    assert page.text("editedAccuracy").startswith(accuracies(network, edits, mnist))
    prediction = page.window._drawing.prediction
    assert prediction is not None
    pixels = (prediction.digits[0].pixels.reshape(1, -1) / 255).astype(np.float32)
    outputs = edited(network, edits).probabilities(pixels)[0]
    if page.session.model is not None and page.session.model.calibration is None:
        assert [after for _, _, after in shown(page)] == [percent(float(p), 1) for p in outputs]
    answer = int(np.argmax(outputs))
    before = prediction.digits[0]
    assert page.text("editedAnswer").startswith(f"Answer: {before.answer_in_brief} → {answer} (")


def test_a_unit_is_switched_off_and_a_weight_set(page: Person, mnist: Dataset) -> None:
    network = network_of(page)
    choose_kind(page, "Switch a unit off")
    fill(page, "editUnit", "3")
    apply(page, 1)
    choose_kind(page, "Set a weight")
    fill(page, "editInput", "400")
    fill(page, "editUnit", "2")
    amount = page.find(QDoubleSpinBox, "editAmount")
    present = float(edited(network, [SwitchOff(0, 3)]).weights[0][400, 2])
    assert amount.value() == pytest.approx(present, abs=1e-5)
    fill(page, "editAmount", "7.5")
    apply(page, 2)
    edits: list[Edit] = [SwitchOff(0, 3), SetWeight(0, 400, 2, 7.5)]
    assert page.text("editedAccuracy").startswith(accuracies(network, edits, mnist))


def test_a_number_out_of_the_range_is_not_applied_by_the_click_that_corrects_it(
    page: Person,
) -> None:
    choose_kind(page, "Set a weight")
    page.find(RealBox, "editAmount").setFocus()
    page.find(RealBox, "editAmount").selectAll()
    QTest.keyClicks(page.find(RealBox, "editAmount"), "1e9")
    page.click("applyEditButton")
    assert QToolTip.text() == "At most 1e6"
    assert page.text("editList").startswith("There are no changes yet")
    apply(page, 1)
    assert lines(page)[0].endswith(" is 1e6")
    QToolTip.hideText()


def test_enter_applies_a_change_that_is_typed(page: Person) -> None:
    amount = page.find(RealBox, "editAmount")
    amount.setFocus()
    amount.selectAll()
    QTest.keyClicks(amount, "200")
    QTest.keyClick(amount, Qt.Key.Key_Return)
    assert QToolTip.text() == "At most 100"
    assert page.text("editList").startswith("There are no changes yet")
    QTest.keyClick(amount, Qt.Key.Key_Return)
    assert lines(page)[0].startswith("1. the smallest 100")
    QToolTip.hideText()
    page.wait_for_threads()


def test_a_unit_is_switched_off_once(page: Person) -> None:
    choose_kind(page, "Switch a unit off")
    fill(page, "editUnit", "3")
    button = page.find(QPushButton, "applyEditButton")
    page.click("applyEditButton")
    if button.isEnabled():
        page.click("applyEditButton")  # before the changed network is there
    page.wait(lambda: not button.isEnabled())
    assert button.toolTip() == "This unit is already off."
    assert len(lines(page)) == 1
    fill(page, "editUnit", "4")
    apply(page, 2)
    page.click("undoEditButton")
    page.wait(button.isEnabled)


def test_undo_and_redo_by_buttons_and_keys(page: Person) -> None:
    assert not page.enabled("undoEditButton")
    apply(page, 1)
    assert page.enabled("undoEditButton")
    page.click("undoEditButton")
    assert page.text("editList").startswith("There are no changes yet")
    page.click("redoEditButton")
    assert len(lines(page)) == 1
    page.find(QPushButton, "applyEditButton").setFocus()
    QTest.keySequence(page.window, QKeySequence.StandardKey.Undo)
    assert page.text("editList").startswith("There are no changes yet")
    assert page.window.pad.drawing.strokes
    QTest.keySequence(page.window, QKeySequence.StandardKey.Redo)
    page.click("removeEditsButton")
    assert not page.enabled("removeEditsButton")
    page.click("undoEditButton")
    assert page.text("editList").startswith("1. ")


def test_the_edited_network_can_be_used_everywhere(page: Person) -> None:
    network = network_of(page)
    assert not page.enabled("useEditedButton")
    apply(page, 1)
    after = page.text("editedAccuracy").partition("→ ")[2].partition(" ")[0]
    page.click("useEditedButton")
    model = page.session.model
    assert model is not None
    assert (model.network.parameters == edited(network, [Prune(0.5)]).parameters).all()
    assert model.title == "edited network: a saved model, epoch 10"
    assert model.test_accuracy is not None
    assert percent(model.test_accuracy) == after
    assert page.text("editList") == (
        "An edited network is in use: the smallest 50.0% of the weights are 0."
    )
    assert "Save model as" in page.text("statusMessage")
    # The network in use is the edited one now: nothing on the page calls it the original.
    shown = page.find(AnswerComparison, "answerComparison").accessible_contents()
    for text in (
        page.text("statusMessage"),
        shown,
        page.find(QPushButton, "removeEditsButton").toolTip(),
    ):
        assert "original" not in text
    page.wait_for_threads()
    page.click("undoEditButton")
    assert network_of(page) is network
    assert page.text("statusMessage") == "The network from before these changes is in use again."
    assert page.text("editList").startswith("1. ")
    page.wait_for_threads()


def test_during_a_training_the_edits_follow_it_but_cannot_replace_it(page: Person) -> None:
    apply(page, 1)
    page.choose_preset("Report, 3,000 images")
    page.click("startButton")
    page.wait(lambda: page.session.state is State.RUNNING)
    page.wait(lambda: not page.enabled("useEditedButton"))
    assert "training" in page.find(QPushButton, "useEditedButton").toolTip()
    page.click("stopButton")
    page.wait(lambda: not page.session.active)
    page.wait_for_threads()


def test_a_network_without_hidden_layers_has_no_unit_to_switch_off(page: Person) -> None:
    page.enter("hidden_layers", "")
    page.enter("training_images", "100")
    page.enter("epochs", "1")
    page.click("startButton")
    page.wait_for_end()
    page.wait(lambda: "this run, epoch 1" in page.text("editingModel"))
    choose_kind(page, "Switch a unit off")
    assert page.find(QComboBox, "editLayer").currentText() == "no hidden layer"
    assert not page.enabled("applyEditButton")
    assert "no hidden units" in page.find(QPushButton, "applyEditButton").toolTip()
    choose_kind(page, "Set a bias")
    assert page.enabled("applyEditButton")
    page.wait_for_threads()


def test_an_edited_network_is_trained_with_the_settings_of_the_form(
    page: Person, home: Path
) -> None:
    fill(page, "editAmount", "50")
    apply(page, 1)
    network, model = edited(network_of(page), [Prune(0.5)]), page.session.model
    assert model is not None
    for name, text in (("training_images", "500"), ("epochs", "2"), ("hidden_layers", "9")):
        page.see(name)
        page.enter(name, text, done=True)
    page.click("trainEditedButton")
    page.wait_for_end()
    (folder,) = (home / "data" / "runs").iterdir()
    run = read_run(folder)
    assert run.settings.hidden_layers == model.hyperparameters.hidden_layers
    assert (run.settings.training_images, len(run.epochs)) == (500, 2)
    assert run.metadata.title.startswith("edited network: a saved model")
    begun = load_model(folder / INITIAL).network
    assert (begun.parameters == network.parameters).all()
    page.wait(lambda: page.session.model is not model)
    trained = network_of(page)
    assert trained.sizes == network.sizes
    assert not (trained.parameters == network.parameters).all()


def test_the_digit_of_a_row_is_apart_from_the_widest_percentage(page: Person) -> None:
    comparison = page.find(AnswerComparison, "answerComparison")
    for factor in (1, 3):
        font = comparison.font()
        font.setPointSizeF(factor * font.pointSizeF())
        comparison.setFont(font)
        digit = comparison.fontMetrics().horizontalAdvance("0")
        assert comparison.digit_width >= digit + TIGHT
