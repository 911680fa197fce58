"""Strokes drawn into an image, and a drawing as a PNG."""

import io

import numpy as np
from PIL import Image, ImageDraw

from core.ink.bounds import view_of
from core.ink.picture import Box, Picture
from core.ink.strokes import Drawing, Points

_FINER = 4
"""Pixels each way for one of the PNG: its edges are smooth."""


def draw_line(image: Image.Image, line: Points, width: float) -> None:
    """Draw a stroke of 255 with round ends through points, in pixels, into a grey image."""
    draw = ImageDraw.Draw(image)
    points = [(float(x), float(y)) for x, y in line]
    draw.line(points, fill=255, width=max(1, round(width)), joint="curve")
    for x, y in (points[0], points[-1]):
        reach = width / 2
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)


def draw_picture(picture: Picture, box: Box, scale: float) -> Image.Image:
    """The part of a picture in a box as a grey image of `scale` pixels a unit."""
    size = (max(1, round(scale * box.width)), max(1, round(scale * box.height)))
    across, down = np.array(picture.ink.shape[::-1]) / picture.box[2:]
    # Where a pixel of the image lies in the picture's pixels (see Pillow's `transform`).
    left, top = (box.x - picture.box.x) * across, (box.y - picture.box.y) * down
    where = (across / scale, 0.0, left, 0.0, down / scale, top)
    return Image.fromarray(picture.ink).transform(
        size, Image.Transform.AFFINE, where, Image.Resampling.BILINEAR
    )


def to_png(drawing: Drawing, pen: float, side: int = 512) -> bytes:
    """A drawing, which must not be empty, black on white; `side` pixels at its longest.

    `pen` is the width of strokes that have none of their own.
    """
    box = view_of(drawing, pen)
    scale = _FINER * side / max(box.width, box.height)
    ink = Image.new("L", (max(1, round(scale * box.width)), max(1, round(scale * box.height))))
    if drawing.picture is not None:
        ink = draw_picture(drawing.picture, box, scale)
    for stroke in drawing.strokes:
        draw_line(ink, scale * (stroke.points - (box.x, box.y)), scale * (stroke.width or pen))
    file = io.BytesIO()
    paper = Image.eval(ink.reduce(_FINER), lambda value: 255 - value)
    paper.save(file, "PNG")
    return file.getvalue()
