"""The pictures of a report: figures as SVG, test images as PNG."""

import io
from base64 import b64encode
from xml.etree import ElementTree as ET

from core.datasets.dataset import Images
from core.figures.curves import curve_figure
from core.figures.quantities import Quantity
from core.runs.run import Run

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SCALE = 4
"""Pixels to one of MNIST's: viewers would smooth them otherwise."""


def figure_of(run: Run, quantity: Quantity) -> bytes:
    """The curves of a run as an SVG file; its name is left to the caption."""
    return curve_figure([("", run)], quantity, "svg")


def inline(svg: bytes, prefix: str) -> str:
    """An SVG file as an element of an HTML page, its ids made different from those of others."""
    # Written by us a moment ago: nothing hostile is parsed here.
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(svg)
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            element.set(name, _prefixed(name, value, prefix))
    return ET.tostring(root, encoding="unicode")


def png_of(image: Images) -> bytes:
    """An image of the data set, (28, 28) uint8, dark on light as on paper."""
    from PIL import Image

    large = (255 - image).repeat(_SCALE, axis=0).repeat(_SCALE, axis=1)
    buffer = io.BytesIO()
    Image.fromarray(large).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def data_uri(png: bytes) -> str:
    """A PNG file within a page."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _prefixed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    if name.endswith("href") and value.startswith("#"):
        return f"#{prefix}-{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}-")
