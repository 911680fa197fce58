"""An exception that nobody expected is told once Qt is done with what it was doing."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from gui import app
from gui.common.timers import Timer
from gui.main_window import MainWindow

from .person import PATIENCE

INSIDE = "Something went wrong inside Inkling. It keeps running as well as it can."


def fail() -> None:
    raise ZeroDivisionError


def boxes() -> list[QMessageBox]:
    widgets = QApplication.topLevelWidgets()
    return [each for each in widgets if isinstance(each, QMessageBox) and each.isVisible()]


@pytest.fixture
def told(expect_log: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.excepthook", app._show_exception)
    expect_log("^ERROR inkling: ")


def wait_and_close(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(boxes()), timeout=PATIENCE)
    (box,) = boxes()
    assert box.text() == INSIDE
    box.close()


@pytest.mark.usefixtures("window", "told")
def test_one_that_is_raised_in_a_slot(qtbot: QtBot) -> None:
    QTimer.singleShot(0, fail)
    wait_and_close(qtbot)


@pytest.mark.usefixtures("window", "told")
def test_one_of_another_thread_is_told_in_the_window_s(qtbot: QtBot) -> None:
    error = ZeroDivisionError()
    thread = threading.Thread(target=app._show_exception, args=(ZeroDivisionError, error, None))
    thread.start()
    thread.join()
    wait_and_close(qtbot)


@pytest.mark.usefixtures("told")
def test_one_that_comes_after_the_window_has_closed_opens_no_box(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.close()
    fails = Timer(singleShot=True, interval=0)
    fails.timeout.connect(fail)
    fails.start()
    qtbot.waitUntil(lambda: not fails.isActive(), timeout=PATIENCE)
    QApplication.processEvents()
    assert boxes() == []
