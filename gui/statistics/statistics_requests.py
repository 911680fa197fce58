"""What the page “Statistics” shows, computed outside of the GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from core.inside.layer_statistics import Histogram
    from core.runs.epoch_statistics import EpochStatistics, LayerRecord
    from core.runs.statistics_reader import StatisticsReader

OUTPUT = -1
"""The place of the output layer, after however many hidden ones."""
COLUMNS, ROWS = 400, 100
"""The size of a map of histograms."""
LEAST_SHARE = 1e-5
"""The share of the values in a row that has the faintest color."""
_SHADES = 255


class Quantity(NamedTuple):
    """A quantity that is kept of each layer."""

    key: str
    """Its name in the file of the run."""
    label: str
    axis: str
    """The label of the axis of its values."""
    note: str
    """What it is, in sentences; “{images}” stands for the number of images it is computed from."""
    histogram: bool = False
    logarithmic: bool = False
    share: bool = False


QUANTITIES = (
    Quantity(
        "weights",
        "Weights",
        "Weight w",
        "How the weights of the layer are spread at the end of each epoch.",
        histogram=True,
    ),
    Quantity(
        "outputs",
        "Outputs",
        "Output f(z)",
        "How the outputs f(z) of the units are spread for the first {images} training images.",
        histogram=True,
    ),
    Quantity(
        "gradients",
        "Gradients",
        "Derivative ∂L/∂w",
        "How the derivatives of the mean loss with respect to the weights are spread, for the "
        "first {images} training images and without penalties.",
        histogram=True,
    ),
    Quantity(
        "gradient_norm",
        "Gradient norm",
        "‖∇L‖",
        "The length of the gradient of the mean loss over the first {images} training images with "
        "respect to weights and biases: where it is much smaller in the first layers than in the "
        "last, the first ones hardly learn.",
        logarithmic=True,
    ),
    Quantity(
        "update_ratio",
        "Update ratio",
        "‖ΔW‖ / ‖W‖",
        "How much the last mini-batch of the epoch changed the weights, relative to their length: "
        "about 0.001 is often a good value.",
        logarithmic=True,
    ),
    Quantity(
        "weight_norm", "Weight norm", "‖W‖", "The length of the weights of a layer as one vector."
    ),
    Quantity(
        "dead",
        "Dead units",
        "Dead units (%)",
        "The share of ReLU units whose output is 0 for all of the first {images} training images: "
        "they learn nothing.",
        share=True,
    ),
    Quantity(
        "saturated",
        "Saturated units",
        "Saturated units (%)",
        "The share of sigmoid and tanh units that are near an end of their range for at least 95% "
        "of the first {images} training images: they hardly learn.",
        share=True,
    ),
)


class StatisticsRequest(NamedTuple):
    """Which runs, and what of them."""

    runs: tuple[Path, ...]
    layer: int
    """The hidden layer, counted from 0, or `OUTPUT`."""
    quantity: Quantity


class Line(NamedTuple):
    """A number of one layer of one run against the epochs."""

    run: int
    layer: int
    epochs: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    """Not a number where it is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class StatisticsPage:
    """The statistics of one or two runs, as they are shown."""

    request: StatisticsRequest
    statistics: "tuple[tuple[EpochStatistics, ...], ...]"
    """Of each run; empty for a run that has none."""
    hidden: int
    """The most hidden layers that any of the runs has."""
    epochs: int
    """The last epoch of all."""
    shades: tuple[npt.NDArray[np.uint8] | None, ...] = ()
    """Of each run, (columns, rows): 0 for nothing, 1 to 255 for shares; None where it has no
    such layer, or no finite values."""
    values: tuple[float, float] = (0.0, 1.0)
    """The lowest and the highest value of the maps."""
    largest: float = 1.0
    """The share of the strongest color."""
    lines: tuple[Line, ...] = ()


def layer_of(statistics: "EpochStatistics", layer: int) -> "LayerRecord | None":
    """Return a layer; None where there is no such layer."""
    *hidden, output = statistics.layers
    if layer == OUTPUT:
        return output
    return hidden[layer] if layer < len(hidden) else None


class StatisticsRequests:
    """Computes pages, one at a time, and remembers what was read of each run."""

    def __init__(self) -> None:
        self._readers: dict[Path, StatisticsReader] = {}
        self._last: tuple[StatisticsRequest, Sequence[object]] | None = None

    def page(
        self, request: StatisticsRequest, *, anew: bool
    ) -> Callable[[], StatisticsPage | None]:
        """Return a function that computes a page; None if it is the last one, unless `anew`."""

        def compute() -> StatisticsPage | None:
            self._readers = {run: self._reader(run) for run in request.runs}
            statistics = tuple(reader.read() for reader in self._readers.values())
            if not anew and self._is_known(request, statistics):
                return None
            self._last = request, statistics
            return make_page(request, statistics)

        return compute

    def _is_known(self, request: StatisticsRequest, statistics: Sequence[object]) -> bool:
        if self._last is None or request != self._last[0]:
            return False
        return all(new is old for new, old in zip(statistics, self._last[1], strict=True))

    def _reader(self, run: Path) -> "StatisticsReader":
        from core.runs.statistics_reader import StatisticsReader

        return self._readers.get(run) or StatisticsReader(run)


def make_page(
    request: StatisticsRequest, statistics: "tuple[tuple[EpochStatistics, ...], ...]"
) -> StatisticsPage:
    """Compute maps or lines of one or two runs."""
    hidden = max((len(each[0].layers) - 1 for each in statistics if each), default=0)
    epochs = max((each[-1].epoch for each in statistics if each), default=0)
    if not epochs or not request.quantity.histogram:
        lines = tuple(_lines(request.quantity, statistics))
        return StatisticsPage(request, statistics, hidden, epochs, lines=lines)
    return _maps(request, statistics, hidden, epochs)


def _maps(
    request: StatisticsRequest,
    statistics: "tuple[tuple[EpochStatistics, ...], ...]",
    hidden: int,
    epochs: int,
) -> StatisticsPage:
    from core.plots.histogram_map import histogram_map, value_range

    measured: list[list[tuple[int, Histogram]]] = [
        [
            (each.epoch, getattr(layer, request.quantity.key))
            for each in of_run
            if (layer := layer_of(each, request.layer)) is not None
        ]
        for of_run in statistics
    ]
    ends = value_range(histogram for of_run in measured for _, histogram in of_run)
    if ends is None:
        none = tuple(None for _ in measured)
        return StatisticsPage(request, statistics, hidden, epochs, none)
    shares = [
        histogram_map(of_run, ends, epochs, COLUMNS, ROWS) if of_run else None
        for of_run in measured
    ]
    largest = max(float(each.max()) for each in shares if each is not None)
    shades = tuple(None if each is None else _shades(each, largest) for each in shares)
    return StatisticsPage(request, statistics, hidden, epochs, shades, ends, largest)


def _shades(shares: npt.NDArray[np.float64], largest: float) -> npt.NDArray[np.uint8]:
    """Return a shade for each share, by its logarithm; the least one for all that are smaller."""
    decades = max(log10(largest / LEAST_SHARE), 1.0) if largest > 0 else 1.0
    with np.errstate(divide="ignore"):
        levels = np.log10(shares / LEAST_SHARE) / decades
    found: npt.NDArray[np.uint8] = np.rint(1 + (_SHADES - 1) * np.clip(levels, 0, 1)).astype(
        np.uint8
    )
    found[shares == 0] = 0
    return found


def _lines(
    quantity: Quantity, statistics: "tuple[tuple[EpochStatistics, ...], ...]"
) -> "list[Line]":
    lines: list[Line] = []
    if quantity.histogram:
        return lines
    for run, of_run in enumerate(statistics):
        epochs = np.array([each.epoch for each in of_run], np.float64)
        for number in range(len(of_run[0].layers) if of_run else 0):
            found = [getattr(each.layers[number], quantity.key) for each in of_run]
            if all(value is not None for value in found):
                values = np.array(found, np.float64) * (100 if quantity.share else 1)
                is_output = number == len(of_run[0].layers) - 1
                lines.append(Line(run, OUTPUT if is_output else number, epochs, values))
    return lines
