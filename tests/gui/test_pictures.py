"""The pictures in the form: the schedule's plan, and distorted digits."""

import threading
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.datasets.dataset import Dataset
from core.datasets.mnist import DatasetProvider
from core.training.events import BatchEnd
from gui.main_window import MainWindow
from gui.session.session import State

from .person import Person


def picture(person: Person, name: str) -> QImage:
    return person.find(QWidget, name).grab().toImage()


def plan(person: Person) -> str:
    """What the plot of the schedule tells those who do not see it."""
    return person.find(QWidget, "schedulePlot").accessibleDescription()


def blank(image: QImage) -> bool:
    """Whether there is nothing on it."""
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    return len(np.unique(np.frombuffer(pixels.constBits(), np.uint32))) <= 2


def see_digits(person: Person, **strengths: str) -> QImage:
    """Open the preview and wait for the digits."""
    person.open_group("Augmentation")
    for name, text in strengths.items():
        person.enter(name, text)
    QTest.qWait(200)  # several changes are shown together
    person.wait(lambda: not blank(picture(person, "augmentationPreview")))
    return picture(person, "augmentationPreview")


@pytest.mark.parametrize("name", ["schedulePlot", "augmentationPreview"])
def test_a_picture_is_made_when_it_is_first_to_be_seen(person: Person, name: str) -> None:
    assert person.window.findChild(QWidget, name) is None
    for group in ("Schedule", "Augmentation"):
        person.open_group(group)
    assert person.find(QWidget, name).isVisible()


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ("constant", "From 0.0005 to 0.0005 over 100 epochs."),
        ("step", "From 0.0005 to 5e-07 over 100 epochs."),
        ("cosine", "From 0.0005 to 0 over 100 epochs."),
        ("one_cycle", "From 2e-05 to 0 over 100 epochs."),
    ],
)
def test_the_planned_learning_rate_is_plotted(person: Person, schedule: str, told: str) -> None:
    person.open_group("Schedule")
    person.choose("schedule", schedule)
    assert plan(person) == told


def test_a_plateau_is_explained_as_no_plan_can_show_it(person: Person) -> None:
    person.open_group("Schedule")
    person.choose("schedule", "plateau")
    person.enter("plateau_epochs", "7")
    assert "Halved whenever the validation loss has not fallen for 7 epochs." in plan(person)


def test_the_plan_follows_the_fields_and_ignores_what_cannot_be_read(person: Person) -> None:
    person.open_group("Schedule")
    person.choose("schedule", "cosine")
    before = picture(person, "schedulePlot")
    person.enter("final_factor", "0.5")
    after = picture(person, "schedulePlot")
    assert after != before
    assert plan(person) == "From 0.0005 to 0.00025 over 100 epochs."
    person.enter("final_factor", "x")
    assert picture(person, "schedulePlot") == after


def test_a_line_marks_where_the_training_is(person: Person) -> None:
    person.begin(epochs="2", training_images="1280", speed="0.001")
    person.wait_for_events(BatchEnd)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    person.open_group("Schedule")
    before = picture(person, "schedulePlot")
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    assert picture(person, "schedulePlot") != before
    marked = picture(person, "schedulePlot")
    person.click("stopButton")
    person.wait_for_end()
    assert picture(person, "schedulePlot") not in (before, marked)


def test_digits_are_shown_as_they_are_where_there_are_no_distortions(person: Person) -> None:
    see_digits(person)
    person.click_on("augmentationPreview")
    first = picture(person, "augmentationPreview")
    person.click_on("augmentationPreview")
    assert picture(person, "augmentationPreview") == first


def test_digits_follow_the_strengths(person: Person) -> None:
    plain = see_digits(person)
    person.enter("rotation", "45")
    person.wait(lambda: picture(person, "augmentationPreview") != plain)
    person.enter("rotation", "0")
    person.wait(lambda: picture(person, "augmentationPreview") == plain)


@pytest.mark.parametrize("way", ["click", "space", "waiting"])
def test_others_are_shown(person: Person, way: str) -> None:
    first = see_digits(person, shift="3", elastic="1.5")
    if way == "click":
        person.click_on("augmentationPreview")
    elif way == "space":
        preview = person.find(QWidget, "augmentationPreview")
        preview.setFocus()
        QTest.keyClick(preview, Qt.Key.Key_Space)
    person.wait(lambda: picture(person, "augmentationPreview") != first)


def test_the_window_does_not_wait_for_the_digits(
    source: DatasetProvider,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    open_window: Callable[[], MainWindow],
    qtbot: QtBot,
) -> None:
    may_load = threading.Event()

    def load() -> Dataset:
        may_load.wait()
        return mnist

    monkeypatch.setattr(source, "_load", load)
    person = Person(open_window(), qtbot)
    person.open_group("Augmentation")
    try:
        QTest.qWait(200)
        assert blank(picture(person, "augmentationPreview"))
    finally:
        may_load.set()
    person.wait(lambda: not blank(picture(person, "augmentationPreview")))
