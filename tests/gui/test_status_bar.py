"""The message at the bottom: what passes goes, what is true stays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from core.foundation.paths import presets_folder
from core.hyperparameters.presets import preset
from core.models.model_file import Model, save_model
from core.training.events import BatchEnd, Status, TrainingEnd
from gui.session.session import State
from gui.status_bar import StatusBar

from .person import Person
from .run_library_fixture import Visitor

ExpectLog = Callable[[str], None]


def close_box(person: Person) -> None:
    """Close the box with an error, when it is there."""
    person.wait(lambda: bool(person.dialogs("errorDialog")))
    person.dialogs("errorDialog")[0].accept()


def test_a_passing_message_gives_way_to_the_state(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    ready = bar.text()
    bar.say("Something happened.")
    assert bar.text() == bar.toolTip() == "Something happened."
    bar._passing.setInterval(0)
    bar.say("Something else happened.")
    qtbot.waitUntil(lambda: bar.text() == ready)


def test_what_is_in_progress_stays_until_the_next_message(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar._passing.setInterval(0)
    bar.say("Reading …")
    qtbot.wait(20)
    assert bar.text() == "Reading …"
    bar.show_state(State.RUNNING, "Report", has_model=True)
    assert bar.text() == "Training · Report"


def test_a_passing_message_during_a_training_is_followed_by_it(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.say("Something happened.")
    bar.show_state(State.RUNNING, "Report", has_model=True)
    assert bar.text() == "Training · Report"
    assert not bar._passing.isActive()


def test_a_search_that_runs_is_shown_until_it_ends(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    ready = bar.text()
    bar.show_standing("The loss has grown to 47,072.")
    bar.show_search("Search “Mine”: trial 1 of 3")
    assert bar.text() == bar.toolTip() == "Search “Mine”: trial 1 of 3"
    bar.say("Saved.")
    bar.show_search("Search “Mine”: trial 2 of 3")
    assert bar.text() == "Saved."
    bar._passing.setInterval(0)
    bar._passing.start()
    qtbot.waitUntil(lambda: bar.text() == "Search “Mine”: trial 2 of 3")
    bar.show_standing(ready)
    bar.show_search("")
    assert bar.text() == ready


def test_what_came_of_a_search_stays_until_something_else_happens(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_standing("Completed 15 epochs in 3.9 s · saved in a folder")  # an older training
    bar.show_search("Repetition “Mine”: run 3 of 3")
    bar.show_search("")
    bar.show_search_end("The repetition “Mine” has ended: 3 of 3 seeds.")
    bar._passing.setInterval(0)
    bar.say("Saved.")
    qtbot.waitUntil(lambda: bar.text() == "The repetition “Mine” has ended: 3 of 3 seeds.")
    bar.show_state(State.RUNNING, "Report", has_model=True)
    assert bar.text() == "Training · Report"


def test_the_end_of_a_search_does_not_hide_that_a_training_can_go_on(person: Person) -> None:
    bar = person.find(StatusBar, "statusMessage")
    person.begin()
    person.click("stopButton")
    person.wait_for(State.STOPPED)
    before = bar.text()
    bar.show_search_end("The search “Mine” has ended.")
    assert bar.text() == "The search “Mine” has ended."
    bar._passing.setInterval(0)
    bar._passing.start()
    person.wait(lambda: bar.text().startswith(before.split(" ·")[0]))


def test_a_search_and_a_training_are_shown_together(person: Person) -> None:
    bar = person.find(StatusBar, "statusMessage")
    bar.show_search("Search “Mine”: trial 1 of 3")
    person.click("startButton")
    person.wait(lambda: bar.text().startswith("Search “Mine”: trial 1 of 3 · Training · "))
    person.click("stopButton")
    person.wait(lambda: not person.window.session.active)


def test_the_parts_of_a_message_are_joined_by_one_mark(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar._remember_folder(Path("runs"))
    reason = "Stopped early: the validation loss has not improved."
    bar._show_end(TrainingEnd(Status.COMPLETED, 3, 1.0, reason))
    said = "Completed 3 epochs in 1.0 s · Stopped early: the validation loss has not improved"
    assert bar.text() == f"{said} · saved in runs"


def test_a_message_without_room_ends_in_its_place(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(200, bar.sizeHint().height())
    bar.say("word " * 100)
    picture = bar.grab().toImage()
    background = bar.palette().color(QPalette.ColorRole.Window)
    right = {picture.pixelColor(195, y).name() for y in range(picture.height())}
    assert right == {background.name()}


def test_of_a_long_message_the_folder_is_shortened_first(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    first, folder = "Stopped in epoch 81: Continue goes on", f"saved in /tmp/{'folder/' * 20}run"
    bar.say(f"{first} · {folder}")
    width = bar.fontMetrics().horizontalAdvance
    bar.resize(width(f"{first} · saved in /tmp/folder …/run") + 40, 24)
    assert bar.visible_text.startswith(f"{first} · saved in /")
    assert bar.visible_text.endswith("/run")
    bar.resize(width(f"{first} · s…") + 20, 24)
    assert bar.visible_text.startswith(first)
    assert bar.toolTip() == f"{first} · {folder}"
    bar.say(folder)
    assert bar.visible_text.startswith("saved in /")
    assert bar.visible_text.endswith("/run")
    bar.grab()


def test_what_was_in_progress_ends_but_not_another_message(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    ready = bar.text()
    bar.say("Reading bad.toml …")
    bar.say("")
    assert bar.text() == ready
    bar.say("Imported the preset “Mine”.")
    bar.say("")
    assert bar.text() == "Imported the preset “Mine”."


def test_a_refused_preset_is_read_no_more(
    person: Person, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("")
    before = person.text("statusMessage")
    path = tmp_path / "bad.toml"
    path.write_text("title = [")
    person.window._form.presets.open(path)
    assert person.text("statusMessage") == "Reading bad.toml …"
    close_box(person)
    assert person.text("statusMessage") == before


def test_a_preset_that_cannot_be_kept_is_read_no_more(
    person: Person, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("")
    before = person.text("statusMessage")
    presets_folder().parent.mkdir(parents=True, exist_ok=True)
    presets_folder().write_text("no folder")
    path = tmp_path / "good.toml"
    path.write_text('title = "Good"\n[hyperparameters]\n')
    person.window._form.presets.open(path)
    close_box(person)
    assert person.text("statusMessage") == before


def test_a_refused_model_leaves_no_message(
    person: Person, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("")
    before = person.text("statusMessage")
    path = tmp_path / "bad.safetensors"
    path.write_bytes(b"nothing")
    person.window.files.open(path)
    assert person.text("statusMessage").startswith("Opening ")
    close_box(person)
    assert person.text("statusMessage") == before


def test_a_failed_training_points_to_no_message_that_may_be_closed(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_state(State.FAILED, "Report", has_model=False)
    assert bar.text() == "The training failed. Press Start to begin a new one."


class TestModelInUse:
    """A standing message names the model that is in use now."""

    @pytest.fixture
    def bundled_model(self, trained_model: Model) -> Model:
        return replace(trained_model, title="built-in model")

    @pytest.fixture
    def tuned(self, trained_model: Model) -> Model:
        title = "fine-tuned on 12 of your digits"
        return replace(trained_model, title=title, test_accuracy=0.875)

    def test_after_the_built_in_one_and_back(self, person: Person, tuned: Model) -> None:
        person.wait(lambda: person.text("statusMessage").startswith("Draw a digit: the built-in"))
        before, bundled = person.text("statusMessage"), person.session.model
        assert bundled is not None
        person.session.use_model(tuned)
        assert person.text("statusMessage") == (
            "Draw a digit. Model in use: fine-tuned on 12 of your digits (87.50% on the test set). "
            "Press Start to train your own."
        )
        person.session.use_model(bundled)
        assert person.text("statusMessage") == before

    def test_after_one_of_a_file(
        self, person: Person, tuned: Model, trained_model: Model, tmp_path: Path
    ) -> None:
        save_model(tmp_path / "mine.safetensors", trained_model)
        person.window.files.open(tmp_path / "mine.safetensors")
        person.wait(lambda: person.text("statusMessage").startswith("Opened "))
        person.session.use_model(tuned)
        assert "Model in use: fine-tuned on 12" in person.text("statusMessage")

    def test_after_a_stopped_training_and_back(self, person: Person, tuned: Model) -> None:
        person.begin()
        person.wait_for_events(BatchEnd)
        person.click("stopButton")
        person.wait_for(State.STOPPED)
        before, stopped = person.text("statusMessage"), person.session.model
        assert before.startswith("Stopped ")
        assert stopped is not None
        person.session.use_model(tuned)
        assert person.text("statusMessage").startswith("Another model is in use.")
        person.session.use_model(stopped)
        assert person.text("statusMessage") == before

    def test_while_another_message_passes(self, person: Person, tuned: Model) -> None:
        person.wait(lambda: "built-in" in person.text("statusMessage"))
        bar = person.find(StatusBar, "statusMessage")
        bar.say("Deleted the preset “Mine”.")
        person.session.use_model(tuned)
        assert bar.text() == "Deleted the preset “Mine”."
        bar._passing.setInterval(0)
        bar._passing.start()
        person.wait(lambda: "fine-tuned on 12" in bar.text())


def test_a_message_about_the_form_ends_when_the_form_changes(person: Person) -> None:
    before = person.text("statusMessage")
    person.window._use_settings(preset("report").hyperparameters, "Mine")
    assert person.text("statusMessage").startswith("The form now has the settings of “Mine”")
    person.enter("epochs", "7")
    assert person.text("statusMessage") == before


def test_a_run_that_is_deleted_is_said_to_be_saved_no_more(
    person: Person, visitor: Visitor
) -> None:
    person.train(epochs="1")
    person.wait(lambda: " · saved in " in person.text("statusMessage"))
    visitor.open(rows=1)
    visitor.select(*visitor.texts("name"))
    visitor.act("deleteRun")
    person.wait(lambda: "saved in" not in person.text("statusMessage"))
    assert person.text("statusMessage").startswith("Completed 1 epoch in ")
