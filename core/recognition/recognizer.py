"""The one way from a drawing to an answer: of the pad, and of the command `strokes`."""

from collections.abc import Sequence

import numpy as np

from core.datasets.dataset import PIXELS, to_pixels
from core.drawing.strokes import Drawing
from core.evaluation.calibration import Calibration
from core.nn.mlp import MLP
from core.rasterization.render import render_and_place
from core.recognition.prediction import DigitPrediction, Reading
from core.recognition.segmentation import (
    MOST_PIECES,
    Piece,
    count_columns,
    height_of,
    joined,
    may_be_a_digit,
    nearness,
    pieces,
)

_SPLIT = 0.25
"""How much likelier two digits must be than one to be told apart: the quotient of both."""
_FAINTEST = 1e-6
_MOST = 60
"""Pieces of a number: fifteen digits of four pieces each."""
_TOO_MANY = "Too many parts to be a number."
_AT_ONCE = 64
"""Images that go through the network together."""
_FEW_STROKES, _FEW_COLUMNS = 20, 8
_FEW_POINTS = 4000
"""To be drawn in all groups of pieces together. So many of each are read within some 50 ms."""


def is_read_at_once(drawing: Drawing) -> bool:
    """Whether a drawing is read so soon that nobody need wait for the answer."""
    points = sum(len(stroke.points) for stroke in drawing.strokes)
    picture = drawing.picture
    return (
        len(drawing.strokes) <= _FEW_STROKES
        and points * min(len(drawing.strokes), MOST_PIECES) <= _FEW_POINTS
        and (picture is None or count_columns(picture) <= _FEW_COLUMNS)
    )


class Recognizer:
    """Reads drawings with one network."""

    def __init__(self, network: MLP, calibration: Calibration | None = None) -> None:
        self.network = network
        self.calibration = calibration or Calibration()

    def read(self, drawing: Drawing) -> Reading:
        """The digits in a drawing; none in an empty one, in a dot, or in one of more pieces than a
        number has, of which the reading says so."""
        parts = pieces(drawing)
        if not parts or not max(max(p.span.width, p.span.height) for p in parts) > 0:
            return Reading(drawing, ())
        if len(parts) > _MOST:
            return Reading(drawing, (), _TOO_MANY)
        groups = _groups(parts)
        read = self._digits([joined(parts[first:last]) for first, last in groups])
        digits = dict(zip(groups, read, strict=True))
        height = height_of(parts)
        scores = {
            (first, last): digit.confidence * nearness(parts[first:last], height)
            for (first, last), digit in digits.items()
        }
        return Reading(drawing, tuple(digits[group] for group in _likeliest(scores)))

    def _digits(self, drawings: Sequence[Drawing]) -> list[DigitPrediction]:
        parts = range(0, len(drawings), _AT_ONCE)
        return [digit for i in parts for digit in self._batch(drawings[i : i + _AT_ONCE])]

    def _batch(self, drawings: Sequence[Drawing]) -> list[DigitPrediction]:
        rendered = [render_and_place(drawing) for drawing in drawings]
        images = np.stack([image for image, _ in rendered])
        pixels = to_pixels(images.reshape(-1, PIXELS))
        probabilities = self.calibration.probabilities(self.network, pixels)
        for array in (images, probabilities):
            array.setflags(write=False)
        return [
            DigitPrediction(drawing, image, placement, answer, self.calibration.threshold)
            for drawing, image, (_, placement), answer in zip(
                drawings, images, rendered, probabilities, strict=True
            )
        ]


Group = tuple[int, int]
"""The first piece, and the one after the last."""


def _groups(parts: Sequence[Piece]) -> list[Group]:
    """All that may be a digit."""
    height = height_of(parts)
    found = [
        (first, last)
        for first in range(len(parts))
        for last in range(first + 1, min(first + MOST_PIECES, len(parts)) + 1)
        if may_be_a_digit(parts[first:last], height)
    ]
    return found if _covers(found, len(parts)) else [(0, len(parts))]


def _covers(groups: Sequence[Group], count: int) -> bool:
    reached = {0}
    for first, last in sorted(groups):
        if first in reached:
            reached.add(last)
    return count in reached


def _likeliest(scores: dict[Group, float]) -> list[Group]:
    """The groups that cover all pieces with the highest product of scores, by dynamic
    programming; each further digit has to be worth it."""
    best: dict[int, tuple[float, Group | None]] = {0: (0.0, None)}
    for first, last in sorted(scores):
        if first in best:
            total = best[first][0] + float(np.log(max(scores[first, last], _FAINTEST) * _SPLIT))
            if last not in best or total > best[last][0]:
                best[last] = total, (first, last)
    found: list[Group] = []
    group = best[max(best)][1]
    while group is not None:
        found.insert(0, group)
        group = best[group[0]][1]
    return found
