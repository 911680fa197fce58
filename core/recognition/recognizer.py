"""Recognition of drawings and images: the pad, `strokes` and `predict` all use it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import PIXELS, to_pixels
from core.drawing.strokes import Drawing
from core.models.model_file import Model
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


class Recognizer:
    """Recognizes digits with one model, whose calibration gives the probabilities."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._calibration = calibration_of(model)

    def recognize(self, drawing: Drawing) -> DrawingPrediction:
        """Find the digits in a drawing.

        There are none in an empty drawing, in a dot, and in a drawing of more pieces than a number
        has; the prediction then gives the reason.
        """
        pieces = split_into_pieces(drawing)
        if not pieces or not max(max(p.span.width, p.span.height) for p in pieces) > 0:
            return DrawingPrediction(drawing, ())
        if len(pieces) > _MAX_PIECES:
            return DrawingPrediction(drawing, (), _TOO_MANY_PIECES)
        groups = _candidate_groups(pieces)
        predictions = self._predict([join_pieces(pieces[first:last]) for first, last in groups])
        digits = dict(zip(groups, predictions, strict=True))
        height = height_of(pieces)
        scores = {
            (first, last): digit.confidence * closeness(pieces[first:last], height)
            for (first, last), digit in digits.items()
        }
        return DrawingPrediction(drawing, tuple(digits[each] for each in _best_partition(scores)))

    def recognize_image(self, image: npt.NDArray[np.uint8]) -> ImagePrediction:
        """Predict the digit of one image, (28, 28) uint8 with 0 for paper."""
        return ImagePrediction(self.model, image, self._probabilities(image[np.newaxis])[0])

    def _predict(self, drawings: Sequence[Drawing]) -> list[DigitPrediction]:
        starts = range(0, len(drawings), _BATCH)
        return [each for i in starts for each in self._predict_batch(drawings[i : i + _BATCH])]

    def _predict_batch(self, drawings: Sequence[Drawing]) -> list[DigitPrediction]:
        rendered = [render_and_place(drawing) for drawing in drawings]
        images = np.stack([image for image, _ in rendered])
        probabilities = self._probabilities(images)
        images.setflags(write=False)
        return [
            DigitPrediction(self.model, image, answer, drawing, placement)
            for drawing, image, (_, placement), answer in zip(
                drawings, images, rendered, probabilities, strict=True
            )
        ]

    def _probabilities(self, images: npt.NDArray[np.uint8]) -> Probabilities:
        """Return (n, 10), read-only, for images (n, 28, 28)."""
        pixels = to_pixels(images.reshape(-1, PIXELS))
        probabilities = self._calibration.probabilities(self.model.network, pixels)
        probabilities.setflags(write=False)
        return probabilities


Group = tuple[int, int]
"""The index of the first piece, and the index after the last."""


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
