"""The line that names the model of a result, and the label that has shorter texts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.models.model_file import Model, save_model
from core.runs.layout import MODEL
from core.runs.run import read_run
from core.runs.run_title import describe_settings
from gui.common.fitting_label import FittingLabel
from gui.session.model_line import ModelLine, model_name
from gui.session.session import State

from .person import Person, will_choose
from .run_library_fixture import Visitor

ExpectLog = Callable[[str], None]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title": "built-in model"}, "built-in model"),
        ({"training_id": "a", "epoch": 3}, "this run, epoch 3"),
        ({"training_id": "a", "epoch": 0}, "this run, untrained"),
        ({"training_id": "a", "epoch": 2, "mini_batches": 7}, "this run, epoch 3, mini-batch 7"),
        ({"training_id": "", "epoch": 0}, "a saved model, in epoch 1"),
        ({"training_id": "b", "epoch": 1200}, "run “{run}”, epoch 1,200"),
        ({"training_id": "", "epoch": 3}, "a saved model, epoch 3"),
    ],
)
def test_a_model_is_named_in_a_few_words(
    trained_model: Model, changes: dict[str, object], name: str
) -> None:
    current = replace(trained_model, training_id="a")
    run = describe_settings(trained_model.hyperparameters)
    assert model_name(replace(trained_model, **changes), current) == name.format(run=run)


def test_an_outdated_result_names_its_run_as_the_list_of_runs_does(
    person: Person, visitor: Visitor
) -> None:
    for epochs in ("1", "1"):
        person.train(epochs=epochs)
    visitor.open(rows=2)
    newest, _ = visitor.texts("name")
    assert newest.endswith(" (2)")
    person.find(QTabWidget, "centre").setCurrentIndex(0)
    assert person.text("testModel") == "Model: this run, epoch 1"
    person.begin()
    start = f"Evaluated: run “{newest}”, epoch 1. In use now: this run"
    person.wait(lambda: person.text("testModel").startswith(start))
    person.click("stopButton")
    line = person.find(ModelLine, "testModel")
    short = f"Outdated: {newest}"
    line.resize(line.fontMetrics().horizontalAdvance(short) + 2, line.height())
    assert line.visible_text == short
    person.wait_for_end()


def test_the_label_shows_the_longest_text_that_fits(qtbot: QtBot) -> None:
    label = FittingLabel()
    qtbot.addWidget(label)
    texts = ("all of it in many words", "in few words", "short")
    label.show_texts(*texts)
    metrics = label.fontMetrics()
    for text in texts:
        label.resize(metrics.horizontalAdvance(text) + 1, 20)
        assert label.visible_text == text
        assert (label.text(), label.toolTip()) == (texts[0], texts[0])
    label.resize(metrics.horizontalAdvance("short") // 2, 20)
    assert label.visible_text.endswith("…")
    label.show_texts("one", tip="one and two")
    assert (label.text(), label.toolTip()) == ("one", "one and two")
    label.grab()


def test_the_line_gets_shorter_and_keeps_all_in_its_tooltip(
    qtbot: QtBot, trained_model: Model
) -> None:
    line = ModelLine("line")
    qtbot.addWidget(line)
    line.show_model(trained_model, replace(trained_model, title="built-in model"))
    whole = line.text()
    assert whole.startswith("Evaluated: a saved model")
    assert whole.endswith("In use now: built-in model; evaluate again.")
    line.resize(60, 20)
    assert line.visible_text == "Outdated"
    assert line.toolTip() == whole


def test_a_model_is_called_after_its_file_or_its_run(
    person: Person,
    trained_model: Model,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_model(tmp_path / "mine.safetensors", trained_model)
    person.window.files.open(tmp_path / "mine.safetensors")
    person.wait(lambda: person.text("answerModel").startswith("Model: from mine.safetensors"))
    person.wait(lambda: person.text("testModel") == "Model: from mine.safetensors")
    person.train()
    (folder,) = (home / "data" / "runs").iterdir()
    person.window.files.open(folder / MODEL)
    name = f"run “{read_run(folder).title}”"
    assert "Report, 3,000 images" in name
    person.wait(lambda: f"Model: {name}" in person.text("answerModel"))
    will_choose(monkeypatch, folder / MODEL)
    button = person.find(QToolButton, "pinButton")
    action = next(each for each in button.menu().actions() if "file" in each.text())
    action.trigger()
    person.wait(lambda: person.text("pinnedTitle") == f"Pinned: {name}")


def test_runs_with_the_same_settings_have_the_numbers_of_the_list_everywhere(
    person: Person, visitor: Visitor, home: Path
) -> None:
    status = person.find(QLabel, "statusMessage")
    names = []
    for number in ("", " (2)"):
        person.begin()
        names.append(f"Report, 3,000 images: Epochs 10,000{number}")
        person.wait(lambda: status.text() == f"Training · {names[-1]}")
        person.click("stopButton")
        person.wait_for_end()
    visitor.open(rows=2)
    assert visitor.texts("name") == names[::-1]
    visitor.select(names[1])
    visitor.act("openRun")
    person.wait(lambda: f"Model: run “{names[1]}”" in person.text("answerModel"))


def test_an_explanation_names_its_model(person: Person) -> None:
    tabs = person.find(QTabWidget, "questions")
    tabs.setCurrentWidget(person.find(QWidget, "whyTab"))
    assert person.text("whyModel") == ""
    person.enter("training_images", "300")
    person.click("stepButton", Qt.KeyboardModifier.ShiftModifier)
    person.wait_for(State.PAUSED)
    assert person.text("whyModel") == "Model: this run, epoch 1"


def test_a_model_that_was_pinned_from_this_run_is_soon_one_of_an_earlier_run(
    person: Person,
) -> None:
    person.enter("training_images", "300")
    person.click("stepButton", Qt.KeyboardModifier.ShiftModifier)
    person.wait_for(State.PAUSED)
    person.window.comparison.pin_current()
    assert person.text("pinnedTitle") == "Pinned: this run, epoch 1"
    person.click("stopButton")
    person.wait_for_end()
    assert person.text("pinnedTitle") == "Pinned: this run, epoch 1"
    person.click("startButton")
    person.wait(lambda: person.text("pinnedTitle").startswith("Pinned: run “"))
    assert person.text("pinnedTitle").endswith("”, epoch 1")
    person.click("stopButton")
    person.wait_for_end()


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({"training_id": "a", "epoch": 41, "mini_batches": 24}, "epoch 42, mini-batch 24"),
        (
            {"title": "run “Fails: learning rate too low”, epoch 1, mini-batch 250"},
            "run “Fails: learning…”, epoch 1, mini-batch 250",
        ),
        ({"title": "from a file with a very long name.safetensors"}, "from a file with…"),
        ({"title": "built-in model"}, "built-in model"),
    ],
)
def test_a_name_is_shortened_before_the_note_beside_it_is_left_out(
    qtbot: QtBot, trained_model: Model, changes: dict[str, object], short: str
) -> None:
    model, notes = replace(trained_model, **changes), ("a note that is longer", "a note")
    line = ModelLine("line")
    qtbot.addWidget(line)
    line.show_model(model, model, notes)
    width = line.fontMetrics().horizontalAdvance
    for note in notes:
        line.resize(width(f"{short} · {note}") + 1, 20)
        assert line.visible_text in {f"Model: {short} · a note", f"{short} · {note}"}
    assert line.toolTip().startswith(f"Model: {model_name(model, model)} · {notes[0]}")


def test_that_sigmoid_outputs_need_not_add_up_is_said_of_a_past_moment_too(
    person: Person, trained_model: Model
) -> None:
    title = "run “Fails: learning rate too low”, epoch 1, mini-batch 250"
    settings = replace(trained_model.hyperparameters, loss="sigmoid_cross_entropy")
    model = replace(trained_model, title=title, hyperparameters=settings, calibration=None)
    person.session.use_model(model)
    line = person.find(ModelLine, "answerModel")
    for width in (460, 700):
        line.resize(width, line.height())
        assert "add up to 100%" in line.visible_text
