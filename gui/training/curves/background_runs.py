"""The runs behind the curves of a training: the last one, and those that the user has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from gui.session.run_curves import LastRun, RunCurves
from gui.training.curves.comparison_legend import ComparisonLegend
from gui.training.curves.comparison_lines import mapping_of
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.last_run import title_of_last_run
from gui.training.curves.x_axis_mapping import XAxisMapping

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing


@dataclass
class ShownRun:
    """A run whose curves are shown."""

    settings: Hyperparameters
    """The settings at its start."""
    folder: Path | None
    """None while it is not known."""
    changed: dict[str, Value] = field(default_factory=dict)
    """The last values of what was changed during its training."""
    diverged: bool = False
    listed: str = ""
    """Its name in the list of runs; empty while it is not listed."""

    @property
    def name(self) -> str:
        """Its name, as in the list of runs."""
        from core.runs.run_title import describe_settings  # not needed at the start

        return self.listed or describe_settings(self.settings)

    def follow(self, entries: "Sequence[RunListing]") -> None:
        """Take the name that the run has in the list."""
        found = (entry.title for entry in entries if entry.path == self.folder)
        self.listed = next(found, self.listed)


class BackgroundRuns:
    """Draws no run twice: not the one of the curves, and not the last one where it was chosen."""

    def __init__(self, plots: Sequence[CurvePlot], legend: ComparisonLegend) -> None:
        self._plots, self._legend = plots, legend
        self.chosen: tuple[RunCurves, ...] = ()
        """The runs that the user has chosen."""
        self._current: ShownRun | None = None
        self._last: ShownRun | None = None
        """The last run, if it is shown."""
        self.drawn = False
        """Whether some of the chosen runs are drawn."""

    @property
    def has_last_run(self) -> bool:
        """Whether the lines of a last run are kept."""
        return self._last is not None

    def mapping_of(self, run: Path) -> XAxisMapping | None:
        """Return the mapping of the last run or of a chosen one; None for any other."""
        chosen = next((each for each in self.chosen if each.path == run), None)
        if chosen is not None:
            return mapping_of(chosen)
        if self._last is None or self._last.folder != run:
            return None
        lines = self._plots[0].last_run.lines.values()
        return next((line.mapping for line in lines), None)

    def begin(self, run: ShownRun | None, *, keep: bool) -> None:
        """Take note of the run of the next curves, before they replace the present ones.

        With `keep`, these become the last run, unless they are of the same run or of none.
        """
        before, self._current = self._current, run
        if run is None:
            return
        if self._last is not None and run.folder is not None and run.folder == self._last.folder:
            self.clear_last_run()
        another = run.folder is None or before is None or run.folder != before.folder
        kept = [plot.keep_last_run() for plot in self._plots if another and before and keep]
        if any(kept):
            self._last = before
        self.name_last_run()

    def show_saved(self, last: LastRun) -> None:
        """Show the last run of the library."""
        curves = last.curves
        changed = dict(last.changed)
        self._last = ShownRun(last.settings, curves.path, changed, curves.diverged, last.title)
        for plot in self._plots:
            plot.show_last_run(curves)
        self.name_last_run()
        self.draw()

    def follow(self, entries: "Sequence[RunListing]") -> None:
        """Call the runs as the list of runs does, where they may have been renamed."""
        for run in (self._current, self._last):
            if run is not None:
                run.follow(entries)
        self.name_last_run()

    def clear_last_run(self) -> None:
        """Remove the lines of the last run."""
        for plot in self._plots:
            plot.clear_last_run()
        self._last = None

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
        hide_last = self._last is not None and any(run.path == self._last.folder for run in others)
        for plot in self._plots:
            plot.show_runs(others, hide_last=hide_last)

    def name_last_run(self) -> None:
        """Say what was different in the last run."""
        last = self._last
        if last is None:
            return
        current = self._current
        title = title_of_last_run(
            last.name,
            last.settings,
            None if current is None else current.settings,
            last.changed,
            diverged=last.diverged,
            now_changed=current is not None and bool(current.changed),
        )
        for plot in self._plots:
            plot.name_last_run(title)
