"""Loss and accuracy of runs, epoch by epoch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.figures.names import shown_name
from core.figures.panel import Panel
from core.figures.quantities import Axis, Quantity
from core.figures.rendering import Format, render
from core.runs.run import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT, _LEGEND_ROW = 7.0, 3.7, 0.18
"""Inches."""


def curve_figure(
    runs: Sequence[tuple[str, Run]],
    quantity: Quantity,
    format: Format,  # noqa: A002
    *,
    x: Axis = "epoch",
    logarithmic: bool = False,
) -> bytes:
    """The file of one plot: training and validation of each run, by its name.

    One run alone has its name above, its best validation epoch marked and its live changes in
    words. The same runs give the same bytes.
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
    """The file of several plots, one above the other. `logarithmic` is the axis of the loss."""
    named = [(shown_name(name), run) for name, run in runs]
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
