"""A report as a PDF, set by Typst."""

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
from core.report.document import Document, Matrix, Numbered, numbered
from core.report.markdown import pictures
from core.report.report_text import day

if TYPE_CHECKING:
    import typst

_FIGURES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_MOST = 11
"""Parts that are looked for: more need not be named."""


def fonts_at_hand(folder: Path) -> "typst.Fonts":
    """Those of Typst and of this computer, and DejaVu Sans, with which the figures are written.
    That is copied to `folder`, which must stay for as long as the fonts are used."""
    import matplotlib as mpl
    import typst

    # Typst takes folders only, and among Matplotlib's fonts one has a box for every character.
    for name in _FIGURES:
        shutil.copyfile(Path(mpl.get_data_path()) / "fonts" / "ttf" / name, folder / name)
    return typst.Fonts(font_paths=[folder])


def unshown(texts: Iterable[str], fonts: "typst.Fonts") -> list[str]:
    """The first characters without a font, in order; none where all of `texts` can be set.

    Where characters have fonts one by one but not together, as a letter and the accent upon it,
    the words with them.
    """
    words = [word for word in dict.fromkeys(" ".join(texts).split()) if not word.isascii()]
    if _can_set(words, fonts):
        return []
    characters = [each for each in dict.fromkeys("".join(words)) if not each.isascii()]
    found = list(islice(_refused(characters, fonts), _MOST))
    return found or list(islice(_refused(words, fonts), _MOST))


def _refused(parts: Sequence[str], fonts: "typst.Fonts") -> Iterator[str]:
    """Those of `parts` that cannot be set, found by halves."""
    if _can_set(parts, fonts):
        return
    if len(parts) == 1:
        yield parts[0]
        return
    middle = len(parts) // 2
    yield from _refused(parts[:middle], fonts)
    yield from _refused(parts[middle:], fonts)


def _can_set(parts: Sequence[str], fonts: "typst.Fonts") -> bool:
    """PDF/A allows no box in place of a character: Typst refuses then, where it is silent else."""
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
