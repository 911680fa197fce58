"""The learning-rate range test in the window."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QProgressBar, QPushButton, QWidget

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import FIELDS
from core.learning_rate.range_test import range_points
from core.learning_rate.suggestion import range_result
from gui.session.session import State
from gui.training.rate_range.rate_plot import RatePlot

from .person import SMALL, Person
from .widget_walk import problems

ACTION = "Find learning rate…"


def dialogs(person: Person) -> list[QDialog]:
    found = person.window.findChildren(QDialog, "rateRangeDialog")
    return [dialog for dialog in found if dialog.isVisible()]


def run_test(person: Person) -> QDialog:
    """The dialog after a whole test."""
    person.choose_action(ACTION)
    person.wait(lambda: person.text("rateRangeText") != "Testing …")
    (dialog,) = dialogs(person)
    return dialog


def test_it_suggests_what_the_command_suggests_and_puts_it_into_the_form(
    person: Person, mnist: Dataset
) -> None:
    person.choose_preset(SMALL)
    person.enter("batch_size", "100")
    settings = person.window._form.settings
    assert settings is not None
    expected = range_result(list(range_points(mnist, settings)))
    dialog = run_test(person)
    text = person.text("rateRangeText")
    assert text.startswith(expected.comparison(settings))
    assert "a tenth of the highest rate" in text.lower()
    right = person.find(RatePlot, "rateRangePlot").getViewBox().viewRange()[0][1]
    assert right > np.log10(FIELDS["learning_rate"].maximum) + 0.1  # its text ends before the edge
    header, *rows = person.find(RatePlot, "rateRangePlot").table()
    assert header[0] == "learning_rate"
    assert [row[1] for row in rows] == expected.losses.tolist()
    bar = person.find(QProgressBar, "rateRangeProgress")
    assert bar.value() == bar.maximum()
    assert bar.isHidden()  # it has done its work
    texts = {button.text() for button in dialog.findChildren(QPushButton)}
    assert texts == {"Use this rate", "Run again", "Close"}
    assert problems(dialog) == []
    person.click("useRateButton")
    assert person.field("learning_rate") == f"{expected.suggestion:g}"
    assert dialogs(person) == []
    assert "learning rate in the form is now" in person.text("statusMessage")
    assert person.session.model is None or person.session.state is State.IDLE


def test_a_running_training_is_not_disturbed(person: Person) -> None:
    action = person.action(ACTION)
    assert action.isEnabled()
    person.begin()
    person.wait_for(State.RUNNING)
    assert not action.isEnabled()
    assert "pause or stop it first" in action.toolTip()
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    assert action.isEnabled()
    run_test(person)
    assert person.session.state is State.PAUSED
    assert person.text("rateRangeText").startswith("Suggested learning rate")


def test_a_training_that_starts_ends_the_test(person: Person) -> None:
    person.choose_preset("Best")
    person.choose_action(ACTION)
    person.begin()
    person.wait_for(State.RUNNING)
    assert person.text("rateRangeText") == "Canceled, because a training has started."
    assert not person.enabled("useRateButton")
    person.click("rateRangeAgainButton")
    assert "A training is in progress" in person.text("rateRangeText")


def test_it_can_be_canceled_and_run_again(person: Person) -> None:
    person.choose_preset("Best")
    person.choose_action(ACTION)
    plot = person.find(RatePlot, "rateRangePlot")
    person.wait(lambda: person.find(QProgressBar, "rateRangeProgress").value() > 0)
    assert not person.enabled("useRateButton")
    person.click("rateRangeAgainButton")
    assert person.text("rateRangeText") == "Canceled."
    assert plot.table() == [("learning_rate", "loss", "smoothed_loss")]
    person.choose_preset(SMALL)
    person.click("rateRangeAgainButton")
    person.wait_for_threads()
    assert person.text("rateRangeText").startswith("Suggested learning rate")


def test_closing_the_dialog_or_the_window_ends_the_test(person: Person) -> None:
    person.choose_preset("Best")
    person.choose_action(ACTION)
    dialogs(person)[0].reject()
    QCoreApplication.processEvents()
    person.choose_action(ACTION)
    assert len(dialogs(person)) == 1


def test_invalid_settings_are_not_tested(person: Person) -> None:
    person.enter("hidden_layers", "many")
    person.choose_action(ACTION)
    assert dialogs(person) == []
    assert person.text("statusMessage").startswith("Correct the settings that are marked")


def test_the_menu_of_the_field_offers_it(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # it waits for the mouse
    for name, offered in (("learning_rate", True), ("epochs", False)):
        line = person.line(name)
        line.customContextMenuRequested.emit(line.rect().center())
        menu = person.window.findChildren(QMenu, "fieldMenu")[-1]
        assert (person.action(ACTION) in menu.actions()) is offered
        menu.close()


def test_a_network_that_does_not_learn_gets_no_suggestion(person: Person) -> None:
    person.choose_preset(SMALL)
    person.enter("clip_norm", "0.0000001")
    run_test(person)
    assert "did not fall" in person.find(QLabel, "rateRangeText").text()
    assert not person.enabled("useRateButton")
    assert "did not fall" in person.find(QWidget, "useRateButton").toolTip()
