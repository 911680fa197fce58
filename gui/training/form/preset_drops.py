"""Presets that are dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from core.hyperparameters.preset_file import SUFFIX


class PresetDrops(QObject):
    """Receives the TOML files that are dropped on a window, where no part of it takes them."""

    dropped = Signal(object)
    """The Path of a file."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what is dragged over the window or dropped on it, if it may be presets."""
        if not isinstance(event, QDropEvent):
            return False
        paths = preset_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent | QDragMoveEvent):
                for path in paths:
                    self.dropped.emit(path)
        return bool(paths)


def preset_files(mime: QMimeData) -> list[Path]:
    """Return the TOML files among what is dragged; none if there is anything else."""
    urls = mime.urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(map(is_preset_file, paths)) else []


def is_preset_file(path: Path) -> bool:
    """Return whether a file may be a preset, by its name."""
    return path.suffix.lower() == SUFFIX
