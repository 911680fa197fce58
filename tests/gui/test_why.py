"""The tab "Why"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt, QThread
from PySide6.QtGui import QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from core.datasets.mnist import DatasetProvider
from core.drawing.strokes import drawing_from_points
from core.evaluation.calibration import Calibration
from core.models.bundled_model import load_bundled
from core.models.model_file import Model
from core.recognition.recognizer import Recognizer
from core.training.events import EpochEnd
from gui.common.tasks import Tasks
from gui.drawing.network_view import NetworkView
from gui.explanations.explanation_pictures import Picture
from gui.explanations.explanation_requests import CounterfactualResult
from gui.explanations.neighbor_row import NeighborRow
from gui.explanations.why_panel import WhyPanel
from gui.explanations.why_view import WhyView

from .errors import Errors
from .person import PATIENCE, Person

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    """Tasks that end even if the test fails."""
    made = Tasks(Errors())
    yield made
    made.shutdown_all()


def open_tab(person: Person, text: str = "Why") -> None:
    tabs = person.find(QTabWidget, "questions")
    bar = tabs.findChild(QTabBar)
    assert bar is not None
    (index,) = [index for index in range(bar.count()) if bar.tabText(index) == text]
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
    assert tabs.currentIndex() == index


def ask_why(person: Person) -> None:
    """Draw a seven and wait for all that the tab says by itself."""
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    open_tab(person)
    person.wait(lambda: picture(person, "saliencyPicture") is not None)
    person.wait(lambda: len(neighbours(person)) == 5)


def ask_for_change(person: Person) -> str:
    person.click("changeButton")
    person.wait(lambda: person.text("changedAnswer") != "")
    return person.text("changedAnswer")


def picture(person: Person, name: str) -> QImage | None:
    return person.find(Picture, name).image


def neighbours(person: Person) -> list[int]:
    return person.find(NeighborRow, "nearestImages").digits


def button_text(person: Person) -> str:
    return person.find(QAbstractButton, "changeButton").text()


def down(person: Person) -> list[int]:
    """The digits whose buttons are down."""
    return [i for i in range(10) if person.find(QAbstractButton, f"whyDigit{i}").isChecked()]


def colourful(person: Person) -> int:
    """How many points of the pad have a colour; neither ink nor paper has."""
    person.window.pad.clearFocus()  # which has a colored frame
    image = person.window.pad.grab().toImage()
    # Not at the edge, where the frame of the focus is.
    across, down = (range(4, side - 4, 4) for side in (image.width(), image.height()))
    points = [(x, y) for x in across for y in down]
    return sum(chroma(image, x, y) > 60 for x, y in points)


def chroma(image: QImage, x: int, y: int) -> int:
    red, green, blue, _ = image.pixelColor(x, y).getRgb()
    return max(red, green, blue) - min(red, green, blue)


def in_tab(person: Person) -> QImage:
    """What the picture of what speaks for and against looks like."""
    return person.find(Picture, "saliencyPicture").grab().toImage()


def test_nothing_of_it_is_made_before_it_is_shown(person: Person) -> None:
    assert person.window.findChild(QWidget, "whyPanel") is None


def test_an_empty_pad_leaves_nothing_to_ask(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    open_tab(person)
    assert "Draw a digit to see which ink counts for the answer" in person.text("changeOutcome")
    assert not person.enabled("changeButton")
    assert not person.enabled("whyDigit3")
    assert picture(person, "saliencyPicture") is None


def test_the_answer_is_explained_without_a_question(person: Person) -> None:
    ask_why(person)
    assert down(person) == [7]
    assert neighbours(person).count(7) >= 3
    assert button_text(person).startswith("What would make it a")


def test_the_drawing_is_coloured_as_long_as_one_wants_it(person: Person) -> None:
    ask_why(person)
    assert colourful(person) > 20
    person.click("saliencyOnPad")
    assert colourful(person) == 0
    person.click("saliencyOnPad")
    assert colourful(person) > 20
    open_tab(person, "Test set")
    assert colourful(person) == 0


def test_the_colours_lie_where_the_drawing_is(person: Person) -> None:
    """The pad's width is not its height, and the digit is in a corner."""
    person.wait(lambda: person.session.model is not None)
    person.draw([(0.1 + 0.3 * x, 0.1 + 0.3 * y) for x, y in SEVEN])
    open_tab(person)
    person.wait(lambda: colourful(person) > 5)
    image = person.window.pad.grab().toImage()
    width, height = image.width(), image.height()
    far = QRect(width * 2 // 3, height * 2 // 3, width // 3 - 4, height // 3 - 4)
    inside = [
        chroma(image, x, y)
        for x in range(far.left(), far.right(), 3)
        for y in range(far.top(), far.bottom(), 3)
    ]
    assert max(inside) < 60


def test_any_digit_can_be_picked(person: Person) -> None:
    ask_why(person)
    before = in_tab(person)
    person.click("whyDigit2")
    assert down(person) == [2]
    assert button_text(person) == "What would make it a 2?"
    person.wait(lambda: in_tab(person) != before)
    person.click("whyDigit7")  # the answer: from now on whatever it is
    person.click("clearPadButton")
    person.draw([(0.5, 0.15), (0.5, 0.4), (0.5, 0.85)])
    person.wait(lambda: down(person) == [1])


@pytest.mark.parametrize("pick", [None, 2])
def test_a_press_shows_what_would_make_it_another_digit(person: Person, pick: int | None) -> None:
    ask_why(person)
    if pick is not None:
        person.click(f"whyDigit{pick}")
    wanted = button_text(person).removeprefix("What would make it ").removesuffix("?")
    digit, share = ask_for_change(person).split(": ")
    assert digit == wanted
    assert 0.2 <= float(share.removesuffix("%")) / 100 <= 1  # sigmoids need not reach a half
    assert "of the ink" in person.text("changeOutcome")
    assert picture(person, "changePicture") is not None
    assert picture(person, "changedPicture") is not None


@pytest.mark.parametrize(
    ("bias", "threshold", "expected"),
    [
        (0, 0.0, r"The network then answers {wanted}\."),
        (0, 2.0, r"The network is then not sure: {wanted}.*\?"),
        (500, 0.0, r"The network still answers {digit}\."),
        (500, 2.0, r"The network is still not sure: {digit}.*\?"),
    ],
)
def test_a_change_says_what_the_network_answers_then(
    qtbot: QtBot,
    source: DatasetProvider,
    trained_model: Model,
    tasks: Tasks,
    home: Path,
    bias: float,
    threshold: float,
    expected: str,
) -> None:
    """Also a network that has been trained on, so that it is surer of its answer."""
    tab = WhyPanel(source, tasks)
    qtbot.addWidget(tab)
    drawing = drawing_from_points([SEVEN])
    prediction = Recognizer(trained_model).recognize(drawing)
    (part,) = prediction.digits
    tab.explain(prediction, 0)
    tab.show()
    button, outcome = (
        tab.findChild(kind, name)
        for kind, name in ((QAbstractButton, "changeButton"), (QLabel, "changeOutcome"))
    )
    assert isinstance(button, QAbstractButton)
    assert isinstance(outcome, QLabel)
    assert outcome.text().startswith("Press the button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "of the ink" in outcome.text(), timeout=PATIENCE)
    network = trained_model.network
    parameters = network.parameters.copy()
    network.views(parameters)[1][-1][part.digit] += bias
    later = replace(
        trained_model,
        network=network.with_parameters(parameters),
        calibration=Calibration(threshold=threshold),
    )
    tab.explain(Recognizer(later).recognize(drawing), 0)
    found_for, said = outcome.text().split(". ", 1)
    assert found_for == "Found for a saved model, epoch 10"
    assert re.fullmatch(expected.format(wanted=part.second, digit=part.digit), said)


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1920, 1080)], ids=str)
def test_empty_frames_say_what_will_be_there(person: Person, size: tuple[int, int]) -> None:
    person.wait(lambda: person.session.model is not None)
    person.window.resize(*size)
    open_tab(person)
    names = ("saliencyPicture", "changePicture", "changedPicture", "nearestImages")
    for widget in (person.find(QWidget, name) for name in names):
        image = widget.grab().toImage()
        colors = {
            image.pixelColor(x, y).getRgb()
            for x in range(8, image.width() - 8)
            for y in range(8, image.height() - 8)
        }
        # Smoothed text has many colors, a frame only one.
        assert len(colors) > 3, widget.objectName()


def test_a_change_that_was_found_for_another_network_fades_and_says_so(
    person: Person, trained_model: Model
) -> None:
    ask_why(person)
    ask_for_change(person)
    outcome = person.find(QLabel, "changeOutcome")
    pictures = [person.find(Picture, name) for name in ("changePicture", "changedPicture")]
    clear = [each.grab().toImage() for each in pictures]
    assert outcome.foregroundRole() == QPalette.ColorRole.WindowText
    other = replace(trained_model, title="from other.safetensors", training_id="other")
    person.session.use_model(other)
    person.wait(lambda: person.text("whyModel") == "Model: from other.safetensors")
    assert outcome.text().startswith("Found for ")
    assert outcome.foregroundRole() == QPalette.ColorRole.PlaceholderText
    assert all(each.faded for each in pictures)
    assert [each.grab().toImage() for each in pictures] != clear
    ask_for_change(person)
    person.wait(lambda: "of the ink" in outcome.text())
    assert outcome.foregroundRole() == QPalette.ColorRole.WindowText
    assert not any(each.faded for each in pictures)


def test_that_nothing_was_found_is_said_of_the_network_that_was_searched(
    qtbot: QtBot, trained_model: Model
) -> None:
    view = WhyView()
    qtbot.addWidget(view)
    recognizer = Recognizer(trained_model)
    (part,) = recognizer.recognize(drawing_from_points([SEVEN])).digits
    result = CounterfactualResult(replace(trained_model, title="built-in model"), part, 1, None)
    outcome = view.findChild(QLabel, "changeOutcome")
    assert outcome is not None
    view.show_result(result, result.model, None, part.digit)
    assert outcome.text() == "No small change was found that makes it a 1."
    view.show_result(result, trained_model, None, part.digit)
    assert outcome.text().startswith("No small change was found for ")
    assert outcome.foregroundRole() == QPalette.ColorRole.PlaceholderText


def test_another_drawing_takes_the_change_away(person: Person) -> None:
    ask_why(person)
    ask_for_change(person)
    person.draw([(0.3, 0.5), (0.7, 0.5)])
    person.wait(lambda: person.text("changedAnswer") == "")
    assert picture(person, "changePicture") is None


def test_a_cleared_pad_is_explained_no_more(person: Person) -> None:
    ask_why(person)
    person.click("clearPadButton")
    person.wait(lambda: not person.enabled("changeButton"))
    assert picture(person, "saliencyPicture") is None
    assert neighbours(person) == []
    assert down(person) == []
    assert colourful(person) == 0


def test_the_explanation_follows_a_network_that_learns(person: Person) -> None:
    ask_why(person)
    before = in_tab(person)
    person.begin()
    person.wait_for_events(EpochEnd, 2)
    person.wait(lambda: in_tab(person) != before)


def test_the_colours_follow_the_scheme(person: Person) -> None:
    person.choose_action("Light")
    ask_why(person)
    light = picture(person, "saliencyPicture")
    person.choose_action("Dark")
    person.wait(lambda: picture(person, "saliencyPicture") != light)


def test_a_window_closes_while_it_is_explained(person: Person) -> None:
    ask_why(person)
    person.click("changeButton")
    assert person.window.close()
    QCoreApplication.processEvents()
    assert not any(thread.isRunning() for thread in person.threads())


def test_no_thread_stays_after_its_answer(person: Person) -> None:
    ask_why(person)
    ask_for_change(person)
    panel = person.find(QWidget, "whyPanel")
    person.wait(lambda: panel.findChildren(QThread) == [])


class TestWithoutANetwork:
    @pytest.fixture
    def bundled_model(self) -> None:
        return None

    def test_there_is_nothing_to_ask(self, person: Person) -> None:
        person.draw(SEVEN)
        open_tab(person)
        assert "No network yet" in person.text("changeOutcome")
        assert not person.enabled("changeButton")


class TestANumber:
    """Several digits, read by the model that ships."""

    @pytest.fixture
    def bundled_model(self) -> Model | None:
        return load_bundled()

    def test_the_digit_that_one_looks_at_is_explained(self, person: Person) -> None:
        person.wait(lambda: person.session.model is not None)
        person.draw([(0.2, 0.3), (0.2, 0.5), (0.2, 0.75)])
        person.draw([(0.6, 0.3), (0.75, 0.3), (0.9, 0.3), (0.82, 0.5), (0.74, 0.75)])
        open_tab(person)
        person.wait(lambda: person.text("predictionLabel") == "17")
        view = person.find(NetworkView, "networkView")
        for number, digit in ((0, 1), (1, 7)):
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.tile(number).center())
            person.wait(lambda digit=digit: down(person) == [digit])
            person.wait(lambda digit=digit: neighbours(person).count(digit) >= 3)


def test_the_verdict_on_a_change_is_calibrated_as_the_answers_are(
    qtbot: QtBot, source: DatasetProvider, trained_model: Model, home: Path
) -> None:
    shares = []
    for temperature in (1.0, 20.0):
        model = replace(trained_model, calibration=Calibration(temperature))
        tasks = Tasks(Errors())
        tab = WhyPanel(source, tasks)
        qtbot.addWidget(tab)
        tab.explain(Recognizer(model).recognize(drawing_from_points([SEVEN])), 0)
        tab.show()
        button = tab.findChild(QAbstractButton, "changeButton")
        verdict = tab.findChild(QLabel, "changedAnswer")
        assert button is not None
        assert verdict is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda verdict=verdict: verdict.text() != "", timeout=PATIENCE)
        shares.append(float(verdict.text().split(": ")[1].removesuffix("%")))
        tasks.shutdown_all()
    assert abs(shares[1] - 50) <= 5  # at a high temperature no sigmoid is far from a half
    assert abs(shares[0] - 50) >= abs(shares[1] - 50)


def test_images_that_cannot_be_loaded_are_reported_once(
    qtbot: QtBot, trained_model: Model, home: Path
) -> None:
    def fail() -> None:
        raise OSError("no data")

    errors = Errors()
    tasks = Tasks(errors)
    tab = WhyPanel(DatasetProvider(fail), tasks)
    qtbot.addWidget(tab)
    read = Recognizer(trained_model).recognize
    tab.explain(read(drawing_from_points([SEVEN])), 0)
    tab.show()
    qtbot.waitUntil(lambda: len(errors.reported) > 0, timeout=PATIENCE)
    outcome = tab.findChild(QLabel, "changeOutcome")
    assert outcome is not None
    assert outcome.text() == "The explanation failed."
    tab.explain(read(drawing_from_points([[(0.5, 0.1), (0.5, 0.9)]])), 0)
    tasks.shutdown_all()
    QCoreApplication.processEvents()
    assert [str(error) for error in errors.reported] == ["no data"]
