"""The tab “Search”."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QProgressBar,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gui.tuning.search_controls
from core.foundation.percent import percent
from core.runs.library import Library
from core.tuning.space_file import examples
from gui.common.static_label import StaticLabel
from gui.common.tasks import Tasks
from gui.tuning.importance_bars import ImportanceBars
from gui.tuning.parallel_coordinates import ParallelCoordinates
from gui.tuning.search_controls import SearchControls
from gui.tuning.tuning_page import TuningPage

from .errors import Errors
from .person import PATIENCE

BEFORE = Path(__file__).parents[1] / "data" / "before" / "searches"
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


class SearchTab:
    """What a person sees and does."""

    def __init__(self, panel: TuningPage, tasks: Tasks, errors: Errors, qtbot: QtBot) -> None:
        self.panel, self.tasks, self._qtbot = panel, tasks, qtbot
        self.failures = errors.reported
        self.runs: list[Path] = []
        panel.run_chosen.connect(self.runs.append)

    def find(self, kind: type, name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert found is not None
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

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
        self.wait(lambda: self.find(QAbstractButton, "startSearchButton").isEnabled())


@pytest.fixture
def desk(qtbot: QtBot, home: Path) -> Iterator[SearchTab]:
    errors = Errors()
    tasks = Tasks(errors)
    panel = TuningPage(tasks, errors)
    qtbot.addWidget(panel)
    panel.resize(520, 600)
    with qtbot.waitExposed(panel):
        panel.show()
    yield SearchTab(panel, tasks, errors, qtbot)
    tasks.shutdown_all()


def _write(folder: Path, epochs: int = 1, name: str = "tiny") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(SPACE.format(epochs=epochs), "utf-8")
    return path


def test_the_worked_examples_are_there_to_choose(desk: SearchTab) -> None:
    chooser = desk.find(QComboBox, "searchChooser")
    assert [Path(chooser.itemData(i)).stem for i in range(chooser.count())] == list(examples())
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert desk.find(QSpinBox, "searchTrials").value() == 15
    assert "optimizers" in desk.find(QLabel, "searchDescription").text()


def test_a_search_shows_its_trials_and_what_matters(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path))
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert desk.status == "5 of 5 trials, 0 pruned"
    assert desk.find(QProgressBar, "searchProgress").value() == 5
    values = [float(text.removesuffix("%")) for text in desk.column]
    assert values == sorted(values, reverse=True)
    assert len(Library().listings()) == 5
    assert len(desk.panel.findChild(ParallelCoordinates).points) == 5
    assert set(desk.panel.findChild(ImportanceBars)._shares) == {"learning_rate", "batch_size"}
    assert desk.failures == []

    table = desk.find(QTableView, "trialsTable")
    header = table.horizontalHeader()
    assert isinstance(header, QHeaderView)
    at = header.sectionViewportPosition(2) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_point(at))
    assert desk.column == [percent(value / 100) for value in sorted(values)]

    last = table.model().index(4, 0)
    table.setCurrentIndex(last)
    _double_click(table, last)
    assert desk.runs
    assert desk.runs[0] in [entry.path for entry in Library().listings()]
    QCoreApplication.processEvents()
    assert desk.panel.findChild(ParallelCoordinates).marked is not None


def test_stop_ends_a_search_in_order_and_start_goes_on(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path, epochs=5000))
    desk.click("startSearchButton")
    assert not desk.find(QAbstractButton, "startSearchButton").isEnabled()
    desk.wait(lambda: len(Library().listings()) > 0)
    desk.click("stopSearchButton")
    assert desk.status.startswith("Stopping")
    desk.wait_for_end()
    assert {entry.state.value for entry in Library().listings()} == {"stopped"}
    assert desk.failures == []
    assert desk.status == "0 of 5 trials, 0 pruned"


def test_closing_stops_the_search(desk: SearchTab, tmp_path: Path) -> None:
    desk.open(_write(tmp_path, epochs=5000))
    desk.click("startSearchButton")
    desk.wait(lambda: len(Library().listings()) > 0)
    desk.tasks.shutdown_all()
    # It may take its time: nobody waits for it.
    desk.wait(lambda: {entry.state.value for entry in Library().listings()} == {"stopped"})


def test_what_is_wrong_with_a_space_file_is_said(desk: SearchTab, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("trials = 0", "utf-8")
    before = desk.find(QComboBox, "searchChooser").currentText()
    desk.open(bad)
    assert "bad.toml: " in str(desk.failures[0])
    assert desk.find(QComboBox, "searchChooser").currentText() == before


def test_a_search_that_cannot_go_on_says_why(desk: SearchTab, tmp_path: Path, home: Path) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    (home / "data" / "searches" / "tiny.journal").write_text("no journal\n\n", "utf-8")
    desk.open(_write(tmp_path))
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert "tiny.journal is not a journal" in str(desk.failures[0])


def test_a_search_in_a_journal_of_before_is_shown(desk: SearchTab, home: Path) -> None:
    (home / "data" / "searches").mkdir(parents=True)
    shutil.copy(BEFORE / "tiny.journal", home / "data" / "searches")
    desk.open(BEFORE / "tiny.toml")
    desk.find(QSpinBox, "searchTrials").setValue(4)
    desk.click("startSearchButton")
    desk.wait_for_end()
    assert desk.status == "4 of 4 trials, 0 pruned"
    assert len(desk.column) == 5
    assert "tiny.journal was imported" in desk.find(QLabel, "searchDescription").text()
    assert desk.failures == []


def test_without_optuna_the_tab_says_how_to_get_it(
    desk: SearchTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui.tuning.search_controls, "is_installed", lambda: False)
    desk.open(_write(tmp_path))
    assert 'pip install "inkling-lab[search]"' in desk.find(QLabel, "searchDescription").text()
    assert not desk.find(QAbstractButton, "startSearchButton").isEnabled()


def _point(x: int) -> QPoint:
    return QPoint(x, 5)


def _double_click(table: QTableView, index: QModelIndex) -> None:
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
