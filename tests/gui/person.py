"""A person in front of the window."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QPoint, QPointF, Qt, QThread
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSplitterHandle,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.hyperparameters.schema import FIELDS
from core.training.events import BatchEnd, EpochEnd, TrainingEnd
from gui.common.tasks import TaskRunner
from gui.main_window import MainWindow
from gui.session.event_batch import EventBatch
from gui.session.session import State
from gui.training.form.form_group import heading_name

PATIENCE = 30_000
"""Milliseconds after which a wait has failed. A machine may be busy: nothing is timed here."""
GROUPS = list(dict.fromkeys(field.group for field in FIELDS.values()))
"""Of the form."""
SMALL = "Report, 3,000 images"
BUTTONS = ("start", "pause", "step", "stop", "reset")
"""Of the control bar."""
Widget = TypeVar("Widget", bound=QObject)
Event = TypeVar("Event")
Positions = Iterable[tuple[float, float]]


def will_choose(monkeypatch: pytest.MonkeyPatch, path: Path | str | None, kind: str = "") -> None:
    """What will be chosen in each dialog that asks for a file; None to cancel it."""

    def choose(dialog: QFileDialog) -> None:
        if kind:
            dialog.selectNameFilter(kind)
        if path is None:
            dialog.reject()
        else:
            dialog.fileSelected.emit(str(path))
            dialog.done(QFileDialog.DialogCode.Accepted)

    monkeypatch.setattr(QFileDialog, "open", choose)


def drop_on_pad(person: "Person", mime: QMimeData) -> bool:
    """Drag something onto the pad and let it go; whether the pad takes it."""
    pad = person.window.pad
    place, copy = pad.rect().center(), Qt.DropAction.CopyAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, mime, button, keys)
    enter.ignore()
    QApplication.sendEvent(pad, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(place), copy, mime, button, keys)
    event.ignore()
    QApplication.sendEvent(pad, event)
    person.wait_for_threads()
    return event.isAccepted()


def settle() -> None:
    """Until a change of one layout has reached all that are around it."""
    for _ in range(5):
        QCoreApplication.processEvents()


def drag(handle: QSplitterHandle, end: int) -> None:
    """Drag a handle between columns until it is that many pixels from the left."""
    splitter, left = handle.splitter(), Qt.MouseButton.LeftButton
    target = handle.mapFrom(splitter, splitter.rect().center())
    target.setX(end - handle.x())
    QTest.mousePress(handle, left, pos=handle.rect().center())
    QTest.mouseMove(handle, target)
    QTest.mouseRelease(handle, left, pos=target)


class Person:
    """Uses a window as a person does: by what has a name and can be seen."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.session, self._qtbot = window, window.session, qtbot
        self.events: list[object] = []
        """What the trainings have said."""
        self.ends: list[TrainingEnd] = []
        self.states: list[State] = []
        self.session.received.connect(self._hear)
        self.session.ended.connect(self._see_end)
        self.session.state_changed.connect(self._see_state)

    def find(self, kind: type[Widget], name: str) -> Widget:
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {kind.__name__} named {name}"
        return found

    def text(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def field(self, name: str) -> str:
        return self.line(name).text()

    def line(self, name: str) -> QLineEdit:
        """Where a text can be written."""
        editor = self.find(QWidget, name)
        line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
        assert isinstance(line, QLineEdit)
        return line

    def marked(self, name: str) -> bool:
        """Whether the editor of a hyperparameter has a frame that says it cannot be read."""
        frame = self.window.findChild(QWidget, f"{name}Problem")
        return frame is not None and frame.isVisible()

    def enabled(self, name: str) -> bool:
        return self.find(QWidget, name).isEnabled()

    def click(self, name: str, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        button = self.find(QAbstractButton, name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, key, button.rect().center())

    def click_on(self, name: str) -> None:
        """Click in the middle of what is not a button."""
        QTest.mouseClick(self.find(QWidget, name), Qt.MouseButton.LeftButton)

    def open_group(self, name: str, *, opened: bool = True) -> None:
        """See to it that a group of the form is open, or closed."""
        heading = self.find(QToolButton, heading_name(name))
        if heading.isChecked() != opened:
            self.click(heading.objectName())

    def choose(self, name: str, value: str) -> None:
        """Choose from a list of the form."""
        box = self.find(QComboBox, name)
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.findData(value)):
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentData() == value

    def see(self, name: str) -> None:
        """Open what the editor of a hyperparameter is shown in, and choose what it is for."""
        field = FIELDS[name]
        if field.only_for is not None:
            other, options = field.only_for
            self.see(other)
            self.choose(other, options[0])
        self.open_group(field.group)
        more = self.find(QToolButton, f"more{field.group}")
        if field.advanced and not more.isChecked():
            self.click(more.objectName())

    def press(self, key: Qt.Key, *keys: Qt.KeyboardModifier) -> None:
        """A key, wherever the focus is."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for modifier in keys:
            modifiers |= modifier
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def enter(self, name: str, text: str, *, done: bool = False) -> None:
        """Replace the text of a field."""
        line = self.line(name)
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)
        if done:
            QTest.keyClick(line, Qt.Key.Key_Return)

    def choose_preset(self, title: str) -> None:
        chooser = self.find(QComboBox, "presetChooser")
        chooser.setFocus()
        QTest.keyClick(chooser, Qt.Key.Key_Home)
        for _ in range(chooser.findText(title)):
            QTest.keyClick(chooser, Qt.Key.Key_Down)
        assert chooser.currentText() == title

    def action(self, text: str) -> QAction:
        """An entry of the menus."""
        actions = self.window.findChildren(QAction)
        return next(a for a in actions if a.text().replace("&", "") == text)

    def choose_action(self, text: str) -> None:
        """Choose from the menus."""
        self.action(text).trigger()

    def draw(
        self,
        positions: Positions,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        *,
        lift: bool = True,
    ) -> None:
        """A stroke through positions on the pad: its shorter side is 1."""
        pad = self.window.pad
        points = [pad.to_widget.map(QPointF(x, y)).toPoint() for x, y in positions]
        QTest.mousePress(pad, button, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        if lift:
            self.lift(points[-1], button)

    def lift(
        self, point: QPoint | None = None, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        QTest.mouseRelease(self.window.pad, button, pos=point or self.window.pad.rect().center())

    def begin(self, **texts: str) -> None:
        """Start a small training, which never ends by itself unless `epochs` says so."""
        self.choose_preset(SMALL)
        for name, text in {"epochs": "10000", **texts}.items():
            self.enter(name, text)
        self.click("startButton")

    def train(self, **texts: str) -> list[EpochEnd]:
        """Train to the end and wait for what comes after it; the history."""
        before = len(self.events)
        self.begin(**{"epochs": "2", **texts})
        self.wait_for_end()
        return [event for event in self.events[before:] if isinstance(event, EpochEnd)]

    def wait_for_end(self) -> None:
        self.wait(lambda: not self.session.active)
        self.wait_for_evaluation()

    def wait_for_evaluation(self) -> None:
        self.wait(lambda: self.session.model is None or self.enabled("evaluateButton"))

    def wait_for(self, state: State) -> None:
        self.wait(lambda: self.session.state is state)

    def wait_for_events(self, kind: type, count: int = 1) -> None:
        self.wait(lambda: len(self.heard(kind)) >= count)

    def heard(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    def what_was_learnt(self) -> list[object]:
        """All mini-batches, and all epochs but for how long they took."""
        epochs = self.heard(EpochEnd)
        return [
            *self.heard(BatchEnd),
            *(replace(epoch, seconds=0.0, train_seconds=0.0) for epoch in epochs),
        ]

    def enabled_buttons(self) -> list[str]:
        """The buttons of the control bar that can be clicked."""
        return [name for name in BUTTONS if self.enabled(f"{name}Button")]

    def threads(self) -> list[QThread]:
        return self.window.findChildren(QThread)

    def wait_for_threads(self) -> None:
        """Until nothing is under way, and all that it has said has arrived."""
        self.wait(lambda: not self._at_work())
        QCoreApplication.processEvents()

    def _at_work(self) -> bool:
        # A thread that no longer runs may not have sent its last signal yet: its runner knows.
        runners = self.window.findChildren(TaskRunner)
        return any(thread.isRunning() for thread in self.threads()) or any(r.busy for r in runners)

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE)

    def dialogs(self, name: str) -> list[QMessageBox]:
        return [box for box in self.window.findChildren(QMessageBox, name) if box.isVisible()]

    def answer(self, text: str) -> None:
        """Answer the question that is open."""
        buttons = self.dialogs("closeQuestion")[0].buttons()
        button = next(b for b in buttons if b.text().replace("&", "") == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _hear(self, events: EventBatch) -> None:
        self.events += [*events.batches, *events.epochs, *events.changes, *events.others]

    def _see_end(self, end: TrainingEnd) -> None:
        self.ends.append(end)

    def _see_state(self, state: State) -> None:
        self.states.append(state)
