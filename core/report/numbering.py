"""The numbers of sections, figures and tables, the same in every format."""

from collections.abc import Iterator
from typing import NamedTuple

from core.report.document import Block, Digits, Document, Figure, Heading, Matrix, Table


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
