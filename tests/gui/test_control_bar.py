"""Start, pause, step, stop and reset, as a person sees them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from core.foundation.percent import percent
from core.models.model_file import load_model
from core.runs.run import RunState, read_run
from core.training.events import BatchEnd, EpochEnd, Status
from gui.common.fitting_label import FittingLabel
from gui.session.session import State
from gui.splitter import WindowSplitter
from gui.training.control_bar import ControlBar

from .person import Person

ExpectLog = Callable[[str], None]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_start_trains_to_the_end(person: Person) -> None:
    history = person.train(epochs="3")
    assert [event.epoch for event in history] == [1, 2, 3]
    assert person.states == [State.RUNNING, State.IDLE]
    assert [end.status for end in person.ends] == [Status.COMPLETED]
    assert person.text("statusMessage").startswith("Completed 3 epochs")


def test_a_training_is_saved_as_a_run(person: Person, home: Path) -> None:
    person.train()
    (folder,) = (home / "data" / "runs").iterdir()
    run = read_run(folder)
    assert (run.state, run.problem) == (RunState.COMPLETED, "")
    assert run.epochs == person.heard(EpochEnd)
    assert load_model(run.model_path).hyperparameters == run.settings
    assert run.test is not None
    assert person.text("testAccuracyLabel") == percent(run.test.accuracy)
    assert str(folder) in person.text("statusMessage")


def test_pause_stops_the_training_at_once(person: Person) -> None:
    person.begin()
    person.wait_for_events(BatchEnd)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    before = len(person.heard(BatchEnd))
    person.click("evaluateButton")  # takes longer than many mini-batches
    person.wait_for_evaluation()
    assert len(person.heard(BatchEnd)) == before


def test_pauses_and_steps_change_nothing_of_what_is_learnt(person: Person) -> None:
    person.train(epochs="3")
    uninterrupted = person.what_was_learnt()
    person.events.clear()
    person.begin(epochs="3")
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.click("stepButton", SHIFT)
    person.wait_for(State.PAUSED)
    person.click("pauseButton")
    person.wait_for_end()
    assert person.what_was_learnt() == uninterrupted


def test_step_from_idle_learns_from_one_mini_batch(person: Person) -> None:
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    assert [event.images_seen for event in person.heard(BatchEnd)] == [128]


def test_step_from_a_pause_learns_from_one_more_mini_batch(person: Person) -> None:
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    assert [event.images_seen for event in person.heard(BatchEnd)] == [128, 256]


@pytest.mark.parametrize("from_a_pause", [False, True])
def test_step_with_shift_goes_to_the_end_of_the_epoch(person: Person, from_a_pause: bool) -> None:
    person.enter("training_images", "300")
    if from_a_pause:
        person.click("stepButton")
        person.wait_for(State.PAUSED)
    person.click("stepButton", SHIFT)
    person.wait_for(State.PAUSED)
    assert len(person.heard(BatchEnd)) == 3
    assert len(person.heard(EpochEnd)) == 1


def test_stop_ends_the_training_and_saves_the_run(person: Person, home: Path) -> None:
    person.begin()
    person.wait_for_events(EpochEnd, 2)
    person.click("stopButton")
    person.wait_for_end()
    assert [end.status for end in person.ends] == [Status.STOPPED]
    assert person.text("statusMessage").startswith("Stopped a")
    assert "Continue goes on" in person.text("statusMessage")
    (history,) = (home / "data" / "runs").glob("*/history.jsonl")
    assert len(history.read_text().splitlines()) == person.ends[0].epochs >= 2


def test_stop_ends_a_paused_training(person: Person) -> None:
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.click("stopButton")
    person.wait_for_end()
    assert person.ends[0].status is Status.STOPPED
    assert len(person.heard(BatchEnd)) == 1


@pytest.mark.parametrize("while_training", [False, True])
def test_reset_forgets_the_network_the_curves_and_the_answers(
    person: Person, while_training: bool
) -> None:
    person.draw([(0.5, 0.2), (0.5, 0.8)])
    if while_training:
        person.begin()
        person.wait_for_events(EpochEnd)
    else:
        person.train()
    person.click("resetButton")
    person.wait(lambda: person.session.model is None)
    person.wait_for_threads()
    assert person.session.state is State.IDLE
    assert person.find(QProgressBar, "trainingProgress").value() == 0
    assert person.text("predictionLabel") == "–"
    assert person.text("testAccuracyLabel") == "–"
    assert person.enabled_buttons() == ["start", "step"]


def test_buttons_are_enabled_when_they_work(person: Person) -> None:
    assert person.enabled_buttons() == ["start", "step"]
    person.begin()
    assert person.enabled_buttons() == ["pause", "stop", "reset"]
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    assert person.enabled_buttons() == ["pause", "step", "stop", "reset"]
    person.click("stopButton")
    assert person.session.state is State.STOPPING
    assert person.enabled_buttons() == []
    person.wait_for_end()
    assert person.enabled_buttons() == ["start", "pause", "step", "reset"]


def test_keys_do_what_the_buttons_do(person: Person) -> None:
    person.enter("training_images", "300")
    person.press(Qt.Key.Key_F7)
    person.wait_for(State.PAUSED)
    assert len(person.heard(BatchEnd)) == 1
    person.press(Qt.Key.Key_F7, SHIFT)
    person.wait_for(State.PAUSED)
    assert len(person.heard(EpochEnd)) == 1
    person.press(Qt.Key.Key_F6)
    assert person.session.state is State.RUNNING
    person.press(Qt.Key.Key_F8)
    person.wait_for_end()
    person.press(Qt.Key.Key_F9)
    assert person.session.model is None
    person.press(Qt.Key.Key_F5)
    assert person.session.state is State.RUNNING


def test_two_fast_clicks_on_start_start_one_training(person: Person, home: Path) -> None:
    person.begin(epochs="2")
    person.click("startButton")
    person.wait_for_end()
    assert person.states == [State.RUNNING, State.IDLE]
    assert len(list((home / "data" / "runs").iterdir())) == 1


def test_the_progress_bar_is_full_at_the_end(person: Person) -> None:
    person.train()
    bar = person.find(QProgressBar, "trainingProgress")
    assert bar.value() == bar.maximum()
    assert person.text("progressText") == "epoch 2/2"


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_progress_bar_shows_the_share_that_is_done(share: float, person: Person) -> None:
    bar = person.find(QProgressBar, "trainingProgress")
    bar.setValue(round(share * bar.maximum()))
    image, highlight = bar.grab().toImage(), bar.palette().highlight().color().rgb()
    row = [image.pixel(x, image.height() - 1) == highlight for x in range(image.width())]
    assert sum(row) == pytest.approx(share * image.width(), abs=1)
    assert row == sorted(row, reverse=True)


def test_the_pause_button_says_continue_during_a_pause_and_after_a_stop(person: Person) -> None:
    button = person.find(QToolButton, "pauseButton")
    assert button.text() == "Pause"
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    assert button.text() == "Continue"
    person.click("stopButton")
    person.wait_for_end()
    assert button.text() == "Continue"


def test_nothing_moves_when_a_training_starts(person: Person) -> None:
    columns = person.window.findChild(WindowSplitter)
    assert columns is not None
    bar = person.find(QProgressBar, "trainingProgress")
    before, place = columns.geometry(), bar.geometry()
    assert bar.height() <= 4
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    assert (columns.geometry(), bar.geometry()) == (before, place)
    person.click("stopButton")
    person.wait_for_end()
    person.click("resetButton")
    assert (columns.geometry(), bar.geometry()) == (before, place)


def test_buttons_stay_where_they_are_when_pause_becomes_continue(person: Person) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    button = person.find(QToolButton, "stepButton")
    before = button.geometry()
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    QCoreApplication.processEvents()
    assert button.geometry() == before


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_control_bar_fits_into_1024_pixels(person: Person, qtbot: QtBot, scale: float) -> None:
    bar = ControlBar(person.session)
    qtbot.addWidget(bar)
    font = bar.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    bar.setFont(font)
    bar.resize(1024, bar.sizeHint().height())
    bar.show()
    person.begin()
    person.wait(lambda: "images/s" in person.text("progressText"))
    assert bar.minimumSizeHint().width() <= 1024
    for button in bar.findChildren(QToolButton):
        assert button.width() >= button.sizeHint().width()
        assert bar.rect().contains(button.geometry())
    text = bar.findChild(FittingLabel)
    assert text is not None
    assert "…" not in text.visible_text


def test_an_early_stop_says_why_and_which_weights_are_kept(person: Person) -> None:
    person.see("patience")
    person.choose("early_stopping", "loss")
    person.see("training_images")
    for name, text in {"patience": "1", "training_images": "300", "learning_rate": "0.05"}.items():
        person.enter(name, text)
    person.click("startButton")
    person.wait_for_end()
    assert person.ends[0].status is Status.COMPLETED
    assert person.ends[0].epochs < 100
    assert "Stopped early: the validation loss" in person.text("statusMessage")


def test_a_long_message_does_not_widen_the_window(person: Person) -> None:
    width = person.window.width()
    person.find(QLabel, "statusMessage").setText("a long way down " * 100)
    assert person.window.minimumSizeHint().width() < width
    assert person.window.width() == width


def test_nothing_is_left_to_do_at_the_end(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each event is shown, as on a machine that needs a while to evaluate and save.
    monkeypatch.setattr("gui.training.training_progress._TEXT_SECONDS", 0.0)
    person.train(epochs="3")
    assert person.text("progressText") == "epoch 3/3"
