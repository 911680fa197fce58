"""The loss over the points of a grid in a plane."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.datasets.dataset import CLASSES, Split, to_pixels
from core.landscape.plane import Plane, Values
from core.nn.activations import Floats


def loss_rows(plane: Plane, xs: Values, ys: Values, split: Split) -> Iterator[Values]:
    """Yield the mean losses at all `xs` (n,), for one of `ys` after the other.

    The loss is that of `core.evaluation`, without penalties. Where it is infinite or not a number,
    so is the value. The sums of the first layer are linear in x and y: the images are multiplied
    by its weights three times in all, and not once for each point.
    """
    grid = _Grid.of(plane, split)
    for y in ys.tolist():
        yield grid.losses(xs, y)


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    plane: Plane
    sums: tuple[Floats, Floats, Floats]
    """(images, units) each; the sums of the first layer at the center, and along each direction."""
    targets: Floats
    """(images, 10)"""

    @classmethod
    # A diverged network has infinite or undefined sums, which its loss shows.
    @np.errstate(all="ignore")
    def of(cls, plane: Plane, split: Split) -> "_Grid":
        network = plane.center
        dtype = network.parameters.dtype
        pixels = to_pixels(split.images, dtype=dtype)
        sums = []
        for vector in (network.parameters, plane.first, plane.second):
            weights, biases = network.views(vector)
            sums.append(pixels @ weights[0] + biases[0])
        targets = np.eye(CLASSES, dtype=dtype)[split.labels]
        return cls(plane, (sums[0], sums[1], sums[2]), targets)

    @np.errstate(all="ignore")
    def losses(self, xs: Values, y: float) -> Values:
        center, first, second = self.sums
        number = center.dtype.type
        row = self.plane.at(0.0, y)  # its first layer is not used
        weights, biases = row.views(self.plane.first)
        beginning = center + number(y) * second
        values = np.empty_like(beginning)
        losses = np.empty(len(xs))
        for index, x in enumerate(xs.tolist()):
            np.multiply(first, number(x), out=values)
            values += beginning
            logits = values
            for layer, activation in enumerate(row.activations, start=1):
                activation.apply(logits)
                logits = logits @ (row.weights[layer] + number(x) * weights[layer])
                logits += row.biases[layer] + number(x) * biases[layer]
            losses[index] = row.loss.total(logits, self.targets) / len(self.targets)
        return losses
