"""A report as one HTML file that needs no other: pictures, formulas and style are in it."""

import base64
from typing import TYPE_CHECKING

from core.foundation.paths import resources
from core.report.document import Document, Figure, Math, environment, numbered
from core.report.report_text import day

if TYPE_CHECKING:
    from markupsafe import Markup
import re
import xml.etree.ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"


def inline_svg(svg: bytes, name: str) -> str:
    """The picture as an element; its ids begin with `name`, so that two on a page do not clash."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(svg)
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for element in root.iter():
        for key, value in element.attrib.items():
            element.set(key, _renamed(key, value, name))
    root.set("role", "img")
    root.set("aria-label", name)
    return ET.tostring(root, encoding="unicode")


def _renamed(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == f"{{{_XLINK}}}href":
        return value.replace("#", f"#{name}-", 1)
    return re.sub(r"url\(#", f"url(#{name}-", value)


def to_html(document: Document) -> bytes:
    """HTML5 with MathML and SVG, UTF-8."""
    from markupsafe import Markup

    style = (resources() / "report" / "report.css").read_text("utf-8")
    text = (
        environment()
        .get_template("report.html.jinja")
        .render(
            document=document,
            blocks=list(numbered(document)),
            day=day(document.date),
            style=Markup(style),
            math=_math,
            is_math=lambda segment: isinstance(segment, Math),
            svg=_svg,
            data_uri=_data_uri,
        )
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
