"""Removing ink from a photograph that is no writing: specks, ruled lines and edges of paper."""

import numpy as np
import numpy.typing as npt

from core.imaging.connected_components import Labels, Mask, component_sizes, connected_components
from core.imaging.ruled_lines import remove_ruled_lines

Ink = npt.NDArray[np.uint8]

_SPECK_SHARE = 0.03
"""A component with a smaller share of the largest one's pixels is a speck."""
_MIN_PIXELS = 12
"""A component with no more pixels is a speck."""
_EDGE_SHARE = 0.25
"""A component at the edge with a smaller share of the largest one's pixels is not writing."""
_EDGE_MARGIN = 0.01
"""Components nearer to the edge, as a share of the image's side, are at the edge."""
_LONG_SHARE = 0.5
"""Components at the edge that are longer, as a share of the image's side, may be the paper's."""


def keep_writing(ink: Ink) -> Ink:
    """Keep the ink, (h, w) uint8, that belongs to writing."""
    ink = remove_ruled_lines(ink)
    labels = connected_components(ink > 127)
    pixels = np.bincount(labels.ravel())
    pixels[0] = 0
    at_edge = _edge_components(labels)
    pixels[_paper_components(labels, pixels, at_edge)] = 0
    min_share = np.where(at_edge, _EDGE_SHARE, _SPECK_SHARE) * pixels.max()
    is_writing = pixels > np.maximum(_MIN_PIXELS, min_share)
    return np.where(_dilate(_dilate(is_writing[labels])), ink, 0).astype(np.uint8)


def _paper_components(labels: Labels, pixels: Labels, at_edge: Mask) -> Mask:
    """Find long components at the image's edge, if there are others that may be the writing."""
    heights, widths = component_sizes(labels)
    height, width = labels.shape
    long = (heights > _LONG_SHARE * height) | (widths > _LONG_SHARE * width)
    others = pixels[~at_edge]
    paper: Mask = at_edge & long & bool(others.max(initial=0) > pixels.max() / 8)
    return paper


def _edge_components(labels: Labels) -> Mask:
    """Find which components, by their numbers, are at the edge."""
    near = round(_EDGE_MARGIN * max(labels.shape)) + 1
    at_edge = np.zeros(labels.max() + 1, bool)
    for part in (labels[:near], labels[-near:], labels[:, :near], labels[:, -near:]):
        at_edge[part.ravel()] = True
    return at_edge


def _dilate(mask: Mask) -> Mask:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    sideways = grown.copy()
    sideways[:, 1:] |= grown[:, :-1]
    sideways[:, :-1] |= grown[:, 1:]
    return sideways
