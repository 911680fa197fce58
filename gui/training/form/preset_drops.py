"""Presets that are dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from core.hyperparameters.preset_file import SUFFIX


class PresetDrops(QObject):
    """Receives the TOML files that are dropped on a window, where no part of it takes them.

    The window hands over its events: a filter would be called for each of the window's events.
    """

    dropped = Signal(object)
    """The Path of a file."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)

    def take(self, event: QDropEvent) -> None:
        """Accept what is dragged over the window or dropped on it, if it may be presets."""
        paths = preset_files(event.mimeData())
        if not paths:
            event.ignore()
            return
        event.acceptProposedAction()
        if not isinstance(event, QDragEnterEvent | QDragMoveEvent):
            for path in paths:
                self.dropped.emit(path)


def preset_files(mime: QMimeData) -> list[Path]:
    """Return the TOML files among what is dragged; none if there is anything else."""
    urls = mime.urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(map(is_preset_file, paths)) else []


def is_preset_file(path: Path) -> bool:
    """Return whether a file may be a preset, by its name."""
    return path.suffix.lower() == SUFFIX
