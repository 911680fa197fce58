"""What can be done with runs: the primary button, and the menu, by mouse and by keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from core.runs.result import end_to_dict
from core.training.events import Status, TrainingEnd
from gui.help.shortcuts import shortcuts_of
from gui.runs.comparison_table import ComparisonTable
from gui.runs.run_browser import RunBrowser
from gui.session.session import State

from .person import Person
from .run_library_fixture import Library, Visitor


def menu(person: Person) -> QMenu:
    return person.find(QMenu, "runMenu")


def right_click(visitor: Visitor, name: str, column: str) -> None:
    visitor.click(name, column, button=Qt.MouseButton.RightButton)
    viewport = visitor.view_of(column).viewport()
    place = visitor.place(name, column)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
    QCoreApplication.sendEvent(viewport, event)


@pytest.mark.parametrize("column", ["name", "epochs"])
def test_a_right_click_selects_a_run_and_opens_the_menu(
    library: Library, person: Person, visitor: Visitor, column: str
) -> None:
    library.add("one")
    library.add("two")
    visitor.open(rows=2)
    right_click(visitor, "one", column)
    assert visitor.selected() == ["one"]
    assert menu(person).isVisible()
    assert menu(person).defaultAction() is visitor.action("openRun")
    keys = {a.text(): a.shortcut().toString() for a in menu(person).actions() if a.text()}
    assert (keys["Rename"], keys["Star"], keys["Delete"]) == ("F2", "*", "Del")
    menu(person).close()


def test_a_right_click_on_one_of_several_selected_runs_keeps_them(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name in ("one", "two", "three"):
        library.add(name)
    visitor.open(rows=3)
    visitor.select("one", "two")
    right_click(visitor, "two", "name")
    assert sorted(visitor.selected()) == ["one", "two"]
    menu(person).close()


def test_the_menu_key_opens_the_menu_at_the_current_run(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    library.add("two")
    visitor.open(rows=2)
    visitor.select("one")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QCoreApplication.sendEvent(visitor.table, event)
    row = visitor.table.names.visualRect(visitor.index("one"))
    expected = visitor.table.names.viewport().mapToGlobal(row.bottomLeft())
    assert menu(person).isVisible()
    assert (menu(person).pos() - expected).manhattanLength() < 60
    menu(person).close()


def test_the_keys_of_the_menu_are_listed_once_in_the_help(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    visitor.open(rows=1)
    listed = [each for each in shortcuts_of(person.window) if "runs" in each.place.casefold()]
    keys = [key for each in listed for key in each.keys.split(", ")]
    assert {"F2", "*", "Del", "Ctrl+C", "Enter"} <= set(keys)
    assert len(keys) == len(set(keys))
    everywhere = [each.does for each in shortcuts_of(person.window)]
    assert "Rename" not in everywhere


def test_there_is_no_menu_without_a_run(library: Library, person: Person, visitor: Visitor) -> None:
    library.add("one")
    visitor.open(rows=1)
    visitor.table.clearSelection()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5))
    QCoreApplication.sendEvent(visitor.table.viewport(), event)
    assert not menu(person).isVisible()


def interrupted(library: Library) -> None:
    library.add_interrupted("run")


def completed(library: Library) -> None:
    library.add("run")


def ended(status: Status) -> Callable[[Library], None]:
    def add(library: Library) -> None:
        library.add("run", summary={"end": end_to_dict(TrainingEnd(status, 3, 1.0))})

    return add


@pytest.mark.parametrize(
    ("add", "primary"),
    [
        (completed, "Open model"),
        (interrupted, "Continue"),
        (ended(Status.STOPPED), "Continue"),
        (ended(Status.DIVERGED), "Branch from epoch…"),
        (ended(Status.PRUNED), "Open model"),
    ],
)
def test_the_button_is_for_what_is_wanted_most(
    library: Library,
    person: Person,
    visitor: Visitor,
    add: Callable[[Library], None],
    primary: str,
) -> None:
    add(library)
    library.add("other")
    visitor.open(rows=2)
    visitor.select("run")
    button = person.find(QPushButton, "primaryRunButton")
    assert (button.text(), button.isEnabled()) == (primary, True)
    visitor.select("run", "other")
    assert button.text() == "Show on curves"


def test_only_a_continuation_that_asks_has_three_dots(library: Library, visitor: Visitor) -> None:
    completed(library)
    library.add_interrupted("half")
    visitor.open(rows=2)
    for name, text in (("half", "Continue"), ("run", "Continue…")):
        visitor.select(name)
        assert visitor.action("continueRun").text() == text


def test_a_pruned_run_says_so_and_why(library: Library, person: Person, visitor: Visitor) -> None:
    end = TrainingEnd(Status.PRUNED, 3, 1.0, "After epoch 3 it was worse than the others.")
    library.add("run", summary={"end": end_to_dict(end)})
    visitor.open(rows=1)
    assert visitor.texts("state") == ["pruned"]
    visitor.select("run")
    assert "After epoch 3" in person.text("runReason")


def test_during_a_training_the_button_is_for_something_that_is_possible(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("run")
    visitor.open(rows=1)
    person.begin()
    person.wait_for(State.RUNNING)
    visitor.wait_for_rows(2)
    visitor.select("run")
    button = person.find(QPushButton, "primaryRunButton")
    assert (button.text(), button.isEnabled()) == ("Show on curves", True)


def test_enter_does_what_the_button_does(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("run")
    visitor.open(rows=1)
    visitor.select("run")
    visitor.press(Qt.Key.Key_Return)
    person.wait(lambda: person.session.model is not None)
    person.wait_for_evaluation()


def test_no_selection_moves_a_button(library: Library, person: Person, visitor: Visitor) -> None:
    library.add("a" * 200, settings={"hidden_layers": [31, 32, 33]})
    library.add_interrupted("b")
    library.add("c", search="many")
    (library.add("damaged") / "summary.json").write_text("{")
    visitor.open(rows=4)

    def places() -> list[QPoint]:
        names = ("primaryRunButton", "moreRunActionsButton", "runsDetails", "runsTable")
        widgets = [person.find(QWidget, name) for name in names]
        QCoreApplication.processEvents()
        return [(w.mapTo(person.window, QPoint()), w.size()) for w in widgets]

    before = places()
    for names in (("b",), ("a" * 200,), ("damaged",), ("a" * 200, "b"), ("many",), ("b", "many")):
        visitor.select(*names)
        assert places() == before, names
    visitor.select("a" * 200)
    visitor.act("goBack")
    buttons = [place for place, _ in places()[:3]]
    assert buttons == [place for place, _ in before[:3]]


@pytest.mark.usefixtures("_empty_clipboard")
def test_rows_are_copied_with_the_columns_that_are_shown(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    library.add("two", search="many")
    visitor.open(rows=2)
    visitor.select("many", "one")
    visitor.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, *rows = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:3] == ["Name", "Best val. acc.", "Test acc."]
    shown = [head.split("\t").index(title) for title in ("Name", "State", "Epochs")]
    assert [[row.split("\t")[column] for column in shown] for row in rows] == [
        ["two", "completed", "3 / 3"],
        ["one", "completed", "3 / 3"],
    ]
    assert "<th>Name</th>" in QGuiApplication.clipboard().mimeData().html()


def test_columns_are_chosen_with_a_button(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    visitor.open(rows=1)
    person.click("runColumnsButton")
    columns = person.find(QMenu, "runColumnsMenu")
    assert columns.isVisible()
    action = next(a for a in columns.actions() if a.text() == "Preset")
    action.trigger()
    assert visitor.table.isColumnHidden(visitor.column("preset"))
    columns.close()


def test_names_stay_visible_when_the_table_scrolls_sideways(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    library.add("two")
    visitor.open(rows=2)
    table, names = visitor.table, visitor.table.names
    before = names.mapTo(person.window, names.visualRect(visitor.index("one")).topLeft())
    bar = table.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    after = names.mapTo(person.window, names.visualRect(visitor.index("one")).topLeft())
    assert after == before
    visitor.select("one")
    assert bar.value() == bar.maximum()
    tags = table.visualRect(visitor.index("one", "tags"))
    assert tags.left() >= names.width()
    table.scrollTo(visitor.index("one", "state"))
    assert table.visualRect(visitor.index("one", "state")).left() >= names.width()


@pytest.mark.parametrize("width", [1024, 1280])
def test_the_tab_needs_no_more_width_than_there_is(
    library: Library, person: Person, visitor: Visitor, width: int
) -> None:
    library.add("one", tags=["long", "tags"], note="a note")
    library.add("two", settings={"seed": 1})
    person.window.resize(width, 720)
    visitor.open(rows=2)
    page = person.find(RunBrowser, "")
    area = page.parentWidget()
    for names in (("one",), ("one", "two")):
        visitor.select(*names)
        QCoreApplication.processEvents()
        assert page.minimumSizeHint().width() <= area.width()
        assert page.width() <= area.width()
    visitor.select("one")
    numbers, note = (person.find(QWidget, name) for name in ("best_train_loss", "runNote"))
    below = note.mapTo(page, QPoint()).y() > numbers.mapTo(page, QPoint()).y() + 50
    assert below == (width == 1024)


def test_the_table_grows_with_the_text(library: Library, person: Person, visitor: Visitor) -> None:
    library.add("one", settings={"seed": 1})
    library.add("two")
    visitor.open(rows=2)
    visitor.select("one", "two")
    table = visitor.table
    compared = person.find(ComparisonTable, "differencesTable")
    column = visitor.column("state")

    def sizes() -> list[int]:
        QCoreApplication.processEvents()
        row = table.visualRect(visitor.index("one", "state")).height()
        frozen = table.names.visualRect(visitor.index("one")).height()
        return [row, frozen, table.columnWidth(column), compared.rowHeight(0)]

    before = sizes()
    person.press(Qt.Key.Key_F11)
    during = sizes()
    assert table.viewport().height() >= 3 * during[0]
    assert during[0] == during[1]
    assert all(now >= 1.2 * then for now, then in zip(during, before, strict=True))
    person.press(Qt.Key.Key_F11)
    assert all(abs(now - then) <= 2 for now, then in zip(sizes(), before, strict=True))


def test_names_leave_room_for_the_other_columns_in_a_narrow_table(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    visitor.open(rows=1)
    table = visitor.table
    table.header().resizeSection(visitor.column("name"), 2000)
    QCoreApplication.processEvents()
    header, name = table.header(), visitor.column("name")
    places = range(header.visualIndex(name) + 1, header.count())
    widths = (table.columnWidth(header.logicalIndex(place)) for place in places)
    beside = next(width for width in widths if width)  # hidden ones have none
    assert table.names.width() + beside <= table.viewport().width()
