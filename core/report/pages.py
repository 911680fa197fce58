"""A report as an HTML page or as Markdown, by templates."""

import re
from typing import TYPE_CHECKING

from core.locations import resources
from core.report.content import Content
from core.report.pictures import data_uri, inline, png_of

if TYPE_CHECKING:
    from jinja2 import Environment


def html_of(content: Content, loss_svg: bytes, accuracy_svg: bytes) -> str:
    """One self-contained HTML page: figures and formulas inside."""
    from latex2mathml.converter import convert
    from markupsafe import Markup

    environment = _environment(escapes=True)
    environment.filters["mathml"] = lambda latex: Markup(convert(latex, display="block"))
    return environment.get_template("report.html").render(
        content=content,
        loss_figure=Markup(inline(loss_svg, "loss")),
        accuracy_figure=Markup(inline(accuracy_svg, "accuracy")),
        picture=lambda image: data_uri(png_of(image)),
    )


def markdown_of(content: Content, folder: str) -> str:
    """Markdown with formulas in LaTeX; its pictures are files in `folder` beside it."""
    environment = _environment(escapes=False)
    environment.filters["plain"] = _plain
    return environment.get_template("report.md").render(content=content, folder=folder)


def _environment(*, escapes: bool) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(resources() / "report"),
        autoescape=escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _plain(text: str) -> str:
    """What a person typed, so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|$&~-])", r"\\\1", " ".join(text.split()))
