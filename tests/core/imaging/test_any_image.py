"""Images of every size, mode and content are read or refused, and never do anything else."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, Stroke
from core.foundation.errors import DataError
from core.imaging.binarize import find_ink
from core.imaging.image import picture_from_bytes, pixels_from_ink
from core.imaging.image_file import decode_image
from core.models.bundled_model import load_bundled
from core.recognition.recognizer import Recognizer

KINDS = {"I;16": np.uint16, "I": np.int32, "F": np.float32}
"""How NumPy has what Pillow does not convert to."""
sides = st.integers(1, 6) | st.sampled_from([7, 20, 27, 28, 29, 30, 31, 60])


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    model = load_bundled()
    assert model is not None
    return Recognizer(model)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The content of a PNG or a TIFF."""
    mode = draw(st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"]))
    shape = draw(sides), draw(sides)
    levels = draw(st.sampled_from([[0, 255], [0, 1], [255], [0], [100, 200], range(256)]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    values = rng.choice(list(levels), shape)
    if mode in KINDS:
        image = Image.fromarray((values * draw(st.sampled_from([1, 257]))).astype(KINDS[mode]))
    elif mode in ("RGB", "RGBA", "LA"):
        bands = [Image.fromarray(rng.permuted(values).astype(np.uint8)) for _ in mode]
        image = Image.merge(mode, bands)
    else:
        image = Image.fromarray(values.astype(np.uint8)).convert(mode)
    file = io.BytesIO()
    as_png = mode not in ("CMYK", "I", "F") and draw(st.booleans())
    image.save(file, "PNG" if as_png else "TIFF")
    return file.getvalue()


@settings(max_examples=300, deadline=None)
@given(content=files(), place=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_any_image_is_read_or_refused(
    recognizer: Recognizer, content: bytes, place: tuple[float, float]
) -> None:
    with contextlib.suppress(DataError):
        assert pixels_from_ink(find_ink(decode_image(content))).shape == (28, 28)
        picture = picture_from_bytes(content)
        assert recognizer.recognize(Drawing(picture=picture)).drawing.picture is picture
        recognizer.recognize(Drawing((Stroke.through([place]),), picture))
        recognizer.recognize(Drawing(picture=picture).erased(place, 0.3))


def dot(side: int) -> bytes:
    pixels = np.full((side, side), 255, np.uint8)
    pixels[side // 2, side // 2] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("side", [3, 4, 5, 29])
def test_a_dot_in_an_image_is_read(recognizer: Recognizer, side: int) -> None:
    """Its picture is ink from edge to edge."""
    (digit,) = recognizer.recognize(Drawing(picture=picture_from_bytes(dot(side)))).digits
    assert digit.pixels.any()


def test_a_picture_that_is_all_ink_is_read(recognizer: Recognizer) -> None:
    ink = np.full((7, 3), 40, np.uint8)
    (digit,) = recognizer.recognize(Drawing(picture=Picture(ink, Box(0, 0, 0.3, 0.7)))).digits
    assert digit.pixels.max() == 255
