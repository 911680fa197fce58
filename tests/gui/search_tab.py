"""The tab “Search”, as a person sees and uses it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from core.hyperparameters.schema import Hyperparameters
from gui.common.static_label import StaticLabel
from gui.common.tasks import Tasks
from gui.session.run_curves import RunCurves
from gui.tuning.search_controls import SearchControls
from gui.tuning.tuning_page import TuningPage

from .errors import Errors
from .person import PATIENCE

SPACE = """
title = "Tiny"
preset = "report-3000"
sampler = "random"
trials = 5
[settings]
training_images = 200
evaluation_images = 200
epochs = {epochs}
[space]
learning_rate = {{ from = 1e-4, to = 0.1, scale = "log" }}
batch_size = {{ choose = [8, 16] }}
"""


SETTINGS = Hyperparameters(
    training_images=200, evaluation_images=200, epochs=1, hidden_layers=(8,), seed=3
)


class SearchTab:
    """What a person sees and does."""

    def __init__(self, panel: TuningPage, tasks: Tasks, errors: Errors, qtbot: QtBot) -> None:
        self.panel, self.tasks, self._qtbot = panel, tasks, qtbot
        self.failures = errors.reported
        self.runs: list[Path] = []
        self.used: list[tuple[Hyperparameters, str]] = []
        self.means: list[RunCurves | None] = []
        panel.run_chosen.connect(self.runs.append)
        panel.settings_chosen.connect(lambda settings, title: self.used.append((settings, title)))
        panel.mean_changed.connect(self.means.append)
        self.places: list[str] = []
        self.messages: list[str] = []
        panel.progressed.connect(self.places.append)
        panel.finished.connect(self.messages.append)

    def find(self, kind: type, name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert found is not None
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def enter(self, name: str, text: str) -> None:
        """Replace the text of a line or a number."""
        editor = self.find(QWidget, name)
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, text)

    def text(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def enabled(self, name: str) -> bool:
        return self.find(QWidget, name).isEnabled()

    def open(self, path: Path) -> None:
        """Open a space file, and wait until it is used or refused."""
        controls, failures = self.panel.findChild(SearchControls), len(self.failures)
        controls.open(path)
        self.wait(lambda: controls.path == path or len(self.failures) > failures)

    @property
    def status(self) -> str:
        return self.find(StaticLabel, "searchStatus").text()

    @property
    def column(self) -> list[str]:
        """What the table says of the metric."""
        model = self.find(QTableView, "trialsTable").model()
        return [model.index(row, 2).data() for row in range(model.rowCount())]

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE)

    def wait_for_end(self) -> None:
        self.wait(lambda: not self.enabled("stopSearchButton"))
        self.wait(lambda: self.enabled("searchTrials"))

    def see_dialog(self, name: str) -> QDialog:
        self.wait(lambda: self.panel.findChild(QDialog, name) is not None)
        dialog = self.find(QDialog, name)
        assert dialog.isVisible()
        return dialog


def write_space(folder: Path, epochs: int = 1, name: str = "tiny") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(SPACE.format(epochs=epochs), "utf-8")
    return path


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)
