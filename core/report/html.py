"""A report as one HTML file that needs no other: pictures, formulas and style are in it."""

import base64
from typing import TYPE_CHECKING

from core.locations import resources
from core.report.document import Document, Figure, Math
from core.report.inline_svg import inline_svg
from core.report.numbering import numbered
from core.report.templates import environment
from core.report.wording import day

if TYPE_CHECKING:
    from markupsafe import Markup


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
