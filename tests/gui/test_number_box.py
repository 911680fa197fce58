"""A number that is out of its range is not silently another one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QPushButton, QTabWidget, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from core.tuning.definition import saved_searches
from gui.common.number_box import NumberBox

from .person import Person
from .run_library_fixture import Library, Visitor


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[NumberBox]:
    box = NumberBox()
    qtbot.addWidget(box)
    box.setRange(10, 2000)
    box.setValue(50)
    box.show()
    box.setFocus()
    box.selectAll()
    yield box
    QToolTip.hideText()


@pytest.mark.parametrize(
    ("typed", "value", "word"),
    [
        ("500", 500, ""),
        ("5000", 2000, "At most 2,000"),
        ("123456789", 2000, "At most 2,000"),
        ("3", 10, "At least 10"),
        ("-3", 10, "At least 10"),
    ],
)
@pytest.mark.parametrize("dress", [("", ""), ("unit ", " at once")])
def test_the_nearest_number_takes_the_place_of_one_out_of_the_range(
    box: NumberBox, typed: str, value: int, word: str, dress: tuple[str, str]
) -> None:
    box.setGroupSeparatorShown(True)
    box.setPrefix(dress[0])
    box.setSuffix(dress[1])
    box.selectAll()
    QTest.keyClicks(box, typed)
    assert box.cleanText().replace(",", "") == typed
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == value
    assert box.text() == f"{dress[0]}{value:,}{dress[1]}"
    assert QToolTip.text() == word


@pytest.mark.parametrize("typed", ["", "x", "5x", "1234567890"])
def test_what_is_no_number_changes_nothing(box: NumberBox, typed: str) -> None:
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert 10 <= box.value() <= 2000


def test_one_goes_back_to_no_other_epoch_than_the_one_typed(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("done")
    visitor.open(rows=1)
    visitor.select("done")
    visitor.act("goBack")
    number = person.find(NumberBox, "backToEpoch")
    question = person.find(QFrame, "backToEpochQuestion")
    button = person.find(QPushButton, "backToEpochButton")
    before = person.text("backToEpochText")
    QTest.keyClicks(number, "30")
    assert not button.isEnabled()
    assert person.text("backToEpochText") == "must be from 1 to 3"
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert question.isVisible()
    assert number.value() == 3
    assert button.isEnabled()
    assert person.text("backToEpochText") == before
    QTest.keyClick(number, Qt.Key.Key_Escape)
    assert not question.isVisible()
    QToolTip.hideText()


def test_the_click_that_corrects_the_trials_does_not_start_the_search(person: Person) -> None:
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "searchPanel"))
    person.wait_for_threads()
    trials = person.find(NumberBox, "searchTrials")
    trials.setFocus()
    trials.selectAll()
    QTest.keyClicks(trials, "99999999")
    person.click("startSearchButton")
    assert QToolTip.text() == f"At most {trials.textFromValue(trials.maximum())}"
    person.wait_for_threads()
    assert not person.enabled("stopSearchButton")
    assert saved_searches() == {}
    QToolTip.hideText()
