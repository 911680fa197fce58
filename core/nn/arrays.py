"""The array types of the network."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
"""float32 in training, float64 for the gradient check."""
