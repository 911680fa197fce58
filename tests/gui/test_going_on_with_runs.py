"""Going on with runs: where they ended, for more epochs, from an epoch, after an interruption."""

from collections.abc import Callable
from math import ceil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QSpinBox, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

import main
from core.runs.run import read_run
from core.training.events import BatchEnd, EpochEnd
from gui.common.timers import Timer
from gui.session.event_batch import EventBatch
from gui.session.session import State
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.line_names import MINI_BATCHES, TRAINING, VALIDATION

from .conftest import OpenWindow
from .live_curves import falling, show
from .person import Person, will_choose
from .run_library_fixture import SETTINGS, Library, Visitor


def epochs(person: Person) -> list[int]:
    return [event.epoch for event in person.heard(EpochEnd)]


def test_an_interrupted_run_goes_on_at_once(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add_interrupted("half", settings={"seed": 0})
    visitor.open(rows=1)
    visitor.select("half")
    visitor.act("continueRun")
    person.wait(lambda: person.session.active)
    assert person.find(QTabWidget, "centre").currentWidget() is person.find(QWidget, "curvesPanel")
    assert (person.field("hidden_layers"), person.field("epochs")) == ("4", "6")
    assert person.text("statusMessage") == "Training · half"
    person.wait_for_end()
    assert epochs(person) == [1, 2, 3, 4, 5, 6]
    assert [end.epoch for end in read_run(path).epochs] == [1, 2, 3, 4, 5, 6]


def test_a_completed_run_is_asked_for_how_many_more_epochs(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("done")
    visitor.open(rows=1)
    visitor.select("done")
    visitor.act("continueRun")
    spin = person.find(QSpinBox, "moreEpochs")
    assert (spin.isVisible(), spin.value()) == (True, 50)
    spin.setValue(2)
    person.click("moreEpochsButton")
    person.wait(lambda: person.session.active)
    assert person.field("epochs") == "5"
    person.wait_for_end()
    assert epochs(person) == [1, 2, 3, 4, 5]
    assert read_run(path).last_settings.epochs == 5


def test_a_question_is_put_away_by_escape_and_by_another_selection(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    library.add("two")
    visitor.open(rows=2)
    visitor.select("one")
    question = person.find(QFrame, "moreEpochsQuestion")
    visitor.act("continueRun")
    assert question.isVisible()
    QTest.keyClick(person.find(QSpinBox, "moreEpochs"), Qt.Key.Key_Escape)
    assert not question.isVisible()
    visitor.act("continueRun")
    visitor.select("two")
    assert not question.isVisible()


def test_one_goes_back_to_an_epoch_in_a_new_run_that_is_paused_there(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("done")
    visitor.open(rows=1)
    visitor.select("done")
    visitor.act("goBack")
    person.find(QSpinBox, "backToEpoch").setValue(2)
    person.click("backToEpochButton")
    person.wait_for(State.PAUSED)
    assert epochs(person) == [1, 2]
    assert person.text("progressText") == "Paused: epoch 2/3"
    assert person.find(QProgressBar, "trainingProgress").value() == 667
    assert person.session.model is not None
    assert person.session.model.epoch == 2
    visitor.open(rows=2)
    person.click("stopButton")
    person.wait_for_end()


def test_while_a_training_is_under_way_no_other_one_goes_on(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("done")
    person.begin()
    visitor.open(rows=2)
    visitor.select("done")
    for name in ("continueRun", "goBack", "openRun"):
        assert not visitor.action(name).isEnabled()
        assert "in progress in this window" in visitor.action(name).toolTip()


def test_a_run_of_another_process_is_not_gone_on_with(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add_interrupted("theirs")
    with library.running(path):
        visitor.open(rows=1)
        visitor.select("theirs")
        assert not visitor.action("continueRun").isEnabled()
        assert visitor.action("continueRun").toolTip() == "It is still running."
        assert visitor.action("goBack").isEnabled()


def bar(person: Person) -> QFrame:
    return person.find(QFrame, "interruptedBar")


def test_a_trial_is_left_to_its_search(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    library.add_interrupted("mine")
    trial = library.interrupt(library.add("trial", search="rates"))
    person = Person(open_window(), qtbot)
    person.wait(lambda: bar(person).isVisible())
    assert person.text("interruptedText").startswith("“mine” was interrupted")
    assert "more in Runs" not in person.text("interruptedText")
    visitor = Visitor(person).open(rows=2)
    assert visitor.table.select(trial)
    assert visitor.action("continueRun").isEnabled()


def test_what_was_interrupted_is_offered_at_the_start(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    library.add_interrupted("older")
    library.add_interrupted("half")
    library.add("done")
    person = Person(open_window(), qtbot)
    person.wait(lambda: bar(person).isVisible())
    text = person.text("interruptedText")
    assert text.startswith("“half” was interrupted in epoch 4 of 6 on ")
    assert text.endswith(" 1 more in Runs.")
    person.click("continueInterruptedButton")
    assert not bar(person).isVisible()
    person.wait(lambda: person.session.active)
    assert person.field("epochs") == "6"
    person.wait_for_end()
    assert epochs(person) == [1, 2, 3, 4, 5, 6]
    assert person.find(CurveLegend, "curveLegend").text().startswith("mini-batches from epoch 4")


def test_what_is_put_off_is_not_offered_again(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    library.add_interrupted("half")
    person = Person(open_window(), qtbot)
    person.wait(lambda: bar(person).isVisible())
    person.click("notNowButton")
    assert not bar(person).isVisible()
    person.window.close()
    library.add_interrupted("newer")
    again = Person(open_window(), qtbot)
    again.wait(lambda: bar(again).isVisible())
    assert again.text("interruptedText").startswith("“newer” was interrupted")
    assert "more" not in again.text("interruptedText")


def test_nothing_is_offered_where_nothing_was_interrupted(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("done")
    visitor.open(rows=1)
    assert not bar(person).isVisible()


def test_an_offer_goes_when_somebody_else_goes_on_with_the_run(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    path = library.add_interrupted("half")
    person = Person(open_window(), qtbot)
    person.wait(lambda: bar(person).isVisible())
    with library.running(path):
        Visitor(person).open(rows=1)
        person.wait(lambda: not bar(person).isVisible())


def damage(path: Path) -> bytes:
    """As by one wrong letter; the history as it is then."""
    damaged = (path / "history.jsonl").read_bytes().replace(b'"event"', b'"evenT"', 1)
    (path / "history.jsonl").write_bytes(damaged)
    return damaged


@pytest.fixture
def damaged(library: Library, visitor: Visitor) -> Path:
    """A complete run whose history is damaged, and which a person wants to go on with."""
    path = library.add("done")
    damage(path)
    visitor.open(rows=1)
    assert visitor.text("done", "state") == "completed, damaged"
    visitor.select("done")
    visitor.act("continueRun")
    visitor.person.click("moreEpochsButton")
    visitor.person.wait(lambda: len(visitor.person.dialogs("repairQuestion")) == 1)
    return path


@pytest.mark.parametrize("kind", ["report", "exportRun"])
def test_what_is_missing_in_a_file_on_a_damaged_run_is_said_beside_it_and_stays(
    library: Library,
    person: Person,
    visitor: Visitor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    for name in ("whole", "done"):
        library.add(name)
    damage(library.root / "done")
    visitor.open(rows=2)
    problem = person.find(QLabel, "savedFileProblem")
    for name in ("done", "whole"):
        path = tmp_path / f"{name}.{'html' if kind == 'report' else 'csv'}"
        visitor.select(name)
        will_choose(monkeypatch, path)
        visitor.act(kind)
        if kind == "report":
            person.click("writeReportButton")
        person.wait(lambda p=path: person.text("savedFileText").endswith(f" {p}"))
        assert problem.isVisible() == (name == "done")
        if name == "done":
            assert problem.text() == "Not complete: the run is damaged."
            assert "line 1" in problem.toolTip()
        (timer,) = person.find(QWidget, "savedFileNotice").findChildren(Timer)
        assert timer.isActive() == (name == "whole")
        person.wait_for_threads()


def answer(person: Person, text: str) -> None:
    (question,) = person.dialogs("repairQuestion")
    assert "is damaged" in question.text()
    assert "line 1" in question.detailedText()
    button = next(b for b in question.buttons() if b.text().replace("&", "") == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    person.wait(lambda: not person.dialogs("repairQuestion"))


def test_a_damaged_run_goes_on_from_its_checkpoint_if_the_person_wants_that(
    damaged: Path, person: Person, expect_log: Callable[[str], None]
) -> None:
    expect_log("resumes after epoch 3")
    history = (damaged / "history.jsonl").read_bytes()
    answer(person, "Continue from the checkpoint")
    person.wait(lambda: person.session.active)
    assert person.field("epochs") == "53"
    person.wait_for_end()
    assert epochs(person) == list(range(2, 54))  # the line of the first is lost
    assert (damaged / "history.damaged-1.jsonl").read_bytes() == history
    assert "history.damaged-1.jsonl" in person.dialogs("errorDialog")[0].text()
    assert read_run(damaged).epochs[-1].epoch == 53


def test_a_damaged_run_stays_as_it_is_if_the_person_does_not(damaged: Path, person: Person) -> None:
    before = {path: path.read_bytes() for path in damaged.rglob("*") if path.is_file()}
    answer(person, "Cancel")
    person.wait_for_threads()
    assert not person.session.active
    assert {path: path.read_bytes() for path in damaged.rglob("*") if path.is_file()} == before


def give_more_epochs(person: Person, visitor: Visitor, name: str, count: int) -> None:
    visitor.open()
    person.wait(lambda: name in visitor.texts("name"))
    visitor.select(name)
    visitor.act("continueRun")
    person.find(QSpinBox, "moreEpochs").setValue(count)
    person.click("moreEpochsButton")
    person.wait(lambda: person.session.active)
    person.wait_for_end()


def test_the_mini_batches_of_a_run_that_goes_on_in_the_same_window_stay(
    library: Library, person: Person, visitor: Visitor
) -> None:
    person.train(epochs="2", training_images="300")
    (name,) = visitor.open(rows=1).texts("name")
    give_more_epochs(person, visitor, name, 2)
    for plot in ("lossPlot", "accuracyPlot"):
        epochs, _ = person.find(CurvePlot, plot).curves[MINI_BATCHES].values
        assert [ceil(300 * epoch % 300 / 128) or 3 for epoch in epochs] == 4 * [1, 2, 3]
    assert person.find(CurveLegend, "curveLegend").text().startswith("mini-batches   ")


def test_mini_batches_that_were_not_saved_are_said_to_be_missing(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("done")
    give_more_epochs(person, visitor, "done", 2)
    legend = person.find(CurveLegend, "curveLegend").text()
    assert legend.startswith("mini-batches from epoch 4   ")
    plot = person.find(CurvePlot, "lossPlot")
    named = {place: [each.name for each in plot.readings(place)] for place in (1.2, 3.9)}
    assert named == {
        1.2: [TRAINING, VALIDATION],
        3.9: [MINI_BATCHES, TRAINING, VALIDATION],
    }
    assert plot.notes_at(1.2) == ["Mini-batches are not saved with a run"]
    assert plot.notes_at(3.9) == []


def test_the_last_mini_batch_of_an_epoch_belongs_to_that_epoch(person: Person) -> None:
    curves = show(person, 2, falling(2.0, 0.1), batches=0)
    last = BatchEnd(3, 3 * SETTINGS.training_images, 0.5, 0.9)
    curves.add(EventBatch.sort([last]))
    curves.finish()
    assert person.find(CurveLegend, "curveLegend").text().startswith("mini-batches from epoch 3 ")


def test_mini_batches_with_a_gap_before_the_next_one_do_not_stay(
    library: Library, person: Person, visitor: Visitor, home: Path
) -> None:
    person.train(epochs="2", training_images="300")
    (name,) = visitor.open(rows=1).texts("name")
    (path,) = (home / "data" / "runs").iterdir()
    assert main.main(["resume", str(path), "--epochs", "1", "--json"]) == 0
    give_more_epochs(person, visitor, name, 1)
    assert person.find(CurveLegend, "curveLegend").text().startswith("mini-batches from epoch 4")
