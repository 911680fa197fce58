"""Searching for patches of images of another digit that change the answer to an image."""

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE, PIXELS
from core.explanations.log_odds import log_odds, log_odds_gradient
from core.nn.activations import Floats
from core.nn.input_gradient import input_gradient
from core.nn.mlp import MLP

CONVINCING = 0.05
"""Log odds of an image that convinces: above 0, with room for the rounding to bytes."""
_RADIUS = 3.0
"""The radius of a patch in pixels, a little more than the width of a line."""
_MIN_INK = 4.0
"""Pixels of ink added to the cost of each patch, so that specks are not cheap."""
_PATCHES_TRIED = 4
"""Candidates that the network evaluates in each step."""
_MAX_STEPS = 30
"""Steps, each of which adds a patch."""

Patches = list[int]
"""The pixels at the centers of patches."""


class PatchSearch:
    """Finds few patches of an image to replace by those of a guide until the network is convinced.

    A guide is an image of the wanted digit; several are tried side by side. The search is greedy:
    the next patch is the one that gains most log odds for the ink that it changes. Gradients select
    a few candidates (as in Papernot and others 2016), which the network evaluates.
    """

    def __init__(self, network: MLP, image: Floats, guides: Floats, digit: int) -> None:
        """Prepare the search for `image` (784,) with `guides` (n, 784), floats 0-1."""
        self._network, self._image, self._digit = network, image, digit
        self._differences = guides - image
        self._masks = np.zeros_like(self._differences)
        self._chosen: list[Patches] = [[] for _ in guides]
        self._active = np.arange(len(guides))
        self._log_odds = self._evaluate(image[None]).repeat(len(guides))
        self._least = np.inf

    def run(self) -> Floats | None:
        """Find the convincing image with the least changed ink, (784,); None if none is found."""
        best = None
        for _ in range(_MAX_STEPS):
            if not len(self._active):
                break
            self._step()
            for guide in self._active[self._log_odds[self._active] >= CONVINCING]:
                changed = self._remove_needless(guide)
                if _cost(changed - self._image) < self._least:
                    best, self._least = changed, float(_cost(changed - self._image))
            self._drop()
        return best

    def _step(self) -> None:
        """Add a patch for each guide."""
        active = self._active
        before = self._image + self._masks[active] * self._differences[active]
        patches = self._promising(before)
        masks = np.maximum(self._masks[active, None], _patch_masks()[patches])
        after = self._image + masks * self._differences[active, None]
        log_odds_after = self._evaluate(after.reshape(-1, PIXELS)).reshape(patches.shape)
        # Log odds beyond the goal are no gain.
        gain = np.minimum(log_odds_after, CONVINCING) - self._log_odds[active, None]
        chosen = (gain / (_cost(after - before[:, None]) + _MIN_INK)).argmax(axis=1)
        rows = np.arange(len(active))
        self._masks[active] = masks[rows, chosen]
        self._log_odds[active] = log_odds_after[rows, chosen]
        for guide, patch in zip(active, patches[rows, chosen], strict=True):
            self._chosen[guide].append(int(patch))

    def _promising(self, images: Floats) -> npt.NDArray[np.intp]:
        """The patches with the steepest rise for their ink, (n, _TRIED), by the gradient."""
        by_logits = partial(log_odds_gradient, digit=self._digit)
        left = (1 - self._masks[self._active]) * self._differences[self._active]
        rise = (input_gradient(self._network, images, by_logits) * left) @ _patch_masks()
        ink = np.abs(left) @ _patch_masks()
        # A patch that is done changes nothing, and could be chosen again and again.
        steepness = np.where(ink < 1, -np.inf, rise / (ink + _MIN_INK))
        return np.argpartition(-steepness, _PATCHES_TRIED, axis=1)[:, :_PATCHES_TRIED]

    def _remove_needless(self, guide: int) -> Floats:
        """Remove patches again, those with the most ink first, while the rest convinces."""
        patches = self._chosen[guide]
        while len(patches) > 1:
            fewer = [patches[:i] + patches[i + 1 :] for i in range(len(patches))]
            images = np.stack([self._changed(guide, left) for left in fewer])
            costs = np.where(
                self._evaluate(images) >= CONVINCING, _cost(images - self._image), np.inf
            )
            if np.isinf(costs.min()):
                break
            patches = fewer[int(costs.argmin())]
        return self._changed(guide, patches)

    def _drop(self) -> None:
        """Continue only with guides that have not convinced yet and may still be cheaper."""
        costs = _cost(self._masks[self._active] * self._differences[self._active])
        going = (self._log_odds[self._active] < CONVINCING) & (costs < self._least)
        self._active = self._active[going]

    def _changed(self, guide: int, patches: Patches) -> Floats:
        changed: Floats = (
            self._image + _patch_masks()[patches].max(axis=0) * self._differences[guide]
        )
        return changed

    def _evaluate(self, images: Floats) -> Floats:
        return log_odds(self._network.logits(images), self._digit)


def _cost(difference: Floats) -> Floats:
    """Sum the changed ink in pixels along the last axis."""
    cost: Floats = np.abs(difference).sum(axis=-1)
    return cost


@cache
def _patch_masks() -> Floats:
    """Make a disc with a soft edge around each pixel, (784, 784); the matrix is symmetric."""
    y, x = np.divmod(np.arange(PIXELS), IMAGE_SIDE)
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    discs: Floats = np.clip(_RADIUS + 0.5 - distance, 0, 1).astype(np.float32)
    discs.setflags(write=False)
    return discs
