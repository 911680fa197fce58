"""What training has changed in a network: its weights, and its loss on one image."""

from dataclasses import dataclass

import numpy as np

from core.hyperparameters.schema import Hyperparameters
from core.inside.one_step import image_loss
from core.nn.activations import Floats
from core.nn.mlp import MLP


@dataclass(frozen=True, slots=True)
class WeightChange:
    """A weight that has changed."""

    layer: int
    """The index of its layer; 0 leads from the pixels."""
    source: int
    """The pixel, or the unit of the layer before."""
    unit: int
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class NetworkChange:
    """The difference of two networks of the same training."""

    loss_before: float
    """The loss of the image, without penalties."""
    loss_after: float
    moved: list[WeightChange]
    """The weights that have changed most, the largest change first."""
    shares: list[float]
    """‖ΔW‖ / ‖W‖ of the weights W of each layer before."""


@np.errstate(all="ignore")
def network_change(
    before: MLP,
    after: MLP,
    settings: Hyperparameters,
    pixels: Floats,
    digit: int,
    count: int = 8,
) -> NetworkChange:
    """Compare two networks with the same layers on an image (784,) with the label `digit`.

    The losses are computed in float64. Weights that have not changed are not listed.
    """
    changes: list[WeightChange] = []
    shares: list[float] = []
    for layer, (old, new) in enumerate(zip(before.weights, after.weights, strict=True)):
        difference = np.subtract(new, old, dtype=np.float64)
        shares.append(_share(difference, old))
        changes += _largest(layer, old, new, np.abs(difference), count)
    changes.sort(key=_size, reverse=True)
    loss_before, loss_after = (
        image_loss(network, settings, pixels, digit) for network in (before, after)
    )
    return NetworkChange(loss_before, loss_after, changes[:count], shares)


def _share(difference: Floats, old: Floats) -> float:
    norm = float(np.linalg.norm(old.astype(np.float64)))
    moved = float(np.linalg.norm(difference))
    return moved / norm if norm else float("inf") if moved else 0.0


def _largest(layer: int, old: Floats, new: Floats, sizes: Floats, count: int) -> list[WeightChange]:
    """List the `count` largest changes of a layer; a change that is no number is the largest."""
    flat = np.nan_to_num(sizes.ravel(), nan=np.inf)
    first = np.argpartition(-flat, min(count, flat.size) - 1)[:count]
    return [
        WeightChange(
            layer, int(source), int(unit), float(old[source, unit]), float(new[source, unit])
        )
        for source, unit in zip(*np.unravel_index(first, old.shape), strict=True)
        if sizes[source, unit] != 0
    ]


def _size(change: WeightChange) -> float:
    size = abs(change.after - change.before)
    return float("inf") if np.isnan(size) else size
