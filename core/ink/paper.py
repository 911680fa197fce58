"""What the paper of a photograph is like: how bright at each place, and lighter or darker."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from core.ink.windows import slide

Grey = npt.NDArray[np.uint8]


def is_light_ink(grey: Grey) -> bool:
    """Whether the ink is lighter than the paper: lines are few, and far from what surrounds them.

    The sign of the third moment of what differs from the neighbourhood.
    """
    radius = max(grey.shape) / 20
    around = Image.fromarray(grey).filter(ImageFilter.GaussianBlur(radius))
    difference = grey.astype(np.float32) - np.asarray(around)
    return float(np.mean(difference**3)) > 0


def closed(grey: Grey, side: int) -> Grey:
    """Grey without what is dark and narrower than a square of `side` pixels: the paper.

    Gradients and the edges of shadows stay where they are (a morphological closing; Serra 1982).
    """
    padded = np.pad(grey, side - 1, mode="edge")
    for axis in (0, 1):
        padded = slide(padded, side, axis, np.maximum)
    for axis in (0, 1):
        padded = slide(padded, side, axis, np.minimum)
    return padded
