"""Runs to put into a library: one is trained, the others are copies of it that say otherwise."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QTabWidget, QTreeView, QWidget

from core.datasets.dataset import Dataset
from core.foundation.file_lock import HeldLock
from core.foundation.json_file import read_object, write_object
from core.hyperparameters.schema import Hyperparameters
from core.runs.checkpoint_file import load_checkpoint, to_bytes
from core.runs.layout import (
    ANNOTATIONS,
    CHECKPOINTS,
    HYPERPARAMETERS,
    LOCK,
    METADATA,
    MODEL,
    RESULT,
    SUMMARY,
    TEST,
)
from core.runs.recorded_training import RecordedTraining
from core.runs.run_folder import runs_folder
from core.runs.run_metadata import RunMetadata
from core.training.events import TrainingEnd
from gui.common.lazy_page import LazyPage
from gui.runs.run_columns import COLUMNS
from gui.runs.run_table import RunTable

from .person import Person, settle

SETTINGS = Hyperparameters(
    hidden_layers=(4,), training_images=300, evaluation_images=300, epochs=3, learning_rate=3e-3
)


def train_into(path: Path, mnist: Dataset) -> None:
    """A run of three epochs that has ended."""
    metadata = RunMetadata.now("Report, 3,000 images")
    recorded = RecordedTraining.begin(
        SETTINGS, mnist, lambda error: None, path=path, metadata=metadata, budget=1_000_000
    )
    for event in recorded.events():
        if isinstance(event, TrainingEnd):
            recorded.finish(event, mnist)
    recorded.close()


class Library:
    """Puts runs into the user's folder."""

    def __init__(self, trained: Path) -> None:
        self._trained = trained
        self.root = runs_folder()
        self._count = 0

    def add(
        self,
        name: str,
        *,
        settings: dict[str, Any] | None = None,
        summary: dict[str, Any] | None = None,
        search: str = "",
        trial: int = 0,
        search_title: str = "",
        search_metric: str = "",
        **label: object,
    ) -> Path:
        """A copy of the trained run, each younger than the ones before it."""
        made = self._make(name, settings, summary, label)
        titled = {"search_title": search_title, "search_metric": search_metric}
        self._change(made / METADATA, {"search": search, "trial": trial, **titled})
        return self._put_in(made)

    def add_interrupted(
        self, name: str, *, settings: dict[str, Any] | None = None, **label: object
    ) -> Path:
        """A copy as if its process had gone before its end."""
        return self._put_in(self.interrupt(self._make(name, settings, None, label)))

    def _make(
        self,
        name: str,
        settings: dict[str, Any] | None,
        summary: dict[str, Any] | None,
        label: dict[str, object],
    ) -> Path:
        """Where no window looks: it would read a run that is half there."""
        path = self._trained.parent / "made" / name
        shutil.copytree(self._trained, path)
        self._count += 1
        metadata = RunMetadata.from_dict(read_object(path / METADATA))
        created = metadata.created.replace(year=2026, month=1, day=1 + self._count)
        write_object(
            path / METADATA, replace(metadata, id=f"id of {name}", created=created).to_dict()
        )
        write_object(path / ANNOTATIONS, {"name": name, **label})
        self._change_settings(path, settings or {})
        self._change(path / SUMMARY, summary or {})
        return path

    def _put_in(self, made: Path) -> Path:
        self.root.mkdir(parents=True, exist_ok=True)
        return made.rename(self.root / made.name)

    def interrupt(self, path: Path) -> Path:
        """As if its process had gone before its end."""
        for name in (RESULT, MODEL, TEST):
            (path / name).unlink()
        self._change(path / SUMMARY, {"end": None, "test_accuracy": None, "total_epochs": 6})
        self._change_settings(path, {"epochs": 6})
        return path

    def add_many(self, count: int, search: str = "") -> None:
        """Runs with no more than a list needs."""
        texts = {n: (self._trained / n).read_text() for n in (METADATA, HYPERPARAMETERS, SUMMARY)}
        for number in range(count):
            made = self._trained.parent / "made" / f"many {number}"
            made.mkdir(parents=True)
            for name, text in texts.items():
                (made / name).write_text(text)
            if search:
                self._change(made / METADATA, {"search": search, "trial": number})
            self._put_in(made)

    @contextmanager
    def running(self, path: Path) -> Iterator[None]:
        """While another process has it."""
        lock = HeldLock(path / LOCK)
        yield
        lock.release()

    def _change_settings(self, path: Path, values: dict[str, Any]) -> None:
        """As if it had begun with them."""
        self._change(path / HYPERPARAMETERS, values)
        for each in (path / CHECKPOINTS).iterdir() if values else ():
            checkpoint = load_checkpoint(each)
            state = checkpoint.state
            state = replace(state, settings=state.settings.with_values(values))
            each.write_bytes(to_bytes(replace(checkpoint, state=state)))

    def _change(self, path: Path, values: dict[str, Any]) -> None:
        path.write_text(json.dumps(read_object(path) | values))


class Visitor:
    """A person in front of the tab “Runs”."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def open(self, rows: int | None = None) -> "Visitor":
        """Show the tab, and wait for so many rows."""
        centre = self.person.find(QTabWidget, "centre")
        centre.setCurrentWidget(self.person.find(QWidget, "runsPanel"))
        settle()  # if the runs have been read already, nothing else waits for the layout
        if rows is not None:
            self.wait_for_rows(rows)
        return self

    def show_curves(self) -> None:
        centre = self.person.find(QTabWidget, "centre")
        centre.setCurrentWidget(self.person.find(QWidget, "curvesPanel"))

    @property
    def table(self) -> RunTable:
        return self.person.find(RunTable, "runsTable")

    @property
    def panel(self) -> LazyPage:
        return self.person.find(LazyPage, "runsPanel")

    def wait_for_rows(self, count: int) -> None:
        self.person.wait(lambda: self.table.model().rowCount() == count)

    def texts(self, column: str) -> list[str]:
        """What stands in a column, from top to bottom."""
        model, number = self.table.model(), self.column(column)
        return [str(model.index(row, number).data()) for row in range(model.rowCount())]

    def text(self, name: str, column: str) -> str:
        return self.texts(column)[self.row(name)]

    def column(self, name: str) -> int:
        return next(i for i, column in enumerate(COLUMNS) if column.name == name)

    def row(self, name: str) -> int:
        return self.texts("name").index(name)

    def index(self, name: str, column: str = "name") -> QModelIndex:
        """A cell of a run or, by the name of a search, of its row."""
        table, number = self.table, self.column("name")
        below = [table.model().index(row, number) for row in range(table.model().rowCount())]
        for index in below:
            if index.data() == name or table.sorted.search_of(index) == name:
                return index.siblingAtColumn(self.column(column))
            first = index.siblingAtColumn(0)
            for row in range(table.model().rowCount(first)):
                trial = table.model().index(row, number, first)
                if trial.data() == name:
                    return trial.siblingAtColumn(self.column(column))
        raise AssertionError(f"there is no row {name}")

    def view_of(self, column: str) -> QTreeView:
        """What a person sees a column in: the names cover the table."""
        return self.table.names if column in {"star", "name"} else self.table

    def place(self, name: str, column: str) -> QPoint:
        index = self.index(name, column)
        self.table.scrollTo(index)
        return self.view_of(column).visualRect(index).center()

    def click(
        self,
        name: str,
        column: str = "name",
        *,
        add: bool = False,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        key = Qt.KeyboardModifier.ControlModifier if add else Qt.KeyboardModifier.NoModifier
        place = self.place(name, column)
        self.table.setFocus()
        QTest.mouseClick(self.view_of(column).viewport(), button, key, place)
        QCoreApplication.processEvents()

    def action(self, name: str) -> QAction:
        return self.person.find(QAction, f"{name}Action")

    def act(self, name: str) -> None:
        """Choose an action from the menu of the button."""
        self.person.click("moreRunActionsButton")
        menu = self.person.find(QMenu, "runMenu")
        assert menu.isVisible()
        place = menu.actionGeometry(self.action(name)).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        menu.hide()  # it stays open after a click on what is not possible
        QCoreApplication.processEvents()

    def select(self, *names: str) -> None:
        for number, name in enumerate(names):
            self.click(name, add=number > 0)

    def selected(self) -> list[str]:
        return [entry.title for entry in self.table.selected]

    def sort(self, column: str) -> None:
        """Click on a heading."""
        header, number = self.view_of(column).header(), self.column(column)
        self.table.scrollTo(self.table.model().index(0, number))
        place = QPoint(header.sectionViewportPosition(number) + 15, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QCoreApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(self.table, key, modifier or Qt.KeyboardModifier.NoModifier)
        QCoreApplication.processEvents()

    def write_name(self, text: str) -> None:
        """Into the editor that is open in the table."""
        editor = self.table.findChild(QLineEdit)
        assert editor is not None
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def search(self, text: str) -> None:
        self.person.enter("runsSearch", text)
        QCoreApplication.processEvents()
