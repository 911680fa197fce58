"""Every control has a name and an explanation, Tab reaches it, and the focus can be seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton, QScrollArea, QTabWidget, QWidget

from core.datasets.dataset import Dataset
from gui.main_window import MainWindow
from gui.saved_file_notice import SavedFileNotice

from .person import Person
from .pictures.dialog_scenes import DIALOGS
from .pictures.stage import Stage
from .run_library_fixture import Library, Visitor
from .widget_walk import problems

TABS = [("centre", n) for n in range(3)] + [("questions", n) for n in range(3)]


@pytest.mark.parametrize(("tabs", "number"), TABS)
def test_the_keyboard_reaches_all_controls(
    person: Person, window: MainWindow, tabs: str, number: int
) -> None:
    person.find(QTabWidget, tabs).setCurrentIndex(number)
    person.wait_for_threads()
    assert problems(window) == []


def test_the_keyboard_reaches_all_controls_of_a_trained_network(
    person: Person, window: MainWindow
) -> None:
    person.train()
    person.draw([(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)])
    person.wait_for_threads()
    assert problems(window) == []
    person.choose_action("Show runs")
    person.wait_for_threads()
    assert problems(window) == []


def opened(window: MainWindow, name: str) -> QWidget:
    return next(each for each in window.findChildren(QDialog, name) if each.isVisible())


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("Guide", "helpWindow"),
        ("Keyboard shortcuts", "shortcutsWindow"),
        ("About Inkling", "aboutBox"),
    ],
)
def test_the_keyboard_reaches_all_controls_of_the_help(
    person: Person, window: MainWindow, action: str, name: str
) -> None:
    person.choose_action(action)
    assert problems(opened(window, name)) == []


def test_the_keyboard_reaches_all_controls_of_the_dialogs(
    library: Library, visitor: Visitor, person: Person
) -> None:
    library.add("one")
    visitor.open(1).select("one")
    person.wait_for_threads()
    assert problems(person.window) == []
    visitor.act("report")
    assert problems(opened(person.window, "reportDialog")) == []
    visitor.act("repeatRun")
    assert problems(opened(person.window, "repeatDialog")) == []
    person.choose_action("Save as preset…")
    assert problems(opened(person.window, "presetDialog")) == []
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    person.click("newSearchButton")
    assert problems(opened(person.window, "searchDialog")) == []


@pytest.mark.parametrize("name", [name for name in DIALOGS if "menu-" not in name])
def test_the_keyboard_reaches_all_controls_of_every_scene_with_a_dialog(
    name: str,
    person: Person,
    library: Library,
    mnist: Dataset,
    expect_log: Callable[[str], None],
) -> None:
    assert problems(DIALOGS[name](Stage(person, library, mnist, expect_log))) == []


def letters_of(menu: QMenu) -> list[str]:
    """The underlined letters of a menu that is open, in upper case."""
    texts = [each.text() for each in menu.actions() if each.isVisible()]
    return [text.partition("&")[2][0].upper() for text in texts if "&" in text]


def test_no_two_entries_of_a_menu_have_the_same_letter(person: Person) -> None:
    menus = [*person.window.menuBar().findChildren(QMenu), person.window.moments.bar.menu]
    assert len(menus) > 4
    for menu in menus:
        letters = letters_of(menu)
        assert len(set(letters)) == len(letters), menu.title()


@pytest.mark.parametrize(
    "name", ["the-preset-dialog", "the-report-dialog", "a-search-to-define", "several-seeds"]
)
def test_alt_with_a_letter_goes_to_a_field_of_a_dialog(
    name: str,
    person: Person,
    library: Library,
    mnist: Dataset,
    expect_log: Callable[[str], None],
) -> None:
    dialog = DIALOGS[name](Stage(person, library, mnist, expect_log))
    dialog.activateWindow()
    person.wait(dialog.isActiveWindow)
    labels = [each for each in dialog.findChildren(QLabel) if "&" in each.text()]
    letters = [each.text().partition("&")[2][0].upper() for each in labels]
    assert len(letters) >= 2
    assert len(set(letters)) == len(letters)
    for label, letter in zip(labels, letters, strict=True):
        QTest.keyClick(dialog, Qt.Key[f"Key_{letter}"], Qt.KeyboardModifier.AltModifier)
        assert dialog.focusWidget() is label.buddy()


def test_tab_scrolls_the_definition_of_a_search_to_its_first_field(person: Person) -> None:
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    person.click("suggestion1")
    dialog = opened(person.window, "searchDialog")
    dialog.activateWindow()
    person.wait(dialog.isActiveWindow)
    area, first = person.find(QScrollArea, "searchArea"), person.find(QWidget, "searchName")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert first.visibleRegion().isEmpty()
    last = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Cancel")
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is first
    assert not first.visibleRegion().isEmpty()


def test_delete_clears_the_pad_while_it_has_the_focus(person: Person) -> None:
    person.draw([(0.3, 0.2), (0.7, 0.8)])
    assert person.window.focusWidget() is person.window.pad
    person.press(Qt.Key.Key_Delete)
    assert not person.window.pad.drawing
    person.choose_action("Undo")
    assert person.window.pad.drawing


def test_the_form_scrolls_to_a_field_that_tab_reaches_from_outside(person: Person) -> None:
    area = person.find(QScrollArea, "formArea")
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
    heading = person.find(QWidget, "networkGroup")
    assert heading.visibleRegion().isEmpty()
    stop = heading.previousInFocusChain()
    while not stop.focusPolicy() & Qt.FocusPolicy.TabFocus or not stop.isVisible():
        stop = stop.previousInFocusChain()
    stop.setFocus()
    person.press(Qt.Key.Key_Tab)
    assert person.window.focusWidget() is heading
    assert not heading.visibleRegion().isEmpty()


def test_the_keyboard_reaches_what_is_shown_only_sometimes(
    library: Library, visitor: Visitor, person: Person, tmp_path: Path
) -> None:
    library.add("one")
    person.train()
    person.window.comparison.pin_current()
    person.draw([(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)])
    person.press(Qt.Key.Key_7)
    person.draw([(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)])
    person.find(SavedFileNotice, "savedFileNotice").show_saved("Saved to", tmp_path / "a.png")
    visitor.open(2).select("one")
    visitor.act("goBack")
    for number in range(3):
        person.find(QTabWidget, "questions").setCurrentIndex(number)
        person.wait_for_threads()
        assert problems(person.window) == []
