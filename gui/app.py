"""The application: everything is wired here, once."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from types import TracebackType

import pyqtgraph as pg
from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from gui.dataset_source import DatasetSource
from gui.garbage import GuiThreadGarbage
from gui.jobs import some_run_on
from gui.logs import log_exception, start_logging
from gui.main_window import MainWindow
from gui.messages import show_error
from gui.session import TrainingSession
from gui.settings import WindowSettings
from gui.theme import set_scheme
from gui.timers import Timer

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def create_main_window() -> MainWindow:
    """The window, not yet shown, for the QApplication that is running."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.style().name() != "fusion":
        application.setStyle("Fusion")
    pg.setConfigOptions(imageAxisOrder="row-major")
    source = DatasetSource()
    session = TrainingSession(source)
    settings = WindowSettings()
    set_scheme(settings.scheme)  # before there are widgets, each of which would dress again
    window = MainWindow(session, source, settings)
    session.setParent(window)
    window.closed.connect(GuiThreadGarbage(window).stop)
    return window


def run(when_ready: Callable[[MainWindow], None] | None = None) -> int:
    """Open the window and stay until it closes; the exit status.

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
    gc.freeze()  # all of this is there to stay: no collection needs to look at it again
    if when_ready is not None:
        # Within the event loop: a window that closes before it begins would never end it.
        QTimer.singleShot(0, partial(when_ready, window))
    status = application.exec()
    if some_run_on():
        # What they wait for may never come, and Qt crashes where a thread is deleted that runs.
        logging.shutdown()
        os._exit(status)
    return status


def _close_on_interrupt(window: MainWindow) -> None:
    """Let Ctrl-C in the terminal close the window as its own button does."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python hears of a signal only when it runs; Qt's event loop alone would never let it.
    waking = Timer(window, interval=500)
    waking.timeout.connect(lambda: None)
    waking.start()


def _show_exception(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    log_exception(kind, error, traceback)
    application = QApplication.instance()
    if application is not None:
        # Not now, and not here: Qt may be in the midst of painting or sorting, and an exception
        # of another thread arrives in that thread.
        QTimer.singleShot(0, application, partial(_show_error, error))


def _show_error(error: BaseException) -> None:
    show_error(QApplication.activeWindow(), error)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("inkling.qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
