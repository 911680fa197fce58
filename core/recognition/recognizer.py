"""Recognition of drawings and images: the pad, `strokes` and `predict` all use it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE, PIXELS, to_pixels
from core.drawing.strokes import Drawing
from core.models.model_file import Model
from core.rasterization.mnist_convention import Placement
from core.rasterization.render import render_and_place
from core.recognition.prediction import (
    DigitPrediction,
    DrawingPrediction,
    ImagePrediction,
    Probabilities,
    calibration_of,
)
from core.recognition.segmentation import (
    MOST_PIECES,
    Piece,
    can_be_digit,
    closeness,
    count_columns,
    height_of,
    join_pieces,
    split_into_pieces,
)

_SPLIT_FACTOR = 0.25
"""Each further digit multiplies the score of a partition by this: two digits must be that much
likelier than one."""
_MIN_SCORE = 1e-6
_MAX_PIECES = 60
"""Pieces of a number: fifteen digits of four pieces each."""
_TOO_MANY_PIECES = "Too many parts to be a number."
_TOO_SMALL = "Too small for a digit: draw larger."
SMALLEST_ON_PAD = 0.08
"""The extent up to which ink is a dot and no digit, where the shorter side of the pad is 1. It is
one and a half times the width of the ordinary pen."""
_BATCH = 64
"""Images that go through the network together."""
_FEW_STROKES, _FEW_COLUMNS = 20, 8
_FEW_POINTS = 4000
"""Points to draw in all groups of pieces together. Recognition of so many takes about 50 ms."""


def is_quick(drawing: Drawing) -> bool:
    """Return whether a drawing is recognized so quickly that no thread is needed."""
    points = sum(len(stroke.points) for stroke in drawing.strokes)
    picture = drawing.picture
    return (
        len(drawing.strokes) <= _FEW_STROKES
        and points * min(len(drawing.strokes), MOST_PIECES) <= _FEW_POINTS
        and (picture is None or count_columns(picture) <= _FEW_COLUMNS)
    )


Group = tuple[int, int]
"""The index of the first piece, and the index after the last."""


def _no_images() -> npt.NDArray[np.uint8]:
    return np.empty((0, IMAGE_SIDE, IMAGE_SIDE), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The candidates for digits in a drawing, rendered once for any number of recognizers."""

    drawing: Drawing
    pieces: Sequence[Piece] = ()
    groups: Sequence[Group] = ()
    """The groups of pieces that may be a digit; none where nothing can be recognized."""
    drawings: Sequence[Drawing] = ()
    """The ink of each group."""
    images: npt.NDArray[np.uint8] = field(default_factory=_no_images)
    """(groups, 28, 28)."""
    placements: Sequence[Placement] = ()
    reason_for_none: str = ""


def find_candidates(drawing: Drawing, smallest: float = 0.0) -> Candidates:
    """Segment a drawing and render its candidates for digits.

    There are none in an empty drawing and, with a reason, in those of `why_no_digit`.
    """
    pieces = split_into_pieces(drawing)
    reason = _why_no_digit(pieces, smallest)
    if not pieces or reason:
        return Candidates(drawing, reason_for_none=reason)
    groups = _candidate_groups(pieces)
    drawings = [join_pieces(pieces[first:last]) for first, last in groups]
    rendered = [render_and_place(each) for each in drawings]
    images = np.stack([image for image, _ in rendered])
    images.setflags(write=False)
    placements = [placement for _, placement in rendered]
    return Candidates(drawing, pieces, groups, drawings, images, placements)


def why_no_digit(drawing: Drawing, smallest: float = 0.0) -> str:
    """Return why the ink of a drawing can be no digit, in a sentence; empty if it can, or if there
    is none.

    It is only dots, or not larger than `smallest`, or has more pieces than a number has.
    """
    return _why_no_digit(split_into_pieces(drawing), smallest)


class Recognizer:
    """Recognizes digits with one model, whose calibration gives the probabilities."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._calibration = calibration_of(model)

    def recognize(self, drawing: Drawing) -> DrawingPrediction:
        """Find the digits in a drawing."""
        return self.choose(find_candidates(drawing))

    def choose(self, candidates: Candidates) -> DrawingPrediction:
        """Choose the digits among the candidates of a drawing."""
        if not candidates.groups:
            reason = candidates.reason_for_none
            return DrawingPrediction(candidates.drawing, (), self.model, reason)
        digits = dict(zip(candidates.groups, self._predict(candidates), strict=True))
        pieces, height = candidates.pieces, height_of(candidates.pieces)
        scores = {
            (first, last): digit.confidence * closeness(pieces[first:last], height)
            for (first, last), digit in digits.items()
        }
        best = _best_partition(scores)
        chosen = tuple(digits[group] for group in best)
        return DrawingPrediction(candidates.drawing, chosen, self.model)

    def recognize_image(self, image: npt.NDArray[np.uint8]) -> ImagePrediction:
        """Predict the digit of one image, (28, 28) uint8 with 0 for paper."""
        return ImagePrediction(self.model, image, self._probabilities(image[np.newaxis])[0])

    def _predict(self, candidates: Candidates) -> list[DigitPrediction]:
        images = candidates.images
        starts = range(0, len(images), _BATCH)
        batches = [self._probabilities(images[start : start + _BATCH]) for start in starts]
        return [
            DigitPrediction(self.model, image, answer, drawing, placement)
            for image, answer, drawing, placement in zip(
                images,
                np.concatenate(batches),
                candidates.drawings,
                candidates.placements,
                strict=True,
            )
        ]

    def _probabilities(self, images: npt.NDArray[np.uint8]) -> Probabilities:
        """Return (n, 10) for images (n, 28, 28)."""
        pixels = to_pixels(images.reshape(-1, PIXELS))
        return self._calibration.probabilities(self.model.network, pixels)


def _why_no_digit(pieces: Sequence[Piece], smallest: float) -> str:
    largest = max((max(p.span.width, p.span.height) for p in pieces), default=0.0)
    if pieces and not (largest > 0 and max(*_size(pieces)) > smallest):
        return _TOO_SMALL
    return _TOO_MANY_PIECES if len(pieces) > _MAX_PIECES else ""


def _size(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return width and height of all pieces together."""
    left, right = min(p.span.left for p in pieces), max(p.span.right for p in pieces)
    return right - left, height_of(pieces)


def _candidate_groups(pieces: Sequence[Piece]) -> list[Group]:
    """Return all groups of neighboring pieces that can be a digit.

    Where these cannot cover the whole drawing, all pieces together are the only group.
    """
    height = height_of(pieces)
    groups = [
        (first, last)
        for first in range(len(pieces))
        for last in range(first + 1, min(first + MOST_PIECES, len(pieces)) + 1)
        if can_be_digit(pieces[first:last], height)
    ]
    return groups if _cover_all(groups, len(pieces)) else [(0, len(pieces))]


def _cover_all(groups: Sequence[Group], count: int) -> bool:
    reached = {0}
    for first, last in sorted(groups):
        if first in reached:
            reached.add(last)
    return count in reached


def _best_partition(scores: dict[Group, float]) -> list[Group]:
    """Return the groups that cover all pieces with the highest product of scores.

    It is found by dynamic programming; each digit multiplies the product by `_SPLIT_FACTOR`.
    """
    best: dict[int, tuple[float, Group | None]] = {0: (0.0, None)}
    for first, last in sorted(scores):
        if first in best:
            score = max(scores[first, last], _MIN_SCORE) * _SPLIT_FACTOR
            total = best[first][0] + float(np.log(score))
            if last not in best or total > best[last][0]:
                best[last] = total, (first, last)
    partition: list[Group] = []
    group = best[max(best)][1]
    while group is not None:
        partition.insert(0, group)
        group = best[group[0]][1]
    return partition
