"""A report as a PDF, set by Typst."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from core.errors import RunError
from core.figures.fonts import font_error
from core.locations import resources
from core.report.coverage import fonts_at_hand, unshown
from core.report.document import Document, Matrix
from core.report.markdown import pictures
from core.report.numbering import Numbered, numbered
from core.report.wording import day

_TEMPLATE = "report.typ"


def to_pdf(document: Document) -> bytes:
    """The file. What people typed goes into it as data, never as Typst's code.

    Raises FontError where no font has a character, and RunError where Typst refuses.
    """
    import typst

    data = _data(document)
    with TemporaryDirectory(prefix="inkling-report-") as name:
        folder = Path(name)
        fonts = fonts_at_hand(folder)
        if missing := unshown(_texts(data), fonts):
            raise font_error(missing, "write the report as HTML, which shows them by other means")
        for file, content in pictures(document).items():
            (folder / file).write_bytes(content)
        (folder / "report.json").write_text(json.dumps(data), "utf-8")
        (folder / _TEMPLATE).write_bytes((resources() / "report" / _TEMPLATE).read_bytes())
        try:
            made = typst.compile(folder / _TEMPLATE, root=folder, font_paths=fonts)
        except typst.TypstError as error:
            raise RunError("The report cannot be set as a PDF.", error.message) from error
    if not isinstance(made, bytes):
        raise RunError("The report cannot be set as a PDF.", f"Typst gave {type(made).__name__}.")
    return made


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "authors": document.authors,
        "day": day(document.date),
        "blocks": [_block(each) for each in numbered(document)],
    }


def _block(each: Numbered) -> dict[str, Any]:
    data = {"kind": each.block.kind, "number": each.number, **_plain(each.block)}
    if isinstance(each.block, Matrix):
        digits = range(len(each.block.counts))
        data["shades"] = [[each.block.shade(row, column) for column in digits] for row in digits]
    return data


def _plain(value: Any) -> Any:
    """As JSON has it; bytes are in files of their own."""
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple | frozenset):
        return [_plain(each) for each in value]
    return None if isinstance(value, bytes) else value


def _texts(data: Any) -> Iterator[str]:
    """All that will be read."""
    if isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)
    elif isinstance(data, str):
        yield data
