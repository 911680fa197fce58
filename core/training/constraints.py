"""Limits on the length of gradients and of weights."""

from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np

from core.network.arrays import Floats


def clip(gradient: Floats, longest: float) -> None:
    """Shorten a gradient that is longer than `longest` to that length, in place (Pascanu et al.
    2013).

    Nothing is added to the divisor: PyTorch's `clip_grad_norm_` divides by the length + 1e-6, and
    so makes it a little shorter than asked. A length that is not finite leaves it as it is.
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
