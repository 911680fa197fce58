"""The largest images that are read, of each format, take less than 500 MB.

`pytest tests/reliability/test_largest_images.py` prints what they take.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

REPOSITORY = Path(__file__).parents[2]
MOST = 500_000_000
"""Bytes, the program itself included."""
READ = """
import sys, time
from pathlib import Path
from core.foundation.errors import DataError
from core.imaging.image import read_image
try:
    read_image(Path(sys.argv[1]))
    outcome = "read"
except DataError as error:
    outcome = str(error)
status = Path("/proc/self/status").read_text()
peak = status.partition("VmHWM:")[2].split()[0]
print(peak, time.process_time(), outcome)
"""
"""Of the kernel's two figures for the peak, the other one begins with that of the parent."""
ONE_STRIP = {278: 6120}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is asked as Linux has it")


def digit(side: int, mode: str) -> Image.Image:
    """A stroke on uneven paper, `side` pixels wide and high."""
    rng = np.random.default_rng(0)
    paper = rng.integers(200, 256, (side // 10, side // 10)).astype(np.uint8)
    paper[side // 40 : side // 14, side // 25 : side // 22] = 0
    image = Image.fromarray(paper).resize((side, side), Image.Resampling.BILINEAR)
    if mode == "I;16":
        return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    return (
        Image.fromarray(np.asarray(image).astype(np.float32))
        if mode == "F"
        else image.convert(mode)
    )


@pytest.mark.parametrize(
    ("name", "side", "mode", "options"),
    [
        ("x.png", 7070, "RGBA", {"compress_level": 1}),
        ("x.png", 7070, "I;16", {"compress_level": 1}),
        ("x.jpg", 7070, "RGB", {"progressive": True, "subsampling": 0}),
        ("x.jpg", 6120, "CMYK", {"progressive": True}),
        ("x.tiff", 6120, "RGBA", {"compression": "tiff_lzw", "tiffinfo": ONE_STRIP}),
        ("x.tiff", 6120, "F", {"compression": "tiff_lzw", "tiffinfo": ONE_STRIP}),
        ("x.webp", 4330, "RGBA", {"lossless": True, "method": 0, "quality": 0}),
        ("x.bmp", 4600, "RGB", {}),
        ("x.gif", 7070, "L", {}),
        ("x.ppm", 4600, "RGB", {}),
        ("x.png", 3199, "RGB", {"compress_level": 1}),  # not made smaller
    ],
)
def test_the_largest_image_takes_less_than_500_mb(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    side: int,
    mode: str,
    options: dict[str, Any],
) -> None:
    path = tmp_path / name
    digit(side, mode).save(path, **options)
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    peak, seconds, outcome = done.stdout.split(maxsplit=2)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{name} {mode} {side}²: {int(peak) // 1000} MB, {float(seconds):.1f} s "
        )
    assert outcome.strip() == "read"
    assert 1024 * int(peak) < MOST
