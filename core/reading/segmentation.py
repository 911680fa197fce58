"""Which strokes belong together: a number's digits stand side by side, a digit's strokes cross."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.datasets.dataset import IMAGE_SIDE
from core.ink.picture import Box, Picture
from core.ink.strokes import Drawing

_OVERLAP = 0.3
"""Share of the narrower one's width from which on two pieces, one above the other, are one."""
_NARROW = 0.15
"""A piece is never taken for narrower than this share of the drawing's height: a vertical
stroke has no width."""
_SMALL = 0.4
"""A piece lower than this share of the drawing is a part of a digit, not one."""
_FAR, _NEAR = 0.5, 0.15
"""Shares of the drawing's height: a gap that is surely between two digits, and one that makes
pieces e times less likely to be one."""
MOST_PIECES = 4
"""Of a digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a drawing, and the rectangle around it."""

    drawing: Drawing
    left: float
    right: float
    top: float
    bottom: float

    def joined(self, other: "Piece") -> "Piece":
        """Both as one."""
        mine, its = self.drawing, other.drawing
        picture = _joined_pictures(mine.picture, its.picture)
        return Piece(
            replace(mine, strokes=mine.strokes + its.strokes, picture=picture),
            min(self.left, other.left),
            max(self.right, other.right),
            min(self.top, other.top),
            max(self.bottom, other.bottom),
        )

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


def pieces(drawing: Drawing) -> list[Piece]:
    """What cannot be two digits, from left to right."""
    found = sorted(_parts(drawing), key=lambda piece: piece.left)
    height = height_of(found) if found else 0.0
    merged: list[Piece] = []
    for piece in found:
        while merged and _overlap(merged[-1], piece, _NARROW * height):
            piece = merged.pop().joined(piece)
        merged.append(piece)
    return merged


def height_of(parts: Sequence[Piece]) -> float:
    """From the top of the highest to the bottom of the lowest."""
    return max(p.bottom for p in parts) - min(p.top for p in parts)


def may_be_a_digit(group: Sequence[Piece], height: float) -> bool:
    """Whether neighbouring pieces of a drawing of some height can be one digit: near to each
    other, and not too small."""
    if any(gap > _FAR * height for gap in _gaps(group)):
        return False
    return len(group) > 1 or group[0].height >= _SMALL * height


def nearness(group: Sequence[Piece], height: float) -> float:
    """How much the gaps within a group speak for one digit: 1 where there are none."""
    gaps = sum(max(gap, 0.0) for gap in _gaps(group))
    return float(np.exp(-gaps / (_NEAR * height)))


def joined(group: Sequence[Piece]) -> Drawing:
    """The drawing of neighbouring pieces."""
    whole = group[0]
    for piece in group[1:]:
        whole = whole.joined(piece)
    return whole.drawing


def _parts(drawing: Drawing) -> Iterator[Piece]:
    for stroke in drawing.strokes:
        low, high = stroke.points.min(axis=0), stroke.points.max(axis=0)
        yield Piece(Drawing((stroke,)), low[0], high[0], low[1], high[1])
    if drawing.picture is not None:
        yield from _columns(drawing.picture)


def _columns(picture: Picture) -> Iterator[Piece]:
    """The parts of a picture between columns without ink; of an image as MNIST has it the whole."""
    if picture.ink.shape == (IMAGE_SIDE, IMAGE_SIDE):
        x, y, width, height = picture.box
        yield Piece(Drawing((), picture), x, x + width, y, y + height)
        return
    inked = np.concatenate([[False], (picture.ink > 0).any(axis=0), [False]])
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    rows, columns = picture.ink.shape
    x, y, width, height = picture.box
    for first, last in edges.reshape(-1, 2).tolist():
        ink = picture.ink[:, first:last]
        inside = np.flatnonzero(ink.any(axis=1))
        box = Box(x + first / columns * width, y, (last - first) / columns * width, height)
        yield Piece(
            Drawing((), Picture(ink, box)),
            box.x,
            box.x + box.width,
            y + inside[0] / rows * height,
            y + (inside[-1] + 1) / rows * height,
        )


def _joined_pictures(one: Picture | None, other: Picture | None) -> Picture | None:
    """Parts of one picture, side by side again."""
    if one is None or other is None:
        return one or other
    left, right = sorted((one, other), key=lambda picture: picture.box.x)
    pixel = left.box.width / left.ink.shape[1]
    gap = max(round((right.box.x - left.box.x - left.box.width) / pixel), 0)
    ink = np.concatenate([left.ink, np.zeros((len(left.ink), gap), np.uint8), right.ink], axis=1)
    width = right.box.x + right.box.width - left.box.x
    return Picture(ink, Box(left.box.x, left.box.y, width, left.box.height))


def _gaps(group: Sequence[Piece]) -> list[float]:
    return [after.left - before.right for before, after in pairwise(group)]


def _overlap(one: Piece, other: Piece, narrowest: float) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = max(min(one.right - one.left, other.right - other.left), narrowest)
    return shared >= _OVERLAP * narrower
