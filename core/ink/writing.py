"""Which ink of a photograph is writing: specks, ruled lines and the edges of paper are not."""

import numpy as np
import numpy.typing as npt

from core.ink.components import Labels, Mask, components, extents, runs

Ink = npt.NDArray[np.uint8]

_SPECK = 0.03
"""Of the largest component's pixels."""
_LEAST = 12
"""Pixels of a component."""
_LONG = 0.5
"""Of the image's side: so long, and to its edge, is a line of the paper and no digit's."""
_THIN = 1 / 60
"""Of the image's side: thickness of such a line at most."""
_GAP = 1 / 20
"""Of the image's side: so wide is the pen that may cross it."""
_FAINT = 40


def writing(ink: Ink) -> Ink:
    """The ink, (h, w) uint8, that belongs to writing."""
    for _ in (0, 1):
        ink = _without_rows(ink).T
    labels = components(ink > 127)
    pixels = np.bincount(labels.ravel())
    pixels[0] = 0
    pixels[_of_paper(labels, pixels)] = 0
    kept = pixels > max(_LEAST, _SPECK * pixels.max())
    return np.where(_grown(_grown(kept[labels])), ink, 0).astype(np.uint8)


def _without_rows(ink: Ink) -> Ink:
    """Without lines that go across to an edge of the image, more or less level."""
    mask = ink > _FAINT
    side = max(ink.shape)
    columns = runs(np.ascontiguousarray(mask.T))
    thickness = np.bincount(columns.ravel())[columns].T
    thin = mask & (thickness <= max(3, side * _THIN))
    labels = components(_widened(thin, max(1, round(side * _GAP))))
    _, widths = extents(labels)
    at_edge = _reaching(labels[:, :3], labels[:, -3:], len(widths))
    return np.where(thin & (at_edge & (widths > _LONG * ink.shape[1]))[labels], 0, ink)


def _of_paper(labels: Labels, pixels: Labels) -> Mask:
    """Components at the image's edge that are long, if there are others to be the writing."""
    heights, widths = extents(labels)
    height, width = labels.shape
    at_edge = _reaching(labels[[0, -1]], labels[:, [0, -1]], len(pixels))
    long = (heights > _LONG * height) | (widths > _LONG * width)
    others = pixels[~at_edge]
    paper: Mask = at_edge & long & bool(others.max(initial=0) > pixels.max() / 8)
    return paper


def _reaching(first: Labels, last: Labels, count: int) -> Mask:
    reaching = np.zeros(count, bool)
    reaching[first] = reaching[last] = True
    reaching[0] = False
    return reaching


def _widened(mask: Mask, by: int) -> Mask:
    """Each pixel, and `by` to its right."""
    wide = mask.copy()
    reach = 1
    while reach <= by:
        step = min(reach, by - reach + 1)
        wide[:, step:] |= wide[:, :-step].copy()
        reach += step
    return wide


def _grown(mask: Mask) -> Mask:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    sideways = grown.copy()
    sideways[:, 1:] |= grown[:, :-1]
    sideways[:, :-1] |= grown[:, 1:]
    return sideways
