"""What is selected, what is searched for, what is there and what can be done always agree."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from core.runs.annotations import Annotations
from core.tuning.space_file import examples, read_space
from core.tuning.trial_result import TrialResult
from gui.common.selection import Selection
from gui.runs.run_actions import GROUPS, RunActions
from gui.tuning.trial_table_model import TrialTable

from .person import Person
from .run_library_fixture import Library, Visitor

ACTIONS = [name for names in GROUPS for name in names]


def enabled(person: Person) -> list[str]:
    commands = person.find(RunActions, "")
    return [name for name in ACTIONS if commands[name].isEnabled()]


def ask_for_everything(person: Person) -> None:
    """As if each action were triggered just before it is disabled."""
    commands = person.find(RunActions, "")
    for action in commands.all:
        commands.requested.emit(action.objectName().removesuffix("Action"))


def search_for_nothing(visitor: Visitor, path: Path) -> None:
    visitor.search("zzzz")


def delete_elsewhere(visitor: Visitor, path: Path) -> None:
    shutil.rmtree(path)
    visitor.wait_for_rows(0)


def delete_by_key(visitor: Visitor, path: Path) -> None:
    visitor.press(Qt.Key.Key_Delete)


def rename_out_of_sight(visitor: Visitor, path: Path) -> None:
    visitor.search("only")
    visitor.select("only one")
    visitor.press(Qt.Key.Key_F2)
    visitor.write_name("another")
    visitor.wait_for_rows(0)


WAYS = [search_for_nothing, delete_elsewhere, delete_by_key, rename_out_of_sight]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_can_be_done_with_a_run_that_is_out_of_sight(
    library: Library, person: Person, visitor: Visitor, way: Callable[[Visitor, Path], None]
) -> None:
    path = library.add("only one")
    visitor.open(rows=1)
    visitor.select("only one")
    assert enabled(person) == ACTIONS
    way(visitor, path)
    assert visitor.table.selected == []
    assert enabled(person) == []
    if way in (search_for_nothing, rename_out_of_sight):
        assert person.find(QLabel, "nothingSelected").isVisible()
    else:
        assert person.find(QWidget, "startFirstRunButton").isVisible()
    assert person.find(QLabel, "runsMessage").isVisible()
    assert not visitor.table.isVisible()
    ask_for_everything(person)
    assert not person.dialogs("errorDialog")


def test_of_the_selected_runs_those_that_are_found_stay_selected(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name in ("red", "green", "blue"):
        library.add(name)
    visitor.open(rows=3)
    visitor.select("red", "blue")
    visitor.search("blue")
    assert visitor.selected() == ["blue"]
    assert visitor.action("openRun").isEnabled()
    assert person.text("runsCount") == "1 of 3 runs"
    visitor.act("deleteRun")
    assert enabled(person) == []
    visitor.search("")
    assert visitor.selected() == []
    assert sorted(visitor.texts("name")) == ["green", "red"]


def test_the_count_follows_what_no_longer_has_the_words(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("mine", note="seven")
    visitor.open(rows=1)
    visitor.search("seven")
    assert person.text("runsCount") == "1 run"
    visitor.table.sorted.sourceModel().set_label(path, Annotations("mine"))
    assert person.text("runsCount") == "0 of 1 run"
    assert person.find(QLabel, "runsMessage").isVisible()


def test_sorting_keeps_the_selection_and_what_can_be_done(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name in ("a", "b", "c"):
        library.add(name)
    visitor.open(rows=3)
    visitor.select("b")
    for _ in range(2):
        visitor.sort("name")
        assert visitor.selected() == ["b"]
        assert enabled(person) == ACTIONS


def test_a_note_is_kept_of_the_run_that_it_was_written_for(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    QTest.keyClicks(person.find(QPlainTextEdit, "runNote"), "a word")
    visitor.search("zzzz")
    assert '"a word"' in (path / "label.json").read_text()


def test_a_question_is_withdrawn_when_its_run_is_out_of_sight(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    visitor.act("goBack")
    assert person.find(QWidget, "backToEpochQuestion").isVisible()
    visitor.search("zzzz")
    assert not person.find(QWidget, "backToEpochQuestion").isVisible()


def test_no_question_stays_that_a_training_has_made_pointless(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("mine")
    visitor.open(rows=1)
    visitor.select("mine")
    visitor.act("goBack")
    person.begin()
    assert not person.find(QWidget, "backToEpochQuestion").isVisible()


@pytest.fixture
def trials(qtbot: QtBot) -> TrialTable:
    table = TrialTable()
    qtbot.addWidget(table)
    table.begin(read_space(next(iter(examples().values()))))
    table.add([TrialResult(0, "complete", 0.5, {"learning_rate": 0.1}, "")])
    return table


def test_a_new_search_looks_at_no_trial_of_the_last(trials: TrialTable) -> None:
    looked_at: list[TrialResult | None] = []
    trials.selection_changed.connect(looked_at.append)
    trials.selectRow(0)
    trials.begin(read_space(next(iter(examples().values()))))
    QCoreApplication.processEvents()
    assert looked_at[-1] is None


class Letters(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.letters = ["a", "b", "c"]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.letters)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return self.letters[index.row()] if role == Qt.ItemDataRole.DisplayRole else None


class Found(QSortFilterProxyModel):
    wanted = "abcx"

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        return self.sourceModel().index(source_row, 0).data() in self.wanted


@pytest.mark.parametrize("way", ["filter", "layout", "remove", "reset"])
def test_whatever_ends_a_selection_is_told(qtbot: QtBot, way: str) -> None:
    letters, found, view = Letters(), Found(), QTableView()
    qtbot.addWidget(view)
    found.setSourceModel(letters)
    view.setModel(found)
    selection = Selection(view)
    told: list[list[int]] = []
    selection.changed.connect(lambda: told.append(selection.rows))
    view.selectRow(1)
    assert told[-1] == [1]
    match way:
        case "filter":
            found.wanted = "z"
            found.setFilterFixedString("")
        case "layout":
            found.wanted = "z"
            found.invalidate()
        case "remove":
            letters.beginRemoveRows(QModelIndex(), 1, 1)
            del letters.letters[1]
            letters.endRemoveRows()
        case "reset":
            letters.beginResetModel()
            letters.letters = ["x"]
            letters.endResetModel()
    QCoreApplication.processEvents()
    assert told[-1] == selection.rows == []


@pytest.mark.parametrize("name", [f"{number} even" for number in range(0, 12, 2)])
def test_a_note_may_be_kept_while_its_run_goes_out_of_sight(
    library: Library, person: Person, visitor: Visitor, name: str
) -> None:
    """The row was changed while Qt was filtering the rows, which could end the program."""
    for number in range(12):
        library.add(f"{number} {'odd' if number % 2 else 'even'}")
    visitor.open(rows=12)
    visitor.select(name)
    QTest.keyClicks(person.find(QPlainTextEdit, "runNote"), "a word")
    visitor.search("odd")
    assert sorted(visitor.texts("name")) == sorted(f"{number} odd" for number in range(1, 12, 2))
    visitor.search("")
    assert len(set(visitor.texts("name"))) == 12


def test_a_filter_that_removes_many_selected_runs_tells_of_it_twice_at_most(
    library: Library, person: Person, visitor: Visitor
) -> None:
    """Each of hundreds of removed rows had all that were left compared anew, for half a minute."""
    library.add_many(60)
    for number in range(60):
        (library.root / f"many {number}" / "label.json").write_text(
            json.dumps({"name": f"{number} {'odd' if number % 2 else 'even'}"})
        )
    visitor.open(rows=60)
    visitor.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(visitor.selected()) == 60
    changes: list[int] = []
    visitor.table.selection.changed.connect(lambda: changes.append(len(visitor.selected())))
    visitor.search("odd")
    assert len(changes) <= 2
    assert changes[-1] == len(visitor.selected()) == 30
