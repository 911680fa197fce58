"""A plane through the weights of a network: two directions, and coordinates along them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.foundation.errors import RunError
from core.nn.activations import Floats
from core.nn.mlp import MLP

Values = npt.NDArray[np.float64]

_LEAST_SHARE = 1e-9
"""A second component with a smaller share of the first one is rounding."""
_BLOCK = 100_000
"""Parameters that are converted to float64 at once."""
_FEWEST = 3
_TOO_FEW = (
    "“{name}” has kept its weights for {count} moments: a plane through its path needs three or "
    "more. Choose random directions."
)
_LINE = "The path of “{name}” is a line: it has no second direction. Choose random directions."


class Coordinates(NamedTuple):
    """The place of weights over a plane."""

    x: float
    y: float
    distance: float
    """The length of the part of their difference from the center that is outside of the plane."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The weights center + x · first + y · second, with x and y in units of the directions."""

    center: MLP
    first: Floats
    second: Floats
    """(parameters,) each, of the type of the parameters."""
    shares: tuple[float, float] | None = None
    """The part of the squared distances of a path from the center along each direction; None for
    random directions."""

    def at(self, x: float, y: float) -> MLP:
        """Return the network at a point."""
        center = self.center.parameters
        parameters = center + center.dtype.type(x) * self.first + center.dtype.type(y) * self.second
        return self.center.with_parameters(parameters)

    def project(self, parameters: Floats) -> Coordinates:
        """Return the point of the plane that is nearest to some weights."""
        rows = (self.first, self.second, parameters - self.center.parameters)
        products = gram(rows)
        grid, beside = products[:2, :2], products[:2, 2]
        x, y = np.linalg.solve(grid, beside).tolist()
        inside = float(np.dot((x, y), beside))
        return Coordinates(x, y, float(np.sqrt(max(products[2, 2] - inside, 0.0))))


def random_plane(network: MLP, seed: int = 0) -> Plane:
    """Choose two random directions with the norms of the filters of a network (Li et al. 2018).

    A direction is drawn from N(0, 1). Then the weights into each unit are scaled to the length of
    the network's weights into that unit, so that a step of 1 is as large for networks whose weights
    have different scales. Biases do not move.
    """
    rng = np.random.default_rng(seed)
    first, second = (_filter_normalized(network, rng) for _ in range(2))
    return Plane(network, first, second)


def path_plane(network: MLP, path: Sequence[Floats], name: str) -> Plane:
    """Lay the plane through the network in which a path moves most.

    The directions are the first two principal components of the differences of the path from the
    network, as in Li et al. (2018); both have length 1. The path begins at negative x and positive
    y. Raises RunError where it has fewer than three points, or where they are on a line.
    """
    if len(path) < _FEWEST:
        raise RunError(_TOO_FEW.format(name=name, count=len(path)))
    differences = [each - network.parameters for each in path]
    products = gram(differences)
    values, vectors = np.linalg.eigh(products)
    if values[-1] <= 0 or values[-2] < _LEAST_SHARE * values[-1]:
        raise RunError(_LINE.format(name=name))

    def direction(column: int, start: float) -> Floats:
        """Return a component of length 1, on whose side `start` the path begins."""
        weights = vectors[:, column] / np.sqrt(values[column])
        if start * (products @ weights)[0] < 0:
            weights = -weights
        return _combined(weights, differences)

    total = float(values.clip(min=0).sum())
    shares = float(values[-1] / total), float(values[-2] / total)
    return Plane(network, direction(-1, -1.0), direction(-2, 1.0), shares)


def gram(rows: Sequence[Floats]) -> Values:
    """Return the products of all pairs of vectors, in float64, without a copy of all of them."""
    products = np.zeros((len(rows), len(rows)))
    for start in range(0, len(rows[0]), _BLOCK):
        block = np.array([row[start : start + _BLOCK] for row in rows], np.float64)
        products += block @ block.T
    return products


def _combined(weights: Values, rows: Sequence[Floats]) -> Floats:
    total = np.zeros_like(rows[0])
    for weight, row in zip(weights, rows, strict=True):
        total += row.dtype.type(weight) * row
    return total


def _filter_normalized(network: MLP, rng: np.random.Generator) -> Floats:
    direction = np.zeros_like(network.parameters)
    weights, _ = network.views(direction)
    for drawn, own in zip(weights, network.weights, strict=True):
        drawn[:] = rng.standard_normal(own.shape)
        drawn *= np.linalg.norm(own, axis=0) / np.linalg.norm(drawn, axis=0)
    return direction
