"""The figure and the table of a learning-rate range test."""

import csv
from io import StringIO
from typing import TYPE_CHECKING

from core.learning_rate.suggestion import RangeResult
from core.plots.palette import CHANGE, GRID, TRAINING, faint
from core.plots.rendering import Format, render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEADER = ("learning_rate", "loss", "smoothed_loss")


def range_figure(result: RangeResult, own: float, picture_format: Format) -> bytes:
    """Return the file of the losses against the rate, with the rate `own` of the settings marked.

    Raises FontError where no font has a character.
    """

    def draw(figure: "Figure") -> None:
        axes = figure.subplots()
        axes.grid(visible=True, color=GRID, linewidth=0.6)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda rate, _: f"{rate:g}")
        axes.set_xlabel("learning rate")
        axes.set_ylabel("loss (nats per image)")
        if not len(result.rates):
            return
        axes.plot(result.rates, result.losses, color=faint(TRAINING, 0.4), linewidth=0.8)
        axes.plot(result.rates, result.smoothed, color=TRAINING, linewidth=1.8, label="smoothed")
        top = float(result.smoothed[0])
        axes.set_ylim(0.0, 1.5 * top)
        axes.axvline(own, color=CHANGE, linestyle=":", label=f"of the settings, {own:g}")
        if result.suggestion is not None:
            label = f"suggested, {result.suggestion:g}"
            axes.axvline(result.suggestion, color=CHANGE, linestyle="--", label=label)
        axes.legend(frameon=False, loc="lower left")

    return render((6.4, 3.8), draw, picture_format)


def range_table(result: RangeResult) -> list[tuple[float, float, float]]:
    """Return the rows of rate, loss and smoothed loss."""
    columns = (each.tolist() for each in (result.rates, result.losses, result.smoothed))
    return list(zip(*columns, strict=True))


def range_csv(result: RangeResult) -> bytes:
    """Return the table as a CSV file."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(range_table(result))
    return text.getvalue().encode()
