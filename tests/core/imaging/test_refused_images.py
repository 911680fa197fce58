"""What is no image of a digit is refused with a sentence that names the file."""

import contextlib
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.foundation.errors import DataError
from core.imaging.image import read_image

from .images import save


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header promises more than follows."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_900, 9_900), (20_000, 10)])
def test_an_image_that_claims_to_be_huge_is_refused_unread(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_of(*size))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with pytest.raises(DataError, match=r"bomb\.png: (far too large|larger than)"):
            read_image(path)
    assert said == []


@pytest.fixture(scope="module")
def png(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)
    return save(pixels, tmp_path_factory.mktemp("png") / "good.png").read_bytes()


@settings(max_examples=60)
@given(data=st.data())
def test_a_truncated_png_is_refused(
    png: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "truncated.png"
    # The last 12 bytes are the end mark, the 8 before them check sums: no pixel is lost there.
    path.write_bytes(png[: data.draw(st.integers(0, len(png) - 30))])
    with pytest.raises(DataError, match=r"truncated\.png: .*damaged"):
        read_image(path)


@settings(max_examples=60)
@given(data=st.data(), bits=st.integers(1, 255))
def test_a_png_with_a_flipped_byte_is_read_or_refused(
    png: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, bits: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.png"
    content = bytearray(png)
    content[data.draw(st.integers(0, len(content) - 1))] ^= bits
    path.write_bytes(content)
    with contextlib.suppress(DataError):
        assert read_image(path).shape == (28, 28)


@settings(max_examples=40)
@given(content=st.binary(max_size=200))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.png"
    path.write_bytes(content)
    with pytest.raises(DataError, match="not an image"):
        read_image(path)


def test_a_file_that_pillow_would_run_another_program_for_is_refused(tmp_path: Path) -> None:
    path = save(Image.new("RGB", (40, 40), "white"), tmp_path / "x.eps")
    with pytest.raises(DataError, match="not an image"):
        read_image(path)


@pytest.mark.parametrize("shade", [0, 90, 255])
def test_paper_without_a_digit_is_refused(tmp_path: Path, shade: int) -> None:
    blank = np.full((50, 50), shade, np.uint8)
    blank[20:30, 20:30] ^= 7
    with pytest.raises(DataError, match=r"x\.png: there is no digit"):
        read_image(save(blank, tmp_path / "x.png"))


@pytest.mark.parametrize("name", ["", "none.png", "file/below.png", "long" * 1000])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="there is no such file") as caught:
        read_image(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
