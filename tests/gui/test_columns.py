"""The columns beside the tabs: hidden, shown again, and remembered."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QTabWidget, QWidget

from gui.common.settings import WindowSettings

from .conftest import OpenWindow
from .person import Person, drag

COLUMNS = pytest.mark.parametrize("column", ["settings", "drawing"])
CONTENTS = {"settings": "hyperparameterForm", "drawing": "drawingPad"}
KEYS = {"settings": Qt.Key.Key_F3, "drawing": Qt.Key.Key_F4}
ENTRIES = {"settings": "Settings", "drawing": "Drawing and test set"}
Switch = Callable[[Person, str], None]


def by_button(person: Person, column: str) -> None:
    person.click(f"{column}ColumnButton")


def by_key(person: Person, column: str) -> None:
    person.press(KEYS[column])


def by_menu(person: Person, column: str) -> None:
    person.choose_action(ENTRIES[column])


def shown(person: Person) -> list[str]:
    QCoreApplication.processEvents()
    return [name for name, inside in CONTENTS.items() if person.find(QWidget, inside).isVisible()]


def resize(person: Person, width: int, height: int = 720) -> None:
    person.window.resize(width, height)
    QCoreApplication.processEvents()


@COLUMNS
@pytest.mark.parametrize("switch", [by_button, by_key, by_menu])
def test_a_column_is_hidden_and_comes_back_as_wide_as_it_was(
    person: Person, column: str, switch: Switch
) -> None:
    area = person.find(QWidget, f"{column}Column")
    other = next(name for name in CONTENTS if name != column)
    entry = person.action(ENTRIES[column])
    before, plot = area.width(), person.find(QWidget, "lossPlot").width()
    assert shown(person) == list(CONTENTS)
    switch(person, column)
    assert shown(person) == [other]
    assert not entry.isChecked()
    assert person.find(QWidget, "lossPlot").width() >= plot + before
    switch(person, column)
    assert shown(person) == list(CONTENTS)
    assert entry.isChecked()
    assert area.width() == before


@COLUMNS
def test_the_button_of_a_column_says_what_it_does(person: Person, column: str) -> None:
    button = person.find(QAbstractButton, f"{column}ColumnButton")
    assert button.accessibleName().startswith("Hide")
    assert button.toolTip().startswith("Hide")
    by_button(person, column)
    assert button.accessibleName().startswith("Show")
    assert button.toolTip().startswith("Show")
    assert button.isVisible()


@COLUMNS
def test_a_hidden_column_is_remembered(
    person: Person, open_window: OpenWindow, column: str
) -> None:
    by_key(person, column)
    assert person.window.close()
    assert WindowSettings().hidden_columns == [column]
    again = open_window()
    assert not again.findChild(QWidget, CONTENTS[column]).isVisible()
    again.findChild(QAbstractButton, f"{column}ColumnButton").click()
    assert again.findChild(QWidget, CONTENTS[column]).isVisible()


def test_the_column_asked_for_longer_ago_makes_room_in_a_narrow_window(person: Person) -> None:
    resize(person, 800)
    assert shown(person) == ["drawing"]
    by_key(person, "settings")
    assert shown(person) == ["settings"]
    by_key(person, "drawing")
    assert shown(person) == ["drawing"]
    resize(person, 1280)
    assert shown(person) == list(CONTENTS)


def test_a_column_that_comes_back_leaves_the_curves_their_room(person: Person) -> None:
    resize(person, 1500)
    by_key(person, "settings")
    handle = person.window._columns.handle(2)
    drag(handle, 300)
    by_key(person, "settings")
    assert shown(person) == list(CONTENTS)
    curves = person.find(QWidget, "centre")
    assert curves.width() >= curves.fontMetrics().horizontalAdvance("0" * 40)


def test_a_column_that_made_room_is_not_remembered_as_hidden(person: Person) -> None:
    resize(person, 800)
    assert person.window.close()
    assert WindowSettings().hidden_columns == []


def test_a_column_cannot_be_lost_by_dragging(person: Person) -> None:
    splitter = person.window._columns
    for number in (1, 2):
        for end in (0, splitter.width()):
            drag(splitter.handle(number), end)
    assert shown(person) == list(CONTENTS)
    assert min(splitter.sizes()) >= 240


def test_all_can_be_reached_in_a_window_that_is_too_low(person: Person) -> None:
    resize(person, 1024, 400)
    area = person.find(QWidget, "drawingColumn")
    before = person.find(QWidget, "evaluateButton").width()
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    matrix = person.find(QWidget, "confusionMatrix")
    bottom = matrix.mapTo(area, matrix.rect().bottomLeft()).y()
    assert bottom <= area.height()
    resize(person, 1024, 1000)
    assert bar.maximum() == 0
    assert person.find(QWidget, "evaluateButton").width() == before  # nothing has moved sideways


def test_the_entries_are_in_the_view_menu(person: Person) -> None:
    menu = next(a.menu() for a in person.window.menuBar().actions() if a.text() == "&View")
    entries = [a for a in menu.actions() if isinstance(a, QAction) and a.isCheckable()]
    keys = [entry.shortcut().toString() for entry in entries]
    assert [key for key in keys if key] == ["F3", "F4", "F11"]


def test_a_column_becomes_as_wide_as_its_contents_need(person: Person) -> None:
    resize(person, 1024, 600)
    tabs = person.find(QTabWidget, "questions")
    for page in range(tabs.count()):
        tabs.setCurrentIndex(page)
        bar = person.find(QScrollArea, "drawingColumn").horizontalScrollBar()
        person.wait(lambda bar=bar: bar.maximum() == 0)
