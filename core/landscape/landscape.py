"""The loss landscape around a network, with the paths of runs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.datasets.dataset import CLASSES, Dataset, Split
from core.foundation.errors import DataError, ModelError
from core.foundation.percent import percent
from core.inside.cancellation import Cancel, Progress, check, ignore, never
from core.landscape.loss_grid import loss_rows
from core.landscape.plane import Plane, Values, path_plane, random_plane
from core.landscape.training_path import TrainingPath, check_size
from core.nn.mlp import MLP

MOST_POINTS, FEWEST_POINTS, USUAL_POINTS = 201, 5, 41
"""Along each axis. An odd number has a point at the weights themselves where they are central."""
COARSE_POINTS = 21
"""For networks with which the usual number would take minutes."""
MOST_IMAGES, FEWEST_IMAGES = 3000, 100
_WORK = 2e10
"""Multiplications for which the number of images is reduced; a network that needs more even with
the fewest images needs longer."""
_COARSE_WORK = 2e11
"""Beyond this, the grid is coarser, too."""
_ACTIVATION = 30
"""An activation takes as long as so many multiplications in a product of matrices."""
_MARGIN = 0.25
"""Beyond the ends of the paths, as a share of their extent."""


class Directions(StrEnum):
    """The directions of the plane."""

    PATH = "path"
    """The first two principal components of the path of the run."""
    RANDOM = "random"
    """Filter-normalized random directions."""


class Sample(StrEnum):
    """The images whose mean loss is computed."""

    TRAINING = "training"
    VALIDATION = "validation"


@dataclass(frozen=True, slots=True)
class LandscapeOptions:
    """What is to be computed."""

    directions: Directions = Directions.PATH
    sample: Sample = Sample.TRAINING
    zoom: float = 1.0
    """The extent of the grid, as a multiple of the usual one."""
    points: int | None = None
    """Along each axis; None for as many as take a few seconds."""
    images: int | None = None
    """None for as many as take a few seconds."""
    seed: int = 0
    """Of random directions."""


@dataclass(frozen=True, slots=True, eq=False)
class ProjectedPath:
    """The path of a run in the coordinates of the plane."""

    number: int
    """Its place among the paths that were given, from 0 for that of the network itself."""
    name: str
    epochs: Values
    """(moments,)"""
    x: Values
    y: Values
    distances: Values
    """(moments,) each; the distances are those from the plane, in the length of weights."""


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """The mean loss over a plane through the weights of a network, which are at (0, 0)."""

    name: str
    directions: Directions
    sample: Sample
    images: int
    x: Values
    y: Values
    """(points,) each, ascending. In the length of the difference of the weights for the directions
    of a path; for random directions, 1 is a step as long as the weights of each unit."""
    losses: Values
    """(y, x); in nats per image, or what the loss of the network is in. Infinite or not a number
    where the network diverges."""
    center: float
    """The loss of the network itself."""
    shares: tuple[float, float] | None
    """The part of the path along each axis; None for random directions."""
    paths: tuple[ProjectedPath, ...]
    left_out: tuple[str, ...]
    """Why further runs have no path in the plane, in a sentence for each."""

    @property
    def labels(self) -> tuple[str, str]:
        """The labels of both axes."""
        if self.shares is None:
            return "random direction 1 (filter norms)", "random direction 2 (filter norms)"
        first, second = (percent(share, decimals=1) for share in self.shares)
        return (
            f"component 1 of the path ({first} of it)",
            f"component 2 of the path ({second} of it)",
        )


def landscape(
    paths: Sequence[TrainingPath],
    dataset: Dataset,
    options: LandscapeOptions,
    cancel: Cancel = never,
    progress: Progress = ignore,
) -> Landscape:
    """Compute the landscape around the network of the first path, with all paths on it.

    Raises ModelError where the network has infinite weights or too many, RunError where the path
    of the run has no plane, and CanceledError.
    """
    own = paths[0]
    network = own.network
    _check(network)
    plane = (
        random_plane(network, options.seed)
        if options.directions is Directions.RANDOM
        else path_plane(network, own.parameters, own.name)
    )
    reasons = [_why_not(path, network) for path in paths]
    projected = tuple(
        _project(plane, number, path) for number, path in enumerate(paths) if not reasons[number]
    )
    points = options.points or usual_points(network)
    x, y = _axes(options, projected, points)
    split = _sample(own, dataset, options, points)
    center = next(loss_rows(plane, np.zeros(1), np.zeros(1), split))
    losses = np.empty((len(y), len(x)))
    for number, row in enumerate(loss_rows(plane, x, y, split)):
        losses[number] = row
        check(cancel)
        progress(number + 1, len(y))
    return Landscape(
        own.name,
        options.directions,
        options.sample,
        len(split),
        x,
        y,
        losses,
        float(center[0]),
        plane.shares,
        projected,
        tuple(filter(None, reasons[1:])),
    )


def usual_points(network: MLP) -> int:
    """Return the points along each axis that take a few seconds, or not many minutes."""
    work = _work_per_image(network) * USUAL_POINTS**2 * FEWEST_IMAGES
    return COARSE_POINTS if work > _COARSE_WORK else USUAL_POINTS


def usual_images(network: MLP, points: int) -> int:
    """Return the number of images with which a grid takes a few seconds, if possible."""
    images = int(_WORK / (_work_per_image(network) * points**2))
    return min(max(images, FEWEST_IMAGES), MOST_IMAGES)


def _work_per_image(network: MLP) -> int:
    """Return the multiplications for an image at a point; those of the first layer are shared."""
    deeper = sum(weights.size for weights in network.weights[1:])
    return deeper + _ACTIVATION * (sum(network.sizes[1:-1]) + CLASSES)


def _check(network: MLP) -> None:
    check_size(len(network.parameters))
    if not np.isfinite(network.parameters).all():
        raise ModelError(
            "The weights of the network are not all finite numbers: there is no loss around them."
        )


def _why_not(path: TrainingPath, network: MLP) -> str:
    """Return why the path of a run is not shown; empty where it is."""
    if path.network.sizes != network.sizes:
        return f"{path.name}: another network, not shown"
    return "" if path.parameters else f"{path.name}: has kept no weights, not shown"


def _project(plane: Plane, number: int, path: TrainingPath) -> ProjectedPath:
    finite = [
        (at, each)
        for at, each in zip(path.positions, path.parameters, strict=True)
        if np.isfinite(each).all()
    ]
    places = [plane.project(each) for _, each in finite]
    x, y, distances = (np.array([place[i] for place in places], float) for i in range(3))
    return ProjectedPath(
        number, path.name, np.array([at for at, _ in finite], float), x, y, distances
    )


def _axes(
    options: LandscapeOptions, paths: Sequence[ProjectedPath], points: int
) -> tuple[Values, Values]:
    """Return the coordinates of the grid: around all paths, or from −1 to 1."""
    if options.directions is Directions.RANDOM:
        axis = options.zoom * np.linspace(-1.0, 1.0, points)
        return axis, axis
    axes = []
    for values in (
        np.concatenate([path.x for path in paths]),
        np.concatenate([path.y for path in paths]),
    ):
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
        middle, half = (low + high) / 2, (0.5 + _MARGIN) * (high - low) * options.zoom
        axes.append(np.linspace(middle - half, middle + half, points))
    return axes[0], axes[1]


def _sample(own: TrainingPath, dataset: Dataset, options: LandscapeOptions, points: int) -> Split:
    divided = dataset.divided(own.settings.training_images, own.settings.validation_images)
    split = divided.train if options.sample is Sample.TRAINING else divided.validation
    if not len(split):
        raise DataError("There are no images whose loss could be computed.")
    return split.first(options.images or usual_images(own.network, points))
