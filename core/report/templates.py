"""The templates in `resources/report/`."""

from functools import cache
from typing import TYPE_CHECKING

from core.locations import resources

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment() -> "Environment":
    """What is put into a template of HTML is escaped, unless it is `Markup`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(resources() / "report"),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
