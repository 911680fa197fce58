"""The figure of loss and accuracy of runs at the ends of their epochs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.foundation.loss_text import loss_text
from core.foundation.percent import percent
from core.plots.palette import (
    CHANGE,
    ERROR,
    GRID,
    INK,
    MOST_MARKED,
    RUN_MARKERS,
    RUNS,
    TRAINING,
    VALIDATION,
    faint,
    marked_points,
)
from core.plots.quantities import (
    AXIS_LABELS,
    Axis,
    Part,
    Quantity,
    best_epoch,
    change_positions,
    changes_label,
    display_name,
    divergence,
    positions_of,
    value_label,
    values_of,
)
from core.plots.rendering import Format, render
from core.plots.value_axis import scale_values
from core.runs.run import Run
from core.runs.run_series import Values

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MIN_DISTANCE = 0.025
"""A share of the width of the axis: changes that are closer share one line and one label."""
_LINE, _LABEL = 1.6, 1.7
"""The order of drawing: above the grid, which is at 1.5, and below the curves, which are at 2."""


def _draw_changes(
    axes: "Axes", run: Run, axis: Axis, color: str | None, *, above: bool = True
) -> None:
    """Draw a line for each live change; with a `color`, in a shade of it and without a label.

    The labels are at the upper edge, or with `above=False` at the lower one.
    """
    if not run.changes:
        return
    positions = change_positions(run, axis).tolist()
    width = max(axes.get_xlim()[1], *positions)
    axes.set_xlim(right=width)  # a change may have come after the last epoch
    for group in _groups(positions, _MIN_DISTANCE * width):
        position = positions[group[0]]
        line = faint(color) if color else CHANGE
        axes.axvline(position, color=line, linewidth=0.7, linestyle=":", zorder=_LINE)
        if color is None:
            label = changes_label([run.changes[i].values for i in group])
            _write(axes, position, label, above=above)


def _draw_divergence(axes: "Axes", run: Run, axis: Axis, color: str, name: str) -> None:
    """Shade the epoch in which a run diverged, and say so in the legend."""
    found = divergence(run, axis)
    if found is None or run.end is None:
        return
    axes.set_xlim(right=max(axes.get_xlim()[1], found[1]))
    text = f"iverged in epoch {run.end.epochs + 1}"
    axes.axvspan(
        *found,
        facecolor=faint(color, 0.25),
        edgecolor=color,
        linewidth=1.0,
        hatch="////",
        zorder=_LINE,
        label=f"“{name}”, d{text}" if name else f"D{text}",
    )


def _groups(positions: list[float], least: float) -> list[list[int]]:
    groups: list[list[int]] = []
    for index, position in enumerate(positions):
        if groups and position - positions[groups[-1][0]] < least:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _write(axes: "Axes", position: float, text: str, *, above: bool) -> None:
    axes.annotate(
        text,
        (position, 0.98 if above else 0.02),
        xycoords=axes.get_xaxis_transform(),
        xytext=(2, 0),
        textcoords="offset points",
        rotation=90,
        va="top" if above else "bottom",
        fontsize=7,
        color=CHANGE,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
        zorder=_LABEL,
    )


NamedRuns = Sequence[tuple[str, Run]]
_WIDTHS: dict[Part, float] = {"train": 1.2, "validation": 1.6}
_MARKERS: dict[Part, str] = {"train": "o", "validation": "s"}
_DASHES: dict[Part, str] = {"train": "-", "validation": "--"}
_PART_LABELS: dict[Part, str] = {"train": "Training", "validation": "Validation"}
_COLORS: dict[Part, str] = {"train": TRAINING, "validation": VALIDATION}


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of a figure."""

    quantity: Quantity
    axis: Axis
    logarithmic: bool

    def draw(self, axes: "Axes", runs: NamedRuns) -> None:
        """Draw the runs on empty axes."""
        axes.set_xlabel(AXIS_LABELS[self.axis])
        axes.set_ylabel(value_label([run for _, run in runs], self.quantity))
        axes.grid(visible=True, color=GRID, linewidth=0.6)
        for part in _DASHES:
            for number, (name, run) in enumerate(runs):
                self._curve(axes, run, part, number, name if len(runs) > 1 else "")
        if len(runs) == 1:
            self._mark_best(axes, runs[0][1])
        axes.set_xlim(left=0)
        self._scale(axes, runs)
        self._finish(axes, runs)

    def _curve(self, axes: "Axes", run: Run, part: Part, number: int, name: str) -> None:
        x, y = positions_of(run, self.axis), self._plottable(values_of(run, self.quantity, part))
        color = RUNS[number % len(RUNS)]
        shade = color if part == "validation" else faint(color)
        # Markers tell lines apart without colors, and show a line with one point.
        marker = RUN_MARKERS[number % len(RUN_MARKERS)] if name else _MARKERS[part]
        axes.plot(
            x,
            y,
            color=shade if name else _COLORS[part],
            linestyle=_DASHES[part],
            linewidth=_WIDTHS[part],
            marker=marker if name or len(x) <= MOST_MARKED else "",
            markersize=4,
            markerfacecolor="white" if part == "validation" else None,
            markevery=marked_points(len(x), number) if name else None,
            label=f"“{name}”, {part.replace('train', 'training')}" if name else _PART_LABELS[part],
        )

    def _mark_best(self, axes: "Axes", run: Run) -> None:
        values = self._plottable(values_of(run, self.quantity, "validation"))
        best = best_epoch(values, self.quantity)
        if best is None:
            return
        value, epoch = float(values[best]), run.epochs[best].epoch
        axes.plot(
            positions_of(run, self.axis)[best],
            value,
            color=VALIDATION,
            linestyle="",
            marker="D",
            markersize=6,
            markerfacecolor="white",
            label=f"Best validation {self.quantity}: {self._text_of(value)}, epoch {epoch}",
        )

    def _text_of(self, value: float) -> str:
        return percent(value / 100) if self.quantity == "accuracy" else loss_text(value)

    def _plottable(self, values: Values) -> Values:
        """Return values without those that a logarithmic axis cannot show."""
        return np.where(values > 0, values, np.nan) if self.logarithmic else values

    def _scale(self, axes: "Axes", runs: NamedRuns) -> None:
        from matplotlib.ticker import FuncFormatter, MaxNLocator

        lines = [
            (positions_of(run, self.axis), self._plottable(values_of(run, self.quantity, part)))
            for part in _DASHES
            for _, run in runs
        ]
        scale_values(axes, lines, self._text_of, logarithmic=self.logarithmic, same=len(runs) == 1)
        if self.axis == "epoch":
            axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        if self.axis == "images":
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))

    def _finish(self, axes: "Axes", runs: NamedRuns) -> None:
        for number, (name, run) in enumerate(runs):
            color = RUNS[number % len(RUNS)] if len(runs) > 1 else ERROR
            _draw_divergence(axes, run, self.axis, color, name if len(runs) > 1 else "")
        if not any(run.epochs for _, run in runs):
            diverged = any(divergence(run, self.axis) for _, run in runs)
            axes.text(
                0.5,
                0.5,
                "Diverged before the end of epoch 1." if diverged else "No epoch has ended yet.",
                transform=axes.transAxes,
                ha="center",
                color=INK,
            )
            axes.set_yticks([])
            return
        for number, (_, run) in enumerate(runs):
            color = RUNS[number % len(RUNS)]
            # Where the curves of a training that succeeds are not.
            above = self.quantity == "loss"
            _draw_changes(axes, run, self.axis, color if len(runs) > 1 else None, above=above)
        columns = 2 if len(runs) > 1 else 3
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.16),
            ncols=columns,
            frameon=False,
            fontsize=8,
        )


_WIDTH, _HEIGHT, _LEGEND_ROW = 7.0, 3.7, 0.18
"""Inches: of one plot, and of a row of its legend."""


def curve_figure(
    runs: Sequence[tuple[str, Run]],
    quantity: Quantity,
    format: Format,  # noqa: A002
    *,
    x: Axis = "epoch",
    logarithmic: bool = False,
) -> bytes:
    """Return the file of one plot with training and validation of each run, by its name.

    A single run has its name above, its best validation epoch marked and its live changes labeled.
    The same runs give the same bytes.
    """
    return stacked_figure(runs, [quantity], format, x=x, logarithmic=logarithmic)


def stacked_figure(
    runs: Sequence[tuple[str, Run]],
    quantities: Sequence[Quantity],
    format: Format,  # noqa: A002
    *,
    x: Axis = "epoch",
    logarithmic: bool = False,
) -> bytes:
    """Return the file of several plots, one above the other.

    `logarithmic` refers to the axis of the loss.
    """
    named = [(display_name(name), run) for name, run in runs]
    panels = [Panel(each, x, logarithmic and each == "loss") for each in quantities]
    height = _HEIGHT + _LEGEND_ROW * len(named)

    def draw(figure: "Figure") -> None:
        if len(named) == 1 and named[0][0]:
            figure.suptitle(named[0][0], fontsize=10)
        for panel, axes in zip(
            panels, figure.subplots(len(panels), squeeze=False).flat, strict=True
        ):
            panel.draw(axes, named)

    return render((_WIDTH, height * len(panels)), draw, format)
