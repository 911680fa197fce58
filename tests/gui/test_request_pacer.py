"""The pace at which a panel requests work."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, TaskRunner

from .person import PATIENCE

LONG = 10 * PATIENCE
"""Milliseconds: a pause that no test waits for."""


class Panel(QWidget):
    """Counts its requests, and pauses after each."""

    def __init__(self, qtbot: QtBot, interval: int) -> None:
        super().__init__()
        qtbot.addWidget(self)
        self.requests = 0
        self.runner = TaskRunner(self, policy=Policy.LATEST)
        self.pacer = RequestPacer(self, self.runner, interval)
        self.pacer.due.connect(self.request)

    def request(self) -> None:
        """Count the request if the panel is ready."""
        if self.pacer.ready:
            self.requests += 1
            self.pacer.pause()


def shown(qtbot: QtBot, interval: int) -> Panel:
    panel = Panel(qtbot, interval)
    panel.show()
    return panel


def test_many_changes_are_one_request_at_once_and_one_after_the_pause(qtbot: QtBot) -> None:
    panel = shown(qtbot, 50)
    for _ in range(10):
        panel.pacer.request_soon()
    assert panel.requests == 1
    assert panel.pacer.waiting
    qtbot.waitUntil(lambda: panel.requests == 2, timeout=PATIENCE)
    assert not panel.pacer.waiting


def test_a_longer_pause_can_be_shortened(qtbot: QtBot) -> None:
    panel = shown(qtbot, 50)
    panel.pacer.pause(LONG)
    panel.pacer.request_soon()
    assert panel.requests == 0
    panel.pacer.shorten_pause()
    qtbot.waitUntil(lambda: panel.requests == 1, timeout=PATIENCE)


def test_a_hidden_panel_requests_when_it_is_shown(qtbot: QtBot) -> None:
    panel = Panel(qtbot, LONG)
    panel.pacer.request_soon()
    assert panel.requests == 0
    panel.show()
    panel.pacer.resume()
    assert panel.requests == 1


def test_after_a_failure_nothing_is_requested_until_the_panel_is_shown_again(qtbot: QtBot) -> None:
    def fail() -> object:
        raise ValueError("no such unit")

    panel = shown(qtbot, 1)
    panel.runner.call(fail, "work")
    qtbot.waitUntil(lambda: panel.pacer.failed, timeout=PATIENCE)
    panel.pacer.request_soon()
    assert panel.requests == 0
    panel.pacer.resume()
    assert panel.requests == 1
