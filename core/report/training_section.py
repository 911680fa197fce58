"""The section of a report on the training: its curves, and what they show."""

from collections.abc import Iterator

from core.foundation.duration import duration
from core.report.curve_findings import curve_findings
from core.report.document import Block, Figure, Heading, paragraph
from core.report.report_text import count_of
from core.runs.run import Run, RunState

_STATES = {
    RunState.RUNNING: "The training was still running when this report was made.",
    RunState.INTERRUPTED: "The training was interrupted and has not ended.",
    RunState.COMPLETED: "The training ran to its end.",
    RunState.STOPPED: "The training was stopped by the user.",
    RunState.DIVERGED: "The training diverged.",
    RunState.PRUNED: "The search to which the training belongs stopped it early.",
}


def training_blocks(run: Run) -> Iterator[Block]:
    """Yield the figures of loss and accuracy, and the findings."""
    from core.plots.curves_figure import curve_figure  # takes Matplotlib

    yield Heading("Course of the training")
    yield paragraph(_summary(run))
    caption = "against the epoch, for training and validation."
    yield Figure("loss", curve_figure([("", run)], "loss", "svg"), f"Loss {caption}")
    yield Figure("accuracy", curve_figure([("", run)], "accuracy", "svg"), f"Accuracy {caption}")
    yield Heading("What the figures show")
    for finding in curve_findings(run):
        yield paragraph(finding.text, lead=f"{finding.kind.value}.")


def _summary(run: Run) -> str:
    settings, last = run.last_settings, run.epochs[-1]
    planned = max(settings.epochs, last.epoch)
    end = run.end
    seconds = sum(epoch.seconds for epoch in run.epochs) if end is None else end.seconds
    reason = end.reason if end is not None else ""
    damaged = f" Part of the run cannot be read: {run.problem}" if run.problem else ""
    return (
        f"{_STATES[run.state]} {reason}".strip()
        + f" {count_of(last.epoch, 'epoch')} of {planned:,} took {duration(seconds)}. After "
        "each of them, loss and accuracy were measured on "
        f"{min(settings.training_images, settings.evaluation_images):,} training images and on "
        f"the {settings.validation_images:,} validation images, which are not used for "
        f"training.{damaged}"
    )
