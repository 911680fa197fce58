"""Writes the report of a run to a file, in the format that its name ends with."""

from collections.abc import Callable, Sequence
from pathlib import Path

from core.datasets.dataset import Dataset
from core.errors import ExportError
from core.files import write_atomically
from core.report.content import Content, content_of
from core.report.document import pdf_of
from core.report.pages import html_of, markdown_of
from core.report.pictures import figure_of, png_of
from core.runs.run import Run

SUFFIXES = (".html", ".pdf", ".md")


def write_report(
    run: Run, dataset: Dataset, path: Path, *, title: str = "", authors: Sequence[str] = ()
) -> None:
    """Write it. Raises an InklingError: for another ending, an empty run, an unwritable file."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        known = ", ".join(SUFFIXES)
        raise ExportError(f"{path}: a report is a file whose name ends with one of {known}.")
    content = content_of(run, dataset, title, authors)
    try:
        write(path, content, figure_of(run, "loss"), figure_of(run, "accuracy"))
    except OSError as error:
        raise ExportError(f"The report cannot be written to {path}.", str(error)) from error


def _write_html(path: Path, content: Content, loss: bytes, accuracy: bytes) -> None:
    write_atomically(path, html_of(content, loss, accuracy).encode())


def _write_pdf(path: Path, content: Content, loss: bytes, accuracy: bytes) -> None:
    write_atomically(path, pdf_of(content, loss, accuracy))


def _write_markdown(path: Path, content: Content, loss: bytes, accuracy: bytes) -> None:
    """The pictures first: a text whose pictures are not there yet would look broken."""
    folder = path.with_name(f"{path.stem}_files")
    folder.mkdir(exist_ok=True)
    write_atomically(folder / "loss.svg", loss)
    write_atomically(folder / "accuracy.svg", accuracy)
    for number, example in enumerate(content.tested.examples if content.tested else []):
        write_atomically(folder / f"misread-{number}.png", png_of(example.image))
    write_atomically(path, markdown_of(content, folder.name).encode())


_WRITERS: dict[str, Callable[[Path, Content, bytes, bytes], None]] = dict(
    zip(SUFFIXES, (_write_html, _write_pdf, _write_markdown), strict=True)
)
