"""Rendering drawings with a picture to the 28 × 28 pixels of MNIST's convention."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from core.datasets.dataset import IMAGE_SIDE
from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, Points
from core.rasterization.mnist_convention import BOX, PEN_WIDTH, Placement
from core.rasterization.normalize import Normalized, ink_box, normalize


def draw_line(image: Image.Image, line: Points, width: float) -> None:
    """Draw a line of value 255 with round ends through points, in pixels, into a gray image."""
    draw = ImageDraw.Draw(image)
    points = [(float(x), float(y)) for x, y in line]
    draw.line(points, fill=255, width=max(1, round(width)), joint="curve")
    for x, y in (points[0], points[-1]):
        reach = width / 2
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)


def draw_picture(picture: Picture, box: Box, scale: float) -> Image.Image:
    """Draw the part of a picture in a box as a gray image with `scale` pixels per unit."""
    size = (max(1, round(scale * box.width)), max(1, round(scale * box.height)))
    across, down = np.array(picture.ink.shape[::-1]) / picture.box[2:]
    # Pillow's `transform` takes the map from pixels of the image to pixels of the picture.
    left, top = (box.x - picture.box.x) * across, (box.y - picture.box.y) * down
    mapping = (across / scale, 0.0, left, 0.0, down / scale, top)
    return Image.fromarray(picture.ink).transform(
        size, Image.Transform.AFFINE, mapping, Image.Resampling.BILINEAR
    )


_SIDE = 280
"""Pixels of the longest side of the image in which strokes are drawn over a picture."""


def render_picture(drawing: Drawing) -> npt.NDArray[np.uint8]:
    """Render a drawing, which must have a picture, as the network sees it: (28, 28) uint8.

    A picture of 28 × 28 pixels without strokes is used unchanged. Over any other, strokes are drawn
    with the pen width of `core.rasterization.render`.
    """
    picture = _draw_strokes_over(drawing)
    return picture.ink if _is_network_size(picture) else normalize(picture.ink).pixels


def place_picture(drawing: Drawing) -> Placement:
    """Find the placement of a drawing, which must have a picture, in these pixels."""
    picture = _draw_strokes_over(drawing)
    corner, per_unit = np.array(picture.box[:2]), picture.ink.shape[1] / picture.box.width
    if _is_network_size(picture):
        return Placement(per_unit, -0.5 - per_unit * corner)
    placed: Normalized = normalize(picture.ink)
    scale = placed.scale * per_unit
    return Placement(scale, placed.offset - scale * corner)


def _is_network_size(picture: Picture) -> bool:
    return picture.ink.shape == (IMAGE_SIDE, IMAGE_SIDE)


def _draw_strokes_over(drawing: Drawing) -> Picture:
    """Give the picture with the strokes, if there are any, drawn over it."""
    picture = drawing.picture
    if picture is None:
        raise ValueError("the drawing has no picture")
    if not drawing.strokes:
        return picture
    lines = [stroke.points for stroke in drawing.strokes]
    low, high = _bounds(picture, lines)
    longest = float((high - low).max())
    pen = longest * PEN_WIDTH / BOX
    box = Box(*(low - pen), *(high - low + 2 * pen))
    scale = _SIDE / max(box.width, box.height)
    image = draw_picture(picture, box, scale)
    for line in lines:
        draw_line(image, scale * (line - (box.x, box.y)), scale * pen)
    return Picture(np.array(image), Box(box.x, box.y, image.width / scale, image.height / scale))


def _bounds(picture: Picture, lines: list[Points]) -> tuple[Points, Points]:
    """Find the upper left and the lower right corner of all ink."""
    rows, columns = ink_box(picture.ink)
    units = np.array(picture.box[2:]) / picture.ink.shape[::-1]
    corner = np.array(picture.box[:2])
    ends = [(columns.start, rows.start), (columns.stop, rows.stop)]
    every = np.concatenate([corner + units * np.array(ends), *lines])
    return every.min(axis=0), every.max(axis=0)
