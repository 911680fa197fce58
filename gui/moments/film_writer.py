"""Writes a film of past moments in a task, with a dialog that shows how far it is."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.common.tasks import Publish, Tasks, Work
from gui.moments.moment_player import MomentPlayer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from core.exporting.film import Film
    from gui.moments.film_dialog import FilmDialog

Digit = Callable[[], "npt.NDArray[np.uint8] | None"]
"""Returns the (28, 28) image of the digit on the pad that is shown; None for none."""


class FilmWriter(QObject):
    """Writes one film at a time; closing its dialog cancels it, and leaves no file."""

    saved = Signal(str, object)
    """Emitted with what was written, and the path of its file."""

    def __init__(self, player: MomentPlayer, digit: Digit, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._player, self._digit, self._window = player, digit, window
        self._runner = tasks.runner(writes=True)
        self._runner.received.connect(self._receive)
        self._runner.finished.connect(self._end)
        self._runner.failed.connect(self._end)
        tasks.closing.connect(self._runner.cancel)
        self._dialog: FilmDialog | None = None

    @Slot()
    def ask(self) -> None:
        """Ask what to film, and film it."""
        from gui.moments.film_dialog import FilmDialog

        found = self._player.list
        if found is None or not found.moments or self._dialog is not None:
            return
        self._player.pause()
        run = "this run" if found.run == self._player.current else f"“{self._player.title}”"
        digit = self._digit()
        self._dialog = dialog = FilmDialog(
            self._window, run, len(found.moments), has_digit=digit is not None
        )

        def write(path: Path, answer: bool, speed: int) -> None:
            from core.exporting.film import Film

            film = Film(found.run, found.moments, speed, digit if answer else None)
            if self._runner.start(_work(film, path)):
                dialog.set_writing(True)

        dialog.chosen.connect(write)
        dialog.canceled.connect(self._cancel)
        dialog.open()

    @Slot(object)
    def _receive(self, published: "list[tuple[int, int] | Path]") -> None:
        for each in published:
            if isinstance(each, Path):
                self.saved.emit("Film saved to", each)
                if self._dialog is not None:
                    self._dialog.accept()
            elif self._dialog is not None:
                self._dialog.show_progress(*each)

    @Slot()
    def _end(self) -> None:
        if self._dialog is not None:
            self._dialog.set_writing(False)

    @Slot()
    def _cancel(self) -> None:
        self._dialog = None
        self._runner.cancel()


def _work(film: "Film", path: Path) -> Work:
    def work(publish: Publish) -> None:
        from core.exporting.film import write_film

        publish(write_film(film, path, lambda done, count: publish((done, count))))

    return work
