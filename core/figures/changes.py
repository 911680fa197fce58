"""Thin lines where hyperparameters were changed while the network learnt."""

from typing import TYPE_CHECKING

from core.figures.colours import CHANGE, faint
from core.figures.names import changes_label
from core.figures.quantities import Axis, change_positions
from core.runs.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST = 0.025
"""Of the axis' width: nearer ones are one line, or their words would lie on each other."""


def draw_changes(axes: "Axes", run: Run, axis: Axis, colour: str | None) -> None:
    """A line for each live change; with a `colour`, in a shade of it and without words."""
    if not run.changes:
        return
    positions = change_positions(run, axis).tolist()
    width = max(axes.get_xlim()[1], *positions)
    axes.set_xlim(right=width)  # a change may have come after the last epoch
    for group in _groups(positions, _LEAST * width):
        position = positions[group[0]]
        line = faint(colour) if colour else CHANGE
        axes.axvline(position, color=line, linewidth=0.7, linestyle=":", zorder=1)
        if colour is None:
            _write(axes, position, changes_label([run.changes[i].values for i in group]))


def _groups(positions: list[float], least: float) -> list[list[int]]:
    groups: list[list[int]] = []
    for index, position in enumerate(positions):
        if groups and position - positions[groups[-1][0]] < least:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _write(axes: "Axes", position: float, text: str) -> None:
    axes.annotate(
        text,
        (position, 0.98),
        xycoords=axes.get_xaxis_transform(),
        xytext=(2, 0),
        textcoords="offset points",
        rotation=90,
        va="top",
        fontsize=7,
        color=CHANGE,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
        zorder=1.5,
    )
