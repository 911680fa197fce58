"""The strongest connections between two layers of a network for one image."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.inside.layer_values import LayerValues
from core.nn.mlp import MLP

Units = npt.NDArray[np.intp]
"""(n,) intp; numbers of units or pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """Some connections into the units of one layer, those with the largest terms first."""

    layer: int
    """The index of the layer into which they lead; 0 is the first hidden one."""
    sources: Units
    """The pixels, or the units of the layer before."""
    targets: Units
    """The units of the layer."""
    terms: npt.NDArray[np.float64]
    """(n,) float64; x_i w_ij, what each adds to the sum of its target."""


@np.errstate(all="ignore")
def strongest_connections(
    network: MLP,
    values: list[LayerValues],
    layer: int,
    count: int,
    sources: Units | None = None,
    targets: Units | None = None,
) -> Connections:
    """Find the `count` connections into a layer with the largest magnitude of x_i w_ij.

    `values` are the `layer_values` of one image. Only connections from `sources` to `targets` are
    compared, by default all. There are fewer than `count` where fewer have a finite term that is
    not 0. Of equal ones, those of the first source come first.
    """
    sources = np.arange(network.sizes[layer]) if sources is None else sources
    targets = np.arange(network.sizes[layer + 1]) if targets is None else targets
    inputs = values[layer].inputs[0, sources].astype(np.float64)
    used = np.flatnonzero(inputs)  # pixels without ink and units that are off connect nothing
    sources, inputs = sources[used], inputs[used]
    terms = (inputs[:, None] * network.weights[layer][np.ix_(sources, targets)]).ravel()
    sizes = np.where(np.isfinite(terms), np.abs(terms), 0.0)
    first = _largest(sizes, count)
    rows, columns = np.divmod(first, max(len(targets), 1))
    return Connections(layer, sources[rows], targets[columns], terms[first])


def _largest(sizes: npt.NDArray[np.float64], count: int) -> Units:
    """Return the places of the largest sizes above 0, largest first."""
    count = min(count, int(np.count_nonzero(sizes)))
    if count == 0:
        return np.empty(0, np.intp)
    least = np.partition(sizes, len(sizes) - count)[len(sizes) - count]
    candidates = np.flatnonzero(sizes >= least)
    order = np.argsort(-sizes[candidates], kind="stable")[:count]
    chosen: Units = candidates[order]
    return chosen
