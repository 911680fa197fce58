"""Which ink of a photograph is writing: specks, ruled lines and the edges of paper are not."""

import numpy as np
import numpy.typing as npt

from core.imaging.connected_components import Labels, Mask, component_sizes, connected_components
from core.imaging.ruled_lines import remove_ruled_lines

Ink = npt.NDArray[np.uint8]

_SPECK_SHARE = 0.03
"""Of the largest component's pixels."""
_MIN_PIXELS = 12
"""Pixels of a component."""
_EDGE_SHARE = 0.25
"""Of the largest component's pixels: what is smaller and goes over the edge is no writing."""
_EDGE_MARGIN = 0.01
"""Of the image's side: so near is at its edge."""
_LONG_SHARE = 0.5
"""Of the image's side: what is so long, and at its edge, may be the paper's end."""


def keep_writing(ink: Ink) -> Ink:
    """The ink, (h, w) uint8, that belongs to writing."""
    ink = remove_ruled_lines(ink)
    labels = connected_components(ink > 127)
    pixels = np.bincount(labels.ravel())
    pixels[0] = 0
    at_edge = _edge_components(labels)
    pixels[_paper_components(labels, pixels, at_edge)] = 0
    least = np.where(at_edge, _EDGE_SHARE, _SPECK_SHARE) * pixels.max()
    kept = pixels > np.maximum(_MIN_PIXELS, least)
    return np.where(_dilate(_dilate(kept[labels])), ink, 0).astype(np.uint8)


def _paper_components(labels: Labels, pixels: Labels, at_edge: Mask) -> Mask:
    """Components at the image's edge that are long, if there are others to be the writing."""
    heights, widths = component_sizes(labels)
    height, width = labels.shape
    long = (heights > _LONG_SHARE * height) | (widths > _LONG_SHARE * width)
    others = pixels[~at_edge]
    paper: Mask = at_edge & long & bool(others.max(initial=0) > pixels.max() / 8)
    return paper


def _edge_components(labels: Labels) -> Mask:
    """The components that come near to the edge, by their numbers."""
    near = round(_EDGE_MARGIN * max(labels.shape)) + 1
    found = np.zeros(labels.max() + 1, bool)
    for part in (labels[:near], labels[-near:], labels[:, :near], labels[:, -near:]):
        found[part.ravel()] = True
    return found


def _dilate(mask: Mask) -> Mask:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    sideways = grown.copy()
    sideways[:, 1:] |= grown[:, :-1]
    sideways[:, :-1] |= grown[:, 1:]
    return sideways
