"""The one way from a drawing to an answer: of the pad, and of the command `strokes`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import PIXELS, to_pixels
from core.drawing.strokes import Drawing
from core.evaluation.calibration import Calibration
from core.models.model_file import Model
from core.rasterization.mnist_convention import Placement
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


Group = tuple[int, int]
"""The first piece, and the one after the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Pieces of a drawing that may be a digit, as a network sees them."""

    group: Group
    drawing: Drawing
    nearness: float
    """From 0 to 1: whether the pieces are near enough to belong together."""
    image: npt.NDArray[np.uint8]
    """(28, 28) uint8, read-only."""
    placement: Placement


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """All candidates of a drawing. They do not depend on a network."""

    drawing: Drawing
    found: tuple[Candidate, ...]
    """None in an empty drawing, in a dot, and in one of more pieces than a number has."""
    why_none: str = ""
    """A sentence if there are more pieces than a number has."""


def find_candidates(drawing: Drawing) -> Candidates:
    """Find and render everything in a drawing that may be a digit."""
    parts = pieces(drawing)
    if not parts or not max(max(p.span.width, p.span.height) for p in parts) > 0:
        return Candidates(drawing, ())
    if len(parts) > _MOST:
        return Candidates(drawing, (), _TOO_MANY)
    height = height_of(parts)
    return Candidates(
        drawing,
        tuple(_candidate(group, parts[group[0] : group[1]], height) for group in _groups(parts)),
    )


def _candidate(group: Group, parts: Sequence[Piece], height: float) -> Candidate:
    drawing = joined(parts)
    image, placement = render_and_place(drawing)
    image.setflags(write=False)
    return Candidate(group, drawing, nearness(parts, height), image, placement)


class Recognizer:
    """Reads drawings with one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._calibration = model.calibration or Calibration()

    def read(self, drawing: Drawing) -> Reading:
        """The digits in a drawing; none in an empty one, in a dot, or in one of more pieces than a
        number has, of which the reading says so."""
        return self.choose(find_candidates(drawing))

    def choose(self, candidates: Candidates) -> Reading:
        """The most likely digits among the candidates of a drawing."""
        found = candidates.found
        parts = range(0, len(found), _AT_ONCE)
        read = [digit for i in parts for digit in self._digits(found[i : i + _AT_ONCE])]
        digits = {each.group: digit for each, digit in zip(found, read, strict=True)}
        scores = {each.group: digits[each.group].confidence * each.nearness for each in found}
        chosen = tuple(digits[group] for group in _likeliest(scores))
        return Reading(candidates.drawing, chosen, candidates.why_none, self.model)

    def _digits(self, candidates: Sequence[Candidate]) -> list[DigitPrediction]:
        images = np.stack([each.image for each in candidates])
        pixels = to_pixels(images.reshape(-1, PIXELS))
        probabilities = self._calibration.probabilities(self.model.network, pixels)
        probabilities.setflags(write=False)
        threshold = self._calibration.threshold
        return [
            DigitPrediction(each.drawing, each.image, each.placement, answer, threshold)
            for each, answer in zip(candidates, probabilities, strict=True)
        ]


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
