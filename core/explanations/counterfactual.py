"""Counterfactuals: the smallest change of a drawing that would make it another digit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import PIXELS, to_pixels
from core.explanations.log_odds import log_odds
from core.explanations.neighbors import NearestImages
from core.explanations.patch_search import PatchSearch
from core.nn.activations import Floats
from core.nn.mlp import MLP

_MAX_GUIDES, _NEIGHBORS = 8, 24


@dataclass(frozen=True, slots=True, eq=False)
class Counterfactual:
    """A drawing as it is, and as it would have to be to show another digit."""

    digit: int
    """The other digit."""
    before: npt.NDArray[np.uint8]
    after: npt.NDArray[np.uint8]
    """(28, 28) uint8, read-only."""

    @property
    def added(self) -> float:
        """The added ink as a share of the original ink."""
        return self._share(np.maximum(self.after, self.before) - self.before)

    @property
    def removed(self) -> float:
        """The removed ink as a share of the original ink."""
        return self._share(np.maximum(self.after, self.before) - self.after)

    def _share(self, ink: npt.NDArray[np.uint8]) -> float:
        return float(ink.sum() / max(self.before.sum(), 1))


def find_counterfactual(
    network: MLP, pixels: npt.NDArray[np.uint8], digit: int, images: NearestImages
) -> Counterfactual | None:
    """Search for the smallest change of an image (28, 28) uint8 that makes it `digit`.

    It is `digit` when the network finds that likelier than all others together. None when nothing
    was found: the network classifies no similar training image as this digit, or the search has
    reached its limit.

    This is a counterfactual in the sense of Wachter, Mittelstadt and Russell 2017. A gradient alone
    leads to specks that no pen makes and no person understands. Therefore only parts of a real
    image of the wanted digit are inserted, patch by patch, from the image that needs the least
    change (Goyal and others 2019; Van Looveren and Klaise 2021). The search is greedy, so that
    there may be a smaller change.
    """
    image = to_pixels(pixels.reshape(PIXELS))
    changed = image if _is_classified_as(network, image, digit) else None
    if changed is None:
        guides = _find_guides(network, pixels, digit, images)
        changed = PatchSearch(network, image, guides, digit).run()
    if changed is None:
        return None
    after = np.rint(255 * changed).astype(np.uint8).reshape(pixels.shape)
    after.setflags(write=False)
    shown = to_pixels(after.reshape(PIXELS))
    if not _is_classified_as(network, shown, digit):
        return None
    return Counterfactual(digit, pixels, after)


def _is_classified_as(network: MLP, image: Floats, digit: int) -> bool:
    return bool(log_odds(network.logits(image[None]), digit)[0] >= 0)


def _find_guides(
    network: MLP, pixels: npt.NDArray[np.uint8], digit: int, images: NearestImages
) -> Floats:
    """Find the nearest training images of the digit that are classified correctly, (n, 784)."""
    near = images.nearest(pixels, _NEIGHBORS, digit)
    candidates = to_pixels(np.array([each.pixels for each in near], np.uint8).reshape(-1, PIXELS))
    return candidates[log_odds(network.logits(candidates), digit) >= 0][:_MAX_GUIDES]
