"""Answers to what is on the pad: of several digits, unsure ones, and of two models."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.evaluation.calibration import Calibration
from core.models.bundled_model import load_bundled
from core.models.model_file import Model, save_model
from core.personalization.digit_store import DigitStore
from gui.drawing.network_view import NetworkView
from gui.drawing.probability_bars import ProbabilityBars

from .person import Person, Positions, will_choose

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
    assert " of 2: " in ready.text("predictionComment")


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
    QTest.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=view.rect().center() + view.rect().topRight() / 4
    )


def test_an_answer_below_the_threshold_is_called_not_sure(
    ready: Person, bundled_model: Model
) -> None:
    ready.session.use_model(replace(bundled_model, calibration=Calibration(1.0, 0.99999)))
    ready.draw(SEVEN)
    ready.wait(lambda: "not sure" in ready.text("predictionComment"))
    assert ready.text("predictionLabel") == "7"
    ready.session.use_model(replace(bundled_model, calibration=Calibration(1.0, 0.1)))
    assert "not sure" not in ready.text("predictionComment")


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
