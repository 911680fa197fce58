"""Drawings that are long or have many pieces, made by formula."""

import numpy as np

from core.drawing.strokes import Drawing, drawing_from_points


def bars(count: int, height: float = 1.0) -> Drawing:
    return drawing_from_points([[(0.4 * i, 0.0), (0.4 * i, height)] for i in range(count)])


def scribble(points: int) -> Drawing:
    return drawing_from_points([np.random.default_rng(0).random((points, 2))])
