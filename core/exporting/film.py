"""Films of a run: its weights, or its answer to one image, at one kept moment after the other."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, IMAGE_SIDE, to_pixels
from core.foundation.errors import ExportError
from core.foundation.files import write_atomically
from core.foundation.percent import percent
from core.models.model_file import Model
from core.plots.palette import CHANGE, INK, TRAINING
from core.plots.weight_picture import ZOOM, diverging_colors, tile_grid
from core.runs.moments import Moment, evenly_chosen, load_moment
from core.runs.output_guard import check_output

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {".png": "PNG", ".gif": "GIF"}
"""Pillow's names of the formats, by the endings of file names."""
MOST_FRAMES = 300
MOST_UNITS = 100
"""The most units of the first layer that a film shows."""
_MANY_UNITS, _SMALL_ZOOM = 36, 2
"""More units than this are drawn smaller, so that all frames have room in memory: Pillow wants to
have those of a PNG at once. 300 frames of 100 units take 380 MB."""
_LAST_SHOWN = 1.5
"""Seconds for which the last frame stays before the film begins again."""
_MARGIN, _LINE = 16, 16
"""Pixels: around the contents, and of a line of text."""
_TEXT, _SMALL_TEXT = 18, 13
"""Pixels: the size of the line of text above a picture, and of that beside a bar."""
_ZOOM = 6
_ROW, _BAR = 16, 180
"""Pixels: the height of the row of a digit, and the length of the bar for 100%."""

Progress = Callable[[int, int], None]
"""Is called with the number of frames that are done and the number of all; it may raise."""


class Film(NamedTuple):
    """What is filmed: the moments of a run, as so many frames a second."""

    run: Path
    moments: Sequence[Moment]
    speed: float
    pixels: npt.NDArray[np.uint8] | None = None
    """(28, 28) uint8, the image whose answer is filmed; None for a film of the weights."""


def write_film(film: Film, path: Path, progress: Progress) -> Path:
    """Write a film as an animated PNG or GIF, as the ending of the file says; return the path.

    Raises ExportError, OutputError for a file that must not be replaced, RunError where weights
    cannot be read, and what `progress` raises; no file is then written.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ExportError(f"“{path.name}” ends neither with .png nor with .gif.")
    check_output(path)
    if not film.moments:
        raise ExportError("There are no moments to film.")
    first, *others = _frames(film, progress)
    duration = round(1000 / film.speed)
    last = round(1000 * _LAST_SHOWN)
    content = BytesIO()
    first.save(
        content, kind, save_all=True, append_images=others, loop=0,
        duration=[duration] * len(others) + [last], disposal=1 if kind == "GIF" else 0,
    )  # fmt: skip
    try:
        write_atomically(path, content.getvalue())
    except OSError as error:
        raise ExportError(f"{path} cannot be written.", str(error)) from error
    return path


def _frames(film: Film, progress: Progress) -> Iterator["Image"]:
    scale = 0.0
    if film.pixels is None:  # the colors mean the same in all frames
        scale = max(_scale(load_moment(film.run, moment)) for moment in film.moments) or 1.0
    moments = evenly_chosen(film.moments, MOST_FRAMES)
    for done, moment in enumerate(moments):
        progress(done, len(moments))
        yield _frame(film, moment, scale, (done + 1) / len(moments))
    progress(len(moments), len(moments))


def _frame(film: Film, moment: Moment, scale: float, part: float) -> "Image":
    model, text = load_moment(film.run, moment), moment.describe()
    if film.pixels is None:
        return _framed(_weights(model, scale), f"{text} · scale ±{scale:.3g}", part)
    return _framed(_answer(model, film.pixels), text, part)


def _scale(model: Model) -> float:
    return float(np.abs(_units(model)).max(initial=0.0))


def _units(model: Model) -> npt.NDArray[np.floating]:
    """Return the weights of units of the first layer, (n, 28, 28)."""
    weights = model.network.weights[0][:, :MOST_UNITS]
    return np.asarray(weights.T.reshape(-1, IMAGE_SIDE, IMAGE_SIDE))


def _weights(model: Model, scale: float) -> "Image":
    from PIL import Image

    units = _units(model)
    zoom = _SMALL_ZOOM if len(units) > _MANY_UNITS else ZOOM
    return Image.fromarray(tile_grid(diverging_colors(units, scale), zoom))


def _answer(model: Model, pixels: npt.NDArray[np.uint8]) -> "Image":
    """Draw the image beside the outputs of the network for it."""
    from PIL import Image, ImageDraw, ImageFont

    outputs = model.network.probabilities(to_pixels(pixels.reshape(1, -1)))[0]
    side = IMAGE_SIDE * _ZOOM
    picture = Image.new("RGB", (side + _MARGIN + 2 * _LINE + _BAR + 60, side), "white")
    ink = 255 - pixels.repeat(_ZOOM, axis=0).repeat(_ZOOM, axis=1)
    picture.paste(Image.fromarray(ink), (0, 0))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(_SMALL_TEXT)
    draw.rectangle((0, 0, side - 1, side - 1), outline=CHANGE)
    left = side + _MARGIN
    for digit in range(CLASSES):
        share, top = float(outputs[digit]), digit * _ROW + 4
        color = TRAINING if digit == outputs.argmax() else CHANGE
        draw.text((left, top - 2), str(digit), fill=INK, font=font)
        bar = (left + _LINE, top + 2, left + _LINE + round(share * _BAR), top + _ROW - 6)
        draw.rectangle(bar, fill=color)
        draw.text((bar[2] + 6, top - 2), percent(share, 1), fill=INK, font=font)
    return picture


def _framed(contents: "Image", text: str, part: float) -> "Image":
    """Put a line of text above a picture, and how far the film is below it."""
    from PIL import Image, ImageDraw, ImageFont

    width = max(contents.width, 260) + 2 * _MARGIN
    frame = Image.new("RGB", (width, contents.height + 4 * _MARGIN), "white")
    frame.paste(contents, (_MARGIN, 2 * _MARGIN))
    draw = ImageDraw.Draw(frame)
    draw.text((_MARGIN, _MARGIN // 4), text, fill=INK, font=ImageFont.load_default(_TEXT))
    low = frame.height - _MARGIN
    draw.rectangle((_MARGIN, low, width - _MARGIN, low + 3), outline=CHANGE)
    draw.rectangle((_MARGIN, low, _MARGIN + round(part * (width - 2 * _MARGIN)), low + 3), CHANGE)
    return frame
