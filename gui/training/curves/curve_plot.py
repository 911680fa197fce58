"""The plot of one quantity on training and validation images, against epochs, images or time."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QWidget

from core.plots.limits import Limits, joint_limits
from gui.common.theme import theme_of
from gui.session.run_curves import RunCurves
from gui.training.curves.axis_ranges import horizontal_range
from gui.training.curves.change_marks import HyperparameterChange
from gui.training.curves.comparison_lines import ComparisonLines, mapping_of
from gui.training.curves.curve_legend import Legends
from gui.training.curves.curve_table import Row, TableLine, table_rows
from gui.training.curves.downsampled_series import Series, Values
from gui.training.curves.epoch_plot import EpochPlot, Quantity
from gui.training.curves.last_run import LastRunLines
from gui.training.curves.line_names import (
    BEST,
    DIVERGED,
    LAST_RUN,
    MINI_BATCHES,
    MOMENT,
    NAMES,
    TRAINING,
    VALIDATION,
)
from gui.training.curves.outside_marks import Lines
from gui.training.curves.plot_marks import PlotMarks
from gui.training.curves.point_markers import PointMarkers
from gui.training.curves.readout import Reading
from gui.training.curves.training_lines import TrainingLines
from gui.training.curves.value_range import ValueRange, marker_room
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping

_FARTHER = 0.1
"""The share of the axis by which the last run is drawn beyond its end, where some room is empty."""
_LAST_RUN = 0.6
"""The share of the text's color in the lines of the last run."""


class CurvePlot(EpochPlot):
    """Draws the curves of a training, at the same cost however long it runs."""

    def __init__(self, quantity: Quantity, object_name: str, legends: Legends) -> None:
        super().__init__(quantity, object_name)
        self._legends = legends
        self._planned = np.inf
        self._settings = ViewSettings()
        self._following = True
        self._growing = False
        self._named = False
        self._values = ValueRange()
        view = self.getViewBox()
        self._markers = PointMarkers(view)
        self._lines = TrainingLines(self, self._markers)
        metric = quantity.name.lower()
        self.overlays = ComparisonLines(self, self._markers, metric, quantity.factor)
        self.last_run = LastRunLines(self, self._markers)
        self._marks = PlotMarks(view, self._outside_text, rising=quantity.rising)
        self._moment: tuple[float, XAxisMapping] | None = None
        """The moment that the line with the handle shows, in epochs, and its mapping."""
        self.moved.connect(self._hold_values)
        view.sigResized.connect(self._fit_size)
        self._use_theme()
        self.redraw()

    @property
    def curves(self) -> Mapping[str, Series]:
        """The points of the lines of the current training, by the names of the lines."""
        return self._lines.series

    @property
    def mapping(self) -> XAxisMapping:
        """The mapping from epochs of the current training to the axis."""
        return self._lines.mapping

    def begin(
        self, mapping: XAxisMapping, planned: float = np.inf, *, keep_batches: bool = False
    ) -> None:
        """Start new curves, of so many epochs; `mapping` maps their epochs to the axis.

        Mini-batches are not saved with a run: `keep_batches` keeps those of a run that goes on.
        """
        self._planned = planned
        self._growing = np.isfinite(planned)
        self._lines.begin(mapping, keep_batches=keep_batches)
        self._marks.clear()
        self._marks.set_places(mapping, self.x_scale)
        self._named = False
        self._values.forget()
        self.show_all()

    def plan(self, epochs: float) -> None:
        """Note that the training will have another number of epochs than at its start."""
        self._planned = epochs
        self.redraw()

    def add_batches(self, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """Append values of mini-batches, at fractions of epochs."""
        self._growing = True
        if not len(self.curves[MINI_BATCHES]):
            self._named = False  # the name says whether some are missing
        self._extend(MINI_BATCHES, epochs, values)

    def keep_batches(self, first: float, gap: float) -> None:
        """Keep the mini-batches before `first`, in epochs, unless there is a larger gap."""
        self._lines.keep_batches(first, gap)
        self._named = False

    def add_epochs(
        self, epochs: Sequence[int], training: Sequence[float], validation: Sequence[float]
    ) -> None:
        """Append evaluations at the ends of epochs."""
        self._extend(TRAINING, epochs, training)
        self._extend(VALIDATION, epochs, validation)
        if self.x_scale.x_axis is XAxis.TIME:  # places between ends of epochs have changed
            self._marks.move()
            self._lines.redraw()

    def mark_best(self, epoch: int | None) -> None:
        """Mark the epoch with the lowest validation loss, if any, at once: the other plot, which
        may be drawn later, must not show another epoch."""
        if self._marks.mark_best(epoch):
            self._marks.draw_lines()
            self._named = False

    def end(self, diverged_epoch: int | None = None, reason: str = "") -> None:
        """End the horizontal axis where the curves do, and mark where the training diverged.

        `diverged_epoch` is the epoch in which it did so; None where it did not.
        """
        self._growing = False
        if diverged_epoch is not None:
            self._marks.mark_divergence(self._lines.last_batch(), diverged_epoch, reason)
            self._named = False

    def add_changes(self, changes: list[HyperparameterChange]) -> None:
        """Mark where hyperparameters were changed at the next drawing."""
        self._marks.add_changes(changes)

    def labels(self) -> list[str]:
        """Return the texts beside the marks of changes, from left to right."""
        return self._marks.change_labels()

    def outside_texts(self) -> list[str]:
        """Return the texts of the marks for values that are not in view."""
        return self._marks.outside_texts()

    def set_view(self, settings: ViewSettings) -> None:
        """Use other axes or another smoothing. A logarithmic axis leaves out what has no place."""
        before, self._settings = self._settings, settings
        if settings.x_scale != before.x_scale:
            self.set_x_scale(settings.x_scale)
            self._marks.set_places(self.mapping, self.x_scale)
            self._place_moment()
        if settings.logarithmic != before.logarithmic:
            self._axes["left"].set_logarithmic(logarithmic=settings.logarithmic)
        if bool(settings.smoothing) != bool(before.smoothing):
            self._use_theme()
        if settings.x_scale != before.x_scale:
            self.show_all()
        elif (settings.logarithmic, settings.whole_range) != (
            before.logarithmic,
            before.whole_range,
        ):
            self._values.fit()
            self.redraw()
        elif settings != before:
            self.redraw()

    def show_moment(self, epoch: float | None, mapping: XAxisMapping | None) -> None:
        """Put the line with the handle at a moment, in epochs; None hides it."""
        self._moment = None if epoch is None or mapping is None else (epoch, mapping)
        self._place_moment()

    def _place_moment(self) -> None:
        place = (
            None if self._moment is None else self._moment[1].place(self._moment[0], self.x_scale)
        )
        line = self.getViewBox().moment
        was_shown = line.place is not None
        line.move(place if place is not None and np.isfinite(place) else None)
        if was_shown != (line.place is not None):
            self._show_names()

    def show_runs(self, runs: Sequence[RunCurves], *, hide_last: bool = False) -> None:
        """Draw other runs behind the curves; `hide_last` if the last run is one of them."""
        self.overlays.show_runs(runs)
        self.last_run.set_hidden(hidden=hide_last)
        self._legends.curves.set_compact(compact=bool(runs))
        self._named = False
        self._color_background()
        self.redraw()

    def keep_last_run(self) -> bool:
        """Keep the lines of the training that has ended behind those of the next one, if it has
        any; return whether it has. `name_last_run` must follow."""
        return self.last_run.keep(self.curves, self.mapping)

    def show_last_run(self, run: RunCurves) -> None:
        """Show the lines of a saved run as those of the last one; `name_last_run` must follow."""
        lines = {
            MINI_BATCHES: Series(),
            TRAINING: self.overlays.series(run, "train"),
            VALIDATION: self.overlays.series(run, "validation"),
        }
        self.last_run.keep(lines, mapping_of(run))
        self.redraw()

    def name_last_run(self, title: str) -> None:
        """Set what the legend says of the last run."""
        if title != self.last_run.title:
            self.last_run.title = title
            self._show_names()

    def clear_last_run(self) -> None:
        """Remove the lines of the last run."""
        self.last_run.clear()
        self._named = False
        self.redraw()

    def run_values_at(self, place: float) -> list[tuple[str, str]]:
        """Return the validation value of each of the other runs nearest to a place, and where on
        the axis it is, as texts; a run may have ended before the place."""
        x_axis = self.x_scale.x_axis
        return [
            (self.quantity.text(found[1]), x_axis.form(found[0]))
            if found is not None
            else ("–", "")
            for found in self.overlays.nearest(place, self._settings)
        ]

    @Slot()
    def show_all(self) -> None:
        """Show all of the curves, and follow them as they grow."""
        self._following = True
        self._values.fit()
        self.redraw()
        self.fit_axis()

    def stay(self) -> None:
        """Stop following the curves, and draw what is in view at full resolution."""
        self._following = False
        self.redraw()

    def readings(self, place: float) -> Iterator[Reading]:
        """Yield the value of each line of this and of the last training at a place."""
        epoch = self.mapping.epoch(place, self.x_scale)
        for name, series in self.curves.items():
            yield from self._reading(name, series, epoch, self.mapping)
        for name, line in self.last_run.lines.items():
            epoch = line.mapping.epoch(place, self.x_scale)
            yield from self._reading(name, line.series, epoch, line.mapping, LAST_RUN)

    def parts(self, title: str) -> list[QWidget]:
        """Return the plot for a picture, below a legend that is made for it.

        `title` is that of the current training; empty for none.
        """
        from gui.training.curves.picture_legend import PictureLegend

        runs, curves = self._legends
        entries = [*curves.entries(title), *runs.entries(theme_of(self))]
        return [PictureLegend(entries, self.width()), self]

    def table(self) -> Iterator[Row]:
        """Return all points of all lines; they may be read in another thread."""
        lines = [
            TableLine.of("current", name, series, self.mapping)
            for name, series in self.curves.items()
        ]
        for name, line in self.last_run.lines.items():
            lines.append(TableLine.of(LAST_RUN, name, line.series, line.mapping))
        for run, name, line in self.overlays.named_lines():
            lines.append(TableLine.of(run.label, name, line.series, line.mapping))
        return table_rows(lines, self.quantity.name.lower())

    def notes_at(self, place: float) -> list[str]:
        """Return what marks at a place say, and whether mini-batches are missing there."""
        notes, first = self._marks.notes_at(place), self._lines.first_batch
        if first is not None and self.mapping.epoch(place, self.x_scale) < first:
            notes.append("Mini-batches are not saved with a run")
        return notes

    def redraw(self) -> None:
        """Draw all curves, including those of other runs."""
        self._lines.redraw()
        self.overlays.draw(self._places, self._settings)
        self.last_run.draw(self._last_places, self._settings)
        self.draw_new()

    def draw_new(self) -> None:
        """Draw the curves that have new points."""
        self._lines.draw_new(self._places, self._settings)
        self._marks.draw_lines()
        if not self._named:
            self._show_names()
        self._set_ranges()
        self._marks.draw_changes()

    def changeEvent(self, event: QEvent) -> None:
        """Use the colors of a new palette, and the size of a new font."""
        super().changeEvent(event)
        if not hasattr(self, "_marks"):
            return
        if event.type() == QEvent.Type.FontChange:
            self.fit_font()
            self._marks.set_font(self.font())
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._use_theme()

    @property
    def _places(self) -> tuple[float, float]:
        """The range of the axis in which the curves are drawn."""
        if self._following:
            return -np.inf, np.inf
        left, right = self.viewRange()[0]
        return left, right

    @property
    def _last_places(self) -> tuple[float, float]:
        """The range of the axis in which the last run is drawn: as far as its lines can be seen,
        and a little farther, so that a longer run reaches the frame."""
        left, right = self._places
        end = self._end_for_last_run
        return left, end + _FARTHER * max(abs(end), 1.0) if np.isfinite(end) else right

    @property
    def _end_for_last_run(self) -> float:
        """The place on the axis to which the last run may extend it: where this training will end,
        which would otherwise become too short to be seen, or where a chosen run ends."""
        if not self._following:
            return np.inf
        extents = [line.extent for line in self.overlays.lines]
        return max([self._planned_place, *(extent[1] for extent in extents if extent is not None)])

    @property
    def _planned_place(self) -> float:
        """The place on the axis where the training will end; infinite while it is not known."""
        place = self.mapping.place(self._planned, self.x_scale)
        return place if np.isfinite(place) else np.inf

    def _reading(
        self, name: str, series: Series, epoch: float, mapping: XAxisMapping, of: str = ""
    ) -> Iterator[Reading]:
        found = series.nearest(epoch)
        first = self._lines.first_batch if name == MINI_BATCHES and not of else None
        if found is None or (first is not None and epoch < first):
            return
        x, y = found
        x_axis = self.x_scale.x_axis
        at = float(mapping.values(np.array([x]), x_axis)[0])
        where = x_axis.form(at, between=name == MINI_BATCHES)
        pen = self.last_run.lines[name].item.pen() if of else self._lines.pens[name]
        yield Reading(f"{of}, {name}" if of else name, pen, self.quantity.text(y), where)

    def _show_names(self) -> None:
        texts = {name: name for name in NAMES}
        if (first := self._lines.first_batch) is not None:
            texts[MINI_BATCHES] = f"{MINI_BATCHES} from epoch {ceil(first):,}"
        best, divergence = self._marks.best, self._marks.divergence
        if best.epoch is not None:
            texts[BEST] = f"{BEST} {best.epoch}"
        if divergence.at is not None:
            texts[DIVERGED] = f"{DIVERGED} {divergence.epoch}"
        if self.getViewBox().moment.place is not None:
            texts[MOMENT] = MOMENT
        if self.last_run.lines:
            texts[LAST_RUN] = f"{LAST_RUN}: {self.last_run.title}"
        self._legends.curves.show_texts(texts)
        self._named = True

    def _set_ranges(self) -> None:
        # pyqtgraph's own auto-range moves a little with each point, and repaints the axes.
        extents = self._extents
        self._show_whether_empty(empty=not extents)
        left, right = self.viewRange()[0]
        if self._following:
            room = marker_room(self.getViewBox().width())
            left, right = horizontal_range(
                extents, self.x_scale, self._planned_place, growing=self._growing, room=room
            )
        values, fitting = self._values.shown, self._values.fitting
        if fitting:
            values = self._choose_values(self._limits or (0.0, 1.0))
        # What is not in view because it would squash the rest is marked. These marks follow the
        # range, so they need the new points first.
        self._marks.draw_outside(self._runs_points, values if fitting else None)
        moved = self._following and [left, right] != self.viewRange()[0]
        if moved or values != self._values.shown:
            self._values.shown = values
            x_range = (left, right) if self._following else None
            self.setRange(xRange=x_range, yRange=values if fitting else None, padding=0)

    @property
    def _extents(self) -> list[tuple[float, float]]:
        """The first and the last place of each line, and of the last run as far as it is drawn."""
        end = self._end_for_last_run
        ends = [curve.extent for curve in self._lines.curves]
        ends += [line.extent for line in self.overlays.lines]
        last = [line.extent for line in self.last_run.lines.values()]
        ends += [(extent[0], min(extent[1], end)) for extent in last if extent is not None]
        return [extent for extent in ends if extent is not None]

    @property
    def _limits(self) -> Limits | None:
        """The limits of all values in view; None where there are none."""
        beside = [*self.last_run.lines.values(), *self.overlays.lines]
        return joint_limits(
            [curve.limits for curve in self._lines.curves], [each.limits for each in beside]
        )

    def _show_whether_empty(self, *, empty: bool) -> None:
        hint = f"Press Start to train: the {self.quantity.name.lower()} appears here."
        if self._marks.divergence.at is not None:
            hint = f"The training diverged at once. {self._marks.divergence.reason}"
        self.show_hint(hint if empty else "")

    def _choose_values(self, limits: Limits) -> Limits:
        # The marks for values outside of the axis cover no point that is in view.
        marks = self._marks.outside_height if self._any_outside(limits) else 0.0
        height = self.getViewBox().height()
        return self._values.choose(limits, height, marks, self._settings, following=self._following)

    def _any_outside(self, limits: Limits) -> bool:
        """Return whether there are values outside of these limits."""
        low, high = limits
        points = [each for _, lines in self._runs_points for each in lines]
        return any(len(y) and (y.min() < low or y.max() > high) for _, y in points)

    @property
    def _runs_points(self) -> list[Lines]:
        """The points of all lines on the axes, run by run, also those of other runs."""
        runs: dict[str, list[tuple[Values, Values]]] = {}
        runs[""] = [curve.points for curve in self._lines.curves]
        for line in (*self.last_run.lines.values(), *self.overlays.lines):
            color = line.item.pen().color().name()
            runs.setdefault(color, []).append(line.points)
        return list(runs.items())

    @Slot()
    def _fit_size(self) -> None:
        """Have room for whole markers in another size of the plot, and no more than that."""
        self._values.fit_height(self.getViewBox().height())
        self._set_ranges()

    def _outside_text(self, value: float) -> str:
        return self.quantity.short_text(10.0**value if self._settings.logarithmic else value)

    @Slot(bool)
    def _hold_values(self, values: bool) -> None:
        """Leave the axis of the values as it is once the user has moved it."""
        if values:
            self._values.fitting = False

    def _extend(self, name: str, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        self._lines.extend(name, epochs, np.multiply(values, self.quantity.factor))

    def _use_theme(self) -> None:
        theme, palette = theme_of(self), self.palette()
        self.color_axes()
        self._lines.use_theme(theme, palette, smoothing=bool(self._settings.smoothing))
        pens = self._marks.use_theme(theme, palette, self.font())
        pens[MOMENT] = self.getViewBox().moment.pen
        for name, pen in {**self._lines.pens, **pens}.items():
            self._legends.curves.set_pen(name, pen)
        self._color_background()

    def _color_background(self) -> None:
        """Set the colors of the lines of other runs and of the last one."""
        theme, palette = theme_of(self), self.palette()
        base, text = palette.color(palette.ColorRole.Base), palette.color(palette.ColorRole.Text)
        self.overlays.set_colors(theme.runs, QBrush(base))
        self.last_run.set_color(theme.faint(text.name(), palette, _LAST_RUN))
        self._legends.curves.set_pen(LAST_RUN, self.last_run.pen(TRAINING))
