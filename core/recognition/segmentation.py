"""Which strokes belong together: a number's digits stand side by side, a digit's strokes cross."""

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


class Span(NamedTuple):
    """The rectangle around a part of a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: "Span") -> "Span":
        """The rectangle around both."""
        return Span(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a drawing: strokes, and parts of its picture."""

    span: Span
    strokes: tuple[Stroke, ...] = ()
    pictures: tuple[Picture, ...] = ()


def pieces(drawing: Drawing) -> list[Piece]:
    """What cannot be two digits, from left to right."""
    found = sorted(_parts(drawing), key=lambda piece: piece.span.left)
    narrowest = _NARROW * height_of(found) if found else 0.0
    merged: list[tuple[Span, list[Piece]]] = []
    for piece in found:
        span, parts = piece.span, [piece]
        while merged and _overlap(merged[-1][0], span, narrowest):
            before, earlier = merged.pop()
            earlier += parts
            span, parts = before.joined(span), earlier
        merged.append((span, parts))
    return [_piece(parts, span) for span, parts in merged]


def height_of(parts: Sequence[Piece]) -> float:
    """From the top of the highest to the bottom of the lowest."""
    return max(p.span.bottom for p in parts) - min(p.span.top for p in parts)


def may_be_a_digit(group: Sequence[Piece], height: float) -> bool:
    """Whether neighbouring pieces of a drawing of some height can be one digit: near to each
    other, and not too small."""
    if any(gap > _FAR * height for gap in _gaps(group)):
        return False
    return len(group) > 1 or group[0].span.height >= _SMALL * height


def nearness(group: Sequence[Piece], height: float) -> float:
    """How much the gaps within a group speak for one digit: 1 where there are none."""
    gaps = sum(max(gap, 0.0) for gap in _gaps(group))
    if gaps == 0:
        return 1.0  # of whatever height: a level line has none
    near = _NEAR * height
    return math.exp(-gaps / near) if near > 0 else 0.0


def joined(group: Sequence[Piece]) -> Drawing:
    """The drawing of neighbouring pieces."""
    strokes = tuple(stroke for piece in group for stroke in piece.strokes)
    return Drawing(strokes, _whole([part for piece in group for part in piece.pictures]))


def count_columns(picture: Picture) -> int:
    """How many parts of a picture stand side by side."""
    return 1 if _as_mnist(picture) else len(_edges(picture))


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


def _as_mnist(picture: Picture) -> bool:
    return picture.ink.shape == (IMAGE_SIDE, IMAGE_SIDE)


def _edges(picture: Picture) -> list[list[int]]:
    """The first column of each part with ink, and the one after its last."""
    inked = np.concatenate([[False], (picture.ink > 0).any(axis=0), [False]])
    edges: list[list[int]] = np.flatnonzero(inked[1:] != inked[:-1]).reshape(-1, 2).tolist()
    return edges


def _columns(picture: Picture) -> Iterator[Piece]:
    """The parts of a picture between columns without ink; of an image as MNIST has it the whole."""
    x, y, width, height = picture.box
    if _as_mnist(picture):
        yield Piece(Span(x, y, x + width, y + height), (), (picture,))
        return
    rows, columns = picture.ink.shape
    for first, last in _edges(picture):
        ink = picture.ink[:, first:last]
        inside = np.flatnonzero(ink.any(axis=1)).tolist()
        box = Box(x + first / columns * width, y, (last - first) / columns * width, height)
        top, bottom = y + inside[0] / rows * height, y + (inside[-1] + 1) / rows * height
        yield Piece(Span(box.x, top, box.x + box.width, bottom), (), (Picture(ink, box),))


def _whole(parts: Sequence[Picture]) -> Picture | None:
    """Parts of one picture, side by side again; None of none."""
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


def _overlap(one: Span, other: Span, narrowest: float) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = max(min(one.width, other.width), narrowest)
    return shared >= _OVERLAP * narrower
