"""A training that was stopped goes on, as a person sees it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QToolButton

import main
from core.models.model_file import Model
from core.runs.run import RunState, read_run
from core.training.events import BatchEnd, LiveChange, Status
from gui.session.session import State

from .person import Person

ExpectLog = Callable[[str], None]
SHIFT = Qt.KeyboardModifier.ShiftModifier


class TestContinue:
    """After *Stop*, the training goes on to the same bits."""

    final: Model | None
    """The model of the training that was not interrupted."""

    @pytest.fixture
    def uninterrupted(self, person: Person) -> list[object]:
        """What is learnt from three epochs of three mini-batches without an interruption."""
        person.train(epochs="3", training_images="300")
        history = person.what_was_learnt()
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
        assert person.what_was_learnt() == uninterrupted
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
        assert person.what_was_learnt() == uninterrupted

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
        assert person.what_was_learnt() == uninterrupted

    def test_a_run_that_cannot_be_saved_goes_on_from_memory(
        self, person: Person, home: Path, uninterrupted: list[object], expect_log: ExpectLog
    ) -> None:
        expect_log("cannot be written")
        (home / "data").rename(home / "gone")
        (home / "data").write_text("in the way")
        self.stop_in_the_middle(person)
        person.click("pauseButton")
        person.wait_for_end()
        assert person.what_was_learnt() == uninterrupted

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
        assert person.enabled_buttons() == ["start", "reset"]

    def test_another_model_ends_it(self, person: Person, trained_model: Model) -> None:
        self.stop_in_the_middle(person)
        person.session.use_model(trained_model)
        assert person.session.state is State.IDLE
        assert person.enabled_buttons() == ["start", "reset"]
        assert "Another model is in use" in person.find(QToolButton, "pauseButton").toolTip()
        assert "Another model is in use" in person.text("statusMessage")
        assert not person.text("progressText")
        assert person.find(QProgressBar, "trainingProgress").value() == 0

    def test_its_own_model_lets_it_go_on_again(self, person: Person, trained_model: Model) -> None:
        self.stop_in_the_middle(person)
        stopped = person.session.model
        assert stopped is not None
        text, progress = person.text("statusMessage"), person.text("progressText")
        person.session.use_model(trained_model)
        assert not person.enabled("pauseButton")
        person.session.use_model(stopped)
        assert person.enabled("pauseButton")
        assert person.text("progressText") == progress
        assert person.enabled("stepButton")
        person.click("pauseButton")
        assert "Another model" not in person.text("statusMessage")
        person.wait_for_end()
        assert person.ends[-1].status is Status.COMPLETED
        assert text.startswith("Stopped")

    def test_settings_from_elsewhere_are_for_the_next_run_and_say_so(self, person: Person) -> None:
        self.stop_in_the_middle(person)
        used = person.session.settings
        assert used is not None
        other = used.with_values({"learning_rate": 0.002, "epochs": 9})
        person.window._use_settings(other, "A run")
        notice = person.find(QToolButton, "formNotice")
        assert notice.accessibleName().endswith(": Learning rate η, Epochs")
        person.enter("learning_rate", "0.003", done=True)
        assert notice.accessibleName().endswith(": Epochs")
        person.click("pauseButton")
        person.wait(lambda: person.session.active)
        assert person.text("statusMessage").startswith("Training · Report")
        person.wait_for_end()
        assert person.ends[-1].epochs == used.epochs
        assert [dict(e.values) for e in person.heard(LiveChange)] == [{"learning_rate": 0.003}]

    def test_a_complete_run_says_why_it_does_not_go_on(self, person: Person) -> None:
        person.train(epochs="2")
        assert person.enabled_buttons() == ["start", "reset"]
        for name in ("pauseButton", "stepButton"):
            tip = person.find(QToolButton, name).toolTip()
            assert "complete after epoch 2 of 2" in tip
            assert "Runs" in tip
