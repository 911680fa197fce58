"""Strokes and pictures drawn into an image of Pillow's."""

import numpy as np
from PIL import Image, ImageDraw

from core.ink.picture import Box, Picture
from core.ink.strokes import Points


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
