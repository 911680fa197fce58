"""A report as one HTML file that contains its figures, formulas and style."""

import base64
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from core.foundation.paths import resources
from core.report.document import Document, Figure, Math, render

if TYPE_CHECKING:
    from markupsafe import Markup

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"


def inline_svg(svg: bytes, name: str) -> str:
    """Return an SVG as an element whose ids begin with `name`, to be unique on the page."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(svg)
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        for key, value in element.attrib.items():
            element.set(key, _rename_ids(key, value, name))
    root.set("role", "img")
    root.set("aria-label", name)
    return ET.tostring(root, encoding="unicode")


def _rename_ids(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == f"{{{_XLINK}}}href":
        return value.replace("#", f"#{name}-", 1)
    return re.sub(r"url\(#", f"url(#{name}-", value)


def to_html(document: Document) -> bytes:
    """Return a document as HTML5 with MathML and SVG, in UTF-8."""
    from markupsafe import Markup

    style = (resources() / "report" / "report.css").read_text("utf-8")
    text = render(
        "report.html.jinja",
        document,
        style=Markup(style),
        math=_math,
        is_math=lambda segment: isinstance(segment, Math),
        svg=_svg,
        data_uri=_data_uri,
    )
    return text.encode()


def _math(math: Math, display: str = "inline") -> "Markup":
    from latex2mathml.converter import convert
    from markupsafe import Markup

    return Markup(convert(math.latex, display=display))


def _svg(figure: Figure) -> "Markup":
    from markupsafe import Markup

    return Markup(inline_svg(figure.svg, figure.name))


def _data_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
