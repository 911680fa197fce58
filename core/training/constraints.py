"""Limits on the length of gradients and of weights."""

from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np

from core.network.arrays import Floats


def clip(gradient: Floats, longest: float) -> None:
    """Shorten a gradient that is longer than `longest`, in place (Pascanu et al. 2013)."""
    length = sqrt(float(np.vdot(gradient, gradient)))
    if isfinite(length) and length > longest:
        gradient *= longest / length


def limit_norms(weights: Sequence[Floats], longest: float) -> None:
    """Shorten each unit's vector of incoming weights to `longest` (Srivastava et al. 2014)."""
    for weight in weights:
        lengths = np.sqrt(np.einsum("ij,ij->j", weight, weight))
        if (lengths > longest).any():
            weight *= np.minimum(1.0, longest / np.maximum(lengths, longest))
