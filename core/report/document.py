"""The document that a report consists of: blocks in order, independent of the format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from core.foundation.paths import resources
from core.report.report_text import day, one_line

if TYPE_CHECKING:
    from jinja2 import Environment

TITLE = "Handwritten digits, read by a neural network"
"""The title of a report without one."""


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in the languages of LaTeX and Typst."""

    latex: str
    typst: str


Segments = tuple[str | Math, ...]
"""Running text that contains formulas."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section or, with level 2, of a part of a section."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, with an optional `lead` in bold before it."""

    kind: ClassVar = "paragraph"
    segments: Segments
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula on a line of its own; a `result` is highlighted."""

    kind: ClassVar = "formula"
    math: Math
    result: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text, in which cells of the rows with an index in `marked` are in bold."""

    kind: ClassVar = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """The columns of numbers, which are aligned to the right."""
    marked: frozenset[int] = frozenset()
    marked_columns: frozenset[int] | None = None
    """The columns of these rows that are in bold; None for all."""

    def is_bold(self, row: int, column: int) -> bool:
        """Return whether a cell is in bold."""
        columns = self.marked_columns
        return row in self.marked and (columns is None or column in columns)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A confusion matrix, (10, 10); rows are the true digits, columns the predicted ones."""

    kind: ClassVar = "matrix"
    caption: str
    counts: npt.NDArray[np.int64]

    def shade(self, true: int, predicted: int) -> float:
        """Return how dark the cell of an error is, from 0 to 1 for the most frequent error."""
        errors = self.counts - np.diag(np.diag(self.counts))
        return 0.0 if true == predicted else float(errors[true, predicted] / max(1, errors.max()))


@dataclass(frozen=True, slots=True)
class Figure:
    """A vector graphic with a caption."""

    kind: ClassVar = "figure"
    name: str
    """The name of its file, without suffix."""
    svg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class TestImage:
    """One image of the test set as a PNG, with its true and predicted digit."""

    __test__ = False
    """Tells pytest that this is not a test."""

    name: str
    """The name of its file, without suffix."""
    png: bytes
    true: int
    predicted: int


@dataclass(frozen=True, slots=True)
class TestImages:
    """Small images in rows."""

    __test__ = False
    """Tells pytest that this is not a test."""

    kind: ClassVar = "digits"
    caption: str
    pictures: tuple[TestImage, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A command for a terminal."""

    kind: ClassVar = "code"
    text: str


Block = Heading | Paragraph | Formula | Table | Matrix | Figure | TestImages | Code


@dataclass(frozen=True, slots=True)
class Document:
    """A report. Its title and authors are as the user typed them."""

    title: str
    authors: tuple[str, ...]
    date: datetime
    blocks: tuple[Block, ...]


def paragraph(text: str, lead: str = "") -> Paragraph:
    """Return a paragraph without formulas.

    The text may come from the files of a run, which may be malicious: it becomes one line
    without unprintable characters.
    """
    return Paragraph((one_line(text),), lead)


class NumberedBlock(NamedTuple):
    """A block and its number, which is empty for blocks that have none."""

    block: Block
    number: str


def number_blocks(document: Document) -> Iterator[NumberedBlock]:
    """Yield the blocks of a document with their numbers."""
    section = part = figure = table = 0
    for block in document.blocks:
        match block:
            case Heading(level=1):
                section, part = section + 1, 0
                yield NumberedBlock(block, f"{section}")
            case Heading():
                part += 1
                yield NumberedBlock(block, f"{section}.{part}")
            case Figure() | TestImages():
                figure += 1
                yield NumberedBlock(block, f"Fig. {figure}:")
            case Table() | Matrix() if block.caption:
                table += 1
                yield NumberedBlock(block, f"Table {table}:")
            case _:
                yield NumberedBlock(block, "")


def render(template: str, document: Document, **values: object) -> str:
    """Render a document with a template of `resources/report`."""
    blocks, date = list(number_blocks(document)), day(document.date)
    found = _environment().get_template(template)
    return found.render(document=document, blocks=blocks, day=date, **values)


@cache
def _environment() -> "Environment":
    """Return the environment of the templates. HTML escapes all values that are not `Markup`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(resources() / "report"),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
