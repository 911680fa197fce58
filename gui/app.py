"""The application: logging, garbage collection, signals, and the event loop."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from logging.handlers import RotatingFileHandler
from types import TracebackType

import pyqtgraph as pg
from pyqtgraph.util.garbage_collector import GarbageCollector
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from core.datasets.mnist import DatasetProvider
from core.foundation.paths import user_log
from gui.common.accessibility import install_roles
from gui.common.error_reporter import show_error
from gui.common.settings import WindowSettings
from gui.common.tasks import abandoned_run_on
from gui.common.theme import set_scheme
from gui.common.timers import Timer
from gui.main_window import MainWindow

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_log = logging.getLogger("inkling")


class _OneLine(logging.Formatter):
    """Formats for a terminal: only the last line of a warning, but all of an error."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return text if record.levelno >= logging.ERROR else text.rstrip().rpartition("\n")[2]


def start_logging() -> None:
    """Log to the file, or to standard error if the file cannot be opened."""
    handler: logging.Handler
    # If the log cannot be written, do not fill the terminal with tracebacks.
    logging.raiseExceptions = False
    try:
        user_log().mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            user_log() / "inkling.log",
            maxBytes=1_000_000,
            backupCount=3,
            encoding="utf-8",
            errors="backslashreplace",  # the name of a file may not be valid text
        )
    except OSError as error:
        handler = logging.StreamHandler()
        handler.setFormatter(_OneLine(_FORMAT))
        _log.warning("no log file: %s", error)
    else:
        handler.setFormatter(logging.Formatter(_FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def log_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Write an exception with its traceback."""
    _log.error("%s", error, exc_info=(kind, error, traceback))


class GuiThreadGarbage(QObject):
    """Collects Python's garbage only by a timer in the GUI thread.

    By default, Python collects in whichever thread happens to allocate. In the training thread,
    that could delete widgets, at which Qt crashes; in the GUI thread, it could delete widgets while
    Qt holds a lock. After `stop`, nothing is collected, because the closed window is being
    destroyed.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._collector = GarbageCollector(interval=1.0)

    @Slot()
    def stop(self) -> None:
        """Collect nothing more."""
        self._collector.timer.stop()


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def create_main_window() -> MainWindow:
    """Make the window, not yet shown, for the running QApplication."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.style().name() != "fusion":
        application.setStyle("Fusion")
    install_roles()
    pg.setConfigOptions(imageAxisOrder="row-major")
    settings = WindowSettings()
    set_scheme(settings.scheme)  # before there are widgets, which would all be restyled
    window = MainWindow(DatasetProvider(), settings)
    window.closed.connect(GuiThreadGarbage(window).stop)
    return window


def run(when_ready: Callable[[MainWindow], None] | None = None) -> int:
    """Open the window, run until it closes, and return the exit status.

    `when_ready` is called once, when the window has been painted and can be used.
    """
    start_logging()
    qInstallMessageHandler(_log_qt)
    sys.excepthook = _show_exception
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Inkling")
    window = create_main_window()
    _close_on_interrupt(window)
    window.show()
    application.processEvents()
    gc.freeze()  # these objects stay: later collections can skip them
    if when_ready is not None:
        # Within the event loop: a window that closed before the loop began would never end it.
        QTimer.singleShot(0, partial(when_ready, window))
    status = application.exec()
    if abandoned_run_on():
        # They may wait forever, and Qt crashes if a running thread is deleted.
        logging.shutdown()
        os._exit(status)
    return status


def _close_on_interrupt(window: MainWindow) -> None:
    """Let Ctrl-C in the terminal close the window like its close button."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python handles signals only while it runs, and Qt's event loop alone does not run it.
    waking = Timer(window, interval=500)
    waking.timeout.connect(lambda: None)
    waking.start()


def _show_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    log_exception(kind, error, traceback)
    application = QApplication.instance()
    if application is not None:
        # Later and in the GUI thread: Qt may be painting or sorting now, and an exception of
        # another thread arrives in that thread.
        QTimer.singleShot(0, application, partial(_show_error, error))


def _show_error(error: BaseException) -> None:
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    shown = [each for each in windows if each.isVisible()]
    if shown:  # without a window, a box alone would keep the program from ending
        show_error(QApplication.activeWindow() or shown[0], error)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("inkling.qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
