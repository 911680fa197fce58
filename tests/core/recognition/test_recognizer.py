"""Drawings become digits: one, several side by side, or none."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, Stroke, drawing_from_points
from core.evaluation.calibration import Calibration
from core.imaging.image import picture_from_ink, picture_from_rgb
from core.models.bundled_model import load_bundled
from core.nn.activations import Floats
from core.nn.mlp import MLP
from core.recognition.prediction import DrawingPrediction
from core.recognition.recognizer import Recognizer, find_candidates, is_quick
from core.recognition.segmentation import split_into_pieces
from core.synthesis.synthetic_drawings import draw_digit
from tests.rounding import rounding

ONE = [[(0.0, 0.0), (0.0, 1.0)]]
SEVEN = [[(0.0, 0.0), (0.5, 0.0), (0.2, 1.0)], [(0.1, 0.5), (0.5, 0.5)]]
FOUR = [[(0.1, 0.0), (0.0, 0.6), (0.5, 0.6)], [(0.4, 0.3), (0.4, 1.0)]]
FIVE = [
    [(0.1, 0.0), (0.08, 0.42), (0.3, 0.38), (0.5, 0.55), (0.48, 0.85), (0.25, 1.0), (0.0, 0.92)],
    [(0.12, 0.0), (0.55, 0.0)],
]
TWO = [[(0.0, 0.2), (0.2, 0.0), (0.45, 0.1), (0.4, 0.4), (0.0, 1.0), (0.6, 1.0)]]
Strokes = list[list[tuple[float, float]]]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    model = load_bundled()
    assert model is not None
    return Recognizer(model)


def beside(*digits: Strokes, gap: float = 0.35) -> Drawing:
    strokes: Strokes = []
    left = 0.0
    for digit in digits:
        xs = [x for stroke in digit for x, _ in stroke]
        strokes += [[(x - min(xs) + left, y) for x, y in stroke] for stroke in digit]
        left += max(xs) - min(xs) + gap
    return drawing_from_points(strokes)


def number(reading: DrawingPrediction) -> str:
    return "".join(str(digit.digit) for digit in reading.digits)


@pytest.mark.parametrize(
    ("strokes", "digit"), [(ONE, "1"), (SEVEN, "7"), (FOUR, "4"), (FIVE, "5"), (TWO, "2")]
)
def test_a_digit_of_several_strokes_is_one(
    recognizer: Recognizer, strokes: Strokes, digit: str
) -> None:
    assert number(recognizer.recognize(drawing_from_points(strokes))) == digit


@pytest.mark.parametrize("gap", [0.2, 0.35, 1.0])
def test_digits_side_by_side_are_a_number(recognizer: Recognizer, gap: float) -> None:
    assert number(recognizer.recognize(beside(FOUR, TWO, gap=gap))) == "42"
    assert number(recognizer.recognize(beside(ONE, ONE, ONE, gap=gap))) == "111"
    assert number(recognizer.recognize(beside(FIVE, SEVEN, FOUR, TWO, gap=gap))) == "5742"


def test_each_digit_has_its_own_ink_and_confidence(recognizer: Recognizer) -> None:
    reading = recognizer.recognize(beside(FOUR, ONE))
    assert [len(digit.drawing.strokes) for digit in reading.digits] == [2, 1]
    for digit in reading.digits:
        assert digit.probabilities.sum() == pytest.approx(1, abs=rounding(np.float32, 10, 1.0))
        assert digit.pixels.shape == (28, 28)
        alone = recognizer.recognize(digit.drawing)
        assert np.array_equal(alone.digits[0].pixels, digit.pixels)


def test_strokes_may_come_in_any_order(recognizer: Recognizer) -> None:
    drawing = beside(FIVE, SEVEN, TWO)
    assert number(recognizer.recognize(Drawing(drawing.strokes[::-1]))) == "572"


@pytest.mark.parametrize(
    "drawing",
    [Drawing(), drawing_from_points([[(3, 3)]]), drawing_from_points([[(3, 3), (3, 3)]])],
    ids=["empty", "dot", "dot held"],
)
def test_nothing_is_claimed_of_an_empty_pad_or_a_dot(
    recognizer: Recognizer, drawing: Drawing
) -> None:
    assert recognizer.recognize(drawing).digits == ()


@pytest.mark.parametrize("digit", range(10))
def test_size_and_place_do_not_matter(recognizer: Recognizer, digit: int) -> None:
    drawing = draw_digit(digit, np.random.default_rng(digit))
    moved = Drawing(tuple(Stroke(1000 * s.points + (5e4, -7e3)) for s in drawing.strokes))
    first, second = recognizer.recognize(drawing), recognizer.recognize(moved)
    assert number(first) == number(second)
    for one, other in zip(first.digits, second.digits, strict=True):
        assert np.abs(one.pixels.astype(int) - other.pixels).max() <= 1


def test_digits_of_a_picture_are_a_number(recognizer: Recognizer, mnist: Dataset) -> None:
    images = [mnist.test.images[index].reshape(28, 28) for index in (0, 1, 2)]
    field = np.concatenate([np.pad(image, 6) for image in images], axis=1)
    picture = Picture(np.kron(field, np.ones((4, 4), np.uint8)), Box(0.0, 0.3, 3.0, 1.0))
    assert number(recognizer.recognize(Drawing((), picture))) == "721"


def test_what_is_less_likely_than_the_threshold_is_not_sure(recognizer: Recognizer) -> None:
    drawing = drawing_from_points(SEVEN)
    confidence = recognizer.recognize(drawing).digits[0].confidence
    for threshold, sure in ((confidence - 1e-3, True), (confidence + 1e-3, False)):
        calibration = replace(recognizer.model.calibration, threshold=threshold)
        strict = Recognizer(replace(recognizer.model, calibration=calibration))
        assert strict.recognize(drawing).digits[0].sure is sure


def test_an_image_of_the_data_set_is_one_digit_as_it_stands(
    recognizer: Recognizer, mnist: Dataset
) -> None:
    for image in mnist.test.images[:50]:
        picture = picture_from_ink(image.reshape(28, 28))
        (digit,) = recognizer.recognize(Drawing(picture=picture)).digits
        assert np.array_equal(digit.pixels.ravel(), image)


def test_a_number_on_a_photograph_is_read(recognizer: Recognizer, mnist: Dataset) -> None:
    seven, two = mnist.test.images[:2].reshape(-1, 28, 28)
    grey = np.full((300, 500), 200.0)
    for left, digit in ((60, seven), (270, two)):
        grey[60:228, left : left + 168] -= 0.6 * np.kron(digit, np.ones((6, 6)))
    grey *= np.linspace(1.0, 0.5, 500)
    grey += np.random.default_rng(0).normal(0, 3, grey.shape)
    photo = np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    assert number(recognizer.recognize(Drawing(picture=picture_from_rgb(photo)))) == "72"


def bars(count: int) -> Drawing:
    return drawing_from_points([[(0.4 * i, 0.0), (0.4 * i, 1.0)] for i in range(count)])


@pytest.mark.parametrize(
    "strokes",
    [
        [[(0.0, 0.5), (1.0, 0.5)]],
        [[(0.0, 0.5), (1.0, 0.5)], [(3.0, 0.5), (4.0, 0.5)]],
        [[(0.0, 0.5), (1.0, 0.5)], [(2.0, 0.5)]],
        [[(0.0, 0.0)], [(1.0, 0.0)]],
        [[(0.0, 0.0)], [(1e15, 0.0)]],
        [[(0.0, 0.0), (1e-320, 1e-320)]],
    ],
    ids=["line", "two lines", "line and dot", "two dots", "dots far apart", "next to nothing"],
)
def test_a_drawing_of_no_height_is_read(recognizer: Recognizer, strokes: Strokes) -> None:
    for digit in recognizer.recognize(drawing_from_points(strokes)).digits:
        assert np.isfinite(digit.probabilities).all()


def test_as_many_digits_as_a_number_has_are_read(recognizer: Recognizer) -> None:
    assert number(recognizer.recognize(bars(60))) == "1" * 60


def test_more_pieces_than_a_number_has_are_said_to_be_none(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.recognition.recognizer.render_and_place", None)  # not in vain
    reading = recognizer.recognize(bars(61))
    assert (reading.digits, reading.reason_for_none) == ((), "Too many parts to be a number.")
    assert recognizer.recognize(Drawing()).reason_for_none == ""


def test_a_picture_of_many_columns_is_said_to_be_no_number(recognizer: Recognizer) -> None:
    ink = np.zeros((50, 400), np.uint8)
    ink[10:40, ::2] = 255
    reading = recognizer.recognize(Drawing(picture=Picture(ink, Box(0, 0, 1, 0.125))))
    assert reading.reason_for_none.startswith("Too many parts")


def test_the_memory_that_pieces_take_grows_with_their_number() -> None:
    """Twice as many may not take four times as much."""
    peaks = []
    for count in (4000, 8000):
        drawing = bars(count)
        tracemalloc.start()
        assert len(split_into_pieces(drawing)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 3 * peaks[0]


def test_strokes_upon_each_other_are_one_piece_whatever_their_number() -> None:
    drawing = drawing_from_points([[(0.001 * i, 0.0), (1 + 0.001 * i, 1.0)] for i in range(3000)])
    (piece,) = split_into_pieces(drawing)
    assert piece.strokes == drawing.strokes


def test_several_models_choose_from_the_same_candidates(recognizer: Recognizer) -> None:
    drawing = beside(FOUR, TWO)
    candidates = find_candidates(drawing)
    other = Recognizer(replace(recognizer.model, calibration=None))
    for each in (recognizer, other):
        alone, shared = each.recognize(drawing), each.choose(candidates)
        assert number(shared) == number(alone) == "42"
        assert {digit.model is each.model for digit in shared.digits} == {True}
        for one, same in zip(alone.digits, shared.digits, strict=True):
            assert np.array_equal(one.probabilities, same.probabilities)


def test_many_candidates_go_through_the_network_in_parts(recognizer: Recognizer) -> None:
    sizes: list[int] = []
    model = load_bundled()
    assert model is not None

    class Watching(Calibration):
        def probabilities(self, network: MLP, pixels: Floats) -> Floats:
            sizes.append(len(pixels))
            return Calibration.probabilities(self, network, pixels)

    Recognizer(replace(model, calibration=Watching())).recognize(bars(60))
    assert len(sizes) > 1
    assert max(sizes) <= 64


@pytest.mark.parametrize(
    ("drawing", "at_once"),
    [
        (Drawing(), True),
        (bars(20), True),
        (bars(21), False),
        (drawing_from_points([[(x, x * x) for x in range(4000)]]), True),
        (drawing_from_points([[(x, x * x) for x in range(4001)]]), False),
        (drawing_from_points([[(x, x * x + y) for x in range(600)] for y in range(2)]), True),
        (drawing_from_points([[(x, x * x + y) for x in range(600)] for y in range(4)]), False),
    ],
)
def test_what_is_short_is_read_at_once(drawing: Drawing, at_once: bool) -> None:
    assert is_quick(drawing) is at_once


def test_a_picture_of_few_columns_is_read_at_once() -> None:
    for columns, at_once in ((8, True), (9, False)):
        ink = np.zeros((50, 2 * columns), np.uint8)
        ink[10:40, ::2] = 255
        assert is_quick(Drawing(picture=Picture(ink, Box(0, 0, 1, 1)))) is at_once
