"""The axis of the values of a figure: its limits and ticks, and a note on what is outside."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.plots.limits import Limits, joint_limits, robust_limits, with_margins
from core.plots.outside import peaks_outside
from core.plots.palette import CHANGE, ERROR
from core.plots.ticks import linear_ticks, logarithmic_ticks
from core.runs.run_series import Values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_TICKS = 7
_FRONT = 3
"""The order of drawing: above the curves, which are at 2."""
_LEAST_POWER, _GREATEST_POWER = -320.0, 308.0
"""Of ten, at the ends of a logarithmic axis."""


Line = tuple[Values, Values]
"""Positions and values; NaN where there is no value."""
_APART = 0.06
"""A share of the width of the axis: marks of values outside of the axis are not closer."""
_MOST_MARKS = 3


def scale_values(
    axes: "Axes",
    lines: Sequence[Line],
    text_of: Callable[[float], str],
    *,
    logarithmic: bool,
    same: bool,
) -> None:
    """Set limits that show what matters of some lines, by the same rules as in the window.

    Where a line leaves the limits, a triangle marks it, and a note above the axes has the farthest
    value as `text_of` formats it. `same` is whether the lines belong to one
    run; otherwise one that is far away from the others is left out. Without any value that can be
    shown, nothing changes.
    """
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    known = [np.isfinite(values) for _, values in lines]
    finite = [values[shown] for (_, values), shown in zip(lines, known, strict=True)]
    scaled = [np.log10(line) if logarithmic else line for line in finite]
    each = [robust_limits(line) for line in scaled]
    limits = joint_limits(each, ()) if same else joint_limits((), each)
    if limits is None:
        return
    low, high = with_margins(limits)
    choose = logarithmic_ticks if logarithmic else linear_ticks
    ticks = choose(low, high, _MOST_TICKS)
    positions = np.array(ticks.positions)
    if logarithmic:
        axes.set_yscale("log")
        # Outside these powers, a number would be 0 or infinite.
        low = float(np.clip(low, _LEAST_POWER, _GREATEST_POWER - 1))
        high = float(np.clip(high, low + 1e-3, _GREATEST_POWER))
        axes.set_ylim(10.0**low, 10.0**high)
        positions = np.power(10.0, positions)
    else:
        axes.set_ylim(low, high)
    axes.yaxis.set_major_locator(FixedLocator(positions.tolist()))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FixedFormatter(ticks.texts))
    places = [x[shown] for (x, _), shown in zip(lines, known, strict=True)]
    _mark_outside(axes, np.concatenate(places), np.concatenate(scaled), limits)
    note = _note(np.concatenate(scaled), limits, text_of, logarithmic=logarithmic)
    axes.set_title(note, loc="right", fontsize=8, color=CHANGE)


def _mark_outside(axes: "Axes", positions: Values, values: Values, limits: Limits) -> None:
    """Draw a triangle at the edge where values are outside of the limits."""
    order = np.argsort(positions, kind="stable")
    left, right = axes.get_xlim()
    gap = _APART * (right - left)
    for peak in peaks_outside(positions[order], values[order], limits, gap, _MOST_MARKS):
        axes.plot(
            peak.position,
            0.985 if peak.above else 0.015,
            transform=axes.get_xaxis_transform(),
            linestyle="",
            marker="^" if peak.above else "v",
            markersize=5,
            color=ERROR,
            clip_on=False,
            zorder=_FRONT,
        )


def _note(
    values: Values, limits: Limits, text_of: Callable[[float], str], *, logarithmic: bool
) -> str:
    """Say how many values are outside of the limits, and how far; empty for none."""
    low, high = limits
    notes = []
    for outside, farthest, side in (
        (values[values > high], np.max, "above, up to"),
        (values[values < low], np.min, "below, down to"),
    ):
        if len(outside):
            value = float(farthest(outside))
            number = 10.0**value if logarithmic else value
            count = f"{len(outside):,} value{'s' if len(outside) > 1 else ''}"
            notes.append(f"{count} {side} {text_of(number)}")
    return "; ".join(notes)
