"""Writing of the report of a run, in the format of the suffix of its file."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.foundation.files import write_atomically
from core.report.derivations import derivation_blocks
from core.report.document import TITLE, Block, Document
from core.report.gradient_check_section import gradient_check_blocks
from core.report.html import to_html
from core.report.markdown import figure_files, to_markdown
from core.report.pdf import to_pdf
from core.report.report_text import one_line
from core.report.reproduction_section import reproduction_blocks
from core.report.setup_section import setup_blocks
from core.report.test_results_section import test_results_blocks
from core.report.training_section import training_blocks
from core.runs.output_guard import check_output, check_output_folder, check_replaceable
from core.runs.run import Run
from core.runs.run_series import RunSeries


def build_report(
    run: Run, dataset: Dataset, title: str = "", authors: Sequence[str] = ()
) -> Document:
    """Build the report of a run. Raises RunError for a run without a completed epoch."""
    if not len(RunSeries.of(run).until_divergence()):
        raise RunError(f"{run.path} has no completed epoch: there is nothing to report yet.")
    typed = (one_line(each) for each in authors)
    return Document(
        one_line(title) or TITLE,
        tuple(each for each in typed if each),
        run.metadata.created,
        tuple(_blocks(run, dataset)),
    )


def _blocks(run: Run, dataset: Dataset) -> Iterator[Block]:
    yield from derivation_blocks(run.settings)
    yield from setup_blocks(run)
    yield from training_blocks(run)
    yield from test_results_blocks(run, dataset.test)
    yield from gradient_check_blocks(run.settings, dataset)
    yield from reproduction_blocks(run)


def write_report(
    run: Run, target: Path, dataset: Dataset, title: str = "", authors: Sequence[str] = ()
) -> list[Path]:
    """Write the report of a run to `target`; return all files that were written.

    Raises RunError for a run without a completed epoch and where the report cannot be written, and
    what `check_report` raises.
    """
    write = check_report(run.path, target)
    document = build_report(run, dataset, title, authors)
    try:
        return write(target, document)
    except OSError as error:
        raise RunError(f"The report cannot be written to {target}.", str(error)) from error


Writer = Callable[[Path, Document], list[Path]]


def check_report(run: Path, target: Path) -> Writer:
    """Check that the report of the run in a folder can be written; return what writes it.

    Raises RunError for a suffix other than .html, .pdf and .md, and OutputError where nothing can
    be written or a file of a run would be replaced.
    """
    write = _writer(target)
    check_output(target, inputs=[run])
    if write is _write_markdown:
        check_output_folder(_pictures_folder(target))
    return write


def _writer(target: Path) -> Writer:
    writers = {".html": _write_html, ".pdf": _write_pdf, ".md": _write_markdown}
    if target.suffix.lower() not in writers:
        known = ", ".join(writers)
        raise RunError(f"{target} has no suffix of a report: {known}.")
    return writers[target.suffix.lower()]


def _write_html(target: Path, document: Document) -> list[Path]:
    write_atomically(target, to_html(document))
    return [target]


def _write_pdf(target: Path, document: Document) -> list[Path]:
    write_atomically(target, to_pdf(document))
    return [target]


def _write_markdown(target: Path, document: Document) -> list[Path]:
    folder = _pictures_folder(target)
    folder.mkdir(exist_ok=True)
    written = []
    for name, content in figure_files(document).items():
        check_replaceable(folder / name)
        write_atomically(folder / name, content)
        written.append(folder / name)
    write_atomically(target, to_markdown(document, folder.name))
    return [target, *written]


def _pictures_folder(target: Path) -> Path:
    return target.with_name(f"{target.stem}_files")
