"""How the training went: its figures, and what they say."""

from collections.abc import Iterator

from core.report.curve_findings import findings
from core.report.document import Block, Figure, Heading, said
from core.report.report_text import counted
from core.runs.run import Run, RunState

_STATES = {
    RunState.RUNNING: "The training was still under way when this report was made.",
    RunState.INTERRUPTED: "The training was interrupted and has not ended.",
    RunState.COMPLETED: "The training ran to its end.",
    RunState.STOPPED: "The training was stopped by hand.",
    RunState.DIVERGED: "The training diverged.",
}


def course_blocks(run: Run) -> Iterator[Block]:
    """Fig. 1, Fig. 2, and the explanation."""
    from core.plots.curves_figure import curve_figure  # takes Matplotlib

    yield Heading("Course of the training")
    yield said(_summary(run))
    caption = "against the epoch, for training and validation."
    yield Figure("loss", curve_figure([("", run)], "loss", "svg"), f"Loss {caption}")
    yield Figure("accuracy", curve_figure([("", run)], "accuracy", "svg"), f"Accuracy {caption}")
    yield Heading("What the figures say")
    for finding in findings(run):
        yield said(finding.text, lead=f"{finding.kind.value}.")


def _summary(run: Run) -> str:
    settings, last = run.last_settings, run.epochs[-1]
    seconds = sum(epoch.seconds for epoch in run.epochs)
    reason = run.end.reason if run.end is not None else ""
    damaged = f" Some of the run cannot be read: {run.problem}" if run.problem else ""
    return (
        f"{_STATES[run.state]} {reason}".strip()
        + f" {counted(last.epoch, 'epoch')} of {settings.epochs:,} took {seconds:,.1f} s. After "
        "each, loss and accuracy were measured on "
        f"{min(settings.training_images, settings.evaluation_images):,} training images and on "
        f"the {settings.validation_images:,} validation images, which the network does not learn "
        f"from.{damaged}"
    )
