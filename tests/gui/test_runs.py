"""The library of runs: what its table shows, and what a person changes in it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTableView, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

import core.runs.library
from core.foundation.errors import RunError
from core.foundation.json_file import read_object
from core.runs.layout import ANNOTATIONS, SUMMARY
from core.runs.run_listing import RunListing
from core.training.events import EpochEnd
from gui.common.enlargement import enlarge
from gui.common.name_elision import elided
from gui.runs.prompt_bar import MessageBar
from gui.runs.run_columns import NAME_COLUMN
from gui.session.session import State
from gui.training.curves.comparison_legend import ComparisonLegend
from gui.tuning.tuning_page import TuningPage

from .conftest import OpenWindow
from .person import SMALL, Person, settle
from .run_library_fixture import Library, Visitor


def label(path: Path) -> dict[str, object]:
    return read_object(path / ANNOTATIONS)


def test_an_empty_library_says_what_to_do(person: Person, visitor: Visitor) -> None:
    visitor.open()
    person.wait(lambda: person.text("runsMessage").startswith("No runs yet. Every training"))
    assert person.find(QLabel, "runsMessage").isVisible()
    assert not visitor.table.isVisible()
    assert not person.find(QWidget, "runsDetails").isVisible()


def test_a_first_training_is_started_from_the_empty_list(person: Person, visitor: Visitor) -> None:
    person.choose_preset(SMALL)
    visitor.open()
    person.wait(lambda: person.find(QWidget, "startFirstRunButton").isVisible())
    person.click("startFirstRunButton")
    assert person.find(QTabWidget, "centre").currentIndex() == 0
    person.wait(lambda: person.session.active)
    person.session.stop()
    visitor.open(rows=1)
    assert not person.find(QWidget, "startFirstRunButton").isVisible()


def test_until_the_first_listing_it_says_that_it_reads(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Event()
    real = core.runs.library.Library.listings

    def listings(library: core.runs.library.Library) -> list[RunListing]:
        listed.wait()
        return real(library)

    monkeypatch.setattr(core.runs.library.Library, "listings", listings)
    person = Person(open_window(), qtbot)
    visitor = Visitor(person).open()
    assert person.text("runsMessage") == "Reading the runs …"
    assert not person.find(QWidget, "startFirstRunButton").isVisible()
    listed.set()
    person.wait(lambda: person.text("runsMessage").startswith("No runs yet."))
    assert not visitor.table.isVisible()


def test_a_run_is_a_row_with_its_numbers(library: Library, visitor: Visitor) -> None:
    path = library.add("mine")
    visitor.open(rows=1)
    best = read_object(path / SUMMARY)["best"]["validation_loss"][0]
    assert visitor.texts("name") == ["mine"]
    assert visitor.texts("state") == ["completed"]
    assert visitor.texts("epochs") == ["3 / 3"]
    assert visitor.texts("best_validation_loss") == [f"{best:.4f}"]
    assert visitor.texts("network") == ["784-4-10 Sigmoid"]
    assert visitor.texts("preset") == ["Report, 3,000 images"]
    assert visitor.texts("test")[0].endswith("%")
    assert int(visitor.texts("speed")[0].replace(",", "")) > 0


def test_a_thousand_runs_are_listed(library: Library, person: Person, visitor: Visitor) -> None:
    library.add_many(1000)
    visitor.open(rows=1000)
    assert person.text("runsCount") == "1,000 runs"


def test_the_newest_run_comes_first(library: Library, visitor: Visitor) -> None:
    for name in ("old", "newer", "newest"):
        library.add(name)
    visitor.open(rows=3)
    assert visitor.texts("name") == ["newest", "newer", "old"]


def test_runs_are_sorted_by_value_and_what_has_none_comes_last(
    library: Library, visitor: Visitor
) -> None:
    for name, accuracy in (("a", 0.1), ("b", 1.0), ("c", 0.09), ("d", None)):
        library.add(name, summary={"test_accuracy": accuracy})
    visitor.open(rows=4)
    visitor.sort("test")
    assert visitor.texts("name") == ["c", "a", "b", "d"]
    visitor.sort("test")
    assert visitor.texts("name") == ["b", "a", "c", "d"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("BLUE", ["blue whale"]),
        ("whale sea", ["blue whale"]),
        ("report 784-4-10", ["plain", "blue whale"]),
        ("tagged", ["plain"]),
        ("interrupted", []),
    ],
)
def test_a_search_finds_the_runs_with_all_words(
    library: Library, person: Person, visitor: Visitor, words: str, found: list[str]
) -> None:
    library.add("blue whale", note="lives in the Sea")
    library.add("plain", tags=["tagged"])
    visitor.open(rows=2)
    visitor.search(words)
    assert visitor.texts("name") == found
    assert person.find(QLabel, "runsMessage").isVisible() == (not found)


@pytest.mark.parametrize("way", ["F2", "double click"])
def test_a_run_is_renamed(library: Library, person: Person, visitor: Visitor, way: str) -> None:
    path = library.add("before")
    visitor.open(rows=1)
    visitor.select("before")
    if way == "F2":
        visitor.press(Qt.Key.Key_F2)
    else:
        place = visitor.place("before", "name")
        viewport = visitor.view_of("name").viewport()
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    visitor.write_name("after")
    person.wait(lambda: visitor.texts("name") == ["after"])
    assert label(path)["name"] == "after"


@pytest.mark.parametrize("way", ["click", "key"])
def test_a_run_is_starred_and_not(
    library: Library, person: Person, visitor: Visitor, way: str
) -> None:
    path = library.add("mine")
    visitor.open(rows=1)
    for starred in (True, False):
        if way == "click":
            visitor.click("mine", "star")
        else:
            visitor.select("mine")
            visitor.press(Qt.Key.Key_Asterisk)
        assert label(path)["starred"] is starred
        star = "★" if starred else "☆"
        person.wait(lambda star=star: visitor.texts("star") == [star])


def test_note_and_tags_are_kept(library: Library, person: Person, visitor: Visitor) -> None:
    path = library.add("mine")
    library.add("other")
    visitor.open(rows=2)
    visitor.select("mine")
    person.enter("runTags", "good, small, good", done=True)
    QTest.keyClicks(person.find(QPlainTextEdit, "runNote"), "To be shown.")
    visitor.select("other")
    assert (label(path)["tags"], label(path)["note"]) == (["good", "small"], "To be shown.")
    person.wait(lambda: visitor.text("mine", "tags") == "good, small")
    assert person.find(QPlainTextEdit, "runNote").toPlainText() == ""
    visitor.select("mine")
    assert person.find(QPlainTextEdit, "runNote").toPlainText() == "To be shown."


def test_a_note_that_could_not_be_written_is_kept_and_written_later(
    library: Library,
    person: Person,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    path = library.add("mine")
    library.add("other")
    visitor.open(rows=2)
    visitor.select("mine")

    def fail(*_: object, **__: object) -> None:
        raise RunError("The label cannot be written.", "no space")

    expect_log("The label cannot be written")
    with monkeypatch.context() as full:
        full.setattr("core.runs.library.Library.annotate", fail)
        QTest.keyClicks(person.find(QPlainTextEdit, "runNote"), "To be kept.")
        visitor.select("other")
        assert person.find(QPlainTextEdit, "runNote").toPlainText() == ""
        for box in person.dialogs("errorDialog"):
            box.close()
    visitor.select("mine")
    assert person.find(QPlainTextEdit, "runNote").toPlainText() == "To be kept."
    visitor.select("other")
    assert label(path)["note"] == "To be kept."
    visitor.select("mine")
    assert person.find(QPlainTextEdit, "runNote").toPlainText() == "To be kept."


def test_a_name_that_is_being_edited_is_kept_when_the_window_closes(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    visitor.press(Qt.Key.Key_F2)
    editor = visitor.table.names.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "ours")
    person.window.close()
    assert label(path)["name"] == "ours"


def test_a_note_has_a_limit_and_can_always_be_read_again(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("mine")
    library.add("other")
    visitor.open(rows=2)
    visitor.select("mine")
    note = person.find(QPlainTextEdit, "runNote")
    QGuiApplication.clipboard().setText("筆" * 400_000)
    note.paste()
    assert len(note.toPlainText()) == 100_000
    assert "at most 100,000 characters" in person.text("runLabelTitle")
    visitor.select("other")
    assert person.text("runLabelTitle") == "Tags and note"
    assert label(path)["note"] == "筆" * 100_000
    visitor.select("mine")
    assert note.toPlainText() == "筆" * 100_000


def test_what_is_being_typed_is_kept_when_the_window_closes(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    QTest.keyClicks(person.find(QPlainTextEdit, "runNote"), "at last")
    person.window.close()
    assert label(path)["note"] == "at last"


def test_what_is_typed_stays_while_the_table_is_read_again(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add_interrupted("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    QTest.keyClicks(person.find(QPlainTextEdit, "runNote"), "half a sen")
    with library.running(path):
        person.wait(lambda: visitor.texts("state") == ["running"])
    assert person.find(QPlainTextEdit, "runNote").toPlainText() == "half a sen"


@pytest.mark.parametrize("way", ["button", "key"])
def test_deleted_runs_can_be_put_back(
    library: Library, person: Person, visitor: Visitor, way: str
) -> None:
    paths = [library.add(name) for name in ("one", "two", "three")]
    visitor.open(rows=3)
    visitor.select("one", "three")
    if way == "button":
        visitor.act("deleteRun")
    else:
        visitor.press(Qt.Key.Key_Delete)
    assert visitor.texts("name") == ["two"]
    assert [path.exists() for path in paths] == [False, True, False]
    assert person.text("runsNoticeText") == "Deleted 2 runs."
    if way == "button":
        person.click("undoDeleteButton")
    else:
        visitor.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    visitor.wait_for_rows(3)
    assert all(path.exists() for path in paths)


def test_runs_that_were_put_back_are_selected_and_on_the_curves_as_before(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name in ("one", "two", "three"):
        library.add(name)
    visitor.open(rows=3)
    visitor.select("one", "three")
    visitor.act("overlay")
    visitor.open()
    legend = person.find(ComparisonLegend, "overlayLegend")
    person.wait(lambda: "one" in legend.text() and "three" in legend.text())
    colors = [visitor.index(name).data(Qt.ItemDataRole.DecorationRole) for name in ("one", "three")]
    marks = [mark.pixmap(10).toImage() for mark in colors]
    visitor.act("deleteRun")
    assert visitor.selected() == []
    person.wait(lambda: "one" not in legend.text())
    person.click("undoDeleteButton")
    visitor.wait_for_rows(3)
    person.wait(lambda: "one" in legend.text() and "three" in legend.text())
    assert sorted(visitor.selected()) == ["one", "three"]
    again = [visitor.index(name).data(Qt.ItemDataRole.DecorationRole) for name in ("one", "three")]
    assert [mark.pixmap(10).toImage() for mark in again] == marks


def test_a_run_whose_color_was_taken_meanwhile_comes_back_to_the_curves_in_another(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name in ("one", "two"):
        library.add(name)
    visitor.open(rows=2)
    legend = person.find(ComparisonLegend, "overlayLegend")
    visitor.select("one")
    visitor.act("overlay")
    person.wait(lambda: "one" in legend.text())
    visitor.open().select("one")
    visitor.act("deleteRun")
    person.wait(lambda: "one" not in legend.text())
    visitor.select("two")
    visitor.act("overlay")
    person.wait(lambda: "two" in legend.text())
    visitor.open()
    person.click("undoDeleteButton")
    visitor.wait_for_rows(2)
    person.wait(lambda: "one" in legend.text() and "two" in legend.text())
    marks = [visitor.index(name).data(Qt.ItemDataRole.DecorationRole) for name in ("one", "two")]
    images = [mark.pixmap(10).toImage() for mark in marks]
    assert images[0] != images[1]


def test_a_message_with_nothing_to_undo_closes_by_itself(person: Person, visitor: Visitor) -> None:
    visitor.open()
    bar = person.find(MessageBar, "runsNotice")
    bar._resting.setInterval(0)
    bar.say("Restored 1 run.")
    person.wait(bar.isHidden)
    bar.say("Deleted 1 run.", undoable=True)
    assert not bar._resting.isActive()


def test_runs_that_were_put_back_can_be_deleted_again(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("one")
    library.add("two")
    visitor.open(rows=2)
    visitor.select("one")
    visitor.press(Qt.Key.Key_Delete)
    for _ in range(2):
        person.choose_action("Undo delete 1 run")
        visitor.wait_for_rows(2)
        assert path.exists()
        assert not person.find(QWidget, "undoDeleteButton").isVisible()
        person.choose_action("Redo delete 1 run")
        assert not path.exists()
        assert person.text("runsNoticeText") == "Deleted 1 run."
        assert person.find(QWidget, "undoDeleteButton").isVisible()


def test_a_run_that_cannot_be_put_back_is_no_obstacle_to_those_deleted_before(
    library: Library,
    person: Person,
    visitor: Visitor,
    expect_log: Callable[[str], None],
) -> None:
    first, second = library.add("first"), library.add("second")
    visitor.open(rows=2)
    for name in ("first", "second"):
        visitor.select(name)
        visitor.act("deleteRun")
    (deleted,) = second.parent.rglob(f"*/{second.name}")
    deleted.rename(library.root.parent / "gone")  # at once: the program may be writing into it
    person.click("undoDeleteButton")
    (box,) = person.dialogs("errorDialog")
    expect_log(second.name)
    box.close()
    assert person.text("runsNoticeText") == "Restored 0 runs."
    person.click("undoDeleteButton")
    visitor.wait_for_rows(1)
    assert first.exists()


def test_a_run_that_is_under_way_is_not_deleted_and_says_why(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add_interrupted("busy")
    library.add("idle")
    with library.running(path):
        visitor.open(rows=2)
        visitor.select("busy")
        assert not visitor.action("deleteRun").isEnabled()
        assert "stop it" in visitor.action("deleteRun").toolTip()
        visitor.select("busy", "idle")
        visitor.act("deleteRun")
        assert visitor.texts("name") == ["busy"]
        assert "Deleted 1 run. “busy”" in person.text("runsNoticeText")
        assert "stop it" in person.text("runsNoticeText")
    assert path.exists()


def test_the_state_of_runs_of_other_processes_is_shown_live(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add_interrupted("theirs")
    library.add("mine")
    visitor.open(rows=2)
    visitor.select("mine")
    assert visitor.text("theirs", "state") == "interrupted"
    with library.running(path):
        person.wait(lambda: visitor.text("theirs", "state") == "running")
        library.add("new")
        visitor.wait_for_rows(3)
    person.wait(lambda: visitor.text("theirs", "state") == "interrupted")
    assert visitor.selected() == ["mine"]


def test_a_training_of_this_window_is_in_the_table(person: Person, visitor: Visitor) -> None:
    visitor.open()
    person.begin()
    visitor.wait_for_rows(1)
    person.wait(lambda: visitor.texts("state") == ["running"])
    person.session.stop()
    person.wait(lambda: visitor.texts("state") == ["stopped"])


def test_a_training_that_pauses_is_in_the_table_with_its_epochs(
    person: Person, visitor: Visitor
) -> None:
    """It was listed as “0 / 100” until its first checkpoint, which a pause put off for ever."""
    visitor.open()
    person.begin(epochs="100")
    person.wait_for_events(EpochEnd, 3)
    person.session.pause()
    person.wait_for(State.PAUSED)
    done = person.heard(EpochEnd)[-1].epoch
    person.wait(lambda: visitor.texts("epochs") == [f"{done} / 100"])
    assert visitor.texts("state") == ["paused"]


def test_one_run_is_shown_with_its_best_and_last(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    summary = read_object(path / SUMMARY)
    for metric in ("train_loss", "validation_loss"):
        value, epoch = summary["best"][metric]
        assert person.text(f"best_{metric}") == f"{value:.4f} @ {epoch}"
        assert person.text(f"last_{metric}") == f"{summary['last'][metric]:.4f}"
    assert person.text("runFolder") == str(path)
    assert not person.find(QLabel, "runProblem").isVisible()


def test_of_several_runs_only_the_settings_that_differ_are_shown(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a", settings={"learning_rate": 0.001})
    library.add("b", settings={"optimizer": "momentum", "momentum": 0.5})
    visitor.open(rows=2)
    visitor.select("a", "b")
    model = person.find(QTableView, "differencesTable").model()
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    titles = [model.headerData(n, across) for n in range(model.columnCount())]
    assert sorted(titles) == ["a", "b"]
    a = titles.index("a")
    rows = {
        model.headerData(n, down): (model.index(n, a).data(), model.index(n, 1 - a).data())
        for n in range(model.rowCount())
    }
    assert rows == {
        "Optimizer": ("SGD", "SGD, momentum"),
        "Learning rate η": ("0.001", "0.003"),
        "Momentum μ": ("–", "0.5"),
    }


def test_a_damaged_run_says_so(library: Library, person: Person, visitor: Visitor) -> None:
    (library.add("broken") / SUMMARY).write_text("{")
    visitor.open(rows=1)
    person.wait(lambda: visitor.texts("state") == ["completed, damaged"])
    visitor.select("broken")
    assert person.text("runProblem").startswith("Damaged: summary.json")
    assert person.find(QLabel, "runProblem").isVisible()


def test_a_library_that_cannot_be_read_says_so(
    home: Path, person: Person, visitor: Visitor
) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "runs").write_text("no folder")
    visitor.open()
    person.wait(lambda: "cannot be listed" in person.text("runsMessage"))
    (home / "data" / "runs").unlink()
    person.wait(lambda: person.text("runsMessage").startswith("No runs yet"))
    assert not person.dialogs("errorDialog")


def test_columns_are_chosen_and_remembered(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    library.add("mine")
    person = Person(open_window(), qtbot)
    visitor = Visitor(person).open(rows=1)
    hidden, shown = visitor.column("state"), visitor.column("best_train_loss")
    person.find(QAction, "stateColumn").trigger()
    person.find(QAction, "best_train_lossColumn").trigger()
    assert visitor.table.isColumnHidden(hidden)
    assert not visitor.table.isColumnHidden(shown)
    person.window.close()
    again = Visitor(Person(open_window(), qtbot)).open(rows=1)
    assert again.table.isColumnHidden(hidden)
    assert not again.table.isColumnHidden(shown)
    assert not again.person.find(QAction, "stateColumn").isChecked()


def test_names_without_room_have_their_width_again_when_there_is_room(
    library: Library, person: Person, visitor: Visitor
) -> None:
    """Also if the text was larger meanwhile, or if the window was closed while it was narrow."""
    library.add("mine")
    visitor.open(rows=1)
    table, window = visitor.table, person.window

    def width_in(size: int) -> int:
        window.resize(size, 600)
        settle()
        return table.columnWidth(NAME_COLUMN)

    width_in(1400)
    table.setColumnWidth(NAME_COLUMN, 260)
    assert width_in(1024) < 230
    enlarge(1.5, 1.5)
    settle()
    enlarge(1.0, 1.0)
    saved = table.columns
    assert width_in(1400) == pytest.approx(260, abs=1)
    table.restore_columns(saved)
    assert width_in(1400) == pytest.approx(260, abs=1)


def test_a_search_without_room_still_says_how_many_trials_it_has(
    library: Library, visitor: Visitor
) -> None:
    for number in range(3):
        library.add(f"trial {number + 1}", search="s", trial=number,
                    settings={"learning_rate": 0.1 * (number + 1)},
                    search_title="Learning rate and mini-batch")  # fmt: skip
    visitor.open(rows=1)
    parts = visitor.table.sorted.name_parts(visitor.table.sorted.index(0, NAME_COLUMN))
    assert parts is not None
    metrics = visitor.table.fontMetrics()
    shown = elided(parts, metrics, metrics.horizontalAdvance("Learning r… · 3 trials"))
    assert shown == "Learning r… · 3 trials"


def test_the_settings_of_a_run_are_put_into_the_form(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("mine", settings={"hidden_layers": [31], "seed": 77})
    visitor.open(rows=1)
    visitor.select("mine")
    visitor.act("newFromRun")
    assert (person.field("hidden_layers"), person.field("seed")) == ("31", "77")
    assert "Press Start" in person.text("statusMessage")


def test_the_model_of_a_run_is_opened(library: Library, person: Person, visitor: Visitor) -> None:
    library.add("mine")
    library.add_interrupted("half")
    visitor.open(rows=2)
    visitor.select("half")
    assert not visitor.action("openRun").isEnabled()
    assert "no model yet" in visitor.action("openRun").toolTip()
    visitor.select("mine")
    visitor.act("openRun")
    person.wait(lambda: person.session.model is not None)
    assert person.session.model.epoch == 3
    person.wait_for_evaluation()


def test_the_run_of_a_trial_is_shown_among_the_runs(
    library: Library, person: Person, visitor: Visitor
) -> None:
    visitor.open(rows=0)
    paths = [library.add(name) for name in ("first", "second")]
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    person.find(QWidget, "searchPanel").findChild(TuningPage).run_chosen.emit(paths[0])
    person.wait(lambda: [e.path for e in visitor.table.selected] == [paths[0]])
    assert person.find(QTabWidget, "centre").currentIndex() == 1


def test_nothing_can_be_done_without_a_selection(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("mine")
    visitor.open(rows=1)
    for name in ("overlay", "newFromRun", "continueRun", "goBack", "openRun", "deleteRun"):
        assert not visitor.action(name).isEnabled()
        assert visitor.action(name).toolTip() == "Select a run first."
    assert not person.enabled("primaryRunButton")


def test_the_list_keeps_its_place_while_it_is_read_again(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add_many(200)
    visitor.open(rows=200)
    bar = visitor.table.verticalScrollBar()
    bar.setValue(50)
    library.add("new")
    visitor.wait_for_rows(201)
    assert abs(bar.value() - 50) <= 1


def test_a_paused_training_is_listed_as_paused(person: Person, visitor: Visitor) -> None:
    person.begin(epochs="50")
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    visitor.open(rows=1)
    assert visitor.texts("state") == ["paused"]
    visitor.search("paused")
    visitor.wait_for_rows(1)
    person.click("pauseButton")
    person.wait_for(State.RUNNING)
    visitor.search("")
    person.wait(lambda: visitor.texts("state") == ["running"])
    person.click("pauseButton")
    person.wait(lambda: visitor.texts("state") == ["paused"])
    person.click("stopButton")
    person.wait(lambda: visitor.texts("state") == ["stopped"])


def test_the_names_take_the_room_that_the_table_has(
    library: Library, person: Person, visitor: Visitor
) -> None:
    """Until the user gives the column another width."""
    name = "Report, 3,000 images: a name that is longer than most (2)"
    library.add(name)
    person.window.resize(1920, 1080)
    table = visitor.open(rows=1).table
    settle()
    needed = table.names.fontMetrics().horizontalAdvance(name)
    assert table.columnWidth(NAME_COLUMN) > needed
    table.setColumnWidth(NAME_COLUMN, 150)
    person.window.resize(1900, 1080)
    settle()
    assert table.columnWidth(NAME_COLUMN) == 150
    table.setColumnWidth(NAME_COLUMN, 400)
    person.window.resize(1024, 600)
    settle()
    width = table.viewport().width()
    assert width // 2 < table.names.total_width < width - 100  # of the results, one has room
