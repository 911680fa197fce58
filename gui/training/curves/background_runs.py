"""The runs behind the curves of a training: the last one, and those that the user has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from gui.session.run_curves import LastRun, RunCurves
from gui.training.curves.curve_legend import ComparisonLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.last_run import title_of_last_run


@dataclass
class CurrentRun:
    """The run of the curves."""

    settings: Hyperparameters
    """The settings at its start."""
    folder: Path | None
    """None while it is not known."""
    changed: dict[str, Value] = field(default_factory=dict)
    """The last values of what was changed during its training."""
    diverged: bool = False


class BackgroundRuns:
    """Draws no run twice: not the one of the curves, and not the last one where it was chosen."""

    def __init__(self, plots: Sequence[CurvePlot], legend: ComparisonLegend) -> None:
        self._plots, self._legend = plots, legend
        self.chosen: tuple[RunCurves, ...] = ()
        """The runs that the user has chosen."""
        self._current: CurrentRun | None = None
        self._last_folder: Path | None = None
        """The folder of the last run; None where it is not known."""
        self._saved: LastRun | None = None
        """The last run if it was read from the library; None for others."""
        self.drawn = False
        """Whether some of the chosen runs are drawn."""

    @property
    def has_last_run(self) -> bool:
        """Whether the lines of a last run are kept."""
        return any(plot.last_run.title for plot in self._plots)

    def begin(self, run: CurrentRun | None, *, keep: bool) -> None:
        """Take note of the run of the next curves, before they replace the present ones.

        With `keep`, these become the last run, unless they are of the same run.
        """
        before, self._current = self._current, run
        if run is None:
            return
        if self._saved is not None:
            self._rename(self._saved, run)
        another = run.folder is None or before is None or run.folder != before.folder
        if another and before is not None and keep:
            title = title_of_last_run(before.settings, run.settings, before.changed)
            for plot in self._plots:
                plot.keep_last_run(_with_end(title, diverged=before.diverged))
            self._last_folder, self._saved = before.folder, None

    def show_saved(self, last: LastRun) -> None:
        """Show the last run of the library."""
        self._saved, self._last_folder = last, last.curves.path
        for plot in self._plots:
            plot.show_last_run(_title_of(last, last.settings), last.curves)
        self.draw()

    def clear_last_run(self) -> None:
        """Remove the lines of the last run."""
        for plot in self._plots:
            plot.clear_last_run()
        self._last_folder = self._saved = None

    def choose(self, runs: tuple[RunCurves, ...]) -> None:
        """Draw other runs than before."""
        if runs or self.chosen:
            self.chosen = runs
            self._draw()

    def draw(self) -> None:
        """Draw the chosen runs anew, if there are any, since the run of the curves has changed."""
        if self.chosen:
            self._draw()

    def _draw(self) -> None:
        folder = None if self._current is None else self._current.folder
        others = tuple(run for run in self.chosen if run.path != folder)
        own = next((run for run in self.chosen if run.path == folder), None)
        self.drawn = bool(others)
        self._legend.show_runs(others, own)
        hide_last = any(run.path == self._last_folder for run in others)
        for plot in self._plots:
            plot.show_runs(others, hide_last=hide_last)

    def _rename(self, last: LastRun, run: CurrentRun) -> None:
        """Say what was different in the last run, or remove it if it is the one that goes on."""
        if run.folder == last.curves.path:
            self.clear_last_run()
        for plot in self._plots:
            plot.name_last_run(_title_of(last, run.settings))


def _title_of(last: LastRun, now: Hyperparameters) -> str:
    title = title_of_last_run(last.settings, now, last.changed, last.title)
    return _with_end(title, diverged=last.curves.diverged)


def _with_end(title: str, *, diverged: bool) -> str:
    return f"{title}, diverged" if diverged else title
