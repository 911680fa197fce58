"""A window opens with what an earlier version's window left."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLineEdit,
    QListView,
    QSplitter,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.common.settings import WindowSettings
from gui.common.theme import DARK, theme_of
from gui.main_window import MainWindow
from gui.training.form.form_group import heading_name

from .person import GROUPS, Person
from .run_library_fixture import Visitor

pytestmark = pytest.mark.usefixtures("before")


def test_the_colors_and_the_columns_are_as_they_were_left(window: MainWindow) -> None:
    assert theme_of(window) == DARK
    splitter = window.findChild(QSplitter)
    assert splitter is not None
    window.resize(1404, 811)
    assert splitter.sizes()[0] == 356


def test_the_window_is_where_it_was(qtbot: QtBot) -> None:
    left = WindowSettings().geometry
    assert left is not None
    widget = QWidget()
    qtbot.addWidget(widget)
    assert widget.restoreGeometry(left)


def test_the_groups_of_the_form_are_open_that_were(person: Person) -> None:
    headings = {g: person.find(QToolButton, heading_name(g)) for g in GROUPS}
    assert [name for name, each in headings.items() if each.isChecked()] == ["Training", "Data"]


def test_the_table_of_runs_is_as_it_was(person: Person, visitor: Visitor) -> None:
    visitor.open(rows=8)
    assert visitor.table.isColumnHidden(visitor.column("preset"))
    assert not visitor.table.isColumnHidden(visitor.column("best_train_loss"))
    assert visitor.table.columnWidth(visitor.column("name")) == 211
    assert visitor.text("Adam with two live changes", "star") == "★"
    assert visitor.text("interrupted", "state") == "interrupted"
    assert not person.find(QWidget, "interruptedBar").isVisible()  # it was put off


def test_an_interrupted_run_is_continued(person: Person, visitor: Visitor) -> None:
    visitor.open(rows=8)
    visitor.select("interrupted")
    visitor.act("continueRun")
    person.wait(lambda: person.session.active)
    person.wait_for_end()
    person.wait(lambda: visitor.text("interrupted", "state") == "completed")


def test_the_authors_of_the_last_report_are_suggested(person: Person, visitor: Visitor) -> None:
    visitor.open(rows=8)
    visitor.select("Adam with two live changes")
    visitor.act("report")
    dialog = person.find(QDialog, "reportDialog")
    authors = dialog.findChild(QLineEdit, "reportAuthors")
    assert authors is not None
    assert authors.text() == "A. Student, B. Student"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_my_digits_are_shown(person: Person) -> None:
    tabs = person.find(QTabWidget, "questions")
    titles = [tabs.tabText(number) for number in range(tabs.count())]
    tabs.setCurrentIndex(titles.index("My digits"))
    view = person.find(QListView, "myDigitsView")
    person.wait(lambda: view.model().rowCount() == 10)
    assert person.find(QAbstractButton, "exportDigitsButton").isEnabled()


def test_a_fine_tuned_model_is_opened(person: Person, before: Path) -> None:
    person.window.files.open(before / "fine-tuned.safetensors")
    person.wait(lambda: person.text("testAccuracyLabel") != "–")
    assert person.text("testAccuracyLabel") == "76.99%"
    assert "10 of your digits" in person.text("testModel")
