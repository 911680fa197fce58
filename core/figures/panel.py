"""One plot of a figure: a quantity of some runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.figures.changes import draw_changes
from core.figures.colours import GRID, INK, RUNS, TRAINING, VALIDATION, faint
from core.figures.quantities import (
    AXIS_LABELS,
    Axis,
    Part,
    Quantity,
    Values,
    best_epoch,
    positions_of,
    value_label,
    values_of,
)
from core.runs.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Named = Sequence[tuple[str, Run]]
_WIDTHS: dict[Part, float] = {"train": 1.2, "validation": 1.6}
_DASHES: dict[Part, str] = {"train": "-", "validation": "--"}
_WORDS: dict[Part, str] = {"train": "Training", "validation": "Validation"}
_COLOURS: dict[Part, str] = {"train": TRAINING, "validation": VALIDATION}


@dataclass(frozen=True, slots=True)
class Panel:
    """What to draw, along what, and how."""

    quantity: Quantity
    axis: Axis
    logarithmic: bool

    def draw(self, axes: "Axes", runs: Named) -> None:
        """Draw on empty axes."""
        axes.set_xlabel(AXIS_LABELS[self.axis])
        axes.set_ylabel(value_label([run for _, run in runs], self.quantity))
        axes.grid(visible=True, color=GRID, linewidth=0.6)
        for part in _DASHES:
            for number, (name, run) in enumerate(runs):
                self._curve(axes, run, part, number, name if len(runs) > 1 else "")
        if len(runs) == 1:
            self._mark_best(axes, runs[0][1])
        axes.set_xlim(left=0)
        self._scale(axes)
        self._finish(axes, runs)

    def _curve(self, axes: "Axes", run: Run, part: Part, number: int, name: str) -> None:
        x, y = positions_of(run, self.axis), self._shown(values_of(run, self.quantity, part))
        colour = RUNS[number % len(RUNS)]
        shade = colour if part == "validation" else faint(colour)
        axes.plot(
            x,
            y,
            color=shade if name else _COLOURS[part],
            linestyle=_DASHES[part],
            linewidth=_WIDTHS[part],
            # A line through one point cannot be seen.
            marker="o" if len(x) == 1 else "",
            markersize=4,
            label=f"“{name}”, {part.replace('train', 'training')}" if name else _WORDS[part],
        )

    def _mark_best(self, axes: "Axes", run: Run) -> None:
        values = self._shown(values_of(run, self.quantity, "validation"))
        best = best_epoch(values, self.quantity)
        if best is None:
            return
        value = float(values[best])
        told = f"{value:.2f} %" if self.quantity == "accuracy" else f"{value:.4g}"
        axes.plot(
            positions_of(run, self.axis)[best],
            value,
            color=VALIDATION,
            linestyle="",
            marker="D",
            markersize=6,
            markerfacecolor="white",
            label=f"Best validation: {told}, epoch {run.epochs[best].epoch}",
        )

    def _shown(self, values: Values) -> Values:
        """A logarithmic axis has no place for 0."""
        return np.where(values > 0, values, np.nan) if self.logarithmic else values

    def _scale(self, axes: "Axes") -> None:
        from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

        if self.logarithmic and any(np.isfinite(line.get_ydata()).any() for line in axes.lines):
            axes.set_yscale("log")
            # Matplotlib's own writes powers as formulas, and no text stays in an SVG.
            few = np.ptp(np.log10(axes.get_ylim())) < 1
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axes.yaxis.set_minor_formatter(
                FuncFormatter(lambda value, _: f"{value:.3g}") if few else NullFormatter()
            )
        if self.axis == "epoch":
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if self.axis == "images":
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))

    def _finish(self, axes: "Axes", runs: Named) -> None:
        if not any(run.epochs for _, run in runs):
            axes.text(
                0.5,
                0.5,
                "No epoch has ended yet.",
                transform=axes.transAxes,
                ha="center",
                color=INK,
            )
            axes.set_yticks([])
            return
        for number, (_, run) in enumerate(runs):
            colour = RUNS[number % len(RUNS)]
            draw_changes(axes, run, self.axis, colour if len(runs) > 1 else None)
        columns = 2 if len(runs) > 1 else 3
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.16),
            ncols=columns,
            frameon=False,
            fontsize=8,
        )
