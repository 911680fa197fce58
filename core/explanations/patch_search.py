"""The search for the spots at which a drawing must become like a digit of somebody else's."""

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE, PIXELS
from core.explanations.log_odds import log_odds, log_odds_gradient
from core.nn.activations import Floats
from core.nn.input_gradient import input_gradient
from core.nn.mlp import MLP

CONVINCING = 0.05
"""Log odds: more likely than all others together, with room for the rounding to bytes."""
_RADIUS = 3.0
"""Of a spot, in pixels: a little more than a line is wide."""
_MIN_INK = 4.0
"""Pixels of ink that a spot counts at least: else specks would look cheap."""
_PATCHES_TRIED = 4
_MAX_STEPS = 30
"""Spots looked at in earnest in a step, and steps."""

Patches = list[int]
"""Pixels that are the centers of spots."""


class PatchSearch:
    """Finds few spots of an image that are to be exchanged for those of a guide, an image of the
    wanted digit, until the network is convinced. Several guides are tried side by side.

    Greedy: the next spot is the one that gains most log odds for the ink that it changes.
    Gradients choose a handful (as in Papernot and others 2016), the network itself judges it.
    """

    def __init__(self, network: MLP, image: Floats, guides: Floats, digit: int) -> None:
        """`image` (784,) and `guides` (n, 784), floats 0-1."""
        self._network, self._image, self._digit = network, image, digit
        self._ways = guides - image
        self._masks = np.zeros_like(self._ways)
        self._spots: list[Patches] = [[] for _ in guides]
        self._active = np.arange(len(guides))
        self._log_odds = self._judge(image[None]).repeat(len(guides))
        self._least = np.inf

    def run(self) -> Floats | None:
        """The image with the least ink changed that convinces, (784,); None when none was found."""
        best = None
        for _ in range(_MAX_STEPS):
            if not len(self._active):
                break
            self._step()
            for guide in self._active[self._log_odds[self._active] >= CONVINCING]:
                changed = self._without_needless(guide)
                if _cost(changed - self._image) < self._least:
                    best, self._least = changed, float(_cost(changed - self._image))
            self._drop()
        return best

    def _step(self) -> None:
        """One more spot for each guide."""
        active = self._active
        before = self._image + self._masks[active] * self._ways[active]
        spots = self._promising(before)
        masks = np.maximum(self._masks[active, None], _patch_masks()[spots])
        after = self._image + masks * self._ways[active, None]
        found = self._judge(after.reshape(-1, PIXELS)).reshape(spots.shape)
        # More than enough is not better.
        gain = np.minimum(found, CONVINCING) - self._log_odds[active, None]
        chosen = (gain / (_cost(after - before[:, None]) + _MIN_INK)).argmax(axis=1)
        rows = np.arange(len(active))
        self._masks[active] = masks[rows, chosen]
        self._log_odds[active] = found[rows, chosen]
        for guide, spot in zip(active, spots[rows, chosen], strict=True):
            self._spots[guide].append(int(spot))

    def _promising(self, images: Floats) -> npt.NDArray[np.intp]:
        """The spots with the steepest rise for their ink, (n, _TRIED), by the gradient."""
        by_logits = partial(log_odds_gradient, digit=self._digit)
        left = (1 - self._masks[self._active]) * self._ways[self._active]
        rise = (input_gradient(self._network, images, by_logits) * left) @ _patch_masks()
        ink = np.abs(left) @ _patch_masks()
        # A spot that is done changes nothing: without gain it could be chosen for ever.
        steepness = np.where(ink < 1, -np.inf, rise / (ink + _MIN_INK))
        return np.argpartition(-steepness, _PATCHES_TRIED, axis=1)[:, :_PATCHES_TRIED]

    def _without_needless(self, guide: int) -> Floats:
        """Take spots away again, the most ink first, as long as the rest convinces."""
        spots = self._spots[guide]
        while len(spots) > 1:
            fewer = [spots[:i] + spots[i + 1 :] for i in range(len(spots))]
            images = np.stack([self._changed(guide, left) for left in fewer])
            costs = np.where(self._judge(images) >= CONVINCING, _cost(images - self._image), np.inf)
            if np.isinf(costs.min()):
                break
            spots = fewer[int(costs.argmin())]
        return self._changed(guide, spots)

    def _drop(self) -> None:
        """Go on only with guides that have not convinced and may still be cheaper."""
        costs = _cost(self._masks[self._active] * self._ways[self._active])
        going = (self._log_odds[self._active] < CONVINCING) & (costs < self._least)
        self._active = self._active[going]

    def _changed(self, guide: int, spots: Patches) -> Floats:
        changed: Floats = self._image + _patch_masks()[spots].max(axis=0) * self._ways[guide]
        return changed

    def _judge(self, images: Floats) -> Floats:
        return log_odds(self._network.logits(images), self._digit)


def _cost(difference: Floats) -> Floats:
    """Pixels of ink, along the last axis."""
    cost: Floats = np.abs(difference).sum(axis=-1)
    return cost


@cache
def _patch_masks() -> Floats:
    """A disc around each pixel with a soft edge, (784, 784), the same seen from either side."""
    y, x = np.divmod(np.arange(PIXELS), IMAGE_SIDE)
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    discs: Floats = np.clip(_RADIUS + 0.5 - distance, 0, 1).astype(np.float32)
    discs.setflags(write=False)
    return discs
