"""The whole report of a run, in order."""

from collections.abc import Iterator, Sequence

from core.datasets.dataset import Dataset
from core.errors import RunError
from core.report.course import course_blocks
from core.report.curves import Curves
from core.report.derivations import derivation_blocks
from core.report.document import TITLE, Block, Document
from core.report.judging import judging_blocks
from core.report.reproduction import reproduction_blocks
from core.report.setting_up import setting_up_blocks
from core.report.witness import witness_blocks
from core.report.wording import one_line
from core.runs.run import Run


def compose(run: Run, dataset: Dataset, title: str = "", authors: Sequence[str] = ()) -> Document:
    """Raises RunError for a run without a completed epoch."""
    if not len(Curves.of(run)):
        raise RunError(f"{run.path} has no completed epoch: there is nothing to report yet.")
    typed = (one_line(each) for each in authors)
    return Document(
        one_line(title) or TITLE,
        tuple(each for each in typed if each),
        run.about.created,
        tuple(_blocks(run, dataset)),
    )


def _blocks(run: Run, dataset: Dataset) -> Iterator[Block]:
    yield from derivation_blocks(run.settings)
    yield from setting_up_blocks(run)
    yield from course_blocks(run)
    yield from judging_blocks(run, dataset.test)
    yield from witness_blocks(run.settings, dataset)
    yield from reproduction_blocks(run)
