"""Drawings as SVG files, in which strokes are paths."""

import base64
import io

import numpy as np

from core.drawing.bounds import view_box
from core.drawing.picture import Picture
from core.drawing.strokes import Drawing, Stroke

_SIDE = 512
"""Pixels of the longest side, where a viewer does not set the size."""


def to_svg(drawing: Drawing, pen: float) -> str:
    """Convert a drawing, which must not be empty, to SVG in black on white.

    `pen` is the width of strokes that have none of their own.
    """
    box = view_box(drawing, pen)
    scale = _SIDE / max(box.width, box.height)
    x, y, width, height = map(_number, box)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}"'
        f' width="{_number(scale * box.width)}" height="{_number(scale * box.height)}">',
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="white"/>',
    ]
    if drawing.picture is not None:
        parts.append(_image(drawing.picture))
    parts.append(
        '<g fill="none" stroke="black" stroke-linecap="round" stroke-linejoin="round"'
        f' stroke-width="{_number(pen)}">'
    )
    parts += map(_path, drawing.strokes)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _path(stroke: Stroke) -> str:
    points = [f"{_number(x)} {_number(y)}" for x, y in stroke.points.tolist()]
    # A path of length 0 with round ends is drawn as a dot.
    path = "M" + "L".join(points if len(points) > 1 else points * 2)
    width = "" if stroke.width is None else f' stroke-width="{_number(stroke.width)}"'
    return f'<path d="{path}"{width}/>'


def _image(picture: Picture) -> str:
    """Embed a picture in black, with the strength of its ink as opacity."""
    layers = np.zeros((*picture.ink.shape, 2), np.uint8)
    layers[..., 1] = picture.ink
    file = io.BytesIO()
    from PIL import Image  # here: the start of the window does not need it

    Image.fromarray(layers, "LA").save(file, "PNG")
    content = base64.b64encode(file.getvalue()).decode()
    x, y, width, height = map(_number, picture.box)
    return (
        f'<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="none"'
        f' href="data:image/png;base64,{content}"/>'
    )


def _number(value: float) -> str:
    return f"{value:.7g}"
