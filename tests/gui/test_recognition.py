"""Answers to what is on the pad: of several digits, unsure ones, and of two models."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from core.evaluation.calibration import Calibration
from core.models.bundled_model import load_bundled
from core.models.model_file import Model, save_model
from core.personalization.digit_store import DigitStore
from gui.common.figures_label import FiguresLabel
from gui.common.fitting_label import FittingLabel
from gui.drawing.drawing_panel import DrawingPanel
from gui.drawing.network_view import NetworkView
from gui.drawing.probability_bars import ProbabilityBars

from .person import Person, Positions, settle, will_choose

ONE: Positions = [(0.2, 0.3), (0.2, 0.5), (0.2, 0.75)]
SEVEN: Positions = [(0.6, 0.3), (0.75, 0.3), (0.9, 0.3), (0.82, 0.5), (0.74, 0.75)]


@pytest.fixture
def bundled_model() -> Model | None:
    return load_bundled()


@pytest.fixture
def ready(person: Person) -> Person:
    """With the model that ships."""
    person.wait(lambda: person.text("testAccuracyLabel").endswith("%"))
    return person


def choose_from_menu(person: Person, text: str) -> None:
    button = person.find(QToolButton, "pinButton")
    menu: QMenu = button.menu()
    action = next(action for action in menu.actions() if action.text().replace("&", "") == text)
    assert action.isEnabled()
    action.trigger()


def probabilities(person: Person, name: str = "probabilityBars") -> list[float]:
    found = person.find(ProbabilityBars, name).probabilities
    assert found is not None
    return found


def test_digits_side_by_side_are_read_as_a_number(ready: Person) -> None:
    ready.draw(ONE)
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "17")
    assert " of 2:" in ready.text("predictionComment")


def test_several_digits_are_not_kept_as_one(ready: Person) -> None:
    ready.draw(ONE)
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "17")
    ready.window.pad.setFocus()
    ready.press(Qt.Key.Key_1)
    assert DigitStore().read().digits == ()
    assert ready.text("keptLabel") == "Only single digits can be saved"
    assert not ready.enabled("thatWasButton")
    assert "several digits" in ready.find(QWidget, "thatWasButton").toolTip()
    ready.click("undoButton")
    ready.wait(lambda: ready.text("predictionLabel") == "1")
    assert ready.text("keptLabel") != "Only single digits can be saved"
    ready.press(Qt.Key.Key_1)
    assert [digit.label for digit in DigitStore().read().digits] == [1]


def test_a_click_on_what_the_network_sees_chooses_a_digit(ready: Person) -> None:
    ready.draw(ONE)
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "17")
    view = ready.find(NetworkView, "networkView")
    for key, place, digit in (
        (Qt.Key.Key_Right, "2 of 2", 7),
        (Qt.Key.Key_Left, "1 of 2", 1),
    ):
        view.setFocus()
        QTest.keyClick(view, key)
        assert ready.text("predictionComment").startswith(place)
        shown = probabilities(ready)
        assert shown.index(max(shown)) == digit
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.tile(1).center())
    assert ready.text("predictionComment").startswith("2 of 2")


@pytest.mark.parametrize("choice", [None, Qt.Key.Key_Left, Qt.Key.Key_Right])
def test_the_chosen_digit_stays_until_the_drawing_changes(
    ready: Person, bundled_model: Model, choice: Qt.Key | None
) -> None:
    """Also if another network, such as the next one of a training, is less sure of the other."""
    ready.draw(ONE)
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "17")
    view = ready.find(NetworkView, "networkView")
    if choice is not None:
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Left)
        QTest.keyClick(view, choice)
    before = ready.text("predictionComment")[:6]
    assert before in {"1 of 2", "2 of 2"}
    network = bundled_model.network
    for digit in (1, 7):
        parameters = network.parameters.copy()
        network.views(parameters)[1][-1][digit] -= 8
        unsure = network.with_parameters(parameters)
        ready.session.use_model(replace(bundled_model, network=unsure))
        ready.wait_for_threads()
        assert ready.text("predictionComment")[:6] == before
        assert view.accessible_contents().startswith(f"Digit {before[0]}")


def test_an_answer_below_the_threshold_is_called_not_sure(
    ready: Person, bundled_model: Model
) -> None:
    ready.session.use_model(replace(bundled_model, calibration=Calibration(1.0, 0.99999)))
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionComment").startswith("not sure: 7"))
    assert ready.text("predictionLabel") == "7"
    assert ready.find(FiguresLabel, "predictionLabel").grays == "7"
    assert not ready.find(ProbabilityBars, "probabilityBars").sure
    assert ready.text("predictionComment").endswith("needs over 99.9%")
    assert (
        "this model is sure of an answer with over 99.9%."
        in ready.find(QLabel, "predictionComment").toolTip()
    )
    ready.session.use_model(replace(bundled_model, calibration=Calibration(1.0, 0.1)))
    assert "not sure" not in ready.text("predictionComment")
    assert ready.find(FiguresLabel, "predictionLabel").grays == ""
    assert ready.find(ProbabilityBars, "probabilityBars").sure
    assert (
        "sure of an answer with at least 10.0%."
        in ready.find(QLabel, "predictionComment").toolTip()
    )


def test_what_is_not_sure_is_written_below_the_limit(ready: Person, bundled_model: Model) -> None:
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "7")
    panel = ready.window.findChild(DrawingPanel)
    assert panel is not None
    assert panel.prediction is not None
    temperature = 3.0  # far from 100%
    ready.session.use_model(replace(bundled_model, calibration=Calibration(temperature, 0.1)))
    confidence = panel.prediction.digits[0].confidence
    assert 0.2 < confidence < 0.99
    just_above = Calibration(temperature, confidence + 1e-6)
    ready.session.use_model(replace(bundled_model, calibration=just_above))
    comment = ready.text("predictionComment")
    shown = re.findall(r"(\d+\.\d+)%", comment)
    assert comment.endswith(f"needs {shown[-1]}%")
    assert all(len(number.partition(".")[2]) == 1 for number in shown)
    assert float(shown[0]) < float(shown[-1])
    written = ready.find(ProbabilityBars, "probabilityBars").figures()
    assert written[0][2] == f"{shown[0]}%"


def test_only_the_digits_that_are_not_sure_are_gray(ready: Person, bundled_model: Model) -> None:
    ready.draw(ONE)
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "17")
    panel = ready.window.findChild(DrawingPanel)
    assert panel is not None
    prediction = panel.prediction
    assert prediction is not None
    assert bundled_model.calibration is not None
    first, second = sorted(digit.confidence for digit in prediction.digits)
    between = Calibration(bundled_model.calibration.temperature, (first + second) / 2)
    ready.session.use_model(replace(bundled_model, calibration=between))
    less = min(prediction.digits, key=lambda digit: digit.confidence)
    assert ready.find(FiguresLabel, "predictionLabel").grays == str(less.digit)


def test_a_pinned_model_that_is_not_sure_looks_like_the_current_one(
    ready: Person, bundled_model: Model
) -> None:
    ready.session.use_model(replace(bundled_model, calibration=Calibration(1.0, 0.99999)))
    choose_from_menu(ready, "Pin the current model")
    ready.session.use_model(replace(bundled_model, calibration=Calibration(1.0, 0.1)))
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("pinnedPrediction").startswith("not sure: 7"))
    assert not ready.find(ProbabilityBars, "pinnedBars").sure
    assert ready.find(ProbabilityBars, "probabilityBars").sure


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1920, 1080)], ids=str)
def test_the_bars_of_two_models_have_the_same_width(ready: Person, size: tuple[int, int]) -> None:
    ready.window.resize(*size)
    choose_from_menu(ready, "Pin the current model")
    settle()
    names = ("probabilityBars", "pinnedBars")
    one, other = (ready.find(ProbabilityBars, name).size() for name in names)
    assert abs(one.width() - other.width()) <= 1
    assert one.height() == other.height()


def test_a_small_movement_of_the_pen_is_a_dot_and_no_digit(ready: Person) -> None:
    ready.draw([(0.5, 0.5), (0.51, 0.53)])
    ready.wait(lambda: "Too small for a digit" in ready.text("predictionComment"))
    assert ready.text("predictionLabel") == "–"
    assert ready.find(ProbabilityBars, "probabilityBars").probabilities is None
    ready.click("clearPadButton")
    ready.draw([(0.5, 0.4), (0.5, 0.55)])  # small, but a line
    ready.wait(lambda: ready.text("predictionLabel") == "1")


@pytest.mark.parametrize("width", [130, 170, 270, 700])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_figures_above_the_bars_neither_touch_nor_leave_the_widget(
    qtbot: QtBot, width: int, scale: float
) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    font = bars.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    bars.setFont(font)
    bars.resize(width, bars.sizeHint().height())
    rng = np.random.default_rng(0)
    for best in range(10):
        values = rng.dirichlet(np.ones(10)).tolist()
        values[best] = max(values) + 0.1
        bars.show_probabilities(values, sure=best % 2 == 0)
        places = [place for _, place, _ in bars.figures()]
        assert bars.figures()[0][0] == best
        assert all(place.left() >= 0 and place.right() <= width for place in places)
        assert not any(one.intersects(other) for one, other in combinations(places, 2))
        column = width / 10
        for digit, place, _ in bars.figures():
            assert place.left() <= (digit + 0.5) * column <= place.right()
        bars.grab()


@pytest.mark.parametrize("width", [130, 270, 700])
def test_every_probability_from_1_percent_on_is_written(qtbot: QtBot, width: int) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(width, bars.sizeHint().height())
    values = [0.001, 0.009, 0.551, 0.076, 0.092, 0.028, 0.001, 0.221, 0.011, 0.01]
    bars.show_probabilities(values, sure=False)
    assert [digit for digit, _, _ in bars.figures()] == [2, 7, 4, 3, 5, 8, 9]
    bars.show_probabilities([0.1] * 10, sure=False)
    assert {digit for digit, _, _ in bars.figures()} == set(range(10))


def test_a_smaller_probability_is_never_written_where_a_larger_has_no_room(qtbot: QtBot) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    values = [0.26, 0.2, 0.15, 0.12, 0.09, 0.07, 0.05, 0.03, 0.02, 0.01]
    for width in range(20, 200, 4):
        bars.resize(width, bars.sizeHint().height())
        bars.show_probabilities(values)
        written = [digit for digit, _, _ in bars.figures()]
        assert written == list(range(len(written)))


def test_softmax_outputs_add_up_to_100_percent_in_their_tooltip(qtbot: QtBot) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.show()
    logits = np.arange(10, dtype=np.float32)
    outputs = np.exp(logits) / np.exp(logits).sum(dtype=np.float32)
    outputs[0] -= np.float32(1e-6)  # as rounding does
    bars.show_probabilities(outputs.tolist())
    QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint()))
    assert "Together: 100.0%" in QToolTip.text()
    bars.show_probabilities([0.2] * 10)  # sigmoid outputs
    QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint()))
    assert "Together: 200.0%" in QToolTip.text()
    QToolTip.hideText()


def test_the_bars_and_the_answer_write_the_same_number(ready: Person) -> None:
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("predictionLabel") == "7")
    (first, *_) = ready.find(ProbabilityBars, "probabilityBars").figures()
    assert first[0] == 7
    assert first[2] == ready.text("predictionComment").splitlines()[0]


def test_sigmoid_outputs_are_explained_where_they_stand(
    ready: Person, bundled_model: Model, trained_model: Model
) -> None:
    assert trained_model.hyperparameters.loss.startswith("sigmoid")
    ready.session.use_model(trained_model)
    assert "need not add up to 100%" in ready.text("answerModel")
    softmax = bundled_model.hyperparameters.with_values({"loss": "softmax_cross_entropy"})
    ready.session.use_model(replace(bundled_model, hyperparameters=softmax))
    assert ready.text("answerModel") == "Model: built-in model"


def test_a_network_in_training_is_said_to_be_not_calibrated(ready: Person) -> None:
    assert "not calibrated" not in ready.text("answerModel")
    ready.click("stepButton")
    ready.wait(lambda: "this run" in ready.text("answerModel"))
    line = ready.find(FittingLabel, "answerModel")
    assert "not calibrated" in line.visible_text
    ready.window.resize(1280, 720)
    ready.choose_action("Projector mode")
    for width in (900, 700, 500, 400, 300):
        line.resize(width, line.height())
        assert "not calibrated" in line.visible_text
    ready.click("stopButton")
    ready.wait(lambda: "not calibrated" not in ready.text("answerModel"))


def test_why_a_model_is_sure_is_not_said_of_an_empty_pad(ready: Person) -> None:
    ready.draw(SEVEN)
    comment = ready.find(QWidget, "predictionComment")
    ready.wait(lambda: "this model is sure" in comment.toolTip())
    ready.click("clearPadButton")
    ready.wait(lambda: comment.toolTip() == "")


def test_a_dot_is_answered_with_nothing(ready: Person) -> None:
    ready.draw([(0.5, 0.5)])
    ready.draw([(0.5, 0.5)])
    assert ready.text("predictionLabel") == "–"


def test_a_pinned_model_answers_beside_the_current_one(ready: Person, trained_model: Model) -> None:
    choose_from_menu(ready, "Pin the current model")
    ready.session.use_model(trained_model)
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("pinnedPrediction").startswith("7"))
    assert ready.text("pinnedTitle") == "Pinned: built-in model"
    assert probabilities(ready, "pinnedBars") != probabilities(ready)
    ready.click("unpinButton")
    assert not ready.find(QWidget, "pinnedModel").isVisible()


def test_a_model_is_pinned_from_a_file(
    ready: Person, trained_model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.safetensors"
    save_model(path, trained_model)
    will_choose(monkeypatch, path)
    choose_from_menu(ready, "Pin a model from a file…")
    ready.wait(ready.find(QWidget, "pinnedModel").isVisible)
    assert ready.text("pinnedTitle") == "Pinned: mine.safetensors"


def test_a_file_that_is_no_model_cannot_be_pinned(
    ready: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: object
) -> None:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(b"foreign")
    will_choose(monkeypatch, path)
    assert callable(expect_log)
    expect_log("cannot be read")
    choose_from_menu(ready, "Pin a model from a file…")
    ready.wait(lambda: bool(ready.dialogs("errorDialog")))
    (box,) = ready.dialogs("errorDialog")
    assert "cannot be read" in box.text()
    box.close()
    assert not ready.find(QWidget, "pinnedModel").isVisible()


def test_the_model_that_ships_is_pinned_whatever_is_current(
    ready: Person, trained_model: Model
) -> None:
    ready.session.use_model(trained_model)
    choose_from_menu(ready, "Pin the built-in model")
    ready.wait_for_threads()
    ready.draw(SEVEN)
    ready.wait(lambda: ready.text("pinnedPrediction").startswith("7"))
    choose_from_menu(ready, "Unpin")
    assert not ready.find(QWidget, "pinnedBars").isVisible()
