"""Which units fall silent for a mini-batch."""

import numpy as np
import numpy.typing as npt

from core.hyperparameters import Hyperparameters
from core.network.arrays import Floats
from core.network.backprop import Masks

_STEPS = 1 << 16


class Dropout:
    """Draws masks of 0 and 1/(1 − p), so that sums keep their mean (Srivastava et al. 2014;
    “inverted”, so that nothing changes in use)."""

    def __init__(
        self, sizes: tuple[int, ...], dtype: npt.DTypeLike, rng: "np.random.Generator"
    ) -> None:
        self._sizes = sizes
        self._dtype = np.dtype(dtype)
        self.rng = rng

    def draw(self, rows: int, settings: Hyperparameters) -> Masks | None:
        """Masks for the inputs of each layer, or None where nothing is dropped."""
        if not (settings.dropout_input or settings.dropout):
            return None
        shares = [settings.dropout_input, *[settings.dropout] * (len(self._sizes) - 2)]
        return [
            self._mask((rows, width), share) if share else None
            for width, share in zip(self._sizes[:-1], shares, strict=True)
        ]

    def _mask(self, shape: tuple[int, int], share: float) -> Floats:
        # Sixteen random bits a unit: a random float takes five times as long.
        dropped = round(share * _STEPS)
        kept = self.rng.integers(_STEPS, size=shape, dtype=np.uint16) >= dropped
        mask: Floats = kept.astype(self._dtype)
        mask *= _STEPS / (_STEPS - dropped)
        return mask
