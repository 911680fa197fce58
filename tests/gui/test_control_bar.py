"""Start, pause, step, stop and reset, as a person sees them."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

import main
from core.foundation.percent import percent
from core.models.model_file import Model, load_model
from core.runs.run import RunState, read_run
from core.training.events import BatchEnd, EpochEnd, LiveChange, Status
from gui.common.fitting_label import FittingLabel
from gui.session.session import State
from gui.splitter import WindowSplitter
from gui.training.control_bar import ControlBar

from .person import Person

ExpectLog = Callable[[str], None]
SHIFT = Qt.KeyboardModifier.ShiftModifier
BUTTONS = ("start", "pause", "step", "stop", "reset")


def what_was_learnt(person: Person) -> list[object]:
    """All mini-batches, and all epochs but for how long they took."""
    epochs = person.heard(EpochEnd)
    return [
        *person.heard(BatchEnd),
        *(replace(epoch, seconds=0.0, train_seconds=0.0) for epoch in epochs),
    ]


def enabled_buttons(person: Person) -> list[str]:
    return [name for name in BUTTONS if person.enabled(f"{name}Button")]


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
    uninterrupted = what_was_learnt(person)
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
    assert what_was_learnt(person) == uninterrupted


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
    assert enabled_buttons(person) == ["start", "step"]


def test_buttons_are_enabled_when_they_work(person: Person) -> None:
    assert enabled_buttons(person) == ["start", "step"]
    person.begin()
    assert enabled_buttons(person) == ["pause", "stop", "reset"]
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    assert enabled_buttons(person) == ["pause", "step", "stop", "reset"]
    person.click("stopButton")
    assert person.session.state is State.STOPPING
    assert enabled_buttons(person) == []
    person.wait_for_end()
    assert enabled_buttons(person) == ["start", "pause", "step", "reset"]


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


class TestContinue:
    """After *Stop*, the training goes on to the same bits."""

    final: Model | None
    """The model of the training that was not interrupted."""

    @pytest.fixture
    def uninterrupted(self, person: Person) -> list[object]:
        """What is learnt from three epochs of three mini-batches without an interruption."""
        person.train(epochs="3", training_images="300")
        history = what_was_learnt(person)
        self.final = person.session.model
        person.click("resetButton")
        person.events.clear()
        person.ends.clear()
        return history

    def stop_in_the_middle(self, person: Person) -> None:
        """Stop after the first mini-batch of the second epoch."""
        person.enter("training_images", "300")
        person.click("stepButton", SHIFT)
        person.wait_for(State.PAUSED)
        person.click("stepButton")
        person.wait_for(State.PAUSED)
        person.click("stopButton")
        person.wait_for_end()
        assert person.session.state is State.STOPPED

    def test_it_goes_on_in_the_middle_of_an_epoch(
        self, person: Person, home: Path, uninterrupted: list[object]
    ) -> None:
        self.stop_in_the_middle(person)
        assert person.text("statusMessage").startswith(
            "Stopped at epoch 2 of 3, mini-batch 1 of 3: Continue goes on"
        )
        assert person.text("progressText") == "Stopped: epoch 2/3 · mini-batch 1/3"
        person.click("pauseButton")
        person.wait_for_end()
        assert [end.status for end in person.ends] == [Status.STOPPED, Status.COMPLETED]
        assert what_was_learnt(person) == uninterrupted
        model, expected = person.session.model, self.final
        assert model is not None
        assert expected is not None
        assert (model.network.parameters == expected.network.parameters).all()
        first, second = sorted((home / "data" / "runs").iterdir())
        one, two = read_run(first), read_run(second)
        assert two.state is RunState.COMPLETED
        assert [end.validation_loss for end in one.epochs] == [
            end.validation_loss for end in two.epochs
        ]

    def test_steps_go_on_too(self, person: Person, uninterrupted: list[object]) -> None:
        self.stop_in_the_middle(person)
        person.click("stepButton")
        person.wait_for(State.PAUSED)
        assert [event.images_seen for event in person.heard(BatchEnd)] == [128, 256, 300, 428, 556]
        person.click("stopButton")
        person.wait_for_end()
        person.click("stepButton", SHIFT)
        person.wait_for(State.PAUSED)
        person.click("pauseButton")
        person.wait_for_end()
        assert what_was_learnt(person) == uninterrupted

    def test_the_curves_stay(self, person: Person) -> None:
        self.stop_in_the_middle(person)
        started: list[object] = []
        person.session.started.connect(started.append)
        person.session.cleared.connect(lambda: started.append(None))
        person.click("pauseButton")
        person.wait_for_end()
        assert started == []

    def test_start_begins_a_new_run_and_keeps_the_stopped_one(
        self, person: Person, home: Path
    ) -> None:
        self.stop_in_the_middle(person)
        person.click("startButton")
        person.wait_for_events(BatchEnd, 5)
        person.click("stopButton")
        person.wait_for_end()
        first, second = sorted((home / "data" / "runs").iterdir())
        assert [read_run(path).state for path in (first, second)] == [RunState.STOPPED] * 2

    def test_a_live_change_after_the_stop_applies_on_continuing(self, person: Person) -> None:
        self.stop_in_the_middle(person)
        person.enter("learning_rate", "1e-3", done=True)
        person.click("stepButton")
        person.wait_for(State.PAUSED)
        (change,) = person.heard(LiveChange)
        assert (change.images_seen, dict(change.values)) == (428, {"learning_rate": 0.001})
        assert person.session.settings is not None
        assert person.session.settings.learning_rate == 0.001

    def test_a_live_change_that_is_taken_back_changes_nothing(
        self, person: Person, uninterrupted: list[object]
    ) -> None:
        self.stop_in_the_middle(person)
        before = person.field("learning_rate")
        person.enter("learning_rate", "1e-3", done=True)
        person.enter("learning_rate", before, done=True)
        person.click("pauseButton")
        person.wait_for_end()
        assert person.heard(LiveChange) == []
        assert what_was_learnt(person) == uninterrupted

    def test_a_run_that_cannot_be_saved_goes_on_from_memory(
        self, person: Person, home: Path, uninterrupted: list[object], expect_log: ExpectLog
    ) -> None:
        expect_log("cannot be written")
        (home / "data").rename(home / "gone")
        (home / "data").write_text("in the way")
        self.stop_in_the_middle(person)
        person.click("pauseButton")
        person.wait_for_end()
        assert what_was_learnt(person) == uninterrupted

    def test_a_run_that_has_gone_on_elsewhere_is_not_continued_here(
        self, person: Person, home: Path, expect_log: ExpectLog
    ) -> None:
        expect_log("has changed since it was stopped")
        self.stop_in_the_middle(person)
        (path,) = (home / "data" / "runs").iterdir()
        assert main.main(["resume", str(path), "--json"]) == 0
        person.click("pauseButton")
        person.wait_for(State.FAILED)
        (dialog,) = person.dialogs("errorDialog")
        assert "Continue it in “Runs”" in dialog.text()
        assert not person.enabled("pauseButton")

    def test_a_deleted_run_fails_with_a_sentence(
        self, person: Person, home: Path, expect_log: ExpectLog
    ) -> None:
        expect_log("")
        self.stop_in_the_middle(person)
        (path,) = (home / "data" / "runs").iterdir()
        shutil.rmtree(path)
        person.click("stepButton")
        person.wait_for(State.FAILED)
        assert person.dialogs("errorDialog")
        assert enabled_buttons(person) == ["start", "reset"]

    def test_another_model_ends_it(self, person: Person, trained_model: Model) -> None:
        self.stop_in_the_middle(person)
        person.session.use_model(trained_model)
        assert person.session.state is State.IDLE
        assert enabled_buttons(person) == ["start", "reset"]
        assert "Another model is in use" in person.find(QToolButton, "pauseButton").toolTip()
        assert "Another model is in use" in person.text("statusMessage")

    def test_a_complete_run_says_why_it_does_not_go_on(self, person: Person) -> None:
        person.train(epochs="2")
        assert enabled_buttons(person) == ["start", "reset"]
        for name in ("pauseButton", "stepButton"):
            tip = person.find(QToolButton, name).toolTip()
            assert "complete after epoch 2 of 2" in tip
            assert "Runs" in tip


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
