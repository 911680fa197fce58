"""Regularizers: dropout, gradient clipping and limits on the norms of weights."""

from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.backprop import Masks

_STEPS = 1 << 16


class Dropout:
    """Draws the masks of inverted dropout (Srivastava et al. 2014).

    They hold 0 and 1/(1 − p), so that sums keep their mean and a trained network needs no scaling.
    """

    def __init__(
        self, sizes: tuple[int, ...], dtype: npt.DTypeLike, rng: "np.random.Generator"
    ) -> None:
        self._sizes = sizes
        self._dtype = np.dtype(dtype)
        self.rng = rng

    def draw(self, rows: int, settings: Hyperparameters) -> Masks | None:
        """Draw masks for the inputs of each layer; None where nothing is dropped."""
        if not (settings.dropout_input or settings.dropout):
            return None
        shares = [settings.dropout_input, *[settings.dropout] * (len(self._sizes) - 2)]
        return [
            self._mask((rows, width), share) if share else None
            for width, share in zip(self._sizes[:-1], shares, strict=True)
        ]

    def _mask(self, shape: tuple[int, int], share: float) -> Floats:
        # Sixteen random bits for each unit: random floats take five times as long.
        dropped = round(share * _STEPS)
        kept = self.rng.integers(_STEPS, size=shape, dtype=np.uint16) >= dropped
        mask: Floats = kept.astype(self._dtype)
        mask *= _STEPS / (_STEPS - dropped)
        return mask


def clip_norm(gradient: Floats, longest: float) -> None:
    """Shorten a gradient that is longer than `longest` to that length, in place.

    From Pascanu et al. 2013. Nothing is added to the divisor: PyTorch's `clip_grad_norm_` divides
    by the length + 1e-6, and so makes it a little shorter. A gradient whose length is not finite is
    left unchanged.
    """
    length = sqrt(float(np.vdot(gradient, gradient)))
    if isfinite(length) and length > longest:
        gradient *= longest / length


def limit_norms(weights: Sequence[Floats], longest: float) -> None:
    """Shorten each unit's vector of incoming weights to `longest` (Srivastava et al. 2014)."""
    for weight in weights:
        lengths = np.sqrt(np.einsum("ij,ij->j", weight, weight))
        if (lengths > longest).any():
            weight *= np.minimum(1.0, longest / np.maximum(lengths, longest))
