"""A report as Markdown with LaTeX formulas, its pictures in files beside it."""

import os
import re
from urllib.parse import quote

from core.report.document import Digits, Document, Figure, Math, Segments, environment, numbered
from core.report.report_text import day


def to_markdown(document: Document, folder: str) -> bytes:
    """The text, UTF-8; its pictures are to be found in `folder`, a name beside it."""
    text = (
        environment()
        .get_template("report.md.jinja")
        .render(
            document=document,
            blocks=list(numbered(document)),
            day=day(document.date),
            folder=quote(os.fsencode(folder)),
            escape=escaped,
            running=_running,
        )
    )
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def pictures(document: Document) -> dict[str, bytes]:
    """The files that the text names, by their names."""
    files: dict[str, bytes] = {}
    for block in document.blocks:
        if isinstance(block, Figure):
            files[f"{block.name}.svg"] = block.svg
        if isinstance(block, Digits):
            files.update({f"{digit.name}.png": digit.png for digit in block.pictures})
    return files


def escaped(text: str) -> str:
    """A text in which no sign has a meaning."""
    return re.sub(r"([\\`*_\[\]<>|$#~&])", r"\\\1", text)


def _running(segments: Segments) -> str:
    return "".join(f"${s.latex}$" if isinstance(s, Math) else escaped(s) for s in segments)
