"""Whatever a file claims or holds, little memory and time go into it."""

import contextlib
import os
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.foundation.errors import DataError
from core.imaging import image_file
from core.imaging.image import read_image
from core.imaging.image_file import read_rgb

from .images import save

DIGIT = np.full((50, 40), 255, np.uint8)
DIGIT[10:40, 18:23] = 0


def chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def png_with(path: Path, extra: bytes) -> Path:
    """A good PNG with more chunks behind its header."""
    content = save(DIGIT, path).read_bytes()
    path.write_bytes(content[:33] + extra + content[33:])
    return path


@pytest.mark.parametrize(
    ("name", "mode", "bytes_a_pixel"),
    [
        ("x.png", "RGBA", 4),
        ("x.jpg", "RGB", 6),
        ("x.jpg", "CMYK", 8),
        ("x.tiff", "L", 8),
        ("x.webp", "RGB", 16),
        ("x.bmp", "RGB", 4),
        ("x.gif", "L", 4),
        ("x.pgm", "L", 4),
    ],
)
def test_an_image_that_takes_too_much_memory_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mode: str, bytes_a_pixel: int
) -> None:
    path = save(Image.fromarray(DIGIT).convert(mode), tmp_path / name)
    monkeypatch.setattr(image_file, "_MAX_DECODER_BYTES", DIGIT.size * bytes_a_pixel)
    assert read_image(path).any()
    monkeypatch.setattr(image_file, "_MAX_DECODER_BYTES", DIGIT.size * bytes_a_pixel - 1)
    monkeypatch.setattr(Image.Image, "load", None)
    with pytest.raises(DataError, match=r"far too large: more than .* million pixels"):
        read_image(path)


def test_an_image_of_89_million_pixels_is_refused(tmp_path: Path) -> None:
    path = save(Image.new("1", (9434, 9434), 1), tmp_path / "x.png")
    with pytest.raises(DataError, match="far too large: more than 50 million pixels"):
        read_image(path)


def test_a_large_image_becomes_smaller_as_if_it_were_done_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (333, 327), np.uint8)
    path = save(pixels, tmp_path / "x.png")
    monkeypatch.setattr(image_file, "_MAX_DECODED_SIDE", 160)
    monkeypatch.setattr(image_file, "_STRIP_PIXELS", 10_000)
    expected = np.asarray(Image.fromarray(pixels).convert("RGB").reduce(2))
    np.testing.assert_array_equal(read_rgb(path), expected)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    with path.open("wb") as file:
        file.truncate(image_file.MAX_FILE_BYTES + 1)
    with pytest.raises(DataError, match=r"x\.png: larger than 64 MB"):
        read_image(path)


@pytest.mark.parametrize("content", [b"P6 1100 1100 254\n", b"P3 1100 1100 255\n"])
def test_what_pillow_decodes_slowly_may_not_be_large(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.ppm"
    path.write_bytes(content + bytes(100))
    with pytest.raises(DataError, match="more than 1 million pixels"):
        read_image(path)


def test_a_huge_tile_of_a_small_image_is_refused(tmp_path: Path) -> None:
    tags = {322: 16_000, 323: 16_000, 324: 8, 325: 100}
    path = save(DIGIT, tmp_path / "x.tiff", tiffinfo={})
    content = path.read_bytes()
    (directory,) = struct.unpack("<I", content[4:8])
    (count,) = struct.unpack("<H", content[directory : directory + 2])
    entries = content[directory + 2 : directory + 2 + 12 * count]
    kept = [entries[i : i + 12] for i in range(0, len(entries), 12)]
    kept = [e for e in kept if struct.unpack("<H", e[:2])[0] not in (273, 278, 279)]
    kept += [struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items()]
    kept.sort(key=lambda entry: struct.unpack("<H", entry[:2])[0])
    tail = struct.pack("<H", len(kept)) + b"".join(kept) + bytes(4)
    path.write_bytes(content[:4] + struct.pack("<I", len(content)) + content[8:] + tail)
    with pytest.raises(DataError, match="larger than 10,000 pixels a side"):
        read_image(path)


@pytest.fixture(scope="module")
def packed() -> bytes:
    """Much, packed."""
    return zlib.compress(bytes(90_000_000), 1)


@pytest.mark.parametrize("before", [b"zTXtk\0\0", b"iTXtk\0\1\0\0\0", b"iCCPk\0\0"])
def test_text_that_unpacks_to_very_much_is_not_unpacked(
    tmp_path: Path, before: bytes, packed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_file, "MAX_FILE_BYTES", 2_000_000)
    path = png_with(tmp_path / "x.png", chunk(before[:4], before[4:] + packed))
    tracemalloc.start()
    with contextlib.suppress(DataError):  # either will do
        assert read_image(path).any()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


@pytest.mark.parametrize("name", ["x.gif", "x.webp", "x.tiff", "x.png"])
def test_of_many_frames_the_first_is_read(tmp_path: Path, name: str) -> None:
    frames = [Image.fromarray(DIGIT)] + [Image.new("L", (40, 50), shade) for shade in range(250)]
    options = {"lossless": True} if name.endswith("webp") else {}
    path = save(frames[0], tmp_path / name, save_all=True, append_images=frames[1:], **options)
    alone = read_image(save(frames[0], tmp_path / "alone.png"))
    np.testing.assert_array_equal(read_image(path), alone)


TINY_PIECES = [
    ("x.png", 33, chunk(b"abCd", b"")),
    ("x.png", 33, chunk(b"tEXt", b"a\0b")),
    ("x.png", -12, chunk(b"abCd", b"")),
    ("x.png", 33, chunk(b"IDAT", b"")),
    ("x.jpg", 2, b"\xff\xe5\x00\x02"),
    ("x.jpg", 2, b"\xff\xfe\x00\x02"),
    ("x.jpg", 2, b"\xff"),
    ("x.gif", 25, b"!\xfe\x01a\x00"),
    ("x.gif", 25, b"\0"),
    ("x.pgm", 3, b"#\n"),
]
"""A format, and bytes that can stand at a place of its files as often as one likes."""


@pytest.mark.parametrize(("name", "place", "piece"), TINY_PIECES)
def test_a_file_of_very_many_tiny_pieces_is_refused(
    tmp_path: Path, name: str, place: int, piece: bytes
) -> None:
    content = save(DIGIT, tmp_path / name).read_bytes()
    few, many = (content[:place] + piece * n + content[place:] for n in (100, 600_000))
    (tmp_path / name).write_bytes(few)
    assert read_image(tmp_path / name).any()
    (tmp_path / name).write_bytes(many)
    with pytest.raises(DataError, match=rf"{name}: cannot be read: it is made of far too many"):
        read_image(tmp_path / name)


def test_a_large_png_in_small_chunks_is_read(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1500, 1500), np.uint8)
    content = save(pixels, tmp_path / "x.png").read_bytes()
    start = content.index(b"IDAT") - 4
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in pixels), 0)
    parts = [chunk(b"IDAT", data[i : i + 256]) for i in range(0, len(data), 256)]
    path = tmp_path / "chunks.png"
    path.write_bytes(content[:start] + b"".join(parts) + chunk(b"IEND", b""))
    np.testing.assert_array_equal(read_rgb(path)[..., 0], pixels)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.png")
    for path in (tmp_path / "x.png", Path("/dev/zero")):
        with pytest.raises(DataError, match="no file, but a pipe or a device"):
            read_image(path)


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="only a folder"):
        read_image(tmp_path)
