"""The figure of a loss landscape: contours with the paths of runs, and the surface."""

from typing import TYPE_CHECKING, Any

import numpy as np

from core.landscape.contours import contour_levels, shown_losses
from core.landscape.landscape import Landscape
from core.plots.palette import INK, RUN_MARKERS, RUNS
from core.plots.rendering import Format, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOR_MAP = "cividis"
"""A color map for all kinds of color vision."""
_SIZE = (11.0, 4.8)
_WIDTHS = (1.1, 1.0)
_ELEVATION, _AZIMUTH = 38, -55
"""Degrees: the direction from which the surface is seen."""


def landscape_figure(found: Landscape, picture_format: Format) -> bytes:
    """Return the file of both views side by side.

    Raises FontError where no font has a character of a name.
    """

    def draw(figure: "Figure") -> None:
        places = figure.add_gridspec(1, 2, width_ratios=_WIDTHS)
        contours = figure.add_subplot(places[0, 0])
        _draw_contours(figure, contours, found)
        _draw_surface(figure.add_subplot(places[0, 1], projection="3d"), found)
        if found.paths:
            contours.legend(loc="upper right", fontsize=7, framealpha=0.8)

    return render(_SIZE, draw, picture_format)


def _draw_contours(figure: "Figure", axes: "Axes", found: Landscape) -> None:
    from matplotlib.colors import LogNorm

    losses = shown_losses(found.losses)
    levels = contour_levels(found.losses)
    norm = LogNorm(float(losses.min()), float(losses.max()) * (1 + 1e-9))
    mesh = axes.pcolormesh(
        found.x, found.y, losses, norm=norm, cmap=COLOR_MAP, shading="gouraud", rasterized=True
    )
    lines = axes.contour(found.x, found.y, losses, levels=levels, colors="white", linewidths=0.6)
    axes.clabel(lines, levels=levels[::3], fmt=lambda loss: f"{loss:.3g}", fontsize=6)
    for number, path in enumerate(found.paths):
        color, marker = RUNS[(number + 1) % len(RUNS)], RUN_MARKERS[number % len(RUN_MARKERS)]
        axes.plot(path.x, path.y, color="white", linewidth=2.4)
        axes.plot(
            *(path.x, path.y),
            color=color,
            marker=marker,
            markersize=3,
            linewidth=1.2,
            label=path.name,
        )
    axes.plot(0.0, 0.0, marker="*", color="white", markeredgecolor=INK, markersize=11)
    axes.set_xlim(found.x[0], found.x[-1])
    axes.set_ylim(found.y[0], found.y[-1])
    axes.set_xlabel(found.labels[0])
    axes.set_ylabel(found.labels[1])
    bar = figure.colorbar(mesh, ax=axes, ticks=levels[::3], format=lambda loss, _: f"{loss:.3g}")
    bar.set_label(f"{found.sample} loss of {found.images:,} images")
    bar.ax.minorticks_off()


def _draw_surface(axes: Any, found: Landscape) -> None:
    heights = np.log10(shown_losses(found.losses))
    x, y = np.meshgrid(found.x, found.y)
    axes.plot_surface(
        *(x, y, heights), cmap=COLOR_MAP, rcount=len(found.y), ccount=len(found.x), linewidth=0
    )
    axes.view_init(elev=_ELEVATION, azim=_AZIMUTH)
    axes.zaxis.set_major_formatter(lambda height, _: f"{10**height:.3g}")
    axes.tick_params(labelsize=6, pad=0)
    axes.set_zlabel(f"{found.sample} loss", fontsize=8, labelpad=2)
