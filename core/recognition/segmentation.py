"""Segmentation of a drawing into pieces, of which the digits are made.

The digits of a number stand side by side; the strokes of a digit overlap.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.datasets.dataset import IMAGE_SIDE
from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, Stroke

_OVERLAP = 0.3
"""Two parts that overlap horizontally by at least this share of the narrower one's width belong to
one piece."""
_NARROW = 0.15
"""The least width of a piece, as a share of the drawing's height: a vertical stroke has none."""
_SMALL = 0.4
"""A piece lower than this share of the drawing is only a part of a digit."""
_FAR, _NEAR = 0.5, 0.15
"""Shares of the drawing's height: a gap that always separates two digits, and a gap that makes it
e times less likely that pieces are one digit."""
MOST_PIECES = 4
"""The most pieces that one digit consists of."""


class Span(NamedTuple):
    """The bounding box of a part of a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def united(self, other: "Span") -> "Span":
        """Return the bounding box of both."""
        return Span(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def width(self) -> float:
        """The distance from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The distance from top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a drawing: strokes and parts of its picture that belong to the same digit."""

    span: Span
    strokes: tuple[Stroke, ...] = ()
    pictures: tuple[Picture, ...] = ()


def split_into_pieces(drawing: Drawing) -> list[Piece]:
    """Split a drawing into pieces, from left to right, none of which can be two digits."""
    pieces = sorted(_parts(drawing), key=lambda piece: piece.span.left)
    narrowest = _NARROW * height_of(pieces) if pieces else 0.0
    merged: list[tuple[Span, list[Piece]]] = []
    for piece in pieces:
        span, parts = piece.span, [piece]
        while merged and _overlaps(merged[-1][0], span, narrowest):
            before, earlier = merged.pop()
            earlier += parts
            span, parts = before.united(span), earlier
        merged.append((span, parts))
    return [_piece(parts, span) for span, parts in merged]


def height_of(pieces: Sequence[Piece]) -> float:
    """Return the distance from the top of the highest piece to the bottom of the lowest."""
    return max(p.span.bottom for p in pieces) - min(p.span.top for p in pieces)


def can_be_digit(group: Sequence[Piece], height: float) -> bool:
    """Return whether neighboring pieces can be one digit: close together, and not too small.

    `height` is that of the whole drawing.
    """
    if any(gap > _FAR * height for gap in _gaps(group)):
        return False
    return len(group) > 1 or group[0].span.height >= _SMALL * height


def closeness(group: Sequence[Piece], height: float) -> float:
    """Return from 0 to 1 how close the pieces of a group are: 1 where there is no gap."""
    gaps = sum(max(gap, 0.0) for gap in _gaps(group))
    if gaps == 0:
        return 1.0  # also for a horizontal line, whose height is 0
    near = _NEAR * height
    return math.exp(-gaps / near) if near > 0 else 0.0


def join_pieces(group: Sequence[Piece]) -> Drawing:
    """Return the drawing that consists of neighboring pieces."""
    strokes = tuple(stroke for piece in group for stroke in piece.strokes)
    return Drawing(strokes, _rejoin([part for piece in group for part in piece.pictures]))


def count_columns(picture: Picture) -> int:
    """Count the parts of a picture that stand side by side."""
    return 1 if _is_mnist_image(picture) else len(_edges(picture))


def _piece(parts: Sequence[Piece], span: Span) -> Piece:
    if len(parts) == 1:
        return parts[0]
    strokes = tuple(stroke for part in parts for stroke in part.strokes)
    return Piece(span, strokes, tuple(picture for part in parts for picture in part.pictures))


def _parts(drawing: Drawing) -> Iterator[Piece]:
    for stroke in drawing.strokes:
        span = Span(stroke.left, stroke.top, stroke.right, stroke.bottom)
        yield Piece(span, (stroke,))
    if drawing.picture is not None:
        yield from _columns(drawing.picture)


def _is_mnist_image(picture: Picture) -> bool:
    return picture.ink.shape == (IMAGE_SIDE, IMAGE_SIDE)


def _edges(picture: Picture) -> list[list[int]]:
    """Return the first column of each part with ink, and the column after its last."""
    inked = np.concatenate([[False], (picture.ink > 0).any(axis=0), [False]])
    edges: list[list[int]] = np.flatnonzero(inked[1:] != inked[:-1]).reshape(-1, 2).tolist()
    return edges


def _columns(picture: Picture) -> Iterator[Piece]:
    """Yield the parts of a picture between columns without ink.

    A picture of 28 × 28 pixels is one digit of MNIST and stays whole.
    """
    x, y, width, height = picture.box
    if _is_mnist_image(picture):
        yield Piece(Span(x, y, x + width, y + height), (), (picture,))
        return
    rows, columns = picture.ink.shape
    for first, last in _edges(picture):
        ink = picture.ink[:, first:last]
        inside = np.flatnonzero(ink.any(axis=1)).tolist()
        box = Box(x + first / columns * width, y, (last - first) / columns * width, height)
        top, bottom = y + inside[0] / rows * height, y + (inside[-1] + 1) / rows * height
        yield Piece(Span(box.x, top, box.x + box.width, bottom), (), (Picture(ink, box),))


def _rejoin(parts: Sequence[Picture]) -> Picture | None:
    """Put parts of one picture side by side again; return None for no parts."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    ordered = sorted(parts, key=lambda picture: picture.box.x)
    first, last = ordered[0].box, ordered[-1].box
    pixel = first.width / ordered[0].ink.shape[1]
    inks = [ordered[0].ink]
    for before, after in pairwise(ordered):
        gap = max(round((after.box.x - before.box.x - before.box.width) / pixel), 0)
        inks += [np.zeros((len(after.ink), gap), np.uint8), after.ink]
    box = Box(first.x, first.y, last.x + last.width - first.x, first.height)
    return Picture(np.concatenate(inks, axis=1), box)


def _gaps(group: Sequence[Piece]) -> list[float]:
    return [after.span.left - before.span.right for before, after in pairwise(group)]


def _overlaps(one: Span, other: Span, narrowest: float) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = max(min(one.width, other.width), narrowest)
    return shared >= _OVERLAP * narrower
