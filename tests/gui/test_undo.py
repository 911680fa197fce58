"""Undo of changes that fail, and which part of the window Ctrl+Z acts on."""

import gc
import os
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.common.undo import ChangeStack, Step

from .person import Person
from .test_my_digits import kept, open_tab, press_digit, select

LINE = [(0.5, 0.2), (0.5, 0.8)]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Counter:
    """A number that is changed by steps, which fail when they are told to."""

    def __init__(self) -> None:
        self.value = 0
        self.fails = False

    def add(self, number: int) -> Step | None:
        if self.fails:
            return None
        self.value += number
        return lambda: self.add(-number)


@pytest.fixture
def stack(qapp: QApplication) -> ChangeStack:
    return ChangeStack(3, QObject(qapp))


def test_changes_are_undone_and_made_again(stack: ChangeStack) -> None:
    counter = Counter()
    for number in (1, 10, 100):
        stack.add(f"add {number}", counter.add(number))
    assert counter.value == 111
    values = []
    for step in (stack.undo, stack.undo, stack.redo, stack.undo, stack.undo, stack.undo):
        step()
        values.append(counter.value)
    assert values == [11, 1, 11, 1, 0, 0]
    assert stack.redoText() == "add 1"


def test_a_change_that_fails_is_not_there(stack: ChangeStack) -> None:
    counter = Counter()
    counter.fails = True
    stack.add("add 1", counter.add(1))
    assert not stack.canUndo()
    assert stack.last is None


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_a_step_that_fails_can_be_tried_again(stack: ChangeStack, way: str) -> None:
    counter = Counter()
    for number in (1, 10, 100):
        stack.add(f"add {number}", counter.add(number))
    stack.undo()
    last = stack.last
    seen: list[str] = []
    stack.undoTextChanged.connect(seen.append)
    counter.fails = True
    for _ in range(2):
        getattr(stack, way)()
        assert counter.value == 11
        assert stack.last is last
        assert (stack.undoText(), stack.redoText()) == ("add 10", "add 100")
        assert seen[-1] == "add 10"
    counter.fails = False
    getattr(stack, way)()
    assert counter.value == {"undo": 1, "redo": 111}[way]
    stack.setIndex(0)
    assert counter.value == 0


def test_what_is_forgotten_leaves_the_memory(stack: ChangeStack) -> None:
    counters = [Counter() for _ in range(5)]
    alive = [weakref.ref(counter) for counter in counters]
    for number, counter in enumerate(counters):
        stack.add(f"add {number}", counter.add(number))
    del counters, counter
    gc.collect()
    assert [ref() is not None for ref in alive] == [False, False, True, True, True]
    stack.undo()
    last = Counter()
    stack.add("add", last.add(1))
    gc.collect()
    assert [ref() is not None for ref in alive] == [False, False, True, True, False]


def test_undo_and_redo_act_on_the_part_that_has_the_focus(person: Person) -> None:
    for digit in (1, 2, 3):
        person.draw(LINE)
        press_digit(person, digit)
    view = open_tab(person)
    person.draw(LINE)
    select(view, 0)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert kept() == [1, 2]
    assert person.action("Undo delete 1 digit").isEnabled()
    person.press(Qt.Key.Key_Z, CONTROL)
    assert kept() == [1, 2, 3]
    person.choose_action("Redo delete 1 digit")
    assert kept() == [1, 2]
    assert person.window.pad.drawing
    person.window.pad.setFocus()
    assert person.action("Undo").isEnabled()
    person.press(Qt.Key.Key_Z, CONTROL)
    assert not person.window.pad.drawing
    assert kept() == [1, 2]
    person.window.menuBar().setFocus()
    person.press(Qt.Key.Key_Z, CONTROL, SHIFT)
    assert person.window.pad.drawing


def test_a_kept_digit_comes_and_goes(person: Person) -> None:
    person.draw(LINE)
    drawing = person.window.pad.drawing
    press_digit(person, 4)
    open_tab(person).setFocus()
    for _ in range(2):
        person.press(Qt.Key.Key_Z, CONTROL)
        assert kept() == []
        assert person.window.pad.drawing is drawing
        person.window.pad.clear()
        person.press(Qt.Key.Key_Z, CONTROL, SHIFT)
        assert kept() == [4]


def test_a_deletion_that_cannot_be_undone_now_can_be_undone_later(
    person: Person, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    view = open_tab(person)
    select(view, 0)
    person.click("deleteDigitsButton")
    assert kept() == []

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        person.click("undoKeepButton")
    (box,) = person.dialogs("errorDialog")
    assert "cannot be put back" in box.text()
    expect_log("No space left")
    box.close()
    assert kept() == []
    person.click("undoKeepButton")
    assert kept() == [4]
