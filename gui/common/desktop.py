"""Opening of files and folders with the programs of the desktop."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.foundation.errors import OutputError
from core.foundation.files import exists
from gui.common.error_reporter import ErrorReporter


def open_path(path: Path, errors: ErrorReporter) -> None:
    """Open a file with its program, or a folder in the file manager; report if that fails."""
    if not exists(path):
        errors.report(OutputError(f"{path} does not exist any more."))
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        errors.report(OutputError(f"This computer has no program that opens {path}."))


def open_link(url: QUrl, errors: ErrorReporter) -> None:
    """Open a page of the web in the browser; report if that fails."""
    if not QDesktopServices.openUrl(url):
        errors.report(OutputError(f"No browser could be opened for {url.toString()}."))
