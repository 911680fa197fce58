"""Synthetic images that replace training images: regional forms of digits, and non-digits."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, PIXELS, Images, Labels
from core.hyperparameters.schema import Hyperparameters
from core.rasterization.render import render
from core.synthesis.synthetic_drawings import draw_digit, draw_non_digit

POOL_SIZE = 1000
"""Images of each digit, and a quarter of those of non-digits; distortions vary them further."""
_NON_DIGIT = CLASSES
"""The class of the pool that holds non-digits."""


class ReplacementShares(NamedTuple):
    """The shares of training images, chosen at random, that synthetic images replace."""

    regional_forms: float = 0.0
    """The share replaced by the same digit as it is taught in another region."""
    scribbles: float = 0.0
    """The share replaced by non-digits."""

    @classmethod
    def of(cls, settings: Hyperparameters) -> Self:
        """Take the shares from the settings of a training."""
        return cls(settings.regional_forms, settings.scribbles)

    @property
    def any(self) -> bool:
        """Whether images are replaced at all."""
        return any(self)


class SyntheticImages:
    """A pool of synthetic images, each of which is drawn when it is first used.

    An image depends only on the seed and its index in the pool.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._images = [
            np.zeros((POOL_SIZE if kind < _NON_DIGIT else 4 * POOL_SIZE, PIXELS), np.uint8)
            for kind in range(CLASSES + 1)
        ]
        self._made = [np.zeros(len(images), bool) for images in self._images]

    def replace_some(
        self, images: Images, labels: Labels, shares: ReplacementShares, rng: "np.random.Generator"
    ) -> npt.NDArray[np.bool_]:
        """Overwrite some of `images` (n, 784), and return which are now non-digits, (n,)."""
        chance = rng.random(len(images))
        non_digit = chance < shares.scribbles
        regional = ~non_digit & (chance < shares.scribbles + shares.regional_forms)
        places = rng.random(len(images))
        for row in np.flatnonzero(non_digit | regional):
            kind = _NON_DIGIT if non_digit[row] else int(labels[row])
            images[row] = self._image(kind, int(places[row] * len(self._images[kind])))
        return np.asarray(non_digit)

    def _image(self, kind: int, place: int) -> npt.NDArray[np.uint8]:
        if not self._made[kind][place]:
            rng = np.random.default_rng([self._seed, kind, place])
            drawing = draw_non_digit(rng) if kind == _NON_DIGIT else draw_digit(kind, rng)
            self._images[kind][place] = render(drawing).ravel()
            self._made[kind][place] = True
        image: npt.NDArray[np.uint8] = self._images[kind][place]
        return image
