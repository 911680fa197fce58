"""All that a report says, in words and numbers that need only to be set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.datasets.dataset import Dataset
from core.errors import RunError
from core.evaluation.metrics import evaluate
from core.files import is_file
from core.report.derivations import Derivation, derivations_for
from core.report.findings import findings
from core.report.gradients import Check, gradients_of
from core.report.interval import wilson
from core.report.misread import Misread, misread_images, most_confused
from core.report.reproducing import command_of, environment_of
from core.report.settings_table import Change, Row, changes_of, labels_of_unused, rows_of
from core.report.structure import Layer, layers_of, network_of
from core.runs.model_file import load_model
from core.runs.result import TestResult
from core.runs.run import Run

DEFAULT_TITLE = "Recognising handwritten digits"


class Tested(NamedTuple):
    """How the network does on the test set."""

    accuracy: str
    interval: str
    loss: str
    errors: str
    images: str
    confusion: list[list[int]]
    confused: list[tuple[int, int, int]]
    """A digit, what it was read as, and how often."""
    examples: list[Misread]


@dataclass(frozen=True, slots=True)
class Content:
    """What a template is given, besides figures."""

    title: str
    authors: Sequence[str]
    date: str
    network: str
    preset: str
    epochs: str
    images: str
    loss_unit: str
    derivations: list[Derivation]
    layers: list[Layer]
    settings: list[Row]
    unused: list[str]
    """What of regularisation and distortions was off."""
    changes: list[Change]
    findings: list[str]
    tested: Tested | None
    check: Check
    command: str
    seed: str
    environment: list[tuple[str, str]]


def content_of(run: Run, dataset: Dataset, title: str, authors: Sequence[str]) -> Content:
    """Everything there is to say of a run. Raises RunError for one without a single epoch."""
    if not run.epochs:
        raise RunError(f"“{run.title}” has no epoch yet: there is nothing to report.")
    run = _tested(run, dataset)
    return Content(
        title=title.strip() or DEFAULT_TITLE,
        authors=[author.strip() for author in authors if author.strip()],
        date=f"{run.about.created:%d %B %Y}",
        network=network_of(run.settings),
        preset=run.about.title,
        epochs=f"{len(run.epochs):,}",
        images=f"{run.settings.training_images:,}",
        loss_unit="per image",
        derivations=derivations_for(run.settings),
        layers=layers_of(run.settings),
        settings=rows_of(run.settings),
        unused=labels_of_unused(run.settings),
        changes=changes_of(run),
        findings=[finding.text for finding in findings(run)],
        tested=_test(run.test, dataset) if run.test is not None else None,
        check=gradients_of(run.settings, dataset),
        command=command_of(run),
        seed=str(run.settings.seed),
        environment=environment_of(run),
    )


def _tested(run: Run, dataset: Dataset) -> Run:
    """With a test of its model where it has one that was not tested."""
    if run.test is not None or not is_file(run.model_path):
        return run
    found = evaluate(load_model(run.model_path).network, dataset.test)
    return replace(run, test=TestResult.of_evaluation(found))


def _test(test: TestResult, dataset: Dataset) -> Tested:
    images = int(test.confusion.sum())
    right = int(test.confusion.trace())
    low, high = wilson(right, max(images, 1))
    return Tested(
        f"{100 * test.accuracy:.2f} %",
        f"{100 * low:.2f} % to {100 * high:.2f} %",
        f"{test.loss:.4f}",
        f"{images - right:,}",
        f"{images:,}",
        test.confusion.tolist(),
        most_confused(test.confusion),
        misread_images(test, dataset.test),
    )
