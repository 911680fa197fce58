"""The window's tests: a warning from Qt or in the log fails the test in which it appears."""

import gc
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A person's own scale and style are not those of the pixels that the tests look at.
os.environ.pop("QT_SCALE_FACTOR", None)
if "INKLING_SCALE" in os.environ:  # of the pictures of every panel
    os.environ["QT_SCALE_FACTOR"] = os.environ["INKLING_SCALE"]
os.environ.pop("QT_SCREEN_SCALE_FACTORS", None)
os.environ.pop("QT_ENABLE_HIGHDPI_SCALING", None)
os.environ.pop("QT_FONT_DPI", None)
os.environ.pop("QT_USE_PHYSICAL_DPI", None)
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.pop("QT_QPA_PLATFORMTHEME", None)

from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from core.datasets.dataset import Dataset
from core.datasets.mnist import DatasetProvider
from core.models.model_file import Model
from gui import app
from gui.common.tasks import Tasks
from gui.main_window import MainWindow
from gui.session.settings_offer import SettingsOffer
from gui.tuning.tuning_page import TuningPage

from .errors import Errors
from .person import PATIENCE, Person
from .run_library_fixture import Library, Visitor, train_into
from .search_tab import SETTINGS, SearchTab

OpenWindow = Callable[[], MainWindow]


_NO_SCREEN = r"^This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"
"""What Qt says of the platform without a screen, of windows and of popups."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Fail at Qt's warnings, but for what it says of the platform without a screen, and of a
    locale that is not UTF-8, in place of which it takes one that is."""
    item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
    ignored = (_NO_SCREEN, r"^Detected locale ")
    item.add_marker(pytest.mark.qt_log_ignore(*ignored))


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[Callable[[str], None]]:
    """Call it with a regular expression for what will be logged; all else fails the test."""
    expected: list[str] = []
    keeper = _Keeper()
    logging.getLogger("inkling").addHandler(keeper)
    yield expected.append
    logging.getLogger("inkling").removeHandler(keeper)
    for pattern in expected:
        assert any(re.search(pattern, line) for line in keeper.kept), f"not logged: {pattern}"
    unexpected = [x for x in keeper.kept if not any(re.search(p, x) for p in expected)]
    assert not unexpected


@pytest.fixture
def larger_text(qtbot: QtBot, factor: float) -> Iterator[None]:
    """The text of the whole application in another size, as a user may have set it."""
    normal = QApplication.font()
    font = QFont(normal)
    font.setPointSizeF(normal.pointSizeF() * factor)
    QApplication.setFont(font)
    yield
    QApplication.setFont(normal)


@pytest.fixture
def source(mnist: Dataset) -> DatasetProvider:
    return DatasetProvider(lambda: mnist)


@pytest.fixture
def _empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """What Python has put into it must go before Python does."""
    yield
    qapp.clipboard().clear()


@pytest.fixture
def bundled_model() -> Model | None:
    """The model that ships with the program: none, but where a test says otherwise."""
    return None


@pytest.fixture
def open_window(
    qtbot: QtBot,
    home: Path,
    source: DatasetProvider,
    bundled_model: Model | None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], MainWindow]]:
    """Opens a window as the program does, with the data set that is loaded already."""
    monkeypatch.setattr(app, "DatasetProvider", lambda: source)
    monkeypatch.setattr("core.models.bundled_model.load_bundled", lambda: bundled_model)
    windows = []

    def open_one() -> MainWindow:
        window = app.create_main_window()
        windows.append(window)
        window.resize(1280, 720)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield open_one
    for window in windows:
        _close(window, qtbot)


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


def _close(window: MainWindow, qtbot: QtBot) -> None:
    """Close in order; nothing may run on."""
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.session.stop()
    qtbot.waitUntil(lambda: not window.session.active, timeout=PATIENCE)
    assert window.close()
    QCoreApplication.processEvents()
    assert not [thread for thread in window.findChildren(QThread) if thread.isRunning()]
    # Python has a stand-in for each thread of Qt that it has met, for as long as it runs itself.
    left = [t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)]
    assert left == [threading.main_thread()]
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()  # the next test may be one without a window


@pytest.fixture(scope="session")
def trained_run(mnist: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of three epochs, to be copied."""
    path = tmp_path_factory.mktemp("trained") / "run"
    train_into(path, mnist)
    return path


@pytest.fixture
def library(home: Path, trained_run: Path) -> Library:
    return Library(trained_run)


@pytest.fixture
def visitor(person: Person) -> Visitor:
    return Visitor(person)


@pytest.fixture
def search_tab(qtbot: QtBot, home: Path) -> Iterator[SearchTab]:
    """The tab “Search” alone."""
    errors = Errors()
    tasks = Tasks(errors)
    presets = {"Fast": replace(SETTINGS, learning_rate=3.0)}
    panel = TuningPage(tasks, errors, lambda: SettingsOffer(SETTINGS, "Small", presets))
    qtbot.addWidget(panel)
    panel.resize(520, 600)
    with qtbot.waitExposed(panel):
        panel.show()
    yield SearchTab(panel, tasks, errors, qtbot)
    tasks.shutdown_all()
