"""The choice of runs whose curves are drawn behind those of the current training."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from core.runs.layout import HISTORY
from core.runs.run import read_run
from core.runs.run_listing import RunListing
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Policy, Publish, Tasks, Work
from gui.common.timers import Timer
from gui.session.run_curves import MOST_RUNS, RunCurves, curves_of

_INTERVAL = 2000
"""Milliseconds between two checks whether the histories have grown."""
_FULL = f"The curves show at most {MOST_RUNS} runs. Hide some of them to show the remaining ones."


@dataclass(frozen=True, slots=True)
class _Chosen:
    """How a chosen run is shown."""

    title: str
    color: int
    started: str
    """The time of its start, in hours, minutes and seconds."""

    def name(self, *, unique: bool) -> str:
        """Return its title, with the time if another chosen run has the same title."""
        return self.title if unique else f"{self.title}, {self.started}"


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """The curves of a run, with the modification time of its history."""

    changed: int
    curves: RunCurves


@dataclass(frozen=True, slots=True, eq=False)
class _Unread:
    """A run that cannot be read, and why."""

    path: Path
    error: InklingError


class CurveOverlays(QObject):
    """Reads the histories of the chosen runs in a thread, and again when they have grown."""

    changed = Signal(object)
    """Emitted with a tuple of RunCurves."""
    chosen_changed = Signal()
    """Emitted when other runs are chosen."""
    shown = Signal()
    """Emitted when the user has chosen more runs."""
    message = Signal(str)

    def __init__(self, tasks: Tasks, errors: ErrorReporter, parent: QObject) -> None:
        super().__init__(parent)
        self._errors = errors
        self._chosen: dict[Path, _Chosen] = {}
        self._gone: dict[Path, _Chosen] = {}
        """Runs that were deleted while they were shown."""
        self._read: dict[Path, _Read] = {}
        self._runner = tasks.runner(Policy.LATEST)
        self._runner.received.connect(self._receive)
        self._runner.finished.connect(self._finish)
        self._timer = Timer(self, singleShot=True, interval=_INTERVAL)
        self._timer.timeout.connect(self._check)

    @property
    def colors(self) -> Mapping[Path, int]:
        """The color of each run that is shown."""
        return {path: chosen.color for path, chosen in self._chosen.items()}

    def toggle(self, entries: Sequence[RunListing]) -> None:
        """Show these runs or, if all of them are shown, hide them."""
        if all(entry.path in self._chosen for entry in entries):
            self._hide([entry.path for entry in entries])
        else:
            self._show([entry for entry in entries if entry.path not in self._chosen])
            self.shown.emit()

    @Slot()
    def clear(self) -> None:
        """Hide all runs."""
        self._gone.clear()
        self._hide(list(self._chosen))

    def follow(self, entries: Sequence[RunListing]) -> None:
        """Take over changed titles, hide deleted runs, and show those that were restored."""
        titles = {entry.path: entry.title for entry in entries}
        gone = [path for path in self._chosen if path not in titles]
        renamed = {
            path: replace(chosen, title=titles[path])
            for path, chosen in self._chosen.items()
            if path in titles and chosen.title != titles[path]
        }
        self._chosen |= renamed
        self._gone |= {path: self._chosen[path] for path in gone}
        self._show_restored(titles)
        if gone:
            self._hide(gone)
        elif renamed:
            self._emit_changes()

    def _show(self, entries: Sequence[RunListing]) -> None:
        free = self._free_colors()
        for entry, color in zip(entries, free, strict=False):
            started = f"{entry.metadata.created.astimezone():%H:%M:%S}"
            self._chosen[entry.path] = _Chosen(entry.title, color, started)
        if len(entries) > len(free):
            self.message.emit(_FULL)
        self.chosen_changed.emit()
        self._check()

    def _free_colors(self) -> list[int]:
        used = set(self.colors.values())
        return [color for color in range(MOST_RUNS) if color not in used]

    def _show_restored(self, titles: Mapping[Path, str]) -> None:
        """Show again the runs that were deleted and are listed again, if possible in their colors.

        They stay hidden if other runs have taken all colors.
        """
        restored = [path for path in self._gone if path in titles]
        for path in restored:
            chosen = self._gone.pop(path)
            free = self._free_colors()
            if free:
                color = chosen.color if chosen.color in free else free[0]
                self._chosen[path] = replace(chosen, title=titles[path], color=color)
        if restored:
            self.chosen_changed.emit()
            self._check()

    def _hide(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._chosen.pop(path, None)
            self._read.pop(path, None)
        self.chosen_changed.emit()
        self._emit_changes()

    def _emit_changes(self) -> None:
        """Emit the curves of the runs that have been read."""
        titles = Counter(chosen.title for chosen in self._chosen.values())
        self.changed.emit(
            tuple(
                replace(
                    self._read[path].curves,
                    title=chosen.name(unique=titles[chosen.title] == 1),
                    color=chosen.color,
                )
                for path, chosen in self._chosen.items()
                if path in self._read
            )
        )

    @Slot()
    def _check(self) -> None:
        if self._chosen:
            known = {path: read.changed for path, read in self._read.items()}
            self._runner.start(_reading(list(self._chosen), known))

    @Slot(object)
    def _receive(self, found: list[_Read | _Unread]) -> None:
        for each in found:
            if isinstance(each, _Read):
                self._read[each.curves.path] = each
            else:
                self._hide([each.path])
                self._errors.report(each.error)
        self._emit_changes()

    @Slot()
    def _finish(self) -> None:
        if self._chosen:
            self._timer.start()


def _reading(paths: Sequence[Path], known: Mapping[Path, int]) -> Work:
    """Return a task that reads the histories that have changed since they were last read."""

    def work(publish: Publish) -> None:
        for path in paths:
            changed = _changed(path)
            if known.get(path) == changed:
                continue
            try:
                publish(_Read(changed, curves_of(read_run(path), "", 0)))
            except InklingError as error:
                publish(_Unread(path, error))

    return work


def _changed(path: Path) -> int:
    try:
        return (path / HISTORY).stat().st_mtime_ns
    except OSError:
        return 0  # it has none yet
