"""What a report is made of, whatever its format: blocks in order."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from core.foundation.paths import resources
from core.report.report_text import one_line

if TYPE_CHECKING:
    from jinja2 import Environment
from collections.abc import Iterator
from typing import NamedTuple


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


TITLE = "Handwritten digits, read by a neural network"
"""Where a person has typed none."""


@dataclass(frozen=True, slots=True)
class Math:
    """The same formula in two languages."""

    latex: str
    typst: str


Segments = tuple[str | Math, ...]
"""Running text with formulas in it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a section, or with level 2 of a part of one."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; with a `lead`, that stands before it in bold."""

    kind: ClassVar = "paragraph"
    segments: Segments
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula on a line of its own; a `result` is what the lines before it lead to."""

    kind: ClassVar = "formula"
    math: Math
    result: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; those in `marked`, by their index, stand out."""

    kind: ClassVar = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """Which columns hold numbers, and are set flush right."""
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A confusion matrix, (10, 10); rows are the true digits, columns the predicted ones."""

    kind: ClassVar = "matrix"
    caption: str
    counts: npt.NDArray[np.int64]

    def shade(self, true: int, read: int) -> float:
        """How dark the cell of an error is, from 0 to 1, beside the most frequent error."""
        errors = self.counts - np.diag(np.diag(self.counts))
        return 0.0 if true == read else float(errors[true, read] / max(1, errors.max()))


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that stays sharp at every size."""

    kind: ClassVar = "figure"
    name: str
    """Of its file, without suffix."""
    svg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Digit:
    """One image of the test set, as a PNG."""

    name: str
    """Of its file, without suffix."""
    png: bytes
    true: int
    read: int


@dataclass(frozen=True, slots=True)
class Digits:
    """Small pictures in rows."""

    kind: ClassVar = "digits"
    caption: str
    pictures: tuple[Digit, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """What can be typed into a terminal."""

    kind: ClassVar = "code"
    text: str


Block = Heading | Paragraph | Formula | Table | Matrix | Figure | Digits | Code


@dataclass(frozen=True, slots=True)
class Document:
    """A report; its title and authors are as a person typed them."""

    title: str
    authors: tuple[str, ...]
    date: datetime
    blocks: tuple[Block, ...]


def said(text: str, lead: str = "") -> Paragraph:
    """A paragraph without formulas. What it says may come from the files of a run, which anybody
    may have written: it is one line without what has no letter."""
    return Paragraph((one_line(text),), lead)


class Numbered(NamedTuple):
    """A block, and what stands before its text or caption; empty for those without a number."""

    block: Block
    number: str


def numbered(document: Document) -> Iterator[Numbered]:
    """The blocks of a document with their numbers."""
    section = part = figure = table = 0
    for block in document.blocks:
        match block:
            case Heading(level=1):
                section, part = section + 1, 0
                yield Numbered(block, f"{section}")
            case Heading():
                part += 1
                yield Numbered(block, f"{section}.{part}")
            case Figure() | Digits():
                figure += 1
                yield Numbered(block, f"Fig. {figure}:")
            case Table() | Matrix() if block.caption:
                table += 1
                yield Numbered(block, f"Table {table}:")
            case _:
                yield Numbered(block, "")
