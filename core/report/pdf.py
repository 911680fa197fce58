"""A report as a PDF, typeset by Typst."""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from core.foundation.errors import RunError
from core.foundation.paths import resources
from core.plots.rendering import font_error
from core.report.document import Document, Matrix, NumberedBlock, Table, number_blocks
from core.report.markdown import figure_files
from core.report.report_text import day

if TYPE_CHECKING:
    import typst

_FIGURE_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_MOST = 11
"""The most unsupported parts that are searched for: more need not be named."""


def available_fonts(folder: Path) -> "typst.Fonts":
    """Return the fonts of Typst and of this computer, and DejaVu Sans, the font of the figures.

    That font is copied to `folder`, which must exist for as long as the fonts are used.
    """
    import matplotlib as mpl
    import typst

    # Typst takes only folders, and one of Matplotlib's fonts has a box for every character.
    for name in _FIGURE_FONTS:
        shutil.copyfile(Path(mpl.get_data_path()) / "fonts" / "ttf" / name, folder / name)
    return typst.Fonts(font_paths=[folder])


def find_unsupported(texts: Iterable[str], fonts: "typst.Fonts") -> list[str]:
    """Return the first characters without a font, in order; none where all texts can be typeset.

    Where characters have fonts alone but not together, such as a letter and its accent, the words
    that contain them are returned.
    """
    words = [word for word in dict.fromkeys(" ".join(texts).split()) if not word.isascii()]
    if _can_typeset(words, fonts):
        return []
    characters = [each for each in dict.fromkeys("".join(words)) if not each.isascii()]
    unsupported = list(islice(_find_rejected(characters, fonts), _MOST))
    return unsupported or list(islice(_find_rejected(words, fonts), _MOST))


def _find_rejected(parts: Sequence[str], fonts: "typst.Fonts") -> Iterator[str]:
    """Yield the parts that cannot be typeset, found by bisection."""
    if _can_typeset(parts, fonts):
        return
    if len(parts) == 1:
        yield parts[0]
        return
    middle = len(parts) // 2
    yield from _find_rejected(parts[:middle], fonts)
    yield from _find_rejected(parts[middle:], fonts)


def _can_typeset(parts: Sequence[str], fonts: "typst.Fonts") -> bool:
    """Return whether Typst has fonts for all parts.

    PDF/A forbids boxes for missing characters, so that Typst reports them.
    """
    import typst

    if not parts:
        return True
    inputs = {"text": " ".join(parts)}
    try:
        typst.compile(
            b"#sys.inputs.text", font_paths=fonts, sys_inputs=inputs, pdf_standards="a-2b"
        )
    except typst.TypstError:
        return False
    return True


_TEMPLATE = "report.typ"


def to_pdf(document: Document) -> bytes:
    """Return a document as a PDF. Texts go into it as data, never as code of Typst.

    Raises FontError where no font has a character, and RunError where Typst fails.
    """
    import typst

    data = _data(document)
    with TemporaryDirectory(prefix="inkling-report-") as name:
        folder = Path(name)
        fonts = available_fonts(folder)
        if missing := find_unsupported(_texts(data), fonts):
            raise font_error(
                missing, "write the report as HTML, which is shown with the fonts of the browser"
            )
        for file, content in figure_files(document).items():
            (folder / file).write_bytes(content)
        (folder / "report.json").write_text(json.dumps(data), "utf-8")
        (folder / _TEMPLATE).write_bytes((resources() / "report" / _TEMPLATE).read_bytes())
        try:
            made = typst.compile(folder / _TEMPLATE, root=folder, font_paths=fonts)
        except typst.TypstError as error:
            raise RunError("The report cannot be typeset as a PDF.", error.message) from error
    if not isinstance(made, bytes):
        raise RunError(
            "The report cannot be typeset as a PDF.", f"Typst gave {type(made).__name__}."
        )
    return made


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "authors": document.authors,
        "day": day(document.date),
        "blocks": [_block(each) for each in number_blocks(document)],
    }


def _block(each: NumberedBlock) -> dict[str, Any]:
    data = {"kind": each.block.kind, "number": each.number, **_plain(each.block)}
    if isinstance(each.block, Table):
        table, columns = each.block, range(len(each.block.head))
        data["bold"] = [[table.is_bold(n, c) for c in columns] for n in range(len(table.rows))]
    if isinstance(each.block, Matrix):
        digits = range(len(each.block.counts))
        data["shades"] = [[each.block.shade(row, column) for column in digits] for row in digits]
    return data


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; bytes are in separate files."""
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple | frozenset):
        return [_plain(each) for each in value]
    return None if isinstance(value, bytes) else value


def _texts(data: Any) -> Iterator[str]:
    """Yield all texts."""
    if isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)
    elif isinstance(data, str):
        yield data
