"""Evaluates the networks of all moments in a task, for the window of two digits in time."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.datasets.mnist import DatasetProvider
from gui.common.tasks import Publish, Tasks, Work
from gui.moments.moment_list import MomentList
from gui.moments.moment_player import MomentPlayer

if TYPE_CHECKING:
    from core.runs.moment_confusions import MomentConfusion
    from core.runs.moments import Moment
    from gui.moments.digit_pair_window import DigitPairWindow

_MOST = 200
"""Moments that are evaluated; of more, evenly chosen ones."""


class DigitPairCourse(QObject):
    """Opens the window, and gives it one moment after the other; closing it ends the work."""

    def __init__(
        self,
        player: MomentPlayer,
        source: DatasetProvider,
        tasks: Tasks,
        window: QWidget,
        name_of: Callable[[Path], str],
    ) -> None:
        """`name_of` returns what a run is called, which stays right when another one begins."""
        super().__init__(window)
        self._name_of = name_of
        self._player, self._source, self._window = player, source, window
        self._runner = tasks.runner()
        self._runner.received.connect(self._receive)
        self._pair_window: DigitPairWindow | None = None
        self._places: dict[Moment, float] = {}

    @Slot()
    def open(self) -> None:
        """Open the window for the run of the player."""
        from core.runs.moments import evenly_chosen
        from gui.moments.digit_pair_window import DigitPairWindow

        found = self._player.list
        if found is None or not found.moments or self._pair_window is not None:
            return
        self._player.pause()
        moments = evenly_chosen(found.moments, _MOST)
        self._places = dict(zip(found.moments, found.places, strict=True))
        name = self._name_of(found.run)
        self._pair_window = window = DigitPairWindow(self._window, name, len(moments))
        window.finished.connect(self._end)
        window.moment_chosen.connect(self._player.go_to_moment)
        window.show()
        self._runner.abandon()
        self._runner.start(_evaluation(self._source, found, moments))

    @Slot(object)
    def _receive(self, found: "list[MomentConfusion]") -> None:
        if self._pair_window is not None:
            self._pair_window.add(found, [self._places[each.moment] for each in found])

    @Slot()
    def _end(self) -> None:
        self._pair_window = None
        self._runner.cancel()


def _evaluation(source: DatasetProvider, found: MomentList, moments: "list[Moment]") -> Work:
    def work(publish: Publish) -> None:
        from core.runs.moment_confusions import moment_confusions

        for each in moment_confusions(found.run, moments, source.get().test):
            publish(each)

    return work
