"""A report as Markdown with LaTeX formulas, and figures in files beside it."""

import os
import re
from urllib.parse import quote

from core.report.document import Document, Figure, Math, Segments, TestImages, render


def to_markdown(document: Document, folder: str) -> bytes:
    """Return a document as Markdown in UTF-8, whose figures are in `folder` beside it."""
    figures = quote(os.fsencode(folder))
    text = render("report.md.jinja", document, folder=figures, escape=escape, running=_running)
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def figure_files(document: Document) -> dict[str, bytes]:
    """Return the files of the figures and images of a document, by their names."""
    files: dict[str, bytes] = {}
    for block in document.blocks:
        if isinstance(block, Figure):
            files[f"{block.name}.svg"] = block.svg
        if isinstance(block, TestImages):
            files.update({f"{image.name}.png": image.png for image in block.pictures})
    return files


def escape(text: str) -> str:
    """Return a text without meaning in Markdown."""
    return re.sub(r"([\\`*_\[\]<>|$#~&])", r"\\\1", text)


def _running(segments: Segments) -> str:
    return "".join(f"${s.latex}$" if isinstance(s, Math) else escape(s) for s in segments)
