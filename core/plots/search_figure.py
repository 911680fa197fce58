"""The figure of a search: its trials as parallel coordinates, and the importance of settings."""

import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.foundation.percent import SHARE_DECIMALS, percent
from core.hyperparameters.schema import FIELDS
from core.plots.palette import CHANGE, GRID, INK, TRAINING
from core.plots.parallel_coordinates import (
    Coordinate,
    Metric,
    ParallelLayout,
    Scale,
    TrialPoint,
    rank_trials,
)
from core.plots.rendering import Format, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _LINES, _BAR = 8.0, 3.8, 0.32
"""Inches: the width of the figure, the heights of the parallel coordinates and of one bar."""
_TITLES = 110
"""Characters of the titles of all axes side by side."""
_MAP = "cividis"
"""A color map for all kinds of color vision."""


def search_figure(
    points: Sequence[TrialPoint],
    importances: Mapping[str, float],
    metric: Metric,
    picture_format: Format,
    scales: Mapping[str, Scale] = MappingProxyType({}),
) -> bytes:
    """Return the file of both plots, one above the other; importances only where there are any.

    `scales` are those of the ranges that were searched.
    """
    bars = 0.9 + _BAR * len(importances) if importances else 0.0

    def draw(figure: "Figure") -> None:
        if not importances:
            _draw_lines(figure.subplots(), points, metric, scales)
            return
        above, below = figure.subplots(2, height_ratios=(_LINES, bars))
        _draw_lines(above, points, metric, scales)
        _draw_bars(below, importances)

    return render((_WIDTH, _LINES + bars), draw, picture_format)


def _draw_lines(
    axes: "Axes", points: Sequence[TrialPoint], metric: Metric, scales: Mapping[str, Scale]
) -> None:
    import matplotlib as mpl

    axes.set_axis_off()
    if not points:
        axes.text(0.5, 0.5, "No trial is complete yet.", ha="center", color=INK)
        return
    colors = mpl.colormaps[_MAP]
    layout = ParallelLayout.of(points, metric, scales)
    room = _TITLES // len(layout.axes)
    for number, coordinate in enumerate(layout.axes):
        _draw_axis(axes, number, coordinate, room)
    for shade, point in rank_trials(points, metric):
        x, y = zip(*layout.corners(point), strict=True)
        # The brightest end of the map is too faint on white paper.
        axes.plot(x, y, color=colors(0.9 * (1 - shade)), linewidth=0.7 + 0.9 * shade, alpha=0.8)
    axes.set_xlim(-0.3, len(layout.settings) + 0.3)
    axes.set_ylim(-0.05, 1.2)


def _title(coordinate: Coordinate, room: int) -> str:
    """Return the label of an axis in lines of at most `room` characters, where words allow it."""
    lines = coordinate.label.split("\n")
    return "\n".join(
        textwrap.fill(line, room, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _draw_axis(axes: "Axes", x: float, coordinate: Coordinate, room: int) -> None:
    axes.plot([x, x], [0, 1], color=CHANGE, linewidth=0.8, zorder=3)
    axes.text(x, 1.06, _title(coordinate, room), ha="center", va="bottom", fontsize=8)
    for position, text in coordinate.ticks():
        axes.plot([x, x - 0.02], [position, position], color=CHANGE, linewidth=0.8, zorder=3)
        axes.text(
            x - 0.03,
            position,
            text,
            ha="right",
            va="center",
            fontsize=7,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5},
            zorder=4,
        )


def _draw_bars(axes: "Axes", importances: Mapping[str, float]) -> None:
    names = sorted(importances, key=lambda name: importances[name])
    shares = [importances[name] for name in names]
    percents = [100 * share for share in shares]
    bars = axes.barh([FIELDS[name].label for name in names], percents, color=TRAINING, height=0.6)
    axes.bar_label(
        bars, [percent(share, SHARE_DECIMALS) for share in shares], padding=3, fontsize=8
    )
    axes.set_xlim(0, 110)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("Importance (% of the variation by settings)")
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
