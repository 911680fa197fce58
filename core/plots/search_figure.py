"""What came of a search: its trials as parallel coordinates, and which settings matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS
from core.plots.palette import CHANGE, GRID, INK, TRAINING
from core.plots.parallel_coordinates import Coordinate
from core.plots.rendering import Format, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _LINES, _BAR = 8.0, 3.8, 0.32
"""Inches: of the figure, of the parallel coordinates, of one bar."""
_MAP = "cividis"
"""A colour map that all eyes read alike."""


@dataclass(frozen=True, slots=True)
class Point:
    """A trial that is complete."""

    settings: Mapping[str, Value]
    value: float


@dataclass(frozen=True, slots=True)
class Metric:
    """What the trials are compared by."""

    label: str
    """With its unit."""
    lower_is_better: bool


def search_figure(
    points: Sequence[Point],
    importances: Mapping[str, float],
    metric: Metric,
    picture_format: Format,
) -> bytes:
    """The file of both plots, one above the other; the importances only where there are any."""
    bars = 0.9 + _BAR * len(importances) if importances else 0.0

    def draw(figure: "Figure") -> None:
        if not importances:
            _draw_lines(figure.subplots(), points, metric)
            return
        above, below = figure.subplots(2, height_ratios=(_LINES, bars))
        _draw_lines(above, points, metric)
        _draw_bars(below, importances)

    return render((_WIDTH, _LINES + bars), draw, picture_format)


def coordinates_of(
    points: Sequence[Point], metric: Metric
) -> tuple[dict[str, Coordinate], Coordinate]:
    """The axes of the settings that differ, by name, and that of the metric."""
    names = [name for name in FIELDS if any(name in point.settings for point in points)]
    axes = {
        name: Coordinate.of_field(name, [p.settings[name] for p in points if name in p.settings])
        for name in names
    }
    return axes, Coordinate.of_numbers(metric.label, [point.value for point in points])


def ranked(points: Sequence[Point], metric: Metric) -> list[tuple[float, Point]]:
    """From the worst, with a shade of 0, to the best, with 1.

    By rank: one that has come to nothing would leave no shades for what tells the others apart.
    """
    rising = sorted(points, key=lambda each: each.value, reverse=metric.lower_is_better)
    return [(rank / max(len(rising) - 1, 1), point) for rank, point in enumerate(rising)]


def corners_of(point: Point, settings: Mapping[str, Coordinate]) -> list[tuple[int, float]]:
    """Where the line of a trial meets the axes that it has a value for: number and position."""
    axes = enumerate(settings.items())
    return [
        (number, axis.position(point.settings[name]))
        for number, (name, axis) in axes
        if name in point.settings
    ]


def _draw_lines(axes: "Axes", points: Sequence[Point], metric: Metric) -> None:
    import matplotlib as mpl

    axes.set_axis_off()
    if not points:
        axes.text(0.5, 0.5, "No trial is complete yet.", ha="center", color=INK)
        return
    colours = mpl.colormaps[_MAP]
    settings, last = coordinates_of(points, metric)
    for number, coordinate in enumerate([*settings.values(), last]):
        _draw_axis(axes, number, coordinate)
    for shade, point in ranked(points, metric):
        end = len(settings), last.position(point.value)
        x, y = zip(*corners_of(point, settings), end, strict=True)
        # The brightest end of the map is too faint on white paper.
        axes.plot(x, y, color=colours(0.9 * (1 - shade)), linewidth=0.7 + 0.9 * shade, alpha=0.8)
    axes.set_xlim(-0.3, len(settings) + 0.3)
    axes.set_ylim(-0.05, 1.2)


def _draw_axis(axes: "Axes", x: float, coordinate: Coordinate) -> None:
    axes.plot([x, x], [0, 1], color=CHANGE, linewidth=0.8, zorder=3)
    axes.text(x, 1.06, coordinate.label, ha="center", va="bottom", fontsize=8)
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
    shares = [importances[name] * 100 for name in names]
    bars = axes.barh([FIELDS[name].label for name in names], shares, color=TRAINING, height=0.6)
    axes.bar_label(bars, [f"{share:.0f} %" for share in shares], padding=3, fontsize=8)
    axes.set_xlim(0, 110)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("Importance (% of the difference that settings make)")
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
